"""What a training run shows: its progress, and the table of its figures."""

import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from rag.reader.training.figures import Figures, Separation
from rag.reader.training.loop import Report

_LINE_SECONDS = 30.0  # between two lines of a log that is not a terminal


class Display:
    """A progress bar on a terminal; a line now and then in a log."""

    def __init__(self, budget: float) -> None:
        """Show nothing yet; `budget` is in seconds."""
        self._budget = budget
        self._last = 0.0
        self._console = Console()
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task = self.bar.add_task("training", total=1.0)

    def say(self, text: str) -> None:
        """Print a line with the time of day."""
        clock = time.strftime("%H:%M:%S")
        self._console.print(f"[dim]{clock}[/dim] {text}", highlight=False, soft_wrap=True)

    def table(self, name: str, figures: Figures) -> None:
        """Print the figures of one held-out part."""
        self._console.print(table(name, figures), highlight=False, soft_wrap=True)

    def __call__(self, report: Report) -> None:
        """Show a sign of life of the training loop."""
        text = f"step {report.step}, epoch {report.epoch + 1}, loss {report.loss:.3f}"
        self.bar.update(self._task, completed=report.done, description=text)
        if self._console.is_terminal or time.monotonic() - self._last < _LINE_SECONDS:
            return
        left = report.seconds * (1 / report.done - 1) if report.done else self._budget
        self.say(f"{text}, {report.done:.1%} done, {left / 60:.0f} min left")
        self._last = time.monotonic()


def table(name: str, figures: Figures) -> str:
    """One line per figure, each with its counts."""
    heading = (
        f"{name}: exact match {figures.exact:.1f}, F1 {figures.f1:.1f} given the passage "
        f"(best over annotations, n = {figures.questions})"
    )
    named = {
        "hardest other passage": figures.passages,
        "altered questions": figures.altered,
        **{f"  {kind}": one for kind, one in figures.by_kind.items()},
        "natural unanswerable": figures.natural,
    }
    lines = [f"  AUROC against {label}: {_shown(one)}" for label, one in named.items() if one]
    return "\n".join([heading, *lines])


def _shown(one: Separation) -> str:
    return f"{one.auroc:.3f} (n = {one.positives} against {one.negatives})"
