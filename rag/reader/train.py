"""`python -m rag.reader.train`: trains Quoth's reader from a folder of SQuAD-format files."""

from pathlib import Path
from typing import Annotated

import typer

from index import QuothError
from rag.reader.training.encoder import default_base, hush_transformers
from rag.reader.training.loop import Recipe
from rag.reader.training.mixture import HoldOut
from rag.reader.training.run import Options, run

_TAUGHT = 0.7  # share of the loss on the answers, where there is a teacher
_HINTS = 3.0  # weight of its states beside that loss
_RECIPE = Recipe()  # the defaults shown by --help


def main(  # noqa: PLR0913, PLR0917 - one parameter per option
    data: Annotated[Path, typer.Option(help="Folder of SQuAD 1.1 or 2.0 *.json files.")],
    out: Annotated[Path, typer.Option(help="Folder for the model, its figures and checkpoints.")],
    minutes: Annotated[
        float,
        typer.Option(help="Time to prepare and train; measuring comes after it.", min=0.1),
    ] = 60.0,
    epochs: Annotated[
        float,
        typer.Option(
            help="Passes over the data at most. The learning rate reaches zero at the end of "
            "these or of --minutes, whichever comes first.",
            min=0.01,
        ),
    ] = _RECIPE.epochs,
    learning_rate: Annotated[
        float, typer.Option(help="Peak learning rate of AdamW.", min=0.0)
    ] = _RECIPE.learning_rate,
    seed: Annotated[
        int, typer.Option(help="Decides the negatives, the order and the head's start.")
    ] = _RECIPE.seed,
    resume: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--resume", help="Go on from the checkpoint in --out.")
    ] = False,
    base: Annotated[
        Path | None,
        typer.Option(help="Folder of a BERT-style encoder. Default: Quoth's all-MiniLM-L6-v2."),
    ] = None,
    dropout: Annotated[
        float, typer.Option(help="Share of the activations dropped.", min=0.0, max=0.9)
    ] = _RECIPE.dropout,
    frozen: Annotated[
        int,
        typer.Option(help="Lowest layers kept as they are, with the word embeddings.", min=0),
    ] = _RECIPE.frozen,
    wordnet: Annotated[
        Path | None,
        typer.Option(
            help="Folder of WordNet's files (Debian: wordnet-base, /usr/share/wordnet): half of "
            "the questions are then asked in other words."
        ),
    ] = None,
    teacher: Annotated[
        Path | None,
        typer.Option(
            help="Checkpoint of a larger reader with the same word pieces (see "
            "`python -m rag.reader.teacher`), which sets most of the loss. What it makes of a "
            "batch takes longer than the step."
        ),
    ] = None,
    hold_out: Annotated[
        str | None,
        typer.Option(
            help="FILE:N, the last N articles of FILE are only reported on, never trained or "
            "tuned on. Default: new_wiki.json:8 where the folder has that file."
        ),
    ] = None,
) -> None:
    """Train an extractive reader, and print its figures on questions it never saw.

    OUT becomes an ordinary Hugging Face question-answering checkpoint with a metrics.json.

    Interrupted? Give the same command again with --resume; a longer --minutes is allowed.

    The same data, seed and epochs give the same weights on the same machine if the epochs end
    before the minutes do; where the clock decides, the number of steps may differ.

    Example: python -m rag.reader.train --data ../shared/qa --out trial-reader --minutes 10
    """
    hush_transformers()
    try:
        options = Options(
            data=data,
            out=out,
            base=base or default_base(),
            minutes=minutes,
            resume=resume,
            hold_out=HoldOut.parse(hold_out) if hold_out else None,
            recipe=Recipe(
                seed=seed,
                learning_rate=learning_rate,
                epochs=epochs,
                dropout=dropout,
                frozen=frozen,
                reworded=wordnet is not None,
                taught=_TAUGHT if teacher else 0.0,
                hints=_HINTS if teacher else 0.0,
            ),
            wordnet=wordnet,
            teacher=teacher,
        )
        run(options)
    except (QuothError, ValueError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
