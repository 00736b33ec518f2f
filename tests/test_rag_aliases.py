"""A question's names are spelt as the sources spell them."""

import pytest

from rag.aliases import also_written, respell, variants

TEXT = "Sviatlana Tsikhanouskaya spoke, and Viktar Babaryka was freed in Minsk."


def test_a_name_in_another_spelling_is_found():
    assert variants("What did Svetlana Tikhanovskaya and Babariko say?", [TEXT]) == {
        "Svetlana": "Sviatlana",
        "Tikhanovskaya": "Tsikhanouskaya",
        "Babariko": "Babaryka",
    }


def test_a_name_that_stands_there_as_it_is_has_no_variant():
    assert variants("What did Tsikhanouskaya say in Minsk?", [TEXT]) == {}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did Johnson say?", "Johnston spoke in Johannesburg."),
        ("What did Fenella Marsh say?", "In March nobody spoke."),
        ("What did Simeon say?", "Someone spoke."),
        ("What did the Foreign Minister say?", "The Ministry said that its minister was ill."),
        ("Which German city?", "Lee left Germany."),
        ("What did Karpov say?", "Karpova spoke."),
    ],
)
def test_another_word_is_no_variant(question, text):
    assert variants(question, [text]) == {}
    assert also_written(question, [text]) == ()


def test_whole_words_are_respelt_and_nothing_else():
    assert respell("Did Babariko meet Babarikova?", {"Babariko": "Babaryka"}) == (
        "Did Babaryka meet Babarikova?"
    )


def test_other_spellings_in_what_is_cited_are_told_once_in_the_order_of_the_question():
    quotes = [
        "Kalesnikava was freed.",
        "Tsikhanouskaya and Kalesnikava spoke.",
        "Kolesnikova left.",
    ]

    assert also_written("Did Tikhanovskaya meet Kolesnikova?", quotes) == (
        ("Tikhanovskaya", "Tsikhanouskaya"),
        ("Kolesnikova", "Kalesnikava"),
    )
