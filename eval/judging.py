"""A question and what was answered -> an outcome.

The protocol (GOLD.md tells why):

* An answer is right when an acceptable answer's words stand in the quote of the first statement;
  for lists, open and why/how questions, of any statement; where sources conflict, also of a side.
* It is right with a right citation when, besides, a citation of that very statement or side is one
  of the gold spans (`matching.supports`). An open question without wordings is right when a
  statement cites a gold span.
* An unanswerable question is right when it is declined.
* A question that fails with an error is wrong, in every measure that applies to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from eval.asking import Trace
from eval.claims import Articles, claims_of, disagreements_of, shows, states
from eval.matching import exact, overlap, supports
from eval.outcomes import Claim, Lost, Milliseconds, Outcome, Scores, Seen
from eval.questions import SEVERAL, GoldQuestion, GoldSpan
from eval.ranking import rank as rank_of
from index import Hit
from rag import Answer, Evidence

Sides = tuple[tuple[Claim, ...], ...]
_KEPT = 3  # best passages and evidence kept for the report: enough to see what was found instead


def judge(question: GoldQuestion, trace: Trace, articles: Articles) -> Outcome:
    """Return the outcome of one question; citations are checked against `articles`."""
    answer, gold = trace.answer, question.support
    statements = claims_of(answer, gold, articles) if answer else ()
    sides = disagreements_of(answer, gold, articles) if answer else ()
    counted = _counted(question, statements, sides)
    answered = bool(statements or sides)
    if question.answerable:
        right = any(states(claim, question.wordings, gold) for claim in counted)
        cited = shows(counted, question.wordings, gold)
    else:
        right = cited = answer is not None and not answered
    return Outcome(
        question=question,
        understood_as=answer.understood_as if answer else question.question,
        error=trace.error,
        answered=answered,
        confidence=answer.confidence if answer else 0.0,
        right=right,
        cited=cited,
        best_right=_reads_right(question, trace, 1),
        lost=None if cited else _lost(question, trace, answered=answered),
        scores=_scores(question, statements, sides, failed=trace.error is not None),
        ranking=rank_of(question, trace.hits) if question.answerable else None,
        statements=statements,
        disagreements=sides,
        passages=_telling(_retrieved(at, hit, gold) for at, hit in enumerate(trace.hits, 1)),
        evidence=_telling(_read(at, e, gold, articles) for at, e in enumerate(trace.evidence, 1)),
        milliseconds=_milliseconds(answer),
    )


def _telling(ranking: Iterable[Seen]) -> tuple[Seen, ...]:
    """Return the first few of a ranking, and the first that supports an answer."""
    everything = list(ranking)
    first = next((one for one in everything if one.supports), None)
    return tuple(one for one in everything if one.rank <= _KEPT or one is first)


def _retrieved(rank: int, hit: Hit, gold: Sequence[GoldSpan]) -> Seen:
    one = hit.passage
    supported = supports(one.article, (one.start, one.end), gold)
    return Seen(rank, one.article, one.start, one.end, one.text, hit.score, supported)


def _read(rank: int, evidence: Evidence, gold: Sequence[GoldSpan], articles: Articles) -> Seen:
    article, (start, end) = evidence.passage.article, evidence.quote
    first, last = evidence.answer
    return Seen(
        rank=rank,
        article=article,
        start=start,
        end=end,
        text=articles[article].text[start:end],
        score=evidence.score,
        supports=supports(article, evidence.answer, gold),
        marks=((first - start, last - start),),
    )


def _counted(question: GoldQuestion, statements: Sequence[Claim], sides: Sides) -> list[Claim]:
    several = question.type in SEVERAL or bool(question.parts)
    claims = list(statements if several else statements[:1])
    if question.sides or question.may_disagree:
        claims.extend(chain.from_iterable(sides))
    return claims


def _reads_right(question: GoldQuestion, trace: Trace, depth: int) -> bool:
    return any(
        supports(item.passage.article, item.answer, question.support)
        for item in trace.evidence[:depth]
    )


def _lost(question: GoldQuestion, trace: Trace, *, answered: bool) -> Lost:
    if trace.error is not None:
        return Lost.FAILED
    if not question.answerable:
        return Lost.WRONGLY_ANSWERED
    passages = [hit.passage for hit in trace.hits[: trace.read]]
    if not any(supports(p.article, (p.start, p.end), question.support) for p in passages):
        return Lost.NOT_RETRIEVED
    if not _reads_right(question, trace, len(trace.evidence)):
        return Lost.NOT_READ
    if not _reads_right(question, trace, 1):
        return Lost.OUTRANKED
    return Lost.NOT_COMPOSED if answered else Lost.WRONGLY_DECLINED


def _scores(
    question: GoldQuestion, statements: Sequence[Claim], sides: Sides, *, failed: bool
) -> Scores:
    words = statements[0].highlights if statements else ()
    wordings = question.wordings
    return Scores(
        exact=max((exact(w, wordings) for w in words), default=0.0) if wordings else None,
        f1=max((overlap(w, wordings) for w in words), default=0.0) if wordings else None,
        citation_precision=_precision(question, statements),
        citation_recall=_recall(question, statements),
        completeness=_share(question, statements),
        sides_shown=_sides_shown(question, sides),
        false_disagreement=_false_disagreement(question, sides, failed=failed),
    )


def _precision(question: GoldQuestion, statements: Sequence[Claim]) -> float | None:
    shown = [citation for claim in statements for citation in claim.citations]
    if not question.answerable or not shown:
        return None
    return sum(citation.supports for citation in shown) / len(shown)


def _recall(question: GoldQuestion, statements: Sequence[Claim]) -> float | None:
    supporting = {span.article for span in question.support}
    cited = {one.article for claim in statements for one in claim.citations if one.supports}
    return len(cited) / len(supporting) if supporting else None


def _share(question: GoldQuestion, statements: Sequence[Claim]) -> float | None:
    if not question.parts:
        return None
    found = [shows(statements, part.answers, part.spans) for part in question.parts]
    return sum(found) / len(found)


def _sides_shown(question: GoldQuestion, sides: Sides) -> float | None:
    if not question.sides:
        return None
    # Sides of one disagreement, not of two: they have to be set against each other.
    counts = [
        sum(shows(shown, side.answers, side.spans) for side in question.sides) for shown in sides
    ]
    return max(counts, default=0) / len(question.sides)


def _false_disagreement(question: GoldQuestion, sides: Sides, *, failed: bool) -> float | None:
    if question.sides or question.may_disagree:
        return None
    return float(failed or bool(sides))


def _milliseconds(answer: Answer | None) -> Milliseconds:
    taken = answer.timings if answer else None
    if taken is None:
        return Milliseconds()
    return Milliseconds(taken.retrieve, taken.read, taken.compose, taken.total)
