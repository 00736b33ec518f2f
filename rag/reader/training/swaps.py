"""Values of a question swapped for others of its article that make it unanswerable."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random

from rag.reader.training import wording
from rag.reader.training.squad import Example
from rag.reader.training.values import Value, fold, names, numbers, sentences, years

_HARDEST_SHARE = 0.2  # swapped-in values that the passage holds, in another sentence
# A near year tempts as much as a far one, and looks as natural.
_YEARS_OFF = (-20, -10, -5, -3, -2, -1, 1, 2, 3, 5, 10, 20)
_LAST_YEAR = 2020  # later ones would be known for false by themselves


@dataclass(frozen=True, slots=True)
class Pool:
    """The values that the passages and questions of one article name; each list is sorted."""

    names: list[str]
    years: list[str]
    numbers: list[str]


def pools(examples: Sequence[Example]) -> dict[tuple[str, str], Pool]:
    """Collect the values by file and article title."""
    texts: dict[tuple[str, str], set[str]] = defaultdict(set)
    for example in examples:
        texts[example.source, example.title] |= {example.context, example.question}
    return {
        article: Pool(
            names=sorted({value.text for text in held for value in names(text)}),
            years=sorted({value.text for text in held for value in years(text)}),
            numbers=sorted({value.text for text in held for value in numbers(text)}),
        )
        for article, held in texts.items()
    }


def swap(example: Example, old: Sequence[Value], new: Sequence[str], random: Random) -> str | None:
    """Replace one of `old` by one of `new` that the passage does not hold, or return None.

    A small share takes one that the passage holds, but not where the answer stands.
    """
    if not old or not new:
        return None
    chosen = random.choice(old)
    fresh = [text for text in new if fold(text) not in fold(example.question)]
    passage = folded(example.context)
    absent = [text for text in fresh if fold(text) not in passage]
    near = fold(_answer_sentences(example))
    elsewhere = [text for text in fresh if fold(text) in passage and fold(text) not in near]
    offered = elsewhere if elsewhere and random.random() < _HARDEST_SHARE else absent
    return put(example.question, chosen, random.choice(offered)) if offered else None


def swap_year(example: Example, pool: Pool, random: Random) -> str | None:
    """Put another year of the article, or a near one, in place of one of the question's."""
    found = years(example.question)
    return swap(example, found, pool.years + _nearby(found), random)


def swap_number(example: Example, pool: Pool, random: Random) -> str | None:
    """Put a number of the article that looks alike in place of one of the question's."""
    found = numbers(example.question)
    spelled = wording.other_number_word(example.question, random)
    if not found:
        return spelled
    old = random.choice(found)
    same_form = [number for number in pool.numbers if _form(number) == _form(old.text)]
    return swap(example, [old], same_form, random) or spelled


def dated(example: Example) -> str | None:
    """Add the year of the answer's sentence to the question: it stays answerable.

    None if that sentence does not hold exactly one year, or the question or answer is about time.
    These keep the reader from taking any added year as a sign of an altered question.
    """
    asked = example.question.lower()
    if years(asked) or re.search(r"\b(when|year|date|century|decade|long|old)\b", asked):
        return None
    found = {value.text for value in years(_answer_sentences(example))}
    if len(found) != 1 or any(years(text) for text in example.texts):
        return None
    return f"{example.question.rstrip(' ?.')} in {found.pop()}?"


def misdated(example: Example, pool: Pool, random: Random) -> str | None:
    """Add another year than that of the answer's sentence, where `dated` could add that."""
    question = dated(example)
    if question is None:
        return None
    return swap_year(replace(example, question=question), pool, random)


def put(question: str, old: Value, new: str) -> str:
    """Replace one slice of the question."""
    return question[: old.start] + new + question[old.end :]


def akin(name: str, question: str) -> bool:
    """Whether the name shares a word with the question, or is the initials of words in it."""
    if not set(folded(name).split()).isdisjoint(folded(question).split()):
        return True
    initials = "".join(word[0] for word in name.split()).lower()
    if f" {initials} " in folded(question):
        return True
    asked = "".join(word[0] for word in folded(question).split())
    return name.isupper() and name.lower() in asked


@lru_cache(maxsize=65536)  # every name is compared with every question of its article
def folded(text: str) -> str:
    """Fold as `values.fold` does, remembering."""
    return fold(text)


def _nearby(found: Sequence[Value]) -> list[str]:
    moved = [int(year.text) + off for year in found for off in _YEARS_OFF]
    return [str(year) for year in moved if year <= _LAST_YEAR]


def _form(number: str) -> str:
    """Digits counted, ending kept: a swapped-in number looks like the old one."""
    ending = re.sub(r"[\d.,]", "", number)
    return f"{len(number) - len(ending)}{'ordinal' if ending else ''}"


def _answer_sentences(example: Example) -> str:
    return " ".join(
        example.context[start:end]
        for start, end in sentences(example.context)
        if any(span.start < end and span.end > start for span in example.answers)
    )
