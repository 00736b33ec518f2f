"""The words of the rag room: evidence, statements, citations, answers.

All offsets count Unicode code points into the article's text, start inclusive, end exclusive;
only `Statement.highlights` count into the statement's own quote.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from index import Passage
from rag.answer_json import (
    AnswerDict,
    CitationDict,
    DisagreementDict,
    NearestDict,
    SideDict,
    StatementDict,
    TimingsDict,
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a reader found: the words that answer, inside the sentence(s) to quote.

    `answer` and `quote` are article coordinates, and `answer` lies within `quote`.
    `belief` is the reader's own that this answers; `score` is that together with all else that is
    known (`rag.rerank`). Both are in 0..1; higher is better. `likeness` is the cosine of quote and
    question; 0 until they have been compared. `doubts` counts the rules that speak against it
    (`rag.rerank`): another kind of answer than is asked for, nobody's words, no such event.
    `verdict` is a verifier's log-odds that this answers; 0 until it has been verified.
    """

    passage: Passage
    answer: Span
    quote: Span
    score: float
    belief: float
    likeness: float = 0.0
    doubts: int = 0
    verdict: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a quote stands: `article.text[start:end] == quote`.

    `locator` is `<article>#char=<start>,<end>` (RFC 5147); `sha256` is of the whole article, and
    tells when the source has changed since. `page` counts from 1 where the source has pages.
    """

    number: int
    article: str
    title: str
    publisher: str | None
    published: dt.date | None
    start: int
    end: int
    quote: str
    sha256: str
    locator: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that the sources say, in the words of its first citation.

    `highlights` are the answering words, as offsets into `quote`; `citations` are numbers, at
    least one, the quoted source first.
    """

    quote: str
    highlights: tuple[Span, ...]
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that the sources give, with its quote and who says it."""

    value: str
    quote: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Values that cannot all be true, strongest support first; at least two sides."""

    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """A passage shown when nothing answers: near the question, and not claimed to answer it."""

    article: str
    title: str
    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Timings:
    """Wall-clock milliseconds by stage."""

    retrieve: float
    read: float
    compose: float
    total: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What Quoth says to a question. No statements means declined; then `nearest` is filled.

    `confidence` is 0..1. `missing` are, when it is declined, the names and numbers of the question
    that nothing retrieved has, and `also_written` pairs its names with other spellings in what is
    cited. `timings` is None when the answer was not timed, and takes no part in equality: the same
    corpus and question give an equal answer.

    `parts` are the answers to each of several questions that were asked at once, in their order,
    and empty otherwise; this answer then has all that they state, under the same citation numbers.
    """

    question: str
    understood_as: str
    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]
    citations: tuple[Citation, ...]
    confidence: float
    nearest: tuple[Nearest, ...]
    missing: tuple[str, ...] = ()
    also_written: tuple[tuple[str, str], ...] = ()
    parts: tuple[Answer, ...] = ()
    timings: Timings | None = field(default=None, compare=False)

    @property
    def answered(self) -> bool:
        """Whether anything is stated; False is a declined answer."""
        return bool(self.statements)

    def to_dict(self) -> AnswerDict:
        """Return the answer as plain JSON values, keys as in the README."""
        return AnswerDict(
            question=self.question,
            understood_as=self.understood_as,
            answered=self.answered,
            confidence=self.confidence,
            statements=[
                StatementDict(
                    text=s.quote,
                    highlights=[list(h) for h in s.highlights],
                    citations=list(s.citations),
                )
                for s in self.statements
            ],
            disagreements=[
                DisagreementDict(
                    sides=[
                        SideDict(value=s.value, text=s.quote, citations=list(s.citations))
                        for s in d.sides
                    ]
                )
                for d in self.disagreements
            ],
            citations=[_citation_dict(c) for c in self.citations],
            nearest=[_nearest_dict(n) for n in self.nearest],
            missing=list(self.missing),
            also_written=[list(pair) for pair in self.also_written],
            parts=[part.to_dict() for part in self.parts],
            timings_ms=_timings_dict(self.timings) if self.timings else None,
        )


def _citation_dict(citation: Citation) -> CitationDict:
    return CitationDict(
        number=citation.number,
        article=citation.article,
        title=citation.title,
        publisher=citation.publisher,
        published=citation.published.isoformat() if citation.published else None,
        start=citation.start,
        end=citation.end,
        quote=citation.quote,
        sha256=citation.sha256,
        locator=citation.locator,
        page=citation.page,
    )


def _nearest_dict(nearest: Nearest) -> NearestDict:
    return NearestDict(
        article=nearest.article,
        title=nearest.title,
        start=nearest.start,
        end=nearest.end,
        text=nearest.text,
        score=nearest.score,
    )


def _timings_dict(timings: Timings) -> TimingsDict:
    return TimingsDict(
        retrieve=timings.retrieve,
        read=timings.read,
        compose=timings.compose,
        total=timings.total,
    )
