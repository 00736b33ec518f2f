"""The tables of an article: rows, their cells, and which row names the columns.

A table is a run of row blocks with nothing but rules between them. Its cells are told by the marks
that the formats leave: "a | b" (Markdown, HTML, DOCX), "| a | b |" in plain text, tabs, wide gaps.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from index import Article, Block, BlockKind, block_sentences
from index.sentences import trim_span
from rag.types import Span

# What parts the cells of a row; the first of these that a row has.
_PARTINGS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(r"\s{3,}"))
# Rows with a blank line between them are those of two tables.
_BLANK_LINE = re.compile(r"\n\s*\n")
# A column can be named by a period; "2021" above counts is no count.
PERIOD = re.compile(r"(?:19|20)\d\d(?:[/–-](?:\d\d){1,2})?")
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table and its cells, trimmed; an empty cell is an empty span."""

    span: Span
    cells: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table that were looked at, in order; `header` names the columns, if one does.

    `width` is the number of cells in most of the rows. `span` is that of the whole table.
    """

    span: Span
    header: Row | None
    rows: tuple[Row, ...]
    width: int

    def name_of(self, column: int) -> Span | None:
        """Return the cell of the header above a column, None where it cannot be told.

        HTML with nothing above its first column has a header that is one cell shorter.
        """
        cells = self.header.cells if self.header else ()
        at = column - (self.width - len(cells))
        return cells[at] if self.width - len(cells) in {0, 1} and at >= 0 else None


def table_at(article: Article, offset: int, looked_at: Sequence[Span]) -> Table | None:
    """Return the table that has a row at an offset; None where there is no row or only one.

    Only its first row, and rows within the spans that are `looked_at`, are split into cells.
    """
    blocks = _rows_around(article, offset)
    if len(blocks) <= 1:
        return None
    first, *others = blocks
    seen = [
        block
        for block in others
        if any(start <= block.start and block.end <= end for start, end in looked_at)
    ]
    head, rows = _row(article.text, first), [_row(article.text, block) for block in seen]
    header = head if _is_header(article.text, head, rows) else None
    rows = rows if header else [head, *rows]
    # Of as many rows of one width as of another, the first has the right one.
    widths = Counter(len(row.cells) for row in rows)
    width = max(widths, key=lambda one: widths[one], default=len(head.cells))
    return Table((blocks[0].start, blocks[-1].end), header, tuple(rows), width)


def column_names(article: Article, offset: int) -> str:
    """Return what names the columns of the row at an offset; nothing for that row itself."""
    table = table_at(article, offset, [(offset, len(article.text))])
    header = table.header if table else None
    if header is None or header.span[0] <= offset < header.span[1]:
        return ""
    return " | ".join(article.text[slice(*cell)] for cell in header.cells)


def _rows_around(article: Article, offset: int) -> Sequence[Block]:
    """Return the row blocks of the table around an offset, in order; none outside a table."""
    blocks, text = article.blocks, article.text
    at = bisect_right(blocks, offset, key=lambda block: block.start) - 1
    if at < 0 or blocks[at].kind is not BlockKind.TABLE_ROW or blocks[at].end <= offset:
        return ()
    first = last = at
    while first and _goes_on(text, blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _goes_on(text, blocks[last], blocks[last + 1]):
        last += 1
    rows = [block for block in blocks[first : last + 1] if block.kind is BlockKind.TABLE_ROW]
    starts = [*_starts([len(_row(text, block).cells) for block in rows]), len(rows)]
    ends = bisect_right(starts, rows.index(blocks[at]))
    return rows[starts[ends - 1] : starts[ends]]


def _starts(widths: Sequence[int]) -> Iterator[int]:
    """Yield where tables begin in a run of rows, by how many cells each row has.

    Two tables can follow each other with nothing between. One row that has other cells than the
    rest lacks some, or is a title; two in succession are another table.
    """
    width = -1
    for at, pair in enumerate(zip_longest(widths, widths[1:], fillvalue=1)):
        if at == 0 or not {1, width} & set(pair):
            yield at
            # The header can lack the name of its first column.
            width = max(pair) if abs(pair[1] - pair[0]) == 1 else pair[0]


def _goes_on(text: str, above: Block, below: Block) -> bool:
    """Say whether two blocks are of one table: rows, or the rule "|---|---|" between them."""
    joined = all(
        block.kind is BlockKind.TABLE_ROW
        or not any(map(str.isalnum, text[block.start : block.end]))
        for block in (above, below)
    )
    return joined and not _BLANK_LINE.search(text, above.end, below.start)


def _row(text: str, block: Block) -> Row:
    start, end = block_sentences(text, block)[0]
    parting = next((p for p in _PARTINGS if p.search(text, start, end)), None)
    if parting is None:
        return Row((start, end), ((start, end),))
    marks = [found.span() for found in parting.finditer(text, start, end)]
    edges = [(start, start), *marks, (end, end)]
    cells = [trim_span(text, before[1], after[0]) for before, after in pairwise(edges)]
    if text[start] == "|":
        # "| a | b |": the marks at the edges part nothing.
        cells = cells[1 : -1 if text[end - 1] == "|" else None]
    return Row((start, end), tuple(cells))


def _is_header(text: str, head: Row, rows: Sequence[Row]) -> bool:
    """Say whether a first row names columns: none of its values is like those below it."""
    return not any(
        shape and shape == _shape(text, row.cells[column])
        for column, shape in enumerate(_shape(text, cell) for cell in head.cells)
        for row in rows
        if column and column < len(row.cells)
    )


def _shape(text: str, cell: Span) -> str:
    """Return what a value with digits looks like: "£9.9", "9:9 a"; of other cells nothing."""
    words = text[slice(*cell)]
    if PERIOD.fullmatch(words):
        return "period"
    return _LETTERS.sub("a", _DIGITS.sub("9", words)) if _DIGITS.search(words) else ""
