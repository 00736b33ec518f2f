"""Answer span -> quoted span: whole sentences, and further where stopping would mislead."""

from __future__ import annotations

import re
from dataclasses import replace

from index import Article, BlockKind, sentences_between
from rag.types import Evidence, Span

# A sentence that opens so speaks of somebody or something named just before it ("this week" does
# not).
_OPENING_PRONOUN = re.compile(
    r"[“\"'‘(\[\s]*"
    r"(?:(?:(?:and|but|however|later|so|still|then|yet),? )?(?:he|she|it|they|his|her|its|their)"
    r"|this(?! (?:morning|afternoon|evening|week|weekend|month|year|spring|summer|autumn|winter)\b)"
    r"|these|those|such)\b",
    re.IGNORECASE,
)


def quote_evidence(evidence: Evidence, article: Article) -> Evidence:
    """Return the evidence with `quote` widened to what can stand alone."""
    return replace(evidence, quote=quote_span(article, evidence.answer))


def quote_span(article: Article, answer: Span) -> Span:
    """Return the sentences that hold the answer, with what they lean on.

    An opening pronoun takes in the sentence before, within the same block; a quotation takes in
    the line under it that says whose words they are.
    """
    covering = sentences_between(article, *answer)
    if not covering:
        return answer
    start, end = covering[0][0], covering[-1][1]
    block = next(b for b in article.blocks if b.start <= start < b.end)
    inside = sentences_between(article, block.start, block.end)
    at = inside.index(covering[0])
    if at and _OPENING_PRONOUN.match(article.text, start):
        start = inside[at - 1][0]
    return start, max(end, _attribution_end(article, end))


def _attribution_end(article: Article, end: int) -> int:
    """Return the end of the attribution line under a quote block that ends at `end`, else `end`."""
    for block, under in zip(article.blocks, article.blocks[1:], strict=False):
        if block.end == end and block.kind is under.kind is BlockKind.QUOTE:
            return under.end
    return end
