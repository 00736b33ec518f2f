"""Names in a text: runs of capitalised words, and how alike two spellings are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anyascii import anyascii

# Words that open sentences or questions with a capital without being names.
_COMMON = frozenset(
    """
    a about after all also although am among an and another any are as at be because been
    before being between both but by can could despite did do does doing during each either
    else even ever every few for former from give given had has have he hence her here hers
    him his how however i if in including instead into is it its itself just last least less
    like list many may me meanwhile might more most moreover much must my name neither new
    next no none nor not nothing now of off officials on once one only onto or other others
    our out over own per please president prime rather same she should since so some such
    summarise summarize tell than that the their them then there therefore these they this
    those though three through thus to today together too toward two under until up upon us
    was we were what whatever when where whereas whether which while who whoever whom whose
    why will with within without would yes yet you your explain describe
    """.split()
)
# What may stand before a surname in place of a given name, folded.
TITLES = frozenset(
    """
    ambassador archbishop attorney baron baroness bishop brother cardinal chairman chairwoman
    chancellor chief colonel commander commissioner congressman congresswoman constable corporal
    councillor count countess dame deputy detective director doctor dr duchess duke father general
    governor inspector judge justice king lady lieutenant lord madam major mayor minister miss mr
    mrs ms officer pastor pope president prime prince princess prof professor queen rabbi
    representative reverend secretary senator sergeant sheikh sir sister superintendent warden
    captain admiral chef coach envoy emissary laureate professor
    """.split()
)
# A full stop behind one of these, or behind an initial, ends no sentence.
_SHORT = re.compile(
    r"(?:^|\W)(?:[^\W\d_]|adm|capt|col|dr|gen|gov|hon|jr|lt|maj|messrs|mme|mr|mrs|ms|mt|prof|rep|rev"
    r"|sen|sgt|sr|st)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[\w’']*[^\W_])?(?:[-.][^\W_]+)*|\d+")
_JOINING = re.compile(
    r"(?:[’']s)?[ ](?:(?:of|of the|de|von|van|der|del|la|al|bin|ibn|and the) )?|[-.] ?"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A slice of a text that names somebody or something: `text[start:end]`."""

    start: int
    end: int
    text: str


def find_names(text: str) -> list[Name]:
    """Return runs of capitalised words, in order; a common word at a sentence's start is none."""
    runs: list[tuple[int, int]] = []
    for found in _WORD.finditer(text):
        if not _is_name_word(found.group()):
            continue
        if runs and _joined(text, runs[-1], found.start()):
            runs[-1] = (runs[-1][0], found.end())
        else:
            runs.append(found.span())
    return [Name(start, end, text[start:end]) for start, end in runs]


def _joined(text: str, run: tuple[int, int], start: int) -> bool:
    """Whether the word at `start` goes on with the run before it, within one sentence."""
    between = _JOINING.fullmatch(text, run[1], start)
    if between is None or between.group() != ". ":
        return between is not None
    return bool(_SHORT.search(text[slice(*run)]))


def _is_name_word(word: str) -> bool:
    bare = re.sub(r"[’']s$", "", word)
    return bare[0].isupper() and bare.casefold() not in _COMMON and bare != "I"


def fold(text: str) -> str:
    """Return a text in lower-case ASCII words: accents, scripts and possessives do not matter."""
    plain = re.sub(r"[’']s\b", "", text)
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(plain).lower()))
