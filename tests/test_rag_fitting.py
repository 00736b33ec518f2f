"""An answer has to be of the kind, and of the measure, that is asked for."""

import pytest

from rag.fitting import fits


@pytest.mark.parametrize(
    ("question", "answer", "after"),
    [
        ("How many people came?", "40", " people"),
        ("How many people came?", "several", ""),
        ("How many days did it last?", "nine days", ""),
        ("How long was the strike?", "nine", " days"),
        ("How long is the bridge?", "300", " metres"),
        ("How old is she?", "43", ""),
        ("What share did they have?", "20%", " of exports"),
        ("What share did they have?", "a third", ""),
        ("How much did it cost?", "40 million", " dollars"),
        ("When was it?", "3 May", ""),
        ("When was it?", "last week", ""),
        ("Who spoke?", "Ann Lee", ""),
        ("Why?", "rain", ""),
    ],
)
def test_what_can_be_the_answer_fits(question, answer, after):
    assert fits(question, answer, after)


@pytest.mark.parametrize(
    ("question", "answer", "after"),
    [
        ("How many people came?", "people", ""),
        ("How many people came?", "1,613", " days of detention"),
        ("How many people came?", "20", "% of exports"),
        ("How long was the strike?", "123", " prisoners"),
        ("How old is she?", "1,613", " days"),
        ("What share did they have?", "123", " prisoners"),
        ("When was it?", "the port", ""),
        ("Who spoke?", "the union", ""),
    ],
)
def test_what_cannot_be_the_answer_does_not(question, answer, after):
    assert not fits(question, answer, after)
