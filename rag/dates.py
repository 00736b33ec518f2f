"""Dates as far as a text gives them, parsed by dateutil, and times of day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from dateutil import parser as dateutil_parser


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is given; None is not given."""

    year: int | None
    month: int | None
    day: int | None


_YEAR = re.compile(r"(?<!\d)(?:1[0-9]|20)\d\d(?!\d)")
# "Since July 2024" bounds a time and does not date what happened in it.
BOUND = re.compile(r"\b(?:since|until|till|before|after|by|from|between)\s*$", re.IGNORECASE)
_WEEKDAYS = {name.casefold(): at for at, name in enumerate(calendar.day_name)}
_MONTHS = "|".join(
    [*calendar.month_name[1:], *(rf"{name}\.?" for name in calendar.month_abbr[1:]), r"Sept\.?"]
)
# In lower case these are verbs: "they may march".
_VERBS = re.compile(r"\b(?:may|march)\b")
_NUMERIC = r"\d{1,2}[./-]\d{1,2}[./-]\d"
DATE_WORDS = re.compile(
    rf"\b(?:(?-i:(?!{_VERBS.pattern}))(?:{_MONTHS})(?!\w)|(?:1[0-9]|20)\d\d\b|{_NUMERIC})",
    re.IGNORECASE,
)
# "Next Friday" is no day up to the article's date, "every Friday" and "Fridays" are no one day.
_ANOTHER_WEEK = re.compile(r"\b(?:next|coming|following|previous|every|each)\s+$", re.IGNORECASE)
# 18:40, 6:40 p.m., 6.40pm, 7 pm
_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\b)?", re.IGNORECASE
)
ZONE = re.compile(r"\b(?:GMT|UTC|BST|CES?T|EES?T|[ECMP][SD]?T|MSK|local time)\b")
_HALF_DAY = 12 * 60
_DEFAULTS = (dt.datetime(1804, 2, 29), dt.datetime(2008, 7, 10))  # noqa: DTZ001


def read_date(text: str, published: dt.date | None = None) -> PartialDate | None:
    """Return the date that a text gives, as far as it gives it.

    A weekday alone is the last such day up to the article's date, and None without one. A range of
    years ("1858-1931") is no one date; of a range of days ("3-5 March"), the month is given.
    """
    if not DATE_WORDS.search(text):
        return _weekday(text, published)
    years = {int(year) for year in _YEAR.findall(text)}
    if len(years) > 1:
        return None
    text = _VERBS.sub(" ", text)
    found = []
    for default in _DEFAULTS:
        try:
            found.append(dateutil_parser.parse(text, default=default, fuzzy=True).date())
        except (ValueError, OverflowError, TypeError):
            return None
    one, other = found
    date = PartialDate(
        one.year if one.year == other.year else None,
        one.month if one.month == other.month else None,
        one.day if one.day == other.day else None,
    )
    if date.year is not None and date.year not in years and not re.search(_NUMERIC, text):
        # dateutil took another number, of a day or of people, for a year of two digits
        date = PartialDate(next(iter(years), None), date.month, None)
    return date if date != PartialDate(None, None, None) else None


def _weekday(text: str, published: dt.date | None) -> PartialDate | None:
    named = [w for w in re.finditer(r"\w+", text) if w.group().casefold() in _WEEKDAYS]
    if len(named) != 1 or published is None or _ANOTHER_WEEK.search(text[: named[0].start()]):
        return None
    weekday = _WEEKDAYS[named[0].group().casefold()]
    day = published - dt.timedelta(days=(published.weekday() - weekday) % 7)
    return PartialDate(day.year, day.month, day.day)


def read_clock(text: str) -> int | None:
    """Return the first time of day in a text, in minutes since midnight; None without one."""
    for found in _CLOCK.finditer(text):
        minutes = int(found["hour"]) * 60 + int(found["minute"] or 0)
        if found["half"]:
            afternoon = found["half"][0] in "pP"
            return minutes % _HALF_DAY + _HALF_DAY * afternoon
        if found["minute"] and ":" in found.group():
            return minutes
    return None
