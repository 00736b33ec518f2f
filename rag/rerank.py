"""Retrieval says which passages are about the question, the reader which of them answers it.

A span's new score is sigmoid(margin + w * (retrieval - 1)): the reader's margin over its
no-answer, less w times how far the passage's fused score falls short of the best possible one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index import Hit
from rag.reader.belief import logit, sigmoid
from rag.types import Evidence

RETRIEVAL_WEIGHT = 4.0


def rerank(
    hits: Sequence[Hit], evidence: Sequence[Evidence], *, weight: float = RETRIEVAL_WEIGHT
) -> list[Evidence]:
    """Return the evidence re-scored by what the reader and retrieval say together, best first.

    Every passage of the evidence must be among the hits.
    """
    retrieval = {hit.passage: hit.score for hit in hits}
    scored = [
        replace(e, score=sigmoid(logit(e.score) + weight * (retrieval[e.passage] - 1)))
        for e in evidence
    ]
    return sorted(scored, key=lambda e: (-e.score, e.passage.article, e.answer))
