"""Dates as articles write them above their text."""

from __future__ import annotations

import datetime as dt
import re

from dateutil import parser as dateutil_parser

# "Published at 10:15 a.m. EST on Saturday, December 13, 2025 | Updated ..." is about as long.
DATELINE_LENGTH = 80
# Two defaults that share no field: what comes out alike from both was written in the text.
_DEFAULTS = (dt.datetime(1804, 2, 29), dt.datetime(2008, 7, 10))  # noqa: DTZ001
# "Published: ..." and "... 2025: Summary:"; the colon of a clock time has no space behind it.
_LABEL_COLON = re.compile(r":(?:\s|$)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
# Every word that may stand beside a date without making the line a sentence or a heading.
_DATE_WORD = re.compile(
    r"""(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?
      | sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?
      | mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs)?(?:day)?|fri(?:day)?|sat(?:urday)?
      | sun(?:day)? | st|nd|rd|th | am|pm|a|p|m|t|z|h
      | utc|gmt|bst|[cemp][ds]?t|cest|eest|eet|ist|msk
      | published|posted|updated|modified|created|issued|edited|last|first|date|dated|time|on|at|of
      | the|summary|minutes?|mins?|hours?|days?|ago)""",
    re.IGNORECASE | re.VERBOSE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
# "Tuesday 16 January 2024", "the 3rd day of March 2021", "January 16th, 2024"
_DATE = (
    r"(?:(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:the\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s+day)?(?:\s+of)?\s+{_MONTH},?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?)\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})(?!\w)"
)
_DEED = (
    r"(?:lease|underlease|tenancy|deed|agreement|contract|licen[cs]e|indenture|will|guarantee"
    r"|mortgage|assignment|amendment|addendum|memorandum|charter|policy|order|letter)"
)
# "Minutes of the meeting held on <date> in the Hall", "Parish Assembly held on <date>"; the minutes
# "of the previous meeting" are others.
_MEETING_LINE = re.compile(
    r"(?!.*\b(?:previous|last|preceding|next)\b)"
    r"(?:(?:(?:the|draft|approved|agreed|summary)\s+)*(?:minutes|agenda|notes|record|proceedings)\b"
    rf"|[^.!?]{{0,80}}?\b(?:meeting|assembly|hearing)\b)[^!?]{{0,100}}?\b(?:held|of|on)\s+({_DATE})",
    re.IGNORECASE,
)
# "THIS LEASE is made on <date> between ...", "Lease dated <date>"
_DEED_LINE = re.compile(
    rf"this\s+(?:\w+\s+){{0,4}}?{_DEED}\s+(?:of\s+\w+\s+)?(?:(?:is|was)\s+)?"
    r"(?:made|dated|executed|(?:made\s+and\s+)?entered\s+into)\s+(?:(?:on|this|as\s+of)\s+)?"
    rf"({_DATE})|(?:\w+\s+)?{_DEED}\s+dated\s+({_DATE})\W*$",
    re.IGNORECASE,
)
# "Thornby, 12 May 2023" above "Dear Mrs Roe,", "The Thornby Post, Friday, 12 May 2023"
# A deadline is no date of publication, nor are the days of a life.
_PLACE_LINE = re.compile(
    r"(?!.*\b(?:appl(?:y|ies)|approved|adopted|asked|born|closing|closes|deadline|died|due|effective"
    r"|ended|expires|from|meeting|revised|signed|until|valid|version)\b)"
    r"(?P<place>[^\W\d_](?:[^\d.!?:;]|\.(?=,|[A-Z]\.| [A-Z])){1,40}?),\s+"
    rf"(?P<date>{_DATE})(?:,?\s+\d\d?[:.]\d\d)?\W*$",
    re.IGNORECASE,
)
# The pattern's place and date have no more characters; a line may have megabytes.
_PLACE_LINE_LENGTH = 120
# Words of a place's or a newspaper's name that have no capital.
_SMALL = frozenset("am an and da de del der di do du la le of on sur the upon von".split())


def parse_full_date(text: str) -> dt.date | None:
    """Return the day that a short text names, or None unless year, month and day all stand there.

    Parsing is dateutil's, with its fuzzy reading of the words around the date.
    """
    if len(text) > DATELINE_LENGTH or not _YEAR.search(text):
        return None
    text = _LABEL_COLON.sub(" ", text)
    found = []
    for default in _DEFAULTS:
        try:
            # A time zone's name does not change the day that is written.
            moment = dateutil_parser.parse(text, default=default, fuzzy=True, ignoretz=True)
        except (ValueError, OverflowError, TypeError, AttributeError):
            return None
        found.append(moment.date())
    return found[0] if found[0] == found[1] else None


def is_dateline(text: str) -> bool:
    """Say whether a line is a date, with no words around it but a dateline's ("Updated on")."""
    if len(text) > DATELINE_LENGTH or not _YEAR.search(text):
        return False
    words = re.findall(r"[^\W\d_]+", text)
    return all(map(_DATE_WORD.fullmatch, words)) and parse_full_date(text) is not None


def date_of_meeting(line: str) -> dt.date | None:
    """Return the day that a line above minutes or an agenda gives for the meeting."""
    return _date_in(_MEETING_LINE.match(line))


def date_of_deed(line: str) -> dt.date | None:
    """Return the day on which a deed says that it was made, in the line that opens it."""
    return _date_in(_DEED_LINE.match(line))


def date_of_letter(line: str) -> dt.date | None:
    """Return the day in a letter's line of place and date."""
    found = _match_place(line)
    return parse_full_date(found["date"]) if found else None


def dated_place(line: str) -> tuple[str, dt.date] | None:
    """Return the place or newspaper, its words with capitals, that a line gives, and its date."""
    found = _match_place(line)
    if not found or not all(w[0].isupper() or w in _SMALL for w in found["place"].split()):
        return None
    day = parse_full_date(found["date"])
    return (found["place"], day) if day else None


def _match_place(line: str) -> re.Match[str] | None:
    return _PLACE_LINE.match(line) if len(line) <= _PLACE_LINE_LENGTH else None


def _date_in(found: re.Match[str] | None) -> dt.date | None:
    words = next(filter(None, found.groups()), "") if found else ""
    return parse_full_date(re.sub(r"\bday of\b", "", words))
