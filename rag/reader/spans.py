"""Start and end logits -> the best answer spans of a window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# SQuAD's usual limit; 98% of the annotated answers in the training data are shorter.
MAX_ANSWER_TOKENS = 30
# A name, a date or a quantity has few words, and a span that runs on goes, more often than not,
# from the start of one likely answer to the end of another ("Halcyon planned it, and Corvane Ltd"):
# it loses so many logits for every token beyond so many. Given the passage, 951 questions for one
# of these or a place (of held-out lessons, tuning halves and eight later corpora) have an exact
# match of .806 for .790.
FEW_TOKENS = 4
RUNNING_ON = 0.1

Logits = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Span:
    """Passage tokens `start` to `end`, both inclusive, and the margin over the no-answer."""

    start: int
    end: int
    margin: float


def best_spans(
    logits: tuple[Logits, Logits],
    first: int,
    count: int,
    parts: NDArray[np.int64] | None = None,
    *,
    few_words: bool = False,
) -> list[Span]:
    """Return at most `count` spans, best first, none sharing a token with a better one.

    `logits` are a window's starts and ends, (t,) each; the passage is tokens `first` to t - 2. A
    span's score is start + end over all start <= end < start + 30, less the no-answer's at token 0
    (Devlin et al. 2019, "BERT", section 4.3). Of equal spans the one that starts, then ends, first.
    `parts` numbers the sentence of each passage token, (t - 1 - first,); no span leaves its own.
    With `few_words` the best are those that run on less; their margins are as before.
    """
    starts, ends = logits
    inside = slice(first, len(starts) - 1)
    length = len(starts) - 1 - first
    reach = np.arange(length) - np.arange(length)[:, None]  # end - start
    scores = starts[inside, None] + ends[None, inside]
    scores[(reach < 0) | (reach >= MAX_ANSWER_TOKENS)] = -np.inf
    if parts is not None:
        scores[parts[:, None] != parts] = -np.inf
    if few_words:
        scores -= RUNNING_ON * np.maximum(reach + 1 - FEW_TOKENS, 0)
    nothing = starts[0] + ends[0]
    found: list[Span] = []
    while len(found) < min(count, length):
        start, end = divmod(int(scores.argmax()), length)
        if scores[start, end] == -np.inf:
            break
        margin = starts[first + start] + ends[first + end] - nothing
        found.append(Span(start, end, float(margin)))
        # A span shares a token with this one unless it ends before it or starts behind it.
        scores[: end + 1, start:] = -np.inf
    return found
