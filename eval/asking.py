"""Asking a question and keeping what each stage saw of it, at no extra cost."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from eval.questions import GoldQuestion
from index import Hit, QuothError
from rag import Answer, Assistant, Evidence
from rag.confidence import Calibration
from rag.retriever import PassageRetriever

# Ranking is measured this deep; the retriever fuses as many anyway.
RANKED = 100


@dataclass(frozen=True, slots=True)
class Trace:
    """What the stages handed on for one question; `answer` is None when one of them failed."""

    hits: Sequence[Hit] = ()
    read: int = 0
    evidence: Sequence[Evidence] = ()
    answer: Answer | None = None
    error: str | None = None


@dataclass(slots=True)
class RecordingRetriever:
    """Retrieves through another, keeps the ranking, and can be held to one article."""

    inner: PassageRetriever
    hits: list[Hit] = field(default_factory=list)
    read: int = 0
    only: str | None = None

    def retrieve(self, question: str, k: int = 5) -> list[Hit]:
        """Return what the other finds; within `only` when that is set."""
        found = self.inner.retrieve(question, max(k, RANKED))
        self.hits = [hit for hit in found if self.only in {None, hit.passage.article}]
        self.read = k
        return self.hits[:k]


@dataclass(frozen=True)
class RecordingCalibration(Calibration):
    """A calibration that keeps the evidence it is shown: read and reranked, best first."""

    evidence: list[Evidence] = field(default_factory=list)

    def confidence(self, question: str, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> float:
        """Return what the calibration says."""
        self.evidence[:] = evidence
        return super().confidence(question, hits, evidence)


class Examiner:
    """Asks gold questions of an assistant, and keeps what its stages saw."""

    def __init__(self, assistant: Assistant, given: dict[str, str] | None = None) -> None:
        """`given` holds a question's only article by its id: closed questions."""
        self._given = given or {}
        self._retriever = RecordingRetriever(assistant.retriever)
        plain = assistant.reading.calibration
        self._calibration = RecordingCalibration(
            plain.intercept, plain.weights, plain.threshold, plain.fitted_on
        )
        # A copy: whoever else holds the assistant goes on asking it unrecorded.
        self._assistant = copy.copy(assistant)
        self._assistant.retriever = self._retriever
        self._assistant.reading = replace(assistant.reading, calibration=self._calibration)

    def ask(self, question: GoldQuestion) -> Trace:
        """Ask the question after its history. An error is kept in the trace, never raised."""
        self._retriever.only = self._given.get(question.id)
        self._retriever.hits = []
        self._calibration.evidence.clear()
        try:
            history: list[Answer] = []
            for turn in (*question.history, question.question):
                history.append(self._assistant.ask(turn, tuple(history)))
        except QuothError as error:
            return Trace(self._retriever.hits, self._retriever.read, error=str(error))
        # A crash is the worst answer, not the end of the evaluation: it counts as wrong, and shows.
        except Exception as error:  # noqa: BLE001
            failure = f"{type(error).__name__}: {error}"
            return Trace(self._retriever.hits, self._retriever.read, error=failure)
        return Trace(
            self._retriever.hits,
            self._retriever.read,
            tuple(self._calibration.evidence),
            history[-1],
        )
