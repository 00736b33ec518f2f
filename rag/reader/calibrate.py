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
from numpy.typing import NDArray
from platformdirs import user_cache_path
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from index import Embedder, QuothError, SentenceTransformerEmbedder
from rag.confidence import (
    MEANING,
    SIGNALS,
    UNFITTED,
    Calibration,
    signals,
    write_calibration,
)
from rag.likeness import Likeness
from rag.reader.alterations import Alterer
from rag.reader.calibration_plots import draw_plots
from rag.reader.corpus import open_corpus
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED, write_manifest
from rag.reader.mixture import ELSEWHERE, YARDSTICK, HoldOut, split
from rag.reader.protocol import Reader
from rag.reader.squad import Example, TrainingDataError, load_folder
from rag.reader.trials import Asker, Case, Trial, alter_all, ask_all
from rag.reading import Reading

# The share of unanswerable questions that the confidence is made for: one in three, as in SQuAD
# 2.0's training set; half of them altered, half with their article taken out.
UNANSWERABLE = 1 / 3
PRECISION = 0.95
_FOLDS = 5
_REPORTED = 50  # questions between two signs of life: about a minute

Values = NDArray[np.float64]


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
    return Outcome(trial.id, trial.case, found, right, barred=trial.confidence == 0.0)


@dataclass(frozen=True, slots=True)
class Sample:
    """What is fitted on: signals (n, s), whether right (n,), weights (n,), ids.

    What is `barred` is declined whatever the confidence, and not fitted on.
    """

    signals: Values
    right: Values
    weights: Values
    answerable: NDArray[np.bool_]
    barred: NDArray[np.bool_]
    ids: tuple[str, ...]

    def open(self) -> Sample:
        """Return what is not barred."""
        kept = ~self.barred
        return Sample(
            self.signals[kept],
            self.right[kept],
            self.weights[kept],
            self.answerable[kept],
            self.barred[kept],
            tuple(name for name, one in zip(self.ids, kept, strict=True) if one),
        )


def joined(samples: Sequence[Sample]) -> Sample:
    """Put samples together, each with the same weight in all; the mean weight is 1."""
    total = sum(len(sample.ids) for sample in samples)
    return Sample(
        np.concatenate([sample.signals for sample in samples]),
        np.concatenate([sample.right for sample in samples]),
        np.concatenate(
            [sample.weights * total / len(samples) / sample.weights.sum() for sample in samples]
        ),
        np.concatenate([sample.answerable for sample in samples]),
        np.concatenate([sample.barred for sample in samples]),
        tuple(name for sample in samples for name in sample.ids),
    )


def fit(sample: Sample, fitted_on: str) -> tuple[Calibration, Values]:
    """Return the calibration and each trial's confidence by a model that did not see its question.

    What is barred has none. The threshold is chosen on those: the lowest from which on `PRECISION`
    of what is answered is right.
    """
    asked = sample.open()
    centre, spread = asked.signals.mean(0), np.maximum(asked.signals.std(0), 1e-6)
    scaled = (asked.signals - centre) / spread
    kept, model = _meant(scaled, asked)
    unseen: Values = np.zeros(len(sample.ids))
    unseen[~sample.barred] = cross_val_predict(
        LogisticRegression(),
        scaled[:, kept],
        asked.right,
        groups=asked.ids,
        cv=GroupKFold(_FOLDS),
        method="predict_proba",
        params={"sample_weight": asked.weights},
    )[:, 1]
    weights = np.zeros(len(SIGNALS))
    weights[kept] = model.coef_[0] / spread[kept]
    return (
        Calibration(
            intercept=float(model.intercept_[0] - weights @ centre),
            weights={n: float(w) for n, w in zip(SIGNALS, weights, strict=True)},
            threshold=threshold_for(PRECISION, unseen, sample),
            fitted_on=fitted_on,
        ),
        unseen,
    )


def _meant(scaled: Values, sample: Sample) -> tuple[list[int], LogisticRegression]:
    """Fit, leaving out signals whose weight comes out against their meaning.

    Where most unanswerable questions are near misses, sharing no word with a passage can look like
    a good sign; asked about bread, such a model would believe anything.
    """
    kept = list(range(len(SIGNALS)))
    while True:
        model = LogisticRegression()
        model.fit(scaled[:, kept], sample.right, sample_weight=sample.weights)
        against = [
            at
            for at, weight in zip(kept, model.coef_[0], strict=True)
            if weight * MEANING[SIGNALS[at]] < 0
        ]
        if not against:
            return kept, model
        kept = [at for at in kept if at not in against]


def threshold_for(precision: float, confidence: Values, sample: Sample) -> float:
    """Return the lowest confidence from which on this share of the weight is right; 1 if none."""
    order = np.argsort(-confidence, kind="stable")
    sure = confidence[order]
    # Equal confidences cannot be told apart by a threshold: they are answered together.
    last = np.searchsorted(-sure, -sure, side="right") - 1
    weight = sample.weights[order].cumsum()[last]
    share = (sample.weights * sample.right)[order].cumsum()[last] / weight
    enough = np.flatnonzero(share >= precision)
    return float(sure[enough[-1]]) if enough.size else 1.0


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
    reader: Reader,
    embedder: Embedder,
    cache: Path,
) -> list[Outcome]:
    """Ask the dev questions of each file of its own passages."""
    alterer = Alterer([one for _, dev in files for one in dev], embedder.embed_passages)
    found: list[Outcome] = []
    for examples, dev in files:
        # The threshold and the weights are what is being fitted: they are not asked here.
        reading = Reading(reader, Likeness(embedder), UNFITTED, 0.0)
        asker = Asker(open_corpus(examples, cache, embedder), reading)
        trials = ask_all(asker, dev, alter_all(dev, alterer), _progress)
        found += [one for trial in trials if (one := outcome(asker, trial))]
    return found


def _progress(done: int, total: int) -> None:
    if done % _REPORTED == 0 or done == total:
        typer.echo(f"{done} of {total} questions asked", err=True)


def _said(calibration: Calibration, sample: Sample, unseen: Values) -> str:
    lines = [f"{name:>10} {weight:+.3f}" for name, weight in calibration.weights.items()]
    lines += [
        f"{precision:.0%} right of what is answered: threshold {threshold:.2f}, "
        f"{covered(threshold, unseen, sample):.0%} of the answerable answered"
        for precision in (0.8, 0.9, 0.95, 0.98)
        for threshold in (threshold_for(precision, unseen, sample),)
    ]
    return "\n".join(lines)


def covered(threshold: float, confidence: Values, sample: Sample) -> float:
    """Return the share of the answerable questions that are answered at a threshold."""
    asked = sample.answerable
    return float((confidence[asked] >= threshold).mean())


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
        draw_plots(plots, unseen, sample.right, sample.weights)
    typer.echo(_said(calibration, sample, unseen))


if __name__ == "__main__":
    typer.run(main)
