"""A question -> its parts: what it opens with, its auxiliary, its subject, and the rest.

English questions put the auxiliary before the subject ("When did | the court | order ..."), which
tells the subject apart from the verb without a parser; words that can be both are read as the verb
once the subject has its noun and what follows can follow a verb.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.conversation.chunking import phrase_end
from rag.conversation.lexicon import Form
from rag.conversation.words import (
    Role,
    Word,
    can_be_noun,
    slice_of,
    split,
    unmarked,
    verb_forms,
)

_BE = frozenset({"is", "are", "was", "were", "am", "be", "been"})
_DO = frozenset({"do", "does", "did"})
_HAVE = frozenset({"has", "have", "had"})
_NO_LONGER = frozenset({"no", "longer", "still", "also", "never", "not"})


@dataclass(frozen=True, slots=True)
class Clause:
    """The parts of a question: each begins where the one before ends.

    "How many frogs | did | the biologists | count in May": `opening`, `auxiliary`, `subject`,
    `rest`. Where the opening is itself the subject ("Who | won the race") `subject` is empty; a
    yes/no question has no `opening`.
    """

    question: str
    to_auxiliary: int
    to_subject: int
    to_rest: int

    @property
    def opening(self) -> str:
        """The question word and what belongs to it."""
        return self.question[: self.to_auxiliary].strip()

    @property
    def auxiliary(self) -> str:
        """The auxiliary; empty where the verb itself follows the opening."""
        return self.question[self.to_auxiliary : self.to_subject].strip()

    @property
    def subject(self) -> str:
        """What the auxiliary stands before; empty when the opening is the subject."""
        return self.question[self.to_subject : self.to_rest].strip()

    @property
    def rest(self) -> str:
        """The verb, unless it is the auxiliary, and what follows."""
        return self.question[self.to_rest :].strip()

    @property
    def to_objects(self) -> int:
        """Where what follows the verb begins."""
        words = split(self.rest)
        at = 0
        while at < len(words) and (
            words[at].role in {Role.ADVERB, Role.AUXILIARY}
            or (verb_forms(words[at]) and (at == 0 or words[at - 1].role is not Role.OPEN))
        ):
            at += 1
        begins = len(self.question.rstrip()) - len(self.rest)
        return begins + (words[at].start if at < len(words) else len(self.rest))

    @property
    def objects(self) -> str:
        """What follows the verb."""
        return self.question[self.to_objects :]

    @property
    def wh(self) -> str:
        """The question word, in lower case; empty for a yes/no question."""
        return next((w.text.casefold() for w in split(self.opening) if w.role is Role.WH), "")

    @property
    def asked_noun(self) -> str:
        """What "which", "what" or "how many" stands before; empty when nothing."""
        words = split(self.opening)
        at = next((i for i, word in enumerate(words) if word.role is Role.WH), None)
        if at is None:
            return ""
        at += 1
        if self.wh == "how":
            at += 1
            if words[at - 1 : at] and words[at - 1].text.casefold() not in {"many", "much"}:
                return ""
        return slice_of(self.opening, words[at:])

    @property
    def beside(self) -> bool:
        """Whether it asks for a companion of its subject: "By whom was he freed?"."""
        words = split(self.opening)[:1]
        return bool(words) and words[0].role is Role.PREPOSITION

    @property
    def copular(self) -> bool:
        """Whether it asks what something is: "Who is the mayor?"."""
        opens = [w for w in split(self.rest) if w.role is not Role.ADVERB]
        return self.auxiliary.casefold() in _BE and bool(self.subject) and not opens

    @property
    def states(self) -> bool:
        """Whether it asks what something is, with where or when: "What is the rate in Spain?"."""
        rest = split(self.rest)
        beside = bool(rest) and rest[0].role is Role.PREPOSITION
        return self.copular or (self.auxiliary.casefold() in _BE and beside)

    @property
    def about_argument(self) -> bool:
        """Whether the question word stands for a part of the sentence: "What did he find?"."""
        if self.wh in {"who", "whom", "what", "which", "whose"}:
            return not self.beside
        return self.opening.casefold().startswith(("how many", "how much"))


def parse(question: str) -> Clause | None:
    """Return a question's parts; None when it has no verb, or is no question of one clause."""
    question = unmarked(question)
    words = split(question)
    if words and words[0].role is Role.AUXILIARY:
        return _inverted(question, words, 0)
    wh = next((i for i, word in enumerate(words[:2]) if word.role is Role.WH), None)
    if wh is None or (wh == 1 and words[0].role is not Role.PREPOSITION):
        return None
    verb = _finite_verb(words, wh)
    if verb is None:
        return None
    begins = words[verb].start
    if words[verb].role is not Role.AUXILIARY:
        return Clause(question, begins, begins, begins)
    if _asks_for_subject(words, wh, verb):
        return Clause(question, begins, words[verb].end, words[verb].end)
    return _inverted(question, words, verb)


def _finite_verb(words: Sequence[Word], wh: int) -> int | None:
    """Return the place of the auxiliary or of the verb that the question word's phrase has."""
    auxiliary = next(
        (i for i in range(wh + 1, len(words)) if words[i].role is Role.AUXILIARY), None
    )
    last = len(words) if auxiliary is None else auxiliary
    finite = {Form.PAST, Form.PRESENT, Form.BASE}
    for at in range(wh + 1, last):
        if not verb_forms(words[at]) & finite:
            continue
        only_verb = not can_be_noun(words[at])
        between = words[wh + 1 : at]
        before = next((w for w in reversed(between) if w.text not in _NO_LONGER), None)
        after_noun = before is not None and (can_be_noun(before) or before.role is Role.PRONOUN)
        bare = words[wh].text.casefold() in {"who", "what"} and all(
            word.role is Role.ADVERB for word in between
        )
        if (only_verb and (bare or after_noun)) or (auxiliary is None and (bare or after_noun)):
            return at
    return auxiliary


def _asks_for_subject(words: Sequence[Word], wh: int, verb: int) -> bool:
    """Say whether nothing but the question word's phrase can be the subject of the auxiliary."""
    asks, auxiliary = words[wh].text.casefold(), words[verb].text.casefold()
    adjunct = asks in {"when", "where", "why", "whom"} or words[0].role is Role.PREPOSITION
    denied = verb + 1 < len(words) and words[verb + 1].text == "not"  # "Who did not sign?"
    inverts = auxiliary in _DO and not denied
    if adjunct or inverts or (asks == "how" and not _counts(words, wh, verb)):
        return False
    after = [w for w in words[verb + 1 :] if w.role is not Role.ADVERB]
    if not after or after[0].role is not Role.OPEN:
        return bool(after) and after[0].role in {Role.PREPOSITION, Role.AUXILIARY}
    if auxiliary in _BE | _HAVE:
        participle = verb_forms(after[0]) & {Form.PARTICIPLE, Form.GERUND}
        return bool(participle) or not can_be_noun(after[0])
    return Form.BASE in verb_forms(after[0])


def _counts(words: Sequence[Word], wh: int, verb: int) -> bool:
    return verb > wh + 1 and words[wh + 1].text.casefold() in {"many", "much"}


def _inverted(question: str, words: Sequence[Word], auxiliary: int) -> Clause | None:
    first = auxiliary + 1
    end = subject_end(words, first, words[auxiliary].text.casefold())
    if end == first:
        return None
    if _lacks_predicate(words, auxiliary, end):
        end -= 1
    begins = words[auxiliary].start
    return Clause(question, begins, words[first].start, words[end - 1].end)


def _lacks_predicate(words: Sequence[Word], auxiliary: int, end: int) -> bool:
    """Tell "Is the water safe?" from "Where is the gun safe?", which asks for its predicate."""
    asks = words[0].role is not Role.WH or words[0].text.casefold() == "why"
    is_all = words[auxiliary].text.casefold() in _BE and end == len(words)
    before = words[end - 2] if end - 2 > auxiliary else None
    return asks and is_all and before is not None and can_be_noun(before)


def subject_end(words: Sequence[Word], start: int, auxiliary: str) -> int:
    """Return the place of the word after the subject that begins at `start`."""
    end = phrase_end(words, start, _following(auxiliary))
    while end < len(words) and end > start:
        word = words[end]
        of = word.text.casefold() == "of"
        joins = word.text.casefold() == "and"
        inside = word.role is Role.PREPOSITION and _verb_comes(words, end, auxiliary)
        if not (of or joins or inside):
            break
        further = phrase_end(words, end + 1, _following(auxiliary))
        if further == end + 1:
            break
        end = further
    return end


def _following(auxiliary: str) -> frozenset[Form]:
    """Return the verb forms that come after the subject of an auxiliary."""
    if auxiliary in _BE:
        return frozenset({Form.PARTICIPLE, Form.GERUND})
    return frozenset({Form.PARTICIPLE} if auxiliary in _HAVE else {Form.BASE})


def _verb_comes(words: Sequence[Word], at: int, auxiliary: str) -> bool:
    """Say whether a prepositional phrase at `at` is followed by the verb, and so in the subject."""
    end = phrase_end(words, at + 1, _following(auxiliary))
    while end < len(words) and words[end].role is Role.PREPOSITION:
        end = phrase_end(words, end + 1, _following(auxiliary))
    while end < len(words) and words[end].role is Role.ADVERB:
        end += 1
    return end < len(words) and bool(verb_forms(words[end]) & _following(auxiliary))
