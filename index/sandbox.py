"""Reading a file in a child process that cannot harm this one.

One child reads file after file and is replaced when it dies. It is held to limits on memory,
computing time, waiting time and output; what it hands over is JSON and is checked, never unpickled.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass
from types import TracebackType
from typing import Self

from index.errors import ArticleError
from index.formats import worker
from index.formats.page_image import PageImage
from index.formats.source import Source
from index.handed_over import decoded, handed_article, handed_image
from index.types import Article

# A PDF with pictures has some tens of megabytes, and so has a year's export.
MAX_FILE_BYTES = 100_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take.

    `cpu_seconds` count from one article of the file to the next, and so do `wall_seconds`, which
    only matter to a child that waits for something. `output_bytes` are of the whole file.
    """

    memory_bytes: int = 750_000_000
    cpu_seconds: int = 60
    wall_seconds: float = 300.0
    output_bytes: int = 500_000_000


DEFAULT_LIMITS = Limits()


class Sandbox:
    """A child process that reads files; started when the first one comes."""

    def __init__(self, limits: Limits = DEFAULT_LIMITS, *, script: str = worker.__file__) -> None:
        """Start nothing yet; `script` is the child's program."""
        self.limits = limits
        self._script = script
        self._child: subprocess.Popen[bytes] | None = None
        self._late = False

    def __enter__(self) -> Self:
        """Return the sandbox; leaving it ends the child."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the child."""
        self.close()

    def close(self) -> None:
        """End the child, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                # What was not written yet has nobody to read it.
                with suppress(BrokenPipeError):
                    pipe.close()

    def read(self, source: Source) -> Iterator[Article]:
        """Yield the articles of a file as the child reads them; `source.notes` gets its notes.

        Raises ArticleError, in one line that names the file, when it cannot be read.
        """
        for kind, payload in self._answers(source, None):
            if kind == worker.ARTICLE:
                yield handed_article(source, payload)
            else:
                source.notes.extend(_notes(source, kind, payload))

    def draw(self, source: Source, page: int, start: int, end: int) -> PageImage:
        """Draw a page of a PDF, and box what stands on it of the article's text[start:end].

        Raises ArticleError, in one line that names the file, when it cannot be drawn.
        """
        for kind, payload in self._answers(source, (page, start, end)):
            if kind == worker.DRAWN:
                return handed_image(source, payload)
            _notes(source, kind, payload)
        message = f"{source.id}: its page {page} was not drawn; try again"
        raise ArticleError(message)

    def _answers(
        self, source: Source, draw: tuple[int, int, int] | None
    ) -> Iterator[tuple[bytes, bytes]]:
        """Send a file to the child; yield its frames, the last of them as well."""
        finished = False
        try:
            self._ask(source, draw)
            left = self.limits.output_bytes
            kind = worker.ARTICLE
            while kind == worker.ARTICLE:
                kind, payload = self._frame(source, left)
                left -= len(payload)
                finished = kind not in {worker.ARTICLE, worker.OUT_OF_MEMORY}
                yield kind, payload
        finally:
            # In the middle of a file there is no telling which answer would come next.
            if not finished:
                self.close()

    def _ask(self, source: Source, draw: tuple[int, int, int] | None) -> None:
        """Send a file to the child; one that dies over it is heard of when its answer is read."""
        request = worker.WorkerRequest(
            id=source.id,
            size=len(source.data),
            columns=list(astuple(source.columns)),
            cpu_seconds=self.limits.cpu_seconds,
            draw=draw,
        )
        pipe = self._running().stdin
        with self._deadline(), suppress(BrokenPipeError):
            if pipe is not None:
                pipe.write(json.dumps(request).encode() + b"\n")
                pipe.write(source.data)
                pipe.flush()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is not None and self._child.poll() is not None:
            self.close()
        if self._child is None:
            self._late = False
            self._child = subprocess.Popen(  # noqa: S603 (this Python, and a file of ours)
                [sys.executable, "-I", self._script, str(self.limits.memory_bytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # A Ctrl-C is for the parent, which ends the child.
                start_new_session=True,
                env={"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
                cwd="/",
            )
        return self._child

    def _frame(self, source: Source, most: int) -> tuple[bytes, bytes]:
        """Return the kind and the payload of the child's next frame. Raises ArticleError."""
        with self._deadline():
            head = self._bytes(worker.FRAME.size)
            if len(head) < worker.FRAME.size:
                raise self._died(source)
            kind, size = worker.FRAME.unpack(head)
            if size > most:
                message = f"{source.id}: gives more text than a file may; split it"
                raise ArticleError(message)
            payload = self._bytes(size)
            if len(payload) < size:
                raise self._died(source)
        return kind, payload

    def _bytes(self, size: int) -> bytes:
        pipe = self._child.stdout if self._child else None
        return pipe.read(size) if pipe is not None else b""

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        """End the child when it lets the parent wait too long."""
        timer = threading.Timer(self.limits.wall_seconds, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _end_late(self) -> None:
        self._late = True
        if self._child is not None:
            self._child.kill()

    def _died(self, source: Source) -> ArticleError:
        """Say why the child is gone."""
        status = self._child.wait() if self._child else 0
        if self._late:
            why = f"took longer than {self.limits.wall_seconds:.0f} s"
        elif status == -signal.SIGXCPU:
            why = f"took more than {self.limits.cpu_seconds} s of computing"
        elif status < 0:
            why = f"crashed its reader ({signal.Signals(-status).name}): it is damaged or too large"
        else:
            why = f"ended its reader (exit status {status})"
        return ArticleError(f"{source.id}: {why}; it was left out, and nothing else was harmed")


def _notes(source: Source, kind: bytes, payload: bytes) -> list[str]:
    """Return the notes of the last frame. Raises ArticleError when it says what went wrong."""
    said = decoded(source, payload)
    if kind == worker.DONE and isinstance(said, list):
        return [str(note) for note in said]
    message = f"{source.id}: {said}"
    raise ArticleError(message)
