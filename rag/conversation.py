"""Follow-up questions -> questions that stand alone, completed from the conversation.

Nothing is invented: what is put in are words of the earlier question or of the quoted answer. The
completed question is shown to the person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.names import Name, find_names
from rag.question import AnswerKind, asked_for
from rag.types import Answer

# Only the last turns can be meant, and twenty turns must cost no more than two.
TURNS = 2
# "And in Lithuania?" has no verb; a question this short leans on the one before.
ELLIPSIS_WORDS = 5

_PERSON_PRONOUN = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b", re.IGNORECASE)
_GROUP_PRONOUN = re.compile(r"\b(?P<word>they|them|their|theirs)\b", re.IGNORECASE)
_THING_PRONOUN = re.compile(r"\b(?P<word>it|its)\b", re.IGNORECASE)
_PLACE_PRONOUN = re.compile(
    r"\b(?:from |in |to )?(?P<word>there)\b(?! (?:is|are|was|were|any)\b)", re.IGNORECASE
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was) it (?:true|possible|clear|known|likely|certain|necessary|said|reported)\b",
    re.IGNORECASE,
)
_NOUN_PHRASE = re.compile(r"\bthe (?:\w+ ){0,2}?\w+(?=\W*$)", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:and|but|so|or|then|also|ok(?:ay)?|what about|how about|and what about)\b[, ]*",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
    r"|happened|happens|said|says|\w+ed)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?:why|how|when|where|who|which|how many|how much|how long|since when)\W*$", re.IGNORECASE
)
_PREPOSITIONS = frozenset({"to", "at", "in", "from", "with", "for", "by"})
_POSSESSIVE = frozenset({"his", "her", "hers", "its", "their", "theirs"})


def complete(question: str, history: Sequence[Answer]) -> str:
    """Return the question as it stands alone; unchanged when it leans on nothing."""
    question = question.strip()
    recent = history[-TURNS:]
    if not recent:
        return question
    before = recent[-1].understood_as
    if _BARE.match(question):
        return _with_new_opening(question, before)
    if _is_elliptic(question):
        return _with_new_part(_LEAD.sub("", question), before)
    return _with_names(_LEAD.sub("", question, count=1), recent)


def _is_elliptic(question: str) -> bool:
    led = bool(_LEAD.match(question))
    words = len(re.findall(r"\w+", question))
    return (led or words <= ELLIPSIS_WORDS) and not _VERB.search(_LEAD.sub("", question))


def _with_new_opening(question: str, before: str) -> str:
    """Ask the bare word of what was asked before: "Why?" after "Who was released?"."""
    return f"{question.rstrip(' ?!.')}: {before}"


def _with_new_part(part: str, before: str) -> str:
    """Put a new name in the place of the like one before, else add it: "And in Lithuania?"."""
    part = part.strip(" ?!.")
    offered, standing = find_names(part), find_names(before)
    place = re.match(r"(?:in|from|at|to|for|on|with|by)\b", part, re.IGNORECASE)
    if place:
        same = re.search(rf"\b{place.group()} (?:the )?{_any_of(standing)}", before, re.IGNORECASE)
        if standing and same:
            return before[: same.start()] + part + before[same.end() :]
    elif len(offered) == 1 and offered[0].text == part and standing:
        last = standing[-1]
        return before[: last.start] + part + before[last.end :]
    return f"{before.rstrip(' ?!.')} {part if place else f'({part})'}?"


def _any_of(names: Sequence[Name]) -> str:
    return "(?:" + "|".join(re.escape(name.text) for name in names) + ")" if names else "(?!)"


def _with_names(question: str, recent: Sequence[Answer]) -> str:
    """Put names in the place of pronouns that have nothing to stand for in the question itself."""
    asked = question
    for pattern, candidates in (
        (_PERSON_PRONOUN, _people(recent)),
        (_PLACE_PRONOUN, _values(recent, AnswerKind.PLACE)),
        (_GROUP_PRONOUN, _groups(recent)),
        (_THING_PRONOUN, _things(recent)),
    ):
        found = pattern.search(question)
        if not found or not candidates or _EXPLETIVE.search(question):
            continue
        start, end = found.span("word")
        named = [name for name in find_names(question[:start]) if name.text in asked]
        if named or candidates[0] in question:
            continue  # the pronoun stands for a name in the question itself
        word = found["word"].casefold()
        owner = word in _POSSESSIVE and (word != "her" or _followed_by_noun(question, end))
        name = f"{candidates[0]}’s" if owner else candidates[0]
        if pattern is _PLACE_PRONOUN and found.group().casefold() == "there":
            name = f"in {name}"
        question = question[:start] + name + question[end:]
    return question


def _followed_by_noun(question: str, end: int) -> bool:
    after = re.match(r"\s+(\w+)", question[end:])
    return after is not None and after[1].casefold() not in _PREPOSITIONS


def _people(recent: Sequence[Answer]) -> list[str]:
    """Return names that "he" may stand for: the last answer's, then those asked about."""
    found = _values(recent, AnswerKind.PERSON) + _asked_about(recent) + _stated(recent)
    texts = [text for answer in recent for text in _texts(answer)]
    return [name for name in found if not _is_place(name, texts)]


def _texts(answer: Answer) -> list[str]:
    return [answer.understood_as, *(citation.quote for citation in answer.citations)]


def _is_place(name: str, texts: Sequence[str]) -> bool:
    """Say whether a name is ever spoken of as somewhere to be in; people are not."""
    inside = re.compile(rf"\b(?:in|into|inside|within|across) (?:the )?{re.escape(name)}\b")
    return any(inside.search(text) for text in texts)


def _groups(recent: Sequence[Answer]) -> list[str]:
    return (
        _values(recent, AnswerKind.PERSON)
        + _values(recent, AnswerKind.THING)
        + _asked_about(recent)
    )


def _things(recent: Sequence[Answer]) -> list[str]:
    phrases = [
        found.group()
        for answer in recent[-1:]
        if (found := _NOUN_PHRASE.search(answer.understood_as))
    ]
    return _values(recent, AnswerKind.THING) + phrases + _asked_about(recent)


def _values(recent: Sequence[Answer], kind: AnswerKind) -> list[str]:
    """Return the names highlighted in answers to questions of a kind, latest first."""
    return [
        name
        for answer in reversed(recent)
        if asked_for(answer.understood_as).kind is kind
        for statement in answer.statements[:1]
        for start, end in statement.highlights[:1]
        if (name := _longest_name(statement.quote[start:end]))
    ]


def _longest_name(text: str) -> str:
    return max((name.text for name in find_names(text)), key=len, default="")


def _asked_about(recent: Sequence[Answer]) -> list[str]:
    """Return the names in the earlier questions, the latest and last first."""
    return [
        re.sub(r"[’']s$", "", name.text)
        for answer in reversed(recent)
        for name in reversed(find_names(answer.understood_as))
    ]


def _stated(recent: Sequence[Answer]) -> list[str]:
    """Return the names in the first statement of the last answer, in order."""
    quotes = [statement.quote for statement in recent[-1].statements[:1]]
    return [name.text for quote in quotes for name in find_names(quote)]
