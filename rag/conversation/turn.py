"""What the conversation holds of one answered question, as far as a follow-up can need it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.conversation.clause import Clause, parse
from rag.conversation.contractions import spelt_out
from rag.conversation.source import LEAD
from rag.conversation.words import Role, split, unmarked
from rag.question import WHO_IS_NAMED, AnswerKind, asked_for
from rag.types import Answer

# Characters on either side of a cited place that tell who and what is spoken of there.
AROUND = 1200
_EDGES = " \t\n“”\"'‘’«»,;:.…"
_ARTICLE = re.compile(r"^(?:an?|the)\s+", re.IGNORECASE)

ReadText = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question with its answer: the first statement's quote and highlights, and the texts near.

    `asked` is the completed question without its mark; `clause` is None when it is not one clause.
    """

    asked: str
    clause: Clause | None
    kind: AnswerKind
    quote: str
    highlights: tuple[str, ...]
    near: tuple[str, ...]

    @property
    def answer(self) -> str:
        """The answering words as they can stand in a sentence; empty when they cannot."""
        return as_phrase(self.highlights[0], self.quote) if self.highlights else ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up without its "And" and its mark, and the turns before it, oldest first.

    `led` tells "And potash?" and "Potash?" from a mere search for potash.
    """

    bare: str
    led: bool
    history: Sequence[Answer]
    read: ReadText | None

    @property
    def turns(self) -> list[Turn]:
        """The last turns; made only when a question needs them."""
        return [turn_of(answer, self.read) for answer in self.history]

    @property
    def last(self) -> Turn:
        """The turn just before."""
        return turn_of(self.history[-1], self.read)


def turn_of(answer: Answer, read: ReadText | None = None) -> Turn:
    """Return what a follow-up needs of an answer; `read` gives an article's text by its id."""
    stated = answer.statements[0] if answer.statements else None
    asked = spelt_out(unmarked(LEAD.sub("", answer.understood_as)))
    # A highlight of the whole quote marks a sentence, not an answer in it.
    spans = [span for span in stated.highlights if span != (0, len(stated.quote))] if stated else []
    return Turn(
        asked=asked,
        clause=parse(asked),
        kind=_kind(asked),
        quote=stated.quote if stated else "",
        highlights=tuple(stated.quote[start:end] for start, end in spans) if stated else (),
        near=(asked, *_texts_near(answer, read)),
    )


def _kind(asked: str) -> AnswerKind:
    """Tell what was asked for; "which company" asks for no place, whatever "where" comes after."""
    clause = parse(asked)
    chosen = clause is not None and clause.wh in {"which", "what"} and clause.asked_noun
    if WHO_IS_NAMED.match(asked):
        return AnswerKind.PERSON  # a description answers, and it is of a person all the same
    return asked_for(clause.opening if clause and chosen else asked).kind


def _texts_near(answer: Answer, read: ReadText | None) -> list[str]:
    if read is None:
        return [citation.quote for citation in answer.citations]
    return [
        read(cited.article)[max(0, cited.start - AROUND) : cited.end + AROUND] or cited.quote
        for cited in answer.citations
    ]


def as_phrase(words: str, quote: str) -> str:
    """Return quoted words as they stand in the middle of a question: "A fungus" is "the fungus".

    An article that stands right before them in the quote is taken in.
    """
    bare = words.strip(_EDGES)
    if not bare:
        return ""
    if re.search(rf"{re.escape(bare)}\.", words) and re.search(r"\b[A-Z]\.[A-Z]$", bare):
        bare += "."  # of "the U.S."
    before = re.search(rf"\b(the|an?) {re.escape(bare)}", quote, re.IGNORECASE)
    if _ARTICLE.match(bare) or before:
        return f"the {_ARTICLE.sub('', bare)}"
    first, *others = split(bare)[:2] or (None,)
    counts = first and first.role in {Role.NUMBER, Role.ADVERB, Role.DETERMINER}
    if counts and not (others and others[0].role is Role.NAME):
        return bare[:1].lower() + bare[1:]  # "Ten runners" that opened a sentence
    return bare


def known_by(turns: Sequence[Turn]) -> list[str]:
    """Return every text that the turns know, the latest first."""
    return [text for turn in reversed(turns) for text in turn.near]
