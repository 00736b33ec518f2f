"""RSS and Atom files -> one article for each entry, by feedparser. Nothing is fetched."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from contextlib import suppress

import feedparser

from index.article import Told, make_article
from index.errors import ArticleError
from index.formats.archive import refuse_entities
from index.formats.keys import Keys
from index.formats.layout import lay_out, plain
from index.formats.markup import parse_html, walk
from index.formats.source import Source
from index.types import Article

MEDIA_TYPE = "application/rss+xml"


def read_feed(source: Source) -> Iterator[Article]:
    """Yield an article for each entry that has a text of its own. Raises ArticleError."""
    refuse_entities(source, source.data)
    # From an open file: a string could be taken for an address.
    parsed = feedparser.parse(io.BytesIO(source.data), resolve_relative_uris=False)
    if not parsed.version:
        message = f"{source.id}: is XML, but neither RSS nor Atom; save it as HTML or text"
        raise ArticleError(message)
    site = plain(str(parsed.feed.get("title", ""))) or None
    keys = Keys(source.id)
    read = 0
    for entry in parsed.entries:
        tree = parse_html(_markup(entry))
        layout = lay_out(walk(tree) if tree is not None else (), source.id)
        title = plain(str(entry.get("title", "")))
        by = site or plain(str(entry.get("author", "")))
        told = Told(title or None, by or None, _day(entry))
        article_id = keys.new(str(entry.get("id", "")), title)
        with suppress(ArticleError):
            yield make_article(article_id, layout.text, layout.blocks, told, media_type=MEDIA_TYPE)
            read += 1
    if not read:
        message = f"{source.id}: none of its {len(parsed.entries):,} entries holds a text"
        raise ArticleError(message)
    if read < len(parsed.entries):
        left_out = len(parsed.entries) - read
        source.notes.append(
            f"{left_out:,} of {len(parsed.entries):,} entries hold no text that can be read"
        )


def _markup(entry: Mapping[str, object]) -> str:
    """Return the longest text of an entry: its content, or its summary."""
    contents = entry.get("content")
    found = [str(one.get("value", "")) for one in contents] if isinstance(contents, list) else []
    return max([*found, str(entry.get("summary", ""))], key=len)


def _day(entry: Mapping[str, object]) -> dt.date | None:
    for key in ("published_parsed", "updated_parsed"):
        moment = entry.get(key)
        if isinstance(moment, tuple):
            try:
                return dt.date(*moment[:3])
            except ValueError:
                continue
    return None
