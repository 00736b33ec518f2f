"""What is told from its like by a noun with a number: Unit 3, Clause 9, Flight 402, Act II.

The number by itself says nothing: a text that has "3 prisoners" or a Clause 3 speaks of no Unit 3.
"""

from __future__ import annotations

import re

from rag.values.quantities import in_digits

# What each is called, in a question or a text; those of one line stand for each other.
_PARTS_OF_TEXTS = """
    article art
    chapter ch chap
    clause cl
    item
    page p pp
    paragraph para
    question
    rule
    section sec
    """
_OTHERS = """
    act
    annex appendix schedule
    apartment apt flat unit reactor
    berth
    book
    building block tower
    cabin
    car carriage coach wagon
    flight
    gate
    hangar
    line bus metro route tram train
    lot
    part
    phase
    platform track
    room
    round
    scene
    season
    series
    stage
    suite
    terminal
    volume vol
    ward
    """
# In a text these stand for a noun; in a question they may be anything.
_ABBREVIATED = frozenset("apt art ch chap cl p para pp sec vol".split())
_NOUNS = {
    noun: frozenset(names.split())
    for names in (_PARTS_OF_TEXTS + _OTHERS).splitlines()
    for noun in names.split()
}
# Their parts are headed by a bare number: "9. Assignment".
_HEADED_BY_NUMBER = frozenset(_PARTS_OF_TEXTS.split())
_ASKED = "|".join(sorted(_NOUNS.keys() - _ABBREVIATED))
_WORDS = "One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve"
# No year ("the Human Rights Act 1998"), and no "I".
_ASKED_NUMBER = rf"(?!(?:1\d|20)\d\d\b)\d{{1,4}}[A-Za-z]?|(?!I\b)[IVX]+|{_WORDS}"
_NUMBERED = r"(?:[Nn](?:umber|os?\.?)? ?|# ?)?"
# "In the room 12 people died": a designation has no article, and in small letters no plural behind.
_ARTICLES = "a an any each every her his its my no one our that the their this what which"
_NO_ARTICLE = "".join(rf"(?<!\b{word} )" for word in _ARTICLES.split())
# "was" is no plural.
_COUNTED = r"(?:people|men|women|children|(?!was\b|has\b|does\b)[a-z]+[^\Ws]s)"
_DESIGNATION = re.compile(
    rf"\b(?:(?-i:(?=[A-Z]))|{_NO_ARTICLE}(?!\w+ \d+ {_COUNTED}\b))"
    rf"(?P<noun>{_ASKED}) {_NUMBERED}(?P<number>(?-i:{_ASKED_NUMBER}))(?![\w%]|[-–/:]\d|[.,]\d)",
    re.IGNORECASE,
)
_ONE = r"(?:\d+[A-Za-z]?|[IVX]+)\b"
_AND = r"\s*(?:,(?: (?:and|or))?|;|&|/|and|or|to|through|until|-|–)\s*"
_RANGE = re.compile(r"(\d+)\s*(?:to|through|until|-|–)\s*(\d+)")
_ROMAN = {"I": 1, "V": 5, "X": 10}
# A range of more than this is one of something else.
_LONGEST_RANGE = 1000


def designations(question: str) -> list[re.Match[str]]:
    """Return where a question has a designation, in order; its `number` and `noun` are groups."""
    return list(_DESIGNATION.finditer(question))


def is_designated(designation: str, text: str) -> bool:
    """Say whether a text has a designation that `designations` found, in any usual spelling.

    "Units 2 and 3" and "the third unit" have Unit 3, "Clauses 3 to 5" has Clause 4, and so has a
    paragraph that begins with "4."; a row of a table has it where a cell of it is the number.
    """
    found = _DESIGNATION.fullmatch(designation)
    if not found:
        message = f"not a designation: {designation!r}"
        raise ValueError(message)
    noun, number = found["noun"].casefold(), _normal(in_digits(found["number"]))
    return any(_stands(noun, number, spelt) for spelt in (text, in_digits(text)))


def _stands(noun: str, number: str, text: str) -> bool:
    names = "|".join(_NOUNS[noun])
    listed = re.compile(
        rf"\b(?i:(?:{names})(?P<many>s?))(?:[.#]|\b)\s*"
        r"(?i:the |n(?:umber(?:s|ed)?|os?\.?|r\.?) ?)?(?:[A-Z]{1,3}[- ]?(?=\d))?"
        rf"(?P<numbers>{_ONE}(?:{_AND}(?i:(?:{names}) )?{_ONE})*)"
    )
    for found in listed.finditer(text):
        # "In Unit 12, 3 tenants left", but "Units 12, 13 and 14"
        several = found["many"] or noun.endswith("s")
        if _is_among(number, found["numbers"] if several else found["numbers"].split(",")[0]):
            return True
    digits = re.escape(number)
    elsewhere = [
        rf"\b{digits}(?:st|nd|rd|th) (?:{names})\b",
        rf"\b(?:no\.?|number|nr\.?|#) ?{digits}\b",
        rf"^{digits} \||\| {digits}(?= \||$)",
    ]
    if noun in _HEADED_BY_NUMBER:
        elsewhere.append(rf"^\W*{digits}[.):]|§+ ?{digits}\b")
    if noun in _NOUNS["flight"] | _NOUNS["line"]:
        elsewhere.append(rf"\b(?-i:[A-Z]{{1,3}})[- ]?{digits}\b|\bthe {digits}\b(?! {_COUNTED}\b)")
    return any(re.search(one, text, re.IGNORECASE | re.MULTILINE) for one in elsewhere)


def _is_among(number: str, numbers: str) -> bool:
    """Say whether a number is one of a list, or within a range of it."""
    if number in {_normal(one) for one in re.findall(_ONE, numbers)}:
        return True
    if not number.isdigit():
        return False
    ends = ((int(low), int(high)) for low, high in _RANGE.findall(numbers))
    return any(low <= int(number) <= high < low + _LONGEST_RANGE for low, high in ends)


def _normal(number: str) -> str:
    """Return a number in digits: "III" is 3; a letter behind it stays, in lower case."""
    if not re.fullmatch("[IVX]+", number):
        return number.casefold()
    values = [_ROMAN[one] for one in number]
    signed = (-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
    return str(sum(signed))
