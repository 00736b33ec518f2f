"""Articles -> a committed index: cut, embed, store, with progress."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from index.article import read_article
from index.chunking import MAX_TOKENS, split_passages
from index.embedder import Embedder, Vectors
from index.errors import ArticleError
from index.store import Entry, FolderStore, Recipe
from index.tokens import count_tokens
from index.types import Article, Passage

Progress = Callable[[int, int], None]
# Between two reports of progress: some seconds of work on two cores.
_SLICE = 64


def recipe_for(embedder: Embedder) -> Recipe:
    """Return what an index made with this embedder records of itself."""
    chunking = f"sentencex {version('sentencex')}, {MAX_TOKENS} cl100k_base tokens"
    return Recipe(embedder.name, embedder.dimension, chunking)


def read_folder(folder: Path) -> list[Article]:
    """Read the .txt files below a folder, by path; an id is the path inside the folder.

    Raises ArticleError when there is none, or for the first that cannot be read.
    """
    files = sorted(path for path in folder.rglob("*.txt") if path.is_file())
    if not files:
        message = f"{folder}: holds no .txt files; name a folder that does"
        raise ArticleError(message)
    return [read_article(path, path.relative_to(folder).as_posix()) for path in files]


def make_entries(
    articles: Sequence[Article], embedder: Embedder, *, progress: Progress | None = None
) -> list[Entry]:
    """Cut and embed articles. `progress(done, total)` counts passages.

    Raises EmbeddingError.
    """
    cut = [split_passages(article, fits_in(embedder)) for article in articles]
    texts = [
        embedding_text(article, passage, embedder)
        for article, passages in zip(articles, cut, strict=True)
        for passage in passages
    ]
    rows: list[Vectors] = []
    for start in range(0, len(texts), _SLICE):
        rows.extend(embedder.embed_passages(texts[start : start + _SLICE]))
        if progress:
            progress(min(start + _SLICE, len(texts)), len(texts))
    vectors = iter(rows)
    return [
        Entry(article, passages, np.stack([next(vectors) for _ in passages]))
        for article, passages in zip(articles, cut, strict=True)
    ]


def fits_in(embedder: Embedder) -> Callable[[str], bool]:
    """Return the test of a passage's length: tiktoken's count, and what the model reads."""

    def fits(text: str) -> bool:
        if count_tokens(text) > MAX_TOKENS:
            return False
        return embedder.count_tokens(text) <= embedder.max_tokens

    return fits


def embedding_text(article: Article, passage: Passage, embedder: Embedder) -> str:
    """Return what is embedded: the passage under its title and heading, as far as they fit."""
    heading = article.text[slice(*passage.heading)] if passage.heading else ""
    for head in (f"{article.title}\n{heading}\n", f"{article.title}\n"):
        text = head + passage.text
        if embedder.count_tokens(text) <= embedder.max_tokens:
            return text
    return passage.text


def build(
    path: Path,
    articles: Iterable[Article],
    embedder: Embedder,
    *,
    progress: Progress | None = None,
) -> FolderStore:
    """Make the index in `path` when it is missing, and add (or replace) the articles in it."""
    entries = make_entries(list(articles), embedder, progress=progress)
    store = FolderStore.create(path, recipe_for(embedder))
    store.commit(add=entries)
    return store


def rebuild(path: Path, embedder: Embedder, *, progress: Progress | None = None) -> FolderStore:
    """Cut and embed the index's own articles anew, in one commit. Raises StoreError."""
    store = FolderStore.open_as_made(path)
    store.remake(make_entries(store.articles(), embedder, progress=progress), recipe_for(embedder))
    return store
