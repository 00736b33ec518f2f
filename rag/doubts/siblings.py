"""One of a few opposites or siblings before a noun: the east wing is not the west wing.

A sentence about the one is nearly the same, to every model, as a sentence about the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise

from rag.conversation.words import Role, split
from rag.values.names import fold

# A set each; what stands between two bars means the same. No "last", which may be the third, too.
_SETS = """
    north northern | south southern | east eastern | west western
    left | right
    old | new
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
# A deputy mayor is no mayor, and a former one is none now.
_BELOW = r"assistant|associate|deputy|vice"
_BYGONE = r"ex|former|previous|retired"
_PRESENT = re.compile(r"\b(?:who|what)(?:[’']s|[’']re| is| are)\b|\bnow\b|\btoday\b", re.IGNORECASE)


def of_sibling(question: str, quote: str) -> bool:
    """Say whether a quote has only another one of what the question asks of.

    Asked of the west wing, it has an east wing and nothing western; of the mayor, a deputy mayor
    alone. (No right find of 3,951 for the gold and lessons' questions has such an office alone.)
    """
    if _of_lower_rank(question, quote):
        return True
    told = _before_nouns(quote)
    words = {_MEMBERS.get(word) for word in fold(quote).split()}
    return any(
        told[number, noun] and not any((number, place) in words for place in places)
        for (number, noun), places in _before_nouns(question).items()
        if (number, noun) in told
    )


def _of_lower_rank(question: str, quote: str) -> bool:
    """Say whether somebody of an office is asked for, and a quote has only who is not of it."""
    ranks = f"{_BELOW}|{_BYGONE}" if _PRESENT.search(question) else _BELOW
    if re.search(rf"\b(?:{ranks})\b", question, re.IGNORECASE):
        return False
    words, asked = fold(quote).split(), set(fold(question).split())
    found = re.finditer(rf"\b(?:{ranks})[- ](?:[\w’-]+ )?([^\W\d_]{{4,}})", quote, re.IGNORECASE)
    offices = [fold(one[1]) for one in found]
    return any(
        office in asked and offices.count(office) == words.count(office) for office in offices
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
