"""Which pieces of evidence say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from index import Article
from rag.corroborate import AROUND, value_in
from rag.question import AnswerKind, Asked
from rag.types import Evidence, Span
from rag.values import Relation, Said, compare

# Sentences whose sorted words are this alike (0..100) say the same in the same words.
SAME_SENTENCE = 85
# Quotes whose words are this alike (0..100, order and repetition aside) tell of the same thing.
# Measured on 177 quotes of other articles that give the first one's value (tuning halves of the
# gold questions, and two stories): of those this alike 34 of 35 support it, of all 75; of
# quantities and dates, which seldom meet by chance, 29 of 35 that are alike from the lower bound.
SAME_MATTER = 60
SAME_MATTER_OF_NUMBERS = 50
_NEGATED = re.compile(
    r"\b(?:not|never|cannot|neither|nor|no|none|nobody)\b|n[’']t\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Claim:
    """Evidence with its words: the quote, and the answer with what stands around it.

    `origin` is its article, or the one that this is a copy of: the same wire story is one source.
    """

    evidence: Evidence
    quote: str
    said: Said
    origin: str

    @property
    def whole(self) -> bool:
        """Whether a whole sentence answers, rather than some words of it."""
        return self.evidence.answer == self.evidence.quote


@dataclass(slots=True)
class Group:
    """Claims that say the same, the best first.

    Where a whole list is quoted (`listed`), `also` are its further answering words.
    """

    claims: list[Claim] = field(default_factory=list)
    listed: bool = False
    also: list[Span] = field(default_factory=list)

    @property
    def best(self) -> Claim:
        """The claim to quote."""
        return self.claims[0]

    @property
    def values(self) -> list[Claim]:
        """The best claim and those of other articles; not what else the best one's quote holds."""
        own = self.best.origin
        return [c for c in self.claims if c is self.best or c.origin != own]

    @property
    def score(self) -> float:
        """The best claim's score."""
        return self.best.evidence.score

    @property
    def support(self) -> int:
        """How many articles say so, copies of one sentence counting once."""
        independent: list[Claim] = []
        for claim in self.claims:
            copied = any(
                claim.origin == other.origin or same_sentence(claim, other) for other in independent
            )
            if not copied:
                independent.append(claim)
        return len(independent)


def claim_of(evidence: Evidence, article: Article) -> Claim:
    """Return the evidence with the words of its article."""
    (start, end), (first, last) = evidence.answer, evidence.quote
    said = Said(
        text=article.text[start:end],
        before=article.text[max(first, start - AROUND) : start],
        after=article.text[end : min(last, end + AROUND)],
        published=article.published,
    )
    return Claim(evidence, article.text[first:last], said, article.origin)


def group_claims(claims: Sequence[Claim], asked: Asked) -> list[Group]:
    """Put claims that say the same together, groups and members in the order of the claims.

    A quote that gives a group's value elsewhere than the reader marked it says the same.
    """
    groups: list[Group] = []
    for claim in claims:
        joined = ((g, _joining(g.best, claim, asked)) for g in groups)
        group, member = next(((g, m) for g, m in joined if m), (None, None))
        if group is None or member is None:
            groups.append(Group([claim]))
        else:
            group.claims.append(member)
    return groups


def corroborate(group: Group, claims: Sequence[Claim], asked: Asked) -> None:
    """Add to a group those further claims that give its value of the same matter."""
    numbers = asked.kind in {AnswerKind.QUANTITY, AnswerKind.DATE}
    least = SAME_MATTER_OF_NUMBERS if numbers else SAME_MATTER
    for claim in claims:
        alike = fuzz.token_set_ratio(group.best.quote, claim.quote) >= least
        if alike and claim is not group.best:
            member = _joining(group.best, claim, asked)
            group.claims.extend([member] if member else [])


def _joining(best: Claim, claim: Claim, asked: Asked) -> Claim | None:
    """Return the claim if it says the same as the best one, its answer moved to where it does."""
    if _says_the_same(best, claim, asked):
        return claim
    if asked.many or best.whole or asked.kind in {AnswerKind.OPEN, AnswerKind.YES_NO}:
        return None
    if best.evidence.passage.article == claim.evidence.passage.article:
        return None
    found = value_in(best.said, claim.quote, asked.kind)
    return _moved(claim, found) if found else None


def _moved(claim: Claim, found: Span) -> Claim:
    """Return the claim with its answer at a slice of its quote."""
    start = claim.evidence.quote[0]
    answer = (start + found[0], start + found[1])
    said = replace(
        claim.said,
        text=claim.quote[slice(*found)],
        before=claim.quote[max(0, found[0] - AROUND) : found[0]],
        after=claim.quote[found[1] : found[1] + AROUND],
    )
    return replace(claim, evidence=replace(claim.evidence, answer=answer), said=said)


def _says_the_same(one: Claim, other: Claim, asked: Asked) -> bool:
    if one.evidence.quote == other.evidence.quote and not asked.many:
        same_article = one.evidence.passage.article == other.evidence.passage.article
        if same_article:
            return True
    if one.whole or other.whole or asked.kind in {AnswerKind.OPEN, AnswerKind.YES_NO}:
        return same_sentence(one, other)
    return compare(one.said, other.said, asked.kind) is Relation.SAME


def same_sentence(one: Claim, other: Claim) -> bool:
    """Say whether two quotes are the same sentence but for some words, of which none is a "not"."""
    if bool(_NEGATED.search(one.quote)) != bool(_NEGATED.search(other.quote)):
        return False
    return fuzz.token_sort_ratio(one.quote, other.quote) >= SAME_SENTENCE
