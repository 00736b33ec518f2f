"""Articles on their way into a store: embedded and committed some hundred passages at a time."""

from __future__ import annotations

import time
from collections.abc import Sequence

from index.build import make_entries
from index.embedder import Embedder
from index.store import Entry, FileRecord, FolderStore
from index.types import Article

# About 250 passages: enough to put texts of like length together, and seconds of work.
EMBED_CHARACTERS = 150_000
# What a crash may cost, against what a commit costs.
COMMIT_PASSAGES = 2_000
COMMIT_SECONDS = 30.0


class Batch:
    """What was read and is not committed yet."""

    def __init__(self, store: FolderStore, embedder: Embedder, instead_of: Sequence[str]) -> None:
        """Collect for a store; `instead_of` are removed with the first commit of an article."""
        self._store = store
        self._embedder = embedder
        self._instead_of = tuple(instead_of)
        self._articles: list[Article] = []
        self._characters = 0
        self._entries: list[Entry] = []
        self._passages = 0
        self._records: list[FileRecord] = []
        self._committed = time.monotonic()

    def add(self, article: Article) -> int:
        """Take an article; return how many passages were embedded, now that there were enough."""
        self._articles.append(article)
        self._characters += len(article.text)
        return self._embed() if self._characters >= EMBED_CHARACTERS else 0

    def record(self, record: FileRecord) -> None:
        """Take what is to be known of a file, all of whose articles were taken before."""
        self._records.append(record)

    def is_due(self) -> bool:
        """Say whether there is enough for a commit, or the last one was long ago."""
        late = time.monotonic() - self._committed > COMMIT_SECONDS
        return self._passages >= COMMIT_PASSAGES or (late and bool(self._entries or self._records))

    def commit(self, *, unfinished: FileRecord | None = None, forget: Sequence[str] = ()) -> int:
        """Embed what is left and commit everything; return how many passages were embedded.

        `unfinished` is a file of which only a part was taken. Raises StoreError.
        """
        embedded = self._embed()
        files = [*self._records, *((unfinished,) if unfinished else ())]
        if self._entries or files or forget:
            remove = self._instead_of if self._entries else ()
            self._store.commit(add=self._entries, remove=remove, files=files, forget=forget)
            self._instead_of = () if self._entries else self._instead_of
        self._entries, self._passages, self._records = [], 0, []
        self._committed = time.monotonic()
        return embedded

    def _embed(self) -> int:
        entries = make_entries(self._articles, self._embedder)
        self._articles, self._characters = [], 0
        embedded = sum(len(entry.passages) for entry in entries)
        self._entries += entries
        self._passages += embedded
        return embedded
