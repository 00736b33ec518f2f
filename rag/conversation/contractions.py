"""A question as it was typed -> as the rules read it: "Who's he?" is "Who is he?".

A question all in capitals is put in small letters: its question words would be taken for names.
"""

from __future__ import annotations

import re

from rag.conversation.clause import Clause, parse
from rag.conversation.lexicon import Form
from rag.conversation.words import Role, split, verb_forms

_WH = "who|what|where|when|why|how|which"
_PRONOUN = "he|she|it|they|we|you|i|that|there|these|those"
_QUOTED = r"“[^”]*”|\"[^\"]*\""
_SHORT = re.compile(
    rf"{_QUOTED}|\b(?P<word>{_WH}|{_PRONOUN})[’'](?P<short>s|re|d|ll|ve)\b"
    r"|^(?P<typed>who|what|where|how)s\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    rf"{_QUOTED}|\b(?P<auxiliary>is|are|was|were|do|does|did|has|have|had|ca|could|wo|would|should"
    r"|must)n[’']?t\b",
    re.IGNORECASE,
)
_UNCUT = {"ca": "can", "wo": "will"}
_HAS = re.compile(
    r"\s+(?:(?:he|she|it|already|just|ever|so far)\s+)?"
    r"(?:been|become|begun|changed|come|died|done|gone|got|had|happened|said|won)\b",
    re.IGNORECASE,
)
_FULL = {"re": "are", "ll": "will", "ve": "have"}
_IN_CAPITALS = re.compile(
    r"\b(?:WHO|WHOM|WHOSE|WHAT|WHICH|WHEN|WHERE|WHY|HOW)\b"
    r"|^(?:IS|ARE|WAS|WERE|DO|DOES|DID|HAS|HAVE|HAD|WILL|CAN|COULD)\s"
)


def spelt_out(question: str) -> str:
    """Return a question without contractions; what stands in quotation marks is left alone."""
    if question.isupper() and _IN_CAPITALS.search(question):
        question = question.lower()
    return _negated(_SHORT.sub(_in_full, question))


def _in_full(found: re.Match[str]) -> str:
    word = found["word"] or found["typed"]
    if not word:
        return found.group()
    short = (found["short"] or "s").casefold()
    after = found.string[found.end() :]
    if short == "s":
        return f"{word} {'has' if _HAS.match(after) else 'is'}"
    return f"{word} {_FULL.get(short) or _past(word, after)}"


def _past(word: str, after: str) -> str:
    """Return "had", "would" or "did" for "’d", by the verb that comes next."""
    following = split(after)[:1]
    if following and following[0].text.casefold() in {"been", "had"}:
        return "had"
    forms = verb_forms(following[0]) if following else frozenset()
    if Form.PARTICIPLE in forms and Form.BASE not in forms:
        return "had"
    asks = re.fullmatch(_WH, word, re.IGNORECASE) and Form.BASE not in forms
    return "did" if asks else "would"


def _negated(question: str) -> str:
    """Put "not" behind the subject: "Why didn’t he go?" is "Why did he not go?".

    "Didn’t he go?" asks the same as "Did he go?".
    """
    found = next((f for f in _NOT.finditer(question) if f["auxiliary"]), None)
    if found is None:
        return question
    auxiliary = _UNCUT.get(found["auxiliary"].casefold(), found["auxiliary"])
    if question[found.start()].isupper():
        auxiliary = auxiliary.capitalize()
    before, after = question[: found.start()] + auxiliary, question[found.end() :]
    if not found.start():
        return before + after
    clause = parse(before + after)
    if clause and clause.to_subject == len(before) + 1 and _goes_on(clause):
        return f"{clause.question[: clause.to_rest]} not{clause.question[clause.to_rest :]}"
    return f"{before} not{after}"


def _goes_on(clause: Clause) -> bool:
    """Say whether the subject is one: in "Which ones did sign the deal" it would be "sign"."""
    does = clause.auxiliary.casefold() in {"do", "does", "did"}
    rest = [word for word in split(clause.rest) if word.role is not Role.ADVERB]
    return not does or bool(rest and Form.BASE in verb_forms(rest[0]))
