"""HTML -> an article: its main content, without menus, by trafilatura."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import trafilatura
from lxml import etree

from index.article import Told, make_article
from index.dates import parse_full_date
from index.formats.encoding import decode_text
from index.formats.layout import Piece, lay_out, plain
from index.formats.markup import TEI_KINDS, parse_html, walk
from index.formats.source import Source
from index.types import Article, BlockKind

MEDIA_TYPE = "text/html"


def read_web_page(source: Source) -> Iterator[Article]:
    """Yield the one article of a saved page. Raises ArticleError."""
    text = decode_text(source, declares=True)
    found = trafilatura.bare_extraction(
        text,
        with_metadata=True,
        include_comments=False,
        # What the page says of itself; a date guessed from its text would be believed.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    told, body = Told(), None
    if isinstance(found, trafilatura.settings.Document):
        told = Told(
            _line(found.title), _line(found.sitename) or _line(found.author), _day(found.date)
        )
        body = found.body
    pieces = list(_titled(body, told.title)) if body is not None else []
    if not any(piece.kind is BlockKind.PARAGRAPH for piece in pieces):
        # A page too short or too odd to tell its content from its menus is read whole.
        tree = parse_html(text)
        pieces = list(walk(tree)) if tree is not None else []
    layout = lay_out(pieces, source.id)
    yield make_article(source.id, layout.text, layout.blocks, told, media_type=MEDIA_TYPE)


def _titled(body: etree._Element, title: str | None) -> Iterator[Piece]:
    """Yield the pieces of an extracted page; the heading that is its title is no other."""
    titled = False
    for piece in walk(body, TEI_KINDS):
        heads = piece.kind is BlockKind.HEADING and not titled and plain(piece.text) == title
        titled = titled or heads
        yield Piece(BlockKind.TITLE, piece.text) if heads else piece


def _line(text: str | None) -> str | None:
    return plain(text) or None if text else None


def _day(text: str | None) -> dt.date | None:
    return parse_full_date(text) if text else None
