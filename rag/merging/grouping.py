"""Which pieces of evidence say the same."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from rapidfuzz import fuzz

from index import Article
from rag.merging.corroborate import AROUND, other_value, places_of, said_at, value_in
from rag.merging.support import rejects, same_matter
from rag.question import AnswerKind, Asked
from rag.types import Evidence, Span
from rag.values.quantities import in_digits, read_quantity
from rag.values.value import Relation, Said, compare

# Sentences whose sorted words are this alike (0..100) say the same in the same words.
SAME_SENTENCE = 85
# One answer's evidence: each quote is compared with the best of every group of it.
_QUOTES = 256
# Quotes whose words are this alike (0..100, order and repetition aside) may tell of one thing.
ALIKE = 60
ALIKE_OF_NUMBERS = 50
_NEGATED = re.compile(
    r"\b(?:not|never|cannot|neither|nor|no|none|nobody|rather than|instead of)\b|n[’']t\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(rf"\d+|\b(?:{'|'.join([*calendar.month_name[1:], *calendar.day_name])})\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """Evidence with its words: the quote, and the answer with what stands around it.

    `text` is its article's. `origin` is that article, or the one that it is a copy of: the same
    wire story is one source.
    """

    evidence: Evidence
    quote: str
    said: Said
    text: str
    origin: str

    @property
    def whole(self) -> bool:
        """Whether a whole sentence answers, rather than some words of it."""
        return self.evidence.answer == self.evidence.quote


@dataclass(slots=True)
class Group:
    """Claims that say the same, the best first.

    `givers` are the articles that may give the value, be it of another matter. Where a whole list
    is quoted (`listed`), `also` are its further answering words.
    """

    claims: list[Claim] = field(default_factory=list)
    givers: set[str] = field(default_factory=set)
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
    return Claim(evidence, article.text[first:last], said, article.text, article.origin)


def group_claims(claims: Sequence[Claim], asked: Asked) -> list[Group]:
    """Put claims that say the same together, groups and members in the order of the claims.

    A quote that gives a group's value elsewhere than the reader marked it says the same. One that
    gives it only to reject it, or tells of another matter, is a group of its own.
    """
    groups: list[Group] = []
    for claim in claims:
        given = ((group, _upheld(group.best, claim, asked)) for group in groups)
        if not _joins_one(given):
            other = opposing(groups[0].best, claim, asked) if groups else None
            groups.append(Group([other or claim]))
    return groups


def corroborate(group: Group, claims: Sequence[Claim], asked: Asked) -> None:
    """Add to a group those further claims that support its value."""
    numbers = asked.kind in {AnswerKind.QUANTITY, AnswerKind.DATE}
    least = ALIKE_OF_NUMBERS if numbers else ALIKE
    for claim in claims:
        member = _upheld(group.best, claim, asked)
        if member is None:
            continue
        _joins(group, member)
        if fuzz.token_set_ratio(group.best.quote, claim.quote) >= least:
            group.givers.add(claim.origin)


def _joins_one(given: Iterable[tuple[Group, Claim | None]]) -> bool:
    """Add a claim to the first group that it supports, and say whether there is one.

    The first group whose value it gives knows of that in any case.
    """
    first = True
    for group, member in given:
        if member is None:
            continue
        if first:
            group.givers.add(member.origin)
        if _joins(group, member):
            return True
        first = False
    return False


def _joins(group: Group, member: Claim) -> bool:
    """Add a claim that gives a group's value if it supports it, and say whether it does."""
    supporting = _supports(group.best, member)
    if supporting:
        group.claims.append(member)
    return supporting


def _upheld(best: Claim, claim: Claim, asked: Asked) -> Claim | None:
    """Return the claim if it gives the best one's value, and not to deny or replace it."""
    member = _giving(best, claim, asked)
    return None if member is None or _rejects(best, member, asked) else member


def opposing(best: Claim, claim: Claim, asked: Asked) -> Claim | None:
    """Return the claim with its answer at a quantity or date that may stand against the best one's.

    That is what the reader marked, unless it is a whole sentence, or no other value in one that
    rejects the best one's: then the one other in it, or None.
    """
    kind = asked.kind
    measured = read_quantity(best.said.text, best.said.before, best.said.after)
    if kind is AnswerKind.THING and measured and measured.measure != "count":
        kind = AnswerKind.QUANTITY
    if kind not in {AnswerKind.QUANTITY, AnswerKind.DATE}:
        return None
    other = compare(best.said, claim.said, kind) is Relation.DIFFERENT
    if not claim.whole and not (other and _has_both(best, claim, kind)):
        member = _giving(best, claim, asked)
        if other or member is None or not _rejects(best, member, asked):
            return claim
    place = other_value(best.said, claim.said, claim.quote, kind)
    return _moved(claim, place) if place else None


def _has_both(best: Claim, claim: Claim, kind: AnswerKind) -> bool:
    """Say whether a claim's answer has the best one's value beside its own: "£5 to £6"."""
    return value_in(best.said, claim.said.text, kind) is not None


def _giving(best: Claim, claim: Claim, asked: Asked) -> Claim | None:
    """Return the claim if it gives the best one's value, its answer moved to where it does."""
    if _says_the_same(best, claim, asked):
        return claim
    if asked.many or best.whole or asked.kind in {AnswerKind.OPEN, AnswerKind.YES_NO}:
        return None
    if best.evidence.passage.article == claim.evidence.passage.article:
        return None
    places = list(places_of(best.said, claim.quote, asked.kind))
    if not places:
        return None
    upheld = (place for place in places if not rejects(claim.quote, place))
    return _moved(claim, next(upheld, places[0]))


def _supports(best: Claim, claim: Claim) -> bool:
    """Say whether a claim that gives the best one's value gives it of the same matter."""
    same_article = best.evidence.passage.article == claim.evidence.passage.article
    if same_article or same_sentence(best, claim):
        return True
    values = (best.said.text, claim.said.text)
    return same_matter(best.quote, claim.quote, values, claim.evidence.belief)


def _rejects(best: Claim, claim: Claim, asked: Asked) -> bool:
    """Say whether a claim gives the best one's value only to deny or replace it.

    A best claim that does so itself ("the original date was 8 April") answers a question of that.
    """
    if claim.whole or not _gives_up(claim, best.said, asked):
        return False
    return not _gives_up(best, best.said, asked)


def _gives_up(claim: Claim, said: Said, asked: Asked) -> bool:
    """Say whether a claim's sentence rejects a value wherever it stands in the claim's answer.

    "15 April rather than 8 April" may be marked as a whole.
    """
    start, end = (at - claim.evidence.quote[0] for at in claim.evidence.answer)
    within: list[Span] = []
    if len(claim.said.text) > len(said.text):
        within = [
            place
            for place in places_of(said, claim.quote, asked.kind)
            if start <= place[0] and place[1] <= end
        ]
    return all(rejects(claim.quote, place) for place in within or [(start, end)])


def _moved(claim: Claim, found: Span) -> Claim:
    """Return the claim with its answer at a slice of its quote."""
    start = claim.evidence.quote[0]
    answer = (start + found[0], start + found[1])
    said = said_at(claim.said, claim.quote, found)
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
    """Say whether two quotes are the same sentence but for some words.

    None of these is a "not", a number, a month or a weekday.
    """
    if bool(_NEGATED.search(one.quote)) != bool(_NEGATED.search(other.quote)):
        return False
    alike = fuzz.token_sort_ratio(one.quote, other.quote) >= SAME_SENTENCE
    return alike and _figures(one.quote) == _figures(other.quote)


@lru_cache(maxsize=_QUOTES)
def _figures(quote: str) -> set[str]:
    """Return the numbers, in digits, and the months and weekdays of a quote."""
    return set(_FIGURES.findall(in_digits(quote)))
