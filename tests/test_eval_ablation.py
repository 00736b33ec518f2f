"""The variants of an ablation do what their names say."""

import dataclasses

import pytest

from eval.ablation import (
    COLUMNS,
    VARIANTS,
    DenseOnly,
    InRetrievalOrder,
    LexicalOnly,
    ReciprocalRanks,
    Remembering,
    Scaled,
    ablate,
)
from eval.corpus import Corpus
from eval.questions import GoldQuestion, GoldSpan, QuestionType
from eval.similarity import SimilarityReader
from eval.tables import as_markdown, write_section
from index import GoldError, HashingEmbedder, Hit, Passage, build, parse_article
from rag import Assistant, Evidence, Retriever
from rag.confidence import UNFITTED
from rag.likeness import Likeness
from rag.reading import Reading

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
            return [Evidence(hit.passage, (0, 3), (0, 3), 0.9, 0.9) for hit in reversed(hits)]

    hits = [Hit(passage, 1.0) for passage in passages]
    found = InRetrievalOrder(LikesTheLast()).read("?", hits)
    assert [one.passage for one in found] == passages
    assert {one.score for one in found} == {0.5}


def test_scores_of_every_ranking_are_brought_to_the_convention_of_the_fusion(store):
    """What is weighed against the reader's score must not depend on whose ranking it is."""
    found = Scaled(LexicalOnly(store)).retrieve("ferry Riga train night owls", 2)
    assert (found[0].score, len(found)) == (1.0, 2)
    assert 0.0 <= found[1].score < 1.0


class Counting:
    """Finds three spans in every passage, and counts the passages it was given."""

    def __init__(self):
        self.given = []

    def read(self, question, hits):  # noqa: ARG002 - the seam's signature
        self.given += [hit.passage for hit in hits]
        return [
            Evidence(
                hit.passage, (at, at + 2), (at, at + 2), 1 / (1 + at + len(hit.passage.text)), 0.5
            )
            for hit in hits
            for at in (4, 0, 2)
        ]


def test_a_passage_is_read_once_and_found_as_if_read_anew():
    hits = [Hit(Passage(name, 0, len(text), text), 1.0) for name, text in TEXTS.items()]
    counting = Counting()
    remembering = Remembering(counting)
    for asked in (hits[:2], hits, hits[1:]):
        fresh = Counting().read("?", asked)
        best_first = sorted(fresh, key=lambda e: (-e.score, e.passage.article, e.answer))
        assert remembering.read("?", asked) == best_first
    assert counting.given == [hit.passage for hit in hits]


SAME = {
    "a.txt": "The ferry left the harbour of Riga at noon.",
    "b.txt": "The ferry left the harbour of Riga at noon.",
}


@pytest.fixture
def corpus(tmp_path):
    """Two articles that say the same, and a question that spells a name in its own way."""
    embedder = HashingEmbedder()
    articles = [parse_article(text, name) for name, text in SAME.items()]
    store = build(tmp_path / "index", articles, embedder)
    reading = Reading(SimilarityReader(embedder, store.article), Likeness(embedder), UNFITTED, 0.0)
    span = GoldSpan("a.txt", 0, len(SAME["a.txt"]), SAME["a.txt"])
    question = GoldQuestion(
        id="q",
        type=QuestionType.PLACE,
        question="From which harbour did the ferry leave at noon?",
        answers=("Riga",),
        spans=(span,),
    )
    assistant = Assistant(store, Retriever(store, embedder), reading, top_k=5)
    return Corpus(assistant, [question], tmp_path / "gold.jsonl")


def test_every_variant_asks_every_question_and_leaves_the_assistant_as_it_was(corpus):
    before = vars(corpus.assistant).copy()
    counted = []
    runs = ablate(corpus, HashingEmbedder(), lambda done, total: counted.append((done, total)))
    assert list(runs) == list(VARIANTS)
    assert counted == [(done, len(VARIANTS)) for done in range(1, len(VARIANTS) + 1)]
    assert {outcome.error for run in runs.values() for outcome in run} == {None}
    assert vars(corpus.assistant) == before


def test_without_merging_what_two_articles_say_is_two_statements(corpus):
    runs = ablate(corpus, HashingEmbedder(), lambda done, total: None)  # noqa: ARG005
    shown = {name: runs[name][0].statements for name in ("as shipped", "without merging")}
    assert [len(claim.citations) for claim in shown["as shipped"]] == [2]
    assert [len(claim.citations) for claim in shown["without merging"]] == [1, 1]


def test_the_table_has_a_row_for_each_run_and_a_dash_where_nothing_was_measured():
    lines = as_markdown({"as shipped": [], "dense only": []}, COLUMNS, "None @ 1")
    assert lines[0] == "None @ 1"
    assert [line.split(" | ")[0] for line in lines[5:7]] == ["| as shipped", "| dense only"]
    assert lines[5].count("–") == len(COLUMNS)


def test_the_table_marks_what_differs_beyond_chance_and_only_that(corpus):
    right = ablate(corpus, HashingEmbedder(), lambda done, total: None)["as shipped"]  # noqa: ARG005
    wrong = [dataclasses.replace(one, cited=False) for one in right]
    runs = {"first": right * 8, "worse": wrong * 8, "hardly": wrong * 2 + right * 6}
    rows = as_markdown(runs, ["right with a right citation"], "")[5:8]
    assert [row.endswith(r"\* |") for row in rows] == [False, True, False]
    assert rows[1].startswith("| worse | 0.000 (0.00 to 0.00)")


def test_a_table_takes_its_place_in_a_document_and_nothing_else(tmp_path):
    path = tmp_path / "doc.md"
    path.write_text("Before\n<!-- t -->\nold\n<!-- /t -->\nAfter\n", encoding="utf-8")
    for _ in range(2):
        write_section(path, "t", ["new"])
    expected = "Before\n<!-- t -->\nnew\n<!-- /t -->\nAfter\n"
    assert path.read_text(encoding="utf-8") == expected


def test_a_table_makes_its_document_where_there_is_none_and_refuses_one_without_its_place(tmp_path):
    path = tmp_path / "doc.md"
    write_section(path, "t", ["new"])
    assert path.read_text(encoding="utf-8") == "<!-- t -->\nnew\n<!-- /t -->\n"
    with pytest.raises(GoldError, match="has no lines <!-- other --> and <!-- /other -->"):
        write_section(path, "other", ["new"])
