"""Many processes and one index: readers never wait, and writers take turns."""

from __future__ import annotations

import multiprocessing
import sqlite3
from contextlib import closing

import pytest
from store_processes import EMBEDDER, RECIPE, add_versions, ask_until_told, text_of

from index import FolderStore, build, parse_article
from index.store.writing import writing
from index.verify import verify

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["store_processes"])
# No search takes this long, and no reader that waited for a writer would have taken less.
LONGEST_SEARCH = 8.0


@pytest.mark.timeout(300)
def test_four_processes_ask_while_one_adds_500_articles(tmp_path):
    """No search fails, waits, or finds what is not a slice of its article."""
    path = tmp_path / "index"
    build(path, [parse_article("Rain fell in Minsk.", "first")], EMBEDDER).close()
    articles = {f"article-{n:03}": n for n in range(500)}
    stop = SERVER.Event()
    pipes = [SERVER.Pipe(duplex=False) for _ in range(4)]
    readers = [SERVER.Process(target=ask_until_told, args=(str(path), stop, p[1])) for p in pipes]
    writer = SERVER.Process(target=add_versions, args=(str(path), articles, 10))
    for process in (*readers, writer):
        process.start()
    writer.join()
    stop.set()
    told = [receive.recv() for receive, _ in pipes if receive.poll(30)]
    for process in readers:
        process.join()
    assert [process.exitcode for process in (*readers, writer)] == [0] * 5
    assert [asked for asked, _ in told if asked < 10] == []
    assert max(longest for _, longest in told) < LONGEST_SEARCH
    store = FolderStore(path, RECIPE)
    assert {a.id: a.text for a in store.articles()} == {
        "first": "Rain fell in Minsk.",
        **{key: text_of(key, version) for key, version in articles.items()},
    }
    assert verify(path).problems == ()
    store.close()


@pytest.mark.timeout(300)
def test_two_writers_at_once_lose_nothing(tmp_path):
    """Each waits for the other, and what both have added is there."""
    path = tmp_path / "index"
    build(path, [], EMBEDDER).close()
    parts = [{f"article-{n:03}": n for n in range(40) if n % 2 == half} for half in (0, 1)]
    writers = [SERVER.Process(target=add_versions, args=(str(path), part, 1)) for part in parts]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    store = FolderStore(path, RECIPE)
    assert {a.id: a.text for a in store.articles()} == {
        key: text_of(key, version) for part in parts for key, version in part.items()
    }
    assert verify(path).problems == ()
    store.close()


def test_a_reader_does_not_wait_for_a_writer(tmp_path):
    """While a writer holds its lock and an open transaction, a new reader opens and searches."""
    path = tmp_path / "index"
    build(path, [parse_article("Rain fell in Minsk.", "first")], EMBEDDER).close()
    with writing(path), closing(sqlite3.connect(path / "index.sqlite")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("DELETE FROM passages")
        store = FolderStore(path, RECIPE)
        assert [hit.passage.article for hit in store.lexical("rain", 9)] == ["first"]
        store.close()
