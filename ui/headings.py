"""The heading that a quote stands under: "Unconfirmed" changes what the words below it mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index import Article, BlockKind
from rag import Answer

# The heading above each citation, by its number; a citation without one is not in it.
Headings = Mapping[int, str]


def headings_of(answer: Answer, article_of: Callable[[str], Article]) -> Headings:
    """Return the headings above an answer's citations. Raises StoreError for a lost article."""
    above = {c.number: heading_above(article_of(c.article), c.start) for c in answer.citations}
    return {number: heading for number, heading in above.items() if heading}


def heading_above(article: Article, offset: int) -> str:
    """Return the last heading that ends before `offset`, or an empty string; a title is none."""
    above = (b for b in article.blocks if b.kind is BlockKind.HEADING and b.end <= offset)
    block = max(above, key=lambda b: b.start, default=None)
    return article.text[block.start : block.end] if block else ""
