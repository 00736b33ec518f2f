"""Retrieval says which passages are about the question, the reader which of them answers it.

A span's new score is sigmoid(margin + w * (retrieval - 1)): the reader's margin over its
no-answer, less w times how far the passage's fused score falls short of the best possible one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index import Hit
from rag.question import asked_for
from rag.reader.belief import logit, sigmoid
from rag.types import Evidence
from rag.values import fits

RETRIEVAL_WEIGHT = 4.0
# In logits: an answer of the wrong kind ("prisoners" to "how many") comes after any of the right
# kind that the reader half believes.
MISFIT = 4.0


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


def demote_misfits(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence, what cannot be of the kind that is asked for made less likely."""
    kind = asked_for(question).kind
    return [
        e if fits(_words(e), kind) else replace(e, score=sigmoid(logit(e.score) - MISFIT))
        for e in evidence
    ]


def _words(evidence: Evidence) -> str:
    start = evidence.passage.start
    return evidence.passage.text[evidence.answer[0] - start : evidence.answer[1] - start]
