"""The lexical side: a tantivy index (BM25, stemmed English) derived from the passages' texts.

Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond"; tantivy's
k1 = 1.2, b = 0.75. What people type is analysed into terms; it is never parsed as query syntax.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import tantivy

from index.errors import StoreDamaged
from index.store.ties import Ranked, best

_ANALYZER = "quoth_english"
# Longer runs of letters are base64 or a URL; tantivy would refuse a term of 64 KiB.
_LONGEST_TERM = 80
# One thread and tantivy's smallest heap: one segment, so equal input gives equal scores.
_HEAP_BYTES = 15_000_000
# Words beyond this add nothing to a query, and a pasted page must not cost a second.
_MOST_QUERY_TERMS = 64


@cache
def _analyzer() -> tantivy.TextAnalyzer:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in (
        tantivy.Filter.remove_long(_LONGEST_TERM),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stemmer("english"),
    ):
        builder = builder.filter(step)
    return builder.build()


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("passage", indexed=True, fast=True)
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()


def terms(text: str) -> list[str]:
    """Return the stemmed, folded terms of a text, in order."""
    return list(_analyzer().analyze(text))


def write_lexical(folder: Path | None, texts: Iterable[str]) -> tantivy.Index:
    """Index texts, known by their positions, in an empty folder, or in memory for None.

    Raises OSError when the folder cannot be written.
    """
    try:
        index = _open(folder)
        writer = index.writer(_HEAP_BYTES, 1)
        for position, text in enumerate(texts):
            document = tantivy.Document()
            document.add_unsigned("passage", position)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
    except ValueError as error:  # tantivy's only exception, here for input and output
        raise OSError(str(error)) from error
    return index


def load_lexical(folder: Path) -> tantivy.Index:
    """Open the index in a folder. Raises StoreDamaged when it is not one."""
    try:
        return _open(folder)
    except ValueError as error:
        message = f"the tantivy index in {folder.name} cannot be read ({error})"
        raise StoreDamaged(message) from error


def search_lexical(index: tantivy.Index, query: str, k: int) -> Ranked:
    """Return (position, BM25) pairs, best first, ties by position."""
    words = list(dict.fromkeys(terms(query)))[:_MOST_QUERY_TERMS]
    if not words:
        return []
    clauses = [
        (tantivy.Occur.Should, tantivy.Query.term_query(_schema(), "text", word)) for word in words
    ]
    asked = tantivy.Query.boolean_query(clauses)
    searcher = index.searcher()

    def fetch(count: int) -> Ranked:
        hits = searcher.search(asked, count).hits
        positions = searcher.fast_field_values("passage", [address for _, address in hits])
        return [
            (int(position), float(score))
            for position, (score, _) in zip(positions, hits, strict=True)
            if position is not None
        ]

    return best(k, searcher.num_docs, fetch)


def _open(folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder) if folder else None)
    index.register_tokenizer(_ANALYZER, _analyzer())
    # A generation never changes, so nothing has to watch the folder for new commits.
    index.config_reader(reload_policy="manual")
    return index
