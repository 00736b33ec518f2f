"""The lexical side: a tantivy index (BM25, stemmed English) derived from the passages' texts.

Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond"; tantivy's
k1 = 1.2, b = 0.75. What people type is analysed into terms; it is never parsed as query syntax.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import tantivy

from index.errors import StoreDamaged
from index.store.ties import Places, Ranked, best

_ANALYZER = "quoth_english"
# Longer runs of letters are base64 or a URL; tantivy would refuse a term of 64 KiB.
_LONGEST_TERM = 80
# One thread and tantivy's smallest heap hold a segment's passages.
_HEAP_BYTES = 15_000_000
# Words beyond this add nothing to a query, and a pasted page must not cost a second.
_MOST_QUERY_TERMS = 64
# tantivy's own files: what the index consists of, what it may delete, and its locks.
_META, _MANAGED, _LOCK_SUFFIX = "meta.json", ".managed.json", ".lock"

LexicalContents = tuple[set[int], dict[str, int]]


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


def write_lexical(folder: Path, texts: Iterable[tuple[int, str]]) -> None:
    """Index texts, known by their passages' numbers, in a folder that holds no index yet.

    Raises OSError when the folder cannot be written.
    """
    _fill(folder, texts)
    for lock in folder.glob(f"*{_LOCK_SUFFIX}"):
        lock.unlink()  # they hold nothing, and nobody writes here again


def lexical_in_memory(texts: Iterable[tuple[int, str]]) -> tantivy.Index:
    """Index texts, known by their passages' numbers, without a file."""
    return _fill(None, texts)


def join_lexical(folders: Sequence[Path]) -> tantivy.Index:
    """Open the indexes in several folders as one, whose scores are those of one index of all.

    BM25 needs counts over all passages, which tantivy adds up over the segments of an index. None
    of ours ever has a document deleted, so the sums are exact. What makes files one index is the
    list of segments in its `meta.json`: one is written for all, in a folder of links that is gone
    when the files are open. Raises StoreDamaged when one is not an index, and OSError.
    """
    if not folders:
        return lexical_in_memory(())
    # A thread of tantivy's may put an empty lock file there while the folder is being removed.
    with tempfile.TemporaryDirectory(prefix="quoth-", ignore_cleanup_errors=True) as joined:
        for folder in folders:
            for file in folder.iterdir():
                if file.name not in {_META, _MANAGED}:
                    (Path(joined) / file.name).symlink_to(file.absolute())
        try:
            (Path(joined) / _META).write_text(_joined_meta(folders), encoding="utf-8")
            return _open(Path(joined))
        except ValueError as error:
            message = f"the tantivy index cannot be read ({error})"
            raise StoreDamaged(message) from error


def _joined_meta(folders: Sequence[Path]) -> str:
    metas = [json.loads((folder / _META).read_text(encoding="utf-8")) for folder in folders]
    segments = [segment for meta in metas for segment in meta["segments"]]
    return json.dumps({**metas[0], "segments": segments})


def search_lexical(index: tantivy.Index, query: str, k: int, places: Places) -> Ranked:
    """Return (number, BM25) pairs, best first, ties by place."""
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
        numbers = searcher.fast_field_values("passage", [address for _, address in hits])
        return [
            (int(number), float(score))
            for number, (score, _) in zip(numbers, hits, strict=True)
            if number is not None
        ]

    return best(k, searcher.num_docs, fetch, places)


def lexical_contents(index: tantivy.Index) -> LexicalContents:
    """Return the passages' numbers, and in how many of them each term stands."""
    searcher = index.searcher()
    hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
    numbers = searcher.fast_field_values("passage", [address for _, address in hits])
    found = {int(number) for number in numbers if number is not None}
    return found, dict(searcher.terms_with_prefix("text", ""))


def _fill(folder: Path | None, texts: Iterable[tuple[int, str]]) -> tantivy.Index:
    try:
        index = _open(folder)
        writer = index.writer(_HEAP_BYTES, 1)
        for number, text in texts:
            document = tantivy.Document()
            document.add_unsigned("passage", number)
            document.add_text("text", text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
    except ValueError as error:  # tantivy's only exception, here for input and output
        raise OSError(str(error)) from error
    return index


def _open(folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), path=str(folder) if folder else None)
    index.register_tokenizer(_ANALYZER, _analyzer())
    # What is written never changes, so nothing has to watch the folder for new commits.
    index.config_reader(reload_policy="manual")
    return index
