"""What an index holds: facts for `quoth info`, and the list of articles for `quoth list`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypedDict

from rich.console import Console
from rich.table import Table

from rag import Assistant, Settings
from ui.terminal.text import styled
from ui.wording import byline


class Facts(TypedDict):
    """An index as JSON."""

    index: str
    generation: int
    articles: int
    passages: int
    model: str


class ArticleDict(TypedDict):
    """An article without its text, as JSON; `published` is ISO 8601, `characters` code points."""

    article: str
    title: str
    publisher: str | None
    published: str | None
    characters: int
    sha256: str


def facts_of(assistant: Assistant, settings: Settings) -> Facts:
    """Gather what there is to know about the opened index."""
    store = assistant.store
    return Facts(
        index=str(settings.index),
        generation=store.generation,
        articles=len(assistant.articles()),
        passages=store.count_passages(),
        model=settings.model,
    )


def shelf_of(assistant: Assistant) -> list[ArticleDict]:
    """Return the articles of the index, by id."""
    return [
        ArticleDict(
            article=article.id,
            title=article.title,
            publisher=article.publisher,
            published=article.published.isoformat() if article.published else None,
            characters=len(article.text),
            sha256=article.sha256,
        )
        for article in assistant.articles()
    ]


def print_facts(console: Console, facts: Facts) -> None:
    """Print the facts, one a line."""
    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        table.add_row(styled(name.capitalize(), "dim"), styled(str(value)))
    console.print(table)


def print_articles(console: Console, shelf: Sequence[ArticleDict]) -> None:
    """Print one article after the other: title, what is known of its origin, and its id."""
    for article in shelf:
        published = dt.date.fromisoformat(article["published"]) if article["published"] else None
        origin = byline(article["publisher"], published)
        console.print(styled(article["title"], "bold"), highlight=False)
        known = [origin] if origin else []
        line = " · ".join([*known, f"{article['characters']:,} characters", article["article"]])
        console.print(styled(f"  {line}", "dim"), highlight=False)
