"""The best span of every window of a batch: `spans.best_spans` on tensors, for training figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from rag.reader.spans import MAX_ANSWER_TOKENS
from rag.reader.training.batches import Batch


@dataclass(frozen=True, slots=True)
class Guess:
    """The best span of one window, in passage tokens, and its margin over the no-answer.

    The margin is -inf, and start and end mean nothing, where the window holds no passage.
    """

    example: int
    start: int
    end: int
    margin: float


def guesses(batch: Batch, start_logits: torch.Tensor, end_logits: torch.Tensor) -> list[Guess]:
    """Per window: argmax of start + end over all start <= end < start + 30 inside the passage.

    Logits: (b, t). The margin is that sum less the no-answer's, `start[0] + end[0]`
    (Devlin et al. 2019, section 4.3).
    """
    inside = torch.zeros_like(batch.mask, dtype=torch.bool)
    for row, feature in enumerate(batch.features):
        inside[row, feature.window.first : feature.window.last + 1] = True
    scores = start_logits[:, :, None] + end_logits[:, None, :]
    length = scores.shape[1]
    band = torch.ones(length, length, dtype=torch.bool).triu().tril(MAX_ANSWER_TOKENS - 1)
    allowed = band & inside[:, :, None] & inside[:, None, :]
    best, where = scores.masked_fill(~allowed, -torch.inf).flatten(1).max(dim=1)
    margins = (best - start_logits[:, 0] - end_logits[:, 0]).tolist()
    found: list[Guess] = []
    for feature, flat, margin in zip(batch.features, where.tolist(), margins, strict=True):
        shift = feature.window.skipped - feature.window.first
        start, end = divmod(flat, length)
        found.append(Guess(feature.example, start + shift, end + shift, margin))
    return found


def best_per_example(found: Sequence[Guess], count: int) -> list[Guess]:
    """Pick the window with the highest margin, for each of `count` examples, in their order."""
    best: list[Guess | None] = [None] * count
    for guess in found:
        held = best[guess.example]
        if held is None or guess.margin > held.margin:
            best[guess.example] = guess
    return [guess for guess in best if guess is not None]
