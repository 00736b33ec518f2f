"""A question or a phrase -> its words with their roles, the closed classes by their lists."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import zip_longest

from rag.conversation.lexicon import Form, classes, forms

# A turn is looked at several times.
_KEPT = 1024


class Role(enum.Enum):
    """What a word does in a question. OPEN is what only a dictionary can tell: nouns, verbs."""

    WH = "who"
    AUXILIARY = "did"
    DETERMINER = "the"
    PREPOSITION = "in"
    PRONOUN = "he"
    CONJUNCTION = "that"
    ADVERB = "recently"
    NUMBER = "two"
    NAME = "Lumina"
    OPEN = "factory"


@dataclass(frozen=True, slots=True)
class Word:
    """A slice of a text and its role."""

    text: str
    start: int
    end: int
    role: Role


_LISTS = {
    Role.WH: "who whom whose what which when where why how",
    Role.AUXILIARY: """
        is are was were am be been being do does did has have had can could will would shall
        should may might must""",
    Role.DETERMINER: """
        the a an this that these those his her its their my your our some any all both each
        every no another either neither most more many much few several other others""",
    Role.PREPOSITION: """
        in on at by for with from to of about against into onto over under after before
        during since until till between among through across near behind without within
        towards toward around off upon despite along per via than as inside outside""",
    Role.PRONOUN: """
        he she it they him them i you we us me himself herself itself themselves hers theirs
        anyone anybody someone somebody everyone everybody nobody anything something
        everything nothing one ones there""",
    Role.CONJUNCTION: "and or but that when if because while although though whether so",
    Role.ADVERB: """
        also only just still now then too yet once ever never not again already even soon
        later earlier ago else exactly really actually here together up down out away back""",
    Role.NUMBER: """
        one two three four five six seven eight nine ten eleven twelve twenty thirty forty
        fifty sixty seventy eighty ninety hundred thousand million billion first second
        third fourth fifth last next""",
}
# Earlier lists win ("that" is a determiner unless a clause follows, which the grammar sees to).
_ROLES = {word: role for role, listed in reversed(_LISTS.items()) for word in listed.split()}
# Auxiliaries that, with a capital, are a month or somebody's name.
_NAMES_TOO = frozenset({"May", "Will"})
_SUBJECTS = frozenset({Role.OPEN, Role.NAME, Role.PRONOUN})
_ABBREVIATED = re.compile(r"\b(?:[A-Za-z]\.){2,}$")
_TOKEN = re.compile(
    r"\bNo\. ?\d+|“[^”]+”|\"[^\"]+\"|[A-Z](?:\.[A-Z])+\.?"
    r"|\w+(?:[-.,'’]\w+)*(?:[’'](?=\s|$))?%?|[^\w\s]"
)


@lru_cache(_KEPT)
def split(text: str) -> tuple[Word, ...]:
    """Return the words of a text; marks are left out, but a quoted title is one name."""
    found = [token for token in _TOKEN.finditer(text) if _is_word(token.group())]
    words = [
        Word(token.group(), *token.span(), _role(token.group(), first=at == 0))
        for at, token in enumerate(found)
    ]
    words = [replace(word, role=_role_here(words, at)) for at, word in enumerate(words)]
    return tuple(
        replace(word, role=Role.CONJUNCTION) if _begins_clause(word, following) else word
        for word, following in zip_longest(words, words[1:])
    )


def _role_here(words: Sequence[Word], at: int) -> Role:
    """Return a word's role as its neighbours tell it."""
    if _is_capital_name(words, at):
        return Role.NAME
    if words[at].text == "last" and at and words[at - 1].role in _SUBJECTS:
        return _role_of_last(words[at + 1 : at + 2])
    return words[at].role


def _role_of_last(following: Sequence[Word]) -> Role:
    """Tell "did the trial last" and "did Spain last win" from "in May last year"."""
    if not following or following[0].role not in {Role.OPEN, Role.NAME, Role.NUMBER}:
        return Role.OPEN
    seasons = {"time", "spring", "summer", "fall", "winter", "season", "weekend"}
    acts = verb_forms(following[0]) & {Form.BASE, Form.PARTICIPLE}
    return Role.ADVERB if acts and following[0].text not in seasons else Role.NUMBER


def _is_capital_name(words: Sequence[Word], at: int) -> bool:
    """Tell Theresa May and "in May" from "May it be changed?"."""
    if words[at].text not in _NAMES_TOO:
        return False
    if at == 0:  # "And May?", "And May 2021?"
        return len(words) == 1 or words[1].text[0].isdigit()
    return words[at - 1].role is not Role.WH


def _begins_clause(word: Word, following: Word | None) -> bool:
    """Tell the "that" of "protests that she led" from that of "that protest"."""
    begins = {Role.NAME, Role.PRONOUN, Role.DETERMINER, Role.AUXILIARY}
    return word.text == "that" and following is not None and following.role in begins


def _is_word(token: str) -> bool:
    return any(character.isalnum() for character in token)


def _role(token: str, *, first: bool) -> Role:
    folded = token.casefold()
    listed = _ROLES.get(folded)
    if listed and not (token.isupper() and len(token) > 1):
        return listed
    if token[0] in '“"':
        return Role.NAME
    if token[0].isdigit():
        return Role.NUMBER
    if token[0].isupper() and not (first and classes(folded)):
        return Role.NAME
    if folded.endswith("ly") and "NOUN" not in classes(folded):
        return Role.ADVERB
    return Role.OPEN


def is_possessive(word: Word) -> bool:
    """Say whether a word is somebody's: "Lumina’s", "the workers’"."""
    return bool(re.search(r"[’'](?:s)?$", word.text))


def can_be_noun(word: Word) -> bool:
    """Say whether a word can be a noun; unknown words are taken for nouns."""
    if word.role is Role.NAME:
        return True
    if word.role is not Role.OPEN:
        return False
    known = classes(word.text)
    return "NOUN" in known or not (known or forms(word.text))


def verb_forms(word: Word) -> frozenset[Form]:
    """Return the verb forms that a word can be; none for names and closed classes."""
    return forms(word.text) if word.role is Role.OPEN else frozenset()


def unmarked(text: str) -> str:
    """Return a question without the marks around it; the full stop of "the U.S." is no mark."""
    bare = text.strip(" ?!")
    return bare if _ABBREVIATED.search(bare) else bare.strip(" ?!.")


def slice_of(text: str, words: Sequence[Word]) -> str:
    """Return the stretch of the text from the first word to the last; empty for none."""
    return text[words[0].start : words[-1].end] if words else ""
