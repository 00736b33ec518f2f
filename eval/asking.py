"""Asking a question and keeping what each stage saw of it, at no extra cost."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from eval.questions import GoldQuestion
from index import Article, Hit, QuothError
from rag import Answer, Assistant, Evidence
from rag.confidence import Sureness
from rag.fusion import min_max
from rag.reading import Reading
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
    """Retrieves through another, keeps the ranking, and can be held to one article.

    `passages` is how many the store holds: one article's may be the last of them.
    """

    inner: PassageRetriever
    passages: int
    hits: list[Hit] = field(default_factory=list)
    read: int = 0
    only: str | None = None

    def retrieve(self, question: str, k: int = 5) -> list[Hit]:
        """Return what the other finds; within `only` when that is set."""
        self.read = k
        if self.only is None:
            self.hits = self.inner.retrieve(question, max(k, RANKED))
        else:
            found = self.inner.retrieve(question, self.passages)
            own = [hit for hit in found if hit.passage.article == self.only]
            # As if the article were the whole corpus: its best passage scores 1.
            scores = min_max([hit.score for hit in own])
            self.hits = [Hit(hit.passage, score) for hit, score in zip(own, scores, strict=True)]
        return self.hits[:k]


@dataclass(frozen=True)
class RecordingReading(Reading):
    """A reading that keeps the evidence it returns, best first."""

    evidence: list[Evidence] = field(default_factory=list)

    def read(
        self, question: str, hits: Sequence[Hit], articles: Mapping[str, Article]
    ) -> tuple[list[Evidence], Sureness]:
        """Return what the reading says."""
        found, sureness = super().read(question, hits, articles)
        self.evidence[:] = found
        return found, sureness


class Examiner:
    """Asks gold questions of an assistant, and keeps what its stages saw."""

    def __init__(self, assistant: Assistant, given: dict[str, str] | None = None) -> None:
        """`given` holds a question's only article by its id: closed questions."""
        self._given = given or {}
        self._retriever = RecordingRetriever(assistant.retriever, assistant.store.count_passages())
        plain = assistant.reading
        self._reading = RecordingReading(
            **{part.name: getattr(plain, part.name) for part in fields(plain)}
        )
        # A copy: whoever else holds the assistant goes on asking it unrecorded.
        self._assistant = copy.copy(assistant)
        self._assistant.retriever = self._retriever
        self._assistant.reading = self._reading

    def ask(self, question: GoldQuestion) -> Trace:
        """Ask the question after its history. An error is kept in the trace, never raised."""
        self._retriever.only = self._given.get(question.id)
        try:
            history: list[Answer] = []
            for turn in (*question.history, question.question):
                # What an earlier turn found must not stand for a later one that fails.
                self._retriever.hits = []
                self._reading.evidence.clear()
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
            tuple(self._reading.evidence),
            history[-1],
        )
