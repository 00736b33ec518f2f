"""What a child process hands over, checked as anything is that comes from outside."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from itertools import pairwise

from index.article import refuse_control_characters, refuse_too_long
from index.errors import ArticleError
from index.formats.page_image import Box, PageImage
from index.formats.source import Source
from index.types import Article, Block, BlockKind

_PNG = b"\x89PNG\r\n\x1a\n"


def decoded(source: Source, payload: bytes) -> object:
    """Return the JSON of a frame. Raises ArticleError."""
    try:
        value: object = json.loads(payload)
    except (ValueError, RecursionError) as error:
        message = f"{source.id}: its reader gave what is not JSON; it was left out"
        raise ArticleError(message) from error
    return value


def handed_article(source: Source, payload: bytes) -> Article:
    """Return the article of a frame. Raises ArticleError for what no reader of ours gives."""
    try:
        return _checked(source, decoded(source, payload))
    except (KeyError, TypeError, ValueError) as error:
        message = f"{source.id}: its reader gave what is no article ({error}); it was left out"
        raise ArticleError(message) from error


def _checked(source: Source, frame: object) -> Article:
    """Build the article; raises KeyError, TypeError or ValueError for a frame that is none."""
    if not isinstance(frame, dict):
        raise TypeError(type(frame))
    words = {name: frame[name] for name in ("id", "title", "text", "media_type")}
    for name, value in words.items():
        if not isinstance(value, str) or not value:
            raise TypeError(name)
    article_id, text = words["id"], words["text"]
    if article_id != source.id and not article_id.startswith(f"{source.id}/"):
        raise ValueError(article_id)
    refuse_too_long(len(text), article_id)
    publisher, published = frame["publisher"], frame["published"]
    for value in (article_id, words["title"], publisher or "", text):
        refuse_control_characters(value, article_id)
    return Article(
        id=article_id,
        title=words["title"],
        publisher=publisher,
        published=dt.date.fromisoformat(published) if published else None,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        blocks=_blocks(frame["blocks"], len(text)),
        media_type=words["media_type"],
        pages=_pages(frame["pages"], len(text)),
    )


def _blocks(found: list[tuple[int, int, str]], length: int) -> tuple[Block, ...]:
    blocks = tuple(Block(int(start), int(end), BlockKind(kind)) for start, end, kind in found)
    edges = [0, *(edge for block in blocks for edge in (block.start, block.end)), length]
    if any(one > two for one, two in pairwise(edges)):
        message = "blocks out of order"
        raise ValueError(message)
    return blocks


def _pages(found: list[int], length: int) -> tuple[int, ...]:
    starts = tuple(map(int, found))
    if any(one > two for one, two in pairwise((0, *starts, length))):
        message = "pages out of order"
        raise ValueError(message)
    return starts


def handed_image(source: Source, payload: bytes) -> PageImage:
    """Return the picture of a frame. Raises ArticleError for what is none."""
    try:
        return _checked_image(decoded(source, payload))
    except (KeyError, TypeError, ValueError) as error:
        message = f"{source.id}: its reader gave what is no picture ({error}); it is not shown"
        raise ArticleError(message) from error


def _checked_image(frame: object) -> PageImage:
    """Build the picture; raises KeyError, TypeError or ValueError for a frame that is none."""
    if not isinstance(frame, dict):
        raise TypeError(type(frame))
    png = base64.b64decode(frame["png"], validate=True)
    if not png.startswith(_PNG):
        raise ValueError(png[: len(_PNG)])
    return PageImage(int(frame["page"]), png, tuple(_box(*sides) for sides in frame["boxes"]))


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    sides = float(left), float(top), float(right), float(bottom)
    if not (0 <= sides[0] <= sides[2] <= 1 and 0 <= sides[1] <= sides[3] <= 1):
        raise ValueError(sides)
    return sides
