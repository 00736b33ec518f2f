"""A question and a passage as model input: `[CLS] question [SEP] passage [SEP]`, in windows.

Training and answering both encode with this module, so that a reader sees what it was trained
on. It needs no torch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tokenizers import Tokenizer

from index import QuestionError, ReaderError

# The longest model input. 96% of the Wikipedia passages of the training data fit in one such
# window with their question, and every passage that Quoth's index holds does.
MAX_TOKENS = 320
# A longer passage is read in windows that overlap by this many tokens, so that an answer cut by
# one of them stands whole in the next.
OVERLAP = 128
# A question may fill this share of a window; the rest is for the passage to be read in.
QUESTION_SHARE = 0.75
# How many passages' tokens are kept: a question is put to many, and the next one often to the same.
_REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Tokens:
    """A passage's word pieces, and the code points (start, end) of it that each covers."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One model input of t tokens: `[CLS] question [SEP] part of the passage [SEP]`.

    `first` is where the passage's tokens begin in `ids`; they run to the last but one. `skipped`
    of the passage's tokens stand before the window. `offsets` are those of the part.
    """

    ids: tuple[int, ...]
    first: int
    skipped: int
    offsets: tuple[tuple[int, int], ...]

    @property
    def last(self) -> int:
        """The position of the passage's last token in `ids`."""
        return len(self.ids) - 2


class PairEncoder:
    """Turns questions and passages into windows."""

    def __init__(
        self, tokenizer: Tokenizer, *, max_tokens: int = MAX_TOKENS, overlap: int = OVERLAP
    ) -> None:
        """Use a BERT-style tokenizer. Raises ReaderError for one without [CLS] and [SEP]."""
        cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        if cls is None or sep is None:
            message = (
                "the tokenizer has no [CLS] and [SEP]; take the tokenizer.json of a BERT-style "
                "checkpoint"
            )
            raise ReaderError(message)
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        self._overlap = overlap
        self._cls, self._sep = cls, sep
        self.tokens = lru_cache(_REMEMBERED)(self._tokens)

    def head(self, question: str) -> tuple[int, ...]:
        """Return `[CLS] question [SEP]`. Raises QuestionError when it leaves no room to read."""
        ids = self._tokenizer.encode(question, add_special_tokens=False).ids
        most = int(self._max_tokens * QUESTION_SHARE)
        if len(ids) > most:
            message = (
                f"the question has {len(ids)} tokens, and the reader takes at most {most}, so "
                f"that its window of {self._max_tokens} holds a passage too; shorten it: "
                f"{question[:60]!r} …"
            )
            raise QuestionError(message)
        return (self._cls, *ids, self._sep)

    def windows(self, head: tuple[int, ...], passage: str) -> Iterator[Window]:
        """Yield the windows of a passage behind an encoded question; one, empty, if it is blank."""
        tokens = self.tokens(passage)
        room = self._max_tokens - len(head) - 1
        for low, high in cover(len(tokens.ids), room, min(self._overlap, room // 2)):
            ids = (*head, *tokens.ids[low:high], self._sep)
            yield Window(ids, len(head), low, tokens.offsets[low:high])

    def _tokens(self, passage: str) -> Tokens:
        encoded = self._tokenizer.encode(passage, add_special_tokens=False)
        return Tokens(tuple(encoded.ids), tuple(encoded.offsets))


def cover(length: int, room: int, overlap: int) -> list[tuple[int, int]]:
    """Return half-open ranges of at most `room` that cover `length`, overlapping by `overlap`.

    The last one ends at the end and is as long as the others, so that none is a stub.
    Raises ValueError unless `room` is larger than `overlap`.
    """
    if room <= overlap:
        message = f"a window with room for {room} tokens cannot overlap by {overlap}; make it wider"
        raise ValueError(message)
    if length <= room:
        return [(0, length)]
    lows = [*range(0, length - room, room - overlap), length - room]
    return [(low, low + room) for low in lows]


def load_tokenizer(folder: Path) -> Tokenizer:
    """Load a folder's tokenizer.json, without truncation and padding. Raises ReaderError."""
    file = folder / "tokenizer.json"
    if not file.is_file():
        message = f"{folder}: holds no tokenizer.json; name a BERT-style checkpoint's folder"
        raise ReaderError(message)
    try:
        tokenizer: Tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises bare Exception
        message = f"{file}: is not a tokenizer ({error}); copy the checkpoint's own"
        raise ReaderError(message) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
