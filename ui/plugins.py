"""The group of all `quoth` commands: those of this room, and those that other rooms bring.

A room that this one may not import (the evaluation) adds its command through the entry-point
group `quoth.commands`; it is loaded only when asked for. Every error meant for the person at the
keyboard becomes one sentence on stderr and its own exit status here.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from index import QuothError
from ui.terminal.text import visible

if TYPE_CHECKING:
    # Typer carries its own copy of click, and names it nowhere else.
    from typer._click.core import Command, Context

ENTRY_POINT_GROUP = "quoth.commands"


class Commands(TyperGroup):
    """Commands by name: this room's own first, then the entry points, in alphabetical order."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the names of all commands, for the help page."""
        own = super().list_commands(ctx)
        return [*own, *sorted(set(_brought()) - set(own))]

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Return a command, loading it when another room brings it; None when there is none."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        brought = _brought().get(cmd_name)
        return _as_command(brought) if brought else None

    def invoke(self, ctx: Context) -> object:
        """Run the command; a QuothError is said in one sentence, without a traceback."""
        try:
            return super().invoke(ctx)
        except QuothError as error:
            typer.echo(visible(str(error)), err=True)
            raise typer.Exit(error.exit_status) from error


def _brought() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=ENTRY_POINT_GROUP)}


def _as_command(entry: EntryPoint) -> Command:
    """Load a typer app as a command; one with a single command and no callback is that command."""
    loaded = entry.load()
    if not isinstance(loaded, typer.Typer):
        message = (
            f"The command {entry.name!r} ({entry.value}) is not a typer app; reinstall the package "
            "that brings it"
        )
        raise QuothError(message)
    command = typer.main.get_command(loaded)
    command.name = entry.name
    return command
