"""Where else the best evidence is told: the passages most like its sentence, in other articles.

A question finds the passages that are about it; a sentence finds those that say the same. What the
reader made of them does not matter here: `rag.grouping.corroborate` looks the value up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index import Article, Hit, sentences_between
from rag.quote import quote_span
from rag.types import Evidence

# How many passages are looked through: each costs the splitting of its sentences.
PASSAGES = 12
# An echo answers nothing by itself: it comes after whatever the reader found.
SILENT = 0.0


def echoes(best: Evidence, hits: Sequence[Hit], articles: Mapping[str, Article]) -> list[Evidence]:
    """Return each sentence of the hits' passages that is not of the best evidence's article."""
    found: list[Evidence] = []
    for hit in hits:
        passage = hit.passage
        if passage.article == best.passage.article:
            continue
        article = articles[passage.article]
        for start, end in sentences_between(article, passage.start, passage.end):
            span = (max(start, passage.start), min(end, passage.end))
            quote = quote_span(article, span)
            found.append(Evidence(passage, span, quote, SILENT, SILENT))
    return found
