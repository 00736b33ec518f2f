"""A question and a passage as model input: `[CLS] question [SEP] passage [SEP]`, in windows.

Shared by training and answering; needs no torch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

from index import QuestionError, ReaderError

# A passage longer than the window is read in windows that overlap by at most this many tokens, so
# that an answer cut by one stands whole in the next.
OVERLAP = 128


@dataclass(frozen=True, slots=True)
class Window:
    """One model input of t tokens.

    `first` is where the passage's tokens begin in `ids`; they run to the last but one. `offsets`
    are the code points (start, end) of the passage that each of them covers.
    """

    ids: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]


class PairEncoder:
    """Turns questions and passages into windows."""

    def __init__(self, tokenizer: Tokenizer, max_tokens: int) -> None:
        """Use a BERT-style tokenizer. Raises ReaderError for one without [CLS] and [SEP]."""
        cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        if cls is None or sep is None:
            message = (
                "the reader's tokenizer has no [CLS] and [SEP]; export a BERT-style checkpoint"
            )
            raise ReaderError(message)
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        self._cls, self._sep = cls, sep

    def question(self, question: str) -> tuple[int, ...]:
        """Return `[CLS] question [SEP]`. Raises QuestionError when it leaves no room to read."""
        ids = self._tokenizer.encode(question, add_special_tokens=False).ids
        if len(ids) + 3 > self._max_tokens * 3 // 4:
            message = (
                f"the question has {len(ids)} tokens, and the reader's window of "
                f"{self._max_tokens} must hold a passage beside it; shorten it"
            )
            raise QuestionError(message)
        return (self._cls, *ids, self._sep)

    def windows(self, head: tuple[int, ...], passage: str) -> Iterator[Window]:
        """Yield the windows of a passage behind an encoded question; none for a blank passage."""
        encoded = self._tokenizer.encode(passage, add_special_tokens=False)
        room = self._max_tokens - len(head) - 1
        for low, high in cover(len(encoded.ids), room, min(OVERLAP, room // 2)):
            if low < high:
                ids = (*head, *encoded.ids[low:high], self._sep)
                yield Window(ids, len(head), tuple(encoded.offsets[low:high]))


def cover(length: int, room: int, overlap: int) -> list[tuple[int, int]]:
    """Return half-open ranges of at most `room` that cover `length`, overlapping by `overlap`.

    The last one ends at the end and is as long as the others, so that none is a stub.
    """
    if length <= room:
        return [(0, length)]
    lows = [*range(0, length - room, room - overlap), length - room]
    return [(low, low + room) for low in lows]


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load a folder's tokenizer.json, without truncation and padding. Raises ReaderError."""
    file = folder / "tokenizer.json"
    if not file.is_file():
        message = f"{folder}: holds no tokenizer.json; `python -m rag.reader.export` makes one"
        raise ReaderError(message)
    tokenizer: Tokenizer = Tokenizer.from_file(str(file))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
