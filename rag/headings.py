"""What a quote stands under: a heading, the question that it replies to, its entry's date."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from index import Article, Block, BlockKind, is_question
from rag.types import Evidence
from rag.values.dates import find_dates, read_date

# Longer than this, what ends in a question mark is more than a question.
LONGEST_QUESTION = 200
# A line that dates what follows is short and no sentence, nor an item of a list, and tells little
# behind its date: "Thursday, 4 May 1899", "Date: Wed, 12 March 2025, 07:48", "Held in the Custom
# House on Tuesday, 6 December 1898, at 2 o'clock".
_DATING_WORDS = 14
_BEHIND_DATE = 3  # words
_WORD = re.compile(r"[\w:’']+")
_NOT_DATING = re.compile(
    r"[a-z\W]|\w{1,3}[.)]|.*[;,]$"
    r"|(?:\S+\s+){4}.*[.!?]$"  # a sentence of more than four words
    r"|.*\b(?i:before|born|by|copyright|died|due|ends?|expires?|next|ref|retrieved|see|since"
    r"|until|your)\b"
)
# So many characters above a quote are looked through.
_REACH = 20_000


def question_above(evidence: Evidence, article: Article) -> str:
    """Return the question that quoted evidence stands under, or an empty string."""
    ended = bisect_right(article.blocks, evidence.quote[0], key=_end)
    asking = _question_above(article.text, article.blocks[:ended])
    span = (asking.start, asking.end) if asking else evidence.passage.heading
    above = article.text[slice(*span)] if span else ""
    return above if is_question(above) and len(above) <= LONGEST_QUESTION else ""


def heading_above(article: Article, offset: int) -> str:
    """Return what a quote at `offset` stands under, or an empty string; a title is none of it.

    That is the question right above its paragraph or list ("**Does it hum?**"), else the last
    heading that ends before it.
    """
    before = [block for block in article.blocks if block.end <= offset]
    headings = (block for block in before if block.kind is BlockKind.HEADING)
    block = _question_above(article.text, before) or max(headings, key=_start, default=None)
    return article.text[block.start : block.end] if block else ""


def dated_above(article: Article, offset: int) -> str:
    """Return the last whole line before `offset` that dates an entry, or an empty string."""
    above, _, _ = article.text[:offset].rpartition("\n")
    for line in map(str.strip, reversed(above[-_REACH:].splitlines())):
        if len(line.split()) > _DATING_WORDS or _NOT_DATING.match(line):
            continue
        for start, end in find_dates(line):
            date = read_date(line[start:end])
            if date and date.year and date.month and len(_WORD.findall(line, end)) <= _BEHIND_DATE:
                return line
    return ""


def _question_above(text: str, before: Sequence[Block]) -> Block | None:
    """Return the last of some blocks that is no list item, if it is a paragraph that asks."""
    last = next(
        (block for block in reversed(before) if block.kind is not BlockKind.LIST_ITEM), None
    )
    if last is None or last.kind is not BlockKind.PARAGRAPH:
        return None
    short = last.end - last.start <= LONGEST_QUESTION
    return last if short and is_question(text[last.start : last.end]) else None


def _start(block: Block) -> int:
    return block.start


def _end(block: Block) -> int:
    return block.end
