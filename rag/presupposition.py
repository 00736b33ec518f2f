"""What a question takes for granted, and whether a text bears it out.

A question about Kolesnikova in 2023 presupposes both. A passage that has neither, and yet seems to
answer, most likely speaks of somebody else or another year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.names import find_names, fold
from rag.values import same_word

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?%?(?!\w)")
# Shorter words of a name ("of", "Le") do not tell whether it is there.
_TELLING = 3
# "Lithuania" and "Lithuanian" share all but a vowel and at most this ending.
_LONGEST_ENDING = 3
_SHORTEST_STEM = 5


def presuppositions(question: str) -> list[str]:
    """Return the names and numbers that a question states, in order."""
    names = [re.sub(r"[’']s?$", "", name.text) for name in find_names(question)]
    named = fold(" ".join(names)).split()
    return names + [found for found in _NUMBER.findall(question) if found not in named]


def unborne(question: str, text: str) -> tuple[str, ...]:
    """Return the names and numbers of a question that a text does not hold in any spelling."""
    words = fold(text).split()
    return tuple(name for name in presuppositions(question) if not _stands_in(name, words))


def _stands_in(name: str, words: Sequence[str]) -> bool:
    """Say whether a name's last telling word, or its initials, stand among folded words."""
    parts = fold(name).split()
    if not parts:
        return True
    initials = "".join(part[0] for part in parts)
    if len(parts) > 1 and (initials in words or _apart(initials, words)):
        return True
    if name.isupper() and _spelled_out("".join(parts), words):
        return True
    telling = [part for part in parts if len(part) >= _TELLING] or parts
    return any(same_word(telling[-1], word) or _derived(telling[-1], word) for word in words)


def _apart(initials: str, words: Sequence[str]) -> bool:
    """Find initials written apart: "U.S." folds to two words."""
    return f" {' '.join(initials)} " in f" {' '.join(words)} "


def _spelled_out(letters: str, words: Sequence[str]) -> bool:
    """Find neighbouring words whose initials are the letters: the EU is the European Union."""
    return letters in words or letters in "".join(word[0] for word in words)


def _derived(one: str, other: str) -> bool:
    """Say whether one word is the other with an ending: Lithuania, Lithuanian."""
    shorter, longer = sorted((one, other), key=len)
    stem = shorter.rstrip("aeiouy")
    if len(stem) < _SHORTEST_STEM or len(longer) - len(shorter) > _LONGEST_ENDING:
        return False
    return longer.startswith(stem)
