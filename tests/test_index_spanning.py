"""Rules of two stores searched as one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import HashingEmbedder, SpanningStore, StoreError, build, parse_article

EMBEDDER = HashingEmbedder()
SHARED = {
    "rain.txt": "Rain fell in Minsk on Monday. The rivers rose by a metre, and two roads closed.",
    "potash.txt": "Potash is a mineral that is used in fertiliser. It is exported through ports.",
}
OWN = {
    "mine/snow.txt": "Snow fell in Brest on Monday. It was cold, and the trains were late.",
    "mine/ferry.txt": "The ferry to Norrholm left late. A pump had broken on the night before.",
}
LONG = " ".join(f"The {n}th boat left the harbour at {n} in the morning." for n in range(3, 30))


def made(folder, texts):
    return build(folder, [parse_article(text, name) for name, text in texts.items()], EMBEDDER)


@pytest.fixture(scope="module")
def stores(tmp_path_factory):
    """Return what is spanned, and one store that holds the same."""
    folder = tmp_path_factory.mktemp("stores")
    own, shared = made(folder / "own", OWN), made(folder / "shared", SHARED)
    return SpanningStore(own, shared), made(folder / "one", OWN | SHARED)


def found(hits):
    return [(hit.passage, round(hit.score, 6)) for hit in hits]


@given(words=st.lists(st.sampled_from("snow rain ferry port Monday late mineral".split())))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_dense_search_finds_what_one_store_of_everything_would(stores, words):
    spanning, one = stores
    vector = EMBEDDER.embed_query(" ".join(words))
    assert found(spanning.dense(vector, 3)) == found(one.dense(vector, 3))


@pytest.mark.parametrize("k", [1, 2, 10])
def test_lexical_search_finds_the_passages_of_both_with_the_best_first(stores, k):
    spanning, one = stores
    hits = spanning.lexical("Monday", k)
    assert {h.passage for h in spanning.lexical("Monday", 10)} == {
        h.passage for h in one.lexical("Monday", 10)
    }
    assert len(hits) == min(k, 2)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)


def test_articles_of_both_are_there_in_the_order_of_their_ids(stores):
    spanning, _ = stores
    assert [article.id for article in spanning.articles()] == sorted(OWN | SHARED)
    assert spanning.count_passages() == 4
    assert spanning.article("rain.txt").text == SHARED["rain.txt"]
    assert spanning.article("mine/snow.txt").text == OWN["mine/snow.txt"]


def test_an_article_of_neither_is_an_error(stores):
    with pytest.raises(StoreError, match=r"gone\.txt"):
        stores[0].article("gone.txt")


def test_where_both_hold_an_id_no_passage_of_the_hidden_article_is_found(tmp_path):
    own = made(tmp_path / "own", {"a.txt": OWN["mine/ferry.txt"]})
    shared = made(tmp_path / "shared", {"a.txt": SHARED["rain.txt"]})
    spanning = SpanningStore(own, shared)
    assert spanning.lexical("rain Minsk", 5) == []
    for hit in spanning.dense(EMBEDDER.embed_query("rain"), 5):
        text = spanning.article(hit.passage.article).text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_an_own_article_that_repeats_a_shared_one_counts_as_the_same_source(tmp_path):
    own = made(tmp_path / "own", {"mine/copy.txt": LONG + " It did.", **OWN})
    shared = made(tmp_path / "shared", {"wire.txt": LONG, **SHARED})
    spanning = SpanningStore(own, shared)
    assert spanning.article("mine/copy.txt").origin == "wire.txt"
    assert spanning.article("mine/snow.txt").origin == "mine/snow.txt"
    assert {a.id: a.origin for a in spanning.articles()}["mine/copy.txt"] == "wire.txt"


def test_what_is_committed_goes_into_the_own_store_alone(tmp_path):
    own, shared = made(tmp_path / "own", OWN), made(tmp_path / "shared", SHARED)
    spanning = SpanningStore(own, shared)
    before = spanning.generation
    assert spanning.commit(remove=["mine/snow.txt"]) == before + 1
    assert (own.ids(), shared.ids()) == (["mine/ferry.txt"], sorted(SHARED))
