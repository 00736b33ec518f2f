"""Fitting the confidence: a logistic model over the signals of what was asked (Platt 1999)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from rag.confidence import MEANING, SIGNALS, Calibration, Logistic

PRECISION = 0.95
_FOLDS = 5

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sample:
    """What is fitted on: signals (n, s), whether right (n,), weights (n,), ids.

    What is `barred` is declined whatever the confidence, and not fitted on.
    """

    signals: Values
    right: Values
    weights: Values
    answerable: NDArray[np.bool_]
    barred: NDArray[np.bool_]
    ids: tuple[str, ...]

    def open(self) -> Sample:
        """Return what is not barred."""
        kept = ~self.barred
        return Sample(
            self.signals[kept],
            self.right[kept],
            self.weights[kept],
            self.answerable[kept],
            self.barred[kept],
            tuple(name for name, one in zip(self.ids, kept, strict=True) if one),
        )


def joined(samples: Sequence[Sample]) -> Sample:
    """Put samples together, each with the same weight in all; the mean weight is 1."""
    total = sum(len(sample.ids) for sample in samples)
    return Sample(
        np.concatenate([sample.signals for sample in samples]),
        np.concatenate([sample.right for sample in samples]),
        np.concatenate(
            [sample.weights * total / len(samples) / sample.weights.sum() for sample in samples]
        ),
        np.concatenate([sample.answerable for sample in samples]),
        np.concatenate([sample.barred for sample in samples]),
        tuple(name for sample in samples for name in sample.ids),
    )


@dataclass(frozen=True, slots=True)
class Unseen:
    """How likely each trial is right and answerable, by models that did not see it: (n,) each."""

    right: Values
    answerable: Values


def fit(sample: Sample, fitted_on: str) -> tuple[Calibration, Unseen]:
    """Return the calibration, and how sure it is of each trial by models that did not see it.

    What is barred has none. The threshold is chosen on those: the lowest from which on `PRECISION`
    of what is answered is right.
    """
    right, right_unseen = _logistic(sample, sample.right)
    answerable, unseen = _logistic(sample, sample.answerable.astype(np.float64))
    threshold = threshold_for(PRECISION, unseen, sample)
    return Calibration(right, answerable, threshold, fitted_on), Unseen(right_unseen, unseen)


def _logistic(sample: Sample, truth: Values) -> tuple[Logistic, Values]:
    """Fit to what is true of each trial; return each one's probability by a model without it."""
    asked, truth = sample.open(), truth[~sample.barred]
    centre, spread = asked.signals.mean(0), np.maximum(asked.signals.std(0), 1e-6)
    scaled = (asked.signals - centre) / spread
    kept, model = _meant(scaled, truth, asked.weights)
    unseen: Values = np.zeros(len(sample.ids))
    unseen[~sample.barred] = cross_val_predict(
        LogisticRegression(),
        scaled[:, kept],
        truth,
        groups=asked.ids,
        cv=GroupKFold(_FOLDS),
        method="predict_proba",
        params={"sample_weight": asked.weights},
    )[:, 1]
    weights = np.zeros(len(SIGNALS))
    weights[kept] = model.coef_[0] / spread[kept]
    named = {n: float(w) for n, w in zip(SIGNALS, weights, strict=True)}
    return Logistic(float(model.intercept_[0] - weights @ centre), named), unseen


def _meant(
    scaled: Values, truth: Values, sample_weights: Values
) -> tuple[list[int], LogisticRegression]:
    """Fit, leaving out signals whose weight comes out against their meaning.

    Where most unanswerable questions are near misses, sharing no word with a passage can look like
    a good sign; asked about bread, such a model would believe anything.
    """
    kept = list(range(len(SIGNALS)))
    while True:
        model = LogisticRegression()
        model.fit(scaled[:, kept], truth, sample_weight=sample_weights)
        against = [
            at
            for at, weight in zip(kept, model.coef_[0], strict=True)
            if weight * MEANING[SIGNALS[at]] < 0
        ]
        if not against:
            return kept, model
        kept = [at for at in kept if at not in against]


def threshold_for(precision: float, confidence: Values, sample: Sample) -> float:
    """Return the lowest confidence from which on this share of the weight is right; 1 if none."""
    order = np.argsort(-confidence, kind="stable")
    sure = confidence[order]
    # Equal confidences cannot be told apart by a threshold: they are answered together.
    last = np.searchsorted(-sure, -sure, side="right") - 1
    weight = sample.weights[order].cumsum()[last]
    share = (sample.weights * sample.right)[order].cumsum()[last] / weight
    enough = np.flatnonzero(share >= precision)
    return float(sure[enough[-1]]) if enough.size else 1.0


def covered(threshold: float, confidence: Values, sample: Sample) -> float:
    """Return the share of the answerable questions that are answered at a threshold."""
    asked = sample.answerable
    return float((confidence[asked] >= threshold).mean())
