"""What `quoth eval` does, step by step: measure, write, compare, ablate."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from eval.ablation import ablate, as_markdown
from eval.comparing import compare
from eval.corpus import Corpus, Wanted, open_corpus
from eval.printing import print_comparison, print_results
from eval.results import (
    Results,
    commit_name,
    load_results,
    results_of,
    save_baseline,
    save_results,
    write_file,
)
from eval.running import run
from index import SentenceTransformerEmbedder
from rag import Settings

# Wide enough for the table where the width is not a terminal's.
_COLUMNS = 140


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files to write; None writes none."""

    report: Path | None = None
    json: Path | None = None
    baseline: Path | None = None


def compare_files(before: Path, after: Path) -> None:
    """Print what changed between two results files. Raises GoldError."""
    print_comparison(compare(load_results(before), load_results(after)), _console())


def measure(wanted: Wanted, settings: Settings, outputs: Outputs) -> Results:
    """Ask every question, print what was found, and write it. Raises QuothError."""
    with _opened(wanted, settings) as (corpus, progress):
        task = progress.add_task("Asking: questions", total=len(corpus.questions))
        outcomes = run(corpus, lambda done, _: progress.update(task, completed=done))
        results = results_of(outcomes, settings, corpus.gold)
    print_results(results, _console())
    if outputs.json:
        save_results(results, outputs.json)
    if outputs.baseline:
        save_baseline(results, outputs.baseline)
    if outputs.report:
        # matplotlib takes long to load, and most runs draw nothing.
        from eval.report import write_report  # noqa: PLC0415

        write_report(results, outputs.report)
    return results


def pass_gate(expected: Results, results: Results) -> str | None:
    """Print the comparison; return what really dropped in one line, None when nothing did."""
    comparison = compare(expected, results)
    print_comparison(comparison, _console())
    drops = comparison.real_drops()
    named = [f"{one.name} {one.before:.3f} -> {one.after:.3f}" for one in drops]
    return "; ".join(named) or None


def write_ablation(wanted: Wanted, settings: Settings, path: Path) -> None:
    """Run every variant and write the table as Markdown. Raises QuothError."""
    with _opened(wanted, settings) as (corpus, progress):
        task = progress.add_task("Asking: questions of all variants", total=None)
        embedder = SentenceTransformerEmbedder(settings.model)
        figures = ablate(
            corpus,
            embedder,
            lambda done, total: progress.update(task, completed=done, total=total),
        )
        title = f"{corpus.gold.stem}, {len(corpus.questions)} questions, at {commit_name()}"
    table = as_markdown(figures, title)
    _console().print(table, markup=False, highlight=False)
    write_file(path, table.encode())


@contextmanager
def _opened(wanted: Wanted, settings: Settings) -> Iterator[tuple[Corpus, Progress]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    bar = Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal)
    with tempfile.TemporaryDirectory(prefix="quoth-eval-") as folder, bar as progress:
        task = progress.add_task("Indexing: passages", total=None)

        def indexed(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        corpus = open_corpus(wanted, settings, Path(folder), indexed)
        progress.update(task, total=1, completed=1, visible=False)
        yield corpus, progress


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_COLUMNS)
