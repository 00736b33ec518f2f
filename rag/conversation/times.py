"""Where a text says when: years, months, weekdays, "last week"."""

from __future__ import annotations

import calendar
import re

from rag.conversation.words import can_be_noun, split

_MONTHS = "|".join(
    [*calendar.month_name[1:], r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."]
)
_DAYS = "|".join(calendar.day_name)
TIME = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTHS})(?: \d{{1,2}}\b)?(?:,? (?:1\d|20)\d\d\b"
    r"| (?:last|this|next) year\b)?"
    rf"|\b(?:{_DAYS})\b|\b(?:1\d|20)\d\ds?\b"
    r"|\b(?:last|this|next|the (?:previous|following|same)) (?:year|month|week|weekend|season|time"
    r"|night|spring|summer|autumn|winter|day|evening|morning|decade|century)\b"
    r"|\b[\w-]+ (?:decade|year|month|week|day|hour|minute)s? (?:ago|earlier|later)\b"
    r"|\bthe (?:year|month|week|day|season) (?:before|after)\b"
    r"|\b(?:today|yesterday|tomorrow|now|tonight)\b"
)
_BEFORE = re.compile(r"\b(?:in|on|at|by|since|during|until|before|after|from) (?:the )?$")
# Theresa May is no month, but "In May" is.
_SURNAMED = re.compile(
    r"\b(?!(?:In|On|By|Since|During|Until|Before|After|From|Last|This|Next|Early|Late|And|Or) )"
    r"[A-Z][\w.’'-]* $"
)
_YEAR = re.compile(r"\d{4}")


def is_time(text: str) -> bool:
    """Say whether a text says when, or is part of saying it."""
    return _found(text) is not None


def time_in(text: str) -> tuple[int, int] | None:
    """Return where a text says when, with its preposition."""
    found = _found(text)
    if not found:
        return None
    before = _BEFORE.search(text[: found.start()])
    return (before.start() if before else found.start()), found.end()


def time_between(text: str, other: str) -> tuple[int, int] | None:
    """Return where a time like another one belongs to a noun: "the 2021 Open", "last year’s"."""
    found, like = _found(text), _found(other)
    if not (found and like) or bool(_YEAR.search(found[0])) != bool(_YEAR.search(like[0])):
        return None
    owns = re.match(r"[’']s? ", text[found.end() :])
    following = split(text[found.end() :])[:1]
    determined = re.search(r"\b(?:the|an?) $", text[: found.start()], re.IGNORECASE)
    return found.span() if owns or (determined and any(map(can_be_noun, following))) else None


def bare_time(text: str) -> str:
    """Return a time without its preposition; the text itself when it says none."""
    found = _found(text)
    return found[0] if found else text


def _found(text: str) -> re.Match[str] | None:
    return next(
        (
            found
            for found in TIME.finditer(text)
            if found[0] != "May" or not _SURNAMED.search(text[: found.start()])
        ),
        None,
    )
