"""Pronouns that have nothing to stand for in the question itself -> what they stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.conversation.binding import is_free, is_owner
from rag.conversation.clause import Clause, parse
from rag.conversation.filling import agreeing
from rag.conversation.nominals import head_of, names_in, possessive
from rag.conversation.persons import persons
from rag.conversation.referents import dates, groups, places, things
from rag.conversation.turn import Turn
from rag.conversation.words import Word, split

_AUXILIARY = re.compile(r"\b(are|do|have|were) $", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sort:
    """Pronouns of a sort, and where what they stand for is looked for."""

    pronouns: frozenset[str]
    candidates: Callable[[Sequence[Turn], str, Clause | None], Iterator[str]]


_SORTS = (
    _Sort(
        frozenset({"he", "him", "his", "she", "her", "hers"}),
        lambda turns, pronoun, _: persons(turns, pronoun),
    ),
    _Sort(
        frozenset({"they", "them", "their", "theirs", "those", "these"}),
        lambda turns, _, clause: groups(turns, acts=_acts(clause)),
    ),
    _Sort(
        frozenset({"it", "its"}),
        lambda turns, _, clause: things(turns, acts=_acts(clause)),
    ),
    _Sort(frozenset({"there"}), lambda turns, _pronoun, _clause: places(turns)),
    _Sort(frozenset({"then"}), lambda turns, _pronoun, _clause: dates(turns)),
)


def resolve(question: str, turns: Sequence[Turn]) -> str:
    """Return the question with its free pronouns replaced by what they stand for."""
    clause = parse(question)
    for sort in _SORTS:
        pronoun = _free_pronoun(question, sort)
        if pronoun is None:
            continue
        candidates = sort.candidates(turns, pronoun.text.casefold(), clause)
        meant = next((c for c in candidates if c and not _spoken_of(c, question)), None)
        if meant:
            question = _replaced(question, pronoun, meant)
    return question


def _spoken_of(candidate: str, question: str) -> bool:
    """Say whether a question names by a noun what a pronoun in it then cannot stand for."""
    head = head_of(candidate).casefold()
    return re.search(rf"(?<!\w){re.escape(head)}(?!\w)", question.casefold()) is not None


def free_pronouns(question: str) -> bool:
    """Say whether a question leans on the conversation by a pronoun."""
    return any(_free_pronoun(question, sort) for sort in _SORTS)


def _acts(clause: Clause | None) -> bool:
    """Say whether "it" is the subject of an active verb: "When did it announce the sale?"."""
    return (
        clause is not None
        and clause.subject.casefold() in {"it", "they"}
        and clause.auxiliary.casefold()
        in {"do", "does", "did", "will", "would", "has", "have", "had"}
    )


def _free_pronoun(question: str, sort: _Sort) -> Word | None:
    words = split(question)
    for at, word in enumerate(words):
        if word.text.casefold() in sort.pronouns and is_free(question, words, at):
            return word
    return None


def _replaced(question: str, pronoun: Word, meant: str) -> str:
    start, end = pronoun.start, pronoun.end
    folded = pronoun.text.casefold()
    if folded in {"hers", "theirs"} or (is_owner(question, pronoun)):
        meant = possessive(meant)
    if folded == "then" and re.search(
        r"\b(?:before|after|since|until|by|from) $", question[:start]
    ):
        meant = re.sub(r"^(?:in|on|at|since|by) ", "", meant)  # "since 1998"
    if folded == "there":
        start, meant = _with_preposition(question, start, meant)
    before = question[:start]
    # "The rest" may be several; a name is told to be of one or of many.
    named = names_in(meant) == [meant.removeprefix("the ")]
    if folded == "they" and named and (auxiliary := _AUXILIARY.search(before)):
        before = before[: auxiliary.start(1)] + agreeing(auxiliary[1], meant) + " "
    return before + meant + question[end:]


def _with_preposition(question: str, start: int, place: str) -> tuple[int, str]:
    """Keep the question's own preposition: "from there" becomes "from Rask"."""
    own = re.search(
        r"\b(?:from|to|in|near|around|through|into|of)\s+$", question[:start], re.IGNORECASE
    )
    preposition, _, where = place.partition(" ")
    if own:
        return start, where
    moving = re.search(
        r"\b(?:go|travel|move|fly|drive|taken?|brought|sent|come|get|return|flee)\s+$",
        question[:start],
    )
    return start, f"{'to' if moving else preposition} {where}"
