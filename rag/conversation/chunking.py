"""Where a noun phrase ends: words that can be noun or verb are read by what comes next.

Chunking as in Abney 1991, "Parsing by chunks", without a tagger: a question's auxiliary tells which
verb forms can follow its subject.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.conversation.lexicon import Form
from rag.conversation.words import Role, Word, can_be_noun, is_possessive, verb_forms

# Verbs first of all, whose objects can look like verbs: "take place", "make progress".
_LIGHT = frozenset({"take", "make", "get", "give", "keep", "put"})
_BEFORE_NOUNS = frozenset({Role.DETERMINER, Role.NUMBER})


def phrase_end(words: Sequence[Word], start: int, stops: frozenset[Form]) -> int:
    """Return the place after the noun phrase at `start`, `start` itself when there is none.

    `stops` are the verb forms that may come next, so that "court order the" ends before "order".
    """
    at, has_noun, determined = start, False, False
    first = start
    while at < len(words):
        word = words[at]
        if word.role is Role.PRONOUN:
            return at + 1 if at == start else at
        if word.role in _BEFORE_NOUNS or is_possessive(word):
            if has_noun and word.role is Role.DETERMINER:
                break
            at, has_noun, determined = at + 1, False, True
            first = at
            continue
        if word.role is Role.NAME:
            at, has_noun = at + 1, True
            continue
        headed = has_noun or (determined and at > first)  # "the injured" has no noun
        if word.role is not Role.OPEN or (headed and _is_verb(words, at, stops)):
            break
        if has_noun and not can_be_noun(word):
            break
        at, has_noun = at + 1, has_noun or can_be_noun(word)
    return at if has_noun or determined else start


def _is_verb(words: Sequence[Word], at: int, stops: frozenset[Form]) -> bool:
    """Read a word that can be both as the verb, unless a verb comes right after it."""
    if not verb_forms(words[at]) & stops:
        return False
    if not can_be_noun(words[at]) or at + 1 == len(words):
        return True
    if words[at].text in _LIGHT:
        return True
    return not (words[at + 1].role is Role.OPEN and verb_forms(words[at + 1]) & stops)
