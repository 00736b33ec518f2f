"""Whether two answers tell of one time, or of two stages of a way or a plan."""

from __future__ import annotations

import re

from rag.merging.grouping import Claim

_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# One of these in one quote alone tells of another stage: "first to Halm, and later to Orn".
_STAGE = re.compile(
    r"\b(?:afterwards|again|another|could|earlier|initially|later|might|next|originally|planned"
    r"|previously|proposed|second|until|will|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\b(?:again|another|second(?! (?:cousin|largest|world)))\b", re.IGNORECASE)
# Characters around an answer in which they stand.
_BEFORE, _BEHIND = 60, 16


def years_differ(one: str, other: str) -> bool:
    """Say whether two quotes both state years, and none of the other's."""
    years = [set(_YEAR.findall(quote)) for quote in (one, other)]
    return all(years) and not years[0] & years[1]


def of_another(one: Claim, other: Claim) -> bool:
    """Say whether one answer alone is of a second time: "was arrested again", "another man"."""
    return bool(_says_close(_AGAIN, one)) != bool(_says_close(_AGAIN, other))


def stages(claim: Claim) -> set[str]:
    """Return the words close to an answer that say which of several times or steps it is of."""
    return _says_close(_STAGE, claim)


def _says_close(words: re.Pattern[str], claim: Claim) -> set[str]:
    """Return those of some words that stand close to an answer, folded."""
    start, end = (at - claim.evidence.quote[0] for at in claim.evidence.answer)
    near = claim.quote[max(0, start - _BEFORE) : end + _BEHIND]
    return {word.casefold() for word in words.findall(near)}
