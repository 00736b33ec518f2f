"""The report's plots, as SVG text: the same outcomes give the same bytes.

Colours are the page's own (CSS variables), so that a plot is as light or dark as its page.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import matplotlib as mpl
from matplotlib import RcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from eval.figures import PRECISION, Figure, by_type, surety
from eval.measures import calibration_bins, risk_coverage
from eval.outcomes import Outcome
from eval.results import ALL, Results

_INCHES = (5.2, 3.6)  # two abreast on a laptop's screen
_PER_BAR = 0.27  # inches that a named bar takes, so that sixteen types stay legible
# Stand-ins that matplotlib can draw with, and what the page puts in their place.
_INK, _FAINT, _LINE, _SECOND = "#010203", "#040506", "#070809", "#0a0b0c"
_VARIABLES = {_INK: "--ink", _FAINT: "--faint", _LINE: "--line", _SECOND: "--second"}
_INTERVAL = {"ecolor": _INK, "elinewidth": 0.9, "capsize": 2}
_LOW = 0.1  # a share below which its label would stand on the axis
# Text stays text (small, searchable), and ids come from a fixed salt, not from chance.
_STYLE: RcParams = RcParams(
    {
        "svg.fonttype": "none",
        "svg.hashsalt": "quoth",
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "text.color": _INK,
        "axes.labelcolor": _INK,
        "axes.titlecolor": _INK,
        "axes.edgecolor": _FAINT,
        "xtick.color": _FAINT,
        "ytick.color": _FAINT,
        "xtick.labelcolor": _INK,
        "ytick.labelcolor": _INK,
    }
)


def draw_plots(results: Results) -> list[str]:
    """Return the plots of a run as SVG elements."""
    outcomes = results.outcomes
    figures = {one.name: one for one in results.figures[ALL]}
    retrieval = [figures[f"recall@{k}"] for k in (1, 5, 10)]
    types = by_type(outcomes)
    with mpl.rc_context(_STYLE):
        return [
            _svg("Right and cited, by type", lambda axes: _bars(axes, types), len(types)),
            _svg("Risk and coverage", lambda axes: _risk(axes, outcomes)),
            _svg("Calibration", lambda axes: _calibration(axes, outcomes)),
            _svg("Retrieval", lambda axes: _bars(axes, retrieval), len(retrieval)),
            _svg("Milliseconds a question", lambda axes: _times(axes, results.times)),
        ]


def _svg(title: str, draw: Callable[[Axes], None], bars: int = 0) -> str:
    # Not pyplot: it keeps every figure alive, and asks for a screen.
    height = 1 + _PER_BAR * bars if bars else _INCHES[1]
    canvas = Canvas(figsize=(_INCHES[0], height), layout="constrained")
    axes = canvas.add_subplot()
    draw(axes)
    axes.set_title(title)
    out = io.StringIO()
    canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None}, transparent=True)
    drawn = out.getvalue()
    for standing_in, variable in _VARIABLES.items():
        drawn = drawn.replace(standing_in, f"var({variable})")
    label = f'<svg role="img" aria-label="{title}"'
    return drawn[drawn.index("<svg") :].replace("<svg", label, 1)


def _risk(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    coverage, risk = risk_coverage(*surety(outcomes))
    axes.step(coverage, risk, where="post", color=_LINE)
    axes.axhline(1 - PRECISION, color=_FAINT, linestyle=":", label=f"{PRECISION:.0%} precision")
    axes.set(
        xlabel="share of questions answered, surest first",
        ylabel="share of them wrong",
        xlim=(0, 1),
        ylim=(0, 1),
    )
    axes.legend(frameon=False)


def _calibration(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    bins = calibration_bins(*surety(outcomes))
    axes.plot([0, 1], [0, 1], color=_FAINT, linestyle=":", label="as sure as right")
    axes.plot(
        [sure for sure, _, _ in bins],
        [share for _, share, _ in bins],
        marker="o",
        color=_LINE,
        label="questions, by tenth of confidence",
        clip_on=False,
    )
    for sure, share, n in bins:
        below = (5, -11) if share > _LOW else (5, 5)
        axes.annotate(f"n={n}", (sure, share), below, textcoords="offset points", fontsize=7)
    axes.set(xlabel="confidence", ylabel="share right", xlim=(0, 1), ylim=(0, 1))
    axes.legend(frameon=False, loc="upper left")


def _bars(axes: Axes, figures: Sequence[Figure]) -> None:
    """Draw a bar for each share, with its interval, its value and its n."""
    values = [one.estimate.value or 0.0 for one in figures]
    spread = _spread(figures, values)
    pairs = zip(figures, values, strict=True)
    names = [f"{one.name}  {value:.2f}  n={one.estimate.n}" for one, value in pairs]
    axes.barh(names, values, xerr=spread, color=_LINE, error_kw=_INTERVAL, height=0.7)
    axes.invert_yaxis()
    axes.set_xlim(0, 1.01)


def _times(axes: Axes, figures: Sequence[Figure]) -> None:
    """Draw the median and the 95th percentile of each stage, with their intervals."""
    for quantile, color in (("95th percentile", _SECOND), ("median", _LINE)):
        of = [one for one in figures if one.name.endswith(f", {quantile}")]
        values = [one.estimate.value or 0.0 for one in of]
        stages = [one.name.partition(",")[0] for one in of]
        axes.barh(
            stages,
            values,
            xerr=_spread(of, values),
            color=color,
            error_kw=_INTERVAL,
            label=quantile,
        )
    axes.invert_yaxis()
    axes.legend(frameon=False)


def _spread(figures: Sequence[Figure], values: Sequence[float]) -> list[list[float]]:
    """Return by how much each interval reaches below and above its value."""
    pairs = [(one.estimate, value) for one, value in zip(figures, values, strict=True)]
    below = [0.0 if e.low is None else value - e.low for e, value in pairs]
    above = [0.0 if e.high is None else e.high - value for e, value in pairs]
    return [[max(0.0, x) for x in below], [max(0.0, x) for x in above]]
