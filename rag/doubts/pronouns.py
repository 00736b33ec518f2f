"""A sentence that says "she" of whom it speaks is not about a man who is not named in it.

Nor is one that names somebody else, and not him.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.looks import Looks, looks_of
from rag.doubts.namesakes import asks_for_kin
from rag.types import Span
from rag.values.names import find_names, fold
from rag.values.spelling import same_word

_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_OTHER_PRONOUN = re.compile(r"\b(?:I|me|my|we|our|us|they|them|their)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The one person whom a question names: the name's words, folded, and how it looks."""

    words: tuple[str, ...]
    looks: Looks

    def is_another(self, quote: str, answer: Span) -> bool:
        """Say whether a quote does not name the person, but speaks of another.

        It has a pronoun that cannot be theirs, or none, and somebody else's name in full beside
        the answer, which is at `answer` in the quote. (So have 8 of 574 right finds for the gold
        and lessons' questions that name one person, and of the first finds for 295 unanswerable
        ones 27.)
        """
        if any(same_word(word, told) for told in fold(quote).split() for word in self.words):
            return False
        he, she = (bool(pattern.search(quote)) for pattern in (_HE, _SHE))
        if he != she:
            return not self.looks.can_be("he" if he else "she")
        return len(self.words) > 1 and not he and _names_somebody(quote, answer)


def _names_somebody(quote: str, answer: Span) -> bool:
    """Say whether a quote has a name of two words beside the answer, and nobody who is unnamed."""
    beside = (n for n in find_names(quote) if n.end <= answer[0] or answer[1] <= n.start)
    return not _OTHER_PRONOUN.search(quote) and any(" " in name.text for name in beside)


def person_named(question: str, texts: Sequence[str]) -> Named | None:
    """Return the person whom a question names, as far as the texts tell of one; None of several.

    None, too, where a relative is asked for, whom the pronoun may stand for.
    """
    names = [re.sub(r"[’']s?$", "", name.text) for name in find_names(question)]
    if len(names) != 1 or asks_for_kin(question):
        return None
    looks = looks_of(names[0], texts)
    return Named(tuple(fold(names[0]).split()), looks) if looks.is_person else None
