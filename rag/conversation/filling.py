"""An earlier question with what it asked for filled in: "Bialiatski | was | released"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.conversation.chunking import phrase_end
from rag.conversation.clause import Clause
from rag.conversation.lexicon import Form, base_of
from rag.conversation.nominals import bare_noun, located, names_in, noun_like
from rag.conversation.phrases import noun_phrases
from rag.conversation.times import time_in
from rag.conversation.turn import Turn
from rag.conversation.words import Role, split, verb_forms

_PLURAL = {"is": "are", "was": "were", "has": "have", "does": "do"}
_SINGULAR = {plural: singular for singular, plural in _PLURAL.items()}
_INFLECTED = frozenset({"has", "have", "had", "is", "are", "was", "were"})
_PARTICIPLES = frozenset({Form.PARTICIPLE, Form.GERUND})
_FINITE = {"did": frozenset({Form.PAST}), "does": frozenset({Form.PRESENT})}
_WHEN = frozenset(
    """yesterday today tomorrow last next this on in at since until during before after by for with
    from to as about against because when while if so""".split()
)
_HAPPENED = re.compile(
    r"(?:happen(?:s|ed|ing)?(?P<adjunct>(?! to\b)(?: .+)?)"
    r"|(?:happen(?:s|ed|ing)? to|bec[ao]mes? of)(?: (?P<whom>.+))?)$"
)
_DONE = re.compile(
    r"(?P<before>(?:\w+ ){0,3}to )?(?P<verb>do|done|doing)"
    r"(?: (?P<when>(?!with\b|to\b|about\b).+))?$"
)
_PASSIVE = (
    r"\b(?:(was|were|is|are)|(has|have|had|will|would|can|could|may|might|should|must) (be|been))"
    r" (?:\w+ly )?"
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A clause whose question word has been replaced by what answered it."""

    auxiliary: str
    subject: str
    rest: str


def agreeing(auxiliary: str, subject: str) -> str:
    """Return the auxiliary in the number of the subject."""
    phrases = noun_phrases(subject)
    if not phrases:
        return auxiliary
    table = _PLURAL if phrases[0].plural else _SINGULAR
    other = table.get(auxiliary.casefold(), auxiliary)
    return other.capitalize() if auxiliary[:1].isupper() else other


def filled_in(turn: Turn, opening: str) -> Filled | None:
    """Return the turn's clause without its question word, for another `opening`; None without."""
    clause = turn.clause
    if clause is None:
        return None
    if clause.copular:
        return _filled_copular(turn, clause, opening)
    if event := _happened_or_done(turn, clause):
        return event
    if not clause.subject:
        return with_subject(_as_subject(turn, clause), clause)
    rest = (
        _inserted(clause.rest, _as_object(turn, clause)) if clause.about_argument else clause.rest
    )
    return Filled(clause.auxiliary.lower(), clause.subject, rest)


def _happened_or_done(turn: Turn, clause: Clause) -> Filled | None:
    """Return what happened, or what somebody did; None where something else was asked."""
    happened = _HAPPENED.match(clause.rest) if clause.wh == "what" else None
    if happened:
        adjunct = happened["adjunct"]
        if adjunct is None:
            return _what_happened(turn, clause, happened["whom"] or "")
        return _event(turn.answer, adjunct) or Filled("did", "that", f"happen{adjunct}")
    done = _DONE.match(clause.rest)
    if clause.wh not in {"what", "how"} or not clause.subject or not done:
        return None
    auxiliary = clause.auxiliary.lower()
    deed = _deed(turn.answer, "" if done["before"] else auxiliary)
    if clause.wh == "how" and not deed:
        return None
    deed = deed or f"{done['verb']} that"
    when = f" {done['when']}" if done["when"] and done["when"] not in deed else ""
    return Filled(auxiliary, clause.subject, f"{done['before'] or ''}{deed}{when}")


def with_subject(subject: str, clause: Clause) -> Filled | None:
    """Put a subject before the verb of "Who won the race?", with "did" where that takes one."""
    if not subject:
        return None
    if clause.auxiliary:
        counted_ones = clause.opening.casefold().startswith("how many")  # plural already
        auxiliary = clause.auxiliary if counted_ones else agreeing(clause.auxiliary, subject)
        return Filled(auxiliary, subject, clause.rest)
    verb, *after = clause.rest.split()
    found = verb_forms(split(verb)[0])
    phrases = noun_phrases(subject)
    plural = bool(phrases) and phrases[0].plural
    auxiliary = "did" if Form.PAST in found else "do" if plural else "does"
    return Filled(auxiliary, subject, " ".join((base_of(verb), *after)))


def _event(answer: str, adjunct: str) -> Filled | None:
    """Return "the roof | fall in" for "The roof fell in"; None when an answer is no such clause."""
    words = split(answer)
    end = phrase_end(words, 0, frozenset({Form.PAST}))
    if not 0 < end < len(words) or words[0].role is Role.PRONOUN:
        return None
    verb, subject, rest = words[end], answer[: words[end - 1].end], answer[words[end].end :]
    if adjunct not in answer:
        rest += adjunct
    if verb.role is Role.AUXILIARY:
        return Filled(verb.text, subject, rest.strip())
    if Form.PAST in verb_forms(verb):
        return Filled("did", subject, base_of(verb.text) + rest)
    return None


def _what_happened(turn: Turn, clause: Clause, whom: str) -> Filled:
    """Return "the hall | burn down" for what happened to the hall."""
    when = time_in(whom)
    whom = whom[: when[0]].rstrip() if when else whom
    answer = re.sub(r"^(?:he|she|it|they) ", "", turn.answer, flags=re.IGNORECASE)
    verb, *after = answer.split() or [""]
    found = split(verb)
    if whom and after and found[0].role is Role.AUXILIARY:
        if verb.casefold() in {"be", "been"}:
            return Filled(clause.auxiliary.lower(), whom, answer)
        return Filled(verb, whom, " ".join(after))
    passive = re.search(_PASSIVE + re.escape(answer), turn.quote) if whom and answer else None
    if passive:
        rest = f"{passive[3]} {answer}" if passive[3] else answer
        return Filled(passive[1] or passive[2], whom, rest)
    if whom and found and Form.PAST in verb_forms(found[0]):
        return Filled("did", whom, " ".join((base_of(verb), *after)))
    return Filled("did", "that", f"happen to {whom}" if whom else "happen")


def _deed(answer: str, auxiliary: str) -> str:
    """Return "raise rates" for what somebody did; empty when the answer begins with no such verb.

    After "has" or "is" the verb stays as it is: "has raised rates".
    """
    inflected = auxiliary in _INFLECTED
    fits = _PARTICIPLES if inflected else _FINITE.get(auxiliary, frozenset({Form.BASE}))
    verb, *after = answer.split() or [""]
    found = split(verb)
    if not found or not verb_forms(found[0]) & fits:
        return ""
    return " ".join((verb if inflected else base_of(verb), *after))


def _filled_copular(turn: Turn, clause: Clause, opening: str) -> Filled:
    subject, auxiliary = clause.subject, clause.auxiliary.lower()
    predicate = re.match(r"(?:how|what|which|who)\b", opening, re.IGNORECASE)
    how = re.fullmatch(r"how|how come", opening, re.IGNORECASE)
    if (predicate and not how) or (not noun_like(turn.answer) and not turn.answer[:1].isdigit()):
        return Filled(auxiliary, subject, "")
    answer = turn.highlights[0].strip(" ,.;") if turn.highlights else ""
    if clause.wh == "who" and not any(w.role is Role.NAME for w in split(subject)[:1]):
        return Filled(auxiliary, answer, subject)
    if clause.wh == "where":
        return Filled(auxiliary, subject, located(turn.answer, turn.quote))
    is_given = clause.wh in {"when", "why"} or clause.opening.casefold() == "how"
    return Filled(auxiliary, subject, "" if is_given else answer)


def _as_subject(turn: Turn, clause: Clause) -> str:
    """Return what stands for a question word that is the subject; empty when nothing can."""
    if clause.opening.casefold().startswith(("how many", "how much")):
        return counted(clause)
    if clause.asked_noun and clause.asked_noun.casefold() != "else":
        named = names_in(turn.answer)
        fits = clause.asked_noun.split()[-1].casefold() in turn.answer.casefold()
        return turn.answer if noun_like(turn.answer) and (named or fits) else counted(clause)
    if noun_like(turn.answer):
        return turn.answer
    if clause.wh == "who":
        names = names_in(turn.answer)
        return names[0] if names else ""
    return "that"


def counted(clause: Clause) -> str:
    """Return what "how many" or "which" asks about: "the runners"."""
    noun = bare_noun(clause.asked_noun)
    return f"the {noun}" if noun else ""


def _as_object(turn: Turn, clause: Clause) -> str:
    answer = turn.highlights[0].strip(' ,.;“”"') if turn.highlights else ""
    noun = bare_noun(clause.asked_noun)
    if clause.opening.casefold().startswith(("how many", "how much")):
        if not any(c.isalpha() for c in answer) and noun and answer:
            return f"{answer} {noun}"
        if answer[:1].isdigit() or not noun:
            return answer or "that"
        return f"the {noun}"
    if noun_like(answer):
        return (
            answer[:1].lower() + answer[1:] if answer.split()[0] in {"The", "A", "An"} else answer
        )
    return f"the {noun}" if noun else "that"


def _inserted(rest: str, what: str) -> str:
    """Put an object behind the verb: before a preposition or a time, else at the end."""
    words = split(rest)
    if not words:
        return what
    if words[-1].role is Role.PREPOSITION:
        return f"{rest} {what}"
    for at, word in enumerate(words[1:], start=1):
        infinitive = word.text.casefold() == "to" and Form.BASE in verb_forms(words[at + 1])
        if word.text.casefold() in _WHEN and not infinitive:
            return f"{rest[: word.start]}{what} {rest[word.start :]}"
    return f"{rest} {what}"
