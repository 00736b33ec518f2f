"""`python -m eval.fit_confidence`: fits how far to believe an answer.

On questions that the reader was not trained on and no claim is made on: stories written for it
(`lessons/fit`), the tuning halves of the gold set about the seeds and of the fictional stories, and
with `--data` the held-out encyclopedia questions of the training data, as they are, altered, and
with their article taken out (`rag.reader.calibrate`). Each of the three kinds counts the same. News
has near misses about the same people and events, which is what a newsroom asks; encyclopedia text
says the same thing once.

The threshold is the lowest that declines the wanted share of the unanswerable ones about the seeds:
the stories are written to be harder than what people ask.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import track

from eval.asking import Examiner, Trace
from eval.corpus import Corpus, Wanted, assistant_over, open_corpus, spread
from eval.loading import SEEDS_GOLD
from eval.questions import GoldQuestion, Split
from eval.teaching import LESSONS, Story, stories_in
from index import QuothError, SentenceTransformerEmbedder
from rag import Answer, Settings
from rag.confidence import SIGNALS, UNFITTED, signals, write_calibration
from rag.reader.calibrate import dev_files, outcomes_of, sample_of, weights_of
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED, read_manifest, write_manifest
from rag.reader.training.mixture import YARDSTICK
from rag.reader.training.platt import Sample, fit, joined

STORIES = Path(__file__).parent / "stories"
# Declining four unanswerable questions in five costs .07 of the answerable ones about the seeds
# (tuning half); as much as .08 may be lost.
DECLINED = 0.8
# So many of the lessons are asked, spread evenly: about a fifth of a second each.
ASKED = 1200
_SEEDS = SEEDS_GOLD.stem


def ask_lessons(settings: Settings, folder: Path) -> Sample:
    """Ask the lessons that the reader was not trained on, each of its own story.

    A story's outlets are what people put together, and where a near miss is hardest to tell.
    """
    gold = (LESSONS / "fit").with_suffix(".jsonl")
    stories = stories_in(LESSONS / "fit")

    def of_its_own(story: Story) -> Corpus:
        inside = settings.model_copy(update={"index": folder / story.name})
        assistant = assistant_over(story.articles, inside, _quiet)
        return Corpus(assistant, spread(story.questions, ASKED // len(stories)), gold)

    return _ask("lessons", {story.name: partial(of_its_own, story) for story in stories})


def ask_gold(settings: Settings, folder: Path) -> Sample:
    """Ask the tuning halves of the questions about the seeds and of every story."""
    places = {_SEEDS: Wanted(split=Split.TUNE)}
    for story in sorted(path for path in STORIES.iterdir() if path.is_dir()):
        gold = story / "gold.jsonl"
        places[story.name] = Wanted(gold=gold, articles=story, split=Split.TUNE)
    return _ask(
        "gold questions",
        {
            name: partial(open_corpus, wanted, settings, folder / name, _quiet)
            for name, wanted in places.items()
        },
    )


def _quiet(done: int, total: int) -> None:
    del done, total


def _ask(what: str, corpora: Mapping[str, Callable[[], Corpus]]) -> Sample:
    """Open one corpus after the other and ask its questions; the bar counts corpora."""
    rows, right, answerable, barred, ids = [], [], [], [], []
    bar = track(corpora.items(), f"Asking the {what}", console=Console(stderr=True))
    for name, opened in bar:
        corpus = opened()
        examiner = Examiner(corpus.assistant)
        for question in corpus.questions:
            trace = examiner.ask(question)
            if trace.answer is None or not trace.evidence:
                continue
            rows.append(_row(trace, trace.answer))
            right.append(question.answerable and _right(question, trace.answer))
            answerable.append(question.answerable)
            barred.append(trace.answer.confidence == 0.0)
            ids.append(f"{name}/{question.id}")
    return Sample(
        signals=np.array(rows),
        right=np.array(right, np.float64),
        weights=np.ones(len(rows)),
        answerable=np.array(answerable),
        barred=np.array(barred),
        ids=tuple(ids),
    )


def _row(trace: Trace, answer: Answer) -> list[float]:
    found = signals(answer.understood_as, trace.hits, trace.evidence)
    return [found[name] for name in SIGNALS]


def _right(question: GoldQuestion, answer: Answer) -> bool:
    """Say whether a statement that is shown quotes a sentence that supports an answer."""
    quoted = {statement.citations[0] for statement in answer.statements}
    return any(
        span.article == citation.article and span.start < citation.end and citation.start < span.end
        for citation in answer.citations
        if citation.number in quoted
        for span in question.support
    )


def ask_encyclopedia(data: Path, reader: ExtractiveReader, cache: Path) -> Sample:
    """Ask the held-out questions of the training data, in three forms. Raises QuothError."""
    files = list(dev_files(data, YARDSTICK))
    return sample_of(outcomes_of(files, reader, SentenceTransformerEmbedder(), cache))


def main(
    reader: Annotated[Path, typer.Option(help="An exported reader's folder.")] = SHIPPED,
    data: Annotated[
        Path | None, typer.Option(help="The folder that the reader was trained on.")
    ] = None,
) -> None:
    """Fit the confidence of a reader, and write it into its folder."""
    try:
        manifest = read_manifest(reader)
        with tempfile.TemporaryDirectory() as scratch:
            # What was fitted before may have had other signals, and says nothing about these.
            unfitted = Path(scratch) / "reader"
            shutil.copytree(reader, unfitted)
            write_calibration(unfitted, UNFITTED)
            write_manifest(unfitted, manifest.name, manifest.max_tokens)
            settings = Settings(reader=unfitted, threshold=0.0)
            parts = [ask_gold(settings, Path(scratch)), ask_lessons(settings, Path(scratch))]
            if data:
                loaded = ExtractiveReader(unfitted)
                parts.append(ask_encyclopedia(data, loaded, user_cache_path("quoth")))
    except QuothError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(error.exit_status) from error
    sample = joined(parts)
    counts = ", ".join(str(len(part.ids)) for part in parts)
    name = f"tuning halves of the gold sets, lessons{', encyclopedia' if data else ''}: {counts}"
    calibration, unseen = fit(sample, name)
    sure = unseen.answerable
    about_seeds = np.array([name.startswith(f"{_SEEDS}/") for name in sample.ids])
    threshold = float(np.quantile(sure[about_seeds & ~sample.answerable], DECLINED))
    calibration = replace(calibration, threshold=round(threshold, 3))
    write_calibration(reader, calibration)
    write_manifest(reader, manifest.name, manifest.max_tokens)
    typer.echo("\n".join(weights_of(calibration)))
    rightly = about_seeds & (sure >= threshold) & (sample.right > 0)
    share = rightly.sum() / (about_seeds & sample.answerable).sum()
    typer.echo(f"threshold {threshold:.3f}: {share:.3f} about the seeds rightly answered, unseen")


if __name__ == "__main__":
    typer.run(main)
