"""The same name in other spellings: a question's names, spelt as the sources spell them.

A person asks about Tikhanovskaya, and the articles write Tsikhanouskaya. Retrieval is asked with
both spellings, and the reader with the one that stands in the passage at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.names import find_names, fold
from rag.values import same_word

# A name's shorter words ("Le", "of") have no variants worth knowing.
_SHORTEST = 5
_WORD = re.compile(r"[^\W\d_]+")


def variants(question: str, texts: Iterable[str]) -> dict[str, str]:
    """Return the words of the question's names that the texts only have in another spelling.

    Maps the question's word to the texts' word, as it is written there; the earliest wins.
    """
    asked = [word for name in find_names(question) for word in _WORD.findall(name.text)]
    wanted = {word for word in asked if len(word) >= _SHORTEST}
    if not wanted:
        return {}
    written: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(text):
            if len(word) >= _SHORTEST and word[0].isupper():
                written.setdefault(fold(word), word)
    return {
        word: written[other]
        for word in sorted(wanted)
        if fold(word) not in written
        for other in _spellings(word, written)[:1]
    }


def also_written(question: str, quotes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return pairs of a word of the question's names and another spelling of it in the quotes.

    In the order of the question, then of the quotes; each spelling once, as it is written first.
    """
    asked = [word for name in find_names(question) for word in _WORD.findall(name.text)]
    written = [
        word
        for quote in quotes
        for word in _WORD.findall(quote)
        if len(word) >= _SHORTEST and word[0].isupper()
    ]
    pairs = (
        (word, other)
        for word in asked
        if len(word) >= _SHORTEST
        for other in written
        if fold(word) != fold(other) and same_word(fold(word), fold(other))
    )
    return tuple(dict.fromkeys(pairs))


def respell(question: str, spelling: dict[str, str]) -> str:
    """Return the question with the given words in their other spelling."""
    if not spelling:
        return question
    words = "|".join(re.escape(word) for word in spelling)
    return re.sub(rf"\b(?:{words})\b", lambda found: spelling[found.group()], question)


def _spellings(word: str, written: Iterable[str]) -> list[str]:
    folded = fold(word)
    return [other for other in written if other[:1] and same_word(folded, other)]
