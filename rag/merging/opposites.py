"""Two answers that only their words set apart: two names, two places, or a no and a yes.

Whether both are of one matter is not told here but by `contradiction`.
"""

from __future__ import annotations

import re

from index.store.lexical import terms
from rag.doubts.presupposition import is_country, stands_in
from rag.merging.grouping import Claim
from rag.merging.support import FUNCTION_WORDS
from rag.question import AnswerKind, Asked
from rag.values.names import TITLES, Name, find_names, fold, is_date
from rag.values.value import telling_words

# What makes an answer say no. "Not only", "not until Monday" and "did not say whether" do not.
_NOT = re.compile(
    r"(?:\b(?:not|never|cannot)|n[’']t)\b"
    r"(?! (?:only|just|merely|simply|until|yet|say|said|comment|confirm|know|known|clear)\b)",
    re.IGNORECASE,
)
# Nor do "no later than", "nothing but", "behind closed doors", "closed the sale" and "stopped by".
_NO = re.compile(
    rf"{_NOT.pattern}"
    r"|\bno\b(?!\.? ?\d| (?:doubt|later|less|more than|fewer|sooner|earlier|other|matter|wonder"
    r"|problems?|trouble|cost|charge|fees?|surprise|secret)\b)"
    r"|\b(?:none|nobody|no one)\b(?! (?:other|but|else)\b)"
    r"|\bnothing\b(?! (?:but|less|short)\b)"
    r"|\b(?:banned|called off|cancel(?:l?ed|s)|forb[ia]d\w*|refus(?:ed|es))\b"
    r"|\bstopped\b(?! (?:at|by|for|in|off|over)\b)"
    r"|(?<!behind )\b(?:closed|shut)\b"
    r"(?! (?:an?|doors?|down|her|his|its|on \w+days|the|their)\b)",
    re.IGNORECASE,
)
# Where one of these stands, one cannot tell what is denied, whose no it is, or of when.
_NO_OF_MORE = re.compile(
    r"\b(?:den(?:y|ied|ies)|earlier|fail(?:s|ed)?|neither|nor|prevent\w*|previous\w*|reject\w*)\b",
    re.IGNORECASE,
)
# "Could not discuss Pell" does not deny Pell.
_CAPITALISED = re.compile(r"\b[A-Z]\w*")
# "Joan Reed herself", but not "the mayor of Halm" or "a lawyer for Reed".
_ITSELF = re.compile(r"[\s,.]*(?:(?:him|her|it|them)sel(?:f|ves))?[\s,.]*", re.IGNORECASE)
_BELONGING = re.compile(
    r"\b(?:of|for|at|from|in|on|by|to|with|near|behind|under|against)(?: the)? $", re.IGNORECASE
)
_THE = re.compile(r"\bthe $", re.IGNORECASE)
# One of these in one quote alone tells of another time; what two did together, both did.
_OTHER_TIME = re.compile(
    r"\b(?:acting|ex|former(?:ly)?|incoming|interim|outgoing|predecessor|previous(?:ly)?|remake|then"
    r"|till|until|(?:replac|retir|succeed)\w*)\b",
    re.IGNORECASE,
)
# And one of these of another stage of a way, or of a plan: "first to Halm, and later to Orn".
_STAGE = re.compile(
    r"\b(?:afterwards|again|another|could|earlier|initially|later|might|next|originally|planned"
    r"|previously|proposed|second|until|will|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b",
    re.IGNORECASE,
)
_BEFORE_PLACE, _BEHIND_PLACE = 60, 16  # characters
_AGAIN = re.compile(
    r"\b(?:again|another|last year|next|second|third|t(?:akes?|ook) effect)\b", re.IGNORECASE
)
_OF_WHAT = re.compile(
    r"\b(at|by|for|from|in|on|to|with) (?:(?:an?|her|his|its|the|their) )?([\w’'-]+)"
)
# What is near one place may be in another, and "south-east London" is a part of one.
_NEAR_A_PLACE = re.compile(
    r"\b(?:around|between|beyond|central|close to|greater|near|off|outside"
    r"|(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?)\b",
    re.IGNORECASE,
)
_BEFORE_NAME = 12
# A house, a street or a square may lie in the other place.
_VENUES = (
    "academy|airport|arena|avenue|bank|bridge|building|castle|cathedral|centre|center|church|college"
    "|court|factory|gate|hall|hospital|hotel|house|jail|lane|market|museum|palace|park|prison|quay"
    "|road|school|square|stadium|street|studios?|terminal|theat(?:re|er)|tower|university"
)
_VENUE = re.compile(rf"\b(?:{_VENUES})\b", re.IGNORECASE)
# None of these is a part of another; rooms, roads and a gate may be.
_SITE = re.compile(
    "airfield|airport|arena|barn|barracks|bridge|castle|cathedral|church|clinic|dairy|depot|embassy"
    "|factory|farm|garage|hall|hangar|hospital|hostel|hotel|lighthouse|mill|mine|monastery|museum"
    "|palace|prison|pub|quarry|restaurant|school|shed|stadium|station|supermarket|theatre|villa"
    "|warehouse"
)
_BEHIND_A_NOUN = re.compile(r"[,(]| (?:at|behind|by|for|in|near|of|off|on|outside|to|where) ")
# "Ann Lee's flat", "the home of Ann Lee", "the garage of Mr Patel"
_OWNED = re.compile(r"[’']s\b|[’'](?= )")
_OF_SOMEBODY = re.compile(
    r"\b(?:apartment|cabin|cellar|flat|garage|garden|home|house|office|room|villa) of\b"
    r"|\b(?:mrs?|ms|dr)\b",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\bco-?(?=author|design|direct|discover|found|lead|own|wr[io]t)"
    r"|\b(?:alongside|also|jointly|one of|together|working with)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# "Her Majesty", "Chief Executive Officer"
_OFFICES = TITLES | {"excellency", "executive", "highness", "honour", "majesty"}


def named_apart(one: Claim, other: Claim, asked: Asked) -> bool:
    """Say whether what is asked for by name is given two names that have no word in common.

    Not so where their quotes are of two times or tell of two together, and a person may have acted
    for a body.
    """
    mine, theirs = _name(one), _name(other)
    if not (asked.by_name and mine and theirs) or mine & theirs or _short_for(one, other):
        return False
    if asked.kind is AnswerKind.PERSON and _is_body(one) != _is_body(other):
        return False
    return not _of_two_times(one.quote, other.quote) and not any(
        _TOGETHER.search(claim.quote) for claim in (one, other)
    )


def places_apart(one: Claim, other: Claim) -> bool:
    """Say whether one answer is a place and the other another, and neither can lie in the other.

    Whose article knows both places speaks of two: that which has "Vilnius" has "Lithuania", too. A
    street may well be in a city, and the Kremlin is in Moscow, but a mine is no warehouse.
    """
    if _years_differ(one.quote, other.quote) or _stages(one) != _stages(other):
        return False
    return _sites_apart(one, other) or _names_apart(one, other)


def _sites_apart(one: Claim, other: Claim) -> bool:
    """Say whether two answers are sites of two kinds: "the customs warehouse", "a salt mine"."""
    mine, theirs = _site(one), _site(other)
    if not mine or not theirs or set(terms(mine[-1])) == set(terms(theirs[-1])):
        return False
    return not _knows(other.text, " ".join(mine)) and not _knows(one.text, " ".join(theirs))


def _names_apart(one: Claim, other: Claim) -> bool:
    mine, theirs = _places(one), _places(other)
    if not mine or not theirs or _grain(one, mine[-1]) != _grain(other, theirs[-1]):
        return False
    return not all(_knows(other.text, name.text) for name in mine) and not all(
        _knows(one.text, name.text) for name in theirs
    )


def of_another(one: Claim, other: Claim) -> bool:
    """Say whether one answer alone is of a second time: "was arrested again", "another man"."""
    return _says_close(_AGAIN, one) != _says_close(_AGAIN, other)


def denies(one: Claim, other: Claim, asked: Asked) -> bool:
    """Say whether one of two answers says no, once, and nothing in the other one's quote does.

    "Was it called off?" asks for what says no, and both may.
    """
    said_no = [_says_no(claim) for claim in (one, other)]
    if asked.of_no or said_no[0] == said_no[1] or _of_two_parts(one, other):
        return False
    denying, saying = (one, other) if said_no[0] else (other, one)
    return (
        len(_NO.findall(denying.said.text)) == 1
        and not any(_NO_OF_MORE.search(words) for words in (denying.said.text, saying.quote))
        and not _NO.search(saying.quote)
        and _denies_of(denying.said.text, saying.quote)
    )


def _name(claim: Claim) -> set[str]:
    """Return the words, folded and without titles, of a name that an answer is or ends with."""
    names = [name for name in find_names(claim.said.text) if not is_date(name.text)]
    if not names or not _ITSELF.fullmatch(claim.said.text, names[-1].end):
        return set()
    if _BELONGING.search(claim.said.text, 0, names[-1].start):
        return set()
    return set(fold(names[-1].text).split()) - _OFFICES


def _site(claim: Claim) -> list[str]:
    """Return the words, up to its noun, of an answer that is a site: "a former salt mine near Orn".

    None where it is no site, or somebody's.
    """
    phrase = telling_words(_BEHIND_A_NOUN.split(claim.said.text, maxsplit=1)[0])
    owned = _OF_SOMEBODY.search(claim.said.text) or _OWNED.search(claim.said.text)
    return phrase if phrase and not owned and _SITE.fullmatch(phrase[-1]) else []


def _places(claim: Claim) -> list[Name]:
    """Return the names in an answer, "the Corn Exchange in Kettleburn"; none if it is "Lee's"."""
    words = claim.said.text
    names = [name for name in find_names(words) if not is_date(name.text)]
    owned = any(_OWNED.match(words, name.end) for name in names)
    about = _NEAR_A_PLACE.search(f"{claim.said.before[-_BEFORE_NAME:]}{words}")
    return [] if owned or about or _OF_SOMEBODY.search(words) else names


def _grain(claim: Claim, name: Name) -> tuple[bool, bool, bool]:
    """Return what tells house, city and country apart: a "Street", a "the", a country's name."""
    the = bool(_THE.search(claim.said.text, 0, name.start))
    return bool(_VENUE.search(name.text)), the, is_country(name.text)


def _knows(text: str, name: str) -> bool:
    """Whether a text has every word of a name, its people ("Spanish") or its initials."""
    words = name.split()
    return all(stands_in(word, text) for word in words) or (
        stands_in(name, text) and not stands_in(words[-1], text)
    )


def _stages(claim: Claim) -> set[str]:
    """Return the words close to an answer that say which of several times or steps it is of."""
    return _says_close(_STAGE, claim)


def _says_close(words: re.Pattern[str], claim: Claim) -> set[str]:
    """Return those of some words that stand close to an answer, folded."""
    start, end = (at - claim.evidence.quote[0] for at in claim.evidence.answer)
    near = claim.quote[max(0, start - _BEFORE_PLACE) : end + _BEHIND_PLACE]
    return {word.casefold() for word in words.findall(near)}


def _of_two_parts(one: Claim, other: Claim) -> bool:
    """Whether two answers say of what they hold, and of another: "in Ireland", "in Britain"."""
    mine, theirs = ([*_OF_WHAT.findall(claim.said.text)] for claim in (one, other))
    return any(
        preposition == beside and what != another
        for preposition, what in mine
        for beside, another in theirs
    )


def _short_for(one: Claim, other: Claim) -> bool:
    """Whether one name is the initials of the other: "WDL", "the Writers' Defence League"."""
    names = (find_names(claim.said.text)[-1].text for claim in (one, other))
    short, long = sorted(names, key=len)
    initials = "".join(word[0] for word in re.findall(r"\w+", long) if word[0].isupper())
    return short.isupper() and "".join(re.findall(r"\w", short)) == initials


def _is_body(claim: Claim) -> bool:
    """Whether a name is of a body, which acts by persons: "the Electoral Commission", "BAWU"."""
    name = find_names(claim.said.text)[-1]
    return name.text.isupper() or bool(_THE.search(claim.said.text, 0, name.start))


def _of_two_times(one: str, other: str) -> bool:
    of_another = bool(_OTHER_TIME.search(one)) != bool(_OTHER_TIME.search(other))
    return of_another or _years_differ(one, other)


def _years_differ(one: str, other: str) -> bool:
    years = [set(_YEAR.findall(quote)) for quote in (one, other)]
    return all(years) and not years[0] & years[1]


def _says_no(claim: Claim) -> bool:
    """Whether an answer is a no; a bare "No." answers the question above it, not ours."""
    return " " in claim.said.text.strip() and bool(_NO.search(claim.said.text))


def _denies_of(denial: str, quote: str) -> bool:
    """Whether what stands behind a "not" speaks of what a quote does, names aside."""
    found = _NOT.search(denial)
    denied = set(terms(_CAPITALISED.sub("", denial[found.end() :]))) if found else set()
    return not denied or bool(denied & set(terms(quote)).difference(terms(FUNCTION_WORDS)))
