"""Answers compared as values: quantities, dates, names; not as strings.

`compare` says whether two answers can be the same thing said twice, cannot both be true, or do
not bear on each other. Quantities are read by `quantities`, dates by `dates`; the spellings of a
name are `spelling`'s.
"""

from __future__ import annotations

import datetime as dt
import enum
import math
import re
from dataclasses import dataclass

from rag.question import AnswerKind
from rag.values.dates import (
    ABOUT_TIME,
    BOUND,
    HALF_OF_DAY,
    ZONE,
    PartialDate,
    read_clock,
    read_date,
)
from rag.values.names import fold
from rag.values.quantities import DAYS, Quantity, in_digits, read_quantity
from rag.values.spelling import same_word

_SECONDS = 86_400.0  # of a day
# Minutes that "nearly" and "shortly after" may leave out.
_ABOUT_TIME = 20


class Relation(enum.Enum):
    """How two answers stand to each other."""

    SAME = "same"
    DIFFERENT = "different"
    UNRELATED = "unrelated"


# What turns a value into its contrary.
_NEGATIONS = frozenset({"no", "not", "never", "without"})
_OWNER = re.compile(r"^.*\w[’']s\s+(?!of\b)")
_INITIALS = re.compile(r"\b[^\W\d_](?:\.[^\W\d_])+\b")
# Words that a value does not consist of.
_EMPTY_WORDS = frozenset(
    "a an the of and or in on at to for by from with former then mr mrs ms dr".split()
)


def compare_quantities(one: Quantity, other: Quantity) -> Relation:
    """Compare intervals of one measure; of two measures or units they do not bear on each other.

    An age is one in years, and a bare number can be it. Two limits are one where they are as high,
    and what is below a limit is not the limit said again. Beside what is "about" a number, another
    may be rounded without saying so: about 380,000 are 400,000.
    """
    if one.unit != other.unit and (one.unit or one.things) and (other.unit or other.things):
        return Relation.UNRELATED
    if {one.measure, other.measure} == {"age", "days"}:
        one, other = _in_days(one), _in_days(other)
    overlap = one.low <= other.high and other.low <= one.high
    overlap = overlap or (one.about != other.about and _rounds_to(one, other))
    if one.measure != other.measure:
        aged = {one.measure, other.measure} == {"age", "count"}
        return Relation.SAME if aged and overlap else Relation.UNRELATED
    if overlap and one.high != other.high and (one.cap or other.cap):
        return _compare_with_limit(one, other)
    return Relation.SAME if overlap else Relation.DIFFERENT


def _rounds_to(one: Quantity, other: Quantity) -> bool:
    """Say whether that of two numbers which is not "about" right may be the other, rounded."""
    exact, about = (other, one) if one.about else (one, other)
    return abs(exact.high - (about.low + about.high) / 2) <= exact.rounded


def _compare_with_limit(one: Quantity, other: Quantity) -> Relation:
    """Compare a limit and what it allows: "not over £900" and £700 can both be true."""
    if one.cap and other.cap:
        return Relation.DIFFERENT
    limit, value = (one, other) if one.cap else (other, one)
    return Relation.SAME if limit.high <= value.high < math.inf else Relation.UNRELATED


def _in_days(quantity: Quantity) -> Quantity:
    scale = DAYS["year"] if quantity.measure == "age" else 1.0
    low, high = quantity.low * scale, quantity.high * scale
    return Quantity(low, high, "days", cap=quantity.cap)


def compare_dates(one: PartialDate, other: PartialDate) -> Relation:
    """Compare what both give: a part that differs makes them different, none shared, unrelated."""
    pairs = [(one.year, other.year), (one.month, other.month), (one.day, other.day)]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not both:
        return Relation.UNRELATED
    return Relation.SAME if all(a == b for a, b in both) else Relation.DIFFERENT


def same_words(one: str, other: str) -> bool:
    """Say whether every word of the shorter text stands in the longer, variants allowed.

    "Guilty" is not the same as "not guilty", nor Ann the same as Ann's sister.
    """
    shorter, longer = sorted((one, other), key=lambda text: len(telling_words(text)))
    words, within = telling_words(shorter), telling_words(longer)
    if not words or _NEGATIONS.intersection(words) != _NEGATIONS.intersection(within):
        return False
    owned = telling_words(_OWNER.sub("", longer)) or within
    return all(any(same_word(w, v) for v in within) for w in words) and any(
        same_word(w, v) for w in words for v in owned
    )


def telling_words(text: str) -> list[str]:
    """Return a text's folded words but the empty ones, initials as one: "U.S." as "us"."""
    joined = _INITIALS.sub(lambda found: found.group().replace(".", ""), text)
    return [word for word in fold(joined).split() if word not in _EMPTY_WORDS]


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
        if quantities[0] or quantities[1]:
            return Relation.UNRELATED  # "three" and "three quarters"
    if same_words(one.text, other.text) and not _numbers_differ(one, other, kind):
        return Relation.SAME
    if kind is AnswerKind.DATE:
        return _compare_times(one, other)
    return Relation.UNRELATED


def distance(one: Said, other: Said) -> float:
    """Return how far apart two quantities are, by the logarithm of their ratio; 0 for none."""
    found = [read_quantity(said.text, said.before, said.after) for said in (one, other)]
    return abs(_magnitude(found[0]) - _magnitude(found[1])) if all(found) else 0.0


def _magnitude(quantity: Quantity | None) -> float:
    if quantity is None:
        return 0.0
    bound = quantity.low or quantity.high  # "up to 50" is from 0 to 50
    # In days, a minute and an hour are both next to nothing.
    bound *= _SECONDS if quantity.measure == "days" else 1.0
    return math.log1p(bound) if math.isfinite(bound) else 0.0


def _compare_times(one: Said, other: Said) -> Relation:
    """Compare times of day where both give one, else dates; on two days, one hour says nothing."""
    if len({_zone(one), _zone(other)} - {""}) > 1:
        return Relation.UNRELATED
    clocks = [_clock(said) for said in (one, other)]
    dates = [read_date(said.text, said.published) for said in (one, other)]
    relation = compare_dates(dates[0], dates[1]) if dates[0] and dates[1] else Relation.UNRELATED
    if clocks[0] is not None and clocks[1] is not None:
        about = [_is_about(said) for said in (one, other)]
        bounds = {
            "" if near else _bound(said) for said, near in zip((one, other), about, strict=True)
        }
        if len(bounds) > 1:
            return Relation.UNRELATED
        if abs(clocks[0] - clocks[1]) > _ABOUT_TIME * any(about):
            return Relation.DIFFERENT
        return Relation.UNRELATED if relation is Relation.DIFFERENT else Relation.SAME
    # Two that "since" bounds differ as two dates do; "since July" and "in May" can both be true.
    return relation if _bound(one) == _bound(other) else Relation.UNRELATED


def _clock(said: Said) -> int | None:
    """Return the time of day that is said, with the part of the day that may stand behind it."""
    found = HALF_OF_DAY.match(said.after)
    return read_clock(said.text + found.group() if found else said.text)


def _is_about(said: Said) -> bool:
    """Say whether a time of day is only about right: "shortly after two in the afternoon"."""
    before, text = ABOUT_TIME.search(said.before), ABOUT_TIME.search(said.text)
    return bool((before and before["before"]) or (text and text["first"]))


def _zone(said: Said) -> str:
    """Return the zone that a time of day is given in, empty where it says none."""
    found = ZONE.search(said.text + said.after)
    return found.group() if found and _clock(said) is not None else ""


def _bound(said: Said) -> str:
    """Return the word that makes a date a bound, said or before it: "since"; empty for a date."""
    found = (BOUND.search(words) for words in (said.before, said.text.partition(" ")[0]))
    return next((bound.group().strip().casefold() for bound in found if bound), "")


def _numbers_differ(one: Said, other: Said, kind: AnswerKind) -> bool:
    """Say whether the same words have other numbers; where one is asked for, also more of them."""
    found = [set(re.findall(r"\d+", in_digits(said.text))) for said in (one, other)]
    if kind is AnswerKind.QUANTITY:
        return found[0] != found[1]  # "a third" and "two thirds"
    return bool(found[0]) and bool(found[1]) and not (found[0] <= found[1] or found[1] <= found[0])
