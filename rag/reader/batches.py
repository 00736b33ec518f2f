"""Questions and passages as model input: windows, targets, batches of near-equal length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import torch
from tokenizers import Tokenizer

from rag.reader.squad import AnswerSpan, Example

MAX_QUESTION_TOKENS = 64  # the longest training question has 60; a longer one is cut at its end


@dataclass(frozen=True, slots=True)
class Shape:
    """How long a window is, how far two windows overlap, how much goes into a batch (tokens)."""

    max_tokens: int = 320  # 96% of the Wikipedia passages with their question fit in one window
    overlap: int = 128
    batch_tokens: int = 4096


SHAPE = Shape()  # what the shipped reader was trained with


@dataclass(frozen=True, slots=True)
class Tokens:
    """A passage's word pieces and the code points that each covers."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One window: `[CLS] question [SEP] passage part [SEP]`.

    `example` is the index of the example that it comes from, `first` the position of the
    passage's first token in `ids`, `skipped` the number of passage tokens before the window.
    `starts` and `ends` hold one position per annotator (0, the no-answer, if none is inside).
    """

    example: int
    ids: tuple[int, ...]
    first: int
    skipped: int
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def last(self) -> int:
        """The position of the passage's last token in `ids`."""
        return len(self.ids) - 2


@dataclass(frozen=True, slots=True)
class Batch:
    """Features padded to one length. Tensors: (b, t); targets are annotators' shares of votes."""

    features: tuple[Feature, ...]
    ids: torch.Tensor
    mask: torch.Tensor
    types: torch.Tensor
    starts: torch.Tensor
    ends: torch.Tensor


class Featurizer:
    """Cuts examples into features. Keeps the tokens of each passage it has seen."""

    def __init__(self, tokenizer: Tokenizer, shape: Shape) -> None:
        """Take a tokenizer that neither cuts nor pads. Raises ValueError if it is not BERT's."""
        self._tokenizer = tokenizer
        self._shape = shape
        self._seen: dict[str, Tokens] = {}
        cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        if cls is None or sep is None:
            message = "expected a BERT-style tokenizer with [CLS] and [SEP]. Check --base."
            raise ValueError(message)
        self._cls, self._sep = cls, sep

    def tokens(self, context: str) -> Tokens:
        """Tokenize a passage; offsets are code points of `context`."""
        if context not in self._seen:
            encoded = self._tokenizer.encode(context, add_special_tokens=False)
            self._seen[context] = Tokens(tuple(encoded.ids), tuple(encoded.offsets))
        return self._seen[context]

    def features(self, examples: Sequence[Example]) -> list[Feature]:
        """Cut all examples into windows, in order."""
        questions = self._tokenizer.encode_batch(
            [example.question for example in examples], add_special_tokens=False
        )
        found: list[Feature] = []
        for index, (example, question) in enumerate(zip(examples, questions, strict=True)):
            head = (self._cls, *question.ids[:MAX_QUESTION_TOKENS], self._sep)
            found.extend(self._windows(index, head, example))
        return found

    def _windows(self, index: int, head: tuple[int, ...], example: Example) -> Iterator[Feature]:
        tokens = self.tokens(example.context)
        spans = [token_span(tokens.offsets, span) for span in example.answers]
        room = self._shape.max_tokens - len(head) - 1
        for low, high in windows(len(tokens.ids), room, min(self._shape.overlap, room // 2)):
            shift = len(head) - low
            inside = [(a + shift, b + shift) for a, b in spans if low <= a and b < high] or [(0, 0)]
            yield Feature(
                example=index,
                ids=(*head, *tokens.ids[low:high], self._sep),
                first=len(head),
                skipped=low,
                starts=tuple(a for a, _ in inside),
                ends=tuple(b for _, b in inside),
            )


def windows(length: int, room: int, overlap: int) -> list[tuple[int, int]]:
    """Half-open token ranges of at most `room` that cover `length`, each overlapping the next.

    The last window ends at the end and is as long as the others, so that no window is a stub.
    """
    if room <= overlap:
        message = f"a window of {room} tokens cannot overlap by {overlap}; raise --max-tokens"
        raise ValueError(message)
    if length <= room:
        return [(0, length)]
    lows = [*range(0, length - room, room - overlap), length - room]
    return [(low, low + room) for low in lows]


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
        ordered = sorted(shuffled[at : at + pool], key=lambda feature: len(feature.ids))
        batches.extend(_filled(ordered, shape.batch_tokens))
    random.shuffle(batches)
    return batches


def in_order(features: Sequence[Feature], shape: Shape) -> list[list[Feature]]:
    """Batches without chance, shortest first: for evaluation."""
    return list(_filled(sorted(features, key=lambda feature: len(feature.ids)), shape.batch_tokens))


def _filled(ordered: Sequence[Feature], budget: int) -> Iterator[list[Feature]]:
    batch: list[Feature] = []
    for feature in ordered:
        if batch and _padded(len(feature.ids)) * (len(batch) + 1) > budget:
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
    size = (len(features), _padded(max(len(feature.ids) for feature in features)))
    ids, mask = torch.zeros(size, dtype=torch.long), torch.zeros(size, dtype=torch.long)
    types, starts, ends = torch.zeros(size, dtype=torch.long), torch.zeros(size), torch.zeros(size)
    for row, feature in enumerate(features):
        ids[row, : len(feature.ids)] = torch.tensor(feature.ids)
        mask[row, : len(feature.ids)] = 1
        types[row, feature.first : len(feature.ids)] = 1
        for start, end in zip(feature.starts, feature.ends, strict=True):
            starts[row, start] += 1 / len(feature.starts)
            ends[row, end] += 1 / len(feature.ends)
    return Batch(tuple(features), ids, mask, types, starts, ends)
