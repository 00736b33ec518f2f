"""Lines, and which of them are one paragraph that was broken at a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.shapes import is_closed

# Plain-text mail and Project Gutenberg wrap at 60 to 80 columns.
WRAP_COLUMNS = range(45, 101)
# Fewer lines that happen to be of like length are not yet a habit.
_WRAPPED_LINES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A non-blank line, trimmed. `gap` says whether a blank line (or the top) precedes it.

    `width` counts its indentation, for that is what the column of a break counts from.
    """

    start: int
    end: int
    text: str
    gap: bool
    width: int


def lines_of(text: str) -> Iterator[Line]:
    """Yield the non-blank lines of a text (every line end that Unicode knows)."""
    position, gap = 0, True
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            start = position + indent
            yield Line(start, start + len(stripped), stripped, gap, indent + len(stripped))
        gap = not stripped
        position += len(raw)


def paragraph_runs(
    lines: Iterable[Line], starts_anew: Callable[[Line], bool]
) -> Iterator[list[Line]]:
    """Yield runs of lines that are one block; `starts_anew` says that a line begins another."""
    group: list[Line] = []
    for line in lines:
        if line.gap and group:
            yield from _split(group, starts_anew)
            group = []
        group.append(line)
    if group:
        yield from _split(group, starts_anew)


def _split(group: list[Line], starts_anew: Callable[[Line], bool]) -> Iterator[list[Line]]:
    """Split the lines between two blank lines into runs."""
    column = max(line.width for line in group)
    wrapped = len(group) >= _WRAPPED_LINES and column in WRAP_COLUMNS
    run = [group[0]]
    for before, line in pairwise(group):
        if _goes_on(before, line, column if wrapped else None) and not starts_anew(line):
            run.append(line)
        else:
            yield run
            run = [line]
    yield run


def _goes_on(before: Line, line: Line, column: int | None) -> bool:
    """Say whether a line goes on from the one before it.

    Wrapped text is broken where the next word would not have fitted in the column.
    """
    if before.width not in WRAP_COLUMNS or line.width >= WRAP_COLUMNS.stop:
        return False
    ended = is_closed(before.text) and not before.text.endswith(",")
    if line.text[0].islower() and not ended:
        return True
    next_word = line.text.split(maxsplit=1)[0]
    return column is not None and before.width + 1 + len(next_word) > column
