"""Answerable questions changed so that their own passage no longer answers them.

The kinds follow SQuAD 2.0's account of its unanswerable questions (Rajpurkar et al. 2018, table
1): entity swap, negation, antonym, and here also years, numbers, exchanged roles and topic words.
What is put in comes from the same article (a topic word from the same file), so that neither
style nor subject gives the change away.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

import numpy as np
from numpy.typing import NDArray

from rag.reader.training import swaps, wording
from rag.reader.training.squad import Example
from rag.reader.training.values import names

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]  # texts -> (n, d), unit rows


class Kind(StrEnum):
    """What was changed in a question."""

    NAME = "name"
    YEAR = "year"
    NUMBER = "number"
    OPPOSITE = "opposite"
    ROLES = "roles"
    WORD = "word"
    NEGATION = "negation"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Altered:
    """A question that its passage does not answer any more, and how it was made."""

    example: Example
    kind: Kind


# How readily a kind is tried before others, and the share of draws in which it is tried at all.
# Wrong names, years and numbers are what the first trial fell for; a negation or an odd exchange
# of roles is easily seen by its wording alone, so these are rare.
_TRIED = {
    Kind.NAME: (4.0, 1.0),
    Kind.YEAR: (5.0, 1.0),
    Kind.NUMBER: (4.0, 1.0),
    Kind.DATE: (2.0, 0.7),
    Kind.OPPOSITE: (2.0, 0.6),
    Kind.WORD: (2.5, 0.6),
    Kind.ROLES: (0.7, 0.4),
    Kind.NEGATION: (0.5, 0.15),
}
_NEIGHBOURS = 10  # a swapped-in name is one of the ten most alike: a city for a city
_MOST_NAMES = 400  # names looked through per draw: a file of posts is one article with thousands
_TOO_ALIKE = 0.85  # cosine from which two names are likely the same thing ("US", "USA")
_TOPIC_BAND = (0.30, 0.62)  # cosine of topic words: of a kind, yet no synonyms


class Alterer:
    """Alters questions with the values of their articles. Same inputs and draws, same output."""

    def __init__(self, examples: Sequence[Example], embed: Embed) -> None:
        """Collect the values of the examples' articles, and embed names and topic words."""
        self._pools = swaps.pools(examples)
        named = sorted({name for pool in self._pools.values() for name in pool.names})
        self._topics = wording.Topics.of(examples)
        self._rows = {text: row for row, text in enumerate([*named, *self._topics.words])}
        self._vectors = embed(list(self._rows))

    def alter(self, example: Example, random: Random) -> Altered | None:
        """Return the example with a changed question and no answers, or None if no change fits."""
        drawn = {kind: random.random() ** (1 / weight) for kind, (weight, _) in _TRIED.items()}
        tried = [kind for kind, (_, share) in _TRIED.items() if random.random() < share]
        for kind in sorted(tried, key=drawn.__getitem__, reverse=True):
            question = self.change(kind, example, random)
            if question is not None and question != example.question:
                name = f"{example.id}#{kind}"
                return Altered(replace(example, id=name, question=question, answers=()), kind)
        return None

    def change(self, kind: Kind, example: Example, random: Random) -> str | None:
        """Return the question changed in one way, or None if that does not fit it."""
        question, pool = example.question, self._pools[example.source, example.title]
        ways: dict[Kind, Callable[[], str | None]] = {
            Kind.NAME: lambda: self._swap_name(example, pool, random),
            Kind.YEAR: lambda: swaps.swap_year(example, pool, random),
            Kind.NUMBER: lambda: swaps.swap_number(example, pool, random),
            Kind.DATE: lambda: swaps.misdated(example, pool, random),
            Kind.OPPOSITE: lambda: wording.opposite(question, random),
            Kind.ROLES: lambda: wording.exchanged(question, names(question)),
            Kind.WORD: lambda: self._swap_word(example, random),
            Kind.NEGATION: lambda: wording.negated(question, random),
        }
        return ways[kind]()

    def _swap_name(self, example: Example, pool: swaps.Pool, random: Random) -> str | None:
        found = names(example.question)
        if not found:
            return None
        old = random.choice(found)
        if old.text not in self._rows:
            return None
        offered = pool.names
        if len(offered) > _MOST_NAMES:
            offered = random.sample(offered, _MOST_NAMES)
        other = [name for name in offered if not swaps.akin(name, example.question)]
        alike = self._nearest(old.text, other, (-1.0, _TOO_ALIKE))[:_NEIGHBOURS]
        return swaps.swap(example, [old], alike, random)

    def _swap_word(self, example: Example, random: Random) -> str | None:
        found = self._topics.of_question(example)
        if not found:
            return None
        old = random.choice(found)
        other = [word for word in self._topics.alternatives(example, old) if word in self._rows]
        alike = self._nearest(old.text.lower(), other, _TOPIC_BAND)[:_NEIGHBOURS]
        strangers = [word for word in alike if word[:5] not in example.context.lower()]
        return swaps.put(example.question, old, random.choice(strangers)) if strangers else None

    def _nearest(self, text: str, other: Sequence[str], band: tuple[float, float]) -> list[str]:
        """Those of `other` whose cosine to `text` lies in the band, most alike first."""
        if not other or text not in self._rows:
            return []
        rows = [self._rows[word] for word in other]
        cosines = self._vectors[rows] @ self._vectors[self._rows[text]]
        order = np.argsort(-cosines, kind="stable")
        return [other[at] for at in order if band[0] <= cosines[at] <= band[1]]
