"""Results on the terminal: the table, the outcomes by type, and every failure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval.comparing import SIGNIFICANCE, Change, Comparison
from eval.figures import Figure
from eval.measures import Estimate
from eval.outcomes import Outcome
from eval.questions import GoldQuestion
from eval.results import ALL, Results

_QUOTED = 160  # characters of a wrong answer that a line of the list shows


def print_results(results: Results, console: Console) -> None:
    """Print everything that a run found, failures last."""
    console.print(Text(results.name, style="bold"))
    console.print(Text(count_of(results)))
    console.print(_figures(results))
    console.print(_by_type(results.by_type))
    if results.times:
        console.print(_times(results.times))
    print_failures(results.outcomes, console)


def count_of(results: Results) -> str:
    """Return how many questions there were, of which kind, and how many failed with an error."""
    answerable = sum(one.question.answerable for one in results.outcomes)
    failed = sum(one.error is not None for one in results.outcomes)
    return (
        f"{results.questions} questions: {answerable} answerable, {results.questions - answerable} "
        f"not; {failed} failed with an error (counted as wrong)"
    )


def _figures(results: Results) -> Table:
    figures = results.figures
    table = Table("", "", box=None)
    for column in figures:
        table.add_column(column if column == ALL else f"{column} half", justify="right")
    table.add_column("left out", justify="right")
    for position, figure in enumerate(figures[ALL]):
        cells = [shown(column[position].estimate) for column in figures.values()]
        first = position == 0 or figures[ALL][position - 1].group != figure.group
        left_out = str(results.questions - figure.estimate.n)
        table.add_row(figure.group if first else "", figure.name, *cells, left_out)
    table.caption = "in brackets 95% intervals; left out: questions to which a measure cannot apply"
    return table


def shown(estimate: Estimate) -> str:
    """Return `.812 [.750, .866] n=179`; a dash where there is nothing to measure."""
    if estimate.value is None:
        return "–"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3f} n={estimate.n}"
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}] n={estimate.n}"


def _by_type(figures: Sequence[Figure]) -> Table:
    table = Table("type", "right and cited, or rightly declined", box=None)
    for figure in figures:
        table.add_row(figure.name, shown(figure.estimate))
    return table


def _times(figures: Sequence[Figure]) -> Table:
    table = Table("milliseconds", "", box=None)
    for figure in figures:
        table.add_row(figure.name, in_milliseconds(figure.estimate))
    return table


def in_milliseconds(estimate: Estimate) -> str:
    """Return `91.5 [90.1, 93.2] n=237`; a dash where there is nothing to measure."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "–" if estimate.value is None else f"{estimate.value:.1f} n={estimate.n}"
    return f"{estimate.value:.1f} [{estimate.low:.1f}, {estimate.high:.1f}] n={estimate.n}"


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
    text.append(f"\n      expected: {printable(_expected(one.question))}", style="dim")
    return text


def _expected(question: GoldQuestion) -> str:
    right = "a supporting sentence" if question.answerable else "to be declined"
    wanted = " | ".join(question.wordings[:3]) or right
    return f"{wanted} ({question.note})" if question.note else wanted


def printable(text: str) -> str:
    """Return one line that a terminal only shows, never obeys."""
    return "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split())
    )


def print_comparison(comparison: Comparison, console: Console) -> None:
    """Print what changed between two runs."""
    console.print(Text(f"before  {comparison.before}\nafter   {comparison.after}"))
    if not comparison.same_gold:
        console.print(Text("the gold files differ; questions are matched by id", style="yellow"))
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
    table.caption = (
        "p: how often chance makes so large a change (paired randomisation test over n questions); "
        f"from {SIGNIFICANCE} on it is no news"
    )
    console.print(table)
    for word, ids in (("better", comparison.better), ("worse", comparison.worse)):
        console.print(Text(f"{word}: {len(ids)}", style="bold"))
        for one in ids:
            asked = comparison.questions.get(one, "")
            console.print(Text(f"  {printable(one)}  {printable(asked)}".rstrip()))
    for word, ids in (("before", comparison.only_before), ("after", comparison.only_after)):
        if ids:
            console.print(Text(f"asked only {word}, not compared: {len(ids)}"))


def _verdict(change: Change) -> str:
    if change.after == change.before:
        return ""
    doubt = "" if change.is_real else ", perhaps by chance"
    return f"{'worse' if change.is_worse else 'better'}{doubt}"
