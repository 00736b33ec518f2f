"""Trees of markup -> pieces: one walk for HTML, EPUB, Markdown, feeds and extracted web pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree, html

from index.formats.layout import Piece
from index.types import BlockKind

HTML_KINDS: Mapping[str, BlockKind | None] = {
    "h1": BlockKind.TITLE,
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
    "blockquote": BlockKind.QUOTE,
    "tr": BlockKind.TABLE_ROW,
    **dict.fromkeys(("figcaption", "caption"), BlockKind.BOILERPLATE),
    # These end what stands before them, and are what they stand in.
    **dict.fromkeys(
        "address article aside body br center dd details div dl fieldset figure footer header hr"
        " legend main ol option p pre section summary table tbody tfoot thead ul".split()
    ),
}
# The vocabulary of text that trafilatura has taken out of a page (TEI).
TEI_KINDS: Mapping[str, BlockKind | None] = {
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.QUOTE,
    "row": BlockKind.TABLE_ROW,
    **dict.fromkeys(("body", "code", "div", "lb", "list", "p", "table")),
}
_CELLS = {"td", "th", "cell"}
_UNSEEN = {
    *("head", "script", "style", "template", "noscript", "iframe", "object", "svg", "math"),
    *("select", "textarea", "button", "nav", "audio", "video", "canvas"),
}
_CELL_MARK = " | "
_WHOLE = {BlockKind.TITLE, BlockKind.HEADING, BlockKind.TABLE_ROW}


def parse_html(text: str) -> etree._Element | None:
    """Parse HTML as browsers do, with nothing fetched; None when there is no element in it."""
    # As bytes in a given encoding: a declaration of another one in the text would be obeyed.
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return html.document_fromstring(text.encode(), parser=parser)
    except etree.ParserError:
        return None


def walk(
    root: etree._Element, kinds: Mapping[str, BlockKind | None] = HTML_KINDS
) -> Iterator[Piece]:
    """Yield the blocks of a tree in order. Only the first title is one; others are headings."""
    titled = False
    for piece in _Walk(kinds).pieces(root):
        again = titled and piece.kind is BlockKind.TITLE
        titled = titled or piece.kind is BlockKind.TITLE
        yield Piece(BlockKind.HEADING, piece.text) if again else piece


class _Walk:
    """A walk through a tree: the elements that are open, and the words since the last block."""

    def __init__(self, kinds: Mapping[str, BlockKind | None]) -> None:
        self._kinds = kinds
        self._open: list[BlockKind] = []
        self._words: list[str] = []

    def pieces(self, root: etree._Element) -> Iterator[Piece]:
        """Yield the blocks below an element; the words behind it are not its own."""
        events = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in events:
            tag = str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""
            if event == "start":
                if tag in _UNSEEN and tag not in self._kinds:
                    events.skip_subtree()
                    continue
                if tag in self._kinds:
                    yield from self._begin(self._kinds[tag])
                elif tag in _CELLS and any(map(str.strip, self._words)):
                    self._words.append(_CELL_MARK)
                self._words.append(element.text or "")
            else:
                if tag in self._kinds:
                    yield from self._end(self._kinds[tag])
                if element is not root:
                    self._words.append(element.tail or "")
        yield from self._flush()

    def _begin(self, kind: BlockKind | None) -> Iterator[Piece]:
        if self._joins():
            self._words.append(" ")
        else:
            yield from self._flush()
        if kind is not None:
            self._open.append(kind)

    def _end(self, kind: BlockKind | None) -> Iterator[Piece]:
        if kind is not None:
            if not self._joins(self._open[:-1]):
                yield from self._flush()
            self._open.pop()
        elif self._joins():
            self._words.append(" ")
        else:
            yield from self._flush()

    def _joins(self, opened: Sequence[BlockKind] | None = None) -> bool:
        """Say whether a block inside a row or a heading is a part of it and none of its own."""
        return any(kind in _WHOLE for kind in (self._open if opened is None else opened))

    def _flush(self) -> Iterator[Piece]:
        text = "".join(self._words)
        self._words.clear()
        if text.strip():
            yield Piece(self._kind(), text)

    def _kind(self) -> BlockKind:
        """Return what the innermost open element makes of its words; rows and headings whole."""
        for kind in self._open:
            if kind in _WHOLE:
                return kind
        return self._open[-1] if self._open else BlockKind.PARAGRAPH
