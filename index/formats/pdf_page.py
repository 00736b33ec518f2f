"""Drawing a page of a PDF, with the place of a quote on it."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium

from index.errors import ArticleError
from index.formats.layout import plain
from index.formats.page_image import Box, PageImage
from index.formats.pdf import opened, placed_lines, read_paragraphs
from index.formats.pdf_lines import PdfLine
from index.formats.source import Source

# Sharp on a screen of double density, and bounded for a page as large as a poster.
LONGEST_SIDE = 1_600
# Coordinates on a page come as whole numbers; on a page of this size they are fine enough.
_GRID = 100_000


def draw_page(source: Source, page: int, start: int, end: int) -> PageImage:
    """Draw a page, and box what stands on it of the article's text[start:end].

    Raises ArticleError for a page that the document does not have.
    """
    with opened(source) as document:
        if not 1 <= page <= len(document):
            message = f"{source.id}: has {len(document):,} pages, and no page {page:,}"
            raise ArticleError(message)
        lines = [
            (line, max(start - first, 0), min(end, last) - first)
            for first, last, line in placed_lines(read_paragraphs(source, document))
            if line.page == page - 1 and first < end and last > start
        ]
        with closing(document[page - 1]) as drawn:
            return PageImage(page, _png(drawn), tuple(_boxes(drawn, lines)))


def _png(page: pypdfium2.PdfPage) -> bytes:
    scale = LONGEST_SIDE / max(*page.get_size(), 1.0)
    saved = io.BytesIO()
    page.render(scale=scale).to_pil().save(saved, "PNG")
    return saved.getvalue()


def _boxes(page: pypdfium2.PdfPage, lines: list[tuple[PdfLine, int, int]]) -> Iterator[Box]:
    """Yield a box for each line, around the characters from one offset in its words to another."""
    with closing(page.get_textpage()) as textpage:
        for line, start, end in lines:
            shown = [
                (index, character)
                for index in range(line.first, line.last + 1)
                if (character := plain(chr(pdfium.FPDFText_GetUnicode(textpage, index))))
            ]
            # Blanks were made single in the text: what is not blank is counted in both.
            words = plain(line.text)
            first, last = (len("".join(words[:at].split())) for at in (start, end))
            inside = [textpage.get_charbox(index, loose=True) for index, _ in shown[first:last]]
            if inside:
                left, bottom, right, top = zip(*inside, strict=True)
                yield _on_page(page, (min(left), max(top)), (max(right), min(bottom)))


def _on_page(
    page: pypdfium2.PdfPage, corner: tuple[float, float], opposite: tuple[float, float]
) -> Box:
    """Return a box as it lies on the drawn page, which may be turned or cut out of a larger one."""
    places = []
    for x, y in (corner, opposite):
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
        places.append((across.value / _GRID, down.value / _GRID))
    (one, two), (three, four) = places
    return min(one, three), min(two, four), max(one, three), max(two, four)
