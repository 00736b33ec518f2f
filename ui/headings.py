"""The heading that a quote stands under: "Unconfirmed" changes what the words below it mean.

So does the name of its column what a number in a table means.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from index import Article
from rag import Answer
from rag.headings import heading_above
from rag.rows.tables import column_names

# The heading above each citation, by its number; a citation without one is not in it.
Headings = Mapping[int, str]


def headings_of(answer: Answer, article_of: Callable[[str], Article]) -> Headings:
    """Return the headings above an answer's citations. Raises StoreError for a lost article."""
    above = {c.number: _above(article_of(c.article), c.start) for c in answer.citations}
    return {number: heading for number, heading in above.items() if heading}


def _above(article: Article, offset: int) -> str:
    """Return the heading and, of a table's row, its columns: "Prices: Ticket | Adult | Child"."""
    return ": ".join(filter(None, (heading_above(article, offset), column_names(article, offset))))
