"""One reader for each format, and the one function that reads a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import PurePath

from index.errors import ArticleError
from index.formats.detecting import SUFFIXES, UNREAD, Format, detect
from index.formats.source import Source
from index.types import Article

# By name, so that a process which reads text only does not load the libraries of every format.
_READERS = {
    Format.PLAIN_TEXT: ("plain_text", "read_plain_text"),
    Format.MARKDOWN: ("markdown", "read_markdown"),
    Format.WEB_PAGE: ("web_page", "read_web_page"),
    Format.PDF: ("pdf", "read_pdf"),
    Format.WORD: ("word", "read_word"),
    Format.BOOK: ("book", "read_book"),
    Format.CSV: ("tables", "read_csv"),
    Format.JSON: ("tables", "read_json"),
    Format.JSON_LINES: ("tables", "read_json_lines"),
    Format.FEED: ("feed", "read_feed"),
}
Reader = Callable[[Source], Iterator[Article]]


def read_source(source: Source) -> Iterator[Article]:
    """Yield the articles of a file. Raises ArticleError for one that cannot be read."""
    if not source.data.strip():
        message = f"{source.id}: is empty; remove it or save it again"
        raise ArticleError(message)
    found = detect(source.id, source.data)
    if found is None:
        suffix = PurePath(source.id).suffix.lower()
        remedy = UNREAD.get(suffix, f"Quoth reads {', '.join(SUFFIXES)}")
        message = f"{source.id}: is in a format that Quoth does not read; {remedy}"
        raise ArticleError(message)
    module, name = _READERS[found]
    reader: Reader = getattr(import_module(f"index.formats.{module}"), name)
    yield from reader(source)
