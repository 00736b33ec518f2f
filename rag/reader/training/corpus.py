"""A SQuAD-format file's passages as an index to ask: for calibrating and for measuring."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index import (
    Article,
    Block,
    BlockKind,
    Embedder,
    FolderStore,
    Hit,
    Progress,
    StoreMissing,
    build,
    recipe_for,
)
from rag.fusion import fuse
from rag.reader.training.squad import Example
from rag.retriever import DEPTH, Retriever


@dataclass(frozen=True, slots=True)
class Corpus:
    """The contexts of one file, each an article of its own under its Wikipedia article's title.

    `ids` gives the article's id by context; `titles` the examples' title by id.
    """

    store: FolderStore
    retriever: Retriever
    ids: dict[str, str]
    titles: dict[str, str]

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return what Quoth's own retriever finds."""
        return self.retriever.retrieve(question, k)

    def retrieve_without(self, title: str, question: str, k: int) -> list[Hit]:
        """Return what it would find if the Wikipedia article of that title were not there."""
        gone = [one for one, held in self.titles.items() if held == title]
        # A context is cut into three passages at most; this many more make up for those gone.
        depth = DEPTH + 3 * len(gone)
        vector = self.retriever.embedder.embed_query(question)
        found = (self.store.dense(vector, depth), self.store.lexical(question, depth))
        dense, lexical = (
            [hit for hit in hits if hit.passage.article not in gone][:DEPTH] for hits in found
        )
        return fuse(dense, lexical)[:k]

    def right(self, example: Example, hit: Hit) -> bool:
        """Whether a hit is of the question's own context and holds an annotated answer."""
        passage = hit.passage
        return passage.article == self.ids[example.context] and any(
            span.start >= passage.start and span.end <= passage.end for span in example.answers
        )


def open_corpus(
    examples: Sequence[Example], cache: Path, embedder: Embedder, progress: Progress | None = None
) -> Corpus:
    """Open the index of the examples' contexts; it is made in `cache` the first time (minutes)."""
    titles = {example.context: example.title for example in examples}
    articles = _articles(titles)
    recipe = recipe_for(embedder)
    made_of = "\0".join([str(recipe), *(one.title + one.sha256 for one in articles)])
    folder = cache / hashlib.sha256(made_of.encode()).hexdigest()[:16]
    try:
        store = FolderStore(folder, recipe)
    except StoreMissing:
        folder.parent.mkdir(parents=True, exist_ok=True)
        store = build(folder, articles, embedder, progress=progress)
    if len(store.articles()) != len(articles):
        store = build(folder, articles, embedder, progress=progress)
    return Corpus(
        store,
        Retriever(store, embedder),
        {article.text: article.id for article in articles},
        {article.id: titles[article.text] for article in articles},
    )


def _articles(titles: Mapping[str, str]) -> list[Article]:
    """Make an article of each context; SQuAD writes the blanks of titles as underscores."""
    return [
        Article(
            id=f"{number:05d}",
            title=title.replace("_", " "),
            publisher=None,
            published=None,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            # A context is one paragraph, whatever its lines look like.
            blocks=(
                Block(len(text) - len(text.lstrip()), len(text.rstrip()), BlockKind.PARAGRAPH),
            ),
        )
        for number, (text, title) in enumerate(titles.items(), 1)
    ]
