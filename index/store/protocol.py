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


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that was added, or that should have been.

    `id` is the path inside the added folder: the id of its article, or what its articles' ids
    begin with. `path` is absolute. `sha256` is of the bytes that were read, None until all of the
    file is in. `failure` says why it was not read; the articles of an earlier reading then stay.
    `note` says what a person should know of a file that was read.
    """

    id: str
    path: str
    sha256: str | None = None
    articles: tuple[str, ...] = ()
    failure: str | None = None
    note: str | None = None


class Store(Protocol):
    """Articles, passages and vectors as one consistent whole."""

    @property
    def generation(self) -> int:
        """How often the store was committed to."""

    def articles(self) -> list[Article]:
        """Return every article, by id."""

    def article(self, article_id: str) -> Article:
        """Return one article. Raises StoreError when there is none of that id."""

    def files(self) -> list[FileRecord]:
        """Return what is known of every file that was added, by id, failures included."""

    def count_passages(self) -> int:
        """Return how many passages there are."""

    def dense(self, vector: Vectors, k: int) -> list[Hit]:
        """Return the k passages of highest inner product with `vector` (dimension,), best first."""

    def lexical(self, query: str, k: int) -> list[Hit]:
        """Return the k passages of highest BM25 for the words of `query`, best first."""

    def commit(self, add: Sequence[Entry] = (), remove: Sequence[str] = ()) -> int:
        """Add (or replace) and remove articles in one step; return the new generation."""
