"""Articles -> a committed index: cut, embed, store, with progress."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from index.article import parse_article, read_article
from index.blocks import BLOCKS_VERSION
from index.chunking import MAX_CHARACTERS, MAX_TOKENS, split_passages
from index.embedder import Embedder, Vectors
from index.errors import ArticleError
from index.store import Entry, FolderStore, Recipe
from index.tokens import count_tokens
from index.types import PLAIN_TEXT, Article, Passage

_log = logging.getLogger(__name__)
Progress = Callable[[int, int], None]
# Between two reports of progress: some seconds of work on two cores.
_SLICE = 64


def recipe_for(embedder: Embedder) -> Recipe:
    """Return what an index made with this embedder records of itself."""
    chunking = (
        f"blocks {BLOCKS_VERSION}, sentencex {version('sentencex')}, "
        f"{MAX_TOKENS} cl100k_base tokens"
    )
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
    began = time.perf_counter()
    rows = _embed(texts, embedder, progress)
    seconds = round(time.perf_counter() - began, 3)
    _log.info("embedded", extra={"passages": len(texts), "seconds": seconds})
    ends = np.cumsum([len(passages) for passages in cut])
    parts = np.split(rows, ends[:-1]) if cut else []
    return [
        Entry(article, passages, part)
        for article, passages, part in zip(articles, cut, parts, strict=True)
    ]


def _embed(texts: Sequence[str], embedder: Embedder, progress: Progress | None) -> Vectors:
    """Embed texts of like length together, so that little padding is computed."""
    rows: Vectors = np.empty((len(texts), embedder.dimension), np.float32)
    # Longest first: the time left is then never guessed too short.
    order = sorted(range(len(texts)), key=lambda at: (-len(texts[at]), at))
    for start in range(0, len(texts), _SLICE):
        batch = order[start : start + _SLICE]
        rows[batch] = embedder.embed_passages([texts[at] for at in batch])
        if progress:
            progress(start + len(batch), len(texts))
    return rows


def fits_in(embedder: Embedder) -> Callable[[str], bool]:
    """Return the test of a passage's length: tiktoken's count, and what the model reads."""

    def fits(text: str) -> bool:
        if len(text) > MAX_CHARACTERS or count_tokens(text) > MAX_TOKENS:
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
    """Make the index in `path` when it is missing, and add (or replace) the articles in it.

    Raises StoreError (before anything is embedded, when the folder cannot be used) or
    EmbeddingError.
    """
    store = FolderStore.create(path, recipe_for(embedder))
    store.commit(add=make_entries(list(articles), embedder, progress=progress))
    return store


def rebuild(path: Path, embedder: Embedder, *, progress: Progress | None = None) -> FolderStore:
    """Read, cut and embed the index's own articles anew, in one commit. Raises StoreError."""
    store = FolderStore.open_as_made(path)
    generation = store.generation
    articles = [_typed_anew(article) for article in store.articles()]
    entries = make_entries(articles, embedder, progress=progress)
    store.remake(entries, recipe_for(embedder), generation=generation)
    return store


def _typed_anew(article: Article) -> Article:
    """Read a plain text's blocks anew; what another format told of its text stays as it is."""
    plain = article.media_type == PLAIN_TEXT
    return parse_article(article.text, article.id) if plain else article
