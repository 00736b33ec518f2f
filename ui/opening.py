"""Reading the settings, and opening the assistant while showing what takes time."""

from __future__ import annotations

import contextlib
import tomllib
from collections.abc import Callable, Iterator

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from index import QuothError, SentenceTransformerEmbedder, rebuild
from rag import Assistant, Settings

_OPENING = "Opening the index"
_INDEXING = "Making the index (first use only)"
_REBUILDING = "Making the index anew"


class SettingsError(QuothError):
    """A setting with a value that it cannot have."""

    exit_status = 2


def read_settings() -> Settings:
    """Read the environment and ./quoth.toml. Raises SettingsError, naming setting and value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        message = (
            f"The setting {name} cannot be {first['input']!r}: {first['msg']}. Correct"
            f" QUOTH_{name.upper()} in the environment, or {name} in ./quoth.toml."
        )
        raise SettingsError(message) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"./quoth.toml cannot be read as TOML: {error}. Correct it or move it away."
        raise SettingsError(message) from error


def open_assistant(settings: Settings) -> Assistant:
    """Open the assistant; on first use the index is made, with a progress bar on stderr."""
    with _progress(_INDEXING) as show:
        return Assistant.open(settings, progress=show)


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
