"""How alike a question and sentences are, worked by hand where the vectors allow it."""

import pytest

from index import HashingEmbedder, SentenceTransformerEmbedder
from rag import likeness as module
from rag.likeness import Likeness

SENTENCES = [
    "The council bought the ferry in May.",
    "The ferry was painted green.",
    "The ferry sails on Sundays.",
]


@pytest.fixture(name="likeness")
def fixture_likeness():
    return Likeness(HashingEmbedder())


def kinships(likeness, question, sentences):
    return likeness.kinships([question] * len(sentences), sentences)


def test_a_sentence_with_all_of_the_telling_words_matches_them_all(likeness):
    """The closed classes (when, did, the) ask for no match."""
    (same,) = kinships(
        likeness, "When did the council have the green ferry?", ["Council: ferry, GREEN"]
    )
    assert same.words == pytest.approx(1.0)


def test_the_more_is_there_the_more_alike(likeness):
    """Of three telling words the sentences hold two, one and none."""
    asked = "Did a cat paint the ferry?"
    found = kinships(likeness, asked, ["A cat: paint.", "A cat slept.", "Rain fell."])
    words = [one.words for one in found]
    assert words == sorted(words, reverse=True)
    assert words[1] > words[2]


def test_a_word_of_one_sentence_tells_more_than_one_of_all(likeness):
    """Where each holds one of two words, the rarer one counts more."""
    rare, common, _ = kinships(likeness, "council ferry?", ["Council.", *SENTENCES[1:]])
    assert rare.words > common.words


def test_nothing_told_and_nothing_asked(likeness):
    """A sentence without a telling word matches nothing; a question without one, anything."""
    (found,) = kinships(likeness, "Which ferry?", ["So it was."])
    assert found.words == 0.0
    assert kinships(likeness, "Who was it?", ["Rain fell."])[0].words == 1.0
    assert kinships(likeness, "Which ferry?", []) == []


def test_a_word_beyond_the_model_matches_nothing(likeness):
    """A pasted key is a word too; it is neither embedded nor an error."""
    key = " ".join("x" * 40 for _ in range(400))
    (found,) = kinships(likeness, "Which ferry?", [f"“{key}” sank"])
    assert found.cosine == 0.0
    assert found.words == pytest.approx(0.0, abs=0.01)


def test_forgetting_changes_nothing(likeness, monkeypatch):
    """Vectors that were kept and ones made anew give the same kinship."""
    before = kinships(likeness, "Which council painted the ferry?", SENTENCES)
    monkeypatch.setattr(module, "_SENTENCES_KEPT", 1)
    monkeypatch.setattr(module, "_WORDS_KEPT", 2)
    forgetful = Likeness(HashingEmbedder())
    for _ in range(2):
        assert kinships(forgetful, "Which council painted the ferry?", SENTENCES) == before


def test_another_word_for_the_same_matches():
    """With the real encoder "company" stands for "firm", and "rain" for neither."""
    likeness = Likeness(SentenceTransformerEmbedder())
    other, none = kinships(likeness, "Which firm?", ["The company closed.", "The rain fell."])
    assert other.words > 2 * none.words


def test_each_sentence_is_compared_with_its_own_question(likeness):
    """The name as it is spelt there; both then match as well as one would alone."""
    asked = ["Did Sorokina pay?", "Did Sorokyna pay?"]
    told = ["Sorokina did pay", "Sorokyna did pay"]
    for one, question, sentence in zip(likeness.kinships(asked, told), asked, told, strict=True):
        assert one.words == pytest.approx(1.0)
        assert one.cosine == pytest.approx(kinships(likeness, question, [sentence])[0].cosine)
