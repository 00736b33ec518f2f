"""When two wordings are the same answer, and when two stretches of text are the same evidence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from eval.questions import GoldSpan
from rag.reader.training.squad import best, exact_match, normalise, token_f1

# A highlight this near to an acceptable answer shows the exact words, give or take a title.
NEAR_ENOUGH = 0.5
_POSSESSIVE = re.compile(r"(?<=\w)'s\b|(?<=s)'(?=\s|$)")
# SQuAD's scorer deletes these, so that "1,613" is 1613 and "U.S." is us; other marks part words.
_DELETED_LATER = ".,'"


def plain(text: str) -> str:
    """Return the words of a text as SQuAD's scorer compares them: lower case, no "the", no marks.

    SQuAD's rule knows ASCII marks only; here typographic quotes and dashes count as marks too, and
    a possessive 's is dropped, so that "Ukraine’s" holds "Ukraine".
    """
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    text = _POSSESSIVE.sub("", text)
    return normalise("".join(map(_soften, text)))


def _soften(character: str) -> str:
    is_mark = unicodedata.category(character).startswith("P")
    return " " if is_mark and character not in _DELETED_LATER else character


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether the words of an acceptable answer stand in the text, in order and whole."""
    padded = f" {plain(text)} "
    return any(f" {plain(answer)} " in padded for answer in answers)


def exact(highlight: str, answers: Sequence[str]) -> float:
    """1.0 when the highlight is an acceptable answer (SQuAD's exact match), else 0.0."""
    return best(exact_match, plain(highlight), [plain(answer) for answer in answers])


def overlap(highlight: str, answers: Sequence[str]) -> float:
    """Return SQuAD's token F1 of the highlight with the answer that it fits best."""
    return best(token_f1, plain(highlight), [plain(answer) for answer in answers])


def supports(article: str, span: tuple[int, int], gold: Sequence[GoldSpan]) -> bool:
    """Whether a stretch of an article is one of the supporting spans.

    It is when the two share at least half of the shorter one: a quote may be widened to its
    neighbour sentence, or be a clause of the span, but touching it is not enough.
    """
    start, end = span
    return any(
        2 * (min(end, one.end) - max(start, one.start)) >= min(end - start, one.end - one.start)
        for one in gold
        if one.article == article
    )
