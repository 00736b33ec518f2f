"""A sentence about the east wing does not answer a question about the west wing."""

import pytest

from index import Hit, Passage, parse_article
from rag import Evidence
from rag.confidence import NOT_AT_ALL, UNFITTED
from rag.doubts.siblings import of_sibling
from rag.likeness import Kinship
from rag.reading import Reading
from rag.rerank import doubt_quotes


@pytest.mark.parametrize(
    ("question", "quote", "sibling"),
    [
        ("Who paid for the north tower?", "The south tower was paid for by Ann Lee.", True),
        ("Who paid for the north tower?", "The northern tower was paid for by Ann Lee.", False),
        ("Who paid for the north tower?", "It cost more than the south tower, north of it.", False),
        ("Who paid for the north tower?", "Ann Lee came from the south.", False),
        ("Who slept on the second floor?", "Ann Lee slept on the first floor.", True),
        ("Who slept on the second floor?", "Ann Lee slept on the 2nd floor.", False),
        ("Who slept on the second floor?", "Ann Lee was the first woman to sleep there.", False),
        ("Who leads the men’s team?", "Ann Lee leads the women’s team.", True),
        ("What is the weekly fee?", "The annual fee is 40 crowns.", True),
        ("What is the weekly fee?", "The fee is 40 crowns.", False),
        ("Who wrote the last chapter?", "Ann Lee wrote the third chapter.", False),
        ("Who is the mayor of Aldburg?", "The deputy mayor of Aldburg is Ann Lee.", True),
        ("Who is the mayor of Aldburg?", "Aldburg’s vice-mayor is Ann Lee.", True),
        ("Who is the mayor of Aldburg?", "The former mayor, Ann Lee, left.", True),
        ("Who was the mayor of Aldburg?", "The former mayor, Ann Lee, left.", False),
        ("Who is the mayor?", "The deputy mayor said that the mayor, Ann Lee, left.", False),
        ("Who is the deputy mayor?", "The deputy mayor is Ann Lee.", False),
        ("Who is the mayor’s guest?", "The acting mayor has invited Ann Lee.", False),
        ("What does the new card cost?", "The old card was 12 crowns.", True),
        ("Who broke his left arm?", "She left; he broke his right arm.", False),
    ],
)
def test_another_one_of_the_set_before_the_noun_is_a_sibling(question, quote, sibling):
    assert of_sibling(question, quote) is sibling


def test_a_quote_of_a_sibling_is_doubted():
    quote = "The south tower was paid for by Ann Lee."
    evidence = Evidence(Passage("a.txt", 0, len(quote), quote), (32, 39), (0, len(quote)), 0.5, 0.5)

    (doubted,) = doubt_quotes("Who paid for the north tower?", [evidence], [quote])

    assert doubted.doubts == 1
    assert doubted.score < evidence.score


def test_a_quote_of_the_other_sex_is_doubted():
    quote = "A court sentenced him to 20 years."
    evidence = Evidence(Passage("a.txt", 0, len(quote), quote), (25, 33), (0, 34), 0.5, 0.5)
    passages = ["Ida Velin, 52, said that she would sing. Velin sang. She is in Oslo."]

    (doubted,) = doubt_quotes("What did Ida Velin get?", [evidence], [quote], passages)

    assert doubted.doubts == 1


class FindsTheFirstTwoWords:
    """A reader that marks "Ann Lee" at the beginning of every passage."""

    def read(self, question, hits):
        del question
        return [Evidence(hit.passage, (0, 7), (0, 7), 0.9, 0.9) for hit in hits]


class Alike:
    """Finds everything as like the question as anything."""

    def kinships(self, questions, texts):
        del questions
        return [Kinship(0.9, 0.9) for _ in texts]


@pytest.mark.parametrize(
    ("text", "not_at_all"),
    [
        ("Ann Lee paid for the south tower. It leans.", True),
        ("Ann Lee paid for the north tower. It leans.", False),
        ("Ann Lee paid for the south tower. The north tower leans.", False),
    ],
)
def test_where_the_passage_has_a_sibling_alone_the_question_is_declined(text, not_at_all):
    reading = Reading(FindsTheFirstTwoWords(), Alike(), UNFITTED, 0.5)
    hits = [Hit(Passage("a.txt", 0, len(text), text), 1.0)]

    _, sureness = reading.read(
        "Who paid for the north tower?", hits, {"a.txt": parse_article(text, "a.txt")}
    )

    assert (sureness == NOT_AT_ALL) is not_at_all
