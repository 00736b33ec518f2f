"""Outcomes -> figures: what is measured, over which questions, in the order it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields

import numpy as np

from eval.matching import NEAR_ENOUGH
from eval.measures import (
    Estimate,
    Values,
    area_under_risk,
    auroc,
    calibration_error,
    coverage_at_precision,
    estimate,
    mean,
)
from eval.outcomes import Milliseconds, Outcome
from eval.questions import QuestionType, Split

# The precision that the declining threshold is chosen for; the coverage there is what it costs.
PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `higher_is_better` tells a gain from a loss."""

    group: str
    name: str
    estimate: Estimate
    higher_is_better: bool = field(default=True, kw_only=True)


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean over the questions to which it applies; None leaves one out, an error never does."""

    group: str
    name: str
    of: Callable[[Outcome], float | None]
    higher_is_better: bool = field(default=True, kw_only=True)


def _median(values: Values) -> float:
    return float(np.median(values))


def _late(values: Values) -> float:
    return float(np.quantile(values, 0.95))


_QUANTILES = (("median", _median), ("95th percentile", _late))


def _ranking(name: str) -> Callable[[Outcome], float | None]:
    return lambda one: getattr(one.ranking, name) if one.ranking else None


def _score(name: str) -> Callable[[Outcome], float | None]:
    return lambda one: getattr(one.scores, name)


def _on(applies: bool, value: float) -> float | None:  # noqa: FBT001 - a private filter
    return float(value) if applies else None


def _highlighted(one: Outcome) -> float | None:
    return None if one.scores.f1 is None else float(one.scores.f1 >= NEAR_ENOUGH)


def _verbatim(one: Outcome) -> float | None:
    shown = [*one.statements, *(side for sides in one.disagreements for side in sides)]
    # A statement is the slice of its first citation; both have to be the article's own words.
    exact = all(
        claim.citations
        and all(citation.verbatim for citation in claim.citations)
        and any(citation.quote == claim.text for citation in claim.citations)
        for claim in shown
    )
    return float(exact) if shown else None


def _follow_up(one: Outcome) -> float | None:
    return _on(one.question.answerable and bool(one.question.history), one.cited)


MEASURES = (
    Measure("retrieval", "recall@1", _ranking("recall_1")),
    Measure("retrieval", "recall@5", _ranking("recall_5")),
    Measure("retrieval", "recall@10", _ranking("recall_10")),
    Measure("retrieval", "MRR", _ranking("mrr")),
    Measure("retrieval", "nDCG@10", _ranking("ndcg_10")),
    Measure("reading", "exact match of the highlight", _score("exact")),
    Measure("reading", "F1 of the highlight", _score("f1")),
    Measure("reading", "exact words highlighted", _highlighted),
    Measure(
        "reading",
        "best evidence supports",
        lambda one: _on(one.question.answerable, one.best_right),
    ),
    Measure("answers", "right", lambda one: _on(one.question.answerable, one.right)),
    Measure(
        "answers",
        "right with a right citation",
        lambda one: _on(one.question.answerable, one.cited),
    ),
    Measure("answers", "citation precision", _score("citation_precision")),
    Measure("answers", "citation recall", _score("citation_recall")),
    Measure("answers", "lists: share of items", _score("completeness")),
    Measure("answers", "conflicts: share of sides", _score("sides_shown")),
    Measure(
        "answers",
        "conflicts: all sides shown",
        lambda one: None if one.scores.sides_shown is None else float(one.scores.sides_shown >= 1),
    ),
    Measure("answers", "false disagreements", _score("false_disagreement"), higher_is_better=False),
    Measure("answers", "follow-ups right and cited", _follow_up),
    Measure("answers", "verbatim", _verbatim),
    Measure(
        "declining",
        "unanswerable declined",
        lambda one: _on(not one.question.answerable, one.right),
    ),
    Measure(
        "declining",
        "answerable declined",
        lambda one: _on(one.question.answerable, not one.answered),
        higher_is_better=False,
    ),
    Measure(
        "declining",
        "declined and unanswerable",
        lambda one: _on(not one.answered and one.error is None, not one.question.answerable),
    ),
    Measure("declining", "answered and right", lambda one: _on(one.answered, one.cited)),
)
GATED = frozenset(
    {
        "right with a right citation",
        "unanswerable declined",
        "exact words highlighted",
        "recall@5",
        "false disagreements",
        "verbatim",
    }
)


def figures_of(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Return every figure over these outcomes."""
    means = [
        Figure(
            measure.group,
            measure.name,
            mean(values_of(measure, outcomes)),
            higher_is_better=measure.higher_is_better,
        )
        for measure in MEASURES
    ]
    return means + _curves(outcomes)


def values_of(measure: Measure, outcomes: Sequence[Outcome]) -> list[float]:
    """Return the measure of every question to which it applies, in order."""
    return [value for one in outcomes if (value := measure.of(one)) is not None]


def surety(outcomes: Sequence[Outcome]) -> tuple[Values, Values]:
    """Return (confidence, whether the best evidence answers), (n,) each, declined ones included."""
    confidence = np.array([one.confidence for one in outcomes], np.float64)
    right = np.array([_would_be_right(one) for one in outcomes], np.float64)
    return confidence, right


def _would_be_right(one: Outcome) -> bool:
    return one.cited if one.answered and one.question.answerable else one.best_right


def _curves(outcomes: Sequence[Outcome]) -> list[Figure]:
    sure, right = surety(outcomes)
    answerable = np.array([one.question.answerable for one in outcomes], np.float64)

    def at_precision(confidence: Values, hit: Values) -> float:
        return coverage_at_precision(confidence, hit, PRECISION)

    coverage = estimate(at_precision, sure, right)
    area = estimate(area_under_risk, sure, right)
    error = estimate(calibration_error, sure, right)
    separation = estimate(auroc, answerable, sure)
    return [
        Figure("declining", f"coverage at {PRECISION:.0%} precision", coverage),
        Figure("declining", "area under risk-coverage", area, higher_is_better=False),
        Figure("declining", "calibration error", error, higher_is_better=False),
        Figure("declining", "AUROC answerable/unanswerable", separation),
    ]


def by_type(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Return right-with-a-right-citation (or declined, where that is right) for each type."""
    return [
        Figure("by type", kind.value, mean([float(one.cited) for one in members]))
        for kind in QuestionType
        if (members := [one for one in outcomes if one.question.type is kind])
    ]


def of_split(outcomes: Sequence[Outcome], split: Split) -> list[Outcome]:
    """Return the outcomes of one half."""
    return [one for one in outcomes if one.question.split is split]


def latencies(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Return the median and 95th percentile of each stage in milliseconds, errors left out."""
    taken = [one.milliseconds for one in outcomes if one.error is None]
    columns = {
        stage.name: np.array([getattr(times, stage.name) for times in taken], np.float64)
        for stage in fields(Milliseconds)
    }
    return [
        Figure("milliseconds", f"{stage}, {name}", estimate(of, column), higher_is_better=False)
        for stage, column in columns.items()
        for name, of in _QUANTILES
    ]
