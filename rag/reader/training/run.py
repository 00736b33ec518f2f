"""One training run: prepare, train, save, measure."""

import json
import shutil
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path

import torch
from transformers import PreTrainedModel

from rag.reader.pairs import load_tokenizer
from rag.reader.teacher import Teacher
from rag.reader.training import checkpoint
from rag.reader.training.alterations import Alterer
from rag.reader.training.batches import Featurizer
from rag.reader.training.encoder import default_base, device, embed_once, freeze, load_reader
from rag.reader.training.figures import Examiner, Figures
from rag.reader.training.loop import Recipe, Trainer
from rag.reader.training.mixture import YARDSTICK, HoldOut, Mixer, Shares, Split, split
from rag.reader.training.negatives import hard_passages
from rag.reader.training.report import Display
from rag.reader.training.rewording import reworded
from rag.reader.training.squad import Example, load_folder

_COPIED = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")
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
    checkpoint.discard(options.out)
    shutil.rmtree(options.out / _VECTORS, ignore_errors=True)
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
