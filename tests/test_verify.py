"""Verifying an index: what is sound is called sound, and every kind of damage is found and told."""

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from index import (
    FolderStore,
    HashingEmbedder,
    StoreDamaged,
    StoreError,
    StoreIncompatible,
    StoreMissing,
    build,
    parse_article,
    recipe_for,
)
from index.build import make_entries
from index.store.derived import folder_sha256
from index.store.proofs import Remedy
from index.verify import repair, verify

EMBEDDER = HashingEmbedder()
RECIPE = recipe_for(EMBEDDER)
ARTICLES = [
    parse_article("A day of rain\n\nMonday\n\nRain fell in Minsk on Monday. It was cold.", "a"),
    parse_article("Snow fell in Brest. " * 300, "b"),
    parse_article("日本 👩\u200d🚀 was sold. שלום.\n\n* One of them.\n* Another of them.", "c"),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An index of several segments to copy."""
    path = tmp_path_factory.mktemp("made") / "index"
    store = build(path, ARTICLES, EMBEDDER)
    store.commit(add=make_entries([parse_article("Hail fell.", "d")], EMBEDDER))
    store.close()
    return path


@pytest.fixture
def path(made, tmp_path):
    """A whole index to damage."""
    return Path(shutil.copytree(made, tmp_path / "index"))


def execute(path, *statements):
    with closing(sqlite3.connect(path / "index.sqlite")) as connection:
        for statement in statements:
            connection.execute(*statement) if isinstance(statement, tuple) else connection.execute(
                statement
            )
        connection.commit()


def found(path):
    store = FolderStore(path, RECIPE)
    vector = EMBEDDER.embed_query("rain in Minsk")
    result = store.articles(), store.dense(vector, 9), store.lexical("rain in Minsk", 9)
    store.close()
    return result


def set_vector(path, values):
    execute(path, ("UPDATE passages SET vector = ? WHERE number = 1", (values.tobytes(),)))


def segment(path, at=0):
    return sorted(path.glob("segment-*"))[at]


def forge_segment(path):
    """Put another segment's files in the place of one, with the hash that they have."""
    one, other = segment(path, 0), segment(path, 1)
    shutil.rmtree(one)
    shutil.copytree(other, one)
    execute(path, ("UPDATE segments SET sha256 = ? WHERE first = 1", (folder_sha256(one),)))


def flip(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


UNIT = np.eye(1, 256, dtype=np.float32)[0]
REPAIRABLE = [
    (lambda p: flip(segment(p) / "dense.faiss"), "its files are not as they were written"),
    (lambda p: flip(next(segment(p).glob("lexical/*.idx"))), "not as they were written"),
    (lambda p: (segment(p) / "dense.faiss").write_bytes(b""), "not as they were written"),
    (lambda p: shutil.rmtree(segment(p)), "is missing"),
    (forge_segment, "its vectors are not those of its passages"),
    (lambda p: execute(p, "DELETE FROM segments"), "are in no segment"),
    (lambda p: execute(p, "UPDATE segments SET passages = 99"), "not those of its passages"),
    (lambda p: set_vector(p, UNIT * 2), "1024 bytes and the length 2, not 1024 and 1"),
    (lambda p: set_vector(p, UNIT * np.float32("nan")), "the length nan"),
    (lambda p: set_vector(p, UNIT[:9]), "has 36 bytes"),
    (lambda p: set_vector(p, UNIT), "the vector of passage 1 is not the one that was added"),
    (
        lambda p: execute(p, "UPDATE passages SET end = 99999 WHERE article = 'a'"),
        "is not a slice of its text",
    ),
    (
        lambda p: execute(p, "UPDATE passages SET end = end - 9 WHERE article = 'a'"),
        "is in no passage",
    ),
    (
        lambda p: execute(p, "UPDATE passages SET heading_end = 99 WHERE article = 'a'"),
        "which is not a heading",
    ),
    (lambda p: execute(p, "DELETE FROM passages WHERE article = 'a'"), "it has no passages"),
    (lambda p: execute(p, "DELETE FROM passages WHERE number = 2"), "is in no passage"),
    (lambda p: execute(p, "UPDATE runs SET hashes = x'00'"), "is not of its text"),
    (lambda p: execute(p, "DELETE FROM runs WHERE article = 'a'"), "is not of its text"),
    (lambda p: execute(p, "DELETE FROM sketches WHERE article = 'a'"), "is not of its text"),
]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_sound_index_has_no_problems(tmp_path, number):
    """What was committed, replaced and removed is proved whole, and counted."""
    store = build(tmp_path / "i", ARTICLES[:number], EMBEDDER)
    store.commit(add=make_entries([parse_article("Fog.", "a")], EMBEDDER))
    report = verify(store.path)
    assert (report.generation, report.articles, report.problems) == (2, number, ())
    assert report.passages == store.count_passages()
    store.commit(remove=[article.id for article in ARTICLES[:number]])
    assert verify(store.path).problems == ()
    store.close()


@pytest.mark.parametrize(("damage", "said"), REPAIRABLE)
def test_what_can_be_rebuilt_is_found_and_repaired(path, made, damage, said):
    """The report says what is wrong; after the repair nothing is, and searches find the same."""
    damage(path)
    report = verify(path)
    assert said in " / ".join(problem.what for problem in report.problems)
    assert report.repairable
    repair(path, report, lambda: EMBEDDER)
    assert verify(path).problems == ()
    assert found(path) == found(made)


LOST = [
    (lambda p: execute(p, "UPDATE articles SET text = 'Sun.' WHERE id = 'a'"), "text of article"),
    (lambda p: execute(p, "UPDATE blocks SET kind = 'novel' WHERE article = 'a'"), "'novel'"),
    (lambda p: execute(p, "UPDATE blocks SET end = end + 9 WHERE article = 'a'"), "overlaps"),
    (lambda p: execute(p, "DELETE FROM blocks WHERE article = 'a' AND start = 0"), "in no block"),
]


@pytest.mark.parametrize(("damage", "said"), LOST)
def test_what_cannot_be_rebuilt_is_told_and_can_be_removed(path, damage, said):
    """A text that is lost is named with what to do; without the article the index is sound."""
    damage(path)
    problems = verify(path).problems
    assert {(problem.remedy, problem.subject) for problem in problems} >= {(Remedy.ADD_AGAIN, "a")}
    assert said in " / ".join(problem.what for problem in problems)
    store = FolderStore(path, RECIPE)
    store.commit(remove=["a"])
    assert verify(path).problems == ()
    store.close()


def test_a_search_tree_that_lost_its_entries_is_made_again(path, made):
    """An index of SQLite that disagrees with its table is found, and made anew."""
    execute(
        path,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = 'CREATE INDEX passages_in_order ON passages (article, end)'"
        " WHERE name = 'passages_in_order'",
    )
    report = verify(path)
    assert Remedy.REINDEX in {problem.remedy for problem in report.problems}
    repair(path, report, lambda: EMBEDDER)
    assert verify(path).problems == ()
    assert found(path) == found(made)


def test_a_database_that_cannot_be_read_is_one_error(path):
    """Where SQLite itself gives up there is nothing to prove."""
    data = (path / "index.sqlite").read_bytes()
    (path / "index.sqlite").write_bytes(data[: len(data) // 2])
    with pytest.raises(StoreDamaged, match="restore it from a copy"):
        verify(path)
    with pytest.raises(StoreMissing):
        verify(path.parent / "none")


def test_vectors_are_only_made_by_the_model_that_made_them(path):
    """A repair with another model is refused, and changes nothing."""

    class Other(HashingEmbedder):
        name = "other@1"

    set_vector(path, UNIT * 2)
    report = verify(path)
    with pytest.raises(StoreIncompatible, match="quoth rebuild"):
        repair(path, report, Other)
    assert verify(path).problems == report.problems


def test_what_a_killed_writer_left_is_no_problem(path):
    """Files that no generation names are not searched; the next commit removes them."""
    (path / "segment-000099-000").mkdir()
    (path / "dense-000001.faiss").write_bytes(b"old")
    assert verify(path).problems == ()
    FolderStore(path, RECIPE).commit(remove=["a"])
    assert list(path.glob("*99*")) + list(path.glob("dense-*")) == []


def test_progress_is_told_up_to_the_end(path):
    """Articles and segments are counted, and the last report is of all."""
    told = []
    verify(path, progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 6) for n in range(7)]


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_is_found_or_harmless(path, made, seed):
    """Wherever a bit of the database flips, it is told, or texts and searches are as before."""
    choose = random.Random(seed)  # noqa: S311 - places, not secrets
    database = path / "index.sqlite"
    data = bytearray(database.read_bytes())
    data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    database.write_bytes(data)
    try:
        problems = verify(path).problems
    except StoreError as error:
        assert "\n" not in str(error)  # noqa: PT017
        return
    if not problems:
        (articles, *hits), (expected, *expected_hits) = found(path), found(made)
        assert [one.text for one in articles] == [one.text for one in expected]
        assert hits == expected_hits
