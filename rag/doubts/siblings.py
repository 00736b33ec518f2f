"""One of a few opposites or siblings before a noun: the east wing is not the west wing.

A sentence about the one is nearly the same, to every model, as a sentence about the other.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from rag.conversation.words import Role, split
from rag.values.names import fold

# A set each; what stands between two bars means the same. No "last", which may be the third, too.
_SETS = """
    north northern | south southern | east eastern | west western
    left | right
    upper | lower
    top | bottom
    first 1st | second 2nd | third 3rd | fourth 4th | fifth 5th | sixth 6th | seventh 7th
        | eighth 8th | ninth 9th | tenth 10th
    morning | afternoon | evening
    daily | weekly | monthly | quarterly | annual yearly
    male men | female women
    inner | outer
    front | rear
    spring | summer | autumn | winter
    minimum | maximum
    highest | lowest
    largest biggest | smallest
    oldest eldest | youngest
    """
# A member by its spelling: the number of its set, and of its place there.
_MEMBERS = {
    spelling: (number, place)
    for number, members in enumerate(_SETS.replace("\n        |", " |").strip().splitlines())
    for place, member in enumerate(members.split("|"))
    for spelling in member.split()
}
_NOUNS = frozenset({Role.OPEN, Role.NAME})


def of_sibling(question: str, quote: str) -> bool:
    """Say whether a quote has only another one of what the question asks of.

    Asked of the west wing, it has an east wing and nothing western.
    """
    told = _before_nouns(quote)
    words = {_MEMBERS.get(word) for word in fold(quote).split()}
    return any(
        told[number, noun] and not any((number, place) in words for place in places)
        for (number, noun), places in _before_nouns(question).items()
        if (number, noun) in told
    )


def _before_nouns(text: str) -> dict[tuple[int, str], set[int]]:
    """Return the members that stand right before a noun, by their set and the noun."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for one, other in pairwise(split(text)):
        member = _MEMBERS.get(fold(one.text))
        if member and other.role in _NOUNS and text[one.end : other.start] in {" ", "-"}:
            number, place = member
            found[number, fold(other.text).removesuffix("s")].add(place)
    return found
