"""PDF -> an article: paragraphs put together from lines, and where each page begins."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import pypdfium2

from index.article import Told, make_article, refuse_too_long
from index.blocks import split_blocks
from index.errors import ArticleError
from index.formats.layout import plain
from index.formats.pdf_lines import SOFT_HYPHEN, PdfLine, read_lines, without_running_heads
from index.formats.source import Source
from index.shapes import LIST_MARKER, count_words, is_closed
from index.types import Article, Block, BlockKind

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 10_000
# Between two paragraphs in the text that is stored.
PARAGRAPH_END = "\n\n"
# Measured against the height of a line: a wider gap, a further indent, or letters so much larger
# begin another paragraph.
_GAP = 0.6
_INDENT = 0.8
_LARGER = 1.15
# A line was wrapped where the next word did not fit: it leaves no such part of the column free.
_ROOM = 0.3
_ROOM_AFTER_SENTENCE = 0.1
# Lines that begin within so many points of one another stand in the same column.
_COLUMN = 36
_HEADING_WORDS = 25
_PROTECTED = re.compile("password", re.IGNORECASE)
_FILE_NAME = re.compile(r"\.\w{2,4}$|^Microsoft \w+ - |^untitled|^[^\s]*$", re.IGNORECASE)
_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


@dataclass(slots=True)
class Paragraph:
    """A paragraph's words, the lines that it was made of, and where in the words each begins."""

    lines: list[PdfLine]
    text: str
    starts: list[int] = field(default_factory=lambda: [0])


def read_pdf(source: Source) -> Iterator[Article]:
    """Yield the one article of a PDF; it has pages. Raises ArticleError."""
    with opened(source) as document:
        paragraphs = read_paragraphs(source, document)
        text = PARAGRAPH_END.join(one.text for one in paragraphs)
        starts = _page_starts(paragraphs, len(document), len(text))
        told = _told(document)
    blocks = _blocks(text, _larger(paragraphs))
    yield make_article(source.id, text, blocks, told, media_type=MEDIA_TYPE, pages=starts)


@contextmanager
def opened(source: Source) -> Iterator[pypdfium2.PdfDocument]:
    """Open a document for as long as it is needed. Raises ArticleError for what PDFium refuses."""
    try:
        with closing(pypdfium2.PdfDocument(source.data)) as document:
            yield document
    except pypdfium2.PdfiumError as error:
        said = str(error).rstrip(".")
        remedy = "save it without one" if _PROTECTED.search(said) else "save it again"
        message = f"{source.id}: cannot be read as PDF ({said}); {remedy}"
        raise ArticleError(message) from error


def read_paragraphs(source: Source, document: pypdfium2.PdfDocument) -> list[Paragraph]:
    """Return a document's paragraphs, the same each time. Raises ArticleError without any."""
    paragraphs = _paragraphs(without_running_heads(list(_pages(source, document))))
    if not paragraphs:
        message = (
            f"{source.id}: its pages hold pictures and no text; run it through text recognition "
            "(OCR) and add the result"
        )
        raise ArticleError(message)
    return paragraphs


def placed_lines(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[int, int, PdfLine]]:
    """Yield every line with where its words start and end in the article's text."""
    at = 0
    for one in paragraphs:
        ends = [*one.starts[1:], len(one.text)]
        for start, end, line in zip(one.starts, ends, one.lines, strict=True):
            yield at + start, at + end, line
        at += len(one.text) + len(PARAGRAPH_END)


def _pages(source: Source, document: pypdfium2.PdfDocument) -> Iterator[list[PdfLine]]:
    if len(document) > MAX_PAGES:
        message = f"{source.id}: has {len(document):,} pages, more than {MAX_PAGES:,}; split it"
        raise ArticleError(message)
    characters = 0
    for number in range(len(document)):
        with closing(document[number]) as page:
            lines = read_lines(page, number)
        characters += sum(len(line.text) for line in lines)
        refuse_too_long(characters, source.id)
        yield lines


def _paragraphs(pages: Sequence[Sequence[PdfLine]]) -> list[Paragraph]:
    """Put lines together that are one paragraph, also over the end of a page or a column."""
    lines = [line for page in pages for line in page if plain(line.text)]
    down = [one.bottom - two.top for one, two in pairwise(lines) if _is_below(one, two)]
    usual = median(down) if down else 0.0
    edges = _column_edges(lines)
    paragraphs: list[Paragraph] = []
    for line in lines:
        last = paragraphs[-1] if paragraphs else None
        if last is None or _starts_anew(last.lines, line, usual, edges[_column(last.lines[-1])]):
            paragraphs.append(Paragraph([line], plain(_unmarked(line.text))))
        else:
            _append(last, line)
    return paragraphs


def _column(line: PdfLine) -> tuple[int, int]:
    return line.page, round(line.left / _COLUMN)


def _column_edges(lines: Sequence[PdfLine]) -> dict[tuple[int, int], float]:
    """Return how far to the right the lines of each column reach."""
    edges: dict[tuple[int, int], float] = {}
    for line in lines:
        page, column = _column(line)
        for near in (column - 1, column, column + 1):
            edges[page, near] = max(line.right, edges.get((page, near), 0.0))
    return edges


def _is_below(above: PdfLine, line: PdfLine) -> bool:
    return line.page == above.page and line.top < above.top


def _starts_anew(lines: Sequence[PdfLine], line: PdfLine, usual: float, column_edge: float) -> bool:
    before = lines[-1]
    sizes = sorted((before.height, line.height))
    if sizes[1] > _LARGER * sizes[0] or LIST_MARKER.match(line.text):
        return True
    if not _is_below(before, line):
        return is_closed(before.text)
    if before.bottom - line.top > usual + _GAP * line.height:
        return True
    # The first line of a list item hangs out, and that of a paragraph may be indented.
    edge = min(one.left for one in lines[1:]) if len(lines) > 1 else before.left
    hangs = len(lines) == 1 and LIST_MARKER.match(before.text)
    if not hangs and line.left - edge > _INDENT * line.height:
        return True
    room = (column_edge - before.right) / max(column_edge - before.left, 1.0)
    if is_closed(before.text):
        return room > _ROOM_AFTER_SENTENCE
    return room > _ROOM and not line.text[0].islower()


def _append(paragraph: Paragraph, line: PdfLine) -> None:
    """Add a line to a paragraph; a word that was broken at the end of the line is whole again."""
    broken = paragraph.lines[-1].text.endswith((SOFT_HYPHEN, "\u00ad"))
    paragraph.text += "" if broken else " "
    paragraph.starts.append(len(paragraph.text))
    paragraph.text += plain(_unmarked(line.text))
    paragraph.lines.append(line)


def _unmarked(text: str) -> str:
    return text.replace(SOFT_HYPHEN, "").removesuffix("\u00ad")


def _larger(paragraphs: Sequence[Paragraph]) -> dict[int, float]:
    """Return where the paragraphs printed larger than most begin, and the height of their lines."""
    usual = median(line.height for one in paragraphs for line in one.lines)
    found: dict[int, float] = {}
    at = 0
    for one in paragraphs:
        height = one.lines[0].height
        if height > _LARGER * usual and count_words(one.text) <= _HEADING_WORDS:
            found[at] = height
        at += len(one.text) + len(PARAGRAPH_END)
    return found


def _page_starts(paragraphs: Sequence[Paragraph], count: int, end: int) -> list[int]:
    """Return where each page begins; one without text begins where the next one does."""
    begins: dict[int, int] = {}
    for start, _, line in placed_lines(paragraphs):
        begins.setdefault(line.page, start)
    starts = []
    for page in reversed(range(count)):
        end = begins.get(page, end)
        starts.append(end)
    return starts[::-1]


def _blocks(text: str, larger: dict[int, float]) -> list[Block]:
    """Type the text by its shape; what is printed larger is a heading, the largest the title."""
    blocks = split_blocks(text)
    title = max(larger, key=lambda at: (larger[at], -at)) if larger else None

    def kind(block: Block) -> BlockKind:
        if block.start == title:
            return BlockKind.TITLE
        demoted = title is not None and block.kind is BlockKind.TITLE
        return BlockKind.HEADING if demoted or block.start in larger else block.kind

    return [Block(block.start, block.end, kind(block)) for block in blocks]


def _told(document: pypdfium2.PdfDocument) -> Told:
    title = plain(document.get_metadata_value("Title"))
    made = _DATE.match(document.get_metadata_value("CreationDate"))
    try:
        day = dt.date(*map(int, made.groups())) if made else None
    except ValueError:
        day = None
    return Told(
        None if _FILE_NAME.search(title) else title,
        plain(document.get_metadata_value("Author")) or None,
        made=day,
    )
