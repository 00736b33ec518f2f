"""What each part is worth: the same questions, with one part taken out or exchanged."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from eval.corpus import Corpus
from eval.outcomes import Outcome
from eval.running import run
from eval.similarity import SimilarityReader
from index import Embedder, Hit, Passage, Progress, Store
from rag import Assistant, Evidence
from rag.fusion import min_max
from rag.likeness import Kinship, Likeness
from rag.reader.protocol import Reader
from rag.retriever import PassageRetriever

# Cormack, Clarke & Buettcher 2009, "Reciprocal Rank Fusion ...": the constant of the paper.
_RRF_K = 60
# As deep as the shipped retriever looks into each ranking.
_DEPTH = 100
# A score that says neither answer nor no answer.
_UNDECIDED = 0.5
# What the table of an ablation shows. Each applies to the same questions, whatever was answered.
COLUMNS = (
    "recall@1",
    "recall@5",
    "best evidence supports",
    "right with a right citation",
    "exact words highlighted",
    "citation recall",
    "conflicts: share of sides",
    "unanswerable declined",
    "answerable declined",
)


@dataclass(frozen=True, slots=True)
class LexicalOnly:
    """BM25 alone."""

    store: Store

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return the k best by words."""
        return self.store.lexical(question, k)


@dataclass(frozen=True, slots=True)
class DenseOnly:
    """Embeddings alone."""

    store: Store
    embedder: Embedder

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return the k best by cosine."""
        return self.store.dense(self.embedder.embed_query(question), k)


@dataclass(frozen=True, slots=True)
class ReciprocalRanks:
    """Both rankings, fused by rank instead of score. Ranks count from 1; 0 where absent."""

    store: Store
    embedder: Embedder

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return the k best by the sum of 1 / (60 + rank)."""
        rankings = [
            DenseOnly(self.store, self.embedder).retrieve(question, _DEPTH),
            LexicalOnly(self.store).retrieve(question, _DEPTH),
        ]
        totals: dict[str, Hit] = {}
        for hits in rankings:
            for rank, hit in enumerate(hits, start=1):
                key = f"{hit.passage.article}\0{hit.passage.start}"
                before = totals[key].score if key in totals else 0.0
                totals[key] = Hit(hit.passage, before + 1 / (_RRF_K + rank))
        return sorted(totals.values(), key=_best_first)[:k]


@dataclass(frozen=True, slots=True)
class Scaled:
    """Another's ranking with scores in 0..1, the convention that ranking and confidence expect."""

    inner: PassageRetriever

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return the k best, scaled as the shipped fusion scales each of its rankings."""
        hits = self.inner.retrieve(question, max(k, _DEPTH))
        scores = min_max([hit.score for hit in hits])
        return [Hit(hit.passage, score) for hit, score in zip(hits, scores, strict=True)][:k]


def _best_first(hit: Hit) -> tuple[float, str, int]:
    return -hit.score, hit.passage.article, hit.passage.start


@dataclass(frozen=True, slots=True)
class InRetrievalOrder:
    """Reads with another reader, but believes every passage alike: retrieval alone orders them."""

    inner: Reader

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the other's best evidence of each passage, best passage first."""
        order = {hit.passage: at for at, hit in enumerate(hits)}
        best: dict[Passage, Evidence] = {}
        for one in self.inner.read(question, hits):
            best.setdefault(one.passage, replace(one, score=_UNDECIDED))
        return sorted(best.values(), key=lambda one: order[one.passage])


@dataclass(frozen=True, slots=True)
class Remembering:
    """Reads a question and a passage once, however many variants want it read.

    For readers to which a passage is the same whatever is read beside it, as the shipped one.
    """

    inner: Reader
    known: dict[tuple[str, Passage], list[Evidence]] = field(default_factory=dict)

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return what the other finds, best first."""
        new = [hit for hit in hits if (question, hit.passage) not in self.known]
        self.known.update({(question, hit.passage): [] for hit in new})
        for one in self.inner.read(question, new):
            self.known[question, one.passage].append(one)
        found = [one for hit in hits for one in self.known[question, hit.passage]]
        return sorted(found, key=lambda e: (-e.score, e.passage.article, e.answer))


class NoLikeness(Likeness):
    """Finds every sentence as like the question as any other."""

    def kinships(self, questions: Sequence[str], sentences: Sequence[str]) -> list[Kinship]:
        """Return what says neither like nor unlike."""
        del questions
        return [Kinship(_UNDECIDED, _UNDECIDED)] * len(sentences)


Variant = Callable[[Assistant, Embedder], None]


def _unchanged(_assistant: Assistant, _embedder: Embedder) -> None:
    pass


def _lexical(assistant: Assistant, _: Embedder) -> None:
    assistant.retriever = Scaled(LexicalOnly(assistant.store))


def _dense(assistant: Assistant, embedder: Embedder) -> None:
    assistant.retriever = Scaled(DenseOnly(assistant.store, embedder))


def _ranks(assistant: Assistant, embedder: Embedder) -> None:
    assistant.retriever = Scaled(ReciprocalRanks(assistant.store, embedder))


def _in_order(assistant: Assistant, _: Embedder) -> None:
    reader = InRetrievalOrder(assistant.reading.reader)
    assistant.reading = replace(assistant.reading, reader=reader, verifier=None)


def _unverified(assistant: Assistant, _: Embedder) -> None:
    assistant.reading = replace(assistant.reading, verifier=None)


def _unlike(assistant: Assistant, embedder: Embedder) -> None:
    assistant.reading = replace(assistant.reading, likeness=NoLikeness(embedder))


def _as_asked(assistant: Assistant, _: Embedder) -> None:
    assistant.reading = replace(assistant.reading, respells=False)


def _unmerged(assistant: Assistant, _: Embedder) -> None:
    assistant.merge = False


def with_similarity(assistant: Assistant, embedder: Embedder) -> None:
    """Exchange the reader for sentence similarity."""
    reader = SimilarityReader(embedder, assistant.store.article)
    assistant.reading = replace(assistant.reading, reader=reader, verifier=None)


VARIANTS: dict[str, Variant] = {
    "as shipped": _unchanged,
    "lexical search only": _lexical,
    "dense search only": _dense,
    "fused by reciprocal rank": _ranks,
    "without reranking by the reader": _in_order,
    "without the verifier": _unverified,
    "without the sentences' likeness": _unlike,
    "without name aliases": _as_asked,
    "without merging": _unmerged,
    "sentence-similarity reader": with_similarity,
}


def ablate(corpus: Corpus, embedder: Embedder, progress: Progress) -> dict[str, list[Outcome]]:
    """Run every variant; return the outcomes of each. `progress(done, total)` counts questions."""
    total = len(VARIANTS) * len(corpus.questions)
    shipped = copy.copy(corpus.assistant)
    shipped.reading = replace(shipped.reading, reader=Remembering(shipped.reading.reader))
    found = {}
    for number, (name, change) in enumerate(VARIANTS.items()):
        assistant = copy.copy(shipped)
        change(assistant, embedder)
        varied = Corpus(assistant, corpus.questions, corpus.gold, corpus.given)
        before = number * len(corpus.questions)
        found[name] = run(varied, _further(progress, before, total))
    return found


def _further(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _: progress(before + done, total)
