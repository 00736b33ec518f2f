"""Every session's documents, by the secret of its tab, and the threads that read them."""

from __future__ import annotations

import logging
import queue
import threading
import time
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
# and one core is left for whoever asks. Into a store for everybody one is read at a time: two that
# begin together could be given the same id.
_READERS = 2
# How long the end of the server waits for those who read, in seconds. They stop before the next
# passages are embedded; a thread that Python ends in the midst of that takes the process with it.
_LAST_WAIT = 3.0
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
        self._waiting: queue.SimpleQueue[Documents | None] = queue.SimpleQueue()
        readers = [self._read] * (1 if means.shared else _READERS)
        self._threads = [
            threading.Thread(target=work, name="quoth-uploads", daemon=True)
            for work in (self._look_after, *readers)
        ]
        for thread in self._threads:
            thread.start()

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

    def open(self, visit: str, sender: str) -> Documents:
        """Return a session, a new one for a tab without documents. Raises UploadRefused.

        `sender` stands for the machine or network that the tab's request comes from.
        """
        with self._changing:
            self.check(visit)
            if visit not in self._sessions:
                senders = [documents.sender for documents in self._sessions.values()]
                self.means.limits.refuse_session(len(senders), senders.count(sender))
                folder = self._folder / str(next(self._numbers))
                self._sessions[visit] = Documents(folder, self.means, sender)
            # So that its time is not over before the document is taken in.
            self._sessions[visit].use()
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

    def end_empty(self, visit: str, documents: Documents) -> None:
        """End a tab's session if these are its documents and there are none."""
        with self._changing:
            if documents.listed() or self._sessions.get(visit) is not documents:
                return
            del self._sessions[visit]
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
            ended = [self._sessions.pop(visit) for visit in unused]
        for documents in ended:
            documents.close()

    def stop(self) -> None:
        """Have everybody stop, and wait a little; the folder is its maker's to remove."""
        self._stopped.set()
        with self._changing:
            for documents in self._sessions.values():
                documents.withdraw()
            self._sessions.clear()
        over = time.monotonic() + _LAST_WAIT
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(max(0.0, over - time.monotonic()))

    def _read(self) -> None:
        # A name for what is read would keep a closed session in memory until another is read.
        while self._read_next(self._waiting.get()):
            pass

    def _read_next(self, documents: Documents | None) -> bool:
        """Read a document of a session; say whether to go on."""
        try:
            if documents is not None and documents.read_next():
                self._waiting.put(documents)
        except Exception:  # noqa: BLE001 (the thread serves everybody)
            _LOG.exception("reading an uploaded document failed")
        return not self._stopped.is_set()

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
