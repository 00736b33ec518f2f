"""`kill -9` at any moment: no committed article is lost, and none is half there.

`make test` kills 30 times, `make crash` 200 times (QUOTH_KILLS).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sqlite3
import time
from contextlib import closing

import pytest
from store_processes import (
    EMBEDDER,
    RECIPE,
    inspect,
    marker_of,
    operations,
    text_of,
    write_until_killed,
)

from index import FolderStore, build

KILLS = int(os.environ.get("QUOTH_KILLS", "30"))
# A writer is killed within two changes' time of one of the first so many things that it tells.
MOST_TOLD = 6
OPENING_SECONDS = 0.1
# Processes that are forked from one that has imported everything start in milliseconds.
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["store_processes"])


def killed_writer(path, seed, state):
    """Start a writer, kill it at some moment, and return how many of its changes were done.

    The moment is counted in changes, so that it is as random on a slow machine as on a fast one.
    """
    choose = random.Random(seed)  # noqa: S311 - a moment, not a secret
    receive, send = SERVER.Pipe(duplex=False)
    writer = SERVER.Process(target=write_until_killed, args=(str(path), seed, state, send))
    writer.start()
    send.close()
    done, seconds = 0, OPENING_SECONDS
    # 0 is told when the index is open, and every change after it is done.
    for _ in range(choose.randrange(MOST_TOLD)):
        began = time.perf_counter()
        done = receive.recv()
        seconds = time.perf_counter() - began
    time.sleep(choose.uniform(0, 2 * seconds))
    writer.kill()
    writer.join()
    try:
        while True:
            done = receive.recv()
    except (EOFError, OSError):
        receive.close()
    return done


def seen(path):
    """Return the texts and the problems that a fresh process finds."""
    receive, send = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=inspect, args=(str(path), send))
    process.start()
    send.close()
    try:
        return receive.recv()
    finally:
        process.join()
        receive.close()


def state_after(seed, state, done):
    """Return the state after so many changes."""
    for _, (_, _, _, left) in zip(range(done), operations(seed, state), strict=False):
        state = left
    return state


def texts_of(state):
    return {key: text_of(key, version) for key, version in state.items()}


@pytest.mark.timeout(60 + 10 * KILLS)
def test_no_kill_loses_or_halves_an_article(tmp_path):
    """After each kill the index is as its last commit left it, or the one that was under way."""
    path = tmp_path / "index"
    build(path, [], EMBEDDER).close()
    state, finished, interrupted = {}, 0, 0
    gone = set()
    for seed in range(1, KILLS + 1):
        done = killed_writer(path, seed, state)
        texts, problems = seen(path)
        before, after = (state_after(seed, state, count) for count in (done, done + 1))
        assert texts in (texts_of(before), texts_of(after)), f"kill {seed}, after {done} changes"
        assert problems == (), f"kill {seed}"
        finished += done
        interrupted += len(list(path.glob("segment-*"))) != len(named(path))
        left = before if texts == texts_of(before) else after
        gone |= set(state.items()) - set(left.items())
        state = left
    # Otherwise nothing was tested: writers that got nowhere, or were killed at rest.
    assert finished >= KILLS
    assert interrupted >= KILLS // 10
    print(f"{KILLS} kills, {finished} changes done, {interrupted} left files behind")  # noqa: T201
    FolderStore(path, RECIPE).commit(remove=[])
    assert {file.name for file in path.glob("segment-*")} == named(path)
    data = b"".join(file.read_bytes() for file in path.rglob("*") if file.is_file())
    assert [item for item in gone if marker_of(*item).encode() in data] == []


def named(path):
    with closing(sqlite3.connect(path / "index.sqlite")) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM segments")}
