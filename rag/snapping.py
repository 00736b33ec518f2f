"""A reader's spans put right at their edges: whole names and numbers, no loose marks.

A reader learns where annotators' spans begin and end, roughly. "Ellisay" of "Port Ellisay", "400"
of "£3,400" and "people" of "3,400 people" are what it meant, cut short. Of "46 people, of whom 5
are ill" it may take the 46 where the 5 is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.question import AnswerKind, asked_for
from rag.types import Evidence, Span
from rag.values.names import find_names
from rag.values.quantities import in_digits

_SIGN = r"(?:(?:\b(?:US|AU?|CA?|NZ|HK))?[$€£¥₹])?"
# A number, in digits or words, right before what is counted.
_NUMBER_BEFORE = re.compile(
    rf"{_SIGN}(?P<number>\d(?:[\d,]*\d)?(?:\.\d+)?|[^\W\d_]+(?:-[^\W\d_]+)?)[ \u00a0-]$"
)
_SCALE = re.compile(r"(?:hundred|thousand|million|billion|trillion|bn|m)s?\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# "Ann Lee of Oslo", "Norway's Ann Lee", "Lee's": what stands on either side is whole by itself.
_BETWEEN_NAMES = re.compile(r"[’']s$|[’']s | of (?:the )?")
# With its sign and what is written to it: "US$2,325", "12.5%", "40p". A date or a version,
# "12.05.2024", is no number, and of a list, "3,4,5", each is by itself.
_WHOLE_NUMBER = re.compile(
    rf"{_SIGN}(?<![\w.,:/])(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?"
    r"(?![.,:/]?\d)(?:%|°[CF]?|[^\W\d_]{1,3}\b)?"
)
# "How many of the plots are vacant?" asks for the five of "46 plots, of which five are vacant".
_HOW_MANY_ARE = re.compile(
    r"\bhow many (?:[\w’'-]+ ){1,6}?(?:is|are|was|were) (?:still |now |currently )?"
    r"(?P<what>[^\W\d_]+)\W*$",
    re.IGNORECASE,
)
_PART = (
    r"(?:\bof (?:which|whom|these|them),? (?:only )?(?P<first>{number})"
    r"|\b(?P<second>{number}) of (?:which|whom|these|them))"
    r" (?:(?:is|are|was|were) )?(?:still |now |currently )?{what}\b(?=\s*(?:$|[^\w\s]|and\b|but\b))"
).replace("{number}", r"\d[\d,]*|[^\W\d_]+(?:-[^\W\d_]+)?")
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
# Brackets and quotation marks stay where their partner is inside too; these never belong.
_LOOSE = " \t\r\n,;:.!?–—-•*"
# What has no white space in it and reads as one word: "help@firm.example", "www.firm.example",
# "notes.txt", "2.2.1". A capital behind a full stop begins a sentence whose blank is missing.
_UNBROKEN = re.compile(
    r"[\w.+-]{1,64}@[\w.-]*\w | \b(?:\w{1,16}://|www\.)[^\s<>\"“”()]*[\w/]"
    r" | (?<![\d.])\d+(?:\.\d+)+ | \b\w[\w-]*(?:\.(?=[a-z])[\w-]+)+",
    re.VERBOSE,
)
# A bracket that is a part of its word: "23 dB(A)", "clause 5(2)(b)", "Councillor(s)".
_BRACKETS_ON = re.compile(r"(?<=\w)(?:\([^\s()]{1,12}\))+")
# Two letters of one word, in scripts that part words by blanks (Thai and Chinese do not).
_IN_WORD = re.compile(r"(?:(?=[\u0000-\u0dff\u1e00-\u1fff])[^\W\d_]){2}")
_FAR = 40  # characters before a span in which a number's word can begin


def snap(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence with its spans put right; what is only marks is left out.

    Where two become the same span, the likelier stays.
    """
    kind = asked_for(question).kind
    part = _part_asked_for(question)
    kept: dict[tuple[str, Span], Evidence] = {}
    for one in sorted(evidence, key=lambda one: -one.score):
        answer = _snapped(one, kind, part)
        if answer:
            kept.setdefault(
                (one.passage.article, answer), replace(one, answer=answer, quote=answer)
            )
    return list(kept.values())


def _snapped(evidence: Evidence, kind: AnswerKind, part: re.Pattern[str] | None) -> Span | None:
    offset, text = evidence.passage.start, evidence.passage.text
    start, end = evidence.answer[0] - offset, evidence.answer[1] - offset
    while start < end and text[start] in _LOOSE:
        start += 1
    while start < end and text[end - 1] in _LOOSE and not _abbreviates(text, start, end):
        end -= 1
    if start == end:
        return None
    start, end = _whole_words(text, start, end)
    around = (*_whole_names(text), *_whole_numbers(text), *_unbroken(text, start, end))
    for first, last in around:
        if first < start < last or first < end < last:
            start, end = min(start, first), max(end, last)
    end = _behind_brackets(text, start, end)
    if part:
        start, end = _part_of(text, start, end, part)
    if kind is AnswerKind.QUANTITY and not _begins_with_number(text, start, end):
        start = _with_number(text, start)
    return start + offset, end + offset


def _whole_words(text: str, start: int, end: int) -> Span:
    """Return a span with the rest of the words that it cuts: a token is often a part of one."""
    while start and _IN_WORD.fullmatch(text, start - 1, start + 1):
        start -= 1
    while end < len(text) and _IN_WORD.fullmatch(text, end - 1, end + 1):
        end += 1
    return start, end


def _whole_names(text: str) -> Iterator[Span]:
    """Yield where names begin and end, the parts around "of" and a possessive by themselves."""
    for name in find_names(text):
        at = name.start
        for between in _BETWEEN_NAMES.finditer(text, name.start, name.end):
            yield at, between.start()
            at = between.end()
        if at < name.end:
            yield at, name.end


def _unbroken(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield where the addresses, file names and numbers around a span begin and end."""
    blank = max(text.rfind(mark, 0, start) for mark in " \n")
    for found in _UNBROKEN.finditer(text, blank + 1):
        if found.start() >= end:
            return
        yield found.span()


def _behind_brackets(text: str, start: int, end: int) -> int:
    """Return the end of a span, behind the brackets that follow its last word without a blank."""
    for brackets in _BRACKETS_ON.finditer(text, start + 1):
        if brackets.start() >= end:
            return brackets.end() if brackets.start() == end else end
        end = max(end, brackets.end())
    return end


def _whole_numbers(text: str) -> Iterator[Span]:
    return (number.span() for number in _WHOLE_NUMBER.finditer(text))


def _part_asked_for(question: str) -> re.Pattern[str] | None:
    """Return what finds a part that has what the question counts; None where it asks otherwise."""
    found = _HOW_MANY_ARE.search(question)
    return found and re.compile(_PART.replace("{what}", found["what"]), re.IGNORECASE)


def _part_of(text: str, start: int, end: int, part: re.Pattern[str]) -> Span:
    """Return the number of the part where the span is the whole right before it, else the span."""
    found = part.search(text, end)
    if not found or not _begins_with_number(text, start, end):
        return start, end
    between = text[end : found.start()]
    number = found.span("first" if found["first"] else "second")
    other = re.search(r"\d", in_digits(between)) or _SENTENCE_END.search(between)
    return (start, end) if other or not _is_number(text[slice(*number)]) else number


def _begins_with_number(text: str, start: int, end: int) -> bool:
    """Whether a span begins with a number: "£80,000", "eight"; "million" is only a scale."""
    if re.match(r"\S*\d", text[start:end]):
        return True
    first = _FIRST_WORD.match(text, start, end)
    if first is None or _SCALE.match(first.group()) or text[start - 1 : start] == "-":
        return False
    return in_digits(first.group()).isdigit()


def _abbreviates(text: str, start: int, end: int) -> bool:
    """Whether the last mark is an abbreviation's: "6:40 p.m.", "the U.S."."""
    return bool(re.search(r"\b[^\W\d_]\.[^\W\d_]\.$", text[start:end]))


def _with_number(text: str, start: int) -> int:
    found = _NUMBER_BEFORE.search(text, max(0, start - _FAR), start)
    return found.start() if found and _is_number(found["number"]) else start


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[\d,.]+", in_digits(text)))
