"""Plain text -> typed blocks, by the shape of its lines.

A line is a block, except that hard-wrapped paragraphs (every line broken near one column) are one.
Kinds are told apart by shape alone: markers, length, closing punctuation, neighbours. Page
furniture is recognised by index.furniture, and is marked, never removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.furniture import is_furniture
from index.heads import mark_head
from index.shapes import ATX_HEADING, LIST_MARKER, count_words, is_closed, is_question
from index.types import Block, BlockKind
from index.wrapping import Line, lines_of, paragraph_runs

# Part of how an index was made: raise it when the same text would be read into other blocks,
# or its blocks into other sentences.
BLOCKS_VERSION = 4
# A heading longer than this reads as a sentence without its full stop.
TITLE_WORDS = 20
LONGEST_HEADING = 240
# Labels of any length that end in a colon introduce what follows; a heading is this short.
LABEL_WORDS = 3
# Capitals to the end make a heading of "CHAPTER I." too.
CAPITAL_WORDS = 12
# Lines of verse and addresses are short and stand together.
VERSE_COLUMNS = 60
VERSE_LINES = 3
# A table without ruled columns: at least this many short lines in a row, two of them with numbers.
TABLE_LINES = 3
TABLE_NUMBERS = 2
# A row of a table is short; a long paragraph may hold a tab.
ROW_LENGTH = 400

_RULED = re.compile(r"\S\s*\|\s*\S|^\||\|$")
_SPACED = re.compile(r"\S\t\s*\S|[^\s.!?…]\s{3,}\S")
_OPENING_QUOTE = '“"«„‘「'
_CLOSING_QUOTE = '”"»“’」'


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines that are one block, and what their shape says they are."""

    lines: list[Line]
    kind: BlockKind

    @property
    def text(self) -> str:
        return self.lines[0].text

    @property
    def gap(self) -> bool:
        return self.lines[0].gap


def split_blocks(text: str) -> tuple[Block, ...]:
    """Partition the non-blank parts of `text` into typed blocks, in order."""
    runs = [_Run(lines, _shape(lines)) for lines in paragraph_runs(lines_of(text), _starts_anew)]
    runs = [run for group in _groups(runs) for run in _read_together(group)]
    return mark_head(text, [Block(run.lines[0].start, run.lines[-1].end, run.kind) for run in runs])


def _starts_anew(line: Line) -> bool:
    """Say whether a line cannot go on from the one above it."""
    text = line.text
    return bool(
        LIST_MARKER.match(text)
        or ATX_HEADING.match(text)
        or text.startswith(("|", ">"))
        or (not text[0].islower() and is_furniture(text))
    )


def _shape(lines: list[Line]) -> BlockKind:
    """Tell the kind of lines that are one block from themselves alone."""
    text = lines[0].text
    if not any(any(map(str.isalnum, line.text)) for line in lines):
        return BlockKind.BOILERPLATE
    if LIST_MARKER.match(text):
        return BlockKind.LIST_ITEM
    if text.startswith(">") or _is_quoted(text, lines[-1].text):
        return BlockKind.QUOTE
    return BlockKind.PARAGRAPH if len(lines) > 1 else _line_shape(text)


def _line_shape(text: str) -> BlockKind:
    """Tell the kind of a single line without a marker."""
    if is_furniture(text):
        return BlockKind.BOILERPLATE
    if len(text) <= ROW_LENGTH and (_RULED.search(text) or _SPACED.search(text)):
        return BlockKind.TABLE_ROW
    return BlockKind.HEADING if _is_heading(text) else BlockKind.PARAGRAPH


def _is_quoted(first: str, last: str) -> bool:
    closing = last.rstrip(",.")[-1:]
    return first[0] in _OPENING_QUOTE and closing != "" and closing in _CLOSING_QUOTE


def _is_heading(text: str) -> bool:
    if len(text) > LONGEST_HEADING:
        return False
    if ATX_HEADING.match(text):
        return True
    words = count_words(text)
    if text.isupper() and words <= CAPITAL_WORDS:
        return True
    if text.endswith((":", "\uff1a")):
        return words <= LABEL_WORDS
    open_ended = not is_closed(text) or is_question(text)
    return words <= TITLE_WORDS and open_ended and not text[0].islower()


def _groups(runs: list[_Run]) -> Iterator[list[_Run]]:
    """Yield the runs between blank lines."""
    group: list[_Run] = []
    for run in runs:
        if run.gap and group:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _read_together(group: list[_Run]) -> list[_Run]:
    """Read what only the neighbours tell: rows, verse, and a mark that is no column."""
    group = _without_lone_rows(group)
    headings = [run for run in group if run.kind is BlockKind.HEADING]
    if _is_verse(group):
        return [_retyped(run, BlockKind.HEADING, BlockKind.PARAGRAPH) for run in group]
    return _with_table_runs(group) if len(headings) >= TABLE_LINES else group


def _without_lone_rows(group: list[_Run]) -> list[_Run]:
    """Read a single line with one mark in it ("Title | Site") as the title or text that it is."""
    rows = [run for run in group if run.kind is BlockKind.TABLE_ROW]
    if len(rows) != 1 or rows[0].text.count("|") > 1 or rows[0].text.count("\t") > 1:
        return group
    kind = BlockKind.HEADING if _is_heading(rows[0].text) else BlockKind.PARAGRAPH
    return [_retyped(run, BlockKind.TABLE_ROW, kind) for run in group]


def _is_verse(group: list[_Run]) -> bool:
    """Say whether short lines stand together without being a table or a head."""
    lines = [run for run in group if run.kind in {BlockKind.HEADING, BlockKind.PARAGRAPH}]
    return (
        len(lines) == len(group) >= VERSE_LINES
        and all(len(run.lines) == 1 and len(run.text) <= VERSE_COLUMNS for run in lines)
        and not _has_numbers(lines)
    )


def _with_table_runs(group: list[_Run]) -> list[_Run]:
    """Read three or more heading-like lines in a row, with numbers among them, as a table."""
    result: list[_Run] = []
    at = 0
    while at < len(group):
        end = at
        while end < len(group) and group[end].kind is BlockKind.HEADING:
            end += 1
        run = group[at:end]
        if len(run) >= TABLE_LINES and _has_numbers(run):
            run = [replace(row, kind=BlockKind.TABLE_ROW) for row in run]
        result += run or [group[at]]
        at = max(end, at + 1)
    return result


def _has_numbers(runs: list[_Run]) -> bool:
    return sum(any(map(str.isdigit, run.text)) for run in runs) >= TABLE_NUMBERS


def _retyped(run: _Run, old: BlockKind, new: BlockKind) -> _Run:
    return replace(run, kind=new) if run.kind is old and not ATX_HEADING.match(run.text) else run
