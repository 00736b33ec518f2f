"""How alike a question and a sentence are, by meaning and by words."""

from __future__ import annotations

from collections.abc import Sequence

from index import Embedder, Vectors
from index.store.lexical import terms

# A sentence is quoted for many questions; its vector of 384 numbers takes 1.5 KB.
_MOST_KEPT = 4096


class Likeness:
    """Compares a question with sentences; keeps the sentences' vectors."""

    def __init__(self, embedder: Embedder) -> None:
        """Compare by an embedder's vectors."""
        self.embedder = embedder
        self._kept: dict[str, Vectors] = {}

    def cosines(self, question: str, sentences: Sequence[str]) -> list[float]:
        """Return the cosine of the question and each sentence; 0 for one beyond the model."""
        vectors = self.vectors(sentences)
        asked = self.embedder.embed_query(question)
        return [0.0 if vector is None else float(vector @ asked) for vector in vectors]

    def vectors(self, sentences: Sequence[str]) -> list[Vectors | None]:
        """Return each sentence's unit vector (d,); None for one beyond the model."""
        new = [s for s in dict.fromkeys(sentences) if s not in self._kept and self._fits(s)]
        if len(self._kept) + len(new) > _MOST_KEPT:
            self._kept.clear()
            new = [s for s in dict.fromkeys(sentences) if self._fits(s)]
        self._kept.update(zip(new, self.embedder.embed_passages(new), strict=True))
        return [self._kept.get(sentence) for sentence in sentences]

    def _fits(self, sentence: str) -> bool:
        return self.embedder.count_tokens(sentence) <= self.embedder.max_tokens


def shared_words(question: str, sentence: str) -> float:
    """Return the share of the question's stemmed words that the sentence holds, 0..1."""
    asked = set(terms(question))
    return len(asked & set(terms(sentence))) / len(asked) if asked else 0.0
