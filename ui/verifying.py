"""The command `quoth verify`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TypedDict

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index import SentenceTransformerEmbedder, Verification, repair
from index import verify as verify_index
from rag.settings import read_settings
from ui.terminal.text import as_json, styled

PROBLEMS_STATUS = 1
# Sooner than this nobody wonders whether anything happens.
PATIENCE_SECONDS = 2.0

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


class ProblemDict(TypedDict):
    """A problem as JSON; `subject` is the article or the segment that it is about."""

    what: str
    remedy: str
    repairable: bool
    subject: str


class VerificationDict(TypedDict):
    """What was proved as JSON; `repaired` counts the problems that are no longer there."""

    index: str
    generation: int
    articles: int
    passages: int
    sound: bool
    repaired: int
    problems: list[ProblemDict]


def verify(
    *,
    mend: Annotated[
        bool, typer.Option("--repair", help="Make anew what can be made from the rest.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Prove anew that the index is sound: texts, passages, vectors, and what is searched.

    The exit status is 0 for a sound index, and 1 when there are problems (with `--repair`: when
    some are left). Reading goes on meanwhile; only `--repair` writes.

    **Examples**

    `quoth verify`

    `quoth verify --repair --json`
    """
    settings = read_settings()
    with _late_bar("Verifying") as show:
        proved = before = verify_index(settings.index, progress=show)
    if mend and before.repairable:
        with _late_bar("Repairing") as show:
            model = settings.model
            repair(
                settings.index, before, lambda: SentenceTransformerEmbedder(model), progress=show
            )
            proved = verify_index(settings.index, progress=show)
    repaired = len(set(before.problems) - set(proved.problems))
    if json:
        as_dict = _as_dict(settings.index, proved, repaired)
        typer.echo(as_json(as_dict, encoding=sys.stdout.encoding or "ascii"))
    else:
        _print(Console(), settings.index, proved, repaired)
    if proved.problems:
        raise typer.Exit(PROBLEMS_STATUS)


def _as_dict(path: Path, proved: Verification, repaired: int) -> VerificationDict:
    problems = [
        ProblemDict(
            what=problem.what,
            remedy=problem.remedy.value,
            repairable=problem.repairable,
            subject=problem.subject,
        )
        for problem in proved.problems
    ]
    return VerificationDict(
        index=str(path),
        generation=proved.generation,
        articles=proved.articles,
        passages=proved.passages,
        sound=not problems,
        repaired=repaired,
        problems=problems,
    )


def _print(console: Console, path: Path, proved: Verification, repaired: int) -> None:
    for problem in proved.problems:
        console.print(styled(problem.what), soft_wrap=True, highlight=False)
        console.print(styled(f"  {problem.remedy.value}", "dim"), soft_wrap=True, highlight=False)
    if repaired:
        console.print(styled(f"Repaired: {_counted(repaired, 'problem')}."))
    held = f"{_counted(proved.articles, 'article')}, {_counted(proved.passages, 'passage')}"
    if not proved.problems:
        line = f"Sound: {held}, generation {proved.generation}, in {path}."
    elif proved.repairable:
        line = f"{_counted(len(proved.problems), 'problem')}; see `quoth verify --repair`."
    else:
        line = f"{_counted(len(proved.problems), 'problem')} that cannot be repaired from here."
    console.print(styled(line, "bold"), soft_wrap=True, highlight=False)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@contextmanager
def _late_bar(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr when the work takes longer, and somebody is there to see it."""
    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(compact=True),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task(doing, total=None)
    began = time.monotonic()

    def show(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)
        if time.monotonic() - began > PATIENCE_SECONDS:
            bar.start()

    try:
        yield show
    finally:
        bar.stop()
