"""What is trained on, what is held out, and what one epoch is made of."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from rag.reader.training.alterations import Alterer
from rag.reader.training.negatives import bereft, drawn
from rag.reader.training.squad import Example, TrainingDataError
from rag.reader.training.swaps import dated


@dataclass(frozen=True, slots=True)
class HoldOut:
    """The last `articles` articles of a file: the yardstick, for reporting only."""

    file: str
    articles: int

    @classmethod
    def parse(cls, text: str) -> "HoldOut":
        """Read `FILE:N`. Raises ValueError."""
        file, _, count = text.rpartition(":")
        if not file or not count.isdigit():
            message = f"--hold-out {text!r}: expected FILE:N, for example new_wiki.json:8"
            raise ValueError(message)
        return cls(file, int(count))


# What Quoth's own reader is reported on; those who keep other data name their own.
YARDSTICK = HoldOut("new_wiki.json", 8)


@dataclass(frozen=True, slots=True)
class Split:
    """Disjoint by passage. `dev` is for choices while tuning, `yardstick` for the report."""

    train: list[Example]
    dev: list[Example]
    yardstick: list[Example]


_DEV_SHARE = 0.04  # of each file's passages, whole articles where it has several


def split(files: Mapping[str, Sequence[Example]], hold_out: HoldOut | None) -> Split:
    """Cut the yardstick off the end of its file, then the dev part off the end of what is left."""
    if hold_out is not None and hold_out.file not in files:
        message = f"--hold-out: no {hold_out.file!r} among {sorted(files)}. Check --data."
        raise TrainingDataError(message)
    parts = Split([], [], [])
    for name, examples in files.items():
        rest = list(examples)
        if hold_out is not None and name == hold_out.file:
            rest, held = _last_articles(rest, hold_out.articles)
            parts.yardstick.extend(held)
        rest, dev = _dev(rest)
        parts.train.extend(rest)
        parts.dev.extend(dev)
    if not any(example.answers for example in parts.train):
        message = f"{sorted(files)}: no answerable question is left to train on. Add files."
        raise TrainingDataError(message)
    return parts


def _last_articles(examples: list[Example], count: int) -> tuple[list[Example], list[Example]]:
    titles = list(dict.fromkeys(example.title for example in examples))
    held = frozenset(titles[len(titles) - count :])
    return _parted(examples, [example.title in held for example in examples])


def _dev(examples: list[Example]) -> tuple[list[Example], list[Example]]:
    titles = dict.fromkeys(example.title for example in examples)
    if len(titles) == 1:
        contexts = list(dict.fromkeys(example.context for example in examples))
        held = frozenset(contexts[len(contexts) - math.ceil(_DEV_SHARE * len(contexts)) :])
        return _parted(examples, [example.context in held for example in examples])
    wanted = _DEV_SHARE * len({example.context for example in examples})
    taken, seen = 0, 0.0
    for title in reversed(titles):
        if seen >= wanted:
            break
        taken += 1
        seen += len({example.context for example in examples if example.title == title})
    return _last_articles(examples, taken)


def _parted(examples: list[Example], held: Sequence[bool]) -> tuple[list[Example], list[Example]]:
    kept = [example for example, out in zip(examples, held, strict=True) if not out]
    return kept, [example for example, out in zip(examples, held, strict=True) if out]


@dataclass(frozen=True, slots=True)
class Shares:
    """How an epoch is mixed; each is a probability per answerable example of the epoch.

    `elsewhere`: reviews and posts, further from what Quoth reads than encyclopedia text, are each
    seen in this share of the epochs. `passage`: the question is also posed to a hard passage.
    `bereft`: it is also posed to its own passage without the answer. `altered`: its altered form
    is also posed to its own passage. `dated`: it is asked with the right year added. `reworded`:
    a question, answerable or not, is asked in other words where there are any.
    """

    elsewhere: float = 0.6
    passage: float = 0.5
    bereft: float = 0.3
    altered: float = 0.6
    dated: float = 0.3
    reworded: float = 0.5


ELSEWHERE = frozenset({"amazon_reviews.json", "reddit.json"})


@dataclass(frozen=True, slots=True)
class Mixer:
    """Makes epochs: the same seed and number give the same epoch.

    `hard` are passages by a question's id, `reworded` its other forms by the question.
    """

    train: Sequence[Example]
    hard: Mapping[str, Sequence[str]]
    alterer: Alterer
    shares: Shares
    seed: int
    reworded: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def epoch(self, number: int) -> list[Example]:
        """Mix answerable examples, hard passages, altered forms, and all natural unanswerables."""
        random = Random(f"{self.seed}/{number}")  # noqa: S311 - repeatable, not secret
        mixed: list[Example] = []
        for example in self.train:
            if example.source in ELSEWHERE and random.random() >= self.shares.elsewhere:
                continue
            mixed.append(self._asked(example, random))
            if not example.answers:
                continue
            if example.id in self.hard and random.random() < self.shares.passage:
                mixed.append(drawn(example, self.hard[example.id], random))
            if random.random() < self.shares.bereft:
                rest = bereft(example)
                mixed.extend([rest] if rest else [])
            if random.random() < self.shares.altered:
                altered = self.alterer.alter(example, random)
                mixed.extend([altered.example] if altered else [])
        return [self._in_other_words(example, random) for example in mixed]

    def _in_other_words(self, example: Example, random: Random) -> Example:
        forms = self.reworded.get(example.question)
        if not forms or random.random() >= self.shares.reworded:
            return example
        return replace(example, question=random.choice(forms))

    def _asked(self, example: Example, random: Random) -> Example:
        question = dated(example) if random.random() < self.shares.dated else None
        return example if question is None else replace(example, question=question)
