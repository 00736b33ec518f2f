"""A page as it is printed, and where on it some words stand."""

from __future__ import annotations

from dataclasses import dataclass

# Left, top, right and bottom, as parts of the page's width and height.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page, counted from 1; the boxes are around the words that were asked for."""

    page: int
    png: bytes
    boxes: tuple[Box, ...]
