"""Several runs over the same questions as one Markdown table, and its place in a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from eval.comparing import SIGNIFICANCE, paired_p
from eval.figures import MEASURES, Figure, figures_of
from eval.measures import Estimate
from eval.outcomes import Outcome
from eval.results import write_file
from index import GoldError

LEGEND = (
    f"In brackets the 95% bootstrap interval. \\* differs from the first row beyond chance (paired "
    f"randomisation test, p < {SIGNIFICANCE})."
)


def as_markdown(
    runs: Mapping[str, Sequence[Outcome]], columns: Sequence[str], title: str
) -> list[str]:
    """Return the lines of a table: a run a row, the first what the others are compared with.

    `columns` name figures; every run must have asked the same questions.
    """
    first = next(iter(runs.values()))
    counts = {figure.name: figure.estimate.n for figure in figures_of(first)}
    rows = [_row(name, figures_of(run), columns, _real(first, run)) for name, run in runs.items()]
    return [
        title,
        "",
        f"| | {' | '.join(columns)} |",
        "|---" * (len(columns) + 1) + "|",
        f"| n | {' | '.join(str(counts[column]) for column in columns)} |",
        *rows,
        "",
        LEGEND,
    ]


def _row(name: str, figures: Sequence[Figure], columns: Sequence[str], real: set[str]) -> str:
    by_name = {figure.name: figure.estimate for figure in figures}
    marks = {column: r" \*" if column in real else "" for column in columns}
    cells = [_cell(by_name[column]) + marks[column] for column in columns]
    return f"| {name} | {' | '.join(cells)} |"


def _cell(estimate: Estimate) -> str:
    if estimate.value is None:
        return "–"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3f}"
    return f"{estimate.value:.3f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _real(one: Sequence[Outcome], other: Sequence[Outcome]) -> set[str]:
    """Return the measures in which two runs differ beyond chance."""
    values = {
        measure.name: [
            (before, after)
            for pair in zip(one, other, strict=True)
            if (before := measure.of(pair[0])) is not None
            and (after := measure.of(pair[1])) is not None
        ]
        for measure in MEASURES
    }
    return {
        name
        for name, pairs in values.items()
        if pairs and paired_p(*np.array(pairs, np.float64).T) < SIGNIFICANCE
    }


def write_section(path: Path, name: str, lines: Sequence[str]) -> None:
    """Put lines between `<!-- name -->` and `<!-- /name -->` of a document, or make the document.

    Raises GoldError for a document without that place: nobody's text is overwritten.
    """
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    section = "\n".join([opening, *lines, closing])
    text = place_of(path, name)
    if text is None:
        write_file(path, f"{section}\n".encode())
        return
    before, after = text.index(opening), text.index(closing) + len(closing)
    write_file(path, (text[:before] + section + text[after:]).encode())


def place_of(path: Path, name: str) -> str | None:
    """Return the text of a document that has a place of that name; None when there is no file.

    Raises GoldError.
    """
    if not path.exists():
        return None
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path}: cannot be read as text ({error}); name a new file"
        raise GoldError(message) from error
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    if not 0 <= text.find(opening) < text.find(closing):
        message = f"{path}: has no lines {opening} and {closing}; add them, or name a new file"
        raise GoldError(message)
    return text
