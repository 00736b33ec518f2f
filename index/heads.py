"""What only the place in an article tells: its title, labels and captions, and who said a quote."""

from __future__ import annotations

import re
from dataclasses import replace

from index.dates import dated_place, is_dateline
from index.furniture import is_imprint, outlet_of, tells_date
from index.shapes import ATX_HEADING, content_start, count_words, is_closed
from index.types import Block, BlockKind

# A title says something; one to three words above it are a section's label ("World").
TITLE_WORDS = 4
# A title stands among the first blocks, or there is none.
TITLE_DEPTH = 8
# Further down, a line of more words is a sentence without its full stop, and can be quoted.
HEADING_WORDS = 12
# A picture's machine-made description may be this long.
CAPTION_WORDS = 40
# An imprint stands no further below the first lines than this.
HEAD_DEPTH = 12
# "By Ada Roe | Halm Herald | 3 May 2024" looks like a table's row.
_OF_IMPRINTS = {BlockKind.HEADING, BlockKind.TABLE_ROW}
_ATTRIBUTION = re.compile(r"^[—–-]\s*\S|\)$|,\s")
_DATE_LABEL = re.compile(r"publi|post|updat|modif|creat|issu|edit|:", re.IGNORECASE)


def mark_head(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """Find the title, and mark what the shape of a single line could not tell."""
    head = _Head(text, blocks)
    return tuple(replace(block, kind=head.kind_at(at)) for at, block in enumerate(blocks))


class _Head:
    """An article's blocks with the places that matter for telling their kinds."""

    def __init__(self, text: str, blocks: list[Block]) -> None:
        self._kinds = [block.kind for block in blocks]
        # The words that tell are few, and a line may be megabytes long.
        self._words = [text[content_start(text, b) : b.end] for b in blocks]
        self._marked = [ATX_HEADING.match(text, b.start) is not None for b in blocks]
        self._body = self._first_paragraph()
        self._title = self._title_at()
        self._timeline = any(map(self._is_bare_date, range(self._body, len(blocks))))
        head = range((self._title or 0) + 1, min(self._body, HEAD_DEPTH))
        self._dated = [at for at in head if tells_date(self._words[at])]
        self._has_dated_places = sum(map(bool, map(dated_place, self._words))) > 1

    def kind_at(self, at: int) -> BlockKind:
        """Return the kind of a block, now that its neighbours are known."""
        kind = self._kinds[at]
        if at == self._title:
            return BlockKind.TITLE
        if kind in _OF_IMPRINTS and self._is_imprint(at):
            return BlockKind.BOILERPLATE
        if kind is BlockKind.HEADING:
            return self._heading_kind(at)
        if kind is BlockKind.PARAGRAPH and self._is_caption(at):
            return BlockKind.BOILERPLATE
        # Dates between the paragraphs are a timeline's headings, the one above the first as well.
        return BlockKind.HEADING if self._timeline and self._is_bare_date(at) else kind

    def _heading_kind(self, at: int) -> BlockKind:
        words = self._words[at]
        if self._title is not None and (at < self._title or words == self._words[self._title]):
            return BlockKind.BOILERPLATE
        if at and self._kinds[at - 1] is BlockKind.QUOTE and _ATTRIBUTION.search(words):
            return BlockKind.QUOTE
        if count_words(words) > HEADING_WORDS and not self._marked[at]:
            return BlockKind.PARAGRAPH
        return BlockKind.HEADING

    def _is_imprint(self, at: int) -> bool:
        """Say whether a line between the title and the text tells who published it, where or when.

        "HALM, 3 May 2024", "The Halm Herald, Friday, 3 May 2024". Below the last date, "Literature
        Review" is a heading. Where more than one line is a place and a date, they are a timeline's
        headings, or a tour's stops; beside another date "St Mary's Church, 14 June" is an event.
        """
        words = self._words[at]
        if self._title is None or self._marked[at] or not self._dated or not is_imprint(words):
            return False
        if not self._title < at <= self._dated[-1]:
            return False
        alone = len(self._dated) == 1 or outlet_of(words)
        return not dated_place(words) or bool(alone and not self._has_dated_places)

    def _is_bare_date(self, at: int) -> bool:
        words = self._words[at]
        furniture = self._kinds[at] is BlockKind.BOILERPLATE
        return furniture and is_dateline(words) and not _DATE_LABEL.search(words)

    def _first_paragraph(self) -> int:
        """Return where the first whole sentence stands (the number of blocks without one)."""
        for at, kind in enumerate(self._kinds):
            if kind is BlockKind.PARAGRAPH and is_closed(self._words[at]):
                return at
        return len(self._kinds)

    def _title_at(self) -> int | None:
        """Find the heading above the text that says most of what a title says."""
        headings = [
            at
            for at, kind in enumerate(self._kinds[:TITLE_DEPTH])
            if kind is BlockKind.HEADING or (at == 0 and self._is_quoted_title())
        ]
        above = [
            at for at in headings if at < self._body and not (at and dated_place(self._words[at]))
        ]
        for at in above:
            if self._marked[at] or count_words(self._words[at]) >= TITLE_WORDS:
                return at
        for at in headings:
            # "News Article:" between a summary and the article proper.
            if at - 1 in headings and self._words[at - 1].endswith(":"):
                return at
        return above[0] if above else None

    def _is_quoted_title(self) -> bool:
        """Say whether the first line is a quotation that stands as the title."""
        words = self._words[0]
        return (
            self._kinds[0] is BlockKind.QUOTE
            and not is_closed(words)
            and count_words(words) <= HEADING_WORDS
        )

    def _is_caption(self, at: int) -> bool:
        """Say whether a scrap between the title and the text describes a picture."""
        words = self._words[at]
        return (
            self._title is not None
            and self._title < at < self._body < len(self._kinds)
            and words[0].islower()
            and not is_closed(words)
            and len(words.splitlines()) == 1
            and count_words(words) <= CAPTION_WORDS
        )
