"""An answer -> what it claims: its statements, the sides of its disagreements, their support."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eval.matching import holds, supports
from eval.outcomes import Claim, Shown
from eval.questions import GoldSpan
from index import Article
from rag import Answer

Articles = Mapping[str, Article]


def claims_of(answer: Answer, gold: Sequence[GoldSpan], articles: Articles) -> tuple[Claim, ...]:
    """Return the statements; `Shown.supports` tells which citations are gold spans."""
    return tuple(
        Claim(
            text=statement.quote,
            highlights=tuple(statement.quote[slice(*span)] for span in statement.highlights),
            citations=_shown(answer, statement.citations, gold, articles),
            marks=statement.highlights,
        )
        for statement in answer.statements
    )


def disagreements_of(
    answer: Answer, gold: Sequence[GoldSpan], articles: Articles
) -> tuple[tuple[Claim, ...], ...]:
    """Return the sides of each disagreement; a side's value is its highlight."""
    return tuple(
        tuple(
            Claim(
                text=side.quote,
                highlights=(side.value,),
                citations=_shown(answer, side.citations, gold, articles),
            )
            for side in disagreement.sides
        )
        for disagreement in answer.disagreements
    )


def _shown(
    answer: Answer, numbers: Sequence[int], gold: Sequence[GoldSpan], articles: Articles
) -> tuple[Shown, ...]:
    # A number without its citation is the answer's fault, and must not stop the evaluation.
    cited = [citation for citation in answer.citations if citation.number in numbers]
    return tuple(
        Shown(
            article=citation.article,
            start=citation.start,
            end=citation.end,
            quote=citation.quote,
            verbatim=citation.article in articles
            and articles[citation.article].text[citation.start : citation.end] == citation.quote,
            supports=supports(citation.article, (citation.start, citation.end), gold),
        )
        for citation in cited
    )


def states(claim: Claim, answers: Sequence[str], gold: Sequence[GoldSpan]) -> bool:
    """Whether a claim holds an acceptable answer; without answers, whether it cites a gold span."""
    return holds(claim.text, answers) if answers else cites(claim, gold)


def cites(claim: Claim, gold: Sequence[GoldSpan]) -> bool:
    """Whether a citation of the claim is one of the gold spans."""
    return any(supports(one.article, (one.start, one.end), gold) for one in claim.citations)


def shows(claims: Iterable[Claim], answers: Sequence[str], gold: Sequence[GoldSpan]) -> bool:
    """Whether a claim holds an acceptable answer and cites a gold span."""
    return any(states(claim, answers, gold) and cites(claim, gold) for claim in claims)
