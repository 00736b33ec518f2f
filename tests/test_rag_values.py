"""Answers are compared as values."""

import datetime as dt
import math

import pytest

from rag.names import find_names, fold
from rag.question import AnswerKind
from rag.values import Quantity, Relation, Said, compare, read_quantity, same_words

WEDNESDAY = dt.date(2025, 12, 17)


def said(text, before="", after=""):
    return Said(text, before, after, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("123", "", Quantity(123, 123, "count")),
        ("123 people", "", Quantity(123, 123, "count")),
        ("one hundred and twenty-three", "", Quantity(123, 123, "count")),
        ("100", "over ", Quantity(100, math.inf, "count")),
        ("more than 100", "", Quantity(100, math.inf, "count")),
        ("2.5 million", "", Quantity(2_500_000, 2_500_000, "count")),
        ("approximately 20%", "", Quantity(18, 22, "percent")),
        ("nearly 50", "", Quantity(0, 50, "count")),
        ("1,613 days", "", Quantity(1613, 1613, "days")),
        ("two weeks", "", Quantity(14, 14, "days")),
        ("10-year", "", Quantity(3652.5, 3652.5, "days")),
    ],
)
def test_a_quantity_is_read_as_an_interval_of_a_measure(text, before, expected):
    assert read_quantity(text, before) == expected


@pytest.mark.parametrize("text", ["many", "", "121 other prisoners", "five more"])
def test_no_quantity_is_read_where_none_is_given_or_only_the_rest_is_counted(text):
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        (AnswerKind.QUANTITY, said("123"), said("123 people"), Relation.SAME),
        (AnswerKind.QUANTITY, said("123"), said("100", "over "), Relation.SAME),
        (AnswerKind.QUANTITY, said("123"), said("114"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("18 months"), said("10 years"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("18 months"), said("123"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("123"), said("121 other"), Relation.UNRELATED),
        (AnswerKind.DATE, said("13 December"), said("December 13, 2025"), Relation.SAME),
        (AnswerKind.DATE, said("Saturday"), said("13 December"), Relation.SAME),
        (AnswerKind.DATE, said("July 2021"), said("2020"), Relation.DIFFERENT),
        (AnswerKind.DATE, said("December 13"), said("2025"), Relation.UNRELATED),
        (AnswerKind.PERSON, said("Kolesnikova"), said("Maria Kalesnikava"), Relation.SAME),
        (AnswerKind.PERSON, said("John Coale"), said("Lukashenko"), Relation.UNRELATED),
    ],
)
def test_answers_are_the_same_different_or_unrelated(kind, one, other, expected):
    assert compare(one, other, kind) is expected
    assert compare(other, one, kind) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kalesnikava", "Kolesnikova"),
        ("Maksim Znak", "Maxim Znak"),
        ("Zelensky", "Zelenskyy"),
        ("Dvořák", "Dvorak"),
        ("Catherine", "Katherine"),
        ("Лукашенко", "Lukashenko"),
        ("Pieter Aldous", "Peter Aldus"),
        ("Tikhanouskaya", "Tikhanovskaya"),
    ],
)
def test_spellings_of_one_name_are_the_same(one, other):
    assert same_words(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Austria", "Australia"),
        ("Johnson", "Johnston"),
        ("Maria", "Marina"),
        ("Iran", "Iraq"),
        ("Poland", "Polish"),
        ("Minsk", "Misk"),
    ],
)
def test_different_names_are_not_the_same(one, other):
    assert not same_words(one, other)


def test_names_are_runs_of_capitals_and_slices_of_the_text():
    text = "Why did Ales Bialiatski thank the University of Oxford in Łódź?"

    found = find_names(text)

    assert [name.text for name in found] == ["Ales Bialiatski", "University of Oxford", "Łódź"]
    assert all(text[name.start : name.end] == name.text for name in found)


def test_folding_leaves_lower_case_ascii_words():
    assert fold("Müller’s  Straße—Київ") == "muller strasse kiiv"


def test_a_bound_is_not_the_date_of_what_happened():
    july = said("July 2024", before="since ")

    assert compare(said("13 December"), july, AnswerKind.DATE) is Relation.UNRELATED


def test_words_without_a_number_do_not_answer_as_a_number_does():
    one, other = said("6 million florins"), said("florins")

    assert compare(one, other, AnswerKind.QUANTITY) is Relation.UNRELATED
    assert compare(one, other, AnswerKind.THING) is Relation.SAME
