"""`python -m eval.fit_confidence`: fits how far to believe an answer, on multi-source questions.

The questions are the tuning halves of the gold set about the seeds and of the fictional stories;
never the reporting halves. Where the training data's held-out questions fit a confidence for
encyclopedia text (`rag.reader.calibrate`), these have near misses about the same people and events,
which is what a newsroom asks. The threshold is the lowest that declines the wanted share of the
unanswerable ones about the seeds: four of the stories are written to be harder than what people
ask.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from eval.asking import Examiner
from eval.corpus import Corpus, Wanted, open_corpus
from eval.loading import SEEDS_GOLD
from eval.questions import GoldQuestion, Split
from rag import Answer, Settings
from rag.confidence import SIGNALS, UNFITTED, signals, write_calibration
from rag.reader.calibrate import Sample, fit
from rag.reader.folder import SHIPPED, read_manifest, write_manifest

STORIES = Path(__file__).parent / "stories"
# Declining six unanswerable questions in ten is the least that is asked for, and more costs
# answers. More on the tuning half: what bars an answer was made looking at it, and declines fewer
# of other questions.
DECLINED = 0.7


def _corpora(settings: Settings, folder: Path) -> Iterator[Corpus]:
    """Open the tuning halves of the seeds' questions and of every story's."""
    yield open_corpus(Wanted(split=Split.TUNE), settings, folder / "seeds", _quiet)
    for story in sorted(path for path in STORIES.iterdir() if path.is_dir()):
        wanted = Wanted(gold=story / "gold.jsonl", articles=story, split=Split.TUNE)
        yield open_corpus(wanted, settings, folder / story.name, _quiet)


def _quiet(done: int, total: int) -> None:
    del done, total


def _right(question: GoldQuestion, answer: Answer) -> bool:
    """Say whether a statement that is shown quotes a sentence that supports an answer."""
    quoted = {statement.citations[0] for statement in answer.statements}
    return any(
        span.article == citation.article and span.start < citation.end and citation.start < span.end
        for citation in answer.citations
        if citation.number in quoted
        for span in question.support
    )


def _sample(settings: Settings, folder: Path) -> tuple[Sample, NDArray[np.bool_]]:
    """Return what is fitted on, and which questions are declined whatever the confidence."""
    rows, right, answerable, barred, ids = [], [], [], [], []
    for corpus in _corpora(settings, folder):
        examiner = Examiner(corpus.assistant)
        for question in corpus.questions:
            trace = examiner.ask(question)
            if trace.answer is None or not trace.evidence:
                continue
            asked = trace.answer.understood_as
            found = signals(asked, trace.hits, trace.evidence)
            rows.append([found[name] for name in SIGNALS])
            right.append(question.answerable and _right(question, trace.answer))
            answerable.append(question.answerable)
            barred.append(trace.answer.confidence == 0.0)
            ids.append(f"{corpus.gold.parent.name}/{question.id}")
        typer.echo(f"{corpus.gold}: {len(corpus.questions)} questions asked", err=True)
    sample = Sample(
        signals=np.array(rows),
        right=np.array(right, np.float64),
        weights=np.ones(len(rows)),
        answerable=np.array(answerable),
        ids=tuple(ids),
    )
    return sample, np.array(barred)


def main(
    reader: Annotated[Path, typer.Option(help="An exported reader's folder.")] = SHIPPED,
) -> None:
    """Fit the confidence of a reader on gold questions, and write it into its folder."""
    manifest = read_manifest(reader)
    with tempfile.TemporaryDirectory() as scratch:
        # What was fitted before may have had other signals, and says nothing about these.
        unfitted = Path(scratch) / "reader"
        shutil.copytree(reader, unfitted)
        write_calibration(unfitted, UNFITTED)
        write_manifest(unfitted, manifest.name, manifest.max_tokens)
        sample, barred = _sample(Settings(reader=unfitted, threshold=0.0), Path(scratch))
    name = f"tuning halves of {SEEDS_GOLD.name} and the stories, {len(sample.ids)} questions"
    calibration, unseen = fit(sample, name)
    unseen[barred] = 0.0
    about_seeds = np.array([name.startswith(f"{SEEDS_GOLD.parent.name}/") for name in sample.ids])
    threshold = float(np.quantile(unseen[about_seeds & ~sample.answerable], DECLINED))
    calibration = replace(calibration, threshold=round(threshold, 3))
    write_calibration(reader, calibration)
    write_manifest(reader, manifest.name, manifest.max_tokens)
    for signal, weight in calibration.weights.items():
        typer.echo(f"{signal:>10} {weight:+.3f}")
    rightly = about_seeds & (unseen >= threshold) & (sample.right > 0)
    share = rightly.sum() / (about_seeds & sample.answerable).sum()
    typer.echo(f"threshold {threshold:.3f}: {share:.3f} about the seeds rightly answered, unseen")


if __name__ == "__main__":
    typer.run(main)
