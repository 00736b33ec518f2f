"""The words of the index room: what an article is, and what is found in it.

All offsets count Unicode code points into `Article.text`, start inclusive, end exclusive.
"""

from __future__ import annotations

import datetime as dt
import enum
from bisect import bisect_right
from dataclasses import dataclass

# A text that is its file, character by character; its blocks are told by the shape of its lines.
PLAIN_TEXT = "text/plain"


class BlockKind(enum.Enum):
    """What a stretch of an article is; boilerplate is marked, never removed."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    QUOTE = "quote"
    TABLE_ROW = "table row"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """One typed stretch of an article. Blocks partition the non-blank parts of the text."""

    start: int
    end: int
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Article:
    """A source as it was read: `text` is complete, and `sha256` is of its UTF-8 bytes.

    `publisher` is who answers for it: the publisher, else the author. `pages` are the offsets at
    which its pages begin (none where the format has no pages). `copy_of` names the article that
    this one repeats almost word for word, so that both are one piece of support; a store sets it.
    """

    id: str
    title: str
    publisher: str | None
    published: dt.date | None
    text: str
    sha256: str
    blocks: tuple[Block, ...]
    media_type: str = PLAIN_TEXT
    pages: tuple[int, ...] = ()
    copy_of: str | None = None

    @property
    def origin(self) -> str:
        """What counts as one source: this article, or the one that it is a copy of."""
        return self.copy_of or self.id

    def page_at(self, offset: int) -> int | None:
        """Return the page, counted from 1, on which an offset lies; None without pages."""
        return max(1, bisect_right(self.pages, offset)) if self.pages else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable slice: `article.text[start:end] == text`, always.

    `heading` is the slice of the heading that the passage stands under, or None.
    """

    article: str
    start: int
    end: int
    text: str
    heading: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query; a higher score is better, everywhere."""

    passage: Passage
    score: float
