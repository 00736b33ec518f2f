"""Plain text -> an article whose text is the file, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.article import parse_article
from index.errors import ArticleError
from index.formats.encoding import decode_text
from index.formats.source import Source
from index.types import Article

_ADDRESS = re.compile(r"(?:https?|ftp)://\S+|(?:URL|BASEURL)=\S*|\[\w+\]|#.*", re.IGNORECASE)


def read_plain_text(source: Source) -> Iterator[Article]:
    """Yield the one article of a text file. Raises ArticleError."""
    text = decode_text(source)
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if lines and all(map(_ADDRESS.fullmatch, lines)) and "://" in text:
        message = (
            f"{source.id}: is a list of web addresses, and Quoth fetches nothing; save the pages "
            "as HTML and add those"
        )
        raise ArticleError(message)
    yield parse_article(text, source.id)
