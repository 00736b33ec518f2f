"""How likely the best evidence is right, and how likely anything answers: two logistic models.

Over a few signals of the reading. What is shown is the first. Declining goes by the second: a
question may be answerable where the wrong sentence came first, and the other finds tell whether it
is. (One model for both declined .05 fewer of the unanswerable questions of held-out lessons and .07
fewer of the six stories', where as many about the seeds were.)

Fitted by `python -m eval.fit_confidence` (or, on questions of one's own, by `python -m
rag.reader.calibrate`) and kept beside the reader's weights; applying it takes neither a model
library nor the data. (Platt 1999, "Probabilistic outputs for support vector
machines"; with retrieval's signals as in Kamath et al. 2020, "Selective question answering under
domain shift".)
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

from index import Hit, ReaderError
from rag.doubts.presupposition import unborne
from rag.question import AnswerKind, asked_for
from rag.reader.belief import logit, sigmoid
from rag.reader.folder import CALIBRATION
from rag.rerank import VERIFIED
from rag.types import Evidence

# Beyond this a margin says no more; the fitting questions' lie within it.
_MOST = 15.0


@dataclass(frozen=True, slots=True)
class Sureness:
    """How likely the best evidence is `right`, and the question `answerable`; 0..1 both."""

    right: float
    answerable: float


NOT_AT_ALL = Sureness(0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Logistic:
    """sigmoid(intercept + sum of weight * signal)."""

    intercept: float
    weights: Mapping[str, float]

    def of(self, found: Mapping[str, float]) -> float:
        """Return the probability for signals, by name."""
        return sigmoid(self.intercept + sum(self.weights[name] * found[name] for name in found))


@dataclass(frozen=True, slots=True)
class Calibration:
    """How sure to be; decline where what is `answerable` is below `threshold`.

    `fitted_on` says which questions the weights come from. Empty, they come from none, and the best
    evidence's score is taken for both.
    """

    right: Logistic
    answerable: Logistic
    threshold: float
    fitted_on: str

    def sureness(
        self, question: str, hits: Sequence[Hit], evidence: Sequence[Evidence]
    ) -> Sureness:
        """Return how sure to be of the best evidence; not at all of none.

        `evidence` is best first, as `rerank` returns it for these hits.
        """
        if not evidence:
            return NOT_AT_ALL
        if not self.fitted_on:
            return Sureness(evidence[0].score, evidence[0].score)
        found = signals(question, hits, evidence)
        return Sureness(self.right.of(found), self.answerable.of(found))


def signals(question: str, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> dict[str, float]:
    """Return what the confidence is made of, by name; `evidence` must not be empty.

    belief      logit of the reader's own belief in the best evidence
    verdict     the verifier's log-odds that it answers
    company     the mean of its log-odds for the others it was shown: where nothing answers, they
                look even less like answers than beside one that does
    likeness    cosine of its quote and the question
    retrieval   fused score of its passage
    strangers   how many numbers and names of the question its quote does not hold, at most 2
    doubts      how many rules speak against it
    sentence    1 where a sentence answers (why, how, yes or no) and not a value: the reader, which
                learnt to find values, is less sure of these, and near misses are seldom of them
    """
    best = evidence[0]
    verdicts = [other.verdict for other in evidence[1:VERIFIED]] or [best.verdict]
    return {
        "belief": _clipped(logit(best.belief)),
        "verdict": _clipped(best.verdict),
        "company": _clipped(fmean(verdicts)),
        "likeness": best.likeness,
        "retrieval": next(hit.score for hit in hits if hit.passage == best.passage),
        "strangers": float(min(len(unborne(question, _quote(best))), 2)),
        "doubts": float(best.doubts),
        "sentence": float(asked_for(question).kind in {AnswerKind.OPEN, AnswerKind.YES_NO}),
    }


# Whether more of a signal speaks for an answer (+1) or against it (-1).
MEANING = {
    "belief": 1,
    "verdict": 1,
    "company": 1,
    "likeness": 1,
    "retrieval": 1,
    "strangers": -1,
    "doubts": -1,
    "sentence": 1,
}
SIGNALS = tuple(MEANING)
# Until a reader has been calibrated, the evidence's own score is taken at its word.
_EVEN = Logistic(0.0, dict.fromkeys(SIGNALS, 0.0))
UNFITTED = Calibration(_EVEN, _EVEN, 0.5, "")


def _quote(evidence: Evidence) -> str:
    """Return the quoted words, as far as they stand in the passage."""
    start = evidence.passage.start
    return evidence.passage.text[max(0, evidence.quote[0] - start) : evidence.quote[1] - start]


def _clipped(margin: float) -> float:
    return min(max(margin, -_MOST), _MOST)


def write_calibration(folder: Path, calibration: Calibration) -> None:
    """Write `calibration.json` into a reader's folder; its manifest has to be renewed after."""
    text = json.dumps(asdict(calibration), indent=2) + "\n"
    (folder / CALIBRATION).write_text(text, encoding="utf-8")


def read_calibration(folder: Path) -> Calibration:
    """Read a reader's `calibration.json`. Raises ReaderError."""
    file = folder / CALIBRATION
    remedy = "run `python -m rag.reader.calibrate`, or export the reader again"
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        right, answerable = Logistic(**said.pop("right")), Logistic(**said.pop("answerable"))
        found = Calibration(right, answerable, **said)
        weights = [right.weights, answerable.weights]
        numbers = [right.intercept, answerable.intercept, found.threshold]
        numbers += [number for one in weights for number in one.values()]
    except OSError as error:
        message = f"{file}: cannot be read ({error.strerror}); {remedy}"
        raise ReaderError(message) from error
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        message = f"{file}: is not a calibration ({error}); {remedy}"
        raise ReaderError(message) from error
    if other := next((one for one in weights if set(one) != set(SIGNALS)), None):
        message = f"{file}: has weights for {sorted(other)}, not for {SIGNALS}; {remedy}"
        raise ReaderError(message)
    if not all(isinstance(number, int | float) for number in numbers):
        message = f"{file}: has a weight that is no number; {remedy}"
        raise ReaderError(message)
    return found
