"""A question's names are spelt as the sources spell them."""

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


def test_another_name_is_no_variant():
    assert variants("What did Johnson say?", ["Johnston spoke in Johannesburg."]) == {}


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
