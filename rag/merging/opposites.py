"""Two answers that only their words set apart: two names, or a no and a yes.

Whether both are of one matter is not told here but by `contradiction`.
"""

from __future__ import annotations

import re

from index.store.lexical import terms
from rag.merging.grouping import Claim
from rag.merging.support import FUNCTION_WORDS
from rag.merging.times import years_differ
from rag.question import AnswerKind, Asked
from rag.values.names import TITLES, find_names, fold, is_date

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
_OF_WHAT = re.compile(r"\b(at|by|for|from|in|on|to|with) (?:the )?([A-Z][\w’'-]+)")
_TOGETHER = re.compile(
    r"\bco-?(?=author|design|direct|discover|found|lead|own|wr[io]t)"
    r"|\b(?:alongside|also|jointly|one of|together|working with)\b",
    re.IGNORECASE,
)
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
    return of_another or years_differ(one, other)


def _says_no(claim: Claim) -> bool:
    """Whether an answer is a no; a bare "No." answers the question above it, not ours."""
    return " " in claim.said.text.strip() and bool(_NO.search(claim.said.text))


def _denies_of(denial: str, quote: str) -> bool:
    """Whether what stands behind a "not" speaks of what a quote does, names aside."""
    found = _NOT.search(denial)
    denied = set(terms(_CAPITALISED.sub("", denial[found.end() :]))) if found else set()
    return not denied or bool(denied & set(terms(quote)).difference(terms(FUNCTION_WORDS)))
