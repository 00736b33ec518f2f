"""A reader given the right passage: exact words, and whether it sees what does not answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from sklearn.metrics import roc_auc_score

from eval.figures import Figure
from eval.measures import Estimate, Values, estimate, mean
from rag.reader.training.squad import Example, best, exact_match, token_f1

# The passages read beside the right one; the hardest of them counts. As in training's figures.
HARD = 4

GIVEN = "given the passage"


class Finder(Protocol):
    """What finds the best words of a text for a question."""

    def best(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, float]]:
        """Return the words and a score, higher for a surer answer, for each (question, text)."""


def given_figures(
    finder: Finder,
    asked: Sequence[Example],
    hard: Mapping[str, Sequence[str]],
    altered: Mapping[str, Example],
) -> list[Figure]:
    """Return the figures over answerable questions; `hard` and `altered` are by question id."""
    found = finder.best((one.question, one.context) for one in asked)
    words = [words for words, _ in found]
    right = [score for _, score in found]
    posed = [(one.id, one.question, text) for one in asked for text in hard.get(one.id, ())[:HARD]]
    highest: dict[str, float] = {}
    scored = finder.best((question, text) for _, question, text in posed)
    for (name, _, _), (_, score) in zip(posed, scored, strict=True):
        highest[name] = max(highest.get(name, -np.inf), score)
    fooled = finder.best((one.question, one.context) for one in altered.values())
    exact = [best(exact_match, w, one.texts) for w, one in zip(words, asked, strict=True)]
    shared = [best(token_f1, w, one.texts) for w, one in zip(words, asked, strict=True)]
    return [
        Figure(GIVEN, "exact match", mean(exact)),
        Figure(GIVEN, "F1", mean(shared)),
        Figure(
            GIVEN, "AUROC against the hardest other passage", separation(right, highest.values())
        ),
        Figure(GIVEN, "AUROC against altered questions", separation(right, [s for _, s in fooled])),
    ]


def separation(positives: Sequence[float], negatives: Iterable[float]) -> Estimate:
    """Return the AUROC of two groups of scores, with its interval over both."""
    others = list(negatives)
    labels = np.array([1.0] * len(positives) + [0.0] * len(others))
    # A text without words scores -inf, which ranks as well as any low number.
    scores = np.nan_to_num(np.array([*positives, *others], np.float64), neginf=-1e9)

    def area(labels: Values, scores: Values) -> float:
        both = 0 < labels.sum() < len(labels)
        return float(roc_auc_score(labels, scores)) if both else float("nan")

    return estimate(area, labels, scores)
