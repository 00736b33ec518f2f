"""The figures of a trained reader on held-out questions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from transformers import PreTrainedModel

from rag.reader.training.alterations import Alterer, Kind
from rag.reader.training.batches import Featurizer, Shape, collate, in_order
from rag.reader.training.decode import Guess, best_per_example, guesses
from rag.reader.training.encoder import read
from rag.reader.training.squad import Example, best, exact_match, token_f1


@dataclass(frozen=True, slots=True)
class Separation:
    """How well margins tell answerable (`positives` of them) from unanswerable pairs."""

    auroc: float
    positives: int
    negatives: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures on one held-out part.

    `exact` and `f1`: percent, given the passage, best over annotations, a span always given.
    `passages`: against each question's hardest other passage of those ranked highest for it.
    """

    questions: int
    exact: float
    f1: float
    passages: Separation | None
    altered: Separation | None
    by_kind: dict[Kind, Separation]
    natural: Separation | None


_HARD = 4  # other passages of the same file read per question; the hardest of them counts
_SEED = "figures"  # fixed: every run is measured on the same altered questions


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Give the chance that a positive scores above a negative, ties as half (Mann-Whitney)."""
    ordered = np.sort(np.asarray(negatives))
    below = np.searchsorted(ordered, positives, side="left")
    upto = np.searchsorted(ordered, positives, side="right")
    return float((below + upto).mean() / 2 / len(ordered))


@dataclass(frozen=True, slots=True)
class Examiner:
    """Reads examples with one model, and computes figures of it."""

    model: PreTrainedModel
    featurizer: Featurizer
    shape: Shape

    def read(self, examples: Sequence[Example]) -> list[Guess]:
        """Give the best span of each example, in order, whether or not it beats the no-answer."""
        self.model.eval()  # type: ignore[no-untyped-call]
        found: list[Guess] = []
        with torch.inference_mode():
            for features in in_order(self.featurizer.features(examples), self.shape):
                batch = collate(features)
                reading = read(self.model, batch)
                logits = (reading.starts.float().cpu(), reading.ends.float().cpu())
                found.extend(guesses(batch, *logits))
        return best_per_example(found, len(examples))

    def words(self, example: Example, guess: Guess) -> str:
        """Slice the guess out of the passage; nothing out of one without tokens."""
        if guess.margin == -np.inf:
            return ""
        offsets = self.featurizer.tokens(example.context).offsets
        return example.context[offsets[guess.start][0] : offsets[guess.end][1]]

    def figures(
        self, examples: Sequence[Example], hard: Mapping[str, Sequence[str]], alterer: Alterer
    ) -> Figures:
        """Compute all figures on `examples`, of which the answerable ones must not be none."""
        asked = [example for example in examples if example.answers]
        found = self.read(asked)
        right = [guess.margin for guess in found]
        words = [self.words(*pair) for pair in zip(asked, found, strict=True)]
        pairs = list(zip(words, asked, strict=True))
        by_kind = self._altered(asked, alterer)
        natural = [guess.margin for guess in self.read([e for e in examples if not e.answers])]
        return Figures(
            questions=len(asked),
            exact=100 * float(np.mean([best(exact_match, w, e.texts) for w, e in pairs])),
            f1=100 * float(np.mean([best(token_f1, w, e.texts) for w, e in pairs])),
            passages=_separation(right, self._hardest(asked, hard)),
            altered=_separation(right, [m for margins in by_kind.values() for m in margins]),
            by_kind={
                kind: separation
                for kind, margins in sorted(by_kind.items())
                if (separation := _separation(right, margins))
            },
            natural=_separation(right, natural),
        )

    def _hardest(self, asked: Sequence[Example], hard: Mapping[str, Sequence[str]]) -> list[float]:
        posed = [
            Example(example.id, example.question, context, example.title, example.source, ())
            for example in asked
            for context in hard.get(example.id, ())[:_HARD]
        ]
        highest: dict[str, float] = defaultdict(lambda: -np.inf)
        for example, guess in zip(posed, self.read(posed), strict=True):
            highest[example.id] = max(highest[example.id], guess.margin)
        return list(highest.values())

    def _altered(self, asked: Sequence[Example], alterer: Alterer) -> dict[Kind, list[float]]:
        random = Random(_SEED)  # noqa: S311 - repeatable, not secret
        made = [one for example in asked if (one := alterer.alter(example, random))]
        margins: dict[Kind, list[float]] = defaultdict(list)
        for one, guess in zip(made, self.read([one.example for one in made]), strict=True):
            margins[one.kind].append(guess.margin)
        return margins


def _separation(positives: Sequence[float], negatives: Sequence[float]) -> Separation | None:
    if not positives or not negatives:
        return None
    return Separation(auroc(positives, negatives), len(positives), len(negatives))
