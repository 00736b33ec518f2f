"""`python -m eval.baselines`: Quoth beside other systems, on the same passages and questions.

`make baselines CHECKPOINT=FOLDER` runs it. The folder is what `python -m rag.reader.train` leaves:
a Hugging Face checkpoint, so that all of them read with the same weights. Without it haystack and
txtai read with their own default models, from the local cache or the hub.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.baselines.side_by_side import BASELINES, COLUMNS, Plan, compare_systems
from eval.corpus import Wanted
from eval.results import check_writable, commit_name, results_of, save_results
from eval.steps import console_for_tables, opened
from eval.tables import as_markdown, place_of, write_section
from index import GoldError, QuothError
from rag.settings import read_settings

_PYTHON = Path(".venv-baselines/bin/python")


def main(  # noqa: PLR0913 - each is an option that a person types
    *,
    gold: Annotated[
        Path | None, typer.Option(help="Gold questions; otherwise the built-in set.")
    ] = None,
    articles: Annotated[
        Path | None, typer.Option(help="The folder of .txt articles that they are about.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="Ask only so many, spread evenly over the file.")
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(
            help="A Hugging Face question-answering checkpoint for them to read with, such as "
            "`python -m rag.reader.train` makes; otherwise each reads with its own default."
        ),
    ] = None,
    python: Annotated[Path, typer.Option(help="The Python that has haystack and txtai.")] = _PYTHON,
    table: Annotated[
        Path | None, typer.Option(help="Write the table into this Markdown file.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Write each system's results into this folder, as JSON.")
    ] = None,
) -> None:
    """Ask Quoth, the similarity reader, haystack and txtai, and print them side by side."""
    wanted = Wanted(gold=gold, articles=articles, limit=limit)
    try:
        _run(wanted, Plan(python, checkpoint), table, out)
    except QuothError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(error.exit_status) from error


def _run(wanted: Wanted, plan: Plan, table: Path | None, out: Path | None) -> None:
    if table:
        check_writable(table)
        place_of(table, BASELINES)
    if out and not out.is_dir():
        message = f"{out}: is no folder; make it first"
        raise GoldError(message)
    settings = read_settings()
    with opened(wanted, settings) as (corpus, progress):
        task = progress.add_task("Asking: questions of all systems", total=None)
        asked = compare_systems(
            corpus,
            settings,
            plan,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    named = "".join(f" {name}={value}," for name, value in wanted.named().items())
    title = (
        f"{corpus.gold.stem} ({len(corpus.questions)} questions),{named} at {commit_name()}; "
        f"haystack and txtai read with {plan.weights}:"
    )
    lines = as_markdown({one.name: one.outcomes for one in asked}, COLUMNS, title)
    console_for_tables().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    for one in asked:
        results = results_of(one.outcomes, {"system": one.name, **wanted.named()}, corpus.gold)
        took = next(figure for figure in results.times if figure.name == "total, median")
        typer.echo(f"{one.name}: {took.estimate.value:.0f} ms a question at the median")
        if out:
            save_results(results, out / f"{one.key}.json")
    if table:
        write_section(table, BASELINES, lines)


if __name__ == "__main__":
    typer.run(main)
