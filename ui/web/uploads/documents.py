"""The documents of one session: where they are kept, what becomes of each, and asking them."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from index import (
    Embedder,
    FolderStore,
    SpanningStore,
    StoreError,
    StoreReadOnly,
    recipe_for,
)
from rag import Assistant
from ui.web.scope import Scope
from ui.web.uploads.courtesy import CourteousEmbedder, Courtesy
from ui.web.uploads.document import SETTLED, Document, State
from ui.web.uploads.limits import Limits, UploadRefused
from ui.web.uploads.names import clean_name, free_name
from ui.web.uploads.reading import (
    UNEXPECTED,
    Destination,
    Withdrawn,
    fail,
    fail_to_keep,
    read_document,
)

_LOG = logging.getLogger(__name__)
_GONE = "That document is not here any more; add it again."
_NONE = "None of your documents can be asked yet; wait until they are read, or add one."


@dataclass(frozen=True, slots=True)
class Means:
    """What all sessions have in common.

    `shared` says that documents go into the assistant's own store, for everybody.
    """

    assistant: Assistant
    limits: Limits
    courtesy: Courtesy
    shared: bool
    clock: Callable[[], float] = time.monotonic


class Documents:
    """A session's documents, for any number of threads; one document is read at a time."""

    def __init__(self, folder: Path, means: Means, sender: str) -> None:
        """Keep what `sender` uploads below `folder`, which is made for it."""
        self.sender = sender
        self._folder = folder
        self._means = means
        self._documents: dict[str, Document] = {}
        self._changing = threading.Lock()
        self._reading = threading.Lock()
        self._closed = False
        self._store: FolderStore | None = None
        self._assistants: dict[Scope, Assistant] = {}
        self.used = means.clock()
        folder.mkdir(mode=0o700)

    def listed(self) -> list[Document]:
        """Return the documents in the order in which they came."""
        with self._changing:
            return list(self._documents.values())

    def busy(self) -> bool:
        """Say whether a document is still on its way."""
        return any(document.state not in SETTLED for document in self.listed())

    def take_in(self, sent_name: str, size: int) -> Document:
        """Make room for a document of a size in bytes. Raises UploadRefused."""
        limits = self._means.limits
        limits.refuse_size(size)
        with self._changing:
            self.use()
            if self._closed:
                raise UploadRefused(_GONE, HTTPStatus.GONE)
            kept = [d for d in self._documents.values() if d.state is not State.FAILED]
            limits.refuse_more(len(self._documents), sum(d.size for d in kept), size)
            name = free_name(clean_name(sent_name), {d.name for d in kept})
            key = secrets.token_hex(8)
            document = Document(key, name, size, self._folder / key)
            self._documents[key] = document
            return document

    def arrived(self, document: Document, sha256: str) -> None:
        """Note that a document is on the disk, whole. Raises UploadRefused for a known one."""
        with self._changing:
            twin = next((d for d in self._documents.values() if d.sha256 == sha256), None)
            if twin is not None and twin.state is not State.FAILED:
                message = f"This is the same document as {twin.name}, which you have added."
                raise UploadRefused(message, HTTPStatus.CONFLICT)
            if document.key not in self._documents:
                raise UploadRefused(_GONE, HTTPStatus.GONE)
            document.sha256, document.state = sha256, State.WAITING

    def read_next(self) -> bool:
        """Read the document that has waited longest; say whether another one waits.

        When one is being read already nothing is done: its reader asks after the next.
        """
        if self._reading.acquire(blocking=False):
            try:
                document = self._next_waiting()
                if document is not None:
                    self._read(document)
            finally:
                self._reading.release()
            if self._closed:
                self._delete()
            return any(document.state is State.WAITING for document in self.listed())
        return False

    def remove(self, key: str) -> None:
        """Remove a document with every trace of its text. Raises UploadRefused and StoreError."""
        with self._changing:
            document = self._documents.get(key)
            if document is None:
                raise UploadRefused(_GONE, HTTPStatus.NOT_FOUND)
            # While it is being read nothing is committed of it that is not taken back.
            file = document.file if document.state is State.READY else None
            if file is None:
                del self._documents[key]
        document.path.unlink(missing_ok=True)
        self.use()
        if file is not None:
            # It is listed, and its name is taken, until the store has let go of it.
            self._target().commit(forget=[file])
            with self._changing:
                self._documents.pop(key, None)

    def assistant(self, scope: Scope) -> Assistant:
        """Return what answers from these documents, or from them and the shared articles.

        Raises UploadRefused when none of them can be asked.
        """
        self.use()
        with self._changing:
            if self._means.shared or scope is Scope.SHARED:
                return self._means.assistant
            if not any(d.state is State.READY for d in self._documents.values()):
                raise UploadRefused(_NONE, HTTPStatus.CONFLICT)
            if scope not in self._assistants:
                own, shared = self._target(), self._means.assistant.store
                store = own if scope is Scope.MINE else SpanningStore(own, shared)
                self._assistants[scope] = self._means.assistant.over(store)
            return self._assistants[scope]

    def withdraw(self) -> None:
        """Forget every document, take no more, and have whoever is reading one stop."""
        with self._changing:
            self._closed = True
            self._documents.clear()

    def close(self) -> None:
        """Delete everything; never waits: who is reading a document deletes it all afterwards."""
        self.withdraw()
        self._delete()

    def use(self) -> None:
        """Note that the documents are used now."""
        self.used = self._means.clock()

    def _delete(self) -> None:
        if self._reading.acquire(blocking=False):
            try:
                if self._store is not None:
                    self._store.close()
                shutil.rmtree(self._folder, ignore_errors=True)
            finally:
                self._reading.release()

    def _next_waiting(self) -> Document | None:
        with self._changing:
            waiting = (d for d in self._documents.values() if d.state is State.WAITING)
            document = next(waiting, None)
            if document is not None:
                document.state = State.READING
            return document

    def _read(self, document: Document) -> None:
        """Read a document; afterwards it is READY or FAILED."""
        try:
            read_document(document, self._destination(document))
            if self._is_gone(document) and document.file is not None:
                self._target().commit(forget=[document.file])
        except StoreError as error:
            fail_to_keep(document, error)
        except Exception:  # noqa: BLE001 (those that wait behind it still have their turn)
            _LOG.exception("reading an uploaded document failed")
            fail(document, UNEXPECTED)
        self.use()

    def _is_gone(self, document: Document) -> bool:
        with self._changing:
            return document.key not in self._documents

    def _target(self) -> FolderStore:
        """Return the store that documents are read into."""
        if self._means.shared:
            return shared_store(self._means.assistant)
        if self._store is None:
            recipe = recipe_for(self._embedder())
            self._store = FolderStore.create(self._folder / "index", recipe)
        return self._store

    def _embedder(self) -> Embedder:
        return self._means.assistant.reading.likeness.embedder

    def _destination(self, document: Document) -> Destination:
        def embedding(count: int) -> None:
            others = [d for d in self.listed() if d is not document]
            if self._is_gone(document):
                raise Withdrawn(_GONE)
            if sum(d.passages for d in others) + document.passages + count > limits.passages:
                raise limits.too_many_passages()
            document.passages += count

        limits = self._means.limits
        embedder = CourteousEmbedder(self._embedder(), self._means.courtesy, embedding)
        return Destination(self._target(), embedder, keeps=not self._means.shared)


def shared_store(assistant: Assistant) -> FolderStore:
    """Return an assistant's store as one that files can be added to. Raises StoreError."""
    if not isinstance(assistant.store, FolderStore):
        message = "documents can be added to an index folder only; start with --uploads session"
        raise StoreError(message)
    return assistant.store


def check_writable(assistant: Assistant) -> None:
    """Raise StoreError when documents cannot be added to an assistant's own store."""
    path = shared_store(assistant).path
    if not os.access(path, os.W_OK | os.X_OK):
        message = (
            f"{path}: is read-only, so nobody can add documents to it; make it writable, or start"
            " with --uploads session"
        )
        raise StoreReadOnly(message)
