"""The variants of an ablation do what their names say."""

import pytest

from eval.ablation import DenseOnly, InRetrievalOrder, LexicalOnly, ReciprocalRanks, as_markdown
from eval.figures import figures_of
from index import HashingEmbedder, Hit, Passage, build, parse_article
from rag import Evidence

TEXTS = {
    "a.txt": "The ferry left Riga at noon with sixty people.",
    "b.txt": "A train left Vilnius at night.",
    "c.txt": "Owls sleep by day.",
}


@pytest.fixture
def store(tmp_path):
    articles = [parse_article(text, name) for name, text in TEXTS.items()]
    return build(tmp_path / "index", articles, HashingEmbedder())


def test_reciprocal_ranks_sum_one_over_sixty_plus_rank(store):
    question = "From where did the ferry leave?"
    embedder = HashingEmbedder()
    expected = {}
    for ranking in (DenseOnly(store, embedder), LexicalOnly(store)):
        for rank, hit in enumerate(ranking.retrieve(question, 10), start=1):
            name = hit.passage.article
            expected[name] = expected.get(name, 0) + 1 / (60 + rank)
    found = ReciprocalRanks(store, embedder).retrieve(question, 10)
    assert {hit.passage.article: hit.score for hit in found} == expected
    assert found[0].passage.article == "a.txt"


def test_without_reranking_the_first_passage_comes_first_however_sure_the_reader_is():
    passages = [Passage(name, 0, len(text), text) for name, text in TEXTS.items()]

    class LikesTheLast:
        def read(self, question, hits):  # noqa: ARG002 - the seam's signature
            return [Evidence(hit.passage, (0, 3), (0, 3), 0.9) for hit in reversed(hits)]

    hits = [Hit(passage, 1.0) for passage in passages]
    found = InRetrievalOrder(LikesTheLast()).read("?", hits)
    assert [one.passage for one in found] == passages
    assert {one.score for one in found} == {0.5}


def test_the_table_has_a_row_for_each_variant_and_a_dash_where_nothing_was_measured():
    table = as_markdown({"as shipped": figures_of([]), "dense only": figures_of([])}, "None @ 1")
    lines = table.splitlines()
    assert lines[0] == "None @ 1"
    assert [line.split(" | ")[0] for line in lines[4:]] == ["| as shipped", "| dense only"]
    assert lines[4].count("– n=0") == 7
