"""Somebody of the same surname: what is said of Anton Halberg does not answer for Nora Halberg."""

from __future__ import annotations

import re
from itertools import pairwise

from rapidfuzz import fuzz

from rag.conversation.lexicon import classes
from rag.types import Span
from rag.values.names import TITLES, find_names, fold
from rag.values.spelling import same_word

# A relative is asked for, who may well be the one that has the surname, too.
_KIN = re.compile(
    r"\b(?:famil\w+|relati\w+|related|parents?|fathers?|mothers?|sons?|daughters?|child(?:ren)?"
    r"|brothers?|sisters?|siblings?|twins?|wife|wives|husbands?|spouses?|widow\w*|marr\w+|wed\w*"
    r"|couple|uncles?|aunts?|nephews?|nieces?|cousins?|grand\w+|heirs?|ancestors?|names?|namesakes?"
    r"|call\w*|in-law|step\w+)\b",
    re.IGNORECASE,
)
# Shorter given names are initials, or "de" and "al".
_SHORTEST = 3
# Given names as alike as this (0..100) may be one in two spellings.
_ALIKE = 70


def of_namesake(question: str, quote: str, answer: Span) -> bool:
    """Say whether a quote has only another bearer of a surname than the question names in full.

    `answer` is the answer's place in the quote: who stands there answers, and may have the
    question's surname. (Of 3,951 right finds for the gold and lessons' questions none is such a
    quote, of the first finds for 871 unanswerable ones 5.)
    """
    if asks_for_kin(question):
        return False
    words = fold(question).split()
    return any(
        _has_only_another(given, surname, quote, answer, words)
        for given, surname in _full(question)
    )


def asks_for_kin(question: str) -> bool:
    """Say whether a question speaks of a relative of somebody, or of a marriage or a name."""
    return bool(_KIN.search(question))


def _full(text: str) -> list[tuple[str, str]]:
    """Return given name and surname, folded, of the names of a text that have both."""
    parts = [fold(name.text).split() for name in find_names(text)]
    return [
        (some[0], some[-1])
        for some in parts
        if len(some) > 1 and _is_given(some[0]) and len(some[-1]) >= _SHORTEST
    ]


def _is_given(word: str) -> bool:
    """Say whether a word can be a given name: "Author Velin" and "High Court" have none."""
    return len(word) >= _SHORTEST and word.isalpha() and word not in TITLES and not classes(word)


def _has_only_another(given: str, surname: str, quote: str, answer: Span, asked: list[str]) -> bool:
    """Say whether each bearer of the surname in a quote has another given name."""
    others = False
    for name in find_names(quote):
        parts = fold(name.text).split()
        if not any(same_word(surname, part) for part in parts):
            continue
        rest = [part for part in parts if not same_word(surname, part)]
        alone = _before(surname, parts) is None
        answering = name.start < answer[1] and answer[0] < name.end
        if alone or answering or any(_same_given(given, one) or one in asked for one in rest):
            return False
        others = True
    return others


def _before(surname: str, parts: list[str]) -> str | None:
    """Return the given name right before the surname, or None where it stands alone."""
    found = (one for one, other in pairwise(parts) if same_word(surname, other))
    given = next(found, None)
    return given if given and _is_given(given) else None


def _same_given(one: str, other: str) -> bool:
    """Say whether two given names may be one person's: Nora, Leonora; Eugenia, Yevgenia."""
    shorter, longer = sorted((one, other), key=len)
    return (len(shorter) >= _SHORTEST and shorter in longer) or fuzz.ratio(one, other) >= _ALIKE
