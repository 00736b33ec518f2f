"""`python -m eval.fit_confidence`: fits how far to believe an answer, on multi-source questions.

The questions are the tuning half of the gold set about the seeds and the two fictional stories;
never the reporting half. Where the training data's held-out questions fit a confidence for
encyclopedia text (`rag.reader.calibrate`), these have near misses about the same people and events,
which is what a newsroom asks. The threshold is the lowest that declines the wanted share of the
unanswerable ones.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from eval.asking import Examiner
from eval.corpus import Corpus, Wanted, open_corpus
from eval.loading import SEEDS_GOLD
from eval.questions import GoldQuestion, Split
from rag import Evidence, Settings
from rag.confidence import SIGNALS, signals, write_calibration
from rag.reader.calibrate import Sample, fit
from rag.reader.folder import SHIPPED, read_manifest, write_manifest

STORIES = Path(__file__).parent / "stories"
# Declining six unanswerable questions in ten is the least that is asked for; more costs answers.
DECLINED = 0.6


def _corpora(settings: Settings, folder: Path) -> Iterator[Corpus]:
    """Open the seeds' tuning half and both stories, whole."""
    yield open_corpus(Wanted(split=Split.TUNE), settings, folder / "seeds", _quiet)
    for story in sorted(path for path in STORIES.iterdir() if path.is_dir()):
        wanted = Wanted(gold=story / "gold.jsonl", articles=story)
        yield open_corpus(wanted, settings, folder / story.name, _quiet)


def _quiet(done: int, total: int) -> None:
    del done, total


def _right(question: GoldQuestion, evidence: Evidence) -> bool:
    """Say whether evidence stands in a sentence that supports an answer."""
    return any(
        span.article == evidence.passage.article
        and span.start < evidence.answer[1]
        and evidence.answer[0] < span.end
        for span in question.support
    )


def _sample(settings: Settings, folder: Path) -> Sample:
    rows, right, answerable, ids = [], [], [], []
    for corpus in _corpora(settings, folder):
        examiner = Examiner(corpus.assistant)
        for question in corpus.questions:
            trace = examiner.ask(question)
            if trace.answer is None or not trace.evidence:
                continue
            asked = trace.answer.understood_as
            found = signals(asked, trace.hits, trace.evidence)
            rows.append([found[name] for name in SIGNALS])
            right.append(question.answerable and _right(question, trace.evidence[0]))
            answerable.append(question.answerable)
            ids.append(f"{corpus.gold.parent.name}/{question.id}")
        typer.echo(f"{corpus.gold}: {len(corpus.questions)} questions asked", err=True)
    return Sample(
        signals=np.array(rows),
        right=np.array(right, np.float64),
        weights=np.ones(len(rows)),
        answerable=np.array(answerable),
        ids=tuple(ids),
    )


def main(
    reader: Annotated[Path, typer.Option(help="An exported reader's folder.")] = SHIPPED,
) -> None:
    """Fit the confidence of a reader on gold questions, and write it into its folder."""
    manifest = read_manifest(reader)
    settings = Settings(reader=reader, threshold=0.0)
    with tempfile.TemporaryDirectory() as scratch:
        sample = _sample(settings, Path(scratch))
    name = f"tuning half of {SEEDS_GOLD.name} and the stories, {len(sample.ids)} questions"
    calibration, unseen = fit(sample, name)
    threshold = float(np.quantile(unseen[~sample.answerable], DECLINED))
    calibration = replace(calibration, threshold=round(threshold, 3))
    write_calibration(reader, calibration)
    write_manifest(reader, manifest.name, manifest.max_tokens)
    for signal, weight in calibration.weights.items():
        typer.echo(f"{signal:>10} {weight:+.3f}")
    rightly = (unseen >= threshold) & (sample.right > 0)
    share = rightly.sum() / sample.answerable.sum()
    typer.echo(f"threshold {threshold:.3f}: {share:.3f} rightly answered, cross-validated")


if __name__ == "__main__":
    typer.run(main)
