"""Whether a pronoun is free: it stands for nothing in its own question, and for something at all.

A reduced form of binding theory (Chomsky 1981, "Lectures on government and binding"): in a clause,
"it" and "him" are not the subject, "its" and "his" are; across clauses all can be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from rag.conversation.clause import Clause, parse
from rag.conversation.looks import is_animate
from rag.conversation.words import Role, Word, can_be_noun, split
from rag.values.names import find_names

_POSSESSIVE = frozenset({"his", "her", "its", "their"})
_EXPLETIVE = re.compile(
    r"\b(?:is|was|isn[’']t|wasn[’']t|has|had) it (?:been )?(?:\w+ly )?"
    r"(?:true|possible|clear|likely|certain|said|reported|worth (?=it\b|\w+ing\b)"
    r"|(?:known|necessary|safe|important|legal)"
    r"(?= (?:to|that|for|if|whether|who|how|what|when|which|why|where)\b)"
    r"|too (?=early\b|late\b|soon\b)|to|\w+ (?:that|whether|to))\b"
    r"|\bhow (?:long|many \w+|much \w+) (?:\w+ )?it (?:take|takes|took|taken)\b"
    r"|\bit (?:rain|rains|rained|snow|snows|snowed|matter|matters)\b|\btime (?:is|was) it\b"
    r"|\bit is (?:true|possible|clear|known|likely|certain|said|reported)\b",
    re.IGNORECASE,
)
_EXISTENTIAL = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|could|can|be|been)(?:n[’']t)? there\b(?= ?\w)"
    r"|\bthere (?:is|are|was|were|has|have|had|will|be|been)\b|(?<!who )\b(?:are|were) there$",
    re.IGNORECASE,
)
_SUBORDINATE_FIRST = re.compile(
    r"^(?:after|before|when|while|if|since|as|although)\b", re.IGNORECASE
)
# "Who is doing her job?", "Who pays their rent?": one does that for somebody else.
_FOR_ANOTHER = re.compile(
    r"who (?:(?:is|was|has|had|will) )?(?:do(?:es|ing|ne)?|did|pa(?:id|y|ys|ying)|took over"
    r"|tak(?:e|en|es|ing) over) (?:her|their) (?!own\b)",
    re.IGNORECASE,
)
_BOUNDARY = frozenset(
    """that when if because after before while and but or who which since until as though although
    whether where what why how once than whose""".split()
)
_ELSEWHERE = re.compile(r"\b(?:abroad|home|away|(?:in|at|to|near) (?:the )?[A-Z]\w+)\b")


def is_free(question: str, words: Sequence[Word], at: int) -> bool:
    """Say whether the pronoun at a place has nothing in the question to stand for."""
    word = words[at]
    folded = word.text.casefold()
    clause = parse(question)
    if folded in {"those", "these"} and at + 1 < len(words):
        subject = clause is not None and clause.subject.casefold() == folded
        return subject and words[at + 1].role is not Role.WH
    if folded == "then" and (at == 0 or at + 1 < len(words)):
        return False
    for pattern in (_EXPLETIVE, _EXISTENTIAL):
        if any(f.start() <= word.start < f.end() for f in pattern.finditer(question)):
            return False
    if folded == "there":
        return not _ELSEWHERE.search(question[: word.start])
    return folded == "then" or not _bound(question, words, at, clause)


def _bound(question: str, words: Sequence[Word], at: int, clause: Clause | None) -> bool:
    word = words[at]
    folded = word.text.casefold()
    if _SUBORDINATE_FIRST.match(question) and find_names(question[word.end :]):
        return "," in question[word.end :] and not find_names(question[: word.start])
    crossed = any(w.text.casefold() in _BOUNDARY for w in words[1:at])
    if not crossed and is_owner(question, word):
        if clause is None:
            return any(can_be_noun(w) for w in words[:at])  # "with the lake at its lowest"
        return _owned_by_subject(word, clause)
    if not crossed:
        return False
    before = _without_what_is_asked(words, at)
    if folded in {"it", "its", "they", "them", "their"}:
        return any(can_be_noun(w) for w in before)
    return any(w.role is Role.NAME or is_animate(w.text) for w in before if can_be_noun(w))


def is_owner(question: str, pronoun: Word) -> bool:
    """Say whether a pronoun owns what follows: "her sister", but not "made her suspicious"."""
    if pronoun.text.casefold() != "her":
        return pronoun.text.casefold() in _POSSESSIVE
    beside = {Role.PREPOSITION, Role.ADVERB, Role.CONJUNCTION}
    owned = takewhile(lambda word: word.role not in beside, split(question[pronoun.end :]))
    return any(can_be_noun(word) or word.role is Role.NUMBER for word in owned)


def _owned_by_subject(pronoun: Word, clause: Clause) -> bool:
    """Say whether the clause's subject owns: "Did the captain lose his licence?"."""
    if not clause.subject:
        if _FOR_ANOTHER.match(clause.question):
            return False
        return pronoun.start > clause.to_auxiliary and bool(clause.wh == "who" or clause.asked_noun)
    inside = clause.to_subject <= pronoun.start < clause.to_rest
    return not inside and any(can_be_noun(word) for word in split(clause.subject))


def _without_what_is_asked(words: Sequence[Word], at: int) -> Sequence[Word]:
    """Leave out what "how many" or "which" asks for, which the pronoun seldom stands for."""
    return words[next((i for i in range(at) if words[i].role is Role.AUXILIARY), 0) : at]
