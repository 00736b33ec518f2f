"""Files -> the index: what is new or changed is read, cut, embedded and committed, batch by batch.

Memory stays bounded whatever there is to add: one file's bytes, and the articles of one batch. A
failure is remembered with its reason, tried again next time, and keeps no other file out.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from index.batching import Batch
from index.embedder import Embedder
from index.errors import ArticleError
from index.finding import Findings, Found, printable, read_bytes
from index.formats.detecting import is_table
from index.formats.source import UNNAMED, Columns, Source
from index.naming import Names
from index.sandbox import MAX_FILE_BYTES, Sandbox
from index.store import FileRecord, FolderStore
from index.types import Article


@dataclass(frozen=True, slots=True)
class Wishes:
    """How files are added.

    `columns` are the named ones of exports. `prune` removes what was added from the named folders
    and is not there any more. `again` reads unchanged files too. `instead_of` are articles that
    stood in for a person's own (the seeds), removed when the first of those are added.
    """

    columns: Columns = UNNAMED
    prune: bool = False
    again: bool = False
    instead_of: Sequence[str] = ()


@dataclass(slots=True)
class Report:
    """What became of the files, and how far the adding is; files are told by their ids."""

    total_files: int = 0
    total_bytes: int = 0
    done_files: int = 0
    done_bytes: int = 0
    passages: int = 0
    articles: int = 0
    name: str = ""
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    removed: list[str] = field(default_factory=list)
    failed: list[FileRecord] = field(default_factory=list)
    noted: list[FileRecord] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


Progress = Callable[[Report], None]


def add_files(
    store: FolderStore,
    embedder: Embedder,
    findings: Findings,
    wishes: Wishes,
    *,
    progress: Progress,
) -> Report:
    """Add what was found to a store; `progress(report)` is told after every file and batch.

    Raises StoreError or EmbeddingError; what was committed before stays.
    """
    report = Report(
        total_files=len(findings.files),
        total_bytes=sum(file.size for file in findings.files),
        left_out=findings.left_out,
    )
    with Sandbox() as sandbox:
        adding = _Adding(store, Batch(store, embedder, wishes.instead_of), sandbox, wishes, report)
        for file in findings.files:
            report.name = printable(file.name)
            progress(report)
            adding.add(file, progress)
            report.done_files += 1
            report.done_bytes += file.size
        adding.finish(findings, progress)
    return report


class _Adding:
    """One run of adding: what was known before, and what becomes of each file."""

    def __init__(
        self, store: FolderStore, batch: Batch, sandbox: Sandbox, wishes: Wishes, report: Report
    ) -> None:
        self._store = store
        self._batch = batch
        self._sandbox = sandbox
        self._wishes = wishes
        self._report = report
        self._names = Names(store.files())
        self._taken: list[str] = []

    def add(self, found: Found, progress: Progress) -> None:
        """Add one file, unless it is unchanged; a failure becomes its record."""
        self._taken = []
        data, digest, refused = b"", None, None
        try:
            data = read_bytes(found.path, MAX_FILE_BYTES)
            digest = _digest(found, data, self._wishes.columns)
        except ArticleError as error:
            refused = error
        known = self._names.record_for(found, digest)
        if digest is not None and digest == known.sha256 and not self._wishes.again:
            self._leave(known, found)
            return
        record = replace(known, path=found.place, failure=None, note=None)
        try:
            if refused:
                raise refused
            source = Source(record.id, data, self._wishes.columns)
            self._read(source, record, progress)
            record = replace(record, sha256=digest, articles=tuple(self._taken))
            record = replace(record, note="; ".join(source.notes) or None)
            (self._report.changed if known.articles else self._report.added).append(record.id)
        except ArticleError as error:
            reason = str(error).removeprefix(f"{record.id}: ").removeprefix(f"{found.path}: ")
            # What was read of it before, or up to the failure, stays.
            articles = {*known.articles, *self._taken}
            record = replace(record, sha256=None, articles=tuple(articles), failure=reason)
        self._keep(record)

    def finish(self, findings: Findings, progress: Progress) -> None:
        """Commit what is left, and forget the files that are gone when that is wished."""
        gone = self._gone(findings) if self._wishes.prune else []
        self._report.removed = [record.id for record in gone]
        self._report.passages += self._batch.commit(forget=self._report.removed)
        progress(self._report)

    def _leave(self, known: FileRecord, found: Found) -> None:
        """Count an unchanged file, and note where it has been moved to."""
        self._report.unchanged += 1
        if found.place != known.path:
            self._keep(replace(known, path=found.place))

    def _read(self, source: Source, record: FileRecord, progress: Progress) -> None:
        """Read a file's articles and take those that are new or changed."""
        before = set(record.articles)
        for article in self._sandbox.read(source):
            self._taken.append(article.id)
            self._report.articles += 1
            if article.id not in before or not self._is_stored(article):
                self._report.passages += self._batch.add(article)
            if self._batch.is_due():
                part = replace(record, sha256=None, articles=tuple(before.union(self._taken)))
                self._report.passages += self._batch.commit(unfinished=part)
                self._names.keep(part)
                progress(self._report)

    def _is_stored(self, article: Article) -> bool:
        return replace(self._store.article(article.id), copy_of=None) == article

    def _keep(self, record: FileRecord) -> None:
        self._names.keep(record)
        self._batch.record(record)
        if record.failure:
            self._report.failed.append(record)
        elif record.note:
            self._report.noted.append(record)
        if self._batch.is_due():
            self._report.passages += self._batch.commit()

    def _gone(self, findings: Findings) -> list[FileRecord]:
        """Return the files that were added from the named folders and are not found there."""
        there = {file.place for file in findings.files}
        gone = []
        for folder in findings.folders:
            inside = f"{printable(str(folder))}/"
            before = [one for path, one in self._names.by_path.items() if path.startswith(inside)]
            missing = [one for one in before if one.path not in there]
            if missing and len(missing) == len(before):
                # An unmounted disk looks like this.
                self._report.warnings.append(
                    f"{folder}: holds none of the {len(before):,} files that were added from it; "
                    "nothing was removed; `quoth remove` removes them one by one"
                )
                continue
            gone += missing
        return gone


def _digest(found: Found, data: bytes, columns: Columns) -> str:
    """Return the SHA-256 of a file, and of the columns that were named when it is an export."""
    digest = hashlib.sha256(data)
    if columns != UNNAMED and is_table(found.name):
        digest.update(repr(columns).encode())
    return digest.hexdigest()
