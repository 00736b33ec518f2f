"""Segments: runs of passages, each with a searchable form of its own that never changes.

A new passage gets a number above all others. So a segment is a range of numbers, what was added
lies behind the last one, and the passages that no segment holds are what a commit has to write.
Small segments are taken into the one that is written beside them: a log-structured merge (O'Neil et
al. 1996, "The Log-Structured Merge-Tree"), in which every passage is written some ten times, and
not once for every commit after it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

# Beside the table a rule that holds for whoever deletes a passage, by whatever way: no segment
# speaks of it from the same transaction on.
SEGMENT_TABLES = """
CREATE TABLE segments (
    first INTEGER PRIMARY KEY, last INTEGER NOT NULL, passages INTEGER NOT NULL,
    name TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL
);
CREATE TRIGGER passage_deleted AFTER DELETE ON passages BEGIN
    DELETE FROM segments WHERE OLD.number BETWEEN first AND last; END;
"""

# Removing an article rewrites its segment: at 4,000 passages about a second. Every segment
# costs each search a little: 100,000 passages have some thirty.
MOST_PASSAGES = 4_000
# A neighbour of up to twice the size is taken in. So each left alone is more than twice as large as
# the one after it, and there are as few as the logarithm of what they hold.
_TAKEN_IN = 2
# What SQLite gives a row at most.
_LAST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Run:
    """The passages whose numbers lie between two, both included, and how many they are."""

    first: int
    last: int
    passages: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run, the folder that makes it searchable, and the SHA-256 of that folder's files."""

    run: Run
    name: str
    sha256: str


EVERYTHING = Run(1, _LAST_NUMBER, 0)


def select_segments(connection: sqlite3.Connection) -> list[Segment]:
    """Return all segments, by number."""
    rows = connection.execute(
        "SELECT first, last, passages, name, sha256 FROM segments ORDER BY first"
    )
    return [Segment(Run(*row[:3]), *row[3:]) for row in rows]


def insert_segment(connection: sqlite3.Connection, segment: Segment) -> None:
    """Record a segment in place of all those that it takes in."""
    run = segment.run
    connection.execute("DELETE FROM segments WHERE first BETWEEN ? AND ?", (run.first, run.last))
    connection.execute(
        "INSERT INTO segments VALUES (?, ?, ?, ?, ?)",
        (run.first, run.last, run.passages, segment.name, segment.sha256),
    )


def delete_segments(connection: sqlite3.Connection, names: Sequence[str]) -> None:
    """Forget segments; their passages are then to be written anew."""
    connection.executemany("DELETE FROM segments WHERE name = ?", ((name,) for name in names))


def loose_runs(connection: sqlite3.Connection, segments: Sequence[Segment]) -> list[Run]:
    """Return the passages that no segment holds: one run for each gap that is not empty."""
    edges = [0, *(edge for one in segments for edge in (one.run.first, one.run.last))]
    edges.append(_LAST_NUMBER)
    gaps = (
        _numbers(connection, low + 1, high - 1)
        for low, high in zip(edges[::2], edges[1::2], strict=True)
    )
    return [Run(numbers[0], numbers[-1], len(numbers)) for numbers in gaps if numbers]


def unwritten(connection: sqlite3.Connection) -> list[Run]:
    """Return the runs of which segments have to be written, each of `MOST_PASSAGES` at most."""
    segments = select_segments(connection)
    planned = plan(loose_runs(connection, segments), [one.run for one in segments])
    return [part for run in planned for part in _cut(connection, run)]


def plan(loose: Sequence[Run], held: Sequence[Run]) -> list[Run]:
    """Return the loose runs with the neighbours that they take in, by number."""
    fresh = set(loose)
    groups: list[Run] = []
    for run in sorted((*loose, *held), key=lambda run: run.first):
        groups.append(run)
        while len(groups) > 1 and _joins(groups[-2], groups[-1], fresh):
            left, right = groups[-2:]
            groups[-2:] = [Run(left.first, right.last, left.passages + right.passages)]
            fresh.add(groups[-1])
    return [run for run in groups if run in fresh]


def _joins(left: Run, right: Run, fresh: set[Run]) -> bool:
    """Say whether two neighbours, some of them to be written, become one."""
    if left in fresh and right in fresh:
        return True  # it is cut afterwards
    if left not in fresh and right not in fresh:
        return False
    written, kept = (left, right) if left in fresh else (right, left)
    fits = written.passages + kept.passages <= MOST_PASSAGES
    return fits and kept.passages <= _TAKEN_IN * written.passages


def _cut(connection: sqlite3.Connection, run: Run) -> list[Run]:
    """Return runs of about equal size."""
    numbers = _numbers(connection, run.first, run.last)
    parts = -(-len(numbers) // MOST_PASSAGES)
    size = -(-len(numbers) // parts)
    pieces = (numbers[at : at + size] for at in range(0, len(numbers), size))
    return [Run(piece[0], piece[-1], len(piece)) for piece in pieces]


def _numbers(connection: sqlite3.Connection, first: int, last: int) -> list[int]:
    rows = connection.execute(
        "SELECT number FROM passages WHERE number BETWEEN ? AND ? ORDER BY number", (first, last)
    )
    return [number for (number,) in rows]
