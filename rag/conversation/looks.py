"""What a name or a phrase looks like from its contexts: a person (and "he" or "she"), or a place.

No table of names: people are those who say things, have ages, titles and professions, and are
called "he" or "she" in the texts around; an organisation is called "it" or ends in what it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.conversation.lexicon import classes, forms, is_plural
from rag.conversation.times import is_time
from rag.values.names import TITLES, find_names

SAYING = (
    "said|says|say|told|tells|added|adds|argued|argues|claimed|claims|stated|states|announced"
    "|announces|insisted|insists|warned|warns|explained|explains|noted|notes|denied|denies|replied"
    "|confirmed|confirms|stressed|acknowledged|admitted|asked|asks|wrote|writes|predicted|promised"
    "|suggested|demanded|testified|declared|believes|thinks|expects|recalled|complained|conceded"
)
_ORGANISATIONS = frozenset(
    """academy administration agency airline alliance army assembly association authority bank
    board brigade bureau centre center chamber church cinema club coalition college
    commission committee company confederation congress consortium convention
    cooperative corporation council court department directorate enterprise factory
    federation firm force foundation front fund government group guild hospital house
    inc industries institute institution laboratory league library limited ltd mill
    ministry mission movement museum mutual network observatory office opera orchestra
    organisation organization parliament partnership party plc police post press senate
    school service shipyard society station studio syndicate team theatre theater times
    trust union university week weekly works""".split()
)
_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Lord|Lady|Prof|Professor|Judge|Justice|President|Minister|Mayor"
    "|Captain|Colonel|General|Sergeant|Inspector|Detective|Officer|Senator|Governor|King|Queen"
    "|Prince|Princess|Pope|Bishop|Father|Sister|Coach|Chancellor|Ambassador|Secretary"
)
# "General" and "President" can begin the name of what is no person.
_FORMS_OF_ADDRESS = frozenset({"Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Sir", "Dame", "Prof"})
_COMPANY = -4.0
_TITLED = 2.0  # as much as a title before the name in the text
_KIN = frozenset(
    """aunt boy boyfriend bride brother child cousin dad daughter father fiancé fiancée friend
    girl girlfriend grandfather grandma grandmother grandpa grandson granddaughter husband
    king kid lady man mother mum nephew niece parent partner prince princess queen sibling
    sister son spouse stepfather stepmother uncle widow widower wife woman""".split()
)
_CALLINGS = frozenset(
    """abbot accountant accused actor actress agent ambassador applicant apprentice architect
    archbishop artist assistant astronaut athlete attendant author bishop boss butcher candidate
    captain captive cardinal champion chancellor chef chief citizen clerk coach colleague
    colonel comedian commandant constable consul cook corporal correspondent councillor crook
    critic deputy detective diplomat director doctor envoy executive expert farmhand fisherman
    general governor guard guide guest head heir hero hostage host immigrant inspector inmate
    journalist judge lad laureate lawyer librarian lieutenant magistrate major mathematician
    mayor mechanic midwife militant minister monk musician neighbour neighbor nun nurse
    officer official operative orphan patient patron physician pilot poet policeman policewoman
    politician pope postman president priest prisoner professor pupil rabbi recruit refugee
    representative saint scientist secretary senator sergeant servant sheriff skipper soldier
    spokesman spokesperson spokeswoman spy student suspect surgeon sexton technician teenager
    thief tutor tyrant vet veteran vicar victim volunteer watchman witness youth""".split()
)
# Kin and callings of men alone, and of women.
_MEN = """boy boyfriend brother dad father fiancé gentleman grandfather grandson husband man nephew
    son spokesman stepfather uncle widower"""
_WOMEN = """aunt daughter fiancée girl girlfriend grandmother granddaughter lady mother mum niece
    sister spokeswoman stepmother widow wife woman"""
_INSIDE = r"\b(?:in|into|inside|within|across|near|through) (?:the )?"
_MOST_WORDS = 4
_PERSON_FROM = 1.0
# One "he" in a sentence with a woman's name may be another's; two are not.
_GENDER_FROM = 2


@dataclass(frozen=True, slots=True)
class Looks:
    """How much a name looks like a person's (from 1 on it does), and which pronoun it has."""

    person: float
    masculine: int
    feminine: int

    @property
    def is_person(self) -> bool:
        """Whether more speaks for a person than against."""
        return self.person >= _PERSON_FROM

    def can_be(self, pronoun: str) -> bool:
        """Say whether "he" or "she" can stand for it, as far as the texts tell."""
        if pronoun in {"he", "him", "his", "himself"}:
            return not self.feminine >= max(_GENDER_FROM, self.masculine + 1)
        return not self.masculine >= max(_GENDER_FROM, self.feminine + 1)


def looks_of(name: str, texts: Sequence[str], *, prior: float = 0.0) -> Looks:
    """Judge a name by its shape and its contexts; `prior` is what else speaks for a person."""
    words = re.findall(r"[^\W_][\w.’'-]*", name)
    person = prior + (_COMPANY if "&" in name else _shape(words))
    if len(words) > 1 and words[0].rstrip(".") in _FORMS_OF_ADDRESS:
        person, words = person + _TITLED, words[1:]
    masculine = feminine = 0
    patterns = _Patterns.of(words)
    if len(words) > 1 and any(patterns.has_namesake(text) for text in texts):
        patterns = replace(patterns, surname=patterns.full)
    for text in dict.fromkeys(texts):
        person += patterns.evidence(text)
        he, she, it = patterns.pronouns(text)
        masculine, feminine = masculine + he, feminine + she
        person += min(he + she, _GENDER_FROM) - it
    return Looks(person, masculine, feminine)


def _shape(words: Sequence[str]) -> float:
    """Judge by the name alone: given name and surname, or what an organisation ends in."""
    if not words or _heads(words) & _ORGANISATIONS:
        return _COMPANY
    if len(words) == 1:
        adjective = "ADJ" in classes(words[0]) or words[0].isupper()
        return -2.0 if adjective else -0.5
    if words[0].casefold() in {"the", "a", "an"} or len(words) > _MOST_WORDS:
        return -1.5
    # "Skarrow Dam" is no person; Henrik Moss is one, which the texts then have to tell.
    common = classes(words[-1]) & {"NOUN", "VERB"} and not is_animate(words[-1])
    return 0.25 if common else 1.0


def _heads(words: Sequence[str]) -> set[str]:
    """Return the words that say what a name is of: "Ministry of Mines", "Harlow Running Club"."""
    return {words[-1].casefold(), *(w.casefold() for w in words[:1] if "of" in words)}


@dataclass(frozen=True, slots=True)
class _Patterns:
    """What is looked for around a name, made once for all texts."""

    surname: re.Pattern[str]
    full: re.Pattern[str]
    namesake: re.Pattern[str]
    gendered: tuple[re.Pattern[str], re.Pattern[str]]
    for_person: tuple[tuple[re.Pattern[str], float], ...]

    @classmethod
    def of(cls, words: Sequence[str]) -> _Patterns:
        first, last = re.escape(words[0]), re.escape(words[-1])
        name = re.escape(" ".join(words))
        telling = (
            (rf"\b{last}(?:, [^,.]{{1,80}},)? (?:\w+ly )?(?:{SAYING})\b", 1.0),
            (rf"\b(?:{SAYING}) (?:\w+ ){{0,3}}{first}\b", 1.0),
            (rf"\b{last}, \d\d\b", 2.0),
            (rf"\b\d\d-year-old (?:\w+ ){{0,3}}{first}\b", 2.0),
            (rf"\b(?:{_TITLES})\.? {first}\b", 2.0),
            (rf"\b{last}, who\b", 1.0),
            (rf"\b{last}[’']s (?:{'|'.join(sorted(_KIN))})\b", 1.0),
            (rf"{_INSIDE}{name}\b", -1.5),
            (rf"\b[Tt]he {name}\b", -1.5),
        )
        return cls(
            re.compile(rf"\b{last}\b"),
            re.compile(rf"\b{name}\b"),
            re.compile(rf"\b(?!{first}\b)([^\W\d_a-z][^\W\d_A-Z]{{2,}}) {last}\b"),
            (_called(_MEN, first), _called(_WOMEN, first)),
            tuple((re.compile(text), weight) for text, weight in telling),
        )

    def has_namesake(self, text: str) -> bool:
        """Say whether a text names somebody else of the surname."""
        given = (found[1].casefold() for found in self.namesake.finditer(text))
        return any(one not in TITLES and not classes(one) for one in given)

    def evidence(self, text: str) -> float:
        return sum(weight for pattern, weight in self.for_person if pattern.search(text))

    def pronouns(self, text: str) -> tuple[int, int, int]:
        """Count "he", "she" and "it" where nobody else is named between the name and them."""
        counts = {"he": 0, "she": 0, "it": 0}
        for found in self.surname.finditer(text):
            after = text[found.end() : found.end() + 200]
            pronoun = _PRONOUN.search(after)
            if not pronoun or _names_another(after[: pronoun.start()]):
                continue
            opening = pronoun.group()[0].isupper()
            word = pronoun.group().casefold()
            sort = "he" if word in _MASCULINE else "she" if word in _FEMININE else "it"
            counts[sort] += 2 if opening else int(sort != "it")
        for sort, pattern in zip(("he", "she"), self.gendered, strict=True):
            counts[sort] += 2 * bool(pattern.search(text))
        return counts["he"], counts["she"], counts["it"]


def _called(nouns: str, first: str) -> re.Pattern[str]:
    """Return what finds a name behind one of some nouns: "her brother, the conductor Anton"."""
    return re.compile(rf"\b(?:{'|'.join(nouns.split())}),? (?:the )?(?:[a-z-]+ ){{0,2}}{first}\b")


def _names_another(text: str) -> bool:
    return any(not is_time(name.text) for name in find_names(text))


_MASCULINE = frozenset({"he", "his", "him"})
_FEMININE = frozenset({"she", "her", "hers"})
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im|It|Its)\b")


def is_animate(noun: str) -> bool:
    """Say whether a common noun is for one person: a calling, kin, or who does something."""
    noun = noun.casefold()
    if is_plural(noun):
        return False
    if noun in _KIN or noun in _CALLINGS or noun.endswith(("man", "woman", "ist", "person")):
        return True
    if not noun.endswith(("er", "or")) or noun in _ORGANISATIONS:
        return False
    stems = (noun[:-2], f"{noun[:-2]}e", noun[:-3] if noun[-3:-2] == noun[-4:-3] else noun[:-2])
    return any(len(stem) > 2 and forms(stem) for stem in stems)  # noqa: PLR2004


def is_organisation(phrase: str) -> bool:
    """Say whether a phrase ends in what an organisation is called."""
    words = phrase.split()
    return bool(words) and words[-1].casefold().strip("’'s") in _ORGANISATIONS


def is_place(name: str, texts: Sequence[str]) -> bool:
    """Say whether a name is spoken of as somewhere to be in."""
    inside = re.compile(rf"{_INSIDE}{re.escape(name)}\b")
    return any(inside.search(text) for text in texts)
