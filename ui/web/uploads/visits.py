"""Every session's documents, by the secret of its tab, and the threads that read them."""

from __future__ import annotations

import logging
import queue
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from itertools import count
from pathlib import Path

from rag import Assistant
from ui.web.scope import SECRET, Asker, Scope
from ui.web.uploads.documents import Documents, Means
from ui.web.uploads.folder import private_folder
from ui.web.uploads.limits import UploadRefused

_LOG = logging.getLogger(__name__)
# How many documents are read at a time, of different sessions: parsing runs in child processes,
# and one core is left for whoever asks.
_READERS = 2
# How often to look for sessions whose time is over, in seconds.
_LOOK_AFTER = 30.0
# Tabs that may upload; the one that was opened longest ago gives way.
_ADMITTED = 10_000
_SECONDS = 60.0
_NO_DOCUMENTS = (
    "Your documents are not here any more: they were removed, or put away after a long time without"
    " use. Add them again, or ask the shared articles."
)


class Visits:
    """The sessions: opened when their first document comes, closed when they are long unused."""

    def __init__(self, folder: Path, means: Means) -> None:
        """Keep the sessions' documents below `folder`."""
        self.means = means
        self._folder = folder
        self._numbers = count(1)
        self._admitted: OrderedDict[str, None] = OrderedDict()
        self._sessions: dict[str, Documents] = {}
        self._changing = threading.Lock()
        self._stopped = threading.Event()
        self._waiting: queue.SimpleQueue[Documents] = queue.SimpleQueue()
        for work in (self._look_after, *[self._read] * _READERS):
            threading.Thread(target=work, name="quoth-uploads", daemon=True).start()

    def admit(self, visit: str) -> None:
        """Let a tab upload: its page was shown, to somebody who had logged in if that is asked."""
        if not SECRET.fullmatch(visit):
            return
        with self._changing:
            self._admitted[visit] = None
            self._admitted.move_to_end(visit)
            while len(self._admitted) > _ADMITTED:
                self._admitted.popitem(last=False)

    def find(self, visit: str) -> Documents | None:
        """Return a session, None for a tab without documents."""
        with self._changing:
            return self._sessions.get(visit)

    def open(self, visit: str) -> Documents:
        """Return a session, a new one for a tab without documents. Raises UploadRefused."""
        with self._changing:
            self.check(visit)
            if visit not in self._sessions:
                self.means.limits.refuse_session(len(self._sessions))
                folder = self._folder / str(next(self._numbers))
                self._sessions[visit] = Documents(folder, self.means)
            return self._sessions[visit]

    def assistant(self, asker: Asker) -> Assistant:
        """Return what answers from what a tab asks. Raises UploadRefused."""
        documents = self.find(asker.visit)
        if documents is not None:
            return documents.assistant(asker.scope)
        if self.means.shared or asker.scope is Scope.SHARED:
            return self.means.assistant
        raise UploadRefused(_NO_DOCUMENTS, HTTPStatus.GONE)

    def check(self, visit: str) -> None:
        """Raise UploadRefused for a tab that was not admitted."""
        if visit not in self._admitted:
            message = "This page is not known here any more. Reload it, and add the document again."
            raise UploadRefused(message, HTTPStatus.FORBIDDEN)

    def read_soon(self, documents: Documents) -> None:
        """Have the next document of a session read when its turn comes."""
        self._waiting.put(documents)

    def close(self, visit: str) -> None:
        """End a session: everything of it is deleted."""
        with self._changing:
            documents = self._sessions.pop(visit, None)
        if documents is not None:
            documents.close()

    def close_unused(self) -> None:
        """End the sessions that have not been used for as long as documents are kept."""
        oldest = self.means.clock() - self.means.limits.minutes * _SECONDS
        with self._changing:
            unused = [
                visit
                for visit, documents in self._sessions.items()
                if documents.used < oldest and not documents.busy()
            ]
        for visit in unused:
            self.close(visit)

    def stop(self) -> None:
        """Have everybody stop reading; the folder is its maker's to remove."""
        self._stopped.set()
        with self._changing:
            for documents in self._sessions.values():
                documents.withdraw()
            self._sessions.clear()

    def _read(self) -> None:
        while True:
            documents = self._waiting.get()
            try:
                if documents.read_next():
                    self._waiting.put(documents)
            except Exception:  # noqa: BLE001 (the thread serves everybody)
                _LOG.exception("reading an uploaded document failed")

    def _look_after(self) -> None:
        while not self._stopped.wait(_LOOK_AFTER):
            self.close_unused()


@contextmanager
def visits(means: Means) -> Iterator[Visits]:
    """Keep sessions in a private folder that is removed at the end. Raises FolderError."""
    with private_folder() as folder:
        kept = Visits(folder, means)
        try:
            yield kept
        finally:
            kept.stop()
