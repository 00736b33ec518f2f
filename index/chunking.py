"""Articles -> passages: whole sentences, in order, up to a number of tokens.

A passage is a slice of the article. It never crosses boilerplate or a heading, and it knows the
heading that it stands under. Text is never rebuilt from tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.sentences import Span, block_sentences
from index.types import Article, Block, BlockKind, Passage

# About 120 English words: near the length of the passages that extractive readers are trained on
# (SQuAD's mean is 117 words), and within MiniLM's 256 word pieces together with a title.
MAX_TOKENS = 160

_WORD_END = re.compile(r"\s+")

Fits = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Section:
    """The sentences between two headings (or boilerplate), and the heading above them."""

    heading: Span | None
    sentences: list[Span]


def split_passages(article: Article, fits: Fits) -> list[Passage]:
    """Cut an article into passages that all fit, as many whole sentences in each as go.

    `fits(text)` says whether a text is short enough; a sentence that is not is cut between words,
    and a word that is not, between characters.
    """
    passages = []
    for section in _sections(article):
        for start, end in _packed(article.text, section.sentences, fits):
            passages.append(
                Passage(article.id, start, end, article.text[start:end], section.heading)
            )
    return passages


def _sections(article: Article) -> Iterator[_Section]:
    """Yield the runs of body text; a heading with nothing under it is its own text."""
    heading: Span | None = None
    bare: Span | None = None
    sentences: list[Span] = []
    for block in article.blocks:
        if block.kind in {BlockKind.HEADING, BlockKind.TITLE, BlockKind.BOILERPLATE}:
            if sentences:
                yield _Section(heading, sentences)
            sentences = []
        if block.kind is BlockKind.HEADING:
            if bare:
                yield _Section(None, [bare])
            heading = bare = block_sentences(article.text, block)[0]
        elif block.kind is BlockKind.TITLE:
            heading = None
        elif block.kind is not BlockKind.BOILERPLATE:
            bare = None
            sentences += block_sentences(article.text, block)
    if sentences:
        yield _Section(heading, sentences)
    if bare or not any(_is_body(block) for block in article.blocks):
        yield _Section(None, [bare or _only_title(article)])


def _is_body(block: Block) -> bool:
    return block.kind not in {BlockKind.TITLE, BlockKind.BOILERPLATE}


def _only_title(article: Article) -> Span:
    title = next(block for block in article.blocks if block.kind is BlockKind.TITLE)
    return block_sentences(article.text, title)[0]


def _packed(text: str, sentences: list[Span], fits: Fits) -> Iterator[Span]:
    """Yield runs of sentences, each as long as it may be."""
    current: Span | None = None
    for sentence in sentences:
        for start, end in _fitting(text, sentence, fits):
            if current is None:
                current = (start, end)
            elif fits(text[current[0] : end]):
                current = (current[0], end)
            else:
                yield current
                current = (start, end)
    if current is not None:
        yield current


def _fitting(text: str, span: Span, fits: Fits) -> Iterator[Span]:
    """Yield the span whole when it fits, else in pieces that do."""
    start, end = span
    while start < end and not fits(text[start:end]):
        cut = _longest(text, start, end, fits)
        yield (start, len(text[:cut].rstrip()))
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield (start, end)


def _longest(text: str, start: int, end: int, fits: Fits) -> int:
    """Return the last word end (else character) up to which the text fits, by bisection."""
    ends = [found.start() for found in _WORD_END.finditer(text, start + 1, end)]
    cut = _bisect(ends, lambda at: fits(text[start:at]))
    if cut is None:
        limit = ends[0] if ends else end
        cut = _bisect(range(start + 1, limit), lambda at: fits(text[start:at]))
    # One character always goes into a passage, or the cutting would never end.
    return cut if cut is not None else start + 1


def _bisect(candidates: list[int] | range, accept: Callable[[int], bool]) -> int | None:
    """Return the largest candidate that is accepted, where acceptance only ever turns to False."""
    low, high = 0, len(candidates)
    while low < high:
        middle = (low + high) // 2
        if accept(candidates[middle]):
            low = middle + 1
        else:
            high = middle
    return candidates[low - 1] if low else None
