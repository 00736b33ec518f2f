"""A text -> an Article: decoded, typed, titled and dated, with nothing deleted."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.blocks import split_blocks
from index.dates import (
    date_of_deed,
    date_of_letter,
    date_of_meeting,
    dated_place,
    is_dateline,
    parse_full_date,
)
from index.errors import ArticleError
from index.furniture import furniture_parts, is_furniture, outlet_of
from index.sentences import sentences_of
from index.shapes import content_start, count_words, is_closed
from index.types import PLAIN_TEXT, Article, Block, BlockKind

# A novel is about 1 MB; beyond this a file is data, and reading it would stall the index.
MAX_BYTES = 20_000_000
MAX_CHARACTERS = 20_000_000
# An article without a title is called by its opening words.
OPENING_WORDS = 10
# What stands right above a title and has so many words is a part of it.
NAME_WORDS = 2
# Dates and publishers stand above the text or right under the title.
HEAD_BLOCKS = 8
# A document's own date stands among the first words of a line.
DATED_LENGTH = 200
_DATING = {BlockKind.TITLE, BlockKind.HEADING, BlockKind.PARAGRAPH}
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_PUBLISHER = re.compile(
    r"(?:publish(?:er|ed\ by)\s*:|published\ by\b|publication\s*:)\s*"
    r"(?P<name>\S[^.!?]{0,60}(?:\.\w{2,6})?)",
    re.IGNORECASE | re.VERBOSE,
)
# "MINSK, Dec 13 (Reuters) - ": any bracket will not do, for people are explained in brackets too.
_AGENCY = re.compile(
    r"[^()]{1,60}\((?P<name>Reuters|AP|Associated Press|AFP|UPI|dpa|PTI|ANI|TASS|Interfax|Xinhua|"
    r"Bloomberg|CNN|BBC|Kyodo(?: News)?|Yonhap|EFE|ANSA|BelTA|RFE/RL|IPS|CP|AAP)\)\s*[—–-]+\s"
)
# What SQLite cuts texts at, and what would steer a terminal; tabs and line ends are text.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Told:
    """What a file tells of its text beside the text; each part is None where it does not.

    `made` is when the file was made, which stands in for a date of publication.
    """

    title: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    made: dt.date | None = None


NOTHING_TOLD = Told()


def read_article(path: Path, article_id: str) -> Article:
    """Read a plain-text file.

    Raises ArticleError when it cannot be read, is empty, binary, not in a Unicode encoding, or
    larger than `MAX_BYTES`.
    """
    try:
        if path.exists() and not path.is_file():
            message = f"{path}: is not a file; name a text file"
            raise ArticleError(message)
        size = path.stat().st_size
        if size > MAX_BYTES:
            message = (
                f"{path}: {size:,} bytes is more than the {MAX_BYTES:,} that one article may have; "
                "split it into smaller files"
            )
            raise ArticleError(message)
        data = path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check the path and its permissions"
        raise ArticleError(message) from error
    return parse_article(decode(data, str(path)), article_id)


def parse_article(text: str, article_id: str) -> Article:
    """Type the blocks of a text and find its title, publisher and date where it gives them.

    Raises ArticleError when there is no sentence in it, or what is not text.
    """
    return make_article(article_id, text, split_blocks(text))


def make_article(  # noqa: PLR0913 (a text, and what its format knows of it)
    article_id: str,
    text: str,
    blocks: Sequence[Block],
    told: Told = NOTHING_TOLD,
    *,
    media_type: str = PLAIN_TEXT,
    pages: Sequence[int] = (),
) -> Article:
    """Make an article of a text whose blocks are known; what was not told is looked for in it.

    Raises ArticleError when there is no sentence in it, or what is not text.
    """
    blocks = tuple(blocks)
    refuse_too_long(len(text), article_id)
    refuse_control_characters(article_id, repr(article_id))
    refuse_control_characters(text, article_id)
    if not sentences_of(text, blocks):
        message = (
            f"{article_id}: holds no text to quote; remove it or check that it was saved whole"
        )
        raise ArticleError(message)
    return Article(
        id=article_id,
        title=told.title or _title(text, blocks),
        publisher=told.publisher or _publisher(text, blocks),
        published=told.published or _date_of(text, blocks) or told.made,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        blocks=blocks,
        media_type=media_type,
        pages=tuple(pages),
    )


def decode(data: bytes, name: str) -> str:
    """Decode UTF-8, or UTF-16 with a byte-order mark; anything else is an ArticleError."""
    encoding = next((e for bom, e in _BOMS if data.startswith(bom)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in data:
            message = f"{name}: is not text (a NUL byte at offset {data.index(0)}); add text files"
            raise ArticleError(message) from error
        message = (
            f"{name}: is not valid {encoding.removesuffix('-sig').upper()} (byte "
            f"0x{error.object[error.start]:02x} at offset {error.start}); save it as UTF-8 and add "
            "it again"
        )
        raise ArticleError(message) from error
    refuse_control_characters(text, name)
    return text


def refuse_too_long(characters: int, name: str) -> None:
    """Raise ArticleError for more characters than one article may have."""
    if characters > MAX_CHARACTERS:
        message = (
            f"{name}: holds more than {MAX_CHARACTERS:,} characters of text; split it into smaller "
            "files"
        )
        raise ArticleError(message)


def refuse_control_characters(text: str, name: str) -> None:
    """Raise ArticleError for what is not text: control characters, and halves of characters."""
    found = _NOT_TEXT.search(text)
    if found:
        message = (
            f"{name}: is not text (U+{ord(found[0]):04X} at character {found.start()}); add text "
            "files in UTF-8"
        )
        raise ArticleError(message)


def _title(text: str, blocks: tuple[Block, ...]) -> str:
    for at, block in enumerate(blocks):
        if block.kind is BlockKind.TITLE:
            name = _name_above(text, *blocks[:2]) if at == 1 else ""
            return name + text[content_start(text, block) : block.end]
    start, end = sentences_of(text, blocks)[0]
    words = text[start:end].split()
    opening = " ".join(words[:OPENING_WORDS])
    return opening if len(words) <= OPENING_WORDS else f"{opening} …"


def _name_above(text: str, first: Block, title: Block) -> str:
    """Return a short first line and a colon where it stands right above the title, else "".

    "Alder Council" above "Minutes of the meeting ..." and "Roe, Ada" above the name of a dictionary
    tell what the title does not; one word ("World") is a section's label.
    """
    line = text[first.start : first.end]
    apart = len(text[first.end : title.start].splitlines()) > 1
    if apart or first.kind is not BlockKind.BOILERPLATE or is_furniture(line):
        return ""
    return f"{line}: " if count_words(line) >= NAME_WORDS and not is_closed(line) else ""


def _date_of(text: str, blocks: tuple[Block, ...]) -> dt.date | None:
    """Return the date above a text, or its own, or that beside a place, in this order."""
    head = [b for b in blocks[:HEAD_BLOCKS] if b.kind is BlockKind.BOILERPLATE]
    parts = [part for b in head for part in furniture_parts(text[b.start : b.end])]
    if line := next(filter(is_dateline, parts), None):
        return parse_full_date(line)
    placed = next(filter(None, map(dated_place, parts)), None)
    return _dated(text, blocks) or (placed[1] if placed else None)


def _dated(text: str, blocks: tuple[Block, ...]) -> dt.date | None:
    """Return the day that a document's own first lines give it: minutes, a deed or a letter.

    Whole sentences are read for a deed's date only: in them a meeting is any meeting.
    """
    head = [b for b in blocks[:HEAD_BLOCKS] if b.kind in _DATING]
    lines = [text[content_start(text, b) : min(b.end, b.start + DATED_LENGTH)] for b in head]
    body = next((at for at, line in enumerate(lines) if is_closed(line)), len(lines))
    found = [date_of_deed(line) for line in lines[: body + 1]]
    found += [date_of_meeting(line) for line in lines[:body]]
    if body < len(lines) and lines[body].startswith("Dear "):
        found += [date_of_letter(line) for line in lines[:body]]
    return next(filter(None, found), None)


def _publisher(text: str, blocks: tuple[Block, ...]) -> str | None:
    below = False
    for block in blocks[:HEAD_BLOCKS]:
        line = text[block.start : block.end]
        found = _PUBLISHER.fullmatch(line) or _AGENCY.match(line)
        if found:
            return str(found["name"]).strip()
        # What stands above a title names a section more often: "Sports News".
        if below and block.kind is BlockKind.BOILERPLATE:
            outlet = next(filter(None, map(outlet_of, furniture_parts(line))), None)
            if outlet:
                return outlet
        below = below or block.kind is BlockKind.TITLE
    return None
