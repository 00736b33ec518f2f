"""Dates and times of day are read as far as a text gives them."""

import datetime as dt

import pytest

from rag.values.dates import (
    DATE_WORDS,
    PartialDate,
    dates_in_words,
    find_dates,
    read_clock,
    read_date,
)

WEDNESDAY = dt.date(2025, 12, 17)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13 December 2025", PartialDate(2025, 12, 13)),
        ("Dec. 13", PartialDate(None, 12, 13)),
        ("December 13, 2025", PartialDate(2025, 12, 13)),
        ("July 2021", PartialDate(2021, 7, None)),
        ("in 2021", PartialDate(2021, None, None)),
        ("Saturday", PartialDate(2025, 12, 13)),
        ("later", None),
        ("3-5 March", PartialDate(None, 3, None)),
        ("March 3 and 4, 2024", PartialDate(2024, 3, None)),
        ("in 2024 they may march", PartialDate(2024, None, None)),
        ("next Saturday", None),
        ("Monday and Tuesday", None),
    ],
)
def test_a_date_is_read_as_far_as_it_is_given(text, expected):
    assert read_date(text, WEDNESDAY) == expected


def test_a_weekday_in_an_article_without_a_date_is_no_date():
    assert read_date("Saturday", None) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("18:40", 1120),
        ("6:40 p.m.", 1120),
        ("at 6.40pm", 1120),
        ("12:05 am", 5),
        ("noon", None),
        ("Midnight Mass", None),
        ("two to three in the morning", None),
        ("July 4 in the evening", None),
        ("6 in the morning raid", None),
        ("twelve at night", 0),
        ("a quarter to twelve at night", 1425),
        ("half past two in the afternoon", 870),
        ("a quarter to six in the evening", 1065),
        ("nearly three o'clock in the morning", 180),
        ("4.20 in the afternoon", 980),
        ("eleven at night", 1380),
        ("in the afternoon of 7 March", None),
        ("6.40", None),
        ("7 March", None),
    ],
)
def test_a_time_of_day_is_read_in_minutes_since_midnight(text, minutes):
    assert read_clock(text) == minutes


def test_a_range_of_years_is_no_one_date():
    assert read_date("1858-1931") is None


@pytest.mark.parametrize("text", ["Maria", "Marathon", "the junior", "Augustus", "decimal", "may"])
def test_words_like_a_month_are_no_date(text):
    assert DATE_WORDS.search(text) is None


@pytest.mark.parametrize(
    ("question", "reworded"),
    [
        ("What happened on 2025-12-13?", "What happened on 13 December 2025?"),
        ("What happened on 13.12.2025?", "What happened on 13 December 2025?"),
        ("What happened on 12/13/2025?", "What happened on 13 December 2025?"),
        ("What happened on 03/04/2025?", "What happened on 3 April 2025?"),
        ("What happened on the 13th of December?", "What happened on 13 December?"),
        ("What happened on December 13th, 2025?", "What happened on December 13, 2025?"),
        ("What happened on dec. 1st?", "What happened on dec. 1?"),
    ],
)
def test_a_date_in_other_writing_is_put_in_words(question, reworded):
    assert dates_in_words(question, ["On 13 December 2025 they met."]) == reworded


@pytest.mark.parametrize(
    "question",
    [
        "What changed in version 1.2.2025.3?",
        "What is 99/99/2025?",
        "What is 0000-12-13?",
        "In the 13th century?",
        "Did the 3rd may or march?",
        "What of 1/2/2025-3/2/2025?",
        "Who rang 555-12-13?",
    ],
)
def test_what_is_no_date_stays(question):
    assert dates_in_words(question, ()) == question


def test_a_date_that_the_sources_write_so_stays():
    """A log is best asked in its own writing."""
    asked = "What failed on 2025-12-13, and what on 2025-12-14?"
    assert dates_in_words(asked, ["2025-12-13 10:01 disk"]) == (
        "What failed on 2025-12-13, and what on 14 December 2025?"
    )


def test_dates_are_found_with_all_that_is_given_of_them_and_no_other_numbers():
    text = "On 3 May 2024, not in 2023 or on June 7th, 1,900 of 40 may march; in April 12:30."

    assert [text[slice(*span)] for span in find_dates(text)] == [
        "3 May 2024",
        "2023",
        "June 7th",
        "April",
    ]
