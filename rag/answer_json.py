"""The keys and values of an answer as JSON, which `rag.types.Answer.to_dict` fills.

Offsets count as in `rag.types`.
"""

from __future__ import annotations

from typing import TypedDict


class StatementDict(TypedDict):
    """A statement as JSON."""

    text: str
    highlights: list[list[int]]
    citations: list[int]


class SideDict(TypedDict):
    """One side of a disagreement as JSON."""

    value: str
    text: str
    citations: list[int]


class DisagreementDict(TypedDict):
    """A disagreement as JSON."""

    sides: list[SideDict]


class CitationDict(TypedDict):
    """A citation as JSON; `published` is ISO 8601 or None."""

    number: int
    article: str
    title: str
    publisher: str | None
    published: str | None
    start: int
    end: int
    quote: str
    sha256: str
    locator: str
    page: int | None


class NearestDict(TypedDict):
    """A near passage of a declined answer as JSON."""

    article: str
    title: str
    start: int
    end: int
    text: str
    score: float


class TimingsDict(TypedDict):
    """Milliseconds by stage."""

    retrieve: float
    read: float
    compose: float
    total: float


class AnswerDict(TypedDict):
    """An answer as JSON: what `quoth ask --json` prints and the chat's API returns."""

    question: str
    understood_as: str
    answered: bool
    confidence: float
    statements: list[StatementDict]
    disagreements: list[DisagreementDict]
    citations: list[CitationDict]
    nearest: list[NearestDict]
    missing: list[str]
    also_written: list[list[str]]
    parts: list[AnswerDict]
    timings_ms: TimingsDict | None
