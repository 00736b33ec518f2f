"""What `quoth add` shows: how far it is and how long it will take, then what it came to."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypedDict

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from index import UNREAD, Report
from ui.terminal.facts import FileDict, file_dict, print_files
from ui.terminal.text import styled, visible

# Where no bar can be drawn (a log, a pipe), a line this often says that work goes on.
LINE_SECONDS = 15.0
_NAME_WIDTH = 30


class ReportDict(TypedDict):
    """What became of the files, as JSON; `added` and `changed` are ids of files."""

    added: list[str]
    changed: list[str]
    unchanged: int
    removed: list[str]
    articles: int
    passages: int
    failures: list[FileDict]
    notes: list[FileDict]
    left_out: dict[str, int]
    warnings: list[str]


@contextmanager
def showing(console: Console) -> Iterator[Callable[[Report], None]]:
    """Show how far the adding is: a bar on a terminal, else a line now and then."""
    if not console.is_terminal:
        yield _Lines(console).show
        return
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[counts]}", markup=False),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Looking at the files", total=None, counts="")
        began = time.monotonic()

        def show(report: Report) -> None:
            name = visible(report.name)
            shown = name if len(name) <= _NAME_WIDTH else f"…{name[-_NAME_WIDTH:]}"
            counts = _counts(report, time.monotonic() - began)
            bar.update(
                task,
                description=shown,
                completed=report.done_bytes,
                total=report.total_bytes,
                counts=counts,
            )

        yield show


class _Lines:
    """Progress for a log: a line when enough time has gone by."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = self._said = time.monotonic()

    def show(self, report: Report) -> None:
        now = time.monotonic()
        if now - self._said < LINE_SECONDS:
            return
        self._said = now
        done = report.done_bytes / max(1, report.total_bytes)
        line = _counts(report, now - self._began)
        if done:
            minutes = (now - self._began) * (1 - done) / done / 60
            line = f"{line}, about {minutes:.0f} min left"
        self._console.print(styled(line), highlight=False)


def _counts(report: Report, seconds: float) -> str:
    rate = report.passages / seconds if seconds else 0.0
    return (
        f"{report.done_files:,} of {report.total_files:,} files, {report.passages:,} passages "
        f"({rate:.0f}/s)"
    )


def report_as_dict(report: Report) -> ReportDict:
    """Return a report as JSON."""
    return ReportDict(
        added=report.added,
        changed=report.changed,
        unchanged=report.unchanged,
        removed=report.removed,
        articles=report.articles,
        passages=report.passages,
        failures=[file_dict(file, file.failure or "") for file in report.failed],
        notes=[file_dict(file, file.note or "") for file in report.noted],
        left_out=dict(report.left_out),
        warnings=report.warnings,
    )


def print_report(console: Console, report: Report, *, seeds: bool) -> None:
    """Print what became of the files; `seeds` says that the seed articles had to go."""
    console.print(
        styled(
            f"Added {len(report.added):,}, changed {len(report.changed):,}, "
            f"unchanged {report.unchanged:,}, removed {len(report.removed):,} files; "
            f"{report.articles:,} articles read, {report.passages:,} passages embedded."
        ),
        highlight=False,
    )
    if seeds:
        console.print("The seed articles are out of the index: it holds your own now.")
    print_files(
        console,
        "Could not be read, and will be tried again",
        [file_dict(file, file.failure or "") for file in report.failed],
    )
    print_files(
        console, "Was read, but", [file_dict(file, file.note or "") for file in report.noted]
    )
    if report.left_out:
        console.print(styled(_left_out(report.left_out), "dim"), highlight=False)
    for warning in report.warnings:
        console.print(styled(warning, "bold"), highlight=False)


def _left_out(counts: Counter[str]) -> str:
    kinds = [
        f"{count:,} {kind}" + (f" ({UNREAD[kind]})" if kind in UNREAD else "")
        for kind, count in counts.most_common()
    ]
    return f"Left out files of other kinds: {', '.join(kinds)}."
