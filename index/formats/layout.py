"""Stretches of typed text -> one text and its blocks, for formats that know their own structure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from index.article import refuse_too_long
from index.furniture import is_furniture
from index.types import Block, BlockKind

# Control characters and half characters, which no format means as text.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_TOGETHER = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}


@dataclass(frozen=True, slots=True)
class Piece:
    """The words of one block, and what they are."""

    kind: BlockKind
    text: str


@dataclass(slots=True)
class Layout:
    """A text that is put together block by block; a blank line stands between paragraphs."""

    blocks: list[Block] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    def add(self, kind: BlockKind, text: str, name: str) -> int:
        """Append one block, trimmed and not blank, and return where it starts.

        Raises ArticleError, naming the file, when the text becomes too long.
        """
        if self.blocks:
            together = kind is self.blocks[-1].kind and kind in _TOGETHER
            self._append("\n" if together else "\n\n")
        start = self._length
        self._append(text)
        refuse_too_long(self._length, name)
        if kind is BlockKind.PARAGRAPH and is_furniture(text):
            kind = BlockKind.BOILERPLATE
        self.blocks.append(Block(start, self._length, kind))
        return start

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)


def lay_out(pieces: Iterable[Piece], name: str) -> Layout:
    """Put pieces together in order, blanks in them made single. Raises ArticleError."""
    layout = Layout()
    for piece in pieces:
        words = plain(piece.text)
        if words:
            layout.add(piece.kind, words, name)
    return layout


def plain(text: str) -> str:
    """Return a text on one line, without control characters, runs of blanks made single."""
    return " ".join(_NOT_TEXT.sub("", text).split())
