"""Two answers that are two places, neither of which can lie in the other.

Whether both are of one matter is not told here but by `contradiction`.
"""

from __future__ import annotations

import re

from rag.doubts.presupposition import is_country, stands_in
from rag.merging.grouping import Claim
from rag.merging.times import stages, years_differ
from rag.values.names import Name, find_names, is_date
from rag.values.value import telling_words

# What is near one place may be in another, and "south-east London" is a part of one.
_NEAR = re.compile(
    r"\b(?:around|between|beyond|central|close to|greater|near|off|outside"
    r"|(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?)\b",
    re.IGNORECASE,
)
_BEFORE_NAME = 12
# A house, a street or a square may lie in the other place.
_VENUE = re.compile(
    r"\b(?:academy|airport|arena|avenue|bank|bridge|building|castle|cathedral|centre|center|church"
    r"|college|court|factory|gate|hall|hospital|hotel|house|jail|lane|market|museum|palace|park"
    r"|prison|quay|road|school|square|stadium|street|studios?|terminal|theat(?:re|er)|tower"
    r"|university)\b",
    re.IGNORECASE,
)
# Kinds of sites: what is of one may be called the other or stand in it; an airport, a farm or a
# museum may hold any, and is none.
_SITES = tuple(
    frozenset(kind.split())
    for kind in (
        "arena cathedral chapel church hall school stadium",
        "barn depot garage hangar shed warehouse",
        "bridge",
        "clinic hospital",
        "dairy factory mill",
        "hostel hotel",
        "lighthouse",
        "mine quarry",
        "supermarket",
        "theatre",
    )
)
_BEHIND_A_NOUN = re.compile(r"[,(]| (?:at|behind|by|for|in|near|of|off|on|outside|to|where) ")
# "Ann Lee's flat", "the home of Ann Lee", "the garage of Mr Patel"
_OWNED = re.compile(r"[’']s\b|[’'](?= )")
_OF_SOMEBODY = re.compile(
    r"\b(?:apartment|cabin|cellar|flat|garage|garden|home|house|office|room|villa) of\b"
    r"|\b(?:mrs?|ms|dr)\b",
    re.IGNORECASE,
)


def places_apart(one: Claim, other: Claim) -> bool:
    """Say whether one answer is a place and the other another, and neither can lie in the other.

    Whose article knows both places speaks of two: that which has "Vilnius" has "Lithuania", too. A
    street may well be in a city, and the Kremlin is in Moscow, but a mine is no warehouse.
    """
    if years_differ(one.quote, other.quote) or stages(one) != stages(other):
        return False
    return _sites_apart(one, other) or _names_apart(one, other)


def _sites_apart(one: Claim, other: Claim) -> bool:
    """Say whether two answers are sites of two kinds: "the customs warehouse", "a salt mine"."""
    mine, theirs = _site(one), _site(other)
    if not mine or not theirs or any({mine[-1], theirs[-1]} <= kind for kind in _SITES):
        return False
    return not _knows(other.text, " ".join(mine)) and not _knows(one.text, " ".join(theirs))


def _names_apart(one: Claim, other: Claim) -> bool:
    mine, theirs = _places(one), _places(other)
    if not mine or not theirs or _grain(one, mine[-1]) != _grain(other, theirs[-1]):
        return False
    return not all(_knows(other.text, name.text) for name in mine) and not all(
        _knows(one.text, name.text) for name in theirs
    )


def _site(claim: Claim) -> list[str]:
    """Return the words, up to its noun, of an answer that is a site: "a former salt mine near Orn".

    Empty where it is no site, or somebody's.
    """
    words = claim.said.text
    opening = _BEHIND_A_NOUN.split(words, maxsplit=1)[0]
    phrase = telling_words(opening)
    if not phrase or not any(phrase[-1] in kind for kind in _SITES):
        return []
    owned = _OF_SOMEBODY.search(words) or _OWNED.search(words)
    return [] if owned or _is_near(claim, opening) else phrase


def _places(claim: Claim) -> list[Name]:
    """Return the names in an answer, "the Corn Exchange in Kettleburn"; none if it is "Lee's"."""
    words = claim.said.text
    names = [name for name in find_names(words) if not is_date(name.text)]
    owned = any(_OWNED.match(words, name.end) for name in names)
    return [] if owned or _OF_SOMEBODY.search(words) or _is_near(claim, words) else names


def _is_near(claim: Claim, words: str) -> bool:
    """Whether words of an answer, or what stands before it, say that it is near: "near |a mill"."""
    return bool(_NEAR.search(f"{claim.said.before[-_BEFORE_NAME:]}{words}"))


def _grain(claim: Claim, name: Name) -> tuple[bool, bool, bool]:
    """Return what tells house, city and country apart: a "Street", a "the", a country's name."""
    the = claim.said.text[: name.start].casefold().endswith("the ")
    return bool(_VENUE.search(name.text)), the, is_country(name.text)


def _knows(text: str, name: str) -> bool:
    """Whether a text has every word of a name, its people ("Spanish") or its initials."""
    words = name.split()
    return all(stands_in(word, text) for word in words) or (
        stands_in(name, text) and not stands_in(words[-1], text)
    )
