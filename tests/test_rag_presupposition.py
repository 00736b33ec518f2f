"""What a question presupposes is looked for in the text, in any spelling."""

import pytest

from rag.presupposition import presuppositions, unborne


def test_names_and_numbers_of_a_question_are_what_it_presupposes():
    question = "How many of the 123 did the United States free in 2023 for Ann Lee’s sister?"

    assert presuppositions(question) == ["United States", "Ann Lee", "123", "2023"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did the United States lift?", "The U.S. lifted sanctions."),
        ("What did the U.S. lift?", "The United States lifted sanctions."),
        ("What did the EU say?", "The European Union said nothing."),
        ("Which ports of Lithuania?", "Lithuanian ports were closed."),
        ("Where is Maria Kolesnikova?", "Kalesnikava is in Ukraine."),
        ("Who was it?", "Nobody."),
    ],
)
def test_another_spelling_bears_a_name_out(question, text):
    assert unborne(question, text) == ()


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("Who won in 2023?", "He won in 2022.", ("2023",)),
        ("How many did Poland take?", "Ukraine took 114.", ("Poland",)),
        ("What did Johnson say?", "Johnston spoke.", ("Johnson",)),
    ],
)
def test_what_the_text_does_not_hold_is_named(question, text, missing):
    assert unborne(question, text) == missing
