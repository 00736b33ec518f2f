"""A value that a quote gives elsewhere than the reader marked it is found there."""

import pytest

from rag.merging.corroborate import other_value, places_of, value_in
from rag.question import AnswerKind
from rag.values.value import Said

QUOTE = (
    "Commander Adeyemi thanked the eleven crews who had brought 1.2 million pounds of aid, "
    "and all one hundred and twenty-three people of Port Ellisay."
)


def found(text, kind, before="", after=""):
    span = value_in(Said(text, before, after, None), QUOTE, kind)
    return None if span is None else QUOTE[slice(*span)]


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("11", "eleven"),
        ("123", "one hundred and twenty-three"),
        ("1,200,000", "1.2 million"),
        ("12", None),
        ("1.3 million", None),
    ],
)
def test_a_number_is_found_by_value_in_digits_or_words(said, there):
    assert found(said, AnswerKind.QUANTITY) == there


def test_a_number_of_another_measure_is_not_found():
    assert found("eleven", AnswerKind.QUANTITY, after=" days") is None


@pytest.mark.parametrize(
    ("said", "there"),
    [
        ("Ruth Adeyemi", "Adeyemi"),
        ("Adeyemy", "Adeyemi"),
        ("Ruth Carver", None),
    ],
)
def test_a_person_is_found_by_surname_behind_a_title_in_any_spelling(said, there):
    assert found(said, AnswerKind.PERSON) == there


def test_a_person_with_another_given_name_is_somebody_else():
    assert (
        value_in(Said("Ruth Adeyemi", "", "", None), "John Adeyemi left.", AnswerKind.PERSON)
        is None
    )


def test_other_words_are_found_one_after_another_only():
    assert found("Port Ellisay", AnswerKind.PLACE) == "Port Ellisay"
    assert found("crews of Ellisay", AnswerKind.THING) is None


@pytest.mark.parametrize(
    "quote",
    [
        "On 12 May they were freed.",
        "On May 12 they were freed.",
        "COVID-12 kept them in.",
        "The house at No. 12 is theirs.",
        "Two dozen were freed.",
    ],
)
def test_a_number_that_counts_nothing_is_not_found(quote):
    assert value_in(Said("12", "", " people", None), quote, AnswerKind.QUANTITY) is None


@pytest.mark.parametrize(
    ("said", "quote", "there"),
    [
        ("Ruth Adeyemi", "When Adeyemi spoke, all listened.", "Adeyemi"),
        ("Commander Ruth Adeyemi", "They met Ruth Adeyemi.", "Adeyemi"),
        ("the U.S.", "It is the US that pays.", "US"),
        ("the U.S.", "It told us to pay.", None),
        ("May", "They may leave.", None),
        ("May", "They leave in May.", "May"),
    ],
)
def test_a_name_is_found_however_its_sentence_begins_and_in_capitals_only(said, quote, there):
    span = value_in(Said(said, "", "", None), quote, AnswerKind.PERSON)

    assert (span and quote[slice(*span)]) == there


def test_what_something_is_raised_from_and_to_is_no_range():
    quote = "The deposit is increased from £6,150 to £6,975."
    found = [
        [
            quote[slice(*span)]
            for span in places_of(Said(said, "", "", None), quote, AnswerKind.QUANTITY)
        ]
        for said in ("£6,150", "£6,975", "£6,500")
    ]

    assert found == [["6,150"], ["6,975"], []]


@pytest.mark.parametrize(
    ("said", "kind", "quote", "there"),
    [
        ("30 minutes", AnswerKind.QUANTITY, "From now on it runs for 45 minutes.", "45 minutes"),
        ("£32", AnswerKind.QUANTITY, "In 3 votes they agreed on £36 rather than £32.", "£36"),
        ("£32", AnswerKind.QUANTITY, "They ask for £36, and of members £30.", None),
        ("£32", AnswerKind.QUANTITY, "They ask for £36, and of members £32.", None),
        ("£32", AnswerKind.QUANTITY, "Some 36 came.", None),
        ("8 April", AnswerKind.DATE, "It opens on 15 April rather than 8 April.", "15 April"),
        ("8 April", AnswerKind.DATE, "It opens soon.", None),
    ],
    ids=["unit", "replaced", "two others", "the same too", "another unit", "date", "no date"],
)
def test_the_one_other_value_of_a_quote_is_found_with_its_unit(said, kind, quote, there):
    span = other_value(Said(said, "", "", None), Said(quote, "", "", None), quote, kind)

    assert (span and quote[slice(*span)]) == there
