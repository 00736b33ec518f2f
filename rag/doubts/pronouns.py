"""A sentence that says "she" of whom it speaks is not about a man who is not named in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.looks import Looks, looks_of
from rag.doubts.namesakes import asks_for_kin
from rag.values.names import find_names, fold

_HE = re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """The one person whom a question names: the name's words, folded, and how it looks."""

    words: frozenset[str]
    looks: Looks

    def is_another(self, quote: str) -> bool:
        """Say whether a quote does not name the person, and has a pronoun that cannot be theirs.

        (So have 2 of 1,314 right finds for the gold and lessons' questions that name somebody, and
        of the first finds for 621 unanswerable ones 16.)
        """
        he, she = (bool(pattern.search(quote)) for pattern in (_HE, _SHE))
        if he == she or self.words & set(fold(quote).split()):
            return False
        return not self.looks.can_be("he" if he else "she")


def person_named(question: str, texts: Sequence[str]) -> Named | None:
    """Return the person whom a question names, as far as the texts tell of one; None of several.

    None, too, where a relative is asked for, whom the pronoun may stand for.
    """
    names = [re.sub(r"[’']s?$", "", name.text) for name in find_names(question)]
    if len(names) != 1 or asks_for_kin(question):
        return None
    looks = looks_of(names[0], texts)
    return Named(frozenset(fold(names[0]).split()), looks) if looks.is_person else None
