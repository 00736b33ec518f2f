"""The answers to each question of a message -> one answer, its citations numbered through."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from index import Article, Hit
from rag.compose import cite
from rag.types import Answer, Citation, Disagreement, Statement, Timings

T = TypeVar("T")


def joined(question: str, parts: Sequence[Answer]) -> Answer:
    """Return one answer to a message that asks what `parts` answer, at least one.

    It is as sure as its least sure part that answers. Where none does it has what came nearest to
    the first.
    """
    numbered = _numbered_through(parts)
    answered = [part for part in numbered if part.answered]
    sure = [part.confidence for part in answered or numbered]
    return Answer(
        question=question,
        understood_as=" ".join(part.understood_as for part in numbered),
        statements=_all(part.statements for part in numbered),
        disagreements=_all(part.disagreements for part in numbered),
        citations=_once(part.citations for part in numbered),
        confidence=min(sure) if answered else max(sure),
        nearest=() if answered else numbered[0].nearest,
        missing=_once(part.missing for part in numbered),
        also_written=_once(part.also_written for part in numbered),
        parts=tuple(numbered),
        timings=_summed([part.timings for part in numbered if part.timings]),
    )


def flat(history: Iterable[Answer]) -> tuple[Answer, ...]:
    """Return a conversation with the parts of an answer each as a turn of its own."""
    return _all(answer.parts or (answer,) for answer in history)


def heard(told: str, hits: Sequence[Hit], articles: Mapping[str, Article]) -> Answer:
    """Return what a person tells beside a question as a turn before it, with the texts about it.

    "She" in the question is whom it speaks of; it states nothing.
    """
    near = [hit.passage for hit in hits if hit.passage.article in articles]
    citations = tuple(
        cite(articles[one.article], (one.start, one.end), number)
        for number, one in enumerate(near, start=1)
    )
    return Answer(told, told, (), (), citations, confidence=0.0, nearest=())


def _numbered_through(parts: Sequence[Answer]) -> list[Answer]:
    """Return the parts with citations numbered as in one answer: what is cited twice has one."""
    numbers: dict[tuple[str, int, int], int] = {}
    return [_renumbered(part, numbers) for part in parts]


def _renumbered(part: Answer, numbers: dict[tuple[str, int, int], int]) -> Answer:
    new = {
        cited.number: numbers.setdefault(_place(cited), len(numbers) + 1)
        for cited in part.citations
    }

    def of(cited: Iterable[int]) -> tuple[int, ...]:
        return tuple(new[number] for number in cited)

    return dataclasses.replace(
        part,
        statements=tuple(
            Statement(one.quote, one.highlights, of(one.citations)) for one in part.statements
        ),
        disagreements=tuple(
            Disagreement(
                tuple(dataclasses.replace(side, citations=of(side.citations)) for side in one.sides)
            )
            for one in part.disagreements
        ),
        citations=tuple(
            dataclasses.replace(cited, number=new[cited.number]) for cited in part.citations
        ),
    )


def _place(cited: Citation) -> tuple[str, int, int]:
    return cited.article, cited.start, cited.end


def _all(several: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(chain.from_iterable(several))


def _once(several: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(several)))


def _summed(timings: Sequence[Timings]) -> Timings | None:
    if not timings:
        return None
    names = [field.name for field in dataclasses.fields(Timings)]
    return Timings(**{n: round(sum(getattr(one, n) for one in timings), 1) for n in names})
