"""Plain text -> typed blocks, by the shape of its lines.

A line is a block, except that hard-wrapped paragraphs (every line broken near one column) are one.
Kinds are told apart by shape alone: markers, length, closing punctuation, neighbours. Page
furniture ("Share this article", image captions, bylines) is recognised by short patterns that
are common to news and blog pages, and is marked, never removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from index.dates import is_dateline
from index.types import Block, BlockKind

# A heading longer than this reads as a sentence without its full stop.
HEADING_WORDS = 20
# A title has to say something; one- to three-word lines above it are section labels ("World").
TITLE_WORDS = 4
# Plain-text mail and Project Gutenberg wrap at 60 to 80 columns.
WRAP_COLUMNS = range(45, 101)

_LIST_MARKER = re.compile(r"(?:[•‣◦▪●·*+-]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s+(?=\S)")
_DASH = re.compile(r"[—–-]+\s+(?=\S)")
_ATTRIBUTION = re.compile(r"^[—–-]\s*\S|\)$|,\s")
_ATX_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
_COLUMNS = re.compile(r"\S(?:\t|\s{3,}|\s*\|\s*)\S")
_SENTENCE_END = re.compile(r"[.!?…。！？؟।:;,][\"'”’»)\]]*$")
_OPENING_QUOTE = '“"«„‘'
_CLOSING_QUOTE = '”"»“’'
_BOILERPLATE = re.compile(
    r"""^(?:
        share\ (?:this|on|via)\b.* | listen\ to\ this\b.* | leave\ a\ (?:comment|reply)\b.*
      | (?:post|add)\ a\ comment | comments?(?:\s*\(\d+\))? | discussion | published | updated
      | submit\ (?:a|your)\ \w+ | know\ something\ we\ missed\b.* | more\ (?:in|from|on)\ .{1,40}
      | (?:related|recommended|trending|popular)(?:\ (?:articles?|stories|posts|news|topics))?:?
      | read\ (?:more|next|also)\b.{0,60} | continue\ reading\b.{0,40} | advertisement | sponsored
      | sign\ up\b.{0,80} | subscribe\b.{0,80} | follow\ us\b.{0,60} | log\ ?in | menu | home | search
      | skip\ to\ (?:main\ )?content | click\ here\b.{0,60} | (?:back\ to|scroll\ to)\ top
      | (?:image|photo|picture|video|illustration|source|credits?|caption)s?(?:\ (?:credit|source|by))?
        \s*:\s*.{1,60}
      | ai[-\ ]generated\ (?:illustration|image|photo).{0,40} | getty\ images | file\ photo.{0,40}
      | .{0,60}\d+\ min(?:ute)?s?\ read | (?:web\ )?(?:editor|desk|staff) | staff\ (?:writer|reporter)
      | (?:by|written\ by)\s+[A-Z][\w.'’-]+(?:\s+[A-Z][\w.'’-]+){0,3}
      | all\ rights\ reserved.{0,60} | copyright\b.{0,80} | ©.{0,80} | \d+\ (?:comments?|shares?|views?)
      | (?:cookie|privacy)\ policy | terms\ of\ (?:use|service)
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKERS = {
    BlockKind.LIST_ITEM: _LIST_MARKER,
    BlockKind.HEADING: _ATX_HEADING,
    BlockKind.TITLE: _ATX_HEADING,
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A non-blank line, trimmed. `gap` says whether a blank line (or the top) precedes it."""

    start: int
    end: int
    text: str
    gap: bool


def split_blocks(text: str) -> tuple[Block, ...]:
    """Partition the non-blank parts of `text` into typed blocks, in order."""
    lines = list(_lines(text))
    kinds = _table_runs(lines, [_shape(line) for line in lines])
    blocks = list(_joined(lines, kinds))
    blocks = _mark_captions(text, blocks)
    blocks = _attach_attributions(text, blocks)
    return tuple(_mark_title(text, blocks))


def content_start(text: str, block: Block) -> int:
    """Return where the words of a block begin, behind its list marker or heading signs."""
    pattern = _MARKERS.get(block.kind, _DASH)
    marker = pattern.match(text, block.start, block.end)
    return marker.end() if marker else block.start


def _lines(text: str) -> Iterator[_Line]:
    position, gap = 0, True
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            start = position + raw.index(stripped[0])
            yield _Line(start, start + len(stripped), stripped, gap)
        gap = not stripped
        position += len(raw)


def _shape(line: _Line) -> BlockKind:
    """Tell the kind of a line from the line alone."""
    text = line.text
    if not any(character.isalnum() for character in text) or _BOILERPLATE.match(text):
        return BlockKind.BOILERPLATE
    if is_dateline(text):
        return BlockKind.BOILERPLATE
    if _LIST_MARKER.match(text) and len(text.split()) > 1:
        return BlockKind.LIST_ITEM
    if _COLUMNS.search(text):
        return BlockKind.TABLE_ROW
    if text[0] in _OPENING_QUOTE and text.rstrip(",.")[-1] in _CLOSING_QUOTE and len(text) > 1:
        return BlockKind.QUOTE
    return BlockKind.HEADING if _is_heading(text) else BlockKind.PARAGRAPH


def _is_heading(text: str) -> bool:
    if _ATX_HEADING.match(text):
        return True
    words = len(text.split())
    if text.endswith(":"):
        return words < TITLE_WORDS
    closed = _SENTENCE_END.search(text) and not text.endswith("?")
    return words <= HEADING_WORDS and not closed and not text[0].islower()


def _table_runs(lines: list[_Line], kinds: list[BlockKind]) -> list[BlockKind]:
    """Read three or more heading-like lines in a row, with numbers among them, as a table."""
    kinds = list(kinds)
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and not lines[end].gap and kinds[end] is BlockKind.HEADING:
            end += 1
        run = lines[start:end]
        numbers = sum(any(c.isdigit() for c in line.text) for line in run)
        if kinds[start] is BlockKind.HEADING and len(run) > 2 and numbers > 1:  # noqa: PLR2004
            kinds[start:end] = [BlockKind.TABLE_ROW] * len(run)
        start = end
    return kinds


def _joined(lines: list[_Line], kinds: list[BlockKind]) -> Iterator[Block]:
    """Join hard-wrapped lines: broken near one column, and without a sentence's end there."""
    at = 0
    while at < len(lines):
        kind, end = kinds[at], at + 1
        while end < len(lines) and _continues(lines, kinds, end):
            end += 1
        if end - at > 1 and kind is BlockKind.HEADING:
            kind = BlockKind.PARAGRAPH
        yield Block(lines[at].start, lines[end - 1].end, kind)
        at = end


def _continues(lines: list[_Line], kinds: list[BlockKind], at: int) -> bool:
    joinable = {BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.QUOTE}
    before, line = lines[at - 1], lines[at]
    if (
        line.gap
        or kinds[at - 1] not in joinable
        or kinds[at] not in joinable - {BlockKind.LIST_ITEM}
    ):
        return False
    if len(before.text) not in WRAP_COLUMNS or len(line.text) >= WRAP_COLUMNS.stop:
        return False
    # Wrapped text is cut wherever the column falls: the next word would not have fitted.
    next_word = line.text.split(maxsplit=1)[0]
    mid_sentence = not _SENTENCE_END.search(before.text) or before.text.endswith(",")
    return mid_sentence and (line.text[0].islower() or len(before.text) + len(next_word) > 60)  # noqa: PLR2004


def _mark_captions(text: str, blocks: list[Block]) -> list[Block]:
    """Mark image captions: lower-case scraps without an end, and repeats of an earlier heading."""
    seen: set[str] = set()
    marked: list[Block] = []
    for block in blocks:
        words = text[block.start : block.end]
        scrap = (
            block.kind is BlockKind.PARAGRAPH
            and words[0].islower()
            and not _SENTENCE_END.search(words)
            and not _has_paragraph(marked)
        )
        repeat = block.kind is BlockKind.HEADING and words in seen
        marked.append(replace(block, kind=BlockKind.BOILERPLATE) if scrap or repeat else block)
        if block.kind is BlockKind.HEADING:
            seen.add(words)
    return marked


def _has_paragraph(blocks: list[Block]) -> bool:
    """Say whether a paragraph stands among the blocks."""
    return any(block.kind is BlockKind.PARAGRAPH for block in blocks)


def _attach_attributions(text: str, blocks: list[Block]) -> list[Block]:
    """Read a name right under a quote as the quote's attribution, not as a heading."""
    result = blocks[:1]
    for before, block in pairwise(blocks):
        names = block.kind is BlockKind.HEADING and _ATTRIBUTION.search(
            text[block.start : block.end]
        )
        under = before.kind is BlockKind.QUOTE
        result.append(replace(block, kind=BlockKind.QUOTE) if under and names else block)
    return result


def _mark_title(text: str, blocks: list[Block]) -> list[Block]:
    """Call the first heading that says something the title; labels above it are furniture."""
    for at, block in enumerate(blocks):
        words = len(text[content_start(text, block) : block.end].split())
        if block.kind is BlockKind.HEADING and (
            words >= TITLE_WORDS or (at == 0 and _alone(blocks))
        ):
            head = [_label(b) for b in blocks[:at]]
            return [*head, replace(block, kind=BlockKind.TITLE), *blocks[at + 1 :]]
    return blocks


def _alone(blocks: list[Block]) -> bool:
    return len(blocks) == 1 or blocks[1].kind is not BlockKind.HEADING


def _label(block: Block) -> Block:
    return replace(block, kind=BlockKind.BOILERPLATE) if block.kind is BlockKind.HEADING else block
