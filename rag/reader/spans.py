"""Start and end logits -> the best answer spans of a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# SQuAD's usual limit; 98% of the annotated answers in the training data are shorter.
MAX_ANSWER_TOKENS = 30

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Span:
    """Passage tokens `start` to `end`, both inclusive, and the margin over the no-answer."""

    start: int
    end: int
    margin: float


def best_spans(
    starts: Logits, ends: Logits, first: int, count: int, parts: NDArray[np.int64] | None = None
) -> list[Span]:
    """Return at most `count` spans, best first, none sharing a token with a better one.

    `starts` and `ends` are a window's logits, (t,); the passage is tokens `first` to t - 2. A
    span's score is start + end over all start <= end < start + 30, less the no-answer's at token 0
    (Devlin et al. 2019, "BERT", section 4.3). Of equal spans the one that starts, then ends, first.
    `parts` numbers the sentence of each passage token, (t - 1 - first,); no span leaves its own.
    """
    inside = slice(first, len(starts) - 1)
    length = len(starts) - 1 - first
    reach = np.arange(length) - np.arange(length)[:, None]  # end - start
    scores = starts[inside, None] + ends[None, inside]
    scores[(reach < 0) | (reach >= MAX_ANSWER_TOKENS)] = -np.inf
    if parts is not None:
        scores[parts[:, None] != parts] = -np.inf
    nothing = starts[0] + ends[0]
    found: list[Span] = []
    while len(found) < min(count, length):
        start, end = divmod(int(scores.argmax()), length)
        if scores[start, end] == -np.inf:
            break
        found.append(Span(start, end, float(scores[start, end] - nothing)))
        # A span shares a token with this one unless it ends before it or starts behind it.
        scores[: end + 1, start:] = -np.inf
    return found
