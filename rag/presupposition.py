"""What a question takes for granted, and whether a text bears it out.

A question about Kolesnikova in 2023 presupposes both. A passage that has neither, and yet seems to
answer, most likely speaks of somebody else or another year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index import Article
from rag.names import find_names, fold
from rag.types import Evidence
from rag.values import same_word

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?%?(?!\w)")
# Shorter words of a name ("of", "Le") do not tell whether it is there.
_TELLING = 3
# "Lithuania" and "Lithuanian" share all but a vowel and at most this ending.
_LONGEST_ENDING = 3
_SHORTEST_STEM = 5
# Countries whose people are not called by the country's own word in texts about them; where it is
# one ("Lithuanian ports"), `_derived` sees it.
_ONE_COUNTRY = (
    frozenset({"america", "american", "americans", "us", "u s", "usa", "united states"}),
    frozenset({"britain", "british", "briton", "britons", "uk", "u k", "united kingdom"}),
    frozenset({"netherlands", "holland", "dutch"}),
)
_BIRTH_AND_DEATH = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in (
        (
            r"\b(?:born|birth|birthday)\b",
            r"\b(?:born|birth\w*|native|aged?|years? old)\b|-year-old|\(\d{4}\s?[–-]",
        ),
        (
            r"\b(?:die|died|dies|death)\b",
            r"\b(?:die[ds]?|dying|dead|deaths?|late|killed|murder\w*|drown\w*)\b|[–-]\s?\d{4}\)",
        ),
    )
)


def presuppositions(question: str) -> list[str]:
    """Return the names and numbers that a question states, in order."""
    names = [re.sub(r"[’']s?$", "", name.text) for name in find_names(question)]
    named = fold(" ".join(names)).split()
    return names + [found for found in _NUMBER.findall(question) if found not in named]


def unborne(question: str, text: str) -> tuple[str, ...]:
    """Return the names and numbers of a question that a text does not hold in any spelling."""
    words = fold(text).split()
    return tuple(name for name in presuppositions(question) if not _stands_in(name, words))


def bearing(evidence: Evidence, article: Article) -> str:
    """Return what can bear out the presuppositions of a question that evidence answers.

    Its passage, the heading this stands under, and its article's title and date.
    """
    passage = evidence.passage
    heading = article.text[slice(*passage.heading)] if passage.heading else ""
    published = f"{article.published:%d %B %Y}" if article.published else ""
    return f"{article.title}\n{published}\n{heading}\n{passage.text}"


def names_another(question: str, text: str) -> bool:
    """Say whether a question states a year or number that a text does not bear out.

    A person may be named otherwise than in the question, but 2024 is not 2022: of the gold
    questions about the seeds and six stories, no right answer (275) and 7 wrong ones (of 168 to
    unanswerable questions) stand in a text that lacks a number of the question.
    """
    return any(re.search(r"\d", stated) for stated in unborne(question, text))


def lacks_event(question: str, quote: str) -> bool:
    """Say whether a question about a birth or a death meets a quote that speaks of none.

    A date beside a person's name is near enough to fool a reader, whatever happened on it.
    """
    return any(
        asked.search(question) and not told.search(quote) for asked, told in _BIRTH_AND_DEATH
    )


def _stands_in(name: str, words: Sequence[str]) -> bool:
    """Say whether a name's last telling word, or its initials, stand among folded words."""
    parts = fold(name).split()
    if not parts:
        return True
    initials = "".join(part[0] for part in parts)
    if len(parts) > 1 and (initials in words or _apart(initials, words)):
        return True
    if any(not set(parts).isdisjoint(names) and _any_of(names, words) for names in _ONE_COUNTRY):
        return True
    if name.isupper() and _spelled_out("".join(parts), words):
        return True
    telling = [part for part in parts if len(part) >= _TELLING] or parts
    return any(same_word(telling[-1], word) or _derived(telling[-1], word) for word in words)


def _any_of(names: frozenset[str], words: Sequence[str]) -> bool:
    """Find one of a country's names, which may be of two words, among folded words."""
    text = f" {' '.join(words)} "
    return any(f" {name} " in text for name in names)


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
