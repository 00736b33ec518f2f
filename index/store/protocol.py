"""What a store has to do, and what is handed to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from index.embedder import Vectors
from index.types import Article, Hit, Passage


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an index was made. Two indexes with unlike recipes cannot be searched alike."""

    model: str
    dimension: int
    chunking: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An article with its passages and their vectors: float32 (len(passages), dimension)."""

    article: Article
    passages: Sequence[Passage]
    vectors: Vectors


class Store(Protocol):
    """Articles, passages and vectors as one consistent whole."""

    @property
    def generation(self) -> int:
        """How often the store was committed to."""

    def articles(self) -> list[Article]:
        """Return every article, by id."""

    def article(self, article_id: str) -> Article:
        """Return one article. Raises StoreError when there is none of that id."""

    def count_passages(self) -> int:
        """Return how many passages there are."""

    def dense(self, vector: Vectors, k: int) -> list[Hit]:
        """Return the k passages of highest inner product with `vector` (dimension,), best first."""

    def lexical(self, query: str, k: int) -> list[Hit]:
        """Return the k passages of highest BM25 for the words of `query`, best first."""

    def commit(self, add: Sequence[Entry] = (), remove: Sequence[str] = ()) -> int:
        """Add (or replace) and remove articles in one step; return the new generation."""
