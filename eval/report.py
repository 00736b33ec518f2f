"""Results -> one self-contained HTML file, with plots and every question's evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.outcomes import Lost, Outcome
from eval.plots import draw_plots
from eval.printing import shown
from eval.results import Results, write_file

_TEMPLATES = Path(__file__).parent / "templates"


def write_report(results: Results, path: Path) -> None:
    """Write the report. Raises GoldError when the disk refuses."""
    write_file(path, render_report(results).encode())


def render_report(results: Results) -> str:
    """Return the page. It asks no other host for anything, and everything in it is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("report.html").render(
        results=results,
        # The one thing that is not escaped: SVG drawn here, from numbers and our own words.
        plots=[Markup(plot) for plot in draw_plots(results)],  # noqa: S704
        groups=_groups(results.outcomes),
        shown=shown,
    )


def _groups(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """Return the failures by the stage that lost them, then what went right."""
    lost = [(stage.value, [one for one in outcomes if one.lost is stage]) for stage in Lost]
    right = ("right", [one for one in outcomes if one.lost is None])
    return [(name, members) for name, members in (*lost, right) if members]
