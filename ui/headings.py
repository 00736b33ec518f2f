"""The heading that a quote stands under: "Unconfirmed" changes what the words below it mean.

So does the name of its column what a number in a table means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from index import Article, Block, BlockKind, is_question
from rag import Answer
from rag.rows.tables import column_names

# The heading above each citation, by its number; a citation without one is not in it.
Headings = Mapping[int, str]
# Longer than this, what ends in a question mark is more than a question.
LONGEST_QUESTION = 200


def headings_of(answer: Answer, article_of: Callable[[str], Article]) -> Headings:
    """Return the headings above an answer's citations. Raises StoreError for a lost article."""
    above = {c.number: _above(article_of(c.article), c.start) for c in answer.citations}
    return {number: heading for number, heading in above.items() if heading}


def _above(article: Article, offset: int) -> str:
    """Return the heading and, of a table's row, its columns: "Prices: Ticket | Adult | Child"."""
    return ": ".join(filter(None, (heading_above(article, offset), column_names(article, offset))))


def heading_above(article: Article, offset: int) -> str:
    """Return what a quote at `offset` stands under, or an empty string; a title is none of it.

    That is the question right above its paragraph or list ("**Does it hum?**"), else the last
    heading that ends before it.
    """
    before = [block for block in article.blocks if block.end <= offset]
    headings = (block for block in before if block.kind is BlockKind.HEADING)
    block = _question_above(article.text, before) or max(headings, key=_start, default=None)
    return article.text[block.start : block.end] if block else ""


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
