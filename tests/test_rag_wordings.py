"""A question for a date is read in two wordings, and what both find counts most."""

import pytest

from index import Hit, Passage, parse_article
from rag import Evidence
from rag.confidence import UNFITTED
from rag.likeness import Kinship
from rag.reading import Reading
from rag.wordings import averaged, other_wording

TEXT = "In 2021 Ann Lee sailed, and on 3 May she came home."
PASSAGE = Passage("a.txt", 0, len(TEXT), TEXT)
YEAR, DAY = (3, 7), (31, 36)


def found(span, belief):
    return Evidence(PASSAGE, span, span, belief, belief)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("When did Ann Lee come home?", "On what date did Ann Lee come home?"),
        ("when is it due?", "On what date is it due?"),
        ("When he died, who wept?", None),
        ("Since when is it open?", None),
        ("Who came home when it rained?", None),
        ("When is it " + "very " * 100 + "late?", None),
    ],
)
def test_when_is_also_asked_as_on_what_date(question, other):
    assert other_wording(question) == other


def test_what_is_found_for_both_wordings_comes_before_what_one_alone_finds():
    both = averaged(
        [found(YEAR, 0.9), found(DAY, 0.6)],
        [found(DAY, 0.9), found((0, 2), 0.1)],
    )

    assert [one.answer for one in both] == [DAY, YEAR, (0, 2)]
    # The mean of the logits of 0.6 and 0.9; and of 0.9 and 0.1.
    assert [round(one.belief, 3) for one in both[:2]] == [0.786, 0.5]
    assert all(one.score == one.belief for one in both)


def test_one_wording_found_twice_is_what_it_was():
    evidence = [found(DAY, 0.8), found(YEAR, 0.3)]

    assert [(e.answer, round(e.belief, 6)) for e in averaged(evidence, evidence)] == [
        (DAY, 0.8),
        (YEAR, 0.3),
    ]


class FindsByWording:
    """A reader that "When" draws to the year and "On what date" to the day."""

    def read(self, question, hits):
        beliefs = (0.9, 0.7) if question.startswith("When") else (0.2, 0.9)
        return [found(span, b) for _ in hits for span, b in zip((YEAR, DAY), beliefs, strict=True)]


class VerifiesByWording:
    """A verifier that is sure of the day when asked for a date alone."""

    def __init__(self):
        self.asked = []

    def verdicts(self, questions, answers):
        self.asked += questions
        dated = questions[0].startswith("On what date")
        return [4.0 if dated and "3 May" in one.answer else 1.0 for one in answers]


class Alike:
    """Finds everything as like the question as anything."""

    def kinships(self, questions, texts):
        del questions
        return [Kinship(0.9, 0.9) for _ in texts]


def test_reader_and_verifier_are_asked_in_both_wordings():
    verifier = VerifiesByWording()
    reading = Reading(FindsByWording(), Alike(), UNFITTED, 0.5, verifier=verifier)
    question = "When did Ann Lee come home?"

    evidence, _ = reading.read(
        question, [Hit(PASSAGE, 1.0)], {"a.txt": parse_article(TEXT, "a.txt")}
    )

    best = evidence[0]
    assert (TEXT[slice(*best.answer)], best.verdict) == ("3 May", 2.5)
    assert set(verifier.asked) == {question, "On what date did Ann Lee come home?"}
