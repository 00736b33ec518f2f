"""Slips in a question's spelling: words that are neither in the sources nor in English.

A slip breaks a word into pieces that mean nothing to the encoder, and lexical search does not find
it. It is one edit away (Damerau 1964: a letter more, less, another, or two that changed places)
from a word of the passages or, failing that, from a word of English.

A name is held to more: Karpova is one letter from Karpov and somebody else. Only letters that
changed places are put right in it; its other spellings are `rag.aliases`' business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

from lemminflect import getAllLemmas
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from rag.values.names import fold

# Shorter words are one edit from too many others.
_SHORTEST = 4
_SHORTEST_NAME = 6
# How often the dictionary's corpus has a word that may stand for another; a rarer one is a worse
# guess than the word as it was typed.
_COMMON = 2000
_WORD = re.compile(r"[^\W\d_]+")
_QUESTION_WORDS = ("what", "which", "when", "where", "whose", "whom")


def corrected(question: str, texts: Iterable[str], is_word: Callable[[str], bool]) -> str:
    """Return the question with its slips put right; unchanged when there are none.

    `texts` are the passages retrieved for it; `is_word` knows the commonest words at once, so that
    the dictionary is loaded only for what is left.
    """
    typed = _WORD.findall(question)
    strange = [word for word in typed if len(word) >= _SHORTEST and not is_word(word)]
    if not strange:
        return question
    written = Counter(word for text in texts for word in _WORD.findall(text))
    there = {fold(word) for word in written}
    meant: dict[str, str] = {}
    for word in strange:
        if fold(word) not in there and not _is_english(word):
            opens = word == typed[0]
            named = word[0].isupper() and not opens and not question.isupper()
            meant[word] = (
                (_question_word(word) if opens else "")
                or _in_sources(word, written, named=named)
                or ("" if named else _in_english(word))
                or word
            )
    return _WORD.sub(lambda found: meant.get(found.group(), found.group()), question)


def _in_sources(word: str, written: Counter[str], *, named: bool) -> str:
    """Return the sources' word that was meant, likeliest first; empty for none."""
    names = {other for other in written if other[0].isupper() and other.casefold() not in written}
    near = [
        other
        for other in written
        if _is_slip(word, other)
        and (
            not (named or other in names) or (_swapped(word, other) and len(word) >= _SHORTEST_NAME)
        )
    ]
    best = max(near, key=lambda other: (_swapped(word, other), written[other], other), default="")
    return best if best in names else _cased(best, word)


def _in_english(word: str) -> str:
    """Return the word of English that was meant, likeliest first; empty for none."""
    known = _dictionary()
    near = [
        other
        for other in known.candidates(word.casefold()) or ()
        if _is_slip(word, other) and known[other] >= _COMMON
    ]
    best = max(near, key=lambda other: (_swapped(word, other), known[other], other), default="")
    return _cased(best, word)


def _question_word(word: str) -> str:
    return _cased(next((one for one in _QUESTION_WORDS if _is_slip(word, one)), ""), word)


def _is_slip(word: str, other: str) -> bool:
    """Say whether they are one edit apart, and not in the first letter, which is seldom wrong.

    A letter more or less at the end makes another form of a word, or another name.
    """
    one, two = word.casefold(), other.casefold()
    if one[0] != two[0] or one.startswith(two) or two.startswith(one):
        return False
    return OSA.distance(one, two, score_cutoff=1) == 1


def _swapped(word: str, other: str) -> bool:
    return sorted(word.casefold()) == sorted(other.casefold())


def _cased(word: str, like: str) -> str:
    if like.isupper():
        return word.upper()
    return word.capitalize() if like[0].isupper() else word.casefold()


def _is_english(word: str) -> bool:
    return word.casefold() in _dictionary() or bool(getAllLemmas(word.casefold()))


@cache
def _dictionary() -> SpellChecker:
    """Return 160,000 words and how often each was seen; 40 MB, loaded in a fifth of a second."""
    return SpellChecker(distance=1)
