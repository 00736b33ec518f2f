"""The report's plots, as SVG text: the same outcomes give the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import matplotlib as mpl
from matplotlib import RcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from eval.figures import PRECISION, Figure, by_type, latencies, surety
from eval.measures import calibration_bins, risk_coverage
from eval.outcomes import Outcome
from eval.results import ALL, Results

_INCHES = (5.2, 3.4)  # two abreast on a laptop's screen
_BLUE, _ORANGE, _GREY = "#2563a8", "#c8641b", "#888888"  # told apart by the colour-blind too
# Text stays text (small, searchable), and ids come from a fixed salt, not from chance.
_STYLE: RcParams = RcParams({"svg.fonttype": "none", "svg.hashsalt": "quoth", "font.size": 9})


def draw_plots(results: Results) -> list[str]:
    """Return the plots of a run as SVG elements."""
    outcomes = results.outcomes
    figures = {one.name: one for one in results.figures[ALL]}
    with mpl.rc_context(_STYLE):
        return [
            _svg(lambda axes: _risk(axes, outcomes)),
            _svg(lambda axes: _calibration(axes, outcomes)),
            _svg(
                lambda axes: _bars(axes, [figures[f"recall@{k}"] for k in (1, 5, 10)], "Retrieval")
            ),
            _svg(lambda axes: _bars(axes, by_type(outcomes), "Right and cited, by type")),
            _svg(lambda axes: _times(axes, outcomes)),
        ]


def _svg(draw: Callable[[Axes], None]) -> str:
    # Not pyplot: it keeps every figure alive, and asks for a screen.
    canvas = Canvas(figsize=_INCHES, layout="constrained")
    draw(canvas.add_subplot())
    out = io.StringIO()
    canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    drawn = out.getvalue()
    return drawn[drawn.index("<svg") :]


def _risk(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    coverage, risk = risk_coverage(*surety(outcomes))
    axes.step(coverage, risk, where="post", color=_BLUE)
    axes.axhline(1 - PRECISION, color=_GREY, linestyle=":", label=f"{PRECISION:.0%} precision")
    axes.set(
        title="Risk and coverage",
        xlabel="share of questions answered, surest first",
        ylabel="share of them wrong",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.legend(frameon=False)


def _calibration(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    bins = calibration_bins(*surety(outcomes))
    axes.plot([0, 1], [0, 1], color=_GREY, linestyle=":", label="as sure as right")
    axes.plot(
        [sure for sure, _, _ in bins], [share for _, share, _ in bins], marker="o", color=_BLUE
    )
    for sure, share, n in bins:
        axes.annotate(str(n), (sure, share), (4, -10), textcoords="offset points", fontsize=7)
    axes.set(
        title="Calibration", xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1)
    )
    axes.legend(frameon=False, loc="upper left")


def _bars(axes: Axes, figures: Sequence[Figure], title: str) -> None:
    names = [f"{one.name} (n={one.estimate.n})" for one in figures]
    values = [one.estimate.value or 0.0 for one in figures]
    low = [v - (one.estimate.low or v) for v, one in zip(values, figures, strict=True)]
    high = [(one.estimate.high or v) - v for v, one in zip(values, figures, strict=True)]
    spread = [[max(0.0, x) for x in side] for side in (low, high)]
    axes.barh(names, values, xerr=spread, color=_BLUE, ecolor=_GREY)
    axes.invert_yaxis()
    axes.set(title=title, xlim=(0, 1))
    axes.tick_params(axis="y", labelsize=7)


def _times(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    times = latencies(outcomes)
    axes.barh(
        list(times), [late for _, late in times.values()], color=_ORANGE, label="95th percentile"
    )
    axes.barh(list(times), [median for median, _ in times.values()], color=_BLUE, label="median")
    axes.invert_yaxis()
    axes.set(title="Time", xlabel="milliseconds")
    axes.legend(frameon=False)
