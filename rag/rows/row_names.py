"""What of a table's row a question names: its words, each number or code being one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.store.lexical import terms
from rag.conversation.words import Role, split
from rag.merging.support import FUNCTION_WORDS
from rag.rows.tables import Row

Words = frozenset[str]
# A number, version or code is one word: "2.2.1", "2023/24", "6:30", "K4".
CODE = re.compile(r"\w*\d\w*(?:[.,:/–-]\w*\d\w*)*")
_POSSESSIVE = re.compile(r"[’']s\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_CENTURY = re.compile(r"(?<=^\d{4}/)\d\d(?=\d\d$)")
_VERSION_SIGN = re.compile(r"^v(?=\d)")
# Versions, codes and periods; other numbers are measures, or can be anything.
_IDENTIFIER = re.compile(r"9(?:\.9){2,}|[^\W\d_]+9.*|9/9")
_DIGITS = re.compile(r"\d+")
# "The air is clean" is named by "clean air".
_LITTLE = frozenset(terms(f"{FUNCTION_WORDS} per"))
_TELLING = frozenset({Role.NAME, Role.NUMBER, Role.OPEN, Role.ADVERB})


@dataclass(frozen=True, slots=True)
class Wanted:
    """The telling words of a question, and which of them are codes or of names."""

    words: Words
    proper: Words


@dataclass(frozen=True, slots=True)
class Named:
    """A row, which of its cells the question names, which of these wholly, and by which words."""

    row: Row
    cells: frozenset[int]
    whole: frozenset[int]
    words: Words

    @property
    def strength(self) -> tuple[int, int]:
        """How much of the question the row holds; of as much, whether all of a cell is in it."""
        return len(self.words), len(self.whole)


def named_by(wanted: Wanted, row: Row, text: str) -> Named:
    """Return what of a row the question names.

    A cell is named by all its words, or by half of them where these are several, a name or code.
    Of "300 km", 300 alone names nothing.
    """
    cells = [words_of(text[slice(*cell)]) for cell in row.cells]
    held = [wanted.words & words for words in cells]
    whole = frozenset(at for at, words in enumerate(cells) if words and held[at] == words)
    named = whole | {
        at
        for at, words in enumerate(cells)
        if 2 * len(held[at]) >= len(words) and (len(held[at]) > 1 or held[at] & wanted.proper)
    }
    by = frozenset(word for at in named for word in held[at])
    return Named(row, named, whole, by)


def wanted_of(question: str, subject: str) -> Wanted:
    """Return what the question says, but for the number of what everything here is about.

    In a manual of the "Kestrel 300", 300 tells no row.
    """
    words = split(question)
    names = [word for word in words if word.role is Role.NAME]
    codes = {
        normal(code.group())
        for code in CODE.finditer(question)
        if not any(
            name.end <= code.start() and question[name.start : code.end()] in subject
            for name in names
        )
    }
    told = [
        (word.role, term)
        for word in words
        if word.role in _TELLING and not CODE.search(word.text)
        for term in terms(_POSSESSIVE.sub("", word.text))
    ]
    named = {term for role, term in told if role is Role.NAME}
    return Wanted(
        frozenset(codes | {term for _, term in told}),
        frozenset(named | {code for code in codes if is_identifier(code)}),
    )


def words_of(text: str) -> Words:
    """Return the telling words of a cell: stems, and numbers and codes as they are."""
    codes = {normal(found) for found in CODE.findall(text)}
    rest = terms(_POSSESSIVE.sub("", CODE.sub(" ", text)))
    return frozenset(codes | (set(rest) - _LITTLE))


def normal(code: str) -> str:
    """Return a code in one spelling: "2023–2024" is "2023/24", "v2.1" is "2.1", "1,200" 1200."""
    code = _THOUSANDS.sub("", code.casefold().replace("–", "/").replace("-", "/"))
    return _CENTURY.sub("", _VERSION_SIGN.sub("", code))


def is_identifier(code: str) -> bool:
    """Say whether a number is a version, a code or a period, and no measure."""
    return _IDENTIFIER.fullmatch(shape_of(code)) is not None


def shape_of(code: str) -> str:
    """Return what a code looks like, whatever its digits are: "9.9.9", "unit 9"."""
    return _DIGITS.sub("9", normal(code))
