"""Results on the terminal: the table, the outcomes by type, and every failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.comparing import Change, Comparison
from eval.figures import Figure, latencies
from eval.measures import Estimate
from eval.outcomes import Outcome
from eval.results import ALL, Results

_QUOTED = 160  # characters of a wrong answer that a line of the list shows


def print_results(results: Results, console: Console) -> None:
    """Print everything that a run found, failures last."""
    console.print(Text(results.name, style="bold"))
    console.print(_figures(results.figures))
    console.print(_by_type(results.by_type))
    _print_times(results.outcomes, console)
    print_failures(results.outcomes, console)


def _figures(figures: Mapping[str, Sequence[Figure]]) -> Table:
    table = Table("", "", box=None)
    columns = list(figures)
    for column in columns:
        table.add_column(column if column == ALL else f"{column} half", justify="right")
    for position, figure in enumerate(figures[ALL]):
        cells = [shown(figures[column][position].estimate) for column in columns]
        first = position == 0 or figures[ALL][position - 1].group != figure.group
        table.add_row(figure.group if first else "", figure.name, *cells)
    return table


def shown(estimate: Estimate) -> str:
    """Return `.812 [.750, .866] n=179`; a dash where there is nothing to measure."""
    if estimate.value is None:
        return f"– n={estimate.n}"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3f} n={estimate.n}"
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}] n={estimate.n}"


def _by_type(figures: Sequence[Figure]) -> Table:
    table = Table("type", "right and cited, or rightly declined", box=None)
    for figure in figures:
        table.add_row(figure.name, shown(figure.estimate))
    return table


def _print_times(outcomes: Sequence[Outcome], console: Console) -> None:
    for stage, (median, late) in latencies(outcomes).items():
        console.print(Text(f"{stage:>9}  {median:7.1f} ms median, {late:7.1f} ms 95th percentile"))


def print_failures(outcomes: Sequence[Outcome], console: Console) -> None:
    """Print every question that went wrong, under the stage that lost it."""
    stages = Counter(one.lost for one in outcomes if one.lost)
    for stage, count in stages.most_common():
        console.print(Text(f"\n{stage.value}: {count}", style="bold"))
        for one in outcomes:
            if one.lost is stage:
                console.print(_failure(one))
    if not stages:
        console.print(Text("\nno failures"))


def _failure(one: Outcome) -> Text:
    text = Text(f"  {one.question.id}  {printable(one.question.question)}")
    if one.question.history and one.understood_as != one.question.question:
        text.append(f"\n      understood as: {printable(one.understood_as)}", style="dim")
    said = one.error or (one.statements[0].text if one.statements else "declined")
    text.append(f"\n      {one.confidence:.2f}  {printable(said)[:_QUOTED]}", style="dim")
    expected = " | ".join(one.question.wordings[:3]) or one.question.note
    text.append(f"\n      expected: {printable(expected)}", style="dim")
    return text


def printable(text: str) -> str:
    """Return one line that a terminal only shows, never obeys."""
    return "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split())
    )


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print what changed between two runs."""
    console.print(Text(f"before  {comparison.before}\nafter   {comparison.after}"))
    table = Table("measure", "before", "after", "change", "n", "p", "", box=None)
    for change in comparison.changes:
        table.add_row(
            change.name,
            f"{change.before:.3f}",
            f"{change.after:.3f}",
            f"{change.after - change.before:+.3f}",
            str(change.n),
            f"{change.p:.3f}",
            _verdict(change),
        )
    console.print(table)
    for word, ids in (("better", comparison.better), ("worse", comparison.worse)):
        console.print(Text(f"{word}: {len(ids)}  {' '.join(map(printable, ids))}"))
    for word, ids in (("before", comparison.only_before), ("after", comparison.only_after)):
        if ids:
            console.print(Text(f"asked only {word}, not compared: {len(ids)}"))


def _verdict(change: Change) -> str:
    if change.after == change.before:
        return ""
    return f"{'worse' if change.is_worse else 'better'}{', really' if change.is_real else ''}"
