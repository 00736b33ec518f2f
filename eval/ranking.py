"""How well retrieval ranked the supporting passages, by ir_measures."""

from __future__ import annotations

from collections.abc import Sequence

import ir_measures
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from eval.matching import supports
from eval.outcomes import Ranking
from eval.questions import GoldQuestion, GoldSpan
from index import Hit, Passage

_QUERY = "question"
_MEASURES = {
    "recall_1": Success @ 1,
    "recall_5": Success @ 5,
    "recall_10": Success @ 10,
    "mrr": RR,
    "ndcg_10": nDCG @ 10,
}


def rank(question: GoldQuestion, hits: Sequence[Hit]) -> Ranking:
    """Measure a ranking, best first, against the gold spans.

    Relevant is every passage that holds a gold span. A span that no hit holds counts as one more
    relevant passage that was not found, so that nDCG cannot be flattered by a short ranking. Ranks
    count as given; scores are not compared, so that ties cannot be reordered.
    """
    names = [f"hit {position}" for position in range(len(hits))]
    run = [ScoredDoc(_QUERY, name, float(-at)) for at, name in enumerate(names)]
    qrels = [
        Qrel(_QUERY, name, 1)
        for name, hit in zip(names, hits, strict=True)
        if _holds_any(hit.passage, question.support)
    ]
    missed = [s for s in question.support if not any(_holds_any(h.passage, [s]) for h in hits)]
    qrels += [Qrel(_QUERY, f"missed {position}", 1) for position in range(len(missed))]
    measured = ir_measures.calc_aggregate(list(_MEASURES.values()), qrels, run)
    return Ranking(**{name: float(measured[measure]) for name, measure in _MEASURES.items()})


def _holds_any(passage: Passage, gold: Sequence[GoldSpan]) -> bool:
    return supports(passage.article, (passage.start, passage.end), gold)
