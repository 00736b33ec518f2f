"""Evidence -> Answer: what says the same is merged, what was used is numbered and cited.

Pure and deterministic: equal evidence gives an equal answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from index import Article, Hit
from rag.types import Answer, Citation, Evidence, Nearest, Span, Statement

# Three statements can be read at a glance; more is a reading list.
MOST_STATEMENTS = 3
# A further statement has to be nearly as well supported as the first, or it is noise.
NEAR_BEST = 0.85
# Sentences whose words overlap this much (0..100) say the same; the best on the tuning half.
SAME_WORDS = 80
MOST_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What is being answered: the question as asked and as understood, and what was retrieved."""

    question: str
    understood_as: str
    hits: Sequence[Hit]


@dataclass(slots=True)
class _Group:
    """Evidence that says the same; the first is the one to quote."""

    members: list[Evidence] = field(default_factory=list)


def compose(
    request: Request,
    evidence: Sequence[Evidence],
    articles: Mapping[str, Article],
    *,
    threshold: float,
) -> Answer:
    """Return the answer, or a declined one when the best evidence scores below `threshold`.

    `evidence` is best first and quoted; `articles` holds every article in it and in the hits.
    """
    confidence = evidence[0].score if evidence else 0.0
    if not evidence or confidence < threshold:
        return _declined(request, articles, confidence)
    numbered = _Numbering(articles)
    statements = tuple(
        numbered.statement(group) for group in _groups(evidence, articles)[:MOST_STATEMENTS]
    )
    return Answer(
        question=request.question,
        understood_as=request.understood_as,
        statements=statements,
        disagreements=(),
        citations=tuple(numbered.citations),
        confidence=confidence,
        nearest=(),
    )


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
    )


def _groups(evidence: Sequence[Evidence], articles: Mapping[str, Article]) -> list[_Group]:
    """Put evidence that says the same together, in order of its best member."""
    groups: list[_Group] = []
    for item in evidence:
        if item.score < NEAR_BEST * evidence[0].score:
            break
        text = _text(articles, item.passage.article, item.quote)
        same = next((g for g in groups if _says_the_same(g, text, articles)), None)
        if same is None:
            groups.append(_Group([item]))
        else:
            same.members.append(item)
    return groups


def _says_the_same(group: _Group, text: str, articles: Mapping[str, Article]) -> bool:
    first = group.members[0]
    words = _text(articles, first.passage.article, first.quote)
    return fuzz.token_sort_ratio(words, text) >= SAME_WORDS


def _text(articles: Mapping[str, Article], article: str, span: Span) -> str:
    return articles[article].text[slice(*span)]


class _Numbering:
    """Gives citations their numbers, in order of first use; the same slice keeps its number."""

    def __init__(self, articles: Mapping[str, Article]) -> None:
        self._articles = articles
        self.citations: list[Citation] = []

    def statement(self, group: _Group) -> Statement:
        """Quote the group's first member and cite every article in it once."""
        first = group.members[0]
        cited = {member.passage.article: member for member in reversed(group.members)}
        order = [
            first,
            *(m for m in group.members if m is cited[m.passage.article] and m is not first),
        ]
        numbers = dict.fromkeys(
            self._number(member.passage.article, member.quote) for member in order
        )
        start = first.quote[0]
        highlights = sorted(
            {
                (m.answer[0] - start, m.answer[1] - start)
                for m in group.members
                if m.passage.article == first.passage.article and m.quote == first.quote
            }
        )
        text = _text(self._articles, first.passage.article, first.quote)
        return Statement(text, tuple(highlights), tuple(numbers))

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
    )
