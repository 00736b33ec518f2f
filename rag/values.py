"""Answers compared as values: quantities, dates, names; not as strings.

`compare` says whether two answers can be the same thing said twice, cannot both be true, or do
not bear on each other. Numbers in words are read by text2num, dates by `rag.dates`, names by
transliteration (anyascii), edit distance (rapidfuzz) and sound (jellyfish's metaphone).
"""

from __future__ import annotations

import datetime as dt
import enum
import math
import re
from dataclasses import dataclass
from functools import lru_cache

from jellyfish import metaphone
from rapidfuzz.distance import JaroWinkler
from text_to_num import alpha2digit

from rag.dates import BOUND, PartialDate, read_clock, read_date
from rag.names import fold
from rag.question import AnswerKind


class Relation(enum.Enum):
    """How two answers stand to each other."""

    SAME = "same"
    DIFFERENT = "different"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An interval of a measure: "over 100" is (100, inf); `measure` tells days from people."""

    low: float
    high: float
    measure: str


# "About" covers a tenth to either side: the usual rounding of news copy.
ABOUT = 0.1
# Jaro-Winkler from which two words that sound alike are one name: Kalesnikava/Kolesnikova is .86,
# Bialiatski/Beliatsky .80.
SAME_SPELLING = 0.78
# Shorter words differ by too little: Ann and Anna, Iran and Iraq.
SHORTEST_VARIANT = 5

_NUMBER = re.compile(r"(?<![\w.])(?P<digits>\d[\d,]*(?:\.\d+)?)")
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "m": 1e6, "bn": 1e9}
_SCALED = re.compile(
    r"\b(\d[\d,]*(?:\.\d+)?)[ -]?(thousand|million|billion|trillion|bn|m)\b", re.IGNORECASE
)
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25, "decade": 3652.5}
_MORE = re.compile(
    r"(?:over|more than|above|at least|exceeding|upwards of|no fewer than)\W*$", re.IGNORECASE
)
_LESS = re.compile(
    r"(?:under|fewer than|less than|below|at most|up to|nearly|almost|close to|as many as)\W*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|around|approximately|approx\.?|roughly|some|circa|estimated|~)\W*$",
    re.IGNORECASE,
)
_REST = re.compile(r"^\W*(?:other|others|more|additional|further|remaining)\b", re.IGNORECASE)
# Words that a value does not consist of.
EMPTY_WORDS = frozenset(
    "a an the of and or in on at to for by from with former then mr mrs ms dr".split()
)


def read_quantity(text: str, before: str = "", after: str = "") -> Quantity | None:
    """Return the first quantity in a text; `before` and `after` are the words around it.

    None when there is none, or when it counts only the rest of a group ("121 other prisoners").
    """
    text = in_digits(_SCALED.sub(_multiplied, text))
    found = _NUMBER.search(text)
    if not found:
        return None
    rest = text[found.end("digits") :] + " " + after
    if _REST.match(rest):
        return None
    tail = re.match(r"[\s-]*([^\W\d_]+|%)", rest)
    unit = tail[1].casefold() if tail else ""
    number = float(found["digits"].replace(",", ""))
    scale = 1.0
    singular = unit.removesuffix("s")
    measure = "count"
    if singular in _DAYS:
        measure, scale = "days", _DAYS[singular]
    elif unit in {"%", "percent", "per"}:
        measure = "percent"
    return _interval(number * scale, measure, f"{before} {text[: found.start()]}".rstrip())


def in_digits(text: str) -> str:
    """Write every number in digits; small ones too, which running text spells out."""
    written: str = alpha2digit(text, "en", threshold=0)
    return written


def _multiplied(found: re.Match[str]) -> str:
    return str(round(float(found[1].replace(",", "")) * _SCALES[found[2].casefold()]))


def _interval(number: float, measure: str, before: str) -> Quantity:
    if _MORE.search(before):
        return Quantity(number, math.inf, measure)
    if _LESS.search(before):
        return Quantity(0.0, number, measure)
    if _ABOUT.search(before):
        return Quantity(number * (1 - ABOUT), number * (1 + ABOUT), measure)
    return Quantity(number, number, measure)


def compare_quantities(one: Quantity, other: Quantity) -> Relation:
    """Compare intervals of one measure; of two measures they do not bear on each other."""
    if one.measure != other.measure:
        return Relation.UNRELATED
    overlap = one.low <= other.high and other.low <= one.high
    return Relation.SAME if overlap else Relation.DIFFERENT


def compare_dates(one: PartialDate, other: PartialDate) -> Relation:
    """Compare what both give: a part that differs makes them different, none shared, unrelated."""
    pairs = [(one.year, other.year), (one.month, other.month), (one.day, other.day)]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not both:
        return Relation.UNRELATED
    return Relation.SAME if all(a == b for a, b in both) else Relation.DIFFERENT


def same_word(one: str, other: str) -> bool:
    """Say whether two folded words are one, or two spellings of one name."""
    if one == other:
        return True
    if min(len(one), len(other)) < SHORTEST_VARIANT or one[0] != other[0]:
        return one[0] + other[0] in {"ck", "kc"} and one[1:] == other[1:]
    if JaroWinkler.similarity(one, other) < SAME_SPELLING:
        return False
    return not _sounds(one).isdisjoint(_sounds(other))


@lru_cache(maxsize=65536)  # a corpus's words are compared again and again
def _sounds(word: str) -> frozenset[str]:
    """Return metaphone's consonants, the usual variants of transliteration made alike.

    "ou" is a vowel in Aldous and a consonant in Tsikhanouskaya: such a word has both sounds.
    """
    sounds = set()
    for spelling in (word, word.replace("ou", "ov")):
        sound: str = metaphone(spelling)
        for variant, plain in (("F", "V"), ("W", "V"), ("X", "K"), ("TS", "T")):
            sound = sound.replace(variant, plain)
        sounds.add(sound)
    return frozenset(sounds)


def same_words(one: str, other: str) -> bool:
    """Say whether every word of the shorter text stands in the longer, variants allowed."""
    words = sorted((_words(one), _words(other)), key=len)
    return bool(words[0]) and all(any(same_word(w, v) for v in words[1]) for w in words[0])


def _words(text: str) -> list[str]:
    return [word for word in fold(text).split() if word not in EMPTY_WORDS]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer with the words around it and the date of its article."""

    text: str
    before: str
    after: str
    published: dt.date | None


def compare(one: Said, other: Said, kind: AnswerKind) -> Relation:
    """Compare two answers to a question of a kind."""
    if kind is AnswerKind.QUANTITY:
        quantities = [read_quantity(said.text, said.before, said.after) for said in (one, other)]
        if quantities[0] and quantities[1]:
            return compare_quantities(quantities[0], quantities[1])
    if same_words(one.text, other.text) and not _numbers_differ(one, other, kind):
        return Relation.SAME
    if kind is AnswerKind.DATE:
        clocks = [read_clock(said.text) for said in (one, other)]
        if clocks[0] is not None and clocks[1] is not None:
            return Relation.SAME if clocks[0] == clocks[1] else Relation.DIFFERENT
        if BOUND.search(one.before) or BOUND.search(other.before):
            return Relation.UNRELATED
        dates = [read_date(said.text, said.published) for said in (one, other)]
        if dates[0] and dates[1]:
            return compare_dates(dates[0], dates[1])
    return Relation.UNRELATED


def _numbers_differ(one: Said, other: Said, kind: AnswerKind) -> bool:
    """Say whether the same words have other numbers; where one is asked for, also one and none."""
    found = [set(re.findall(r"\d+", in_digits(said.text))) for said in (one, other)]
    if kind is AnswerKind.QUANTITY and bool(found[0]) != bool(found[1]):
        return True
    return bool(found[0]) and bool(found[1]) and not (found[0] <= found[1] or found[1] <= found[0])
