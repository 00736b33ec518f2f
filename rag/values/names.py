"""Names in a text: runs of capitalised words, and how alike two spellings are."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from anyascii import anyascii

# Words that open sentences or questions with a capital without being names.
_COMMON = frozenset(
    """
    a about above according after afterwards again against all almost also although
    always am among an and another any anybody anyone apart approximately are around as asked
    aside at be because been before behind being below beneath beside besides between beyond
    both but by can cannot compare could despite did do does doing during each earlier
    either else even eventually ever every everybody everyone everything exactly few finally
    for former from give given had has have he hence her here hers him his how however i
    identify if in including inside instead into is it its itself just last later least less
    let like list many may maybe me meanwhile might more moreover most much must my name near
    nearly neither never nevertheless new next no nobody none nor not nothing now of off
    officials often on once only onto or other others otherwise our out outside over own per
    perhaps please president previously prime quite rather recently roughly same several she
    should since so some somebody someone something sometimes soon still such summarise
    summarize tell than thanks that the their them then there therefore these they this those
    though through throughout thus till to today together tomorrow tonight too toward towards
    under unlike until up upon us was we were what whatever when where whereas whether which
    while who whoever whom whose why will with within without would yes yesterday yet you your
    explain describe
    """.split()
)
# Nor are these, whole or in "twenty-three".
_NUMBERS = frozenset(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    dozens hundreds thousands millions billions
    """.split()
)
# What a verb has left of itself behind a pronoun: "I'm", "They’ve"; and behind a name: "Lee's".
_CONTRACTED = re.compile(r"[’'](?:d|ll|m|re|s|ve)$", re.IGNORECASE)
_NEGATED = re.compile(r"n[’']t$", re.IGNORECASE)
# A name's word can begin with a small particle: "al-Sisi", "d'Ivoire".
_PARTICLE = re.compile(r"^(?:a[dlnrs]|ash|el|ul|d|l|dell)[-’'](?=[^\W\d_])")
_DAYS = frozenset(calendar.day_name)
_MONTHS = frozenset(calendar.month_name[1:])
# "On Friday Lee left": a date behind one of these ends where the name begins.
_DATED = re.compile(
    r"(?:\d|\b(?:on|in|since|until|till|by|from|of|last|next|this|late|early|before|after)) $",
    re.IGNORECASE,
)
_FEAST = re.compile(r"\b(?:Ash|Black|Bloody|Cyber|Easter|Good|Holy|Maundy|Palm|Super|Whit)$")
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
ABBREVIATIONS = (
    "adm|brig|capt|cmdr|col|cpl|dr|fr|ft|gen|gov|hon|jr|lt|maj|messrs|mme|mr|mrs|ms|msgr|mt|prof|pvt"
    "|rep|rev|sen|sgt|sr|st|supt"
)
_SHORT = re.compile(rf"(?:^|\W)(?:[^\W\d_]|{ABBREVIATIONS})$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_](?:[\w’']*[^\W_])?(?:[-.&][^\W_]+)*|\d+")
_JOINING = re.compile(
    r"(?:[’']s)?[ \u00a0](?:(?:of|of the|&|(?:de|von|van)(?: de[nr]?| la| las| los)?|abu|al|bin"
    r"|bint|da|dal|dei|del|della|den|der|des|di|dos|du|el|ibn|la|le|y|zu) )?|[-.] ?"
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
        if not (_is_name_word(found.group()) or _is_part_of_name(text, found, runs)):
            continue
        if runs and _joined(text, runs[-1], found):
            runs[-1] = (runs[-1][0], found.end())
        else:
            runs.append(found.span())
    return [Name(start, end, text[start:end]) for start, end in runs]


def _is_name_word(word: str) -> bool:
    word = _PARTICLE.sub("", word, count=1)
    if not word[0].isupper() or _NEGATED.search(word):
        return False
    bare = _CONTRACTED.sub("", word)
    if bare == "US":  # not the pronoun
        return True
    return bare.casefold() not in _COMMON and bare.casefold().split("-")[0] not in _NUMBERS


def _is_part_of_name(text: str, found: re.Match[str], runs: list[tuple[int, int]]) -> bool:
    """Whether a word that is none by itself belongs to a name: "in New York", "Platform Four"."""
    word = found.group().casefold()
    if not found.group()[0].isupper() or word not in _NUMBERS | {"may", "new"}:
        return False
    if word != "new" and runs and text[runs[-1][1] : found.start()] == " ":
        before = text[slice(*runs[-1])]
        return before not in _DAYS and not re.match(r" \d", text[found.end() :][:2])
    behind = _WORD.match(text, found.end() + 1)
    if word == "may" or not behind or not re.search(r"[\w,] $", text[: found.start()][-2:]):
        return False
    return text[found.end()] == " " and _is_name_word(behind.group())


def _joined(text: str, run: tuple[int, int], found: re.Match[str]) -> bool:
    """Whether a word goes on with the run before it, within one sentence."""
    between = _JOINING.fullmatch(text, run[1], found.start())
    if between is None or _parted_by_date(text, run, found):
        return False
    return between.group() != ". " or bool(_SHORT.search(text[slice(*run)]))


def _parted_by_date(text: str, run: tuple[int, int], found: re.Match[str]) -> bool:
    """Whether a date ends before a name ("on Friday Lee") or begins behind one ("Lee Friday")."""
    before = text[slice(*run)]
    if is_date(before):
        return bool(_DATED.search(text, max(0, run[0] - 8), run[0]))
    if found.group() in _DAYS:
        after = _WORD.match(text, found.end() + 1)
        return not _FEAST.search(before) and not (after and _is_name_word(after.group()))
    return found.group() in _MONTHS and bool(re.match(r" \d", text[found.end() :][:2]))


def is_date(name: str) -> bool:
    """Say whether a name is a day's or a month's."""
    return name in _DAYS | _MONTHS


def fold(text: str) -> str:
    """Return a text in lower-case ASCII words: accents, scripts and possessives do not matter."""
    plain = re.sub(r"[’']s\b", "", text)
    return " ".join(re.findall(r"[a-z0-9]+", anyascii(plain).lower()))
