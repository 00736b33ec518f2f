"""Where a quote gives a value again that the reader did not pick out of it.

A reader marks one span of a sentence. Asked who was freed, it may mark one name in the first
article and another in the second, though both sentences hold both. The first name's support, and
the disagreement that is none, are found by looking the value up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from rag.merging.support import changed_from, rejects
from rag.question import AnswerKind
from rag.types import Span
from rag.values.dates import DATE_WORDS, find_dates
from rag.values.names import TITLES, find_names
from rag.values.quantities import Quantity, in_digits, read_quantity
from rag.values.spelling import same_word
from rag.values.value import Relation, Said, compare, compare_quantities, telling_words

_WORD = re.compile(r"\w+(?:[.,:]\w+)*")
_DIGITS = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:[ -](?:thousand|million|billion|trillion|bn|m))?", re.IGNORECASE
)
# A number behind these counts nothing: "COVID-19", "No. 10", "no one".
_UNCOUNTED_BEFORE = re.compile(r"(?:[^\W\d_]-|\bno\.? )$", re.IGNORECASE)
# In lower case, "US", "WHO" and "May" are other words.
_SHORT_NAME = re.compile(r"\b(?:[A-Z]{2,3}|May|March)\b")
# The sign before a number and the unit behind it.
_SIGN = re.compile(r"[£$€¥]$")
_TO_NUMBER = re.compile(r"^\s*to [£$€¥]?\d[\d,.]*")
_UNIT = re.compile(r"[ -]?(?:%|per ?cent\b|[^\W\d_]+)", re.IGNORECASE)
_LAST_WORD = re.compile(r"[^\W\d_]+\.?(?= $)")
# "one hundred and twenty-three thousand four hundred and five" is about the longest there is.
_LONGEST_NUMBER = 9
# How many characters around a number can qualify it: as many as around an answer.
AROUND = 24
# A value of more words is a clause: the same words in the same order are a copied sentence.
_LONGEST_VALUE = 8
# One answer's evidence: each quote is looked at once for every group of it.
_QUOTES = 256


def value_in(said: Said, quote: str, kind: AnswerKind) -> Span | None:
    """Return where `quote` first holds the value that was said; None if it does not."""
    return next(places_of(said, quote, kind), None)


def places_of(said: Said, quote: str, kind: AnswerKind) -> Iterator[Span]:
    """Find where `quote` holds the value that was said, as offsets into it.

    Quantities and dates are the same by value, names in any spelling, other words one by one.
    """
    wanted = read_quantity(said.text, said.before, said.after)
    if kind is AnswerKind.QUANTITY and wanted:
        return _number_in(wanted, quote)
    return _words_in(said.text, quote, kind)


def other_value(said: Said, claim: Said, quote: str, kind: AnswerKind) -> Span | None:
    """Return where a claim's quote gives another quantity or date than the one said.

    None where it gives several, or the one said too; what it denies or replaces does not count,
    nor does what has another unit.
    """
    spans = find_dates(quote) if kind is AnswerKind.DATE else list(_quantities(said, quote))
    upheld = [span for span in spans if not rejects(quote, span)]
    relations = [compare(said, said_at(claim, quote, span), kind) for span in upheld]
    if Relation.SAME in relations or relations.count(Relation.DIFFERENT) != 1:
        return None
    return upheld[relations.index(Relation.DIFFERENT)]


def said_at(claim: Said, quote: str, place: Span) -> Said:
    """Return what a claim says at another place of its quote."""
    start, end = place
    before, after = _beside(quote, place)
    return replace(claim, text=quote[start:end], before=before, after=after)


def _quantities(said: Said, quote: str) -> Iterator[Span]:
    """Find numbers of the same unit and measure as the one said, each with its unit."""
    wanted = read_quantity(said.text, said.before, said.after)
    for start, end in _numbers(quote):
        before, after = _beside(quote, (start, end))
        value = read_quantity(quote[start:end], before, after)
        if wanted is None or value is None or _counts_nothing(before, after):
            continue
        if (value.unit, value.measure) != (wanted.unit, wanted.measure):
            continue
        sign, unit = _SIGN.search(before), _UNIT.match(after)
        measured = value.measure != "count" or (value.unit and not sign)
        yield start - bool(sign), end + unit.end() if unit and measured else end


def _number_in(wanted: Quantity, quote: str) -> Iterator[Span]:
    for start, end in _numbers(quote):
        before, after = _beside(quote, (start, end))
        if _counts_nothing(before, after):
            continue
        value = read_quantity(quote[start:end], before, after)
        if value and _same_number(wanted, value):
            yield start, end


def _beside(quote: str, place: Span) -> tuple[str, str]:
    """Return the words before and after a place; "raised from 32 to 36" is no range."""
    start, end = place
    before, after = quote[max(0, start - AROUND) : start], quote[end : end + AROUND]
    if changed_from(quote[:start], quote[end:]):
        after = _TO_NUMBER.sub("", in_digits(after), count=1)
    return before, after


def _counts_nothing(before: str, after: str) -> bool:
    return bool(_UNCOUNTED_BEFORE.search(before)) or _is_day(before, after)


def _is_day(before: str, after: str) -> bool:
    """Say whether a number stands beside a month, and so is no count: "12 May", "May 12"."""
    month = _LAST_WORD.search(before)
    return bool(DATE_WORDS.match(after.lstrip()) or (month and DATE_WORDS.match(month.group())))


def _same_number(one: Quantity, other: Quantity) -> bool:
    """Say whether two quantities overlap, and share a bound where one of them has no end.

    "Over 200" can be 2,024, but a sentence with some larger number in it does not say so.
    """
    if compare_quantities(one, other) is not Relation.SAME:
        return False
    bounded = math.isfinite(one.high) and math.isfinite(other.high) and one.low and other.low
    return bool(bounded) or one.low == other.low or one.high == other.high


def _numbers(text: str) -> Iterator[Span]:
    """Find numbers in digits and in words, the longest at each place."""
    words = [found.span() for found in _WORD.finditer(text)]
    numeric = [_is_number(text[start:end]) for start, end in words]
    at = 0
    while at < len(words):
        if not numeric[at]:
            at += 1
            continue
        last = _last_of_number(text, words, at)
        yield words[at][0], words[last][1]
        at = last + 1


def _last_of_number(text: str, words: list[Span], at: int) -> int:
    """Return the last word of the number that begins at a word: "one hundred and five" is one."""
    for last in range(min(at + _LONGEST_NUMBER, len(words)) - 1, at, -1):
        if _is_number(text[words[at][0] : words[last][1]]):
            return last
    return at


def _is_number(text: str) -> bool:
    if text[0].isdigit():
        return bool(_DIGITS.fullmatch(text))
    return in_digits(text).isdigit()


def _words_in(value: str, quote: str, kind: AnswerKind) -> Iterator[Span]:
    """Find the value's words, one after another; a person also by surname behind a title."""
    wanted = telling_words(value)
    if not wanted or len(wanted) > _LONGEST_VALUE:
        return
    others = {name.lower() for name in _SHORT_NAME.findall(value.replace(".", ""))}
    held = [
        (part, span)
        for span, parts in _telling_in(quote)
        if quote[slice(*span)] not in others
        for part in parts
    ]
    found = list(_runs(wanted, held))
    if not found and kind is AnswerKind.PERSON and len(wanted) > 1:
        surname = _surname(wanted, held, quote)
        found = [surname] if surname else []
    yield from found


@lru_cache(maxsize=_QUOTES)
def _telling_in(quote: str) -> list[tuple[Span, list[str]]]:
    """Return where the words of a quote stand, each with its telling words."""
    words = ((found.span(), telling_words(found.group())) for found in _WORD.finditer(quote))
    return [(span, parts) for span, parts in words if parts]


def _runs(wanted: list[str], held: list[tuple[str, Span]]) -> Iterator[Span]:
    for at in range(len(held) - len(wanted) + 1):
        window = held[at : at + len(wanted)]
        if all(same_word(word, part) for word, (part, _) in zip(wanted, window, strict=True)):
            yield window[0][1][0], window[-1][1][1]


def _surname(wanted: list[str], held: list[tuple[str, Span]], quote: str) -> Span | None:
    """Find the surname where its name begins, or behind a title or a wanted word; no namesake's."""
    begins = {name.start for name in find_names(quote)}
    for at, (part, (start, end)) in enumerate(held):
        if not same_word(wanted[-1], part):
            continue
        before, (first, last) = held[at - 1] if at else ("", (0, 0))
        adjoining = bool(at) and quote[last:start].strip() == "" and quote[first].isupper()
        known = before in TITLES or any(same_word(word, before) for word in wanted[:-1] if before)
        if start in begins or not adjoining or known:
            return start, end
    return None
