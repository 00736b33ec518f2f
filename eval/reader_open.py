"""A reader over a whole corpus, as a person asks: ranking, quoting, and declining."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from eval.figures import PRECISION, Figure
from eval.measures import (
    Estimate,
    Values,
    calibration_error,
    coverage_at_precision,
    estimate,
    mean,
)
from eval.reader_given import separation
from index import Hit
from rag.confidence import Sureness
from rag.reader.training.squad import Example
from rag.reader.training.trials import Asker, Case, Trial, ask_all
from rag.types import Evidence

OPEN = "open over all passages"
DECLINING = "declining"
# In the mixture one in three is unanswerable, half of them altered and half without their article:
# every fourth of each kind beside all of the answerable ones.
_EVERY = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """One trial's outcome; `first` is None where nothing was found."""

    case: Case
    first: Evidence | None
    fused_right: bool
    ranked_right: bool
    in_sentence: bool
    right: bool
    sureness: Sureness


def ask(asker: Asker, questions: list[Example], altered: Mapping[str, Example]) -> list[Asked]:
    """Ask every question in its three forms."""
    return [_asked(asker, trial) for trial in ask_all(asker, questions, altered)]


def _asked(asker: Asker, trial: Trial) -> Asked:
    first = trial.evidence[0] if trial.evidence else None
    hits = trial.hits
    return Asked(
        case=trial.case,
        first=first,
        fused_right=bool(hits) and asker.corpus.right(trial.example, hits[0]),
        ranked_right=first is not None
        and asker.corpus.right(trial.example, Hit(first.passage, 0.0)),
        in_sentence=first is not None
        and bool(trial.example.answers)
        and asker.in_sentence(trial, first),
        right=first is not None and asker.right(trial, first),
        sureness=trial.sureness,
    )


def ranking_figures(asked: Sequence[Asked]) -> list[Figure]:
    """Return how well the right passage and sentence are put first, over answerable questions."""
    ours = [one for one in asked if one.case is Case.OPEN]
    fused = np.array([one.fused_right for one in ours], np.float64)
    ranked = np.array([one.ranked_right for one in ours], np.float64)
    return [
        Figure(OPEN, "right passage first, fusion alone", mean(list(fused))),
        Figure(OPEN, "right passage first", mean(list(ranked))),
        Figure(OPEN, "gained over fusion", mean(list(ranked - fused))),
        Figure(
            OPEN, "answer inside the first sentence", mean([float(one.in_sentence) for one in ours])
        ),
        Figure(OPEN, "first answer right", mean([float(one.right) for one in ours])),
    ]


def declining_figures(asked: Sequence[Asked], threshold: float) -> list[Figure]:
    """Return what the confidence is worth."""
    parts = {case: [one for one in asked if one.case is case] for case in Case}
    sure = {case: [one.sureness.right for one in ones] for case, ones in parts.items()}
    mixed = [
        *parts[Case.OPEN],
        *_spread(parts[Case.ALTERED], len(parts[Case.OPEN]) // _EVERY),
        *_spread(parts[Case.REMOVED], len(parts[Case.OPEN]) // _EVERY),
    ]
    return [
        Figure(DECLINING, "answerable answered", _answered(parts[Case.OPEN], threshold)),
        Figure(DECLINING, "declined, article taken out", _declined(parts[Case.REMOVED], threshold)),
        Figure(DECLINING, "declined, altered", _declined(parts[Case.ALTERED], threshold)),
        Figure(
            DECLINING,
            "AUROC against articles taken out",
            separation(sure[Case.OPEN], sure[Case.REMOVED]),
        ),
        Figure(
            DECLINING,
            "AUROC against altered, open",
            separation(sure[Case.OPEN], sure[Case.ALTERED]),
        ),
        *_worth(parts[Case.OPEN], "answerable only"),
        *_worth(mixed, "a third unanswerable"),
    ]


def _spread(asked: Sequence[Asked], count: int) -> list[Asked]:
    """Take `count` of them (all, if they are fewer) at equal distances."""
    taken = min(count, len(asked))
    return [asked[at * len(asked) // taken] for at in range(taken)]


def _answered(asked: Sequence[Asked], threshold: float) -> Estimate:
    return mean([float(one.sureness.answerable >= threshold) for one in asked])


def _declined(asked: Sequence[Asked], threshold: float) -> Estimate:
    return mean([float(one.sureness.answerable < threshold) for one in asked])


def _worth(asked: Sequence[Asked], name: str) -> list[Figure]:
    sure = np.array([one.sureness.right for one in asked], np.float64)
    right = np.array([one.right for one in asked], np.float64)

    def coverage(confidence: Values, hit: Values) -> float:
        return coverage_at_precision(confidence, hit, PRECISION)

    return [
        Figure(
            DECLINING,
            f"coverage at {PRECISION:.0%} precision, {name}",
            estimate(coverage, sure, right),
        ),
        Figure(
            DECLINING,
            f"calibration error, {name}",
            estimate(calibration_error, sure, right),
            higher_is_better=False,
        ),
    ]
