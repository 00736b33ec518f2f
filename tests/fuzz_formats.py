"""Thousands of broken files, read as `quoth add` reads them: `make fuzz`.

Each is a good file of some format with something done to it, or a bomb; the same seed gives the
same files. Each has to end in articles that hold together or in one line, within the limits.
"""

from __future__ import annotations

import argparse
import io
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import format_samples as samples
from format_bombs import BOMBS

from index import Article, ArticleError, HashingEmbedder
from index.build import make_entries
from index.formats.source import Source
from index.sandbox import Limits, Sandbox

LIMITS = Limits(memory_bytes=600_000_000, cpu_seconds=10, wall_seconds=90)
# Of this process, which holds a bomb of 20 MB and its article of 10 MB at one time.
PARENT_BYTES = 300_000_000
KILOBYTE = 1_024
# Repeating what was repeated would fill this process's memory before anything is read.
LONGEST = 2_000_000
# Cutting and embedding ten megabytes takes minutes, and is not what is looked at here.
MOST_CUT = 300_000
TOKENS = [
    *(b"<", b">", b"</p>", b"<table>", b"<!--", b"]]>", b"&#x1F600;", b"&amp;" * 50, b"<?xml?>"),
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\x1b[2J", b"\r"),
    *(b'"', b"'", b"{", b"[", b"]" * 40, b"," * 40, b":", b"\\u0000", b"\\ud800", b"1e999", b"-0"),
    *(b"/Kids", b"0 R", b"endobj", b"stream\n", b"<<", b"/Length 99999999", b"%%EOF", b"BT ("),
    *(b"PK\x03\x04", b"../", b"# ", b"> " * 30, b"| ", b"```", b"[x](", b"\n---\n", b"A" * 3_000),
]
EMBEDDER = HashingEmbedder()


@dataclass(slots=True)
class Outcome:
    """How the files ended; `faults` are what must not be."""

    ended: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def mutated(rng: random.Random, data: bytes) -> bytes:
    """Return a file to which one to six things were done."""
    for _ in range(rng.randint(1, 6)):
        data = rng.choice(MUTATIONS)(rng, data)[:LONGEST]
    return data


def _flip(rng: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 1 + len(changed) // 50) if changed else 0):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _cut(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:start] + data[end:]


def _truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def _insert(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice(TOKENS) * rng.choice((1, 1, 1, 200)) + data[at:]


def _repeat(rng: random.Random, data: bytes) -> bytes:
    start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] * rng.choice((1, 3, 30)) + data[end:]


def _noise(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.randbytes(rng.randint(1, 200)) + data[at:]


MUTATIONS: list[Callable[[random.Random, bytes], bytes]] = [
    *(_flip, _cut, _truncate, _insert, _insert, _repeat, _noise)
]


def _repacked(rng: random.Random, data: bytes) -> bytes:
    """Return an archive with parts that were changed before they were packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name in rng.sample(sorted(parts), rng.randint(1, 2)):
        parts[name] = mutated(rng, bytes(parts[name]))
    return samples.zipped(parts)


def files(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield names and bytes of broken files, every format in turn."""
    rng = random.Random(seed)  # noqa: S311 (the same files each time)
    good = {name: make() for name, make in samples.GOOD.items()}
    names = list(good)
    for number in range(count):
        name = names[number % len(names)]
        suffix = name.partition(".")[2]
        inside = suffix in {"docx", "epub"} and rng.random() < 0.7
        data = (_repacked if inside else mutated)(rng, good[name])
        # Now and then a file is not what its name says.
        ending = suffix if rng.random() < 0.95 else rng.choice(names).partition(".")[2]
        yield f"{number}.{ending}", data


def run(cases: Iterator[tuple[str, bytes]], sandbox: Sandbox) -> Outcome:
    """Read every file, cut what comes out into passages, and note what must not be."""
    outcome = Outcome()
    for name, data in cases:
        began = time.monotonic()
        try:
            for article in sandbox.read(Source(name, data)):
                if not _is_cut_well(article):
                    outcome.faults.append(f"{name}: a passage is no slice")
            outcome.ended["read"] += 1
        except ArticleError as error:
            said = str(error)
            outcome.ended[_reason(said)] += 1
            if "\n" in said or not said.startswith(f"{name}"):
                outcome.faults.append(f"{name}: {said!r}")
        seconds = time.monotonic() - began
        outcome.slowest = max(outcome.slowest, (seconds, name))
        if seconds > LIMITS.wall_seconds:
            outcome.faults.append(f"{name}: took {seconds:.0f} s")
    return outcome


def _is_cut_well(article: Article) -> bool:
    """Say whether every passage of an article is its slice of it."""
    if len(article.text) > MOST_CUT:
        return True
    (entry,) = make_entries([article], EMBEDDER)
    return all(article.text[p.start : p.end] == p.text for p in entry.passages)


def _reason(said: str) -> str:
    """Return the first words of a refusal behind the file's name."""
    return " ".join(said.partition(": ")[2].split()[:4])


def main() -> int:
    """Read as many broken files as asked, and all bombs; print what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    with Sandbox(LIMITS) as sandbox:
        bombs = run(((name, make()) for name, make in BOMBS.items()), sandbox)
        outcome = run(files(asked.count, asked.seed), sandbox)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KILOBYTE
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE
    ended = "".join(
        f"\n{number:7,}  {reason}" for reason, number in (outcome.ended + bombs.ended).most_common()
    )
    faults = outcome.faults + bombs.faults
    if children > LIMITS.memory_bytes:
        faults.append(f"a child had {children:,} bytes")
    if parent > PARENT_BYTES:
        faults.append(f"the parent had {parent:,} bytes")
    print(  # noqa: T201 (the report)
        f"{asked.count:,} files and {len(BOMBS)} bombs in {time.monotonic() - began:.0f} s\n"
        f"the slowest: {outcome.slowest}, of the bombs {bombs.slowest}\n"
        f"memory: child {children / 1e6:.0f} MB, parent {parent / 1e6:.0f} MB"
        f"{ended}\n" + ("\n".join(faults) or "no fault")
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
