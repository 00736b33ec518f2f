"""Text -> sentences with exact offsets, by sentencex (Wikimedia's segmenter)."""

from __future__ import annotations

from collections.abc import Sequence

from sentencex import get_sentence_boundaries

from index.blocks import content_start
from index.types import Article, Block, BlockKind

Span = tuple[int, int]


def split_sentences(text: str, start: int, end: int, language: str = "en") -> list[Span]:
    """Return the sentences of `text[start:end]` as trimmed spans in `text`, in order."""
    spans = []
    for found in get_sentence_boundaries(language, text[start:end]):
        trimmed = _trim(text, start + found["start_index"], start + found["end_index"])
        if trimmed[0] < trimmed[1]:
            spans.append(trimmed)
    return spans


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


def _trim(text: str, start: int, end: int) -> Span:
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
