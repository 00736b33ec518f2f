"""The baseline reader: the sentence most like the question answers it.

Likeness is the cosine of sentence embeddings and the share of the question's words that the
sentence holds, each word weighing by how few of the sentences at hand hold it (idf).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence

from index import Article, Embedder, Hit, Passage, sentences_between
from index.store.lexical import terms
from rag.types import Evidence, Span

# How many passages are cut into sentences; each costs about 20 ms of embedding on two cores.
PASSAGES = 6
# Cosine tells paraphrases, words tell names and numbers; the best of 0, .1 … 1 on the tuning half.
COSINE_WEIGHT = 0.7


class SimilarityReader:
    """Scores whole sentences; finds no exact words, and knows no doubt but likeness."""

    def __init__(self, embedder: Embedder, article: Callable[[str], Article]) -> None:
        """Read with an embedder; `article(id)` gives the article of a passage."""
        self._embedder = embedder
        self._article = article

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return every sentence of the first passages, most like the question first."""
        found = [
            (hit.passage, span) for hit in hits[:PASSAGES] for span in self._sentences(hit.passage)
        ]
        texts = [self._article(passage.article).text[slice(*span)] for passage, span in found]
        if not texts:
            return []
        cosines = self._embedder.embed_passages(texts) @ self._embedder.embed_query(question)
        overlaps = shared_words(question, texts)
        evidence = [
            Evidence(
                passage, span, span, COSINE_WEIGHT * float(cosine) + (1 - COSINE_WEIGHT) * overlap
            )
            for (passage, span), cosine, overlap in zip(found, cosines, overlaps, strict=True)
        ]
        return sorted(evidence, key=lambda e: (-e.score, e.passage.article, e.answer))

    def _sentences(self, passage: Passage) -> list[Span]:
        """Return the passage's sentences; one that was cut to fit is read as far as it goes."""
        article = self._article(passage.article)
        return [
            (max(start, passage.start), min(end, passage.end))
            for start, end in sentences_between(article, passage.start, passage.end)
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
