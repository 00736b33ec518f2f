"""Which pieces of evidence say the same, and which cannot both be true."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from index import Article
from rag.names import fold
from rag.question import AnswerKind, Asked
from rag.types import Evidence
from rag.values import Relation, Said, compare, same_words

# Sentences whose sorted words are this alike (0..100) say the same in the same words.
SAME_SENTENCE = 85
# How many characters around an answer can qualify it: "over", "other", "days in detention".
AROUND = 24
# Three words in a row, in quotation marks in both, are one speech quoted twice.
SPEECH_WORDS = 3
_QUOTE_MARKS = "“”\"«»„‘’'.,"
_SPEECH = re.compile(r"[“\"«„]([^“”\"«»„]{8,}?)[”\"»“]")


@dataclass(frozen=True, slots=True)
class Claim:
    """Evidence with its words: the quote, and the answer with what stands around it."""

    evidence: Evidence
    quote: str
    said: Said

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
    def score(self) -> float:
        """The best claim's score."""
        return self.best.evidence.score

    @property
    def support(self) -> int:
        """How many articles say so, copies of one sentence counting once."""
        independent: list[Claim] = []
        for claim in self.claims:
            copied = any(
                claim.evidence.passage.article == other.evidence.passage.article
                or same_sentence(claim, other)
                for other in independent
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
    return Claim(evidence, article.text[first:last], said)


def group_claims(claims: Sequence[Claim], asked: Asked) -> list[Group]:
    """Put claims that say the same together, groups and members in the order of the claims."""
    groups: list[Group] = []
    for claim in claims:
        same = next((g for g in groups if _says_the_same(g.best, claim, asked)), None)
        if same is None:
            groups.append(Group([claim]))
        else:
            same.claims.append(claim)
    return groups


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


def contradicts(one: Claim, other: Claim, asked: Asked) -> bool:
    """Say whether two claims of different articles cannot both be true.

    Quantities and dates: their values differ. Otherwise only where both quote the same speech,
    and give it to different speakers, or in different words.
    """
    if one.evidence.passage.article == other.evidence.passage.article:
        return False
    if asked.kind in {AnswerKind.QUANTITY, AnswerKind.DATE}:
        different = compare(one.said, other.said, asked.kind) is Relation.DIFFERENT
        return different and not asked.many
    speeches = _same_speech(one, other)
    if speeches is None or same_words(one.said.text, other.said.text):
        return False
    inside = [
        claim.said.text.strip(_QUOTE_MARKS) in speech
        for claim, speech in zip((one, other), speeches, strict=True)
    ]
    if asked.kind is AnswerKind.PERSON:
        return not any(inside)
    return all(inside) and not (speeches[0] in speeches[1] or speeches[1] in speeches[0])


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
