"""Which pieces of evidence say the same, and which cannot both be true."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from index import Article
from index.store.lexical import terms
from rag.corroborate import AROUND, value_in
from rag.names import fold
from rag.question import AnswerKind, Asked
from rag.reader.belief import logit
from rag.types import Evidence, Span
from rag.values import Relation, Said, compare, read_quantity, same_words

# Sentences whose sorted words are this alike (0..100) say the same in the same words.
SAME_SENTENCE = 85
# Quotes whose words are this alike (0..100, order and repetition aside) tell of the same thing.
# Measured on 177 quotes of other articles that give the first one's value (tuning halves of the
# gold questions, and two stories): of those this alike 34 of 35 support it, of all 75; of
# quantities and dates, which seldom meet by chance, 29 of 35 that are alike from the lower bound.
SAME_MATTER = 60
SAME_MATTER_OF_NUMBERS = 50
# The share of words in common, of all words of the two, from which two values are said of the same.
# Of 7 real and 385 unreal conflicts on those questions, 6 and 0 pass this and the other conditions.
SAME_SUBJECT = 0.12
# How many logits two values, or a claim and its denial, may be apart: the other side is told in
# other words than the question's, so it may be further off than what is stated beside the best.
VALUES_NEAR = 5.0
DENIAL_NEAR = 2.5
# The reader has to believe a value itself, whatever else speaks for its sentence.
BELIEVED = 0.5
# Three words in a row, in quotation marks in both, are one speech quoted twice.
SPEECH_WORDS = 3
_QUOTE_MARKS = "“”\"«»„‘’'.,"
# The words up to the third behind a negation are what it denies.
_DENIED = re.compile(r"(?:\b(?:not|never|cannot)|n[’']t)\b((?:\s+[\w’'-]+){1,3})", re.IGNORECASE)
_SPEECH = re.compile(r"[“\"«„]([^“”\"«»„]{8,}?)[”\"»“]")


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
    """Claims that say the same, the best first."""

    claims: list[Claim] = field(default_factory=list)

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
        if fuzz.token_set_ratio(group.best.quote, claim.quote) >= least:
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
    """Say whether two quotes are the same sentence but for some words."""
    return fuzz.token_sort_ratio(one.quote, other.quote) >= SAME_SENTENCE


def contradicts(one: Group, other: Group, asked: Asked) -> bool:
    """Say whether two groups cannot both be true: their values, their speeches, or yes and no."""
    if asked.many:
        return _speeches_differ(one.best, other.best, asked)
    return (
        any(_values_differ(mine, theirs, asked) for mine in one.values for theirs in other.values)
        or _speeches_differ(one.best, other.best, asked)
        or (asked.kind is AnswerKind.YES_NO and _one_denies(one.best, other.best))
    )


def _values_differ(one: Claim, other: Claim, asked: Asked) -> bool:
    """Two quantities or dates, both believed, in sentences about the same subject."""
    kind = asked.kind
    if kind is AnswerKind.THING and _is_measured(one) and _is_measured(other):
        kind = AnswerKind.QUANTITY
    if kind not in {AnswerKind.QUANTITY, AnswerKind.DATE}:
        return False
    return (
        _apart(one, other, VALUES_NEAR)
        and min(one.evidence.belief, other.evidence.belief) >= BELIEVED
        and _same_subject(one, other)
        and compare(one.said, other.said, kind) is Relation.DIFFERENT
    )


def _is_measured(claim: Claim) -> bool:
    """Whether the answer is a number with a unit: a share or a duration, and no bare count."""
    found = read_quantity(claim.said.text, claim.said.before, claim.said.after)
    return found is not None and found.measure != "count"


def _speeches_differ(one: Claim, other: Claim, asked: Asked) -> bool:
    """One speech, given to different speakers or in different words."""
    if not _apart(one, other, math.inf) or same_words(one.said.text, other.said.text):
        return False
    speeches = _same_speech(one, other)
    if speeches is None:
        return False
    inside = [
        claim.said.text.strip(_QUOTE_MARKS) in speech
        for claim, speech in zip((one, other), speeches, strict=True)
    ]
    if asked.kind is AnswerKind.PERSON:
        return not any(inside)
    return all(inside) and not (speeches[0] in speeches[1] or speeches[1] in speeches[0])


def _one_denies(one: Claim, other: Claim) -> bool:
    """Find a word said in one and denied in the other: "suspended", "not suspended"."""
    if not _apart(one, other, DENIAL_NEAR) or not _same_subject(one, other):
        return False
    shared = set(terms(one.quote)) & set(terms(other.quote))
    denied = [set(terms(" ".join(_DENIED.findall(claim.quote)))) for claim in (one, other)]
    return bool(shared & (denied[0] ^ denied[1]))


def _apart(one: Claim, other: Claim, near: float) -> bool:
    """Whether two claims are of different sources and about as likely, within `near` logits."""
    far = abs(logit(one.evidence.score) - logit(other.evidence.score)) > near
    return not far and one.origin != other.origin


def _same_subject(one: Claim, other: Claim) -> bool:
    mine, theirs = set(terms(one.quote)), set(terms(other.quote))
    return len(mine & theirs) >= SAME_SUBJECT * len(mine | theirs)


def _same_speech(one: Claim, other: Claim) -> tuple[str, str] | None:
    """Return the quoted words that two claims share a run of, each as its own source has them."""
    for mine in _SPEECH.findall(one.quote):
        for theirs in _SPEECH.findall(other.quote):
            words = fold(mine).split()
            runs = (
                " ".join(words[at : at + SPEECH_WORDS])
                for at in range(len(words) - SPEECH_WORDS + 1)
            )
            if any(f" {run} " in f" {fold(theirs)} " for run in runs):
                return mine, theirs
    return None
