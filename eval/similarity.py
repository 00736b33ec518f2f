"""The baseline reader: the sentence most like the question answers it.

Likeness is the cosine of sentence embeddings and the share of the question's words that the
sentence holds, each word weighing by how few of the sentences at hand hold it (idf).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from index import Article, Embedder, Hit, Vectors, sentences_between
from index.sentences import split_sentences
from index.store.lexical import terms
from rag.types import Evidence, Span

# How many passages are cut into sentences: embedding them is what this reader's time goes into.
PASSAGES = 6
# Cosine tells paraphrases, words tell names and numbers. A first guess, never tuned.
COSINE_WEIGHT = 0.7


class SimilarityReader:
    """Scores whole sentences; finds no exact words, and knows no doubt but likeness."""

    def __init__(self, embedder: Embedder, article: Callable[[str], Article]) -> None:
        """Read with an embedder; `article(id)` gives the article of a passage."""
        self._embedder = embedder
        self._article = article
        self._known: dict[str, Vectors] = {}

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return every sentence of the first passages, most like the question first."""
        found = [
            (hit.passage, (max(start, hit.passage.start), min(end, hit.passage.end)))
            for hit in hits[:PASSAGES]
            for start, end in self._sentences(hit)
        ]
        texts = [self._article(passage.article).text[slice(*span)] for passage, span in found]
        evidence = [
            Evidence(passage, span, span, score, score)
            for (passage, span), score in zip(found, self._likeness(question, texts), strict=True)
        ]
        return sorted(evidence, key=lambda e: (-e.score, e.passage.article, e.answer))

    def best(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, float]]:
        """Return the sentence of each (question, text) that is most like the question, scored."""
        return [self._best(question, text) for question, text in pairs]

    def _best(self, question: str, text: str) -> tuple[str, float]:
        texts = [text[slice(*span)] for span in split_sentences(text, 0, len(text))]
        scored = zip(self._likeness(question, texts), texts, strict=True)
        score, words = max(scored, default=(-math.inf, ""))
        return words, score

    def _sentences(self, hit: Hit) -> list[Span]:
        article = self._article(hit.passage.article)
        return sentences_between(article, hit.passage.start, hit.passage.end)

    def _likeness(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        new = sorted({text for text in (*texts, question) if text not in self._known}, key=len)
        self._known |= dict(zip(new, self._embedder.embed_passages(new), strict=True))
        cosines = np.array([self._known[text] for text in texts]) @ self._known[question]
        return [
            COSINE_WEIGHT * float(cosine) + (1 - COSINE_WEIGHT) * overlap
            for cosine, overlap in zip(cosines, shared_words(question, texts), strict=True)
        ]


def shared_words(question: str, texts: Sequence[str]) -> list[float]:
    """Return for each text the idf-weighted share of the question's words in it, 0..1."""
    bags = [set(terms(text)) for text in texts]
    holding = Counter(word for bag in bags for word in bag)
    weights = {
        word: math.log(1 + len(texts) / (1 + holding[word])) for word in set(terms(question))
    }
    total = sum(weights.values()) or 1.0
    return [sum(weight for word, weight in weights.items() if word in bag) / total for bag in bags]
