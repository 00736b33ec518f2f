"""Questions and passages as model input: windows, targets, batches of near-equal length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer

from rag.reader.pairs import MAX_TOKENS, OVERLAP, PairEncoder, Tokens, Window
from rag.reader.training.squad import AnswerSpan, Example


@dataclass(frozen=True, slots=True)
class Shape:
    """How long a window is, how far two windows overlap, how much goes into a batch (tokens)."""

    max_tokens: int = MAX_TOKENS
    overlap: int = OVERLAP
    batch_tokens: int = 4096


_MASKED = -1e4  # a logit as good as none, yet finite in every precision
SHAPE = Shape()  # what the shipped reader was trained with


@dataclass(frozen=True, slots=True)
class Feature:
    """One window of the example with index `example`, and what it is trained towards.

    `starts` and `ends` hold one position in the window per annotator (0, the no-answer, if none
    is inside).
    """

    example: int
    window: Window
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        """Count the window's tokens."""
        return len(self.window.ids)


@dataclass(frozen=True, slots=True)
class Batch:
    """Features padded to one length. Tensors: (b, t); targets are annotators' shares of votes."""

    features: tuple[Feature, ...]
    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


def log_shares(batch: Batch, logits: torch.Tensor) -> torch.Tensor:
    """Log-softmax (b, t) of logits over each row's tokens; padding has as good as no share."""
    hidden = batch.mask.to(logits.device) == 0
    return logits.float().masked_fill(hidden, _MASKED).log_softmax(dim=-1)


class Featurizer:
    """Cuts examples into features."""

    def __init__(self, tokenizer: Tokenizer, shape: Shape) -> None:
        """Take a tokenizer that neither cuts nor pads. Raises ReaderError if it is not BERT's."""
        self._encoder = PairEncoder(tokenizer, max_tokens=shape.max_tokens, overlap=shape.overlap)

    def tokens(self, context: str) -> Tokens:
        """Tokenize a passage; offsets are code points of `context`."""
        return self._encoder.tokens(context)

    def features(self, examples: Sequence[Example]) -> list[Feature]:
        """Cut all examples into windows, in order. Raises QuestionError for a long question."""
        return [
            feature
            for index, example in enumerate(examples)
            for feature in self._of_example(index, example)
        ]

    def _of_example(self, index: int, example: Example) -> Iterator[Feature]:
        offsets = self.tokens(example.context).offsets
        spans = [token_span(offsets, span) for span in example.answers]
        for window in self._encoder.windows(self._encoder.head(example.question), example.context):
            low, high = window.skipped, window.skipped + len(window.offsets)
            shift = window.first - low
            inside = [(a + shift, b + shift) for a, b in spans if low <= a and b < high] or [(0, 0)]
            starts, ends = zip(*inside, strict=True)
            yield Feature(index, window, starts, ends)


def token_span(offsets: Sequence[tuple[int, int]], span: AnswerSpan) -> tuple[int, int]:
    """First and last token (inclusive) that share a code point with the span."""
    touched = [
        index for index, (start, end) in enumerate(offsets) if start < span.end and end > span.start
    ]
    if not touched:
        message = f"no token covers the code points {span.start} to {span.end}"
        raise ValueError(message)
    return touched[0], touched[-1]


def batched(features: Sequence[Feature], shape: Shape, random: Random) -> list[list[Feature]]:
    """Shuffled batches of at most `batch_tokens` padded tokens, each of near-equal lengths."""
    shuffled = random.sample(features, len(features))
    pool = 64 * max(1, shape.batch_tokens // 192)  # about 64 batches are sorted at a time
    batches: list[list[Feature]] = []
    for at in range(0, len(shuffled), pool):
        ordered = sorted(shuffled[at : at + pool], key=len)
        batches.extend(_filled(ordered, shape.batch_tokens))
    random.shuffle(batches)
    return batches


def in_order(features: Sequence[Feature], shape: Shape) -> list[list[Feature]]:
    """Batches without chance, shortest first: for evaluation."""
    return list(_filled(sorted(features, key=len), shape.batch_tokens))


def _filled(ordered: Sequence[Feature], budget: int) -> Iterator[list[Feature]]:
    batch: list[Feature] = []
    for feature in ordered:
        if batch and _padded(len(feature)) * (len(batch) + 1) > budget:
            yield batch
            batch = []
        batch.append(feature)
    if batch:
        yield batch


def _padded(length: int) -> int:
    """Up to the next multiple of 16: few distinct shapes, so that the CPU's kernels are reused."""
    return -(-length // 16) * 16


def collate(features: Sequence[Feature]) -> Batch:
    """Tensors of a batch, padded with zeros (BERT's [PAD] is 0)."""
    size = (len(features), _padded(max(len(feature) for feature in features)))
    ids, mask = torch.zeros(size, dtype=torch.long), torch.zeros(size, dtype=torch.long)
    types, starts, ends = torch.zeros(size, dtype=torch.long), torch.zeros(size), torch.zeros(size)
    for row, feature in enumerate(features):
        ids[row, : len(feature)] = torch.tensor(feature.window.ids)
        mask[row, : len(feature)] = 1
        types[row, feature.window.first : len(feature)] = 1
        for start, end in zip(feature.starts, feature.ends, strict=True):
            starts[row, start] += 1 / len(feature.starts)
            ends[row, end] += 1 / len(feature.ends)
    return Batch(tuple(features), ids, mask, types, starts, ends)
