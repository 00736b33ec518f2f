"""A document's bytes -> its articles in a store, or one line that says why not."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from index import (
    Embedder,
    FileRecord,
    Findings,
    FolderStore,
    Found,
    QuothError,
    StoreError,
    Wishes,
    add_files,
)
from ui.web.uploads.document import Document, State, Titled
from ui.wording import sentence

_LOG = logging.getLogger(__name__)
# What the ids of uploaded articles begin with: a session's own, and those that all can see.
PRIVATE, _SHARED = "your documents/", "uploaded/"
# Of an export only the first rows are named.
_NAMED = 5
UNEXPECTED = "Quoth failed at this document; the terminal it was started from says how."
# A store's own words name folders of the server.
NOT_KEPT = "This is not possible here at the moment. Try again later."


class Withdrawn(QuothError):
    """A document that was removed while it was being read."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a document is read into: a store, and what embeds for it.

    `keeps` says whether the original stays where it is: for a store that lives as long as it does.
    """

    store: FolderStore
    embedder: Embedder
    keeps: bool


def read_document(document: Document, to: Destination) -> None:
    """Read a document into a store; afterwards it is READY, or FAILED with the reason."""
    began = time.perf_counter()
    found = _found(document, keeps=to.keeps)
    try:
        _add(document, found, to)
    except StoreError as error:
        fail_to_keep(document, error)
    except QuothError as error:
        fail(document, str(error))
    except Exception:  # noqa: BLE001 (one document must not end the thread that reads all)
        _LOG.exception("reading an uploaded document failed")
        fail(document, UNEXPECTED)
    if document.state is State.FAILED:
        _forget(found, to.store)
    elif not (to.keeps and _has_pages(document, to.store)):
        # Only the pages of a PDF are drawn from the original.
        document.path.unlink(missing_ok=True)
    seconds = round(time.perf_counter() - began, 3)
    facts = {"bytes": document.size, "passages": document.passages, "seconds": seconds}
    _LOG.info("uploaded", extra={"state": document.state.value, **facts})


def _found(document: Document, *, keeps: bool) -> Found:
    if keeps:
        return Found(document.path, f"{PRIVATE}{document.name}", document.size)
    name = f"{_SHARED}{document.name}"
    # By this another document of the name gets an id of its own.
    known_as = f"upload {document.sha256[:12]}/{name}"
    return Found(document.path, name, document.size, known_as)


def _add(document: Document, found: Found, to: Destination) -> None:
    findings = Findings(files=[found])
    report = add_files(to.store, to.embedder, findings, Wishes(), progress=_quiet)
    if report.failed:
        fail(document, report.failed[0].failure or "")
        return
    record = _record(found, to.store, document.sha256)
    articles = record.articles if record else ()
    titles = (Titled(key, to.store.article(key).title) for key in articles[:_NAMED])
    document.articles = tuple(titles)
    document.count = len(articles)
    document.passages = report.passages
    document.said = sentence(record.note) if record and record.note else ""
    if report.unchanged:
        document.said = "This was in the shared articles already."
    elif record:
        document.file = record.id
    document.state = State.READY


def _quiet(_report: object) -> None:
    """Progress is told by the embedder, which knows more of it."""


def _record(found: Found, store: FolderStore, sha256: str) -> FileRecord | None:
    """Return what the store knows of the document now: by its place, or its bytes elsewhere."""
    files = store.files()
    by_place = (file for file in files if file.path == found.place)
    by_bytes = (file for file in files if file.sha256 == sha256)
    return next(by_place, None) or next(by_bytes, None)


def fail(document: Document, why: str) -> None:
    """Note why a document cannot be asked, and delete it."""
    document.state, document.said, document.passages = State.FAILED, sentence(why), 0
    document.path.unlink(missing_ok=True)


def fail_to_keep(document: Document, error: StoreError) -> None:
    """Tell whoever runs the server why a document cannot be kept, and its owner that it cannot."""
    _LOG.error("an uploaded document cannot be kept: %s", error)
    fail(document, NOT_KEPT)


def _forget(found: Found, store: FolderStore) -> None:
    """Take back what was committed of a document before it failed, and that it failed."""
    try:
        ids = [file.id for file in store.files() if file.path == found.place]
        if ids:
            store.commit(forget=ids)
    except QuothError:
        _LOG.exception("a document that failed could not be taken out again")


def _has_pages(document: Document, store: FolderStore) -> bool:
    return any(store.article(article.id).pages for article in document.articles)
