"""The arithmetic: means with bootstrap intervals, and what confidence is worth.

Pure functions over numbers; which number comes from which outcome is in `figures`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Values = NDArray[np.float64]
# Enough for two digits of an interval's ends, and a tenth of a second a figure.
_RESAMPLES = 1000
_SEED = 5  # any; fixed, so that the same outcomes give the same figures to the last digit
_LEVEL = 0.95
# The usual number of bins for calibration error (Guo et al. 2017 use 15 for 10,000 examples).
_BINS = 10
# Resamples of one observation are all alike: no interval.
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `n` questions, with a 95% percentile bootstrap interval (Efron 1979).

    `value` is None when there is nothing to measure; `low` and `high` when there is no interval.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


def mean(values: Sequence[float]) -> Estimate:
    """Return the mean with its interval."""
    column = np.asarray(values, np.float64)
    if not len(column):
        return Estimate(None, 0)
    return _with_interval(
        float(column.mean()), column[_draw(len(column))].mean(axis=1), len(column)
    )


def estimate(statistic: Callable[..., float], *columns: Values) -> Estimate:
    """Return a statistic of one or more columns, with its interval over resampled rows.

    A statistic that does not exist for these rows (NaN) measures none of them. A resample on which
    it does not exist is left out of the interval.
    """
    n = len(columns[0])
    value = statistic(*columns) if n else np.nan
    if not np.isfinite(value):
        return Estimate(None, 0)
    found = [statistic(*(column[rows] for column in columns)) for rows in _draw(n)]
    return _with_interval(value, np.array(found), n)


def _draw(n: int) -> NDArray[np.int64]:
    """Return the rows of each resample, (resamples, n)."""
    return np.random.default_rng(_SEED).integers(n, size=(_RESAMPLES, n))


def _with_interval(value: float, resampled: Values, n: int) -> Estimate:
    if n < _FEWEST:
        return Estimate(value, n)
    # scipy.stats.bootstrap would give up on the whole interval for one resample without a value.
    there = resampled[np.isfinite(resampled)]
    low, high = np.quantile(there, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return Estimate(value, n, float(low), float(high))


def risk_coverage(confidence: Values, right: Values) -> tuple[Values, Values]:
    """Return (coverage, risk), (n,) each: the error rate when only the surest are answered.

    Point i answers every question of at least the i-th highest confidence. Equal confidences cannot
    be told apart by a threshold, so they enter together (El-Yaniv & Wiener 2010).
    """
    order = np.argsort(-confidence, kind="stable")
    sure, wrong = confidence[order], 1 - right[order]
    ends = np.searchsorted(-sure, -sure, side="right")
    return ends / len(sure), np.cumsum(wrong)[ends - 1] / ends


def area_under_risk(confidence: Values, right: Values) -> float:
    """Return the mean risk over all coverages (AURC, Geifman & El-Yaniv 2017); lower is better."""
    return float(risk_coverage(confidence, right)[1].mean())


def coverage_at_precision(confidence: Values, right: Values, precision: float) -> float:
    """Return the largest share that can be answered with at least this share right; 0 for none."""
    coverage, risk = risk_coverage(confidence, right)
    # 1 - risk >= precision, with room for the rounding of 1 - 0.95.
    return float(coverage[risk <= 1 - precision + np.finfo(float).eps].max(initial=0.0))


def calibration_bins(confidence: Values, right: Values) -> list[tuple[float, float, int]]:
    """Return (mean confidence, share right, n) of each bin of equal width that is not empty."""
    numbers = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    return [
        (float(confidence[inside].mean()), float(right[inside].mean()), int(inside.sum()))
        for inside in (numbers == number for number in range(_BINS))
        if inside.any()
    ]


def calibration_error(confidence: Values, right: Values) -> float:
    """Return the expected calibration error over ten bins (Naeini et al. 2015)."""
    bins = calibration_bins(confidence, right)
    return sum(n * abs(sure - share) for sure, share, n in bins) / len(confidence)


def auroc(positive: Values, scores: Values) -> float:
    """Return the chance that a positive scores above a negative, ties half; NaN without either.

    `positive` is 1 or 0. The Mann-Whitney statistic over the pairs (Hanley & McNeil 1982).
    """
    positives = positive.sum()
    negatives = len(positive) - positives
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(scores)[positive > 0].sum()
    return float((ranks - positives * (positives + 1) / 2) / (positives * negatives))
