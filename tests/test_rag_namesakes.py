"""What is said of one bearer of a surname does not answer for another."""

import pytest

from index import Hit, Passage, parse_article
from rag import Evidence
from rag.confidence import NOT_AT_ALL, UNFITTED
from rag.doubts.namesakes import of_namesake
from rag.likeness import Kinship
from rag.reading import Reading

QUESTION = "When was Ida Velin born?"


@pytest.mark.parametrize(
    ("question", "quote", "answer", "namesake"),
    [
        (QUESTION, "Lars Velin, born in 1927, kept bees.", "1927", True),
        (QUESTION, "Ida Velin was born in 1931.", "1931", False),
        (QUESTION, "Velin was born in 1931.", "1931", False),
        (QUESTION, "Miss Velin, not Lars Velin, was born in 1931.", "1931", False),
        (QUESTION, "Ida, like Lars Velin, was born in May.", "May", True),
        (QUESTION, "Adelaida Velin was born in 1931.", "1931", False),
        (QUESTION, "Lars Borg was born in 1927.", "1927", False),
        (QUESTION, "Author Velin was born in 1931.", "1931", False),
        ("When did the Oslo Court rule?", "The High Court ruled in 1931.", "1931", False),
        ("When was Eugenia Sorokina born?", "Yevgenia Sorokina, b. 1931.", "1931", False),
        ("When was Velin born?", "Lars Velin was born in 1927.", "1927", False),
        ("Who taught Ida Velin?", "Lars Velin taught her.", "Lars Velin", False),
        ("When did Ida Velin's brother die?", "Lars Velin died in 1994.", "1994", False),
        ("When did Ida Velin meet Lars Velin?", "Lars Velin came in 1994.", "1994", False),
        ("Where did J. Velin live?", "Lars Velin lived in Oslo.", "Oslo", False),
    ],
)
def test_another_given_name_before_the_surname_is_a_namesakes(question, quote, answer, namesake):
    start = quote.index(answer)

    assert of_namesake(question, quote, (start, start + len(answer))) is namesake


class FindsYears:
    """A reader that marks the four figures behind "in" in every sentence."""

    def read(self, question, hits):
        del question
        return [
            Evidence(hit.passage, (at + 3, at + 7), (at + 3, at + 7), 0.9, 0.9)
            for hit in hits
            for at in [hit.passage.start + hit.passage.text.index("in 1")]
        ]


class Alike:
    """Finds everything as like the question as anything."""

    def kinships(self, questions, texts):
        del questions
        return [Kinship(0.9, 0.9) for _ in texts]


@pytest.mark.parametrize(
    ("lines", "years", "declined"),
    [
        (["Lars Velin was born in 1927.", "Ida Velin was born in 1931."], ["1931"], False),
        (["Lars Velin was born in 1927."], ["1927"], True),
    ],
    ids=["left aside", "all there is"],
)
def test_a_namesakes_evidence_is_left_aside_and_is_not_enough(lines, years, declined):
    article = parse_article("\n\n".join(lines), "a.txt")
    hits = [
        Hit(Passage("a.txt", at, at + len(line), line), 1.0)
        for line in lines
        for at in [article.text.index(line)]
    ]
    reading = Reading(FindsYears(), Alike(), UNFITTED, 0.5)

    evidence, sureness = reading.read(QUESTION, hits, {"a.txt": article})

    assert [article.text[slice(*one.answer)] for one in evidence] == years
    assert (sureness == NOT_AT_ALL) is declined
