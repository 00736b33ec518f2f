"""`python -m eval.reader_figures`: what the reader reaches on articles that it never saw.

The yardstick is the last 8 articles of new_wiki.json (SQuADShifts, Miller et al. 2020), never
trained or tuned on, asked of all the file's passages. Every figure has its n and a 95% bootstrap
interval.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.table import Table

from eval.figures import Figure
from eval.reader_given import GIVEN, given_figures
from eval.reader_open import DECLINING, OPEN, ask, declining_figures, ranking_figures
from eval.similarity import SimilarityReader
from index import Embedder, QuothError, SentenceTransformerEmbedder
from rag.confidence import UNFITTED, read_calibration
from rag.likeness import Likeness
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED
from rag.reader.training.alterations import Alterer
from rag.reader.training.corpus import Corpus, open_corpus
from rag.reader.training.encoder import default_base, embed
from rag.reader.training.mixture import YARDSTICK, split
from rag.reader.training.negatives import hard_passages
from rag.reader.training.squad import Example, load_file
from rag.reader.training.trials import Asker, alter_all
from rag.reading import Reading

# What issue 3 asks of the shipped reader; the others are shown for comparison.
MUST = {
    (GIVEN, "exact match"): 0.60,
    (GIVEN, "F1"): 0.76,
    (GIVEN, "AUROC against the hardest other passage"): 0.95,
    (GIVEN, "AUROC against altered questions"): 0.85,
    (OPEN, "right passage first"): 0.93,
    (OPEN, "gained over fusion"): 0.02,
    (OPEN, "answer inside the first sentence"): 0.85,
    (DECLINING, "coverage at 95% precision, answerable only"): 0.55,
    (DECLINING, "calibration error, a third unanswerable"): 0.05,
}

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Yardstick:
    """The questions, the corpus that they are asked of, and their unanswerable forms, by id."""

    asked: list[Example]
    corpus: Corpus
    hard: dict[str, tuple[str, ...]]
    altered: dict[str, Example]


@dataclass(frozen=True, slots=True)
class Reach:
    """One figure of one reader."""

    reader: str
    figure: Figure


def open_yardstick(data: Path, cache: Path, embedder: Embedder, limit: int | None) -> Yardstick:
    """Load the questions and open (or make, in minutes) the index of their file's passages."""
    file = data / YARDSTICK.file
    examples = load_file(file)
    held = split({file.name: examples}, YARDSTICK)
    corpus = open_corpus(examples, cache, embedder)
    # The values put into altered questions come from the held-out articles alone.
    alterer = Alterer(held.yardstick, embedder.embed_passages)
    step = max(1, len(held.yardstick) // limit) if limit else 1
    asked = [one for one in held.yardstick if one.answers][::step]
    # As in training's own figures: other passages that rank highest for the question and hold none
    # of its answers; a question without a telling word ("What is it?") has none.
    hard = hard_passages(held.yardstick, partial(embed, default_base()))
    return Yardstick(asked, corpus, hard, dict(alter_all(asked, alterer)))


def measure(reader: Path, fp32: Path | None, yardstick: Yardstick, say: Say) -> Iterator[Reach]:
    """Measure the reader, its 32-bit form where there is one, and the baseline."""
    shipped = ExtractiveReader(reader)
    finders = {"int8": shipped} | ({"fp32": ExtractiveReader(fp32)} if fp32 else {})
    for name, finder in finders.items():
        say(f"{name}: given the passage")
        for figure in given_figures(finder, yardstick.asked, yardstick.hard, yardstick.altered):
            yield Reach(name, figure)
    say("int8: open")
    calibration = read_calibration(reader)
    likeness = Likeness(yardstick.corpus.retriever.embedder)
    reading = Reading(
        shipped, likeness, calibration, calibration.threshold, verifier=shipped.verifier
    )
    asked = ask(Asker(yardstick.corpus, reading), yardstick.asked, yardstick.altered)
    for figure in [*ranking_figures(asked), *declining_figures(asked, calibration.threshold)]:
        yield Reach("int8", figure)


def measure_baseline(yardstick: Yardstick, say: Say) -> Iterator[Reach]:
    """Measure sentence similarity on the same questions."""
    say("similarity: given the passage")
    corpus = yardstick.corpus
    reader = SimilarityReader(corpus.retriever.embedder, corpus.store.article)
    for figure in given_figures(reader, yardstick.asked, yardstick.hard, yardstick.altered):
        yield Reach("similarity", figure)
    say("similarity: open")
    reading = Reading(reader, Likeness(corpus.retriever.embedder), UNFITTED, 0.0)
    asked = ask(Asker(corpus, reading), yardstick.asked, {})
    for figure in ranking_figures(asked):
        yield Reach("similarity", figure)


def table(reached: list[Reach]) -> Table:
    """Return a line for each figure of each reader."""
    shown = Table(title="The reader on articles that it never saw")
    for heading in ("", "figure", "reader", "value", "95% interval", "n", "must reach"):
        shown.add_column(heading, justify="right" if heading in {"value", "n"} else "left")
    before = ""
    for one in sorted(reached, key=lambda one: _place(reached, one)):
        figure, value = one.figure, one.figure.estimate
        shown.add_row(
            figure.group if figure.group != before else "",
            figure.name,
            one.reader,
            _number(value.value),
            f"{_number(value.low)} to {_number(value.high)}",
            str(value.n),
            _verdict(one),
        )
        before = figure.group
    return shown


def _place(reached: list[Reach], one: Reach) -> int:
    """Return where a figure's name first came: the readers' values stand under one another."""
    return next(
        at
        for at, other in enumerate(reached)
        if (other.figure.group, other.figure.name) == (one.figure.group, one.figure.name)
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _verdict(one: Reach) -> str:
    must = MUST.get((one.figure.group, one.figure.name))
    value = one.figure.estimate.value
    if must is None or value is None or one.reader != "int8":
        return ""
    met = value >= must if one.figure.higher_is_better else value <= must
    sign = ">=" if one.figure.higher_is_better else "<="
    return f"{sign} {must:.2f} {'met' if met else 'MISSED'}"


def main(  # noqa: PLR0913, PLR0917 - one parameter per option
    data: Annotated[Path, typer.Option(help="Folder with new_wiki.json.")] = Path("../shared/qa"),
    reader: Annotated[Path, typer.Option(help="The exported int8 reader.")] = SHIPPED,
    fp32: Annotated[Path | None, typer.Option(help="Its export with --fp32.")] = None,
    cache: Annotated[Path | None, typer.Option(help="Where the index is kept.")] = None,
    out: Annotated[Path | None, typer.Option(help="A JSON file for the figures.")] = None,
    limit: Annotated[int | None, typer.Option(help="Ask about this many questions.")] = None,
    baseline: Annotated[bool, typer.Option(help="Measure similarity too.")] = True,  # noqa: FBT002
) -> None:
    """Measure the reader on the yardstick, and print its figures."""
    console = Console(stderr=False, width=150)
    if not (data / YARDSTICK.file).is_file():
        typer.echo(f"skipped: {data} holds no {YARDSTICK.file}; name its folder with --data")
        return
    say: Say = lambda text: typer.echo(text, err=True)  # noqa: E731
    reached: list[Reach] = []
    try:
        embedder = SentenceTransformerEmbedder()
        yardstick = open_yardstick(data, cache or user_cache_path("quoth"), embedder, limit)
        for one in measure(reader, fp32, yardstick, say):
            say(f"  {one.reader} {one.figure.name}: {_number(one.figure.estimate.value)}")
            reached.append(one)
        reached += measure_baseline(yardstick, say) if baseline else []
    except QuothError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(error.exit_status) from error
    console.print(table(reached))
    if out:
        out.write_text(json.dumps([asdict(one) for one in reached], indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    typer.run(main)
