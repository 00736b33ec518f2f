"""Held-out questions put to an index, as a person would: for calibrating and for measuring.

Each answerable question is asked three times: as it is, altered so that its passage no longer
answers it, and with its Wikipedia article taken out of the index.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from index import Hit, Progress
from rag.confidence import Sureness
from rag.reader.training.alterations import Alterer
from rag.reader.training.corpus import Corpus
from rag.reader.training.squad import Example, best, token_f1
from rag.reading import Reading
from rag.types import Evidence

# How many passages are read for a question, as in the settings' default.
TOP_K = 16
# Words that share this much with an annotation name the same thing ("the Duke" for "Duke").
_SAME_WORDS = 0.5
_SEED = "figures"  # fixed: every run is measured on the same altered questions


class Case(enum.Enum):
    """What was done to the question before it was asked."""

    OPEN = "open"
    ALTERED = "altered"
    REMOVED = "article taken out"


@dataclass(frozen=True, slots=True)
class Trial:
    """One asking: what was found, the evidence best first, and how sure to be of it.

    `id` is that of the original question.
    """

    id: str
    case: Case
    example: Example
    hits: list[Hit]
    evidence: list[Evidence]
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks questions of one corpus, as the assistant does."""

    corpus: Corpus
    reading: Reading
    top_k: int = TOP_K

    def ask(self, example: Example, case: Case, name: str) -> Trial:
        """Retrieve, read and weigh for one question."""
        asked = example.question
        if case is Case.REMOVED:
            hits = self.corpus.retrieve_without(example.title, asked, self.top_k)
        else:
            hits = self.corpus.retrieve(asked, self.top_k)
        articles = {
            one: self.corpus.store.article(one) for one in {h.passage.article for h in hits}
        }
        evidence, sureness = self.reading.read(asked, hits, articles)
        return Trial(name, case, example, hits, evidence, sureness)

    def right(self, trial: Trial, evidence: Evidence) -> bool:
        """Whether evidence answers: it stands in an annotated sentence, or is the same words."""
        if trial.case is not Case.OPEN or not trial.example.answers:
            return False
        start = evidence.passage.start
        words = evidence.passage.text[evidence.answer[0] - start : evidence.answer[1] - start]
        if best(token_f1, words, trial.example.texts) >= _SAME_WORDS:
            return True
        return self.in_sentence(trial, evidence)

    def in_sentence(self, trial: Trial, evidence: Evidence) -> bool:
        """Whether what is quoted as evidence holds an annotated answer."""
        start, end = evidence.quote
        own = self.corpus.ids[trial.example.context]
        return evidence.passage.article == own and any(
            start <= span.start and span.end <= end for span in trial.example.answers
        )


def alter_all(examples: Iterable[Example], alterer: Alterer) -> Mapping[str, Example]:
    """Return the altered form of each example that can be altered, by the original's id."""
    random = Random(_SEED)  # noqa: S311 - repeatable, not secret
    made = {example.id: alterer.alter(example, random) for example in examples if example.answers}
    return {name: one.example for name, one in made.items() if one}


def ask_all(
    asker: Asker,
    examples: list[Example],
    altered: Mapping[str, Example],
    progress: Progress | None = None,
) -> Iterator[Trial]:
    """Ask all three forms of each question; naturally unanswerable ones once."""
    for done, example in enumerate(examples):
        yield asker.ask(example, Case.OPEN, example.id)
        if example.answers:
            yield asker.ask(example, Case.REMOVED, example.id)
        if example.id in altered:
            yield asker.ask(altered[example.id], Case.ALTERED, example.id)
        if progress:
            progress(done + 1, len(examples))
