"""Places in articles as buttons: what a click sends, and how it is checked when it comes back.

A button carries the article, the offsets (code points) and the start of the article's sha256, so
the server slices the article by offsets and can tell when the source has changed meanwhile. The
browser never counts characters: its strings are UTF-16, and an emoji would shift every offset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from index import QuothError
from rag import Citation, Nearest
from ui.web.html import fill

# As long as Git's abbreviations: enough to notice a change, short in a page full of citations.
SHA_PREFIX = 12
# Longer than any file name; a request is not a place to store a book.
MAX_ID = 4096

_CITE = (
    '<button type="button" class="cite" data-open data-article="{}" data-start="{}" data-end="{}"'
    ' data-sha="{}" aria-label="Source {}: {}. Open at the cited place." title="{}">{}</button>'
)
_PLACE = (
    '<button type="button" class="{}" data-open data-article="{}" data-start="{}" data-end="{}"'
    ' data-sha="{}">{}</button>'
)


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an article, in code points; `sha` begins its sha256, or is empty if unknown.

    `printed` asks for the page as it was printed beside the text.
    """

    article: str
    start: int = 0
    end: int = 0
    sha: str = ""
    printed: bool = False


class BadPlace(QuothError):
    """A request for a place that no button of the page makes."""


def place_of(citation: Citation) -> Place:
    """Return the place that a citation cites."""
    sha = citation.sha256[:SHA_PREFIX]
    return Place(citation.article, citation.start, citation.end, sha)


def place_near(nearest: Nearest) -> Place:
    """Return the place of a nearest passage."""
    return Place(nearest.article, nearest.start, nearest.end)


def cite_button(citation: Citation, source: str) -> Markup:
    """Return a citation number that opens its source; `source` names it in words."""
    place = place_of(citation)
    number = citation.number
    where = (place.article, place.start, place.end, place.sha)
    return fill(_CITE, *where, number, source, source, number)


def place_button(place: Place, content: Markup, css_class: str) -> Markup:
    """Return a button around `content` that opens a place."""
    return fill(_PLACE, css_class, place.article, place.start, place.end, place.sha, content)


def parse_place(sent: object) -> Place:
    """Read what a click sent. Raises BadPlace: whatever a browser sends is checked first."""
    if not isinstance(sent, Mapping):
        message = "That source cannot be opened; reload the page and click again."
        raise BadPlace(message)
    article, sha = sent.get("article"), sent.get("sha", "")
    start, end = sent.get("start", 0), sent.get("end", 0)
    texts = isinstance(article, str) and isinstance(sha, str) and len(article) <= MAX_ID
    numbers = type(start) is int and type(end) is int and 0 <= start <= end
    if not texts or not numbers:
        message = "That source cannot be opened; reload the page and click again."
        raise BadPlace(message)
    printed = sent.get("printed") is True
    return Place(str(article), int(start), int(end), str(sha)[:SHA_PREFIX], printed)
