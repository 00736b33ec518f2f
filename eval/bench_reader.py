"""How long reading takes, beside the bare ONNX session on the same windows."""

from __future__ import annotations

import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from index import Hit, Passage
from rag.reader.extractive import ExtractiveReader
from rag.reader.session import THREADS

# From one passage to as many as the settings read; from a line to a window's fill, in word pieces.
COUNTS = (1, 4, 8, 16)
LENGTHS = (40, 160, 280)
QUESTION = "Who negotiated the release of the prisoners on the American side?"
_LOADING = (
    "import time, sys; began = time.perf_counter();"
    "from pathlib import Path; from rag.reader.extractive import ExtractiveReader;"
    "imported = time.perf_counter(); ExtractiveReader(Path(sys.argv[1]));"
    "print(imported - began, time.perf_counter() - imported)"
)


@dataclass(frozen=True, slots=True)
class Latency:
    """Medians in milliseconds over `repeats` alternating runs of one shape.

    `ratio` is the reader's rate as a share of the bare session's.
    """

    passages: int
    tokens: int
    repeats: int
    read_ms: float
    bare_ms: float

    @property
    def ratio(self) -> float:
        """Return 1 where encoding, searching and mapping cost nothing."""
        return self.bare_ms / self.read_ms


def measure_reader(reader: ExtractiveReader, text: str, repeats: int) -> Iterator[Latency]:
    """Time every shape. `text` is cut into passages; it is gone through as often as needed."""
    for tokens in LENGTHS:
        passages = cut(reader, text, tokens, max(COUNTS))
        for count in COUNTS:
            yield _measure(reader, passages[:count], tokens, repeats)


def cut(reader: ExtractiveReader, text: str, tokens: int, count: int) -> list[Hit]:
    """Return `count` passages of so many word pieces each."""
    offsets = reader.encoder.tokens(text).offsets
    lows = itertools.cycle(range(0, len(offsets) - tokens, tokens))
    spans = [
        (offsets[low][0], offsets[low + tokens - 1][1])
        for low, _ in zip(lows, range(count), strict=False)
    ]
    return [Hit(Passage("bench", a, b, text[a:b]), 1.0) for a, b in spans]


def _measure(reader: ExtractiveReader, hits: Sequence[Hit], tokens: int, repeats: int) -> Latency:
    head = reader.encoder.head(QUESTION)
    feeds = [
        reader.feed(window)
        for hit in hits
        for window in reader.encoder.windows(head, hit.passage.text)
    ]
    taken: dict[str, list[float]] = {"read": [], "bare": []}
    with ThreadPoolExecutor(THREADS) as pool:

        def bare() -> None:
            list(pool.map(lambda feed: reader.session.run(None, feed), feeds))

        def read() -> None:
            # A question rarely meets the passages of the one before.
            reader.encoder.tokens.cache_clear()
            reader.read(QUESTION, hits)

        for _ in range(repeats):
            taken["bare"].append(_milliseconds(bare))
            taken["read"].append(_milliseconds(read))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    return Latency(len(hits), tokens, repeats, medians["read"], medians["bare"])


def _milliseconds(run: Callable[[], None]) -> float:
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def loading_seconds(reader: ExtractiveReader) -> tuple[float, float]:
    """Return how long a fresh process takes to import the reader, and to load it."""
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", _LOADING, str(reader.folder)],
        capture_output=True,
        text=True,
        check=True,
    )
    imported, loaded = map(float, done.stdout.split())
    return imported, loaded
