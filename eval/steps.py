"""What `quoth eval` does, step by step: measure, write, compare, ablate."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from eval.ablation import COLUMNS, ablate
from eval.comparing import compare
from eval.corpus import Corpus, Wanted, open_corpus
from eval.printing import print_comparison, print_results
from eval.results import (
    Results,
    check_writable,
    commit_name,
    configuration_of,
    load_results,
    results_of,
    save_baseline,
    save_results,
)
from eval.running import run
from eval.tables import as_markdown, place_of, write_section
from index import SentenceTransformerEmbedder
from rag import Settings

# Wide enough for the table where the width is not a terminal's.
_COLUMNS = 140
# Where the table stands in a document: `<!-- ablation -->`.
ABLATION = "ablation"


@dataclass(frozen=True, slots=True)
class Outputs:
    """The files to write; None writes none."""

    report: Path | None = None
    json: Path | None = None
    baseline: Path | None = None

    def check(self) -> None:
        """Raise GoldError when one of them cannot be written."""
        for path in filter(None, (self.report, self.json, self.baseline)):
            check_writable(path)


def compare_files(before: Path, after: Path) -> None:
    """Print what changed between two results files. Raises GoldError."""
    print_comparison(compare(load_results(before), load_results(after)), console_for_tables())


def measure(wanted: Wanted, settings: Settings, outputs: Outputs) -> Results:
    """Ask every question, print what was found, and write it. Raises QuothError."""
    outputs.check()
    with opened(wanted, settings) as (corpus, progress):
        task = progress.add_task("Asking: questions", total=len(corpus.questions))
        outcomes = run(corpus, lambda done, _: progress.update(task, completed=done))
        results = results_of(outcomes, configuration(wanted, settings), corpus.gold)
    print_results(results, console_for_tables())
    if outputs.json:
        save_results(results, outputs.json)
    if outputs.baseline:
        save_baseline(results, outputs.baseline)
    if outputs.report:
        # matplotlib takes long to load, and most runs draw nothing.
        from eval.report import write_report  # noqa: PLC0415

        write_report(results, outputs.report)
    return results


def configuration(wanted: Wanted, settings: Settings) -> Mapping[str, str]:
    """Return what the results are named by."""
    return {**configuration_of(settings), **wanted.named()}


def pass_gate(expected: Results, results: Results) -> str | None:
    """Print the comparison; return what really dropped in one line, None when nothing did."""
    comparison = compare(expected, results)
    print_comparison(comparison, console_for_tables())
    drops = comparison.real_drops()
    named = [f"{one.name} {one.before:.3f} -> {one.after:.3f}" for one in drops]
    return "; ".join(named) or None


def write_ablation(wanted: Wanted, settings: Settings, path: Path) -> None:
    """Run every variant and write the table as Markdown. Raises QuothError."""
    check_writable(path)
    place_of(path, ABLATION)
    with opened(wanted, settings) as (corpus, progress):
        task = progress.add_task("Asking: questions of all variants", total=None)
        runs = ablate(
            corpus,
            SentenceTransformerEmbedder(settings.model),
            lambda done, total: progress.update(task, completed=done, total=total),
        )
    names = " ".join(f"{name}={value}" for name, value in configuration(wanted, settings).items())
    title = f"{corpus.gold.stem} ({len(corpus.questions)} questions), {names}, at {commit_name()}:"
    lines = as_markdown(runs, COLUMNS, title)
    console_for_tables().print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    write_section(path, ABLATION, lines)


@contextmanager
def opened(wanted: Wanted, settings: Settings) -> Iterator[tuple[Corpus, Progress]]:
    """Open what is asked and a progress bar on stderr, if anybody is there to see it."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, disable=not console.is_terminal)
    with tempfile.TemporaryDirectory(prefix="quoth-eval-") as folder, bar as progress:
        task = progress.add_task("Indexing: passages", total=None)

        def indexed(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        corpus = open_corpus(wanted, settings, Path(folder), indexed)
        progress.update(task, total=1, completed=1, visible=False)
        yield corpus, progress


def console_for_tables() -> Console:
    """Return standard output, wide enough for a table where it is no terminal."""
    console = Console()
    return console if console.is_terminal else Console(width=_COLUMNS)
