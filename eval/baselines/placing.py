"""What another system replied -> what the judge takes: the same trace that Quoth's stages leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.asking import Trace
from eval.baselines.exchange import Found, Reply
from eval.questions import SEVERAL, GoldQuestion
from index import Article, Hit, Passage
from rag import Answer, Citation, Evidence, Statement, Timings
from rag.compose import MOST_STATEMENTS, MOST_STATEMENTS_OPEN, cite
from rag.quote import quote_evidence
from rag.types import Span


def trace_of(
    reply: Reply,
    question: GoldQuestion,
    passages: Sequence[Passage],
    articles: Mapping[str, Article],
) -> Trace:
    """Return the reply as a trace: its answers in their whole sentences, as Quoth quotes its own.

    As many answers count as Quoth shows at most for such a question.
    """
    hits = [Hit(passages[one.passage], one.score) for one in reply.ranking]
    if reply.error is not None:
        return Trace(hits, len(hits), error=reply.error)
    several = question.type in SEVERAL or bool(question.parts)
    counted = reply.found[: MOST_STATEMENTS_OPEN if several else MOST_STATEMENTS]
    placed = [_placed(one, passages[one.passage], articles) for one in counted]
    citations = [
        cite(articles[one.passage.article], one.quote, number)
        for number, one in enumerate(placed, start=1)
    ]
    pairs = zip(counted, placed, citations, strict=True)
    answer = Answer(
        question=question.question,
        understood_as=question.question,
        statements=tuple(_statement(*pair) for pair in pairs),
        disagreements=(),
        citations=tuple(citations),
        confidence=counted[0].score if counted else 0.0,
        nearest=(),
        timings=Timings(0.0, 0.0, 0.0, reply.milliseconds),
    )
    return Trace(hits, len(hits), placed, answer)


def _placed(found: Found, passage: Passage, articles: Mapping[str, Article]) -> Evidence:
    """Return the answer's words in their sentence; the whole passage when they are not in it."""
    span = _span(found, passage)
    whole = (passage.start, passage.end)
    if span is None:
        return Evidence(passage, whole, whole, found.score, found.score)
    return quote_evidence(
        Evidence(passage, span, span, found.score, found.score), articles[passage.article]
    )


def _span(found: Found, passage: Passage) -> Span | None:
    """Return the answer's place in its article; None when its words are not in the passage."""
    if found.start is not None and found.end is not None:
        return passage.start + found.start, passage.start + found.end
    # The system told no place: the first of those words in the passage that it cites.
    at = passage.text.find(found.text)
    if at < 0:
        return None
    return passage.start + at, passage.start + at + len(found.text)


def _statement(found: Found, evidence: Evidence, citation: Citation) -> Statement:
    """Return the quote with the answer marked; the bare words when the passage has them not."""
    passage, (start, end) = evidence.passage, evidence.answer
    if (start, end) == (passage.start, passage.end) and found.text != passage.text:
        return Statement(found.text, ((0, len(found.text)),), (citation.number,))
    first = citation.start
    return Statement(citation.quote, ((start - first, end - first),), (citation.number,))
