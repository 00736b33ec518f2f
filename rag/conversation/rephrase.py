"""The earlier question, asked with another opening: "Why?" after "Who was released?".

What the earlier question asked for is filled in from its answer: "Why was Bialiatski released?".
"""

from __future__ import annotations

import re
from itertools import takewhile

from rag.conversation.clause import Clause
from rag.conversation.filling import Filled, agreeing, counted, filled_in, with_subject
from rag.conversation.lexicon import Form, is_plural, past_of, present_of
from rag.conversation.nominals import bare_noun
from rag.conversation.phrases import noun_phrases
from rag.conversation.turn import Turn
from rag.conversation.words import Role, split, verb_forms

_ANYONE = frozenset({"anyone", "anybody", "someone", "somebody"})
_WHICH = frozenset({"how many", "which", "which ones", "which one"})
_ANYTHING = frozenset({"anything", "something"})


def reopened(opening: str, turn: Turn) -> str:
    """Return the turn's question with another opening, such as "Why", "By whom", "Which club"."""
    clause = turn.clause
    opening = re.sub(r"^how (?:come|so)\b", "why", opening, flags=re.IGNORECASE)
    why, _, how = opening.partition(" ")
    if clause and why.casefold() == "why" and how.startswith(("so ", "in ", "on ")):
        return f"{reopened(why, turn).rstrip('?')} {how}?"  # "Why so long?"
    negated = bool(re.search(r"\bnot$", opening))
    opening = _capital(re.sub(r"\s+(?:not|exactly|though|then)$", "", opening))
    if opening.casefold() == "what for":
        opening = "For what"
    if clause is None:
        return f"{turn.asked}, and {opening[:1].lower()}{opening[1:]}?"
    if opening.casefold() in _WHICH:
        replaced = _with_noun(opening, turn, clause)
    else:
        replaced = _in_its_place(opening, clause)
    if replaced:
        return replaced
    if has := _having(opening, clause):
        return has
    filled = _without(opening, clause) or filled_in(turn, opening)
    if filled is None and clause.wh == "who":
        filled = with_subject("anyone", clause)  # nobody was named
    if filled is None:
        return f"{turn.asked}, and {opening[:1].lower()}{opening[1:]}?"
    negated = negated and not filled.rest.startswith("not ")
    subject = f"{filled.subject} not" if negated else filled.subject
    return _asked(opening, filled.auxiliary, subject, filled.rest)


def told(turn: Turn) -> str:
    """Return what the turn found as a clause: "Bialiatski was freed"; empty when it has none."""
    clause = turn.clause
    filled = filled_in(turn, "") if clause else None
    if filled is None or clause is None:
        return ""
    words = filled.rest.split()
    auxiliary = filled.auxiliary.casefold()
    if auxiliary in {"do", "does", "did"} and words and words[0] != "not":
        tense = {"did": past_of, "does": present_of}.get(auxiliary, str)
        verb = _place_of_verb(filled.rest)
        return " ".join((filled.subject, *words[:verb], tense(words[verb]), *words[verb + 1 :]))
    return " ".join(filter(None, (filled.subject, auxiliary, filled.rest)))


def _place_of_verb(rest: str) -> int:
    """Return which word is the verb: the second of "recently declare", the first of "go"."""
    adverbs = takewhile(lambda word: word.role is Role.ADVERB or word.text == "last", split(rest))
    return min(len(list(adverbs)), len(rest.split()) - 1)


def _asked(*parts: str) -> str:
    text = " ".join(part for part in parts if part)
    return f"{_capital(text)}?"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_its_place(opening: str, clause: Clause) -> str:
    """Return the question where the opening asks for the same part: "Who else?", "What else?"."""
    words = opening.casefold().split()
    auxiliary, subject, rest = clause.auxiliary, clause.subject, clause.rest
    wanted = _ANYONE if words[0] in {"who", "whom"} else _ANYTHING if words[0] == "what" else ()
    if subject.casefold() in wanted:
        return _asked(opening, auxiliary.lower(), rest)
    for word in wanted:
        if re.search(rf"\b{word}\b", rest):
            return _asked(opening, auxiliary.lower(), subject, re.sub(rf" ?\b{word}\b", "", rest))
    if words == ["how", "much"] and clause.about_argument and subject:
        return _asked(opening, auxiliary, subject, rest)
    counts = words[:2] == ["how", "many"] or words[0] in {"which", "what", "who"}
    same = counts and clause.about_argument and (len(words) > 1 or words[0] in {"who", "what"})
    if same and (words[-1] == "else" or clause.asked_noun):
        noun = " ".join(words[1:] if words[0] != "how" else words[2:])
        in_rest = any(p.head.casefold() == noun for p in noun_phrases(rest))
        return "" if in_rest else _asked(opening, auxiliary, subject, rest)
    if words[0] == "who" and re.match(r"(?:was|were|is|are|been)$", auxiliary.casefold()):
        passive = split(rest)[:1]
        if passive and Form.PARTICIPLE in verb_forms(passive[0]) and not clause.about_argument:
            return _asked("By whom", auxiliary.lower(), subject, rest)
    return ""


def _having(opening: str, clause: Clause) -> str:
    """Return "How many members does the club have?" after what is no question of an amount."""
    counts = re.match(r"how (?:many|much) \w", opening, re.IGNORECASE)
    if not counts or not clause.subject or clause.about_argument:
        return ""
    return _asked(opening, agreeing("does", clause.subject), clause.subject, "have")


def _with_noun(opening: str, turn: Turn, clause: Clause) -> str:
    """Return "How many plants will close?" for "How many?" after "Which plants will close?"."""
    word = "How many" if opening.casefold() == "how many" else "Which"
    auxiliary, subject, rest = clause.auxiliary, clause.subject, clause.rest
    noun = "people" if clause.wh == "who" and not subject else bare_noun(clause.asked_noun)
    if noun and (word == "Which" or is_plural(noun.split()[-1])):
        agreed = auxiliary if subject else agreeing(auxiliary, noun)
        return _asked(word, noun, agreed, subject, rest)
    plural = noun_phrases(subject)[:1]
    asks_beside = clause.wh in {"", "when", "where", "why"}
    if plural and plural[0].plural and asks_beside:
        return _asked(word, bare_noun(subject), auxiliary.lower(), rest)
    filled = filled_in(turn, opening)
    for phrase in noun_phrases(filled.rest) if filled else ():
        if filled and phrase.plural and not phrase.preposition:
            before, after = filled.rest[: phrase.start].rstrip(), filled.rest[phrase.end :].lstrip()
            noun = bare_noun(phrase.text)
            return _asked(word, noun, filled.auxiliary, filled.subject, f"{before} {after}".strip())
    return ""


def _without(opening: str, clause: Clause) -> Filled | None:
    """Take out what the new opening asks for: "Which hospital?" of "taken to hospital"."""
    found = re.match(r"(?:which|what) (.+)", opening, re.IGNORECASE)
    if not found:
        return None
    for phrase in noun_phrases(clause.rest):
        if phrase.head.casefold() == found[1].casefold():
            rest = f"{clause.rest[: phrase.start].rstrip()} {clause.rest[phrase.end :].lstrip()}"
            subject = clause.subject or counted(clause)
            if subject and clause.auxiliary:
                return Filled(clause.auxiliary.lower(), subject, rest.strip())
    return None
