"""Which format a file is in: by what its first bytes say, else by its name."""

from __future__ import annotations

import enum
import io
import re
import zipfile
from pathlib import PurePath


class Format(enum.Enum):
    """The formats that are read; the value is what a person calls it."""

    PLAIN_TEXT = "plain text"
    MARKDOWN = "Markdown"
    WEB_PAGE = "HTML"
    PDF = "PDF"
    WORD = "DOCX"
    BOOK = "EPUB"
    CSV = "CSV"
    JSON = "JSON"
    JSON_LINES = "JSON Lines"
    FEED = "RSS or Atom"


SUFFIXES = {
    ".txt": Format.PLAIN_TEXT,
    ".text": Format.PLAIN_TEXT,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.WEB_PAGE,
    ".htm": Format.WEB_PAGE,
    ".xhtml": Format.WEB_PAGE,
    ".pdf": Format.PDF,
    ".docx": Format.WORD,
    ".docm": Format.WORD,
    ".epub": Format.BOOK,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".json": Format.JSON,
    ".jsonl": Format.JSON_LINES,
    ".ndjson": Format.JSON_LINES,
    ".rss": Format.FEED,
    ".atom": Format.FEED,
    ".xml": Format.FEED,
    ".url": Format.PLAIN_TEXT,
}
# Formats that people have and that are not read, and what to do about each.
UNREAD = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages", ".wps"), "save it as DOCX or PDF"),
    **dict.fromkeys((".xls", ".xlsx", ".ods"), "save it as CSV"),
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), "save it as PDF"),
    **dict.fromkeys((".eml", ".msg", ".mbox"), "save it as text or HTML"),
    **dict.fromkeys((".mobi", ".azw", ".azw3"), "convert it to EPUB"),
    **dict.fromkeys((".zip", ".gz", ".tar", ".7z", ".rar"), "unpack it first"),
}
_VAGUE = {".txt", ".text", ".xml"}
_LOOKED_AT = 1_024
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html\b)",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]*>.{0,600}?)?<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE | re.DOTALL
)
_OFFICE_PART = "word/document.xml"
_BOOK_PART = "META-INF/container.xml"


def is_table(name: str) -> bool:
    """Say whether a file of this name is an export, whose columns can be named."""
    tables = {Format.CSV, Format.JSON, Format.JSON_LINES}
    return SUFFIXES.get(PurePath(name).suffix.lower()) in tables


def detect(name: str, data: bytes) -> Format | None:
    """Return the format of a file, None for one that no reader is known for."""
    suffix = PurePath(name).suffix.lower()
    head = data[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
    if b"%PDF-" in head:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return _zipped(data) or SUFFIXES.get(suffix)
    if suffix in UNREAD:
        return None
    # A name may say no more than "text": then the text does.
    if suffix not in SUFFIXES or suffix in _VAGUE:
        if _HTML.match(head):
            return Format.WEB_PAGE
        if _FEED.match(head):
            return Format.FEED
    return SUFFIXES.get(suffix, Format.PLAIN_TEXT)


def _zipped(data: bytes) -> Format | None:
    """Tell the formats apart that are zip archives; a damaged one is left to its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
    if _OFFICE_PART in names:
        return Format.WORD
    return Format.BOOK if _BOOK_PART in names else None
