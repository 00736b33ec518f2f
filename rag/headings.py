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
# A line that dates what follows is short, no sentence and no item of a list: "Thursday, 4 May
# 1899", "Date: Wed, 12 March 2025, 07:48", "Held in the Custom House on Tuesday, 6 December 1898".
_DATING_WORDS = 14
_NOT_DATING = re.compile(r"\W|\w{1,3}[.)]|.*[;,]$|(?:\S+\s+){6}.*[.!?]$")
# So many characters further up, another one would have come.
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
    """Return the last line before `offset` that dates an entry, or an empty string."""
    for line in reversed(article.text[max(0, offset - _REACH) : offset].splitlines()):
        if len(line.split()) > _DATING_WORDS or _NOT_DATING.match(line):
            continue
        dates = (read_date(line[slice(*span)]) for span in find_dates(line))
        if any(date and date.year and date.month for date in dates):
            return line.strip()
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
