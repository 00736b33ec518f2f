"""Cutting a text into marked and unmarked pieces by code-point offsets, never by searching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text and whether it is marked. Pieces joined in order are the text."""

    text: str
    marked: bool


def pieces(text: str, spans: Iterable[Span]) -> list[Piece]:
    """Cut `text` at the edges of `spans`, which count code points into it.

    Spans may overlap or touch; what any of them covers is marked once. A span that reaches
    outside the text is clipped to it.
    """
    cuts: list[Piece] = []
    position = 0
    for start, end in _merged(spans, len(text)):
        cuts.append(Piece(text[position:start], marked=False))
        cuts.append(Piece(text[start:end], marked=True))
        position = end
    cuts.append(Piece(text[position:], marked=False))
    return [piece for piece in cuts if piece.text]


def overlap(span: Span, other: Span) -> Span | None:
    """Return what two spans share, or None."""
    start, end = max(span[0], other[0]), min(span[1], other[1])
    return (start, end) if start < end else None


def _merged(spans: Iterable[Span], length: int) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans):
        clipped = overlap(span, (0, length))
        if clipped is None:
            continue
        if merged and clipped[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], clipped[1]))
        else:
            merged.append(clipped)
    return merged
