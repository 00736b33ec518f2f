"""Index folders that are damaged, foreign, read-only, full, or left by a writer that was killed."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from index import (
    FolderStore,
    HashingEmbedder,
    StoreDamaged,
    StoreError,
    StoreIncompatible,
    StoreLocked,
    StoreMissing,
    StoreReadOnly,
    build,
    parse_article,
    recipe_for,
)
from index.build import make_entries
from index.store import writing as writing_module
from index.store.connection import store_error
from index.store.writing import writing

EMBEDDER = HashingEmbedder()
RECIPE = recipe_for(EMBEDDER)
ARTICLES = [
    parse_article("Rain fell in Minsk on Monday.", "a"),
    parse_article("Snow fell in Brest. " * 300, "b"),
]


def entry(name, text):
    return make_entries([parse_article(text, name)], EMBEDDER)[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An index to copy."""
    path = tmp_path_factory.mktemp("made") / "index"
    build(path, ARTICLES, EMBEDDER).close()
    return path


@pytest.fixture
def path(made, tmp_path):
    """A whole index to damage."""
    return Path(shutil.copytree(made, tmp_path / "index"))


def found(path):
    """Return what both searches find, by a store opened anew."""
    store = FolderStore(path, RECIPE)
    query = EMBEDDER.embed_query("rain in Minsk")
    result = store.articles(), store.dense(query, 3), store.lexical("rain Minsk", 3)
    store.close()
    return result


def truncate(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def flip(file):
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def remove(file):
    file.unlink()


def empty(file):
    file.write_bytes(b"")


@pytest.mark.parametrize("damage", [truncate, flip, remove, empty])
@pytest.mark.parametrize("pattern", ["dense.faiss", "lexical/*.term", "lexical/meta.json"])
def test_a_damaged_derived_file_is_made_again(path, made, damage, pattern, caplog):
    """Searches find the same without the file, and say so until a repair writes it again."""
    damage(next(path.glob(f"segment-*/{pattern}")))
    assert found(path) == found(made)
    assert "is missing or damaged" in caplog.text
    store = FolderStore(path, RECIPE)
    store.repair([file.name for file in path.glob("segment-*")])
    caplog.clear()
    assert found(path) == found(made)
    assert caplog.messages == []
    store.close()


def test_a_missing_segment_is_made_again(path, made):
    """The whole folder may be gone."""
    shutil.rmtree(next(path.glob("segment-*")))
    assert found(path) == found(made)


def execute(path, statement):
    with closing(sqlite3.connect(path / "index.sqlite")) as connection:
        connection.execute(statement)
        connection.commit()


def foreign(path):
    (path / "index.sqlite").unlink()
    execute(path, "CREATE TABLE notes (text)")


def overwrite(path):
    (path / "index.sqlite").write_bytes(b"These are my notes.\n" * 500)


@pytest.mark.parametrize(
    ("damage", "error", "said"),
    [
        (overwrite, StoreDamaged, "file is not a database"),
        (lambda path: truncate(path / "index.sqlite"), StoreDamaged, "malformed"),
        (foreign, StoreDamaged, "is not an index of Quoth"),
        (lambda p: execute(p, "DELETE FROM meta"), StoreIncompatible, "schema None"),
        (
            lambda p: execute(p, "UPDATE meta SET value = 99 WHERE key = 'schema'"),
            StoreIncompatible,
            "was made with schema 99, and this Quoth reads 3",
        ),
        (
            lambda p: execute(p, "UPDATE meta SET value = 'x' WHERE key = 'generation'"),
            StoreDamaged,
            "its generation is 'x'",
        ),
        (
            lambda p: execute(p, "UPDATE meta SET value = 'x@1' WHERE key = 'model'"),
            StoreIncompatible,
            "was made with model 'x@1', and the settings say 'hashing@2'",
        ),
        (
            lambda p: execute(p, "UPDATE articles SET text = 'Sun.' WHERE id = 'a'"),
            StoreDamaged,
            "the text of article 'a' is not the one that was added",
        ),
        (
            lambda p: execute(p, "UPDATE articles SET text = CAST(x'ff41' AS TEXT)"),
            StoreDamaged,
            "UTF-8",
        ),
        (
            lambda p: execute(p, "UPDATE blocks SET kind = 'novel'"),
            StoreDamaged,
            "'novel' is not a valid BlockKind",
        ),
        (lambda p: execute(p, "DROP TABLE passages"), StoreDamaged, "no such table"),
    ],
)
def test_a_damaged_or_foreign_database_is_one_sentence(path, damage, error, said):
    """Every kind of wrong database is an error of the store that says what, and what to do."""
    damage(path)
    with pytest.raises(error) as caught:
        found(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert any(hint in str(caught.value) for hint in ("restore", "QUOTH_INDEX", "rebuild"))


def test_damaged_vectors_are_noticed_when_they_are_needed(path):
    """A vector of the wrong length cannot be made into a FAISS file."""
    execute(path, "UPDATE passages SET vector = x'00'")
    next(path.glob("segment-*/dense.faiss")).unlink()
    with pytest.raises(StoreDamaged, match="the vector of passage 1 has 1 bytes, not 1024"):
        found(path)


def test_what_is_not_ours_is_not_touched(path):
    """Opening or creating over another program's file leaves its bytes alone."""
    foreign(path)
    before = (path / "index.sqlite").read_bytes()
    with pytest.raises(StoreError, match="is not an index of Quoth"):
        FolderStore.create(path, RECIPE)
    assert (path / "index.sqlite").read_bytes() == before


def test_places_that_can_hold_no_index(tmp_path):
    """A file, a place below a file, and a missing folder are each told apart."""
    file = tmp_path / "file"
    file.write_text("notes")
    for attempt in (FolderStore, FolderStore.create):
        with pytest.raises(StoreError, match="is a file and not a folder"):
            attempt(file, RECIPE)
    with pytest.raises(StoreError, match="cannot be written"):
        FolderStore.create(file / "below", RECIPE)
    with pytest.raises(StoreMissing, match="there is no index in"):
        FolderStore(tmp_path / "none", RECIPE)
    (tmp_path / "odd" / "index.sqlite").mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be read or written"):
        FolderStore(tmp_path / "odd", RECIPE)


def refuse(number):
    def refusing(*_):
        raise OSError(number, os.strerror(number))

    return refusing


@pytest.mark.parametrize(
    ("refused", "error", "said"),
    [
        (("save_dense", errno.ENOSPC), StoreError, "No space left on device"),
        (("write_lexical", errno.ENOSPC), StoreError, "No space left on device"),
        (("_flush", errno.EIO), StoreError, "nothing was changed"),
        (("save_dense", errno.EROFS), StoreReadOnly, "is read-only"),
    ],
)
def test_a_disk_that_refuses_changes_nothing(path, monkeypatch, refused, error, said):
    """A commit that cannot be written leaves the old generation, and no half of the new one."""
    before = found(path)
    store = FolderStore(path, RECIPE)
    place, number = refused
    with monkeypatch.context() as patch:
        patch.setattr(f"index.store.derived.{place}", refuse(number))
        with pytest.raises(error, match=said):
            store.commit(add=[entry("c", "Hail.")])
    assert found(path) == before
    assert list(path.glob("*-000002*")) == []
    assert store.commit(add=[entry("c", "Hail.")]) == 2
    store.close()


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreLocked),
        (sqlite3.SQLITE_READONLY_DBMOVED, StoreReadOnly),
        (sqlite3.SQLITE_IOERR_WRITE, StoreError),
        (sqlite3.SQLITE_FULL, StoreError),
        (sqlite3.SQLITE_CORRUPT_INDEX, StoreDamaged),
    ],
)
def test_extended_error_codes_mean_what_their_primary_codes_mean(code, error):
    """SQLite's detailed codes are recognised by their lower byte."""
    problem = sqlite3.OperationalError("problem")
    problem.sqlite_errorcode = code
    assert type(store_error(Path("index"), problem)) is error


def test_one_writer_at_a_time(path, monkeypatch, caplog):
    """A second writer is told whom it waits for, and in the end that it waited in vain."""
    monkeypatch.setattr(writing_module, "TOLD_SECONDS", 0.05)
    monkeypatch.setattr(writing_module, "LOCK_SECONDS", 0.05)
    store = FolderStore(path, RECIPE)
    with writing(path), pytest.raises(StoreLocked, match=f"process {os.getpid()} on .* is writing"):
        store.commit(remove=["a"])
    assert f"waiting for process {os.getpid()} on" in caplog.text
    assert store.commit(remove=["a"]) == 2
    store.close()


SCRIPT = """
import os, signal, sys
from pathlib import Path
from index import FolderStore, HashingEmbedder, parse_article, recipe_for
from index.build import make_entries
from index.store import derived, schema, writing
path, place = Path(sys.argv[1]), sys.argv[2]
embedder = HashingEmbedder()
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
if place:
    module, name = place.split(".")
    setattr({"derived": derived, "writing": writing, "schema": schema}[module], name, die)
store = FolderStore(path, recipe_for(embedder))
store.commit(add=make_entries([parse_article("Hail fell.", "c")], embedder), remove=["a"])
"""


def write_elsewhere(path, place=""):
    """Commit in another process, which kills itself where `place` would be called."""
    root = Path(__file__).parent.parent
    return subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", SCRIPT, str(path), place], cwd=root, check=False
    ).returncode


@pytest.mark.parametrize(
    "place", ["derived.save_dense", "derived.write_lexical", "derived._flush", "schema.write_meta"]
)
def test_a_writer_that_is_killed_before_its_commit_changes_nothing(path, made, place):
    """The old generation stays whole, nobody stays locked out, and the next commit cleans up."""
    assert write_elsewhere(path, place) == -signal.SIGKILL
    assert found(path) == found(made)
    store = FolderStore(path, RECIPE)
    assert store.commit(remove=["a"]) == 2
    assert [file.name for file in path.glob("segment-*")] == ["segment-000002-000"]
    assert [a.id for a in store.articles()] == ["b"]
    store.close()


def test_a_writer_that_is_killed_after_its_commit_has_committed(path):
    """The new generation is whole though nothing was tidied."""
    assert write_elsewhere(path, "writing._tidy") == -signal.SIGKILL
    articles, _, _ = found(path)
    assert [a.id for a in articles] == ["b", "c"]


def test_a_reader_sees_what_another_process_commits(path):
    """A store that is open finds what was added elsewhere, and no longer what was removed."""
    store = FolderStore(path, RECIPE)
    assert [h.passage.article for h in store.lexical("rain hail", 9)] == ["a"]
    assert write_elsewhere(path) == 0
    assert [h.passage.article for h in store.lexical("rain hail", 9)] == ["c"]
    store.close()


READER = """
import os, sys
from pathlib import Path
from index import FolderStore, HashingEmbedder, StoreReadOnly, recipe_for
recipe = recipe_for(HashingEmbedder())
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
store = FolderStore(Path(sys.argv[1]), recipe)
print([h.passage.article for h in store.lexical("rain", 9)], store.generation)
try:
    store.commit(remove=["a"])
except StoreReadOnly as error:
    print(error)
"""


def test_a_folder_that_may_only_be_read_is_searched(made):
    """Without the right to write, searches work from the files as they are; a commit is refused."""
    with tempfile.TemporaryDirectory() as parent:
        path = Path(shutil.copytree(made, Path(parent) / "index"))
        for place in (path.parent, path, *(p for p in path.rglob("*") if p.is_dir())):
            place.chmod(0o555)
        ran = subprocess.run(  # noqa: S603 - our own interpreter and script
            [sys.executable, "-W", "error", "-c", READER, str(path)],
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        for place in (path.parent, path, *(p for p in path.rglob("*") if p.is_dir())):
            place.chmod(0o755)
    assert ran.stderr == ""
    assert ran.stdout == (
        f"['a'] 1\n{path}: is read-only; make it writable, or set QUOTH_INDEX to another folder\n"
    )
