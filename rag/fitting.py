"""Whether words can be the kind of answer that a question asks for; only clear misfits are not.

A quantity has a number, and of the measure that is asked for: days do not answer "how many people",
nor a count "how long". A date has a date, a person has a name.
"""

from __future__ import annotations

import calendar
import enum
import re

from rag.question import AnswerKind, asked_for
from rag.values import DATE_WORDS, in_digits, read_quantity


class Measure(enum.Enum):
    """What a question about a quantity wants it in."""

    DURATION = "duration"
    AGE = "age"
    SHARE = "share"
    COUNT = "count"
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


def measure_of(question: str) -> Measure:
    """Tell what a question about a quantity wants it in."""
    return next((m for m, pattern in _COMPILED if pattern.search(question)), Measure.ANY)


def fits(question: str, answer: str, after: str = "") -> bool:
    """Say whether `answer`, with the words that come `after` it, can be what is asked for."""
    kind = asked_for(question).kind
    if kind is AnswerKind.QUANTITY:
        return _fits_quantity(measure_of(question), answer, after)
    if kind is AnswerKind.DATE:
        found = re.search(r"\d", answer) or DATE_WORDS.search(answer) or _VAGUE_DATE.search(answer)
        return bool(found)
    if kind is AnswerKind.PERSON:
        return any(character.isupper() for character in answer) or not answer.isascii()
    return True


def _fits_quantity(measure: Measure, answer: str, after: str) -> bool:
    if not re.search(r"\d", in_digits(answer)):
        return bool(_VAGUE_NUMBER.search(answer))
    around = f"{answer} {after}"
    found = read_quantity(answer, "", after)
    match measure:
        case Measure.DURATION:
            return bool(_LENGTH.search(around))
        case Measure.AGE:
            return not _TOO_SHORT_FOR_AN_AGE.search(around)
        case Measure.SHARE:
            return bool(_PART.search(around))
        case Measure.COUNT:
            return found is None or found.measure == "count"
        case Measure.ANY:
            return True
