"""Opening the assistant while showing what takes time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from index import FolderStore, SentenceTransformerEmbedder, StoreMissing, rebuild
from rag import Assistant, Settings

_OPENING = "Opening the index"
_INDEXING = "Making the index (first use only)"
_REBUILDING = "Making the index anew"


def open_assistant(settings: Settings) -> Assistant:
    """Open the assistant; on first use the index is made, with a progress bar on stderr."""
    with _progress(_INDEXING) as show:
        return Assistant.open(settings, progress=show)


def open_store(settings: Settings) -> FolderStore:
    """Open the index alone: no model is loaded, unless the index has to be made first."""
    try:
        return FolderStore.open_as_made(settings.index)
    except StoreMissing:
        open_assistant(settings)
        return FolderStore.open_as_made(settings.index)


def rebuild_index(settings: Settings) -> None:
    """Make the index anew from its own articles, with the settings' model. Raises QuothError."""
    with _progress(_REBUILDING) as show:
        rebuild(settings.index, SentenceTransformerEmbedder(settings.model), progress=show)


@contextlib.contextmanager
def _progress(doing: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on stderr while work goes on, if anybody is there to see it."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    bar = Progress(
        *columns,
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with bar:
        task = bar.add_task(_OPENING, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, description=doing, completed=done, total=total)

        yield show
