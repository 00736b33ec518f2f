"""Results -> one self-contained HTML file, with plots and every question's evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.outcomes import Lost, Marked, Outcome
from eval.plots import draw_plots
from eval.printing import count_of, in_milliseconds, shown
from eval.results import ALL, Results, write_file

_TEMPLATES = Path(__file__).parent / "templates"
# What an analyst asks first, and what a good value of it means, in their words.
_HEADLINES = {
    "right with a right citation": "of answerable questions answered rightly, rightly cited",
    "unanswerable declined": "of unanswerable questions declined",
    "answerable declined": "of answerable questions declined all the same",
    "false disagreements": "of questions shown a disagreement where there is none",
    "recall@5": "of answerable questions find a supporting passage among the first five",
    "verbatim": "of answers are word for word what the source says",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """The questions that one stage lost, or that went right."""

    name: str
    is_right: bool
    outcomes: Sequence[Outcome]


def write_report(results: Results, path: Path) -> None:
    """Write the report. Raises GoldError when the disk refuses."""
    write_file(path, render_report(results).encode())


def render_report(results: Results) -> str:
    """Return the page. It asks no other host for anything, and everything in it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    by_name = {figure.name: figure.estimate for figure in results.figures[ALL]}
    return environment.get_template("report.html").render(
        results=results,
        headlines=[(by_name[name], says) for name, says in _HEADLINES.items()],
        count=count_of(results),
        # The one thing that is not escaped: SVG drawn here, from numbers and our own words.
        plots=[Markup(plot) for plot in draw_plots(results)],  # noqa: S704
        stages=_stages(results.outcomes),
        shown=shown,
        in_milliseconds=in_milliseconds,
        marked=marked,
    )


def _stages(outcomes: Sequence[Outcome]) -> list[Stage]:
    """Return the failures by the stage that lost them, then what went right."""
    lost = [
        Stage(stage.value, False, [one for one in outcomes if one.lost is stage])  # noqa: FBT003
        for stage in Lost
    ]
    right = Stage("right", True, [one for one in outcomes if one.lost is None])  # noqa: FBT003
    return [stage for stage in (*lost, right) if stage.outcomes]


def marked(text: str, marks: Sequence[Marked]) -> Markup:
    """Return a text, escaped, with its marked stretches in `<mark>`, overlapping ones joined."""
    parts, at = [], 0
    for start, end in sorted(marks):
        first, last = max(start, at), max(end, at)
        parts += [escape(text[at:first])]
        if first < last:
            parts.append(Markup("<mark>{}</mark>").format(text[first:last]))
        at = last
    return Markup("").join([*parts, escape(text[at:])])
