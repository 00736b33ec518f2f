"""Bytes -> text, when nothing says in which encoding; and text that was decoded wrongly before."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes
from ftfy.badness import BADNESS_RE

from index.article import decode
from index.errors import ArticleError
from index.formats.source import Source

_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
# HTML wants the declaration in the first 1,024 bytes; pages are laxer.
_DECLARED_WITHIN = 4_096
_ASCII = frozenset(map(chr, range(0x80)))
# What Western European text is written with beside ASCII. Superscripts and fractions stand where
# other code pages have letters.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŒœŠšŽžŸ"
    "€£§©®°·«»¿¡‘’\u201a“”„–—…•\u00a0\u00ad"
)
# Three such letters in a row are another alphabet's word.
_FOREIGN_WORD = re.compile(r"[À-ÿŒœŠšŽžŸ]{3}")


def decode_text(source: Source, *, declares: bool = False) -> str:
    """Decode a file as UTF-8 or UTF-16, else as it declares, else as it looks; and note which.

    Raises ArticleError for what is not text in any encoding.
    """
    try:
        text = decode(source.data, source.id)
    except ArticleError:
        # A NUL byte is in no text but UTF-16's, which has been tried.
        if b"\x00" in source.data:
            raise
        found = (_declared(source.data) if declares else None) or _guessed(source.data)
        if found is None:
            raise
        encoding, text = found
        source.notes.append(f"is not UTF-8; read as {encoding}")
    note_mojibake(source, text)
    return text


def note_mojibake(source: Source, text: str) -> None:
    """Note where a text looks as if it had been decoded wrongly before it was saved."""
    bad = [found.start() for found in BADNESS_RE.finditer(text)]
    bad += [found.start() for found in re.finditer("\N{REPLACEMENT CHARACTER}+", text)]
    if bad:
        places = "one place" if len(bad) == 1 else f"{len(bad):,} places"
        source.notes.append(
            f"looks wrongly decoded in {places} (the first at character {min(bad):,}); quotes from "
            "there will show it"
        )


def _declared(data: bytes) -> tuple[str, str] | None:
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared is None:
        return None
    encoding = declared[1].decode("ascii", "replace")
    try:
        return encoding, data.decode(encoding)
    except (LookupError, UnicodeError):
        return None


def _guessed(data: bytes) -> tuple[str, str] | None:
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError:
        pass
    else:
        if set(text) - _WESTERN <= _ASCII and not _FOREIGN_WORD.search(text):
            return "windows-1252", text
    best = from_bytes(data).best()
    return (best.encoding, str(best)) if best else None
