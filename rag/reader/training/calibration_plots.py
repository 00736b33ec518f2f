"""The two plots of a calibration, as SVG files: reliability, and risk against coverage."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

Values = NDArray[np.float64]

_BINS = 10
_INCHES = (5.2, 3.4)
_BLUE, _GREY = "#2563a8", "#888888"
# Text stays text, and ids come from a fixed salt, not from chance: the same figures, the same file.
_STYLE = mpl.RcParams({"svg.fonttype": "none", "svg.hashsalt": "quoth", "font.size": 9})


def draw_plots(folder: Path, confidence: Values, right: Values, weights: Values) -> list[Path]:
    """Write reader-reliability.svg and reader-risk-coverage.svg; columns are (n,)."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        _save(
            folder / "reader-reliability.svg",
            lambda axes: _reliability(axes, confidence, right, weights),
        ),
        _save(
            folder / "reader-risk-coverage.svg",
            lambda axes: _risk(axes, confidence, right, weights),
        ),
    ]


def reliability(confidence: Values, right: Values, weights: Values) -> list[tuple[float, ...]]:
    """Return (mean confidence, share right, weight) of each tenth that is not empty."""
    numbers = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    bins = [numbers == number for number in range(_BINS)]
    return [
        (
            float(np.average(confidence[inside], weights=weights[inside])),
            float(np.average(right[inside], weights=weights[inside])),
            float(weights[inside].sum() / weights.sum()),
        )
        for inside in bins
        if inside.any()
    ]


def _save(file: Path, draw: Callable[[Axes], None]) -> Path:
    with mpl.rc_context(_STYLE):
        canvas = Figure(figsize=_INCHES, layout="constrained")
        draw(canvas.add_subplot())
        canvas.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file


def _reliability(axes: Axes, confidence: Values, right: Values, weights: Values) -> None:
    bins = reliability(confidence, right, weights)
    error = sum(weight * abs(sure - share) for sure, share, weight in bins)
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle=":", label="as sure as right")
    axes.plot([one[0] for one in bins], [one[1] for one in bins], marker="o", color=_BLUE)
    for sure, share, weight in bins:
        axes.annotate(f"{weight:.0%}", (sure, share), (4, -10), textcoords="offset points")
    axes.set(
        title=f"Reliability (expected calibration error {error:.3f})",
        xlabel="confidence",
        ylabel="share right",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.legend(frameon=False, loc="upper left")


def _risk(axes: Axes, confidence: Values, right: Values, weights: Values) -> None:
    order = np.argsort(-confidence, kind="stable")
    total = weights[order].cumsum()
    wrong = (weights * (1 - right))[order].cumsum() / total
    axes.step(total / total[-1], wrong, where="post", color=_BLUE)
    axes.axhline(0.05, color=_GREY, linestyle=":", label="95% precision")
    axes.set(
        title="Risk and coverage",
        xlabel="share of all questions answered, surest first",
        ylabel="share of them wrong",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.legend(frameon=False)
