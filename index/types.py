"""The words of the index room: what an article is, and what is found in it.

All offsets count Unicode code points into `Article.text`, start inclusive, end exclusive.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass


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
    """A source as it was read: `text` is complete, and `sha256` is of its UTF-8 bytes."""

    id: str
    title: str
    publisher: str | None
    published: dt.date | None
    text: str
    sha256: str
    blocks: tuple[Block, ...]


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
