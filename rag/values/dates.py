"""Dates as far as a text gives them, parsed by dateutil, and times of day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from dateutil import parser as dateutil_parser

from rag.values.quantities import in_digits


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
_MONTH_NAMES = calendar.month_name[1:]
_A_MONTH = rf"(?-i:(?!{_VERBS.pattern}))(?:{_MONTHS})(?!\w)"
# "8 April 2024", "April 8", "April 2024", "2024"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? )?{_A_MONTH}"
    r"(?: \d{1,2}(?:st|nd|rd|th)?\b(?![:.]\d))?"
    r"(?:,? (?:1[0-9]|20)\d\d\b)?|(?<![\d.,£$€])\b(?:1[0-9]|20)\d\d\b(?![,.]\d)",
    re.IGNORECASE,
)
_ORDINAL = r"\d{1,2})(?:st|nd|rd|th)"
_OTHER_WRITING = re.compile(
    r"(?<![\w./-])(?:(?P<iso_year>\d{4})-(?P<iso_month>\d{1,2})-(?P<iso_day>\d{1,2})"
    r"|(?P<first>\d{1,2})(?P<mark>[./-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4}))(?!\w|[./-]\w)"
    rf"|\b(?:the )?(?P<first_day>{_ORDINAL}(?: of)? (?P<first_month>{_A_MONTH})"
    rf"|\b(?P<last_month>{_A_MONTH})(?: the)? (?P<last_day>{_ORDINAL}\b",
    re.IGNORECASE,
)
# "Next Friday" is no day up to the article's date, "every Friday" and "Fridays" are no one day.
_ANOTHER_WEEK = re.compile(r"\b(?:next|coming|following|previous|every|each)\s+$", re.IGNORECASE)
_ABOUT_TIME = (
    "(?:about|almost|approximately|around|nearly|roughly|towards"
    "|(?:just|shortly|soon) (?:after|before|past))"
)
# 18:40, 6:40 p.m., 6.40pm, 7 pm
_CLOCK = re.compile(
    r"\b(?P<hour>[01]?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>[ap]\.?m\b)?", re.IGNORECASE
)
# "Half past two in the afternoon", "nearly three in the morning", "at 5.20 in the evening", in
# digits; nothing else beside it, which may be a range, a day's number or a "morning raid".
_SPOKEN = re.compile(
    rf"\W*(?:at )?(?:{_ABOUT_TIME} )?(?:at )?"
    r"(?:(?P<part>half|(?:a )?quarter|(?:5|10|20|25)(?: minutes)?|\d{1,2} minutes)"
    r" (?P<to>past|after|to|before) )?"
    r"(?P<hour>1[0-2]|[1-9])(?:[:.](?P<minute>[0-5]\d))?(?: o[’']clock)?,?"
    r" (?:(?:in|on) the (?P<half>morning|afternoon|evening)|at (?P<night>night))\W*",
    re.IGNORECASE,
)
_PART_OF_DAY = re.compile(r"morning|noon|evening|night", re.IGNORECASE)
# What makes "4.20", read before it, a time of day.
HALF_OF_DAY = re.compile(
    r"(?: o[’']clock)?,? (?:(?:in|on) the (?:morning|afternoon|evening)|at night)\b|\s?[ap]\.?m\b",
    re.IGNORECASE,
)
# Around these a time of day is no more than about it.
ABOUT_TIME = re.compile(
    rf"(?P<before>(?:^|\W){_ABOUT_TIME}\W*$)|(?P<first>^\W*(?:at )?{_ABOUT_TIME}\b)", re.IGNORECASE
)
_PARTS = {"half": 30, "quarter": 15, "a quarter": 15}
# "Eleven at night" is before midnight, "two at night" and "twelve at night" are not.
_AT_NIGHT = range(6, 12)
ZONE = re.compile(r"\b(?:GMT|UTC|BST|CES?T|EES?T|[ECMP][SD]?T|MSK|local time)\b")
_HALF_DAY = 12 * 60
_DEFAULTS = (dt.datetime(1804, 2, 29), dt.datetime(2008, 7, 10))  # noqa: DTZ001


def dates_in_words(question: str, sources: Sequence[str]) -> str:
    """Return a question with "13 December 2025" for 2025-12-13 (ISO 8601) and 13.12.2025.

    12/13/2025 can only be the same; where both readings are possible, the day comes first. "The
    13th of December" and "December 13th" lose what is no number. A date that stands in one of the
    sources as it is written in the question stays so.
    """

    def reworded(found: re.Match[str]) -> str:
        if any(found.group() in source for source in sources):
            return found.group()
        return _in_words(found)

    return _OTHER_WRITING.sub(reworded, question)


def _in_words(found: re.Match[str]) -> str:
    if ordinal := found["first_day"] or found["last_day"]:
        month = found["first_month"] or found["last_month"]
        return f"{ordinal} {month}" if found["first_day"] else f"{month} {ordinal}"
    if found["iso_year"]:
        year, month, day = (int(found[name]) for name in ("iso_year", "iso_month", "iso_day"))
    else:
        year, month, day = (int(found[name]) for name in ("year", "second", "first"))
        if month > len(_MONTH_NAMES) >= day:
            month, day = day, month
    try:
        dt.date(year, month, day)
    except ValueError:
        return found.group()
    return f"{day} {_MONTH_NAMES[month - 1]} {year}"


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


def find_dates(text: str) -> list[tuple[int, int]]:
    """Return where a text gives dates with a month or a year, as offsets into it."""
    return [found.span() for found in _DATE.finditer(text)]


def read_clock(text: str) -> int | None:
    """Return the first time of day in a text, in minutes since midnight; None without one."""
    spoken = _SPOKEN.fullmatch(in_digits(text)) if _PART_OF_DAY.search(text) else None
    if spoken:
        return _spoken_clock(spoken)
    for found in _CLOCK.finditer(text):
        minutes = int(found["hour"]) * 60 + int(found["minute"] or 0)
        if found["half"]:
            afternoon = found["half"][0] in "pP"
            return minutes % _HALF_DAY + _HALF_DAY * afternoon
        if found["minute"] and ":" in found.group():
            return minutes
    return None


def _spoken_clock(found: re.Match[str]) -> int:
    hour = int(found["hour"])
    minutes = hour * 60 + int(found["minute"] or 0)
    if found["part"]:
        part = found["part"].casefold()
        past = _PARTS[part] if part in _PARTS else int(part.split()[0])
        minutes += past if found["to"].casefold() in {"past", "after"} else -past
    half = (found["half"] or "morning").casefold()
    late = half != "morning"
    if found["night"]:
        late = hour in _AT_NIGHT or (hour == _AT_NIGHT.stop and minutes < _HALF_DAY)
    return minutes % _HALF_DAY + _HALF_DAY * late
