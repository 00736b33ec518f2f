"""`python -m rag.reader.calibrate`: fits how sure Quoth is, on questions nobody trained on.

The questions are the dev part of the training data (`mixture.split`; never the yardstick), put to
all passages of their file, as they are, altered, and with their article taken out. What it writes
is `rag.confidence.Calibration`. Reviews and posts are left out: their questions ("How is the
sound?") mean nothing outside their passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from platformdirs import user_cache_path

from index import Embedder, QuothError, SentenceTransformerEmbedder
from rag.confidence import (
    NOT_AT_ALL,
    SIGNALS,
    UNFITTED,
    Calibration,
    signals,
    write_calibration,
)
from rag.likeness import Likeness
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED, write_manifest
from rag.reader.training.alterations import Alterer
from rag.reader.training.calibration_plots import draw_plots
from rag.reader.training.corpus import open_corpus
from rag.reader.training.mixture import ELSEWHERE, YARDSTICK, HoldOut, split
from rag.reader.training.platt import Sample, Values, covered, fit, threshold_for
from rag.reader.training.squad import Example, TrainingDataError, load_folder
from rag.reader.training.trials import Asker, Case, Trial, alter_all, ask_all
from rag.reading import Reading

# The share of unanswerable questions that the confidence is made for: one in three, as in SQuAD
# 2.0's training set; half of them altered, half with their article taken out.
UNANSWERABLE = 1 / 3
_REPORTED = 50  # questions between two signs of life: about a minute


@dataclass(frozen=True, slots=True)
class Outcome:
    """The signals of one asking, whether its best evidence is right, and whether it is barred."""

    id: str
    case: Case
    signals: dict[str, float]
    right: bool
    barred: bool


def outcome(asker: Asker, trial: Trial) -> Outcome | None:
    """Return what is learnt from a trial; nothing from one in which nothing was found."""
    if not trial.evidence:
        return None
    found = signals(trial.example.question, trial.hits, trial.evidence)
    right = asker.right(trial, trial.evidence[0])
    return Outcome(trial.id, trial.case, found, right, barred=trial.sureness == NOT_AT_ALL)


def sample_of(outcomes: Sequence[Outcome]) -> Sample:
    """Put outcomes in rows, weighted to the intended mixture."""
    return Sample(
        signals=np.array([[one.signals[name] for name in SIGNALS] for one in outcomes]),
        right=np.array([one.right for one in outcomes], np.float64),
        weights=mixture_weights([one.case for one in outcomes]),
        answerable=np.array([one.case is Case.OPEN for one in outcomes]),
        barred=np.array([one.barred for one in outcomes]),
        ids=tuple(one.id for one in outcomes),
    )


def mixture_weights(cases: Sequence[Case]) -> Values:
    """Return a weight for each trial, so that the cases have their intended shares; mean 1."""
    shares = {
        Case.OPEN: 1 - UNANSWERABLE,
        Case.ALTERED: UNANSWERABLE / 2,
        Case.REMOVED: UNANSWERABLE / 2,
    }
    counts = {case: cases.count(case) for case in Case}
    return np.array([shares[case] * len(cases) / counts[case] for case in cases])


def dev_files(data: Path, hold_out: HoldOut) -> Iterator[tuple[list[Example], list[Example]]]:
    """Yield for every file of encyclopedia articles its questions and those of its dev part."""
    files = load_folder(data)
    parts = split(files, hold_out if hold_out.file in files else None)
    for name, examples in files.items():
        dev = [example for example in parts.dev if example.source == name]
        if dev and name not in ELSEWHERE:
            yield examples, dev


def outcomes_of(
    files: Sequence[tuple[list[Example], list[Example]]],
    reader: ExtractiveReader,
    embedder: Embedder,
    cache: Path,
) -> list[Outcome]:
    """Ask the dev questions of each file of its own passages."""
    alterer = Alterer([one for _, dev in files for one in dev], embedder.embed_passages)
    found: list[Outcome] = []
    for examples, dev in files:
        # The threshold and the weights are what is being fitted: they are not asked here.
        likeness = Likeness(embedder)
        reading = Reading(reader, likeness, UNFITTED, 0.0, verifier=reader.verifier)
        asker = Asker(open_corpus(examples, cache, embedder), reading)
        trials = ask_all(asker, dev, alter_all(dev, alterer), _progress)
        found += [one for trial in trials if (one := outcome(asker, trial))]
    return found


def _progress(done: int, total: int) -> None:
    if done % _REPORTED == 0 or done == total:
        typer.echo(f"{done} of {total} questions asked", err=True)


def weights_of(calibration: Calibration) -> list[str]:
    """Return a line for each signal with its weights: for right, for answerable."""
    right, answerable = calibration.right.weights, calibration.answerable.weights
    return [f"{name:>10} {right[name]:+.3f} {answerable[name]:+.3f}" for name in SIGNALS]


def _said(calibration: Calibration, sample: Sample, sure: Values) -> str:
    lines = weights_of(calibration)
    lines += [
        f"{precision:.0%} right of what is answered: threshold {threshold:.2f}, "
        f"{covered(threshold, sure, sample):.0%} of the answerable answered"
        for precision in (0.8, 0.9, 0.95, 0.98)
        for threshold in (threshold_for(precision, sure, sample),)
    ]
    return "\n".join(lines)


def main(
    data: Annotated[Path, typer.Option(help="The folder that the reader was trained on.")],
    reader: Annotated[Path, typer.Option(help="An exported reader's folder.")] = SHIPPED,
    cache: Annotated[Path | None, typer.Option(help="Where indexes of the data are kept.")] = None,
    plots: Annotated[Path | None, typer.Option(help="A folder for the two plots.")] = None,
) -> None:
    """Fit the confidence of a reader, and write it into its folder."""
    try:
        files = list(dev_files(data, YARDSTICK))
        loaded = ExtractiveReader(reader)
        where = cache or user_cache_path("quoth")
        outcomes = outcomes_of(files, loaded, SentenceTransformerEmbedder(), where)
        if not outcomes:
            message = f"{data}: no file of articles to calibrate on. Check --data."
            raise TrainingDataError(message)
    except QuothError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(error.exit_status) from error
    sample = sample_of(outcomes)
    counts = ", ".join(f"{sum(o.case is case for o in outcomes)} {case.value}" for case in Case)
    calibration, unseen = fit(
        sample, f"{counts}; {', '.join(sorted({d[0].source for _, d in files}))}"
    )
    write_calibration(reader, calibration)
    write_manifest(reader, loaded.manifest.name, loaded.manifest.max_tokens)
    if plots:
        draw_plots(plots, unseen.right, sample.right, sample.weights)
    typer.echo(_said(calibration, sample, unseen.answerable))


if __name__ == "__main__":
    typer.run(main)
