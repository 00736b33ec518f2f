"""What the store's operations cost, by the number of passages: seconds, megabytes, memory.

Each size is measured in a process of its own, so that its peak memory is its own. The texts are
sentences of SQuAD-format files' contexts, mixed anew for each article; the vectors are random, for
what is timed is the store and not the encoder.
"""

from __future__ import annotations

import itertools
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from index import Entry, FolderStore, Recipe, parse_article
from index.chunking import MAX_CHARACTERS, split_passages

SIZES = (1_000, 10_000, 100_000)
# As MiniLM's vectors.
RECIPE = Recipe("random", 384, "one context, one article")
# Articles in a commit while the index is filled: `quoth add` takes about as many passages.
_FILL = 2_000
_REPEATS = 5
_SEARCHES = 50
_K = 100
# About 120 words, as a passage has.
_SENTENCES = 5
_ID = "{:07d}.txt"


@dataclass(frozen=True, slots=True)
class StoreCosts:
    """Medians over `_REPEATS` commits of one article, `_SEARCHES` searches for `_K` passages."""

    passages: int
    fill_s: float
    add_s: float
    replace_s: float
    remove_s: float
    open_s: float
    refresh_s: float
    dense_ms: float
    lexical_ms: float
    disk_mb: float
    peak_mb: float


def measure_store(contexts: Sequence[str], sizes: Sequence[int] = SIZES) -> Iterator[StoreCosts]:
    """Yield the costs at each size."""
    spawn = multiprocessing.get_context("spawn")
    for size in sizes:
        with ProcessPoolExecutor(1, mp_context=spawn) as pool:
            yield pool.submit(_measure, contexts, size).result()


def _measure(contexts: Sequence[str], size: int) -> StoreCosts:
    entries = _entries(contexts)
    with tempfile.TemporaryDirectory(prefix="quoth-bench-") as folder:
        store = FolderStore.create(Path(folder) / "index", RECIPE)
        filled = _seconds(partial(_fill, store, entries, size))
        reader = FolderStore(store.path, RECIPE)
        query, words = next(entries).vectors[0], [context[:60] for context in contexts]
        opened = _seconds(partial(reader.dense, query, _K))
        added = [next(entries) for _ in range(_REPEATS)]
        add, refresh = [], []
        for entry in added:
            add.append(_seconds(partial(store.commit, add=[entry])))
            refresh.append(_seconds(partial(reader.dense, query, _K)))
        # Some of the oldest, in segments that are full.
        oldest = (_ID.format(number) for number in range(0, 2 * _REPEATS, 2))
        removing = (partial(store.commit, remove=[article_id]) for article_id in oldest)
        replacing = (partial(store.commit, add=[entry]) for entry in added)
        dense = (partial(reader.dense, query, _K) for _ in range(_SEARCHES))
        lexical = (partial(reader.lexical, text, _K) for text in words[:_SEARCHES])
        return StoreCosts(
            fill_s=filled,
            add_s=statistics.median(add),
            replace_s=_median(replacing),
            remove_s=_median(removing),
            open_s=opened,
            refresh_s=statistics.median(refresh),
            dense_ms=_median(dense) * 1000,
            lexical_ms=_median(lexical) * 1000,
            passages=store.count_passages(),
            disk_mb=sum(f.stat().st_size for f in store.path.rglob("*") if f.is_file()) / 1e6,
            peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        )


def _fill(store: FolderStore, entries: Iterator[Entry], size: int) -> None:
    held = 0
    while held < size:
        batch = list(itertools.islice(entries, min(_FILL, size - held)))
        held += sum(len(entry.passages) for entry in batch)
        store.commit(add=batch)


def _entries(contexts: Sequence[str]) -> Iterator[Entry]:
    """Yield articles without end, each of sentences from all over the contexts."""
    choose = np.random.default_rng(0)
    sentences = [sentence for context in contexts for sentence in context.split(". ")]
    for number in itertools.count():
        chosen = choose.integers(len(sentences), size=_SENTENCES)
        text = f"Report {number}\n\n{'. '.join(sentences[at] for at in chosen)}."
        article = parse_article(text, _ID.format(number))
        passages = split_passages(article, lambda text: len(text) <= MAX_CHARACTERS)
        vectors = choose.standard_normal((len(passages), RECIPE.dimension), dtype=np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        yield Entry(article, passages, vectors)


def _median(acts: Iterable[Callable[[], object]]) -> float:
    return statistics.median(_seconds(act) for act in acts)


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
