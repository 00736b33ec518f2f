"""What "it", "they", "there" and "then" can stand for, from the last turns, the likeliest first.

What was just answered comes first where it is of the pronoun's kind; then what the question was
about, its subject before the rest; then who is named in the quote; then the turn before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rag.conversation.lexicon import is_plural
from rag.conversation.looks import is_animate, is_organisation, is_place, looks_of
from rag.conversation.nominals import (
    bare_noun,
    definite,
    head_of,
    is_amount,
    is_many,
    located,
    names_in,
    noun_like,
    phrases_in,
)
from rag.conversation.phrases import Phrase, noun_phrases, phrases_of
from rag.conversation.times import is_time
from rag.conversation.turn import Turn, known_by
from rag.conversation.words import Role, split
from rag.question import AnswerKind
from rag.values.names import find_names
from rag.values.quantities import read_quantity

_NAMED_KINDS = frozenset({AnswerKind.THING, AnswerKind.PERSON})
_INDEFINITE = re.compile(r"^(?:an?|any|some|no)\b", re.IGNORECASE)
_WITHOUT_PREPOSITION = re.compile(r"\bago$|day\b|\b(?:last|this|next|tomorrow|tonight)\b")
_LOCATIVE = frozenset({"in", "at", "near", "inside"})


def groups(turns: Sequence[Turn], *, acts: bool) -> Iterator[str]:
    """Yield what "they" can stand for: plurals, pairs of people, organisations, then anyone.

    `acts` when they do something: then who did something before comes first.
    """
    texts = known_by(turns)
    for turn in reversed(turns):
        subject = noun_phrases(turn.clause.subject) if turn.clause else []
        if acts and subject and subject[0].plural:
            yield definite(turn.clause.subject if turn.clause else "")
        if counted := _counted(turn):
            yield counted
        if turn.kind in _NAMED_KINDS and noun_like(turn.answer) and is_many(turn.answer):
            yield definite(turn.answer)
        plurals = [phrase for phrase in phrases_in(turn) if phrase.plural]
        yield from (definite(phrase.text) for phrase in plurals)
        if pair := _pair(turn, texts):
            yield pair
    for turn in reversed(turns):
        if turn.kind is AnswerKind.PERSON and noun_like(turn.answer):
            yield definite(turn.answer)
        named = [phrase for phrase in phrases_in(turn) if phrase.named]
        yield from (definite(phrase.text) for phrase in named if is_organisation(phrase.text))
        yield from (definite(phrase.text) for phrase in named)


def _counted(turn: Turn) -> str:
    """Return what a question counted or chose from: "How many runners" speaks of the runners."""
    clause = turn.clause
    noun = clause.asked_noun if clause else ""
    noun = bare_noun(noun)
    words = split(noun)
    if not noun or not is_plural(words[-1].text):
        return ""
    measured = read_quantity(f"two {noun}")
    if measured and measured.measure != "count":
        return ""  # "How many years did he get" is not about years
    return f"the {noun}"


def _pair(turn: Turn, texts: Sequence[str]) -> str:
    """Return two people, of whom one was asked about and the other answered."""
    if turn.kind is not AnswerKind.PERSON or turn.clause is None:
        return ""
    asked, answered = names_in(turn.clause.subject), names_in(turn.answer)
    if not (asked and answered) or turn.clause.copular:
        return ""
    both = (asked[0], answered[0])
    return " and ".join(both) if all(looks_of(n, texts, prior=1.0).is_person for n in both) else ""


def things(turns: Sequence[Turn], *, acts: bool) -> Iterator[str]:
    """Yield what "it" can stand for; `acts` when it does something rather than undergoes it."""
    texts = known_by(turns)
    for turn in reversed(turns):
        found = [*_things_of(turn, acts=acts)]
        chosen = definite(turn.answer) if _is_one_of_things(turn) else ""
        yield from (t for t in found if t == chosen or not _is_someone(t, texts))


def _is_one_of_things(turn: Turn) -> bool:
    """Say whether "which team" asked: then Real Madrid is a team, and no person."""
    clause = turn.clause
    return (
        clause is not None and clause.wh in {"which", "what"} and is_organisation(clause.asked_noun)
    )


def _things_of(turn: Turn, *, acts: bool) -> Iterator[str]:
    clause = turn.clause
    answers = noun_like(turn.answer) and not is_many(turn.answer)
    answer = definite(turn.answer) if answers and not is_amount(turn.answer) else ""
    phrases = [phrase for phrase in phrases_in(turn) if not phrase.plural]
    # What a question calls "a cure" may not exist; what it calls by name does.
    phrases.sort(key=lambda phrase: bool(_INDEFINITE.match(phrase.text)))
    subject = clause.subject if clause else ""
    chosen = bool(clause and clause.wh in {"which", "what"} and clause.asked_noun)
    beside = bool(clause and clause.beside)
    first = turn.kind in _NAMED_KINDS and not beside and (chosen or not subject or not acts)
    if chosen and clause and not _names_one(answer, clause.asked_noun):
        answer = "" if is_plural(split(clause.asked_noun)[-1].text) else f"the {clause.asked_noun}"
    if answer and first:
        yield answer
    for phrase in phrases:
        if phrase.preposition.casefold() != "by" and not is_time(phrase.text):
            yield definite(phrase.text)
            yield from (owner for owner in names_in(phrase.text) if owner != phrase.text)
    if clause and clause.wh == "how" and clause.asked_noun and not _counted(turn):
        yield f"the {clause.asked_noun}"
    if answer and turn.kind in _NAMED_KINDS:
        yield answer
    for highlight in turn.highlights[:1]:
        yield from (name for name in names_in(highlight) if not is_time(name))


def _names_one(answer: str, noun: str) -> bool:
    """Say whether an answer names one of a noun: "the Salt Cup" or "Ferrant" of "Which cup"."""
    return bool(names_in(answer)) or split(noun)[-1].text.casefold() in answer.casefold()


def places(turns: Sequence[Turn]) -> Iterator[str]:
    """Yield where "there" can be, with a preposition: "in Rask"."""
    texts = known_by(turns)
    for turn in reversed(turns):
        if turn.kind is AnswerKind.PLACE and noun_like(turn.answer):
            yield located(turn.answer, turn.quote)
        phrases = phrases_of(turn.clause) if turn.clause else noun_phrases(turn.asked)
        for phrase in (*phrases, *_named_in(turn.highlights), *_named_in([turn.quote])):
            if phrase.preposition in _LOCATIVE and phrase.named and not is_time(phrase.text):
                where = re.split(r" (?:and|of) ", phrase.text)[0]
                if not looks_of(where, texts).is_person:
                    yield f"{phrase.preposition} {where}"
        for phrase in phrases:
            if phrase.named and is_place(phrase.text, texts):
                yield f"in {phrase.text}"


def _named_in(texts: Iterable[str]) -> Iterator[Phrase]:
    """Yield the names of texts with the prepositions before them."""
    for text in texts:
        for name in find_names(text):
            before = re.search(r"\b(\w+) (?:the )?$", text[: name.start])
            yield Phrase(
                name.start, name.end, name.text, before[1] if before else "", "", named=True
            )


def dates(turns: Sequence[Turn]) -> Iterator[str]:
    """Yield when "then" can be, with a preposition: "in 2021"."""
    turn = turns[-1]
    if turn.kind is AnswerKind.DATE and turn.answer:
        yield turn.answer if _has_preposition(turn.answer) else _dated(turn)


def _dated(turn: Turn) -> str:
    before = re.search(rf"\b(in|on|at|since|by) {re.escape(turn.answer)}", turn.quote)
    if before:
        return f"{before[1]} {turn.answer}"
    return turn.answer if _WITHOUT_PREPOSITION.search(turn.answer) else f"in {turn.answer}"


def _has_preposition(text: str) -> bool:
    words = split(text)
    return bool(words) and words[0].role is Role.PREPOSITION


def _is_someone(phrase: str, texts: Sequence[str]) -> bool:
    """Say whether a phrase is for a person: "the teacher Aurel Minch", "Lumina’s director"."""
    names = find_names(phrase)
    if not names or names[-1].end < len(phrase):
        return is_animate(head_of(phrase))
    return looks_of(names[-1].text, texts).is_person
