"""The noun phrases of a question, with the preposition before each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.conversation.chunking import phrase_end
from rag.conversation.clause import Clause
from rag.conversation.lexicon import Form, is_plural
from rag.conversation.words import Role, Word, can_be_noun, split, verb_forms

# Finite verbs do not follow the nouns of a question's parts, but "skin samples" looks like one.
_VERBS = frozenset({Form.PARTICIPLE, Form.GERUND})
_NOMINAL = frozenset({Role.OPEN, Role.NAME})


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: `text[start:end]` of what it was found in; `preposition` may be empty."""

    start: int
    end: int
    text: str
    preposition: str
    head: str
    named: bool

    @property
    def plural(self) -> bool:
        """Whether it stands for several: "the skin samples", "Anton and Felix Marr"."""
        if " and " in self.text:
            return True
        # "Greywell Homes" is one company; "the Americans" are several people.
        one_name = re.search(rf"^(?!the ).*[A-Z]\S* {re.escape(self.head)}\b", self.text)
        return is_plural(self.head) and not (one_name and self.head[:1].isupper())


def phrases_of(clause: Clause) -> list[Phrase]:
    """Return a question's noun phrases, as they stand in it, what is asked for first."""
    parts = (
        (0, clause.to_auxiliary),
        (clause.to_subject, clause.to_rest),
        (clause.to_objects, None),
    )
    return [
        replace(phrase, start=phrase.start + start, end=phrase.end + start)
        for start, end in parts
        for phrase in noun_phrases(clause.question[start:end])
    ]


def noun_phrases(text: str) -> list[Phrase]:
    """Return the noun phrases of a question or a part of one, in order, "of" phrases included."""
    words = split(text)
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        if words[at].role in {Role.WH, Role.AUXILIARY} or _begins_verb(words, at):
            at += 1
            continue
        end = _whole_end(words, at)
        inside = words[at:end]
        if not any(word.role in _NOMINAL for word in inside):
            at = max(end, at + 1)
            continue
        found.append(_phrase(text, words, at, end))
        at = end
    return found


def _begins_verb(words: Sequence[Word], at: int) -> bool:
    """Read a word as a verb where no noun phrase can begin: first of all, or after "to"."""
    if not verb_forms(words[at]):
        return False
    before = words[at - 1] if at else None
    if before is None:
        return not can_be_noun(words[at]) or (len(words) > 1 and words[1].role is not Role.OPEN)
    if before.text.casefold() == "to":
        return Form.BASE in verb_forms(words[at])
    return not can_be_noun(words[at])


def _whole_end(words: Sequence[Word], start: int) -> int:
    end = phrase_end(words, start, _VERBS)
    while start < end < len(words) and words[end].text.casefold() in {"of", "and"}:
        further = phrase_end(words, end + 1, _VERBS)
        if further == end + 1:
            break
        end = further
    return end


def _phrase(text: str, words: Sequence[Word], start: int, end: int) -> Phrase:
    inside = words[start:end]
    of = next((i for i, word in enumerate(inside) if word.text.casefold() == "of"), len(inside))
    heads = [word for word in inside[:of] if word.role in {Role.OPEN, Role.NAME}]
    before = words[start - 1] if start else None
    return Phrase(
        start=inside[0].start,
        end=inside[-1].end,
        text=text[inside[0].start : inside[-1].end],
        preposition=before.text if before and before.role is Role.PREPOSITION else "",
        head=heads[-1].text if heads else inside[-1].text,
        named=any(word.role is Role.NAME for word in inside),
    )
