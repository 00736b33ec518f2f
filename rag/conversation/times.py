"""Where a text says when: years, months, weekdays, "last week"."""

from __future__ import annotations

import calendar
import re

_MONTHS = "|".join(
    [*calendar.month_name[1:], r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."]
)
_DAYS = "|".join(calendar.day_name)
TIME = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?:{_MONTHS})(?: \d{{1,2}}\b)?(?:,? (?:1\d|20)\d\d\b)?"
    rf"|\b(?:{_DAYS})\b|\b(?:1\d|20)\d\ds?\b"
    r"|\b(?:last|this|next|the (?:previous|following|same)) (?:year|month|week|weekend|season|time"
    r"|night|spring|summer|autumn|winter|day|evening|morning|decade|century)\b"
    r"|\b(?:today|yesterday|tomorrow|now|tonight)\b"
)
_BEFORE = re.compile(r"\b(?:in|on|at|by|since|during|until|before|after|from) (?:the )?$")


def is_time(text: str) -> bool:
    """Say whether a text says when, or is part of saying it."""
    return bool(TIME.search(text))


def time_in(text: str) -> tuple[int, int] | None:
    """Return where a text says when, with its preposition."""
    found = TIME.search(text)
    if not found:
        return None
    before = _BEFORE.search(text[: found.start()])
    return (before.start() if before else found.start()), found.end()
