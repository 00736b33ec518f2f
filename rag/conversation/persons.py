"""Whom "he" and "she" can stand for, from the last turns, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rag.conversation.clause import Clause
from rag.conversation.looks import is_animate, looks_of
from rag.conversation.nominals import definite, head_of, names_in, phrases_in
from rag.conversation.phrases import Phrase
from rag.conversation.turn import Turn, known_by
from rag.conversation.words import is_possessive, split
from rag.question import AnswerKind
from rag.values.names import TITLES, find_names

# What a question says of a name, in the units of `Looks.person`: whom "who" asks for is a person
# unless it looks otherwise, and whom "Who is ...?" names is one more surely.
_ASKED_FOR = 1.0
_NAMED = 2.0
_MENTIONED = -0.5  # a mere mention is no topic: something besides its shape has to say "person"


_WOMEN = frozenset(
    """actress aunt baroness bride countess daughter duchess girl grandmother lady mother niece
    princess queen sister widow wife""".split()
)
_MEN = frozenset(
    """baron boy brother count duke father grandfather husband king nephew prince son uncle
    widower""".split()
)


def persons(turns: Sequence[Turn], pronoun: str) -> Iterator[str]:
    """Yield whom "he" or "she" can stand for."""
    texts = known_by(turns)
    for turn in reversed(turns):
        for name, prior in _people_of(turn):
            looks = looks_of(name, texts, prior=prior)
            head = head_of(name).casefold() if name.startswith("the ") else ""
            someone = looks.is_person or is_animate(head) or head in TITLES
            if someone and looks.can_be(pronoun) and not _of_other_gender(head, pronoun):
                yield name
        if described := _description(turn):
            yield described


def _of_other_gender(noun: str, pronoun: str) -> bool:
    """Say whether a noun is for men and the pronoun for women, or the other way round."""
    if pronoun in {"he", "him", "his"}:
        return noun in _WOMEN or noun.endswith("woman")
    return noun in _MEN or (noun.endswith("man") and not noun.endswith("woman"))


def _people_of(turn: Turn) -> Iterator[tuple[str, float]]:
    """Yield a turn's names and animate nouns, with what its question says of them."""
    asked_who = turn.kind is AnswerKind.PERSON
    clause = turn.clause
    if asked_who and not (clause and clause.beside) and not _who_is_named(clause):
        for highlight in turn.highlights:
            yield from ((name, _ASKED_FOR) for name in names_in(highlight))
        if turn.answer and is_animate(turn.answer.split()[-1]):
            yield definite(turn.answer), _ASKED_FOR
    prior = _NAMED if asked_who and clause and clause.copular else 0.0
    for phrase in phrases_in(turn):
        if phrase.named and _is_of_a_place(phrase):
            yield definite(phrase.text), prior
        elif phrase.named:
            if phrase.text.startswith("the ") and phrase.head.casefold() in TITLES:
                yield phrase.text, prior  # "the Pope"
            yield from ((name, prior) for name in names_in(phrase.text))
        elif is_animate(phrase.head) and phrase.head != "person":  # "the person who ..."
            yield definite(phrase.text), prior
    for text in (*turn.highlights, turn.quote):
        yield from ((name, _MENTIONED) for name in names_in(text))


def _is_of_a_place(phrase: Phrase) -> bool:
    """Say whether a name only tells which: "the Lund dispatcher" is a dispatcher, and not Lund."""
    owned = any(map(is_possessive, split(phrase.text)))
    return is_animate(phrase.head) and not owned and not find_names(phrase.head)


def _who_is_named(clause: Clause | None) -> bool:
    """Say whether a question is "Who is Pavel Dorn?": then its answer names nobody else."""
    return bool(
        clause
        and clause.copular
        and find_names(clause.subject)[-1:]
        and (
            find_names(clause.subject)[-1].end == len(clause.subject)
            and clause.subject[:1].isupper()
        )
    )


def _description(turn: Turn) -> str:
    """Return "the person who led the talks" where the answer names nobody that could be meant."""
    clause = turn.clause
    if turn.kind is not AnswerKind.PERSON or clause is None or clause.wh != "who":
        return ""
    if clause.subject:
        return ""
    return " ".join(filter(None, ("the person who", clause.auxiliary, clause.rest)))
