"""What an index holds: facts for `quoth info`, and the list of articles for `quoth list`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TypedDict

from rich.console import Console
from rich.table import Table

from index import Article, FileRecord, FolderStore
from rag import Settings
from ui.terminal.text import styled
from ui.wording import byline


class FileDict(TypedDict):
    """A file that could not be read, or of which something should be known, as JSON."""

    file: str
    path: str
    why: str


class Facts(TypedDict):
    """An index as JSON; `failures` are the files that could not be read when last tried."""

    index: str
    generation: int
    articles: int
    copies: int
    passages: int
    files: int
    model: str
    failures: list[FileDict]
    notes: list[FileDict]


class ArticleDict(TypedDict):
    """An article without its text, as JSON; `published` is ISO 8601, `characters` code points.

    `copy_of` is the article that it repeats almost word for word.
    """

    article: str
    title: str
    publisher: str | None
    published: str | None
    characters: int
    sha256: str
    media_type: str
    pages: int
    copy_of: str | None


def facts_of(store: FolderStore, settings: Settings) -> Facts:
    """Gather what there is to know about an index."""
    articles, files = store.articles(), store.files()
    return Facts(
        index=str(settings.index),
        generation=store.generation,
        articles=len(articles),
        copies=sum(article.copy_of is not None for article in articles),
        passages=store.count_passages(),
        files=len(files),
        model=settings.model,
        failures=[file_dict(file, file.failure) for file in files if file.failure],
        notes=[file_dict(file, file.note) for file in files if file.note],
    )


def file_dict(file: FileRecord, why: str) -> FileDict:
    """Return a file and what is to be known of it, as JSON."""
    return FileDict(file=file.id, path=file.path, why=why)


def shelf_of(articles: Iterable[Article]) -> list[ArticleDict]:
    """Return articles without their texts, in order."""
    return [
        ArticleDict(
            article=article.id,
            title=article.title,
            publisher=article.publisher,
            published=article.published.isoformat() if article.published else None,
            characters=len(article.text),
            sha256=article.sha256,
            media_type=article.media_type,
            pages=len(article.pages),
            copy_of=article.copy_of,
        )
        for article in articles
    ]


def print_facts(console: Console, facts: Facts) -> None:
    """Print the facts, one a line, and then the files that need a person's eye."""
    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        if not isinstance(value, list):
            table.add_row(styled(name.capitalize(), "dim"), styled(str(value)))
    console.print(table)
    print_files(console, "Could not be read, and will be tried again", facts["failures"])
    print_files(console, "Was read, but", facts["notes"])


def print_files(console: Console, heading: str, files: Sequence[FileDict]) -> None:
    """Print files with what is to be known of each; nothing when there are none."""
    if files:
        console.print(styled(f"{heading}:", "bold"))
    for file in files:
        console.print(styled(f"  {file['file']}: {file['why']}"), highlight=False, soft_wrap=True)


def print_articles(console: Console, shelf: Sequence[ArticleDict]) -> None:
    """Print one article after the other: title, what is known of its origin, and its id."""
    for article in shelf:
        published = dt.date.fromisoformat(article["published"]) if article["published"] else None
        origin = byline(article["publisher"], published)
        console.print(styled(article["title"], "bold"), highlight=False)
        known = [origin] if origin else []
        known += [f"{article['pages']:,} pages"] if article["pages"] else []
        known += [f"a copy of {article['copy_of']}"] if article["copy_of"] else []
        line = " · ".join([*known, f"{article['characters']:,} characters", article["article"]])
        console.print(styled(f"  {line}", "dim"), highlight=False)
