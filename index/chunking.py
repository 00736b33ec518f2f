"""Articles -> passages: whole sentences, in order, up to a number of tokens.

A passage is a slice of the article. It never crosses boilerplate or a heading, and it knows the
heading that it stands under. Text is never rebuilt from tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.graphemes import safe_cut
from index.sentences import Span, block_sentences, trim_span
from index.types import Article, Block, BlockKind, Passage

# About 120 English words: the length of the passages that the reader was trained on (118 words on
# average), and within MiniLM's 256 word pieces together with a title.
MAX_TOKENS = 160

# A sentence has at least one token, so no more of them go into a passage.
_MOST_SENTENCES = MAX_TOKENS + 1
# 160 tokens of prose are about 750 characters. tiktoken packs blanks and repeats by the hundred
# into few tokens, and overflows its stack over a million of them.
MAX_CHARACTERS = 2_000
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
    pieces = [piece for sentence in sentences for piece in _fitting(text, sentence, fits)]
    at = 0
    while at < len(pieces):
        start = pieces[at][0]
        ends = [end for _, end in pieces[at : at + _MOST_SENTENCES]]
        last = _furthest(ends, _reaching(text, start, fits))
        # A piece fits by itself; only its surroundings may be counted otherwise.
        at += max(last, 0) + 1
        yield start, pieces[at - 1][1]


def _fitting(text: str, span: Span, fits: Fits) -> Iterator[Span]:
    """Yield the span whole when it fits, else in pieces that do."""
    start, end = span
    while start < end and not fits(text[start:end]):
        cut = _cut(text, start, end, fits)
        yield trim_span(text, start, cut)
        start = trim_span(text, cut, end)[0]
    if start < end:
        yield start, end


def _cut(text: str, start: int, end: int, fits: Fits) -> int:
    """Return the last word's end, else the last character's, up to which the text fits."""
    reaches = _reaching(text, start, fits)
    ends = [found.start() for found in _WORD_END.finditer(text, start + 1, end)]
    last = _furthest(ends, reaches)
    if last >= 0:
        return ends[last]
    characters = range(start + 1, ends[0] if ends else end)
    # One character always goes into a passage, or the cutting would never end.
    longest = max(_furthest(characters, reaches), 0) + 1
    whole = safe_cut(text, start, longest)
    return start + (whole if reaches(start + whole) else longest)


def _reaching(text: str, start: int, fits: Fits) -> Callable[[int], bool]:
    """Return the test of whether the text from `start` to an end fits."""
    return lambda end: fits(text[start:end])


def _furthest(ends: Sequence[int], accept: Callable[[int], bool]) -> int:
    """Return the index of the last end that is accepted, -1 when none is.

    Acceptance only ever turns to False. The search doubles its steps before it bisects, so that
    little more is looked at than what is accepted (Bentley and Yao 1976).
    """
    low, step = -1, 1
    while low + step < len(ends) and accept(ends[low + step]):
        low += step
        step *= 2
    high = min(low + step, len(ends))
    while high - low > 1:
        middle = (low + high) // 2
        if accept(ends[middle]):
            low = middle
        else:
            high = middle
    return low
