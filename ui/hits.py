"""Passages found, as JSON: what `quoth search --json` prints and `/retrieve` returns."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypedDict

from index import Article, Hit


class HitDict(TypedDict):
    """A passage as JSON: `text` is `article.text[start:end]`, and a higher score is better."""

    article: str
    title: str
    start: int
    end: int
    text: str
    score: float
    locator: str


def hits_as_dicts(hits: Iterable[Hit], article_of: Callable[[str], Article]) -> list[HitDict]:
    """Return hits as plain JSON values, best first, each with its article's title."""
    return [
        HitDict(
            article=hit.passage.article,
            title=article_of(hit.passage.article).title,
            start=hit.passage.start,
            end=hit.passage.end,
            text=hit.passage.text,
            score=hit.score,
            locator=f"{hit.passage.article}#char={hit.passage.start},{hit.passage.end}",
        )
        for hit in hits
    ]
