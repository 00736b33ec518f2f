"""What each part is worth: the same questions, with one part taken out or exchanged."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.corpus import Corpus, Progress
from eval.figures import Figure, figures_of
from eval.printing import shown
from eval.running import run
from eval.similarity import SimilarityReader
from index import Embedder, Hit, Passage, Store
from rag import Assistant, Evidence
from rag.reader.protocol import Reader

# Cormack, Clarke & Buettcher 2009, "Reciprocal Rank Fusion ...": the constant of the paper.
_RRF_K = 60
# As deep as the shipped retriever looks into each ranking.
_DEPTH = 100
# A score that says neither answer nor no answer.
_UNDECIDED = 0.5
_COLUMNS = (
    "recall@1",
    "recall@5",
    "best evidence supports",
    "right with a right citation",
    "exact words highlighted",
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


Variant = Callable[[Assistant, Embedder], None]


def _unchanged(_assistant: Assistant, _embedder: Embedder) -> None:
    pass


def _lexical(assistant: Assistant, _: Embedder) -> None:
    assistant.retriever = LexicalOnly(assistant.store)


def _dense(assistant: Assistant, embedder: Embedder) -> None:
    assistant.retriever = DenseOnly(assistant.store, embedder)


def _ranks(assistant: Assistant, embedder: Embedder) -> None:
    assistant.retriever = ReciprocalRanks(assistant.store, embedder)


def _in_order(assistant: Assistant, _: Embedder) -> None:
    reader = InRetrievalOrder(assistant.reading.reader)
    assistant.reading = replace(assistant.reading, reader=reader)


def _similarity(assistant: Assistant, embedder: Embedder) -> None:
    reader = SimilarityReader(embedder, assistant.store.article)
    assistant.reading = replace(assistant.reading, reader=reader)


VARIANTS: dict[str, Variant] = {
    "as shipped": _unchanged,
    "lexical only": _lexical,
    "dense only": _dense,
    "fused by reciprocal rank": _ranks,
    "without reranking": _in_order,
    "sentence-similarity reader": _similarity,
}


def ablate(corpus: Corpus, embedder: Embedder, progress: Progress) -> dict[str, list[Figure]]:
    """Run every variant; return the figures of each. `progress(done, total)` counts questions."""
    total = len(VARIANTS) * len(corpus.questions)
    found = {}
    for number, (name, change) in enumerate(VARIANTS.items()):
        assistant = copy.copy(corpus.assistant)
        change(assistant, embedder)
        varied = Corpus(assistant, corpus.questions, corpus.gold, corpus.given)
        before = number * len(corpus.questions)
        found[name] = figures_of(run(varied, _further(progress, before, total)))
    return found


def _further(progress: Progress, before: int, total: int) -> Progress:
    return lambda done, _: progress(before + done, total)


def as_markdown(figures: dict[str, list[Figure]], title: str) -> str:
    """Return the table for the docs, a variant a row."""
    lines = [
        f"{title}\n",
        f"| variant | {' | '.join(_COLUMNS)} |",
        "|---" * (len(_COLUMNS) + 1) + "|",
    ]
    for name, measured in figures.items():
        by_name = {figure.name: figure for figure in measured}
        cells = [shown(by_name[column].estimate) for column in _COLUMNS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
