"""The gold questions, asked of the shipped reader over the fake embedder: no word is made up."""

import dataclasses

import pytest

from eval.loading import SEEDS_GOLD, load_gold
from index import HashingEmbedder, build, read_folder
from rag import Assistant, Retriever
from rag.assembly import SEEDS
from rag.confidence import read_calibration
from rag.likeness import Likeness
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED
from rag.reading import Reading

# Reading fewer passages keeps the test short; nothing is declined, so every answer is looked at.
PASSAGES = 4


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    embedder = HashingEmbedder()
    store = build(tmp_path_factory.mktemp("index"), read_folder(SEEDS), embedder)
    reader, calibration = ExtractiveReader(SHIPPED), read_calibration(SHIPPED)
    reading = Reading(reader, Likeness(embedder), calibration, 0.0, verifier=reader.verifier)
    return Assistant(store, Retriever(store, embedder), reading, top_k=PASSAGES)


def test_every_statement_and_citation_of_every_gold_answer_is_its_slice_of_the_source(assistant):
    texts = {article.id: article.text for article in assistant.articles()}
    questions = load_gold(SEEDS_GOLD, texts)

    for question in questions:
        answer = assistant.ask(question.question)
        quotes = {citation.number: citation.quote for citation in answer.citations}
        for citation in answer.citations:
            assert texts[citation.article][citation.start : citation.end] == citation.quote
        shown = [*answer.statements, *(s for d in answer.disagreements for s in d.sides)]
        assert [s.quote for s in shown] == [quotes[s.citations[0]] for s in shown]
        assert all(s.quote[slice(*span)] for s in answer.statements for span in s.highlights)


def test_the_same_question_gives_the_same_answer_to_the_last_digit(assistant):
    one, other = (assistant.ask("Who negotiated the release?") for _ in range(2))

    assert dataclasses.replace(one, timings=None) == dataclasses.replace(other, timings=None)
    assert one.confidence == other.confidence
