"""What a full disk, a read-only folder, a strange clock and many commits do to an index."""

from __future__ import annotations

import os
import random
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from store_processes import EMBEDDER, RECIPE, entries_of, marker_of, text_of

from index import FolderStore, StoreError, build
from index.build import make_entries
from index.store import segments
from index.store.segments import MOST_PASSAGES, Run, plan
from index.verify import verify

ARTICLES = {f"article-{n:02}": n for n in range(4)}


def texts(path):
    """Return the texts that a store opened anew holds, after proving that all is well."""
    assert verify(path).problems == ()
    store = FolderStore(path, RECIPE)
    held = {article.id: article.text for article in store.articles()}
    store.close()
    return held


def texts_of(articles):
    return {key: text_of(key, version) for key, version in articles.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An index to copy."""
    path = tmp_path_factory.mktemp("made") / "index"
    store = build(path, [], EMBEDDER)
    store.commit(add=entries_of(ARTICLES))
    store.close()
    return path


@pytest.fixture
def path(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "index"))


LIMITED = """
import resource, sys
from pathlib import Path
from store_processes import RECIPE, entries_of
from index import FolderStore, StoreError
store = FolderStore(Path(sys.argv[1]), RECIPE)
entries = entries_of({"article-09": 9, "article-01": 10})
limit = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    store.commit(add=entries)
except StoreError as error:
    sys.exit(str(error))
"""


def commit_limited(path, limit):
    """Commit in a process whose files may not grow beyond a size; return what it said."""
    tests = Path(__file__).parent
    ran = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", LIMITED, str(path), str(limit)],
        cwd=tests.parent,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(tests.parent), str(tests)))},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.stderr


@pytest.mark.parametrize("limit", [0, 500, 4_000, 30_000, 70_000, 100_000])
def test_files_that_cannot_grow_change_nothing(path, limit):
    """Wherever writing stops, one sentence says so, and the index is as it was."""
    said = commit_limited(path, limit)
    assert said.count("\n") <= 2, said  # the sentence, and perhaps that tidying failed too
    assert "nothing was changed" in said or "the disk" in said, said
    assert texts(path) == texts_of(ARTICLES)
    assert commit_limited(path, resource.RLIM_INFINITY) == ""
    assert texts(path) == texts_of({**ARTICLES, "article-09": 9, "article-01": 10})


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_disk_that_is_full_changes_nothing(made, tmp_path):
    """On a file system without room commits fail in one sentence; with room again they do not."""
    mounted = tmp_path / "small"
    mounted.mkdir()
    size = sum(file.stat().st_size for file in made.rglob("*")) + 300_000
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(mounted)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("this machine does not let its root mount a tmpfs")
    try:
        path = Path(shutil.copytree(made, mounted / "index"))
        filler = mounted / "filler"
        for left in range(0, 300_000, 30_000):
            filler.write_bytes(b"")
            free = shutil.disk_usage(mounted).free
            filler.write_bytes(bytes(max(0, free - left)))
            before = texts(path)
            store = FolderStore(path, RECIPE)
            try:
                store.commit(add=entries_of({"article-01": left + 1}))
            except StoreError as error:
                assert "\n" not in str(error)  # noqa: PT017
                assert texts(path) == before
            else:
                assert texts(path) == texts_of({**ARTICLES, "article-01": left + 1})
            store.close()
        filler.unlink()
        FolderStore(path, RECIPE).commit(remove=["article-02"])
        assert sorted(texts(path)) == ["article-00", "article-01", "article-03"]
    finally:
        subprocess.run(["umount", "-l", str(mounted)], check=True)  # noqa: S603, S607


def test_nothing_depends_on_the_clock(path, monkeypatch):
    """Files from the future, and a clock that was set back, change nothing."""
    for file in path.rglob("*"):
        os.utime(file, (4e9, 4e9))
    monkeypatch.setattr(time, "time", lambda: 0.0)
    store = FolderStore(path, RECIPE)
    assert store.commit(add=entries_of({"article-09": 9})) == 3
    assert store.commit(remove=["article-00"]) == 4
    marker = marker_of("article-09", 9)
    assert {hit.passage.article for hit in store.lexical(marker, 9)} == {"article-09"}
    store.close()
    assert sorted(texts(path)) == ["article-01", "article-02", "article-03", "article-09"]


def test_what_a_reader_holds_open_is_gone_from_the_disk_all_the_same(path):
    """A search that was under way when its article was removed keeps no bytes in the folder."""
    reader = FolderStore(path, RECIPE)
    marker = marker_of("article-00", 0)
    assert reader.lexical(marker, 9) != []
    FolderStore(path, RECIPE).commit(remove=["article-00"])
    assert [file for file in path.rglob("*") if holds(file, marker)] == []
    reader.close()


def test_nothing_is_left_of_removed_articles_after_any_changes(tmp_path):
    """After adding, replacing and removing at random no file holds a word of what is gone."""
    path = tmp_path / "index"
    store = build(path, [], EMBEDDER)
    choose = random.Random(5)  # noqa: S311 - which articles, not a secret
    held, gone = {}, set()
    for version in range(30):
        key = f"article-{choose.randrange(8):02}"
        if key in held and choose.random() < 0.5:
            gone.add((key, held.pop(key)))
            store.commit(remove=[key])
        else:
            if key in held:
                gone.add((key, held[key]))
            held[key] = version
            store.commit(add=entries_of({key: version}))
    markers = [marker_of(*item) for item in gone]
    assert len(markers) > 9
    files = [file for file in path.rglob("*") if file.is_file()]
    assert [(m, f) for m in markers for f in files if holds(f, m)] == []
    assert all(any(holds(f, marker_of(*item)) for f in files) for item in held.items())
    store.close()


def holds(file, word):
    return file.is_file() and word.encode() in file.read_bytes()


def test_the_folder_stays_as_large_as_what_is_in_it(tmp_path):
    """A hundred replacements of one article leave no more files, and no more bytes, than ten."""
    store = build(tmp_path / "index", [], EMBEDDER)
    sizes, entries = [], entries_of({"article-00": 1})
    for _ in range(100):
        store.commit(add=entries)
        files = [file for file in store.path.rglob("*") if file.is_file()]
        sizes.append((len(files), sum(file.stat().st_size for file in files)))
    assert max(sizes[10:]) <= (sizes[9][0], sizes[9][1] + 8192)
    store.close()


def test_small_segments_are_taken_into_new_ones():
    """Whatever is added, segments are few, each passage is in one, and it is seldom rewritten."""
    choose = random.Random(7)  # noqa: S311 - sizes, not secrets
    held, number, written = [], 1, 0
    for _ in range(3_000):
        size = choose.choice([1, 1, 2, 3, 30])
        runs = plan([Run(number, number + size - 1, size)], held)
        number += size
        written += sum(run.passages for run in runs)
        kept = [one for one in held if not any(r.first <= one.first <= r.last for r in runs)]
        held = sorted((*kept, *runs), key=lambda run: run.first)
        assert [one.first for one in held[1:]] == [one.last + 1 for one in held[:-1]]
    assert sum(run.passages for run in held) == number - 1
    assert max(run.passages for run in held) <= MOST_PASSAGES
    assert len(held) < 2 * number / MOST_PASSAGES + 12
    assert written < 12 * number


def test_an_index_of_many_segments_is_searched_and_verified(tmp_path, monkeypatch):
    """Segments that are full are left alone; removing a passage rewrites its segment only."""
    monkeypatch.setattr(segments, "MOST_PASSAGES", 20)
    store = build(tmp_path / "index", [], EMBEDDER)
    articles = {f"article-{n:02}": n for n in range(40)}
    store.commit(add=entries_of(articles))
    before = {file.name for file in store.path.glob("segment-*")}
    assert len(before) > 5
    store.commit(remove=["article-07"])
    after = {file.name for file in store.path.glob("segment-*")}
    assert len(before & after) >= len(before) - 2
    assert sorted(texts(store.path)) == sorted(set(articles) - {"article-07"})
    store.close()


def test_an_empty_commit_writes_nothing_anew(path):
    """What has not changed is not written again."""
    before = sorted(file.name for file in path.glob("segment-*"))
    store = FolderStore(path, RECIPE)
    store.commit(add=make_entries([], EMBEDDER))
    assert sorted(file.name for file in path.glob("segment-*")) == before
    store.close()
