"""Follow-ups without a verb: "And in Lithuania?", "What about Kolesnikova?", "And the others?".

The new part takes the place of the like part of the earlier question, or is added to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.conversation.filling import agreeing
from rag.conversation.lexicon import is_plural
from rag.conversation.looks import is_animate, looks_of
from rag.conversation.nominals import bare_noun, possessive
from rag.conversation.phrases import Phrase, noun_phrases, phrases_of
from rag.conversation.times import bare_time, is_time, time_between, time_in
from rag.conversation.turn import Turn
from rag.conversation.words import Role, split, unmarked
from rag.question import AnswerKind, asked_for
from rag.values.names import find_names

_LOCATIVE = frozenset({"in", "at", "near", "inside", "outside", "within", "across"})
_OTHERS = re.compile(
    r"^(?:(?:all )?the )?(?:others?|rest|other (?:one|ones|two|three|four|five|six))$",
    re.IGNORECASE,
)

_CONDITION = re.compile(r"^(?:if|unless|with|without)\b", re.IGNORECASE)
_CONDITION_IN = re.compile(r"\s(?:if|unless|with|without)\b.*$", re.IGNORECASE)
# What is or would be the case can be otherwise "if I am 22"; what was the case cannot.
_MAY_BE = re.compile(
    r"\b(?:is|are|do|does|can|could|may|might|must|shall|should|will|would)\b", re.IGNORECASE
)
# "And the second?", "And the old one?": the noun is the earlier question's.
_ONE = re.compile(
    r"^the (?P<which>first|second|third|fourth|fifth|last|next|former|latter|\w+(?= ones?$))"
    r"(?: ones?)?$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"^the (?P<which>first|second|third|fourth|fifth|last|next|former|latter|old|new)\b(?= )",
    re.IGNORECASE,
)


def with_part(part: str, turn: Turn) -> str:
    """Return the turn's question about something else."""
    part = unmarked(part).strip(",")
    if _CONDITION.match(part):
        return _under(part, turn.asked)
    if _OTHERS.match(part):
        return _about_the_others(turn)
    if another := _another_time(part, turn.asked):
        return another
    if one := _ONE.match(part):
        return _another(one["which"], turn) or f"What about {part}?"
    return _with_phrase(part, turn)


def _with_phrase(part: str, turn: Turn) -> str:
    words = split(part)
    if words and words[0].role is Role.PREPOSITION:
        return _placed(part, _like_adjunct(part, turn), turn.asked)
    if is_time(part) or not noun_phrases(part):
        return _placed(part, time_in(turn.asked) if is_time(part) else None, turn.asked)
    return _put(part, _like_phrase(part, turn), turn)


def _another_time(part: str, asked: str) -> str:
    """Return "Who won the 2018 Open?" for "And in 2018?", where the time belongs to a noun."""
    one = _ONE.match(part)
    when = one["which"] if one else part
    span = time_between(asked, when)
    return _placed(bare_time(when), span, asked) if span else ""


def _placed(part: str, span: tuple[int, int] | None, asked: str) -> str:
    """Put an adjunct in the place of another, or behind the question."""
    if split(part)[:1] and split(part)[0].role is Role.PREPOSITION:
        part = part[:1].lower() + part[1:]
    return f"{asked[: span[0]]}{part}{asked[span[1] :]}?" if span else f"{asked} {part}?"


def _like_adjunct(part: str, turn: Turn) -> tuple[int, int] | None:
    """Return the phrase of the question that says the like: where, when, about what."""
    asked = turn.asked
    if is_time(part):
        return time_in(asked)
    preposition = part.split(maxsplit=1)[0].casefold()
    phrases = [p for p in _offered(turn) if p.preposition and not is_time(p.text)]
    if preposition == "of":
        return _owner(turn)
    named = any(new.named for new in noun_phrases(part))
    wanted = _LOCATIVE if preposition in _LOCATIVE else {preposition}
    for phrase in reversed(phrases):
        if phrase.preposition.casefold() in wanted and phrase.named is named:
            start = asked.rindex(phrase.preposition, 0, phrase.start)
            return start, phrase.end
    return None


def _owner(turn: Turn) -> tuple[int, int] | None:
    """Return "of Malta" in "the population of Malta"."""
    for phrase in _offered(turn):
        _, of, owner = phrase.text.partition(" of ")
        if of and find_names(owner):
            return phrase.end - len(f"of {owner}"), phrase.end
    return None


def _under(condition: str, asked: str) -> str:
    """Return the question under another condition, or what happens under it."""
    if _CONDITION_IN.search(asked):
        return f"{_CONDITION_IN.sub('', asked)} {condition}?"
    if condition.casefold().startswith("with") or _depends(asked):
        return f"{asked} {condition}?"
    return f"What happens {condition}?"


def _depends(asked: str) -> bool:
    """Say whether what is asked can well depend on something: how much it is, or whether."""
    conditional = asked_for(asked).kind in {AnswerKind.QUANTITY, AnswerKind.YES_NO}
    return " would " in asked or (conditional and bool(_MAY_BE.search(asked)))


def _another(which: str, turn: Turn) -> str:
    """Return the question about another of the same: "the first probe" becomes "the second"."""
    for phrase in _offered(turn):
        ordinal = _ORDINAL.match(phrase.text)
        if ordinal and _ORDINAL.match(f"the {which} "):
            start, end = (phrase.start + at for at in ordinal.span("which"))
            return f"{turn.asked[:start]}{which}{turn.asked[end:]}?"
        if phrase.text.casefold().startswith("the ") and not phrase.named:
            text = f"the {which} {phrase.head}"
            return f"{turn.asked[: phrase.start]}{text}{turn.asked[phrase.end :]}?"
    return ""


def _offered(turn: Turn) -> list[Phrase]:
    return phrases_of(turn.clause) if turn.clause else noun_phrases(turn.asked)


def _like_phrase(part: str, turn: Turn) -> Phrase | None:
    """Return the noun phrase of the question whose place a new one takes."""
    new = noun_phrases(part)[0]
    clause = turn.clause
    # "How many men" can count women instead; "Which club" can only ask for a club.
    counts = clause is None or clause.wh == "how"
    offered = [p for p in _offered(turn) if counts or (clause and p.start >= clause.to_auxiliary)]
    if clause and new.named:  # "How many people live in Wales?", "And Scotland?"
        offered = [p for p in offered if p.named or p.start >= clause.to_auxiliary] or offered
    subject = clause.subject if clause else ""
    same_head = [p for p in offered if p.head.casefold() == new.head.casefold()]
    if same_head:
        return same_head[-1]
    sort = _sort(new, turn)
    subjects = [p for p in offered if subject and p.text in subject]
    ordered = [*subjects, *(p for p in reversed(offered) if p not in subjects)]
    if new.named and clause and clause.states:  # "What is the rate in Spain?", "And France?"
        ordered.sort(key=lambda p: not p.named)
    alike = [p for p in ordered if _sort(p, turn) == sort]
    if alike:
        return alike[0]
    if new.named:
        named = [p for p in ordered if p.named]
        if named:
            return named[0]
    several = [p for p in ordered if p.plural is new.plural and not p.named]
    return next(iter([*several, *ordered]), None)


def _sort(phrase: Phrase, turn: Turn) -> tuple[bool, bool]:
    """Tell people from things, and names from nouns, by which a new part finds its like."""
    names = find_names(phrase.text)
    if not names:
        people = is_animate(phrase.head) or phrase.head.casefold() in {"people", "men", "women"}
        person = people or (is_plural(phrase.head) and is_animate(phrase.head.rstrip("s")))
    else:
        person = looks_of(names[-1].text, turn.near).is_person
    return person, False


def _put(part: str, found: Phrase | None, turn: Turn) -> str:
    """Put the new part in, with the auxiliary in its number; a name in a name's place only."""
    if found is None:
        return f"What about {part}?"
    asked, clause = turn.asked, turn.clause
    start, end = found.start, found.end
    inside = found.text not in (clause.subject if clause else "") or (
        found.head.islower() and _sort(found, turn) == _sort(noun_phrases(part)[0], turn)
    )
    if find_names(part) and found.named and inside:
        inner = find_names(found.text)
        bare = find_names(part)[0].text == part
        titled = found.text.startswith("The ")  # "The" belongs to the name of a book
        if bare and len(inner) == 1 and not titled:
            start, end = found.start + inner[0].start, found.start + inner[0].end
            part = _owning_as(inner[0].text, part)
            if part.endswith("’s") and asked[found.start : start].casefold() == "the ":
                start = found.start  # "the Supreme Court’s", but "Poland’s"
    if clause and clause.wh == "how" and clause.asked_noun and end <= clause.to_auxiliary:
        start = asked.index(clause.asked_noun)  # "many" stays
        part = re.sub(r"^the ", "", part)
    text = f"{asked[:start]}{part}{asked[end:]}"
    if clause and clause.subject == found.text == asked[start:end]:
        auxiliary = agreeing(clause.auxiliary, part)
        text = text.replace(f"{clause.auxiliary} {part}", f"{auxiliary} {part}", 1)
    return f"{text}?"


def _owning_as(name: str, other: str) -> str:
    """Return the other name as an owner just where the first is one: "Germany’s"."""
    bare = re.sub(r"[’']s?$", "", other)
    return possessive(bare) if re.search(r"[’']s?$", name) else bare


def _about_the_others(turn: Turn) -> str:
    clause = turn.clause
    if clause is None:
        return f"What about the others? ({turn.asked})"
    noun = bare_noun(clause.asked_noun)
    if clause.wh == "who" and not clause.subject:
        return f"Who else {clause.auxiliary} {clause.rest}?".replace("  ", " ")
    if not clause.subject:
        return f"What happened to the other {noun or 'ones'}?"
    if clause.auxiliary and _plural_subject(clause.subject):
        return f"{clause.opening} {clause.auxiliary} the others {clause.rest}?".strip()
    if noun:
        return f"What about the other {noun}?"
    auxiliary = agreeing(clause.auxiliary, "the others")
    return f"{clause.opening} {auxiliary} the others {clause.rest}?".strip()


def _plural_subject(subject: str) -> bool:
    phrases: Sequence[Phrase] = noun_phrases(subject)
    return bool(phrases) and phrases[0].plural
