"""How alike a question and a sentence are: as a whole, and word by word.

Word by word, each telling word of the question is compared with the sentence's by the encoder's
vectors, so that "firm" meets "company"; rarer words count more (Mihalcea et al. 2006,
"Corpus-based and knowledge-based measures of text semantic similarity").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index import Embedder, Vectors
from rag.conversation.words import Role, split

# A sentence is quoted for many questions, and its words are in many others; a vector of 384
# numbers takes 1.5 KB.
_SENTENCES_KEPT = 4096
_WORDS_KEPT = 8192
# A longer "sentence" is a table or a list of names.
_MOST_WORDS = 256
# Beside the closed classes (the, of, who, did), which every sentence holds.
_TELLING = frozenset({Role.NAME, Role.NUMBER, Role.OPEN})


@dataclass(frozen=True, slots=True)
class Kinship:
    """How alike the question and a sentence are.

    `cosine` is that of their vectors; `words` the mean over the question's telling words of how
    like the sentence's most alike word is, weighed by idf among the sentences at hand.
    """

    cosine: float
    words: float

    def or_more(self, other: Kinship) -> Kinship:
        """Return the greater of each of two kinships' parts."""
        return Kinship(max(self.cosine, other.cosine), max(self.words, other.words))


class Likeness:
    """Compares a question with sentences; keeps the vectors of sentences and words."""

    def __init__(self, embedder: Embedder) -> None:
        """Compare by an embedder's vectors."""
        self.embedder = embedder
        self._sentences = _Kept(embedder, _SENTENCES_KEPT)
        self._words = _Kept(embedder, _WORDS_KEPT)

    def kinships(self, questions: Sequence[str], sentences: Sequence[str]) -> list[Kinship]:
        """Return how each sentence is like its question; a cosine of 0 for one beyond the model.

        The questions are one and the same, but for the spelling of names in a sentence's source.
        """
        vectors = self.vectors(sentences)
        asked = {one: self.embedder.embed_query(one) for one in dict.fromkeys(questions)}
        cosines = [
            0.0 if vector is None else float(vector @ asked[question])
            for question, vector in zip(questions, vectors, strict=True)
        ]
        return [
            Kinship(cosine, words)
            for cosine, words in zip(cosines, self._matched(questions, sentences), strict=True)
        ]

    def vectors(self, sentences: Sequence[str]) -> list[Vectors | None]:
        """Return each sentence's unit vector (d,); None for one beyond the model."""
        return self._sentences.of(sentences)

    def _matched(self, questions: Sequence[str], sentences: Sequence[str]) -> list[float]:
        """Return for each sentence how far its words stand for its question's.

        A question of closed-class words alone is matched by anything.
        """
        asked = {one: _telling(one) for one in dict.fromkeys(questions)}
        held = [_telling(sentence) for sentence in sentences]
        every = [word for words in (*asked.values(), *held) for word in words]
        vectors = self._word_vectors(every)
        rarity = {word: _idf(word, held) for words in asked.values() for word in words}
        found = []
        for question, words in zip(questions, held, strict=True):
            wanted = asked[question]
            if not wanted or not words:
                found.append(0.0 if wanted else 1.0)
                continue
            ours, theirs = (np.array([vectors[word] for word in some]) for some in (wanted, words))
            weights = np.array([rarity[word] for word in wanted])
            best = (ours @ theirs.T).max(axis=1)
            found.append(float(best @ weights / weights.sum()))
        return found

    def _word_vectors(self, words: Sequence[str]) -> dict[str, Vectors]:
        """Return each word's unit vector; zeros for one beyond the model."""
        nothing = np.zeros(self.embedder.dimension, np.float32)
        found = self._words.of(words)
        return {w: nothing if v is None else v for w, v in zip(words, found, strict=True)}


class _Kept:
    """Vectors by text; what no longer fits is forgotten all at once."""

    def __init__(self, embedder: Embedder, most: int) -> None:
        self._embedder = embedder
        self._most = most
        self._kept: dict[str, Vectors] = {}

    def of(self, texts: Sequence[str]) -> list[Vectors | None]:
        """Return each text's unit vector; None for one beyond the model."""
        # What is kept may be forgotten meanwhile, for another question.
        found = {one: vector for one in texts if (vector := self._kept.get(one)) is not None}
        new = [one for one in dict.fromkeys(texts) if one not in found and self._fits(one)]
        made = dict(zip(new, self._embedder.embed_passages(new), strict=True))
        if len(self._kept) + len(made) > self._most:
            self._kept = {}
        self._kept.update(made)
        found |= made
        return [found.get(one) for one in texts]

    def _fits(self, text: str) -> bool:
        return self._embedder.count_tokens(text) <= self._embedder.max_tokens


def _telling(text: str) -> list[str]:
    """Return a text's telling words, folded, each once."""
    words = (word.text.casefold() for word in split(text) if word.role in _TELLING)
    return list(dict.fromkeys(words))[:_MOST_WORDS]


def _idf(word: str, held: Sequence[Sequence[str]]) -> float:
    holding = sum(word in words for words in held)
    return math.log(1 + (1 + len(held)) / (1 + holding))
