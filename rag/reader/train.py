"""`python -m rag.reader.train`: trains Quoth's reader from a folder of SQuAD-format files."""

import json
import shutil
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated

import torch
import typer
from transformers import PreTrainedModel

from index import QuothError
from rag.reader import checkpoint
from rag.reader.alterations import Alterer
from rag.reader.batches import Featurizer
from rag.reader.encoder import (
    default_base,
    device,
    embed_once,
    freeze,
    hush_transformers,
    load_reader,
)
from rag.reader.figures import Examiner, Figures
from rag.reader.loop import Recipe, Trainer
from rag.reader.mixture import YARDSTICK, HoldOut, Mixer, Shares, Split, split
from rag.reader.negatives import hard_passages
from rag.reader.pairs import load_tokenizer
from rag.reader.report import Display
from rag.reader.rewording import reworded
from rag.reader.squad import Example, load_folder
from rag.reader.teacher import Teacher

_COPIED = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")
_TAUGHT = 0.7  # share of the loss in batches that a teacher reads
_VECTORS = ".vectors"  # in the out folder while training: what ranking the passages took


@dataclass(frozen=True, slots=True)
class Options:
    """What a run was asked to do. `minutes` are for preparing and training together."""

    data: Path
    out: Path
    base: Path
    minutes: float
    resume: bool
    hold_out: HoldOut | None
    recipe: Recipe
    wordnet: Path | None = None
    teacher: Path | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """What is made from the data before training: the split and the makers of negatives."""

    parts: Split
    mixer: Mixer
    held_hard: dict[str, tuple[str, ...]]
    held_alterer: Alterer


def run(options: Options) -> dict[str, Figures]:
    """Train, save and measure. Nothing is written before the data has been found sound."""
    began = time.monotonic()
    torch.manual_seed(options.recipe.seed)
    parts = _split(options)
    display = Display(options.minutes * 60)
    display.say(
        f"{len(parts.train)} questions to train on, {len(parts.dev)} dev, "
        f"{len(parts.yardstick)} yardstick; making hard negatives"
    )
    model = load_reader(options.base, device(), options.recipe.dropout)
    freeze(model, options.recipe.frozen)
    featurizer = Featurizer(load_tokenizer(options.base), options.recipe.shape)
    teacher = Teacher(options.teacher, options.base) if options.teacher else None
    made = _make(parts, options)
    trainer = Trainer(model, options.recipe, options.out, teacher)
    _start(trainer, options, display, time.monotonic() - began)
    with display.bar:
        trainer.train(made.mixer, featurizer, options.minutes * 60, display)
    examiner = Examiner(model, featurizer, options.recipe.shape)
    last = examiner.figures(parts.dev, {}, made.held_alterer) if parts.dev else None
    trainer.use_average()
    _export(options, model)
    figures = _examine(made, examiner, display)
    _write_metrics(options, trainer, figures, last)
    return figures


def _split(options: Options) -> Split:
    files = load_folder(options.data)
    hold_out = options.hold_out
    if hold_out is None and YARDSTICK.file in files:
        hold_out = YARDSTICK
    return split(files, hold_out)


def _make(parts: Split, options: Options) -> Made:
    """Negatives of the training part come from it alone; those held out from the held out."""
    embed = partial(embed_once, default_base(), options.out / _VECTORS)
    mixer = Mixer(
        train=parts.train,
        hard=hard_passages(parts.train, embed),
        alterer=Alterer(parts.train, embed),
        shares=Shares(),
        seed=options.recipe.seed,
        reworded=reworded(parts.train, options.wordnet, embed, options.recipe.seed)
        if options.wordnet
        else {},
    )
    held_hard = hard_passages(parts.dev, embed) | hard_passages(parts.yardstick, embed)
    return Made(parts, mixer, held_hard, Alterer(parts.dev + parts.yardstick, embed))


def _start(trainer: Trainer, options: Options, display: Display, spent: float) -> None:
    if options.resume:
        trainer.resume()
        display.say(f"resumed at step {trainer.progress.step}")
    else:
        trainer.progress = replace(trainer.progress, seconds=spent)
    display.say(f"training on {device()} with {torch.get_num_threads()} threads")


def _export(options: Options, model: PreTrainedModel) -> None:
    """Write an ordinary Hugging Face checkpoint: beside the old one, then moved over it."""
    fresh = options.out / ".model.new"
    shutil.rmtree(fresh, ignore_errors=True)
    model.save_pretrained(fresh)
    for name in _COPIED:
        if (options.base / name).is_file():
            shutil.copyfile(options.base / name, fresh / name)
    for file in fresh.iterdir():
        file.replace(options.out / file.name)
    fresh.rmdir()


def _examine(made: Made, examiner: Examiner, display: Display) -> dict[str, Figures]:
    parts: dict[str, list[Example]] = {"dev": made.parts.dev, "yardstick": made.parts.yardstick}
    for source in sorted({example.source for example in made.parts.dev}):
        parts[f"dev {source}"] = [one for one in made.parts.dev if one.source == source]
    found: dict[str, Figures] = {}
    for name, examples in parts.items():
        if any(example.answers for example in examples):
            found[name] = examiner.figures(examples, made.held_hard, made.held_alterer)
            display.table(name, found[name])
    return found


def _write_metrics(
    options: Options, trainer: Trainer, figures: dict[str, Figures], last: Figures | None
) -> None:
    metrics = {
        "recipe": asdict(options.recipe),
        "shares": asdict(Shares()),
        "base": options.base.name,
        "minutes": options.minutes,
        "steps": trainer.progress.step,
        "whole_epochs": trainer.progress.epoch,
        "seconds": round(trainer.progress.seconds),
        "figures": {name: asdict(one) for name, one in figures.items()},
        "dev_of_last_weights": asdict(last) if last else None,
    }
    text = json.dumps(metrics, indent=1, ensure_ascii=False)
    (options.out / "metrics.json").write_text(text + "\n", encoding="utf-8")


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
            "`python -m rag.reader.teacher`), which sets most of the loss of every second batch."
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
            ),
            wordnet=wordnet,
            teacher=teacher,
        )
        run(options)
    except (QuothError, ValueError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    checkpoint.discard(out)
    shutil.rmtree(out / _VECTORS, ignore_errors=True)


if __name__ == "__main__":
    typer.run(main)
