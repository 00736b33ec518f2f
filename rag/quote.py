"""Answer span -> quoted span: whole sentences, and further where stopping would mislead."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from index import Article, BlockKind, is_question, sentences_between
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
# Of these words alone are replies that say nothing without what is asked or what follows: "No.",
# "Yes, in part.", "It depends.", "Not necessarily."
_REPLY_WORD = re.compile(
    r"yes|no|not|none|nothing|nobody|both|neither|never|always|sometimes|often|rarely|usually|only"
    r"|perhaps|maybe|possibly|probably|certainly|definitely|absolutely|indeed|of|course|sure|in|part"
    r"|partly|it|that|this|depends|yet|really|necessarily|at|all|quite|exactly|entirely|correct|right"
    r"|true|false|unfortunately|sadly|we|i|think|hope|believe|so|but|and|is|are|they|does|do|can|will|\w+n[’']t"
)
_LONGEST_REPLY = 5  # words
_WORD = re.compile(r"[^\W_]+(?:[’']t\b)?")
# Who replies: "A: No.", "Mrs Roe: Not yet."
_SPEAKER = re.compile(r"\W*[^\W\d_][\w.]*(?: [^\W\d_][\w.]*)?:\s")


def quote_evidence(evidence: Evidence, article: Article) -> Evidence:
    """Return the evidence with `quote` widened to what can stand alone.

    An answer begins no sooner than its quote: the "(b)" of a list's item is in neither.
    """
    (first, last), quote = evidence.answer, quote_span(article, evidence.answer)
    answer = max(first, quote[0]), min(last, quote[1])
    return replace(evidence, quote=quote, answer=answer)


def quote_span(article: Article, answer: Span) -> Span:
    """Return the sentences that hold the answer, with what they lean on.

    An opening pronoun takes in the sentence before, within the same block; a mere "No." takes in
    the sentence behind it, and the question before it; a quotation takes in the line under it that
    says whose words they are.
    """
    covering = sentences_between(article, *answer)
    if not covering:
        return answer
    start, end = covering[0][0], covering[-1][1]
    block = next(b for b in article.blocks if b.start <= start < b.end)
    inside = sentences_between(article, block.start, block.end)
    at = inside.index(covering[0])
    if at and _leans_back(article.text, inside[at - 1], covering[0]):
        start = inside[at - 1][0]
    for sentence, behind in pairwise(inside[at:]):
        if sentence[1] == end and _is_reply(article.text, sentence):
            end = behind[1]
    return start, max(end, _attribution_end(article, end))


def _leans_back(text: str, before: Span, sentence: Span) -> bool:
    """Say whether a sentence cannot be understood without the one before it."""
    if _OPENING_PRONOUN.match(text, sentence[0]):
        return True
    return is_question(text[slice(*before)]) and _is_reply(text, sentence)


def _is_reply(text: str, sentence: Span) -> bool:
    """Say whether a sentence is a short reply and nothing else."""
    speaker = _SPEAKER.match(text, *sentence)
    words = _WORD.findall(text[speaker.end() if speaker else sentence[0] : sentence[1]].lower())
    return 0 < len(words) <= _LONGEST_REPLY and all(map(_REPLY_WORD.fullmatch, words))


def _attribution_end(article: Article, end: int) -> int:
    """Return the end of the attribution line under a quote block that ends at `end`, else `end`."""
    for block, under in zip(article.blocks, article.blocks[1:], strict=False):
        if block.end == end and block.kind is under.kind is BlockKind.QUOTE:
            return under.end
    return end
