"""Markdown -> an article: the words that it shows, with its headings, lists, quotes and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt

from index.article import Told, make_article
from index.dates import parse_full_date
from index.formats.encoding import decode_text
from index.formats.layout import lay_out, plain
from index.formats.markup import parse_html, walk
from index.formats.source import Source
from index.types import Article

MEDIA_TYPE = "text/markdown"
# Jekyll's and Hugo's head of a file: plain "key: value" lines are all that is read of it.
_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\r?\n(.{0,10000}?)^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_FIELD = re.compile(r"^(\w+)[ \t]*:[ \t]*[\"']?(.*?)[\"']?[ \t]*\r?$", re.MULTILINE)


def read_markdown(source: Source) -> Iterator[Article]:
    """Yield the one article of a Markdown file (CommonMark and tables). Raises ArticleError."""
    text = decode_text(source)
    head = _FRONT_MATTER.match(text)
    told = Told()
    if head:
        told = _told({key.lower(): value for key, value in _FIELD.findall(head[1])})
        text = text[head.end() :]
    tree = parse_html(MarkdownIt("commonmark").enable("table").render(text))
    layout = lay_out(walk(tree) if tree is not None else (), source.id)
    yield make_article(source.id, layout.text, layout.blocks, told, media_type=MEDIA_TYPE)


def _told(fields: dict[str, str]) -> Told:
    by = next((fields[key] for key in ("publisher", "source", "author") if fields.get(key)), "")
    return Told(
        plain(fields.get("title", "")) or None,
        plain(by) or None,
        parse_full_date(fields.get("date", "")),
    )
