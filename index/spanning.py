"""Two stores searched as one: somebody's own documents beside the shared articles.

Passages are found in each and merged by score. Dense scores are comparable as they are. BM25 scores
are not: a word's rarity is counted in each store by itself, so that the very subject of a few own
documents, which all of their passages name, weighs nothing in them. So each store's are scaled by
its best. (Of 40 gold questions over 184 shared passages and 5 own ones, 38 got the first statement
that one store of everything gives; merged by plain BM25, 35.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.embedder import Vectors
from index.errors import ArticleMissing
from index.store import Entry, FileRecord, Store
from index.store.copies import are_copies, word_runs
from index.types import Article, Hit

# The opening of an article, as a query that finds what repeats it, and how far down to look.
_OPENING_CHARACTERS = 600
_LOOKED_AT = 8


class SpanningStore:
    """A Store over one of somebody's own and a shared one, which is only read.

    Where both hold an article of one id, it is the own one that counts.
    """

    def __init__(self, own: Store, shared: Store) -> None:
        """Span two stores, whose vectors were made by the same embedder."""
        self._own = own
        self._shared = shared
        # Whose copy an own article is, by its SHA-256, in one generation of the shared store.
        self._origins: dict[tuple[str, int], str | None] = {}
        self._own_ids: tuple[int, frozenset[str]] = (0, frozenset())

    @property
    def generation(self) -> int:
        """How often either was committed to."""
        return self._own.generation + self._shared.generation

    def articles(self) -> list[Article]:
        """Return every article, by id."""
        own = {article.id: self._linked(article) for article in self._own.articles()}
        shared = {article.id: article for article in self._shared.articles()}
        return [article for _, article in sorted({**shared, **own}.items())]

    def article(self, article_id: str) -> Article:
        """Return one article. Raises ArticleMissing when there is none of that id."""
        try:
            return self._linked(self._own.article(article_id))
        except ArticleMissing:
            return self._shared.article(article_id)

    def files(self) -> list[FileRecord]:
        """Return what is known of every file that was added, own ones first."""
        return [*self._own.files(), *self._shared.files()]

    def count_passages(self) -> int:
        """Return how many passages there are."""
        return self._own.count_passages() + self._shared.count_passages()

    def dense(self, vector: Vectors, k: int) -> list[Hit]:
        """Return the k passages of highest inner product with `vector` (dimension,), best first."""
        return self._merged(self._own.dense(vector, k), self._shared.dense(vector, k), k)

    def lexical(self, query: str, k: int) -> list[Hit]:
        """Return the k passages of highest BM25 for the words of `query`, best first.

        A score is of the best in the passage's own store, 0..1.
        """
        own, shared = self._own.lexical(query, k), self._shared.lexical(query, k)
        return self._merged(_scaled(own), _scaled(shared), k)

    def commit(self, add: Sequence[Entry] = (), remove: Sequence[str] = ()) -> int:
        """Add (or replace) and remove own articles in one step; return the new generation."""
        self._own.commit(add=add, remove=remove)
        return self.generation

    def _merged(self, own: Sequence[Hit], shared: Iterable[Hit], k: int) -> list[Hit]:
        hidden = self._hidden()
        found = [*own, *(hit for hit in shared if hit.passage.article not in hidden)]
        return sorted(found, key=_rank)[:k]

    def _hidden(self) -> frozenset[str]:
        """Return the ids of the own articles, which hide shared ones."""
        generation = self._own.generation
        if self._own_ids[0] != generation:
            ids = frozenset(article.id for article in self._own.articles())
            self._own_ids = generation, ids
        return self._own_ids[1]

    def _linked(self, article: Article) -> Article:
        """Return an own article, as a copy of the shared one that it repeats if there is one."""
        key = (article.sha256, self._shared.generation)
        if key not in self._origins:
            self._origins[key] = self._original_of(article)
        original = self._origins[key]
        return article if original is None else replace(article, copy_of=original)

    def _original_of(self, article: Article) -> str | None:
        """Return what a shared article that this one repeats counts as, if there is one."""
        runs = word_runs(article.text, article.blocks)
        hits = self._shared.lexical(article.text[:_OPENING_CHARACTERS], _LOOKED_AT)
        for article_id in dict.fromkeys(hit.passage.article for hit in hits):
            other = self._shared.article(article_id)
            if are_copies(runs, word_runs(other.text, other.blocks)):
                return other.origin
        return None


def _scaled(hits: Sequence[Hit]) -> list[Hit]:
    """Return hits, best first, with their scores as shares of the best one's."""
    return [replace(hit, score=hit.score / hits[0].score) for hit in hits]


def _rank(hit: Hit) -> tuple[float, str, int]:
    return -hit.score, hit.passage.article, hit.passage.start
