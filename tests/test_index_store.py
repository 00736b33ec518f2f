"""The folder store: one truth, generations, and many readers beside one writer."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import (
    Entry,
    FolderStore,
    HashingEmbedder,
    Recipe,
    StoreError,
    StoreIncompatible,
    StoreMissing,
    build,
    parse_article,
    rebuild,
    recipe_for,
)
from index.build import make_entries
from index.store import derived, ties
from index.store.lexical import search_lexical

EMBEDDER = HashingEmbedder()
RECIPE = recipe_for(EMBEDDER)


def article(name, text):
    return parse_article(text, name)


def entry(name, text):
    return make_entries([article(name, text)], EMBEDDER)[0]


@pytest.fixture
def store(tmp_path):
    """A store of three articles."""
    made = build(
        tmp_path / "index",
        [
            article("a", "Rain fell in Minsk on Monday."),
            article("b", "A title that says something\n\nSnow\n\nSnow fell in Brest. It was cold."),
            article("c", "<b>Potash</b> 日本 👩\u200d🚀 was sold. שלום."),
        ],
        EMBEDDER,
    )
    yield made
    made.close()


def ids(hits):
    return [hit.passage.article for hit in hits]


def everything(store):
    """Return what two like stores have in common, bytes and order included."""
    query = EMBEDDER.embed_query("snow in Minsk")
    return store.articles(), store.dense(query, 9), store.lexical("snow in Minsk", 9)


def test_what_is_kept_is_what_was_given(store):
    """Articles come back equal, and passages are their slices."""
    assert [a.id for a in store.articles()] == ["a", "b", "c"]
    assert store.article("c") == article("c", "<b>Potash</b> 日本 👩\u200d🚀 was sold. שלום.")
    for hit in store.dense(EMBEDDER.embed_query("potash"), 9):
        text = store.article(hit.passage.article).text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_both_searches_find_the_words(store):
    """The passage with the words comes first, by vectors and by words, and the heading counts."""
    assert ids(store.dense(EMBEDDER.embed_query("Rain in Minsk?"), 9))[0] == "a"
    assert ids(store.lexical("raining: MINSK", 9))[0] == "a"
    assert ids(store.lexical("says something", 9)) == ["b"]


@pytest.mark.parametrize(
    "query",
    ["", "?!", "' OR 1=1 --", "text:rain AND (", "日本", "a" * 50_000, "\x00", "👍", "NOT *"],
)
def test_no_query_upsets_the_lexical_search(store, query):
    """What people type is never parsed: the answer is a list of hits."""
    assert len(store.lexical(query, 9)) <= 3


@pytest.mark.parametrize("k", [-1, 0, 1, 2, 3, 99_999])
def test_k_is_a_limit(store, k):
    """Never more than k hits, never more than there are, no passage twice."""
    hits = store.dense(EMBEDDER.embed_query("Minsk"), k)
    assert len(hits) == max(0, min(k, 3))
    assert len({hit.passage for hit in hits}) == len(hits)


def test_a_vector_of_another_dimension_is_refused(store):
    """A vector that cannot be searched is an error and not a crash."""
    with pytest.raises(StoreError, match=r"shape \(3,\)"):
        store.dense(np.zeros(3, np.float32), 5)


def test_replacing_and_removing(store):
    """An article of the same id is replaced, a removed one is gone, each in one generation."""
    assert store.commit(add=[entry("a", "Hail fell in Gomel.")]) == 2
    assert ids(store.lexical("hail", 9)) == ["a"]
    assert store.lexical("rain", 9) == []
    assert store.commit(remove=["a"]) == 3
    assert store.lexical("hail", 9) == []
    assert store.count_passages() == 2
    with pytest.raises(StoreError, match="no article 'a'"):
        store.article("a")


def test_an_empty_store_after_removing_all(store):
    """A store without articles is a store, and finds nothing."""
    store.commit(remove=["a", "b", "c"])
    again = FolderStore(store.path, RECIPE)
    assert everything(again) == ([], [], [])
    again.close()


def test_a_commit_is_whole_or_nothing(store):
    """A commit that fails in the middle changes nothing and leaves no file behind."""
    before = everything(store), sorted(p.name for p in store.path.iterdir())
    with pytest.raises(StoreError, match="nothing was removed"):
        store.commit(add=[entry("d", "New.")], remove=["a", "no such"])
    assert (everything(store), sorted(p.name for p in store.path.iterdir())) == before


def test_a_reader_sees_a_new_generation(store):
    """A store that was opened before a commit finds what the commit added."""
    reader = FolderStore(store.path, RECIPE)
    assert reader.lexical("hail", 9) == []
    store.commit(add=[entry("d", "Hail fell.")])
    assert ids(reader.lexical("hail", 9)) == ["d"]
    assert reader.generation == 2
    reader.close()


def test_the_same_articles_are_found_alike_however_they_were_added(store, tmp_path):
    """Scores and the order of equals do not depend on the order of the commits."""
    other = FolderStore.create(tmp_path / "other", RECIPE)
    entries = [make_entries([a], EMBEDDER)[0] for a in store.articles()]
    other.commit(add=[entry("z", "Rain fell in Minsk on Monday.")])
    for one in reversed(entries):
        other.commit(add=[one])
    other.commit(remove=["z"])
    assert everything(other) == everything(store)
    other.close()


def test_equal_passages_are_cut_in_the_order_of_their_articles(tmp_path):
    """Where scores tie, the k that are kept are the first by article, in both searches."""
    names = [f"{n:03}" for n in range(300)]
    made = build(tmp_path / "i", [article(n, "Rain fell.") for n in reversed(names)], EMBEDDER)
    assert ids(made.lexical("rain", 7)) == names[:7]
    assert ids(made.dense(EMBEDDER.embed_query("rain"), 7)) == names[:7]
    made.close()


@given(st.lists(st.integers(0, 3), max_size=30), st.integers(-1, 35), st.randoms())
def test_ties_are_cut_by_place(scores, k, random):
    """Whatever equals a search keeps, the result is the head of the fully sorted ranking."""

    def fetch(count):
        order = list(range(len(scores)))
        random.shuffle(order)
        return [(at, scores[at]) for at in sorted(order, key=lambda at: -scores[at])[:count]]

    def places(numbers):
        return {at: ("a", at, 0) for at in numbers}

    slow = sorted(enumerate(scores), key=lambda pair: (-pair[1], pair[0]))[: max(k, 0)]
    assert ties.best(k, len(scores), fetch, places) == slow


def test_nothing_of_a_removed_article_stays_on_the_disk(tmp_path):
    """After a removal or a replacement no file in the folder holds the words."""
    path = tmp_path / "index"
    word = "xylophonist"
    made = build(path, [article("a", f"The {word} left. " * 200), article("b", "Rain.")], EMBEDDER)
    held = {file.name for file in path.rglob("*") if file.is_file() and holds(file, word)}
    assert {"index.sqlite"} <= held
    made.commit(add=[entry("b", f"Another {word} came.")], remove=["a"])
    made.commit(add=[entry("b", "Rain.")])
    assert [file for file in path.rglob("*") if file.is_file() and holds(file, word)] == []
    made.close()


def holds(file, word):
    data = file.read_bytes().lower()
    return any(word[:length].encode() in data for length in (len(word), len(word) - 3))


def test_open_files_survive_their_removal(store):
    """A reader in the middle of a search keeps the old generation until it is done."""
    reader = FolderStore(store.path, RECIPE)
    hits = reader.lexical("rain", 9)
    held = reader._newest._held  # noqa: SLF001
    before = search_lexical(held.lexical, "rain", 9, dict.fromkeys)
    store.commit(remove=["a"])
    assert search_lexical(held.lexical, "rain", 9, dict.fromkeys) == before
    assert ids(hits) == ["a"]
    assert reader.lexical("rain", 9) == []
    reader.close()


def test_a_reader_that_loses_the_race_opens_the_newer_files(store, monkeypatch, caplog):
    """Files that a writer removes while they are being opened are outdated, not damaged."""
    reader = FolderStore(store.path, RECIPE)
    load, raced = derived.load_dense, []

    def slow(data):
        if not raced:
            raced.append(True)
            store.commit(add=[entry("d", "Hail fell.")], remove=["a"])
        return load(data)

    monkeypatch.setattr(derived, "load_dense", slow)
    assert ids(reader.lexical("hail", 9)) == ["d"]
    assert [message for message in caplog.messages if "damaged" in message] == []
    reader.close()


def test_threads_share_a_store(store):
    """Threads that search while another commits always see whole generations."""
    entries = [entry("d", "Hail fell in Minsk."), entry("d", "Hail fell in Minsk. Rain too.")]
    stop = threading.Event()

    def search(_):
        seen = []
        while not stop.is_set():
            seen.append(ids(store.lexical("rain Minsk", 9))[:1])
            seen.append([a.id for a in store.articles()][:3])
        return seen

    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(search, n) for n in range(4)]
        for n in range(6):
            store.commit(add=[entries[n % 2]])
        stop.set()
        seen = [step for future in running for step in future.result()]
    assert seen[0::2] != []
    assert {tuple(step) for step in seen} <= {("a",), ("d",), ("a", "b", "c")}


def test_an_index_of_another_recipe_is_refused(store):
    """Model, dimension and chunking have to agree; the message names both and the remedy."""
    for recipe in (
        Recipe("other@1", 256, RECIPE.chunking),
        Recipe(RECIPE.model, 384, RECIPE.chunking),
        Recipe(RECIPE.model, 256, "200 tokens"),
    ):
        with pytest.raises(StoreIncompatible, match=r"was made with .*settings say .*rebuild"):
            FolderStore(store.path, recipe)
        with pytest.raises(StoreIncompatible):
            FolderStore.create(store.path, recipe)


class Other(HashingEmbedder):
    name = "other@1"


def test_rebuilding_with_another_model(store):
    """A rebuild keeps the articles; stores opened for the old model say so from then on."""
    reader = FolderStore(store.path, RECIPE)
    before = reader.articles()
    again = rebuild(store.path, Other())
    assert again.articles() == before
    assert again.generation == 2
    with pytest.raises(StoreIncompatible, match="'other@1'"):
        reader.lexical("rain", 9)
    with pytest.raises(StoreIncompatible, match="'other@1'"):
        reader.commit(remove=["a"])
    for one in (reader, again):
        one.close()


def test_a_rebuild_does_not_lose_what_was_added_meanwhile(store):
    """An article that is added while the others are embedded anew stops the rebuild."""

    class Slow(Other):
        def embed_passages(self, texts):
            if "d" not in [a.id for a in store.articles()]:
                store.commit(add=[entry("d", "Hail.")])
            return super().embed_passages(texts)

    with pytest.raises(StoreError, match="was changed meanwhile"):
        rebuild(store.path, Slow())
    assert [a.id for a in store.articles()] == ["a", "b", "c", "d"]
    assert ids(store.lexical("hail", 9)) == ["d"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e: Entry(e.article, e.passages, e.vectors[:, :5]), "of dimension 256 are wanted"),
        (lambda e: Entry(e.article, e.passages, e.vectors.astype(float)), "float64"),
        (lambda e: Entry(e.article, e.passages, e.vectors * np.float32("nan")), "not a number"),
        (lambda e: Entry(e.article, [], e.vectors), "0 passages"),
        (lambda e: Entry(article("d", "Y."), e.passages, e.vectors), "is not a slice"),
    ],
)
def test_what_does_not_hold_together_is_not_kept(store, change, said):
    """Vectors of another shape, and passages of another text, are refused."""
    with pytest.raises(StoreError, match=said):
        store.commit(add=[change(entry("d", "Hail fell."))])
    assert store.generation == 1


def test_one_name_twice_is_refused(store):
    """Two articles of one name in one commit would silently be one."""
    with pytest.raises(StoreError, match="'d' is there twice"):
        store.commit(add=[entry("d", "One."), entry("d", "Two.")])


def test_an_index_that_was_never_committed_to_is_missing(tmp_path):
    """What a writer left that was killed before its first commit is made anew by the next."""
    FolderStore.create(tmp_path / "i", RECIPE).close()
    with pytest.raises(StoreMissing):
        FolderStore(tmp_path / "i", RECIPE)
    build(tmp_path / "i", [article("a", "Rain.")], EMBEDDER).close()
    FolderStore(tmp_path / "i", RECIPE).close()


def test_odd_names_of_folders_and_articles(tmp_path):
    """Question marks, hashes, percent signs and quotes in names are only names."""
    path = tmp_path / "an index? #1 100% 'ü'"
    made = build(path, [article("a'b\"; DROP TABLE articles; --.txt", "Rain.")], EMBEDDER)
    assert ids(made.lexical("rain", 1)) == ["a'b\"; DROP TABLE articles; --.txt"]
    made.close()


def test_opening_loads_nothing(store, monkeypatch):
    """The derived files are loaded by the first search, not by opening."""
    monkeypatch.setattr("index.store.derived.load_derived", None)
    again = FolderStore(store.path, RECIPE)
    assert again.count_passages() == 3
    again.close()


def test_segments_written_one_by_one_are_searched_as_one(tmp_path, caplog):
    """Many small commits leave several segments, and a search finds what one of all would find."""
    words = ["rain", "snow", "hail", "sleet", "fog"]
    texts = [f"{words[n % 5].title()} fell in Minsk on day {n * n % 37}." for n in range(40)]
    articles = [article(f"{n:02}", text) for n, text in enumerate(texts)]
    small = FolderStore.create(tmp_path / "small", RECIPE)
    for one in articles:
        small.commit(add=make_entries([one], EMBEDDER))
    whole = build(tmp_path / "whole", articles, EMBEDDER)
    assert 2 < len(list(small.path.glob("segment-*"))) < 10
    assert everything(small) == everything(whole)
    assert caplog.messages == []
    small.close()
    whole.close()


def test_removed_rows_are_overwritten(store):
    """SQLite is told to zero what it frees, and the log is emptied by every commit."""
    store.commit(remove=["a"])
    assert (store.path / "index.sqlite-wal").stat().st_size == 0
    with closing(sqlite3.connect(store.path / "index.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
