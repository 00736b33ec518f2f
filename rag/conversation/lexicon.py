"""What an English word can be, and its forms, looked up in LemmInflect's dictionary.

Only its look-ups are used: its rules for unknown words read pickles, and none is ever loaded here.
Unknown words are judged by their endings.
"""

from __future__ import annotations

import enum
from functools import lru_cache

from lemminflect import getAllInflections, getAllLemmas

# A conversation repeats its words; this many are a long day's.
_KEPT = 8192


class Form(enum.Enum):
    """Forms of a verb, by their Penn Treebank tags."""

    BASE = "VB"
    PRESENT = "VBZ"
    PAST = "VBD"
    PARTICIPLE = "VBN"
    GERUND = "VBG"


@lru_cache(_KEPT)
def classes(word: str) -> frozenset[str]:
    """Return the parts of speech that a word can be (NOUN, VERB, ADJ, ADV); empty if unknown."""
    return frozenset(getAllLemmas(word.casefold()))


@lru_cache(_KEPT)
def forms(word: str) -> frozenset[Form]:
    """Return the verb forms that a word can be; empty when it can be no verb."""
    word = word.casefold()
    found = {
        form
        for base in getAllLemmas(word, upos="VERB").get("VERB", ())
        for form in Form
        if word in _inflected(base, form)
    }
    if not found and not classes(word) and word.startswith("re"):
        found = set(forms(word.removeprefix("re")))  # "reopen", which few dictionaries have
    if not found and not classes(word) and word.endswith("ed"):
        return frozenset({Form.PAST, Form.PARTICIPLE})
    if not found and not classes(word) and word.endswith("ing"):
        return frozenset({Form.GERUND})
    return frozenset(found)


@lru_cache(_KEPT)
def base_of(verb: str) -> str:
    """Return a verb's base form: "won" is "win"."""
    verb = verb.casefold()
    bases = getAllLemmas(verb, upos="VERB").get("VERB", ())
    # "found" is far more often the past of "find" than a verb of its own.
    inflected = [base for base in bases if base != verb]
    if inflected or bases:
        return str((inflected or bases)[0])
    return verb.removesuffix("ed") if verb.endswith("ed") else verb.removesuffix("s")


@lru_cache(_KEPT)
def past_of(verb: str) -> str:
    """Return the past tense of a verb's base form."""
    return _inflected(verb, Form.PAST)[0]


@lru_cache(_KEPT)
def present_of(verb: str) -> str:
    """Return the third person singular of a verb's base form."""
    return _inflected(verb, Form.PRESENT)[0]


@lru_cache(_KEPT)
def is_plural(noun: str) -> bool:
    """Say whether a noun is a plural; words that are both ("series") are not, nor is "U.S."."""
    if noun.isupper():
        return False
    noun = noun.casefold()
    if noun in {"people", "police", "both", "others"}:
        return True
    bases = getAllLemmas(noun, upos="NOUN").get("NOUN", ())
    if bases:
        return noun not in bases
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def _inflected(base: str, form: Form) -> tuple[str, ...]:
    found = getAllInflections(base, upos="VERB").get(form.value)
    if found:
        return tuple(found)
    if form is Form.BASE:
        return (base,)
    if form is Form.PRESENT:
        return (f"{base}s",)
    if form is Form.GERUND:
        return (f"{base.removesuffix('e')}ing",)
    return (f"{base.removesuffix('e')}ed",)
