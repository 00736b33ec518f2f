"""Text -> sentences with exact offsets, by sentencex (Wikimedia's segmenter)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sentencex import get_sentence_boundaries

from index.graphemes import safe_cut
from index.shapes import content_start
from index.types import Article, Block, BlockKind

Span = tuple[int, int]

# Longer runs without a sentence's end are not prose. sentencex takes quadratic time over some.
LONGEST_SENTENCE = 5_000
# sentencex stops in the middle of a character where wider white space follows an initial.
_PLAIN_SPACE = {code: " " for code in range(0x3001) if chr(code).isspace() and chr(code) != "\n"}
# Abbreviations that sentencex ends a sentence at, and whose list it does not let us lengthen: what
# has a number behind it ("approx. 40 m", "vol. II"), and what has a name ("Ft. Worth", but not
# "at 900 Ft. The summit"). Words that end sentences, such as "arts.", are left out.
_BEFORE_NUMBER = re.compile(
    r"\b(?:approx|appr|avg|est|[Mm]ax|[Vv]ols?|[Tt]el|[Cc]h|Chaps?|Sect|Figs|[Pp]aras?|[Aa]ppx"
    r"|[Ii]ncl|[Ee]xcl|Apt|Acc|Bk|Qty)\.$"
)
_NUMBER = re.compile(r"[~+±(]?[£$€]?\d|(?:[IVXLC]{2,}|[VX])\b")
_BEFORE_NAME = re.compile(
    r"(?:(?<!\d )\b(?:Ft|Pt)|\b(?:Ste|Ms|Cllrs?|Pte|Cpt|Ald|[Ii]ncl|[Ee]xcl))\.$"
)
_NAME = re.compile(r"[^\W\d_a-z]")
_LONGEST_ABBREVIATION = 8
# What has no white space where the boundary is, and is an address or a file's name.
_ADDRESS = re.compile(r"\S+@\S+\.\S|(?:\w+://|www\.)\S")
_FILE_TYPE = re.compile(r"(?:PDF|DOCX?|XLSX?|PPTX?|TXT|CSV|JPE?G|PNG|HTML?|XML|JSON|ZIP|EXE)\b")
_LONGEST_ADDRESS = 200


def split_sentences(text: str, start: int, end: int, language: str = "en") -> list[Span]:
    """Return the sentences of `text[start:end]` as trimmed spans in `text`, in order.

    Together they hold all that is not blank. A run of `LONGEST_SENTENCE` characters without an end
    is cut, between words where there are any.
    """
    spans: list[Span] = []
    for found in _boundaries(text[start:end], language):
        trimmed = trim_span(text, start + found[0], start + found[1])
        if trimmed[0] == trimmed[1]:
            continue
        if spans and _goes_on(text, spans[-1], trimmed):
            trimmed = (spans.pop()[0], trimmed[1])
        spans.append(trimmed)
    return spans


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Say whether two of sentencex's sentences are one, cut at an abbreviation or in an address."""
    end, start = before[1], after[0]
    if after[1] - before[0] > LONGEST_SENTENCE:
        return False
    if end == start:
        return _is_unbroken(text, end, before[0])
    at = max(before[0], end - _LONGEST_ABBREVIATION)
    if _NUMBER.match(text, start):
        return _BEFORE_NUMBER.search(text, at, end) is not None
    return bool(_NAME.match(text, start) and _BEFORE_NAME.search(text, at, end))


def _is_unbroken(text: str, at: int, first: int) -> bool:
    """Say whether an address or a file's name goes on at an offset, in a sentence from `first`."""
    words = text[max(first, at - _LONGEST_ADDRESS) : at].split()
    return bool(_FILE_TYPE.match(text, at) or _ADDRESS.match(words[-1] + text[at]))


def _boundaries(text: str, language: str) -> Iterator[Span]:
    """Yield sentencex's sentences, found in windows that each begin with a sentence."""
    at = 0
    while at < len(text):
        # One window at a time: no other thread runs while a text is translated.
        window = text[at : at + LONGEST_SENTENCE].translate(_PLAIN_SPACE)
        ends = [found["end_index"] for found in get_sentence_boundaries(language, window)]
        if at + len(window) < len(text):
            # The window's last sentence may go on behind it.
            ends = ends[:-1] or [window.rfind(" ") + 1 or safe_cut(text, at, len(window))]
        start = 0
        for end in ends:
            yield at + start, at + end
            start = end
        at += start


def block_sentences(text: str, block: Block) -> list[Span]:
    """Return the sentences of a block without its list marker; a row or heading is one sentence."""
    start = content_start(text, block)
    if block.kind in {BlockKind.TABLE_ROW, BlockKind.HEADING, BlockKind.TITLE}:
        return [(start, block.end)]
    return split_sentences(text, start, block.end)


def article_sentences(article: Article) -> list[Span]:
    """Return every sentence of an article outside its boilerplate, in order."""
    return sentences_of(article.text, article.blocks)


def sentences_of(text: str, blocks: Sequence[Block]) -> list[Span]:
    """Return every sentence of the given blocks outside boilerplate, in order."""
    return [
        span
        for block in blocks
        if block.kind is not BlockKind.BOILERPLATE
        for span in block_sentences(text, block)
    ]


def trim_span(text: str, start: int, end: int) -> Span:
    """Return the span without the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def sentences_between(article: Article, start: int, end: int) -> list[Span]:
    """Return the sentences that overlap `text[start:end]`; only the blocks there are split."""
    blocks = [block for block in article.blocks if block.start < end and block.end > start]
    return [
        span for span in sentences_of(article.text, blocks) if span[0] < end and span[1] > start
    ]
