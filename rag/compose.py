"""Evidence -> Answer: what says the same is merged, what was used is numbered and cited.

Pure and deterministic: equal evidence gives an equal answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index import Article, Hit
from rag.aliases import also_written
from rag.merging.contradiction import answers_differ, contradicts, values_differ
from rag.merging.grouping import Claim, Group, claim_of, corroborate, group_claims, opposing
from rag.merging.lists import quote_lists
from rag.question import AnswerKind, Asked, asked_for
from rag.reader.belief import logit
from rag.types import Answer, Citation, Disagreement, Evidence, Nearest, Side, Span, Statement
from rag.values.names import fold

# Statements shown: one value wants its best quotes, an open question or a list wants more.
MOST_STATEMENTS = 3
MOST_STATEMENTS_OPEN = 5
# How far a further statement may fall short of the first, in logits, before it is noise. Chosen, as
# the next, by replaying what was read for 800 questions of held-out lessons and 298 of the gold
# sets' tuning halves: right and cited .794 (.786 with 0.7 and 5) and .832 (.822) of the answerable.
NEAR_BEST = 1.4
# A list's members and an open question's sides have less of a claim to be the one answer.
NEAR_BEST_OPEN = 7.0
# Evidence that falls shorter than this has to tell of the same matter to support anything.
SUPPORTS = 10.0
MOST_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What is being answered: the question as asked and as understood, and what was retrieved.

    `missing` are its names and numbers that nothing retrieved bears out. Without `merge` every
    piece of evidence is a statement of its own.
    """

    question: str
    understood_as: str
    hits: Sequence[Hit]
    missing: tuple[str, ...] = ()
    merge: bool = field(default=True, kw_only=True)


def compose(
    request: Request,
    evidence: Sequence[Evidence],
    articles: Mapping[str, Article],
    *,
    confidence: float,
    declines: bool = False,
) -> Answer:
    """Return the answer; where it `declines` or there is no evidence, the nearest passages.

    `evidence` is best first and quoted; `articles` holds every article in it and in the hits.
    """
    if declines or not evidence:
        return _declined(request, articles, confidence)
    asked = asked_for(request.understood_as)
    best = evidence[0].score
    claims = [claim_of(e, articles[e.passage.article]) for e in evidence]
    near = [claim for claim in claims if shortfall(claim.evidence.score, best) <= SUPPORTS]
    groups = group_claims(near, asked) if request.merge else [Group([claim]) for claim in near]
    further = claims[len(near) :] if request.merge else []
    opposed = _opposed(groups, further, asked)
    shown = _shown(groups, opposed, asked)
    for group in shown[1:]:
        corroborate(group, further, asked)
    numbering = _Numbering(articles)
    if request.merge and not opposed:
        shown = quote_lists(shown, articles, request.understood_as)
    statements = tuple(numbering.statement(group) for group in shown)
    disagreements = (numbering.disagreement([groups[0], *_sides(opposed)]),) if opposed else ()
    return Answer(
        question=request.question,
        understood_as=request.understood_as,
        statements=statements,
        disagreements=disagreements,
        citations=tuple(numbering.citations),
        confidence=confidence,
        nearest=(),
        also_written=also_written(
            request.understood_as, (citation.quote for citation in numbering.citations)
        ),
    )


def shortfall(score: float, best: float) -> float:
    """Return by how many logits a score in 0..1 falls short of the best."""
    return logit(best) - logit(score)


def _shown(groups: Sequence[Group], opposed: Sequence[Group], asked: Asked) -> list[Group]:
    """Return the groups to state: the best, and those that add to it."""
    several = asked.many or asked.kind is AnswerKind.OPEN
    near = NEAR_BEST_OPEN if several else NEAR_BEST
    most = MOST_STATEMENTS_OPEN if several else MOST_STATEMENTS
    shown = [g for g in groups if shortfall(g.score, groups[0].score) <= near and g not in opposed]
    return shown[:most]


def _opposed(groups: Sequence[Group], further: Sequence[Claim], asked: Asked) -> list[Group]:
    """Return the groups that cannot be true with the best, each and the best with all support.

    Two answers are weighed by what speaks for each being of the same matter, so those of `further`
    claims, which fall too short to support anything by themselves, count too.
    """
    best = groups[0].best
    counted = asked.kind in {AnswerKind.QUANTITY, AnswerKind.DATE}
    opposed = [
        group
        for group in groups[1:]
        if contradicts(groups[0], group, asked) and not (counted and group.best.whole)
    ]
    others = (opposing(best, claim, asked) for claim in further)
    beyond = [one for one in others if one and values_differ(groups[0], Group([one]), asked)]
    beyond += [claim for claim in further if answers_differ(best, claim, asked)]
    every = group_claims([*(group.best for group in opposed), *beyond], asked)
    opposed += [Group([group.best]) for group in every if group.best in beyond]
    for group in (groups[0], *opposed):
        corroborate(group, further, asked)
    return [group for group in opposed if not _one_gives_both(groups[0], group)]


def _one_gives_both(one: Group, other: Group) -> bool:
    """Say whether all who give one of two values give the other too: they speak of two things.

    Three licences that all have "within 30 days" and "within 60 days" do not differ.
    """
    mine, theirs = ({group.best.origin, *group.givers} for group in (one, other))
    return mine <= theirs or theirs <= mine


def _sides(opposed: Sequence[Group]) -> list[Group]:
    """Return the groups, those that give one value in the same words as one side."""
    sides: dict[str, Group] = {}
    for group in opposed:
        words = fold(group.best.said.text)
        claims = sides[words].claims if words in sides else []
        sides[words] = Group([*claims, *group.claims])
    return list(sides.values())


def _declined(request: Request, articles: Mapping[str, Article], confidence: float) -> Answer:
    nearest = tuple(
        Nearest(
            article=hit.passage.article,
            title=articles[hit.passage.article].title,
            start=hit.passage.start,
            end=hit.passage.end,
            text=hit.passage.text,
            score=hit.score,
        )
        for hit in request.hits[:MOST_NEAREST]
    )
    return Answer(
        question=request.question,
        understood_as=request.understood_as,
        statements=(),
        disagreements=(),
        citations=(),
        confidence=confidence,
        nearest=nearest,
        missing=request.missing,
    )


class _Numbering:
    """Gives citations their numbers, in order of first use; the same slice keeps its number."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self.citations: list[Citation] = []

    def statement(self, group: Group) -> Statement:
        """Quote the group's best claim and cite every article in it once."""
        best = group.best.evidence
        begin = best.quote[0]
        answers = sorted((best.answer, *group.also))
        highlights = tuple((start - begin, end - begin) for start, end in answers)
        return Statement(group.best.quote, highlights, self._cited(group))

    def disagreement(self, groups: Sequence[Group]) -> Disagreement:
        """Return a side for every group, the one that most articles support first."""
        strongest = sorted(groups, key=lambda g: (-g.support, -g.score))
        return Disagreement(tuple(self._side(group) for group in strongest))

    def _side(self, group: Group) -> Side:
        return Side(group.best.said.text, group.best.quote, self._cited(group))

    def _cited(self, group: Group) -> tuple[int, ...]:
        by_article: dict[str, Claim] = {}
        for claim in group.claims:
            by_article.setdefault(claim.evidence.passage.article, claim)
        return tuple(
            self._number(article, claim.evidence.quote) for article, claim in by_article.items()
        )

    def _number(self, article_id: str, span: Span) -> int:
        for citation in self.citations:
            if (citation.article, citation.start, citation.end) == (article_id, *span):
                return citation.number
        self.citations.append(cite(self._articles[article_id], span, len(self.citations) + 1))
        return len(self.citations)


def cite(article: Article, span: Span, number: int) -> Citation:
    """Return the citation of a slice; its locator is an RFC 5147 text fragment."""
    start, end = span
    return Citation(
        number=number,
        article=article.id,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        start=start,
        end=end,
        quote=article.text[start:end],
        sha256=article.sha256,
        locator=f"{article.id}#char={start},{end}",
        page=article.page_at(start),
    )
