"""`python -m rag.reader.average`: averages the weights of two trained readers.

Runs that start from the same weights stay in one basin, and their average errs less than either
(Wortsman et al. 2022, "Model soups").
"""

import shutil
from pathlib import Path
from typing import Annotated

import typer
from safetensors.torch import load_file, save_file

from index import ReaderError

_WEIGHTS = "model.safetensors"


def average(one: Path, other: Path, share: float, out: Path) -> None:
    """Write to `out` the checkpoint `other` with weights (1 - share) * one + share * other.

    Raises ReaderError where the two are not the same network.
    """
    mine, theirs = load_file(one / _WEIGHTS), load_file(other / _WEIGHTS)
    if {k: v.shape for k, v in mine.items()} != {k: v.shape for k, v in theirs.items()}:
        message = f"{one} and {other}: not the same network; average runs of one encoder"
        raise ReaderError(message)
    shutil.copytree(
        other, out, dirs_exist_ok=True, ignore=lambda _, names: {_WEIGHTS, "training"} & set(names)
    )
    mixed = {
        name: ((1 - share) * mine[name] + share * theirs[name]).contiguous() for name in theirs
    }
    save_file(mixed, out / _WEIGHTS, metadata={"format": "pt"})


def main(
    one: Annotated[Path, typer.Argument(help="A checkpoint folder.")],
    other: Annotated[Path, typer.Argument(help="Another, of a run that went on from the first.")],
    out: Annotated[Path, typer.Argument(help="The folder to write.")],
    share: Annotated[float, typer.Option(help="Of the second one.", min=0.0, max=1.0)] = 0.5,
) -> None:
    """Average two readers of one architecture."""
    try:
        average(one, other, share, out)
    except (ReaderError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
