"""Dates as articles write them above their text."""

from __future__ import annotations

import datetime as dt
import re

from dateutil import parser as dateutil_parser

# Words that a dateline may carry beside its date: "Published on", "Updated", "GMT", "Summary:".
DATELINE_WORDS = 4
DATELINE_LENGTH = 80
# Two defaults that share no field: what comes out alike from both was written in the text.
_DEFAULTS = (dt.datetime(1804, 2, 29), dt.datetime(2008, 7, 10))  # noqa: DTZ001
# "Published: ..." and "... 2025: Summary:"; the colon of a clock time has no space behind it.
_LABEL_COLON = re.compile(r":(?:\s|$)")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def parse_full_date(text: str) -> dt.date | None:
    """Return the day that a short text names, or None unless year, month and day all stand there.

    Parsing is dateutil's, with its fuzzy reading of the words around the date.
    """
    return _parse(text)[0]


def is_dateline(text: str) -> bool:
    """Say whether a line is a date with at most a few words around it."""
    found, rest = _parse(text)
    return found is not None and len(re.findall(r"[^\W\d_]+", rest)) <= DATELINE_WORDS


def _parse(text: str) -> tuple[dt.date | None, str]:
    """Return the date and the words that are not part of it."""
    if len(text) > DATELINE_LENGTH or not _YEAR.search(text):
        return None, text
    text = _LABEL_COLON.sub(" ", text)
    found = []
    rest = ""
    for default in _DEFAULTS:
        try:
            moment, tokens = dateutil_parser.parse(text, default=default, fuzzy_with_tokens=True)
        except (ValueError, OverflowError, TypeError):
            return None, text
        found.append(moment.date())
        rest = " ".join(tokens)
    return (found[0] if found[0] == found[1] else None), rest
