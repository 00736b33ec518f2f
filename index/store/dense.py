"""The dense side: FAISS files derived from the stored vectors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from index.embedder import Vectors
from index.errors import StoreDamaged
from index.store.ties import Places, Ranked, best

Numbers = NDArray[np.int64]

# Exact search: at 100,000 passages of 384 dimensions it takes milliseconds.
DEFAULT_FACTORY = "Flat"


def build_dense(
    numbers: Numbers, vectors: Vectors, *, factory: str = DEFAULT_FACTORY
) -> faiss.IndexIDMap:
    """Build an inner-product index over unit rows (n, d); `factory` is FAISS's own notation.

    A result is known by the number of its row's passage.
    """
    rows = faiss.index_factory(vectors.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    if not rows.is_trained:
        rows.train(vectors)
    index = faiss.IndexIDMap(rows)
    if len(vectors):
        index.add_with_ids(vectors, numbers)
    return index


def save_dense(index: faiss.IndexIDMap, path: Path) -> None:
    """Write the index to a file. Raises OSError."""
    # FAISS reports a full disk as RuntimeError; going through bytes makes it an OSError.
    path.write_bytes(faiss.serialize_index(index).tobytes())


def load_dense(data: bytes) -> faiss.IndexIDMap:
    """Read an index. Raises StoreDamaged when the bytes are not one of ours."""
    try:
        index = faiss.deserialize_index(np.frombuffer(data, np.uint8))
    except (RuntimeError, ValueError) as error:
        message = f"the FAISS file cannot be read ({error})"
        raise StoreDamaged(message) from error
    if not isinstance(index, faiss.IndexIDMap):
        message = f"the FAISS file holds an {type(index).__name__} without numbers"
        raise StoreDamaged(message)
    return index


def dense_contents(index: faiss.IndexIDMap) -> tuple[Numbers, Vectors]:
    """Return the passages' numbers (n,) and vectors (n, d), as exact as FAISS keeps them."""
    return faiss.vector_to_array(index.id_map), index.index.reconstruct_n(0, index.ntotal)


def search_dense(
    parts: Sequence[faiss.IndexIDMap], vector: Vectors, k: int, places: Places
) -> Ranked:
    """Return (number, inner product) pairs over all parts, best first, ties by place."""

    def fetch(count: int) -> Ranked:
        found = [_search_part(part, vector, min(count, part.ntotal)) for part in parts]
        numbers, scores = (np.concatenate(columns) for columns in zip(*found, strict=True))
        order = np.argsort(-scores, kind="stable")[:count]
        return list(zip(numbers[order].tolist(), scores[order].tolist(), strict=True))

    return best(k, sum(part.ntotal for part in parts), fetch, places)


def _search_part(part: faiss.IndexIDMap, vector: Vectors, count: int) -> tuple[Numbers, Vectors]:
    # What maps rows to numbers would do so in parallel, and starting threads takes longer.
    scores, rows = part.index.search(vector.reshape(1, -1), count)
    found = rows[0] >= 0  # an approximate index may find fewer
    return faiss.vector_to_array(part.id_map)[rows[0][found]], scores[0][found]
