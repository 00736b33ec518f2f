"""The same name in other spellings: a question's names, spelt as the sources spell them.

A person asks about Tikhanovskaya, and the articles write Tsikhanouskaya. Retrieval is asked with
both spellings, and the reader with the one that stands in the passage at hand.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from functools import lru_cache

from rag.values.names import TITLES, find_names, fold
from rag.values.spelling import same_word

# A name's shorter words ("Le", "of") have no variants worth knowing.
_SHORTEST = 4
# A question's passages are looked at together and one by one.
_KEPT = 128
_WORD = re.compile(r"[^\W\d_]+")
# March is not Marsh, nor a minister a ministry.
_NO_NAMES = TITLES | {name.casefold() for name in (*calendar.day_name, *calendar.month_name)}
# Another word of the same stem, not another spelling: German and Germany, Karpov and Karpova.
_ENDING = re.compile(r"(?:ia?|a|y)?n?s?")


def variants(question: str, texts: Iterable[str]) -> dict[str, str]:
    """Return the words of the question's names that the texts only have in another spelling.

    Maps the question's word to the texts' word, as it is written there; the earliest wins.
    """
    wanted = set(_name_words(question))
    if not wanted:
        return {}
    known = [_words_of(text) for text in texts]
    there = frozenset[str]().union(*(words for words, _ in known))
    written: dict[str, str] = {}
    for _, names in known:
        for folded, word in names.items():
            written.setdefault(folded, word)
    return {
        word: written[other]
        for word in sorted(wanted)
        if fold(word) not in there
        for other in [other for other in written if _respelt(fold(word), other)][:1]
    }


def also_written(question: str, quotes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of a word of the question's names and another spelling of it in the quotes.

    In the order of the question, then of the quotes; each spelling once, as it is written first.
    """
    written = [word for quote in quotes for word in _name_words(quote)]
    pairs = (
        (word, other)
        for word in _name_words(question)
        for other in written
        if _respelt(fold(word), fold(other))
    )
    return tuple(dict.fromkeys(pairs))


def respell(question: str, spelling: dict[str, str]) -> str:
    """Return the question with the given words in their other spelling."""
    if not spelling:
        return question
    words = "|".join(re.escape(word) for word in spelling)
    return re.sub(rf"\b(?:{words})\b", lambda found: spelling[found.group()], question)


@lru_cache(maxsize=_KEPT)
def _words_of(text: str) -> tuple[frozenset[str], dict[str, str]]:
    """Return a text's words, folded, and by these those of its names as they are written first."""
    names: dict[str, str] = {}
    for word in _name_words(text):
        names.setdefault(fold(word), word)
    return frozenset(fold(text).split()), names


def _name_words(text: str) -> list[str]:
    words = [word for name in find_names(text) for word in _WORD.findall(name.text)]
    return [word for word in words if len(word) >= _SHORTEST and word.casefold() not in _NO_NAMES]


def _respelt(one: str, other: str) -> bool:
    """Say whether two folded words are two spellings of one name."""
    if one == other or not other or not same_word(one, other):
        return False
    shorter, longer = sorted((one, other), key=len)
    return not (longer.startswith(shorter) and _ENDING.fullmatch(longer, len(shorter)))
