"""Rules of the sentences that page, terminal and export share."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from rag import Answer, Side, Statement
from ui.wording import byline, declined_line, percent, side_highlights, spelling_line


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "under 1%"),
        (0.004, "under 1%"),
        (0.014, "1%"),
        (0.5, "50%"),
        (0.987, "99%"),
        (0.996, "over 99%"),
        (1.0, "over 99%"),
    ],
)
def test_no_confidence_is_called_certain_or_impossible(share, said):
    assert percent(share) == said


@pytest.mark.parametrize(
    ("publisher", "published", "said"),
    [
        ("Reuters", dt.date(2025, 12, 3), "Reuters · 3 December 2025"),
        (None, dt.date(2025, 12, 3), "3 December 2025"),
        ("Reuters", None, "Reuters"),
        (None, None, ""),
    ],
)
def test_publisher_and_date_are_said_as_far_as_known(publisher, published, said):
    assert byline(publisher, published) == said


def declined(*missing):
    return Answer("q", "q", (), (), (), 0.1, (), missing=missing)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ((), "The articles do not say."),
        (("2023",), "The articles do not say. Nothing found in them mentions 2023."),
        (
            ("Peru", "Chile", "2023"),
            "The articles do not say. Nothing found in them mentions Peru, Chile or 2023.",
        ),
    ],
)
def test_a_declined_answer_names_what_the_articles_never_mention(missing, said):
    assert declined_line(declined(*missing)) == said


def test_other_spellings_are_told_by_the_name_that_was_asked_about():
    pairs = (("Tikhanovskaya", "Tsikhanouskaya"), ("Kiev", "Kyiv"), ("Kiev", "Kyjiw"))
    answer = dataclasses.replace(declined(), also_written=pairs)

    assert spelling_line(answer) == (
        "Tikhanovskaya is also written Tsikhanouskaya; Kiev is also written Kyiv or Kyjiw."
    )


@pytest.mark.parametrize(
    ("quote", "marked"),
    [
        ("He got 10 years in prison.", ["10 years"]),
        ("He got 10 years, of 10 years asked for.", []),
        ("He got a decade.", []),
    ],
)
def test_the_words_of_a_side_are_marked_where_its_quote_has_them_once(quote, marked):
    spans = side_highlights(Side("10 years", quote, (1,)), declined())

    assert [quote[slice(*span)] for span in spans] == marked


def test_a_side_that_is_also_stated_is_marked_as_the_statement_is():
    quote = "He got 10 years, of 10 years asked for."
    stated = dataclasses.replace(declined(), statements=(Statement(quote, ((7, 15),), (1,)),))

    assert side_highlights(Side("10 years", quote, (1,)), stated) == ((7, 15),)
