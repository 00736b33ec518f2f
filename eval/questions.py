"""The words of the eval room: a gold question, its answers, and where they stand.

These types are also the schema of a gold file: one JSON object a line, keys as here. GOLD.md tells
how a question is written.
"""

from __future__ import annotations

import enum
from itertools import chain
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

_SCHEMA = ConfigDict(extra="forbid")
_Text = Annotated[str, Field(min_length=1)]
_Offset = Annotated[int, Field(ge=0)]


class QuestionType(enum.Enum):
    """What kind of answer a question wants; figures are also given by type."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    NUMBER = "number"
    THING = "thing"
    PHRASE = "phrase"
    LIST = "list"
    YES_NO = "yes/no"
    WHY_HOW = "why/how"
    OPEN = "open"
    CONFLICT = "conflict"
    NAME_VARIANT = "name variant"
    FOLLOW_UP = "follow-up"
    UNANSWERABLE_NEAR = "unanswerable near"
    UNANSWERABLE_FAR = "unanswerable far"


# Where several statements may share the answer; elsewhere the first statement has to hold it.
SEVERAL = frozenset({QuestionType.LIST, QuestionType.OPEN, QuestionType.WHY_HOW})


class Split(enum.Enum):
    """The half a question belongs to: thresholds are chosen on one, claims made on the other."""

    TUNE = "tune"
    REPORT = "report"


@dataclass(frozen=True, slots=True, config=_SCHEMA)
class GoldSpan:
    """A sentence that supports an answer: `article.text[start:end] == text`, in code points."""

    article: str
    start: _Offset
    end: _Offset
    text: _Text


@dataclass(frozen=True, slots=True, config=_SCHEMA)
class Part:
    """One item of a list, or one side of a conflict: its wordings, and what supports it."""

    answers: Annotated[tuple[_Text, ...], Field(min_length=1)]
    spans: Annotated[tuple[GoldSpan, ...], Field(min_length=1)]
    value: str | None = None


@dataclass(frozen=True, slots=True, config=_SCHEMA)
class GoldQuestion:
    """A question with everything that would be a right answer to it.

    `history` holds the questions asked before it in the same conversation. `parts` are the items of
    a list, `sides` the values that sources give where they truly conflict; `may_disagree` marks a
    question on which showing a disagreement is neither asked for nor wrong. Without `spans`,
    `parts` and `sides` the articles do not answer, and declining is right.
    """

    id: _Text
    type: QuestionType
    question: _Text
    split: Split = Split.REPORT
    history: tuple[_Text, ...] = ()
    answers: tuple[_Text, ...] = ()
    spans: tuple[GoldSpan, ...] = ()
    parts: tuple[Part, ...] = ()
    sides: tuple[Part, ...] = ()
    may_disagree: bool = False
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the articles hold an answer."""
        return bool(self.spans or self.parts or self.sides)

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every acceptable answer, of all parts and sides, each once."""
        shared = (part.answers for part in (*self.parts, *self.sides))
        return tuple(dict.fromkeys(chain(self.answers, *shared)))

    @property
    def support(self) -> tuple[GoldSpan, ...]:
        """Every supporting span, of all parts and sides, each once."""
        shared = (part.spans for part in (*self.parts, *self.sides))
        return tuple(dict.fromkeys(chain(self.spans, *shared)))
