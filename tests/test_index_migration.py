"""An index that an older Quoth made is brought up to date, and loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index import (
    FolderStore,
    HashingEmbedder,
    StoreIncompatible,
    StoreLocked,
    build,
    rebuild,
    verify,
)
from index.store import writing
from index.store.schema import SCHEMA_VERSION

# Each holds the same three articles, two of them copies of one wire report. Version 1 is Quoth
# 0.1.0's; version 2 knew copies and files, but kept no hashes to tell copies by.
DATA = Path(__file__).parent / "data"
FILES = {1: [], 2: ["ferry/late.txt", "ferry/wire.txt", "town/café.txt"]}


@pytest.fixture(params=list(FILES))
def version(request):
    """Return an older schema version."""
    return request.param


@pytest.fixture
def old(tmp_path, version):
    """Return the path of an index of that version."""
    return shutil.copytree(DATA / f"index-v{version}", tmp_path / "index")


def schema_of(path):
    with closing(sqlite3.connect(path / "index.sqlite")) as connection:
        return connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()[0]


def test_an_old_index_is_brought_up_to_date(old, version):
    """Every article and vector is there as before, and copies are linked."""
    with closing(sqlite3.connect(old / "index.sqlite")) as connection:
        texts = dict(connection.execute("SELECT id, text FROM articles"))
        vectors = connection.execute("SELECT vector FROM passages ORDER BY number").fetchall()
    store = FolderStore.open_as_made(old)
    assert {article.id: article.text for article in store.articles()} == texts
    assert {article.id: article.copy_of for article in store.articles()} == {
        "ferry/late.txt": None,
        "ferry/wire.txt": "ferry/late.txt",
        "town/café.txt": None,
    }
    hits = store.dense(HashingEmbedder().embed_query("bread on the quay"), 9)
    assert (hits[0].passage.article, len(hits)) == ("town/café.txt", store.count_passages())
    assert store.lexical("bread", 9)[0].passage.article == "town/café.txt"
    assert [file.id for file in store.files()] == FILES[version]
    store.close()
    with closing(sqlite3.connect(old / "index.sqlite")) as connection:
        after = connection.execute("SELECT vector FROM passages ORDER BY number").fetchall()
    assert (schema_of(old), after) == (str(SCHEMA_VERSION), vectors)


def test_an_index_brought_up_to_date_is_like_a_new_one(old, tmp_path):
    """Both have the same tables, indexes and triggers."""
    store = FolderStore.open_as_made(old)
    FolderStore.create(tmp_path / "new", store.recipe).close()
    store.close()
    shapes = []
    for path in (old, tmp_path / "new"):
        with closing(sqlite3.connect(path / "index.sqlite")) as connection:
            shapes.append(connection.execute("SELECT name, sql FROM sqlite_master").fetchall())
    assert sorted(shapes[0], key=str) == sorted(shapes[1], key=str)


def test_copies_are_found_anew_as_in_a_new_index(old, tmp_path):
    """What copies are told by, and which they are, is as if the articles were added now."""
    store = FolderStore.open_as_made(old)
    new = build(tmp_path / "new", store.articles(), HashingEmbedder())
    kept = []
    for one in (store, new):
        with closing(sqlite3.connect(one.path / "index.sqlite")) as connection:
            kept.append(
                [
                    connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608
                    for table in ("runs", "sketches", "copies")
                ]
            )
        one.close()
    assert kept[0] == kept[1]
    assert all(kept[0])
    assert verify(old).problems == ()


def test_a_migration_that_stops_halfway_changes_nothing(old, version, monkeypatch):
    """The old version stays whole, and the next opening brings it up to date."""

    def stop(*_):
        message = "the power went"
        raise KeyboardInterrupt(message)

    with monkeypatch.context() as patched:
        patched.setattr("index.store.migration.copies.link", stop)
        with pytest.raises(KeyboardInterrupt):
            FolderStore.open_as_made(old)
    assert schema_of(old) == str(version)
    store = FolderStore.open_as_made(old)
    assert len(store.articles()) == 3
    store.close()


def test_an_old_index_that_another_process_writes_is_waited_for(old, version, monkeypatch):
    """A migration is a write like any other: one writer at a time."""
    monkeypatch.setattr(writing, "LOCK_SECONDS", 0.1)
    with writing.writing(old), pytest.raises(StoreLocked):
        FolderStore.open_as_made(old)
    assert schema_of(old) == str(version)


def test_a_newer_index_is_refused(old):
    """What a later Quoth made is left alone."""
    with closing(sqlite3.connect(old / "index.sqlite")) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        connection.commit()
    with pytest.raises(StoreIncompatible, match="schema 99"):
        FolderStore.open_as_made(old)


def test_an_old_index_can_be_rebuilt(old):
    """Rebuilding goes through the migration as well."""
    store = rebuild(old, HashingEmbedder())
    assert len(store.articles()) == 3
    store.close()
