"""Quantities as far as a text gives them: an interval of a measure, in digits or in words.

Numbers in words are read by text2num.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from functools import lru_cache

from text_to_num import alpha2digit

from rag.values.bounds import Bound, bound_of, change_to
from rag.values.units import unit_of


@dataclass(frozen=True, slots=True)
class Quantity:
    """An interval of a measure: "over 100" is (100, inf); `measure` tells days from people.

    `unit` is the currency or the unit of length, weight and the like, where one is given; `things`
    says that what is counted is named and is no unit ("eleven pages"). `cap` says that the upper
    end is a limit, which what is counted may be far below. `rounded` is how far off a number may
    be, were it only "about" right; where it is said to be (`about`), the interval has it.
    """

    low: float
    high: float
    measure: str
    unit: str = ""
    cap: bool = field(default=False, compare=False)
    things: bool = field(default=False, compare=False)
    rounded: float = field(default=0.0, compare=False)
    about: bool = field(default=False, compare=False)


# The same values are compared for every group of an answer's evidence.
_READ = 1 << 12
# "About" covers a tenth to either side, the usual rounding of news copy, but no more than what is
# rounded away: about 380,000 are not 412,000. A fiftieth it always covers.
ABOUT = 0.1
ABOUT_AT_LEAST = 0.02
# "Nearly an hour" may be three quarters of one.
NEARLY = 0.25
# Days are rounded to a part of a second, so that 90 minutes are an hour and a half.
_PLACES = 9

# No number is in "COVID-19" or "the F-16".
_NUMBER = re.compile(r"(?<![\w.])(?<![^\W\d_]-)(?P<digits>\d[\d,]*(?:\.\d+)?)")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9}
_SCALED = re.compile(
    r"\b(?<!\d,)(\d[\d,]*(?:\.\d+)?)[ -]?(thousand|million|billion|trillion|bn|m)\b", re.IGNORECASE
)
DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 365.25 / 12,  # so that twelve are a year
    "year": 365.25,
    "decade": 3652.5,
}
# "£500 plus VAT" is £500.
_OR_MORE = re.compile(r"\+|-plus\b| plus\b(?! *\w)|(?: [^\W\d_]+)? or more\b", re.IGNORECASE)
# What is counted beside others, or added: "121 other prisoners", "cost 200 million euros more".
_REST = re.compile(
    r"\W*(?:others?|more(?! than)|additional|further|remaining)\b"
    r"| [^\W\d_]{2,}s more\b(?! than)",
    re.IGNORECASE,
)
_REST_BEFORE = re.compile(r"\b(?:another|other|additional|further|remaining)\W*$", re.IGNORECASE)
# Hundreds are no hundred, several hundred neither; nobody is not one.
_VAGUE = re.compile(
    r"(\b(?:tens|dozens|hundreds|thousands|millions|billions|trillions|no[ -]one)\b)", re.IGNORECASE
)
_VAGUE_BEFORE = re.compile(r"\b(?:several|few|many|couple of)\W*$", re.IGNORECASE)
# Ordinals and parts count nothing: "third", "two thirds", "three quarters", "1/2", "one in five",
# "her 30s"; and two dozen are not two, nor exactly 24.
_UNCOUNTED = re.compile(
    r"(?:st|nd|rd|th)s?\b|[ -](?:\d+(?:rd|th)s?|quarters?|halves|dozen|odd)\b|/\d|[’']?s\b"
    r"|(?<=\b1) in (?:every )?\d",
    re.IGNORECASE,
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
# "A year" is one, but not in "once a year"; "a second" may be an ordinal.
_A_TIME = re.compile(
    rf"^\D*?(?<!once )(?<!twice )(?<!times )\b(?P<a>an?) (?=(?:{'|'.join([*DAYS][1:])})\b)",
    re.IGNORECASE,
)
# "Twice" alone is two times, "twice as many" and "twice-married" are not.
_TIMES = re.compile(
    r"(?<=^)(?:\W*(?:at least|about|exactly|just|only) )?\W*(once|twice|thrice)(?: times)?(?=\W*$)",
    re.IGNORECASE,
)
_HOW_OFTEN = {"once": "1 times", "twice": "2 times", "thrice": "3 times"}
_HALF = re.compile(r"\bhalf(?:[ -]an?)?\W*$", re.IGNORECASE)
# "... years and six months"
_FURTHER = re.compile(
    r"[\s-]*[^\W\d_]+(?:,? and |,? )(?P<number>\d+) (?P<unit>[^\W\d_]+)\b", re.IGNORECASE
)
_AND_A_HALF = re.compile(
    r"(?P<unit>[\s-]*(?!and)[^\W\d_]+)?(?: and a half\b|\s?½)(?: (?P<scale>1(?:000)+)\b)?",
    re.IGNORECASE,
)
# "4 to 5", "4-5", and "4 and 5" behind "between".
_RANGE = re.compile(r"%?(?: to | or |(?P<both> and )|\s?[-–]\s?)[$€£]?(?P<high>\d[\d,]*(?:\.\d+)?)")
_BETWEEN = re.compile(r"\bbetween(?: about| around| roughly| some)?\W*$", re.IGNORECASE)
_UNIT = re.compile(
    r"[\s-]*(?P<percent>%|per ?cent\b|pct\b)|[\s-]*(?P<word>[^\W\d_]+)", re.IGNORECASE
)
_THINGS = re.compile(
    r"[\s-]*(?!(?:across|as|billions|bucks|degrees|has|is|lbs|less|millions|plus|this|thousands|times"
    r"|was)\b)[^\W\d_A-Z][^\W\d_]+s\b"
)
_AGE = re.compile(r"[\s-]*years?[\s-](?:olds?|of age)\b", re.IGNORECASE)


@lru_cache(maxsize=_READ)
def read_quantity(text: str, before: str = "", after: str = "") -> Quantity | None:
    """Return the first quantity in a text; `before` and `after` are the words around it.

    None when there is none, when it counts only the rest of a group ("121 other prisoners"), when
    it is an ordinal or a part, and when it is what something was before a change ("£5", behind
    which " to £6" follows). A range ("three to five years") is one quantity; of a change it is
    what holds since then ("raised from £5 to £6" is £6).
    """
    often = _TIMES.match(text)
    text = f"{text[: often.start(1)]}{_HOW_OFTEN[often[1].casefold()]}" if often else text
    text = in_digits(_A_TIME.sub(_one, _SCALED.sub(_multiplied, text)))
    found = _NUMBER.search(text)
    if not found:
        return None
    before = " ".join(f"{before} {text[: found.start()]}".split())
    around = text + in_digits(after)
    rest = around[found.end() :]
    if _UNCOUNTED.match(around, found.end()) or _REST.match(rest):
        return None
    if _REST_BEFORE.search(before) or _VAGUE_BEFORE.search(before):
        return None
    number = _number(found["digits"])
    changed = change_to(number, before, rest)
    if changed is not None:
        at = found.end() + changed
        return read_quantity(text[at:], f"{before} {around[found.start() : at]}", after)
    low, high, rest = _ends(number, rest, before)
    measure, scale, further = _measure(rest)
    bound = bound_of(before, rest, lasting=measure == "days")
    about, rounded = bound is Bound.ABOUT, _rounding(high)
    if about:
        low, high = low - _rounding(low), high + rounded
    elif bound is Bound.NEARLY:
        low -= NEARLY * low
    low, high = round(low * scale, _PLACES), round(high * scale + further, _PLACES)
    high = math.inf if _OR_MORE.match(rest) else high
    unit = unit_of(before, rest)
    things = measure == "count" and not unit and bool(_THINGS.match(rest))
    value = _interval(low, high, measure, bound)
    rounded = 0.0 if about else rounded * scale
    return replace(value, unit=unit, things=things, rounded=rounded, about=about)


def in_digits(text: str) -> str:
    """Write every number in digits; small ones too, which running text spells out.

    Vague ones ("hundreds") stay words.
    """
    parts = _VAGUE.split(_HYPHEN.sub(" ", text))
    parts[::2] = [alpha2digit(part, "en", threshold=0) for part in parts[::2]]
    return "".join(parts)


def _number(digits: str) -> float:
    return float(digits.replace(",", ""))


def _multiplied(found: re.Match[str]) -> str:
    number = _number(found[1]) * _SCALES[found[2].casefold()]
    return str(round(number)) if math.isfinite(number) else found.group()


def _one(found: re.Match[str]) -> str:
    return found.group()[: found.start("a")] + "1 "


def _ends(number: float, rest: str, before: str) -> tuple[float, float, str]:
    """Return the least and the greatest that a number and what follows it give, and the rest."""
    if _HALF.search(before) and number in {1, *_SCALES.values()}:
        return number / 2, number / 2, rest
    half = _AND_A_HALF.match(rest)
    if half:
        number = (number + 0.5) * float(half["scale"] or 1)
        return number, number, (half["unit"] or "") + rest[half.end() :]
    span = _RANGE.match(rest)
    if span and bool(span["both"]) == bool(_BETWEEN.search(before)):
        high = _number(span["high"])
        if number < high:
            return _scaled_like(high, number), high, rest[span.end() :]
    return number, number, rest


def _scaled_like(high: float, low: float) -> float:
    """Scale the lower end of a range like the upper: "four to five million"."""
    fitting = (s for s in (1e9, 1e6, 1e3) if high % s == 0 and low * s < high)
    return low * next(fitting, 1.0)


def _measure(rest: str) -> tuple[str, float, float]:
    """Return what a number is of, by the words behind it, its factor, and what is added to it."""
    found = _UNIT.match(rest)
    if not found:
        return "count", 1.0, 0.0
    if found["percent"]:
        return "percent", 1.0, 0.0
    if _AGE.match(rest):
        return "age", 1.0, 0.0
    days = _days(found["word"])
    return ("days", days, _further(rest, days)) if days else ("count", 1.0, 0.0)


def _further(rest: str, unit: float) -> float:
    """Return the days that a smaller unit adds: the six months of "two years and six months".

    They only reach further: rounded, it is two years.
    """
    found = _FURTHER.match(rest)
    if not found:
        return 0.0
    days = _days(found["unit"])
    return int(found["number"]) * days if days < unit else 0.0


def _days(word: str) -> float:
    return DAYS.get(word.casefold().removesuffix("s"), 0.0)


def _interval(low: float, high: float, measure: str, bound: Bound | None) -> Quantity:
    if bound is Bound.LEAST:
        return Quantity(low, math.inf, measure)
    if bound in {Bound.CAP, Bound.BELOW}:
        return Quantity(0.0, high, measure, cap=bound is Bound.CAP)
    return Quantity(low, high, measure)


def _rounding(number: float) -> float:
    """Return how far off what is "about" a number may be: less, the more exact the number looks."""
    if not math.isfinite(number):
        return 0.0
    step = 1.0
    while number % (10 * step) == 0 and step < number:
        step *= 10
    if number % (5 * step) == 0:
        step *= 5
    return number * max(ABOUT_AT_LEAST, min(ABOUT, step / number)) if number else 0.0
