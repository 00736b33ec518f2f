"""Whether words can be the kind of answer that a question asks for; only clear misfits are not.

A quantity has a number, and of the measure that is asked for: days do not answer "how many people",
nor a count "how long". A date has a date, a person has a name.
"""

from __future__ import annotations

import calendar
import enum
import re

from rag.dates import BOUND, DATE_WORDS
from rag.question import WHO_IS_NAMED, AnswerKind, asked_for
from rag.values import in_digits, read_quantity


class Measure(enum.Enum):
    """What a question about a quantity wants it in."""

    DURATION = "duration"
    AGE = "age"
    SHARE = "share"
    COUNT = "count"
    MONEY = "money"
    ANY = "any"


_TIME = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries|century|nights?)"
)
_MEASURES = (
    (Measure.AGE, r"\bhow old\b|\bwhat age\b|\bat what age\b"),
    (Measure.DURATION, rf"\bhow long\b|\bhow (?:many|much) (?:more )?{_TIME}\b|\bwhat duration\b"),
    (
        Measure.SHARE,
        r"\bwhat (?:(?:is|was) the )?(?:share|percentage|per ?cent|proportion|fraction)\b",
    ),
    (
        Measure.MONEY,
        r"\bhow much (?:money|\w+ (?:\w+ ){0,6}?(?:cost|pay|paid|charge|offer|earn|spend|worth))\b",
    ),
    (
        Measure.MONEY,
        r"\bwhat (?:(?:is|was|were) the )?(?:price|fee|salary|cost|wage|rent|fine|reward|sum)s?\b",
    ),
    (Measure.COUNT, r"\bhow many\b|\bwhat (?:(?:is|was) the )?number of\b"),
)
_COMPILED = [(measure, re.compile(text, re.IGNORECASE)) for measure, text in _MEASURES]
_LENGTH = re.compile(
    r"\b(?:(?:kilo|centi|milli)?met(?:er|re)s?|miles?|feet|foot|inch(?:es)?|yards?|[kcm]?m|pages?"
    rf"|{_TIME})\b",
    re.IGNORECASE,
)
_TOO_SHORT_FOR_AN_AGE = re.compile(r"\b(?:seconds?|minutes?|hours?|days?|weeks?)\b(?! old)")
_PART = re.compile(
    r"%|\b(?:per ?cent|percent|half|halves|thirds?|quarters?|fifths?|tenths?|most|majority|all|none"
    r"|one in|out of)\b",
    re.IGNORECASE,
)
# A year or a time of day by itself counts nothing: "until 2030", "at 22:00".
_WHEN = re.compile(r"\W*(?:(?:1[89]|20)\d\d|\d{1,2}:\d\d)\W*")
_WHAT_IS_COUNTED = re.compile(r"\s+(?!at |in |on |to |until |and |or )[^\W\d_]{2,}")
_ORDINAL = re.compile(r"\b\d+(?:st|nd|rd|th)\b")
_VAGUE_NUMBER = re.compile(
    r"\b(?:an?|several|many|few|dozens?|scores|hundreds?|thousands?|millions?|half|none|no|all|both"
    r"|twice|once|majority|most|third|quarter)\b",
    re.IGNORECASE,
)
_VAGUE_DATE = re.compile(
    rf"\b(?:{'|'.join(calendar.day_name)}|yesterday|today|tomorrow|tonight|last|next|earlier|later"
    r"|ago|week|weekend|month|year|decade|century|morning|evening|night|noon|midnight|spring|summer"
    r"|autumn|fall|winter|after|before|during|when|since|until)\b",
    re.IGNORECASE,
)


_ASKS_BOUND = re.compile(r"\b(?:since|until|till|before|after|by|from|between)\b", re.IGNORECASE)


def measure_of(question: str) -> Measure:
    """Tell what a question about a quantity wants it in."""
    return next((m for m, pattern in _COMPILED if pattern.search(question)), Measure.ANY)


def fits(question: str, answer: str, after: str = "", before: str = "") -> bool:
    """Say whether `answer`, with the words around it, can be what is asked for."""
    if WHO_IS_NAMED.match(question.strip()):
        return any(word[0].islower() for word in re.findall(r"[^\W\d_]{3,}", answer))
    kind = asked_for(question).kind
    if kind is AnswerKind.QUANTITY:
        return _fits_quantity(measure_of(question), answer, after)
    if kind is AnswerKind.DATE:
        if BOUND.search(before) and not _ASKS_BOUND.search(question):
            return False
        found = re.search(r"\d", answer) or DATE_WORDS.search(answer) or _VAGUE_DATE.search(answer)
        return bool(found)
    if kind is AnswerKind.PERSON:
        return any(character.isupper() for character in answer) or not answer.isascii()
    return True


def _fits_quantity(measure: Measure, answer: str, after: str) -> bool:
    if not re.search(r"\d", in_digits(answer)):
        return bool(_VAGUE_NUMBER.search(answer))
    if measure in {Measure.COUNT, Measure.MONEY} and _tells_when(answer, after):
        return False
    around, found = f"{answer} {after}", read_quantity(answer, "", after)
    counted = found.measure if found else "count"
    fitting = {
        Measure.DURATION: bool(_LENGTH.search(around)),
        Measure.AGE: not _TOO_SHORT_FOR_AN_AGE.search(around),
        Measure.SHARE: bool(_PART.search(around)),
        Measure.COUNT: counted == "count",
        Measure.MONEY: counted != "days",
        Measure.ANY: True,
    }
    return fitting[measure]


def _tells_when(answer: str, after: str) -> bool:
    """Say whether a number is a year, a time of day or an ordinal, and counts nothing."""
    when = _WHEN.fullmatch(answer) and not _WHAT_IS_COUNTED.match(after)
    return bool(when or _ORDINAL.search(answer))
