"""Where a quote gives a value again that the reader did not pick out of it.

A reader marks one span of a sentence. Asked who was freed, it may mark one name in the first
article and another in the second, though both sentences hold both. The first name's support, and
the disagreement that is none, are found by looking the value up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from rag.dates import DATE_WORDS
from rag.names import TITLES, find_names
from rag.quantities import Quantity, in_digits, read_quantity
from rag.question import AnswerKind
from rag.spelling import same_word
from rag.types import Span
from rag.values import Relation, Said, compare_quantities, telling_words

_WORD = re.compile(r"\w+(?:[.,:]\w+)*")
_DIGITS = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:[ -](?:thousand|million|billion|trillion|bn|m))?", re.IGNORECASE
)
# A number behind these counts nothing: "COVID-19", "No. 10", "no one".
_UNCOUNTED_BEFORE = re.compile(r"(?:[^\W\d_]-|\bno\.? )$", re.IGNORECASE)
# In lower case, "US", "WHO" and "May" are other words.
_SHORT_NAME = re.compile(r"\b(?:[A-Z]{2,3}|May|March)\b")
_LAST_WORD = re.compile(r"[^\W\d_]+\.?(?= $)")
# "one hundred and twenty-three thousand four hundred and five" is about the longest there is.
_LONGEST_NUMBER = 9
# How many characters around a number can qualify it: as many as around an answer.
AROUND = 24
# A value of more words is a clause: the same words in the same order are a copied sentence.
_LONGEST_VALUE = 8


def value_in(said: Said, quote: str, kind: AnswerKind) -> Span | None:
    """Return where `quote` holds the value that was said, as offsets into it; None if it does not.

    Quantities and dates are the same by value, names in any spelling, other words one by one.
    """
    wanted = read_quantity(said.text, said.before, said.after)
    if kind is AnswerKind.QUANTITY and wanted:
        return _number_in(wanted, quote)
    return _words_in(said.text, quote, kind)


def _number_in(wanted: Quantity, quote: str) -> Span | None:
    for start, end in _numbers(quote):
        before, after = quote[max(0, start - AROUND) : start], quote[end : end + AROUND]
        if _UNCOUNTED_BEFORE.search(before) or _is_day(before, after):
            continue
        value = read_quantity(quote[start:end], before, after)
        if value and _same_number(wanted, value):
            return start, end
    return None


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


def _words_in(value: str, quote: str, kind: AnswerKind) -> Span | None:
    """Find the value's words, one after another; a person also by surname behind a title."""
    wanted = telling_words(value)
    if not wanted or len(wanted) > _LONGEST_VALUE:
        return None
    others = {name.lower() for name in _SHORT_NAME.findall(value.replace(".", ""))}
    held = [
        (part, found.span())
        for found in _WORD.finditer(quote)
        if found.group() not in others
        for part in telling_words(found.group())
    ]
    found = _run(wanted, held)
    if found is None and kind is AnswerKind.PERSON and len(wanted) > 1:
        return _surname(wanted, held, quote)
    return found


def _run(wanted: list[str], held: list[tuple[str, Span]]) -> Span | None:
    for at in range(len(held) - len(wanted) + 1):
        window = held[at : at + len(wanted)]
        if all(same_word(word, part) for word, (part, _) in zip(wanted, window, strict=True)):
            return window[0][1][0], window[-1][1][1]
    return None


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
