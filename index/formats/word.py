"""DOCX -> an article, by python-docx: paragraphs, headings, lists, quotes and the rows of tables.

Tracked insertions are read and tracked deletions are not, as on Word's own screen.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from index.article import Told, make_article
from index.errors import ArticleError
from index.formats.archive import open_archive, read_part
from index.formats.layout import Piece, lay_out, plain
from index.formats.source import Source
from index.types import Article, BlockKind

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MACROS = "vbaProject.bin"
_PARAGRAPH, _TABLE, _ROW, _CELL = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc"))
_TEXT, _TAB, _BREAK = qn("w:t"), qn("w:tab"), {qn("w:br"), qn("w:cr")}
# What was deleted, what is not shown, and the second copy of a text box for older programs.
_UNSEEN = {
    *(qn(f"w:{name}") for name in ("del", "moveFrom", "pPr", "rPr", "instrText")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_TOLD_OTHERWISE = {_PARAGRAPH, _TABLE, *_UNSEEN}
_KINDS = (
    ("Heading", BlockKind.HEADING),
    ("Title", BlockKind.TITLE),
    ("Subtitle", BlockKind.HEADING),
    ("List", BlockKind.LIST_ITEM),
    ("Quote", BlockKind.QUOTE),
    ("Intense Quote", BlockKind.QUOTE),
    ("Caption", BlockKind.BOILERPLATE),
    ("TOC", BlockKind.BOILERPLATE),
    ("toc", BlockKind.BOILERPLATE),
)


def read_word(source: Source) -> Iterator[Article]:
    """Yield the one article of a DOCX file. Raises ArticleError."""
    _refuse_what_is_unsafe(source)
    try:
        document = docx.Document(io.BytesIO(source.data))
        pieces = list(_pieces(document))
    except (OpcError, KeyError, ValueError, AttributeError, etree.LxmlError) as error:
        message = f"{source.id}: cannot be read as DOCX ({error}); save it again as DOCX"
        raise ArticleError(message) from error
    layout = lay_out(pieces, source.id)
    yield make_article(
        source.id, layout.text, layout.blocks, _told(document), media_type=MEDIA_TYPE
    )


def _refuse_what_is_unsafe(source: Source) -> None:
    with open_archive(source) as archive:
        for name in archive.namelist():
            if name.endswith(_MACROS):
                message = f"{source.id}: holds macros; save it as a DOCX without them"
                raise ArticleError(message)
            if name.endswith((".xml", ".rels")):
                read_part(source, archive, name)


def _pieces(document: Document) -> Iterator[Piece]:
    names = {style.style_id: style.name or "" for style in document.styles}
    titled = False
    for element in document.element.body.iter(_PARAGRAPH, _TABLE):
        if any(parent.tag in _TOLD_OTHERWISE for parent in element.iterancestors()):
            continue  # told by the table or the paragraph that it stands in
        if element.tag == _TABLE:
            yield from _rows(element)
            continue
        kind = _kind(element, names)
        if kind is BlockKind.TITLE and titled:
            kind = BlockKind.HEADING
        titled = titled or kind is BlockKind.TITLE
        for line in _words(element).split("\n"):
            yield Piece(kind, line)


def _kind(paragraph: etree._Element, names: dict[str, str]) -> BlockKind:
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = names.get(style.get(qn("w:val"), ""), "") if style is not None else ""
    for prefix, kind in _KINDS:
        if name.startswith(prefix):
            return kind
    listed = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
    return BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH


def _rows(table: etree._Element) -> Iterator[Piece]:
    """Yield the rows of a table; a table inside a cell is words of that cell."""
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is table:
            cells = (plain(_words(cell)) for cell in row.iter(_CELL) if _is_own(cell, row))
            yield Piece(BlockKind.TABLE_ROW, " | ".join(filter(None, cells)))


def _is_own(cell: etree._Element, row: etree._Element) -> bool:
    return next(cell.iterancestors(_ROW)) is row


def _words(element: etree._Element) -> str:
    """Return the text that is shown of an element; a line break stays one."""
    parts = []
    events = etree.iterwalk(element, events=("start", "end"))
    for event, inner in events:
        if event == "end":
            parts.append("\n" if inner.tag == _PARAGRAPH and inner is not element else "")
        elif inner.tag in _UNSEEN:
            events.skip_subtree()
        elif inner.tag == _TEXT:
            parts.append(inner.text or "")
        elif inner.tag == _TAB:
            parts.append("\t")
        elif inner.tag in _BREAK:
            parts.append("\n")
    return "".join(parts)


def _told(document: Document) -> Told:
    known = document.core_properties
    try:
        made = known.created
    except ValueError:
        made = None
    day = made.date() if isinstance(made, dt.datetime) else None
    return Told(plain(known.title) or None, plain(known.author) or None, made=day)
