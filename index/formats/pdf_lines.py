"""A PDF's pages -> lines of text with their places, by pypdfium2 (PDFium)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

# PDFium's sign for a hyphen that only the end of the line called for.
SOFT_HYPHEN = "\x02"
# Heads and feet are one or two lines, stand apart from the text by half their height or more, and
# return in the same place on other pages.
_EDGE_LINES = 2
_APART = 0.5
_FEWEST_PAGES = 3
_NUMBER = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:p(?:age|\.)\s*)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line as it is printed; coordinates in points, from the bottom left of the page.

    `first` and `last` are the numbers that PDFium gives its first and last character.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    top: float
    first: int
    last: int

    @property
    def height(self) -> float:
        """The height of its letters, ascenders and descenders included."""
        return self.top - self.bottom


def read_lines(page: pypdfium2.PdfPage, number: int) -> list[PdfLine]:
    """Return the lines of a page in the order in which PDFium reads them."""
    textpage = page.get_textpage()
    try:
        return [_line(textpage, number, indices) for indices in _line_indices(textpage) if indices]
    finally:
        textpage.close()


def _line_indices(textpage: pypdfium2.PdfTextPage) -> Iterator[list[int]]:
    """Yield the indices of each line's characters, blanks at its ends left out."""
    line: list[int] = []
    for index in range(textpage.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        if character in "\r\n":
            yield _trimmed(textpage, line)
            line = []
        elif line or not character.isspace():
            line.append(index)
    yield _trimmed(textpage, line)


def _trimmed(textpage: pypdfium2.PdfTextPage, line: list[int]) -> list[int]:
    while line and chr(pdfium.FPDFText_GetUnicode(textpage, line[-1])).isspace():
        line.pop()
    return line


def _line(textpage: pypdfium2.PdfTextPage, number: int, indices: Sequence[int]) -> PdfLine:
    text = "".join(chr(pdfium.FPDFText_GetUnicode(textpage, index)) for index in indices)
    left, bottom, _, top = textpage.get_charbox(indices[0], loose=True)
    right = textpage.get_charbox(indices[-1], loose=True)[2]
    return PdfLine(text, number, left, right, bottom, top, indices[0], indices[-1])


def without_running_heads(pages: Sequence[Sequence[PdfLine]]) -> list[list[PdfLine]]:
    """Leave out page numbers, and the heads and feet that return on half of the pages or more."""
    seen = Counter(key for lines in pages for key in {_key(lines[at]) for at in _edges(lines)})
    often = max(_FEWEST_PAGES, len(pages) / 2)
    kept = []
    for lines in pages:
        heads = {
            at
            for at in _edges(lines)
            if seen[_key(lines[at])] >= often or _PAGE_NUMBER.fullmatch(lines[at].text)
        }
        kept.append([line for at, line in enumerate(lines) if at not in heads])
    return kept


def _edges(lines: Sequence[PdfLine]) -> set[int]:
    """Return the positions of the lines that stand apart at the top and the bottom of a page."""
    down = sorted(range(len(lines)), key=lambda at: -lines[at].top)
    found: set[int] = set()
    for count in range(1, min(_EDGE_LINES, len(down) - 1) + 1):
        first, second = lines[down[count - 1]], lines[down[count]]
        if first.bottom - second.top > _APART * first.height:
            found.update(down[:count])
        first, second = lines[down[-count]], lines[down[-count - 1]]
        if second.bottom - first.top > _APART * first.height:
            found.update(down[-count:])
    return found


def _key(line: PdfLine) -> tuple[str, int]:
    return _NUMBER.sub("#", line.text), round(line.top)
