"""Who asks goes first: documents are cut and embedded between the questions, a little at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from index import Embedder, Vectors

# About a tenth of a second on two cores: how long a question waits at most for passages that are
# embedded, and how long it has to share the interpreter with a document that is being cut.
_AT_ONCE = 8
_COUNTED_AT_ONCE = 1_000
# Under a stream of questions documents still get on.
_LONGEST_WAIT = 2.0


class Courtesy:
    """Knows whether somebody is asking."""

    def __init__(self) -> None:
        """Begin with nobody asking."""
        self._changed = threading.Condition()
        self._asking = 0

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Be known as asking."""
        with self._changed:
            self._asking += 1
        try:
            yield
        finally:
            with self._changed:
                self._asking -= 1
                self._changed.notify_all()

    def give_way(self) -> None:
        """Wait until nobody is asking, but not for ever."""
        with self._changed:
            self._changed.wait_for(lambda: not self._asking, _LONGEST_WAIT)


class CourteousEmbedder:
    """An Embedder for one thread that counts and embeds a little at a time, giving way between."""

    def __init__(
        self, embedder: Embedder, courtesy: Courtesy, embedding: Callable[[int], None]
    ) -> None:
        """`embedding(count)` is told of passages before they are embedded, and may raise."""
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.max_tokens = embedder.max_tokens
        self._embedder = embedder
        self._courtesy = courtesy
        self._embedding = embedding
        self._counted = 0

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the model reads; cutting a text is mostly this."""
        self._counted += 1
        if self._counted % _COUNTED_AT_ONCE == 0:
            self._courtesy.give_way()
        return self._embedder.count_tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows (n, dimension), float32. Raises TextTooLong."""
        rows: Vectors = np.empty((len(texts), self.dimension), np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            some = texts[start : start + _AT_ONCE]
            self._embedding(len(some))
            self._courtesy.give_way()
            rows[start : start + _AT_ONCE] = self._embedder.embed_passages(some)
        return rows

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, (dimension,), float32. Raises TextTooLong."""
        return self._embedder.embed_query(text)
