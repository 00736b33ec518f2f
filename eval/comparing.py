"""Two runs side by side: what got better, what got worse, and whether chance would explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import permutation_test

from eval.figures import GATED, MEASURES
from eval.measures import Values
from eval.results import Results
from index import GoldError

# The usual bar. A drop that chance makes more often than this is not called real.
SIGNIFICANCE = 0.05
_RESAMPLES = 9999
_SEED = 5
# What is quoted is the source's own words, or Quoth is broken; no test is needed to say so.
_ALWAYS_ONE = "verbatim"
_RIGHT = "right with a right citation"
_DECLINED = "unanswerable declined"


@dataclass(frozen=True, slots=True)
class Change:
    """One measure in both runs, over the questions that both measured.

    `p` is of a paired randomisation test (Smucker, Allan & Carterette 2007), two-sided.
    """

    name: str
    before: float
    after: float
    n: int
    p: float
    higher_is_better: bool

    @property
    def is_worse(self) -> bool:
        """Whether the measure went the wrong way at all."""
        return self.after < self.before if self.higher_is_better else self.after > self.before

    @property
    def is_real(self) -> bool:
        """Whether chance alone would hardly make such a change."""
        return self.p < SIGNIFICANCE


@dataclass(frozen=True, slots=True)
class Comparison:
    """`better` and `worse` are ids of questions newly right and cited, or no longer so.

    `questions` has their words, by id, as far as either file holds the answers.
    """

    before: str
    after: str
    same_gold: bool
    changes: tuple[Change, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    questions: Mapping[str, str]

    def real_drops(self) -> list[Change]:
        """Return the gated measures that really fell, and anything that is not verbatim."""
        return [
            change
            for change in self.changes
            if (change.name in GATED and change.is_worse and change.is_real)
            or (change.name == _ALWAYS_ONE and change.after < 1)
        ]


def compare(before: Results, after: Results) -> Comparison:
    """Compare two runs, question by question. Raises GoldError when they share none."""
    changes = [
        change
        for measure in MEASURES
        if (change := _change(measure.name, measure.higher_is_better, before, after))
    ]
    was, now = _verdicts(before), _verdicts(after)
    shared = sorted(was.keys() & now.keys())
    if not shared:
        message = (
            f"{before.gold} (before) and {after.gold} (after) share no question id; compare runs "
            "over the same gold file"
        )
        raise GoldError(message)
    return Comparison(
        before=before.name,
        after=after.name,
        same_gold=before.gold_sha256 == after.gold_sha256,
        changes=tuple(changes),
        better=tuple(one for one in shared if now[one] > was[one]),
        worse=tuple(one for one in shared if now[one] < was[one]),
        only_before=tuple(sorted(was.keys() - now.keys())),
        only_after=tuple(sorted(now.keys() - was.keys())),
        questions={
            one.question.id: one.question.question for one in (*before.outcomes, *after.outcomes)
        },
    )


def _verdicts(results: Results) -> dict[str, float]:
    return {**results.values.get(_RIGHT, {}), **results.values.get(_DECLINED, {})}


def _change(name: str, higher: bool, before: Results, after: Results) -> Change | None:  # noqa: FBT001
    was: Mapping[str, float] = before.values.get(name, {})
    now: Mapping[str, float] = after.values.get(name, {})
    shared = sorted(was.keys() & now.keys())
    if not shared:
        return None
    first = np.array([was[one] for one in shared])
    second = np.array([now[one] for one in shared])
    p = paired_p(first, second)
    return Change(name, float(first.mean()), float(second.mean()), len(shared), p, higher)


def paired_p(before: Values, after: Values) -> float:
    """Return how often swapping the two runs at random differs at least as much as they do."""
    # Where both agree, swapping changes nothing; a single change is as large either way.
    moved = before != after
    if moved.sum() <= 1:
        return 1.0
    found = permutation_test(
        (before[moved], after[moved]),
        lambda x, y, axis: np.mean(x - y, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        rng=np.random.default_rng(_SEED),
    )
    return float(found.pvalue)
