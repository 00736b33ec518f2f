"""The values that a question or passage names: names, years, numbers. Rules, no model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

WORD = re.compile(r"\w+(?:[-.]\w+)*")
YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?![\w])")
_SENTENCE_END = re.compile(r"(?<!\b[A-Z])[.!?][\"')\]]*\s+")
# What may stand between two words of one name: "University of Oxford", "Destiny's Child".
_JOINT = re.compile(r"(?:['’]s|(?<=\b[A-Z])\.)? (?:(?:of|of the|de|von|van|del|la) )?|-")
_NOT_NAMES = frozenset({"I", "OK", "Edit", "EDIT", "TV"})
# A text with more capitals than this is a headline or shouting: capitals tell nothing there.
_MOST_CAPITALS = 0.6


@dataclass(frozen=True, slots=True)
class Value:
    """A slice of a text, `text == whole[start:end]`."""

    start: int
    end: int
    text: str


def fold(text: str) -> str:
    """Join lower-case words by single blanks, blank at both ends, to look words up with `in`."""
    words = " ".join(re.findall(r"\w+", text.lower()))
    return f" {words} "


def names(text: str) -> list[Value]:
    """Find runs of capitalised words that do not open a sentence, in order."""
    words = list(WORD.finditer(text))
    capitals = [_is_capital(word.group()) for word in words]
    if not words or sum(capitals) > _MOST_CAPITALS * len(words):
        return []
    openings = _openings(text)
    found: list[Value] = []
    at = 0
    while at < len(words):
        if not capitals[at] or words[at].start() in openings:
            at += 1
            continue
        last = at
        while last + 1 < len(words) and _joined(text, words, last, capitals):
            last = _next_capital(capitals, last)
        start, end = words[at].start(), words[last].end()
        found.append(Value(start, end, text[start:end]))
        at = last + 1
    return [value for value in found if value.text not in _NOT_NAMES]


def _is_capital(word: str) -> bool:
    return word[0].isupper()


def _openings(text: str) -> frozenset[int]:
    """Where sentences begin: capitals there say nothing."""
    first = WORD.search(text)
    starts = {first.start()} if first else set()
    for match in _SENTENCE_END.finditer(text):
        opening = WORD.search(text, match.end())
        if opening:
            starts.add(opening.start())
    return frozenset(starts)


def _next_capital(capitals: list[bool], at: int) -> int:
    return next(index for index in range(at + 1, len(capitals)) if capitals[index])


def _joined(text: str, words: list[re.Match[str]], at: int, capitals: list[bool]) -> bool:
    """Whether the name goes on at the next capital, which at most two joining words precede."""
    reach = range(at + 1, min(at + 5, len(words)))
    following = next((index for index in reach if capitals[index]), None)
    if following is None:
        return False
    return _JOINT.fullmatch(text, words[at].end(), words[following].start()) is not None


def years(text: str) -> list[Value]:
    """Find whole numbers from 1000 to 2099, in order."""
    return [Value(match.start(), match.end(), match.group()) for match in YEAR.finditer(text)]


def numbers(text: str) -> list[Value]:
    """Find numbers in digits that are not years, with an ordinal's ending if there is one."""
    return [
        Value(match.start(), match.end(), match.group())
        for match in NUMBER.finditer(text)
        if not YEAR.fullmatch(match.group())
    ]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Partition the text into half-open ranges, cut behind sentence-ending marks."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        yield start, match.end()
        start = match.end()
    yield start, len(text)
