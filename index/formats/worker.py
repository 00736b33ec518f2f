"""The child process that reads files: started as a script by index.sandbox, and fenced in.

It loads what reading takes and nothing more (no model, no store), has limits on memory and
computing time, may not write, connect or start anything, and hands over JSON.

A request is a line of JSON (`WorkerRequest`) and so many bytes of file. The answer is frames, each
a kind, the length of what follows (both in one `FRAME`), and JSON: an article, and another, then
that it is done, or why it could not be.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import struct
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypedDict

if TYPE_CHECKING:
    from index.formats.source import Source

FRAME = struct.Struct(">cI")
ARTICLE, DRAWN, DONE, FAILED, OUT_OF_MEMORY = b"A", b"P", b"D", b"F", b"M"
MOST_SAID = 500
# What a parser of files has no business with, as Python's audit events name it.
_FORBIDDEN = (
    *("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"),
    *("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn"),
    *("os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate"),
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class WorkerRequest(TypedDict):
    """What the child is told of a file: how many bytes follow, and how long it may compute.

    `draw` is a page and a stretch of the text, to be drawn in place of reading the file.
    """

    id: str
    size: int
    columns: list[str | None]
    cpu_seconds: int
    draw: tuple[int, int, int] | None


class ImageFrame(TypedDict):
    """A drawn page as the child hands it over: PNG in base64, boxes as in `PageImage`."""

    page: int
    png: str
    boxes: list[tuple[float, float, float, float]]


class ArticleFrame(TypedDict):
    """An article as the child hands it over; a block is its start, its end and its kind."""

    id: str
    title: str
    publisher: str | None
    published: str | None
    text: str
    blocks: list[tuple[int, int, str]]
    media_type: str
    pages: list[int]


def main(memory_bytes: int) -> None:
    """Serve requests until the parent closes the pipe."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the frames.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    fence_in(memory_bytes)
    _serve(requests, replies)


def fence_in(memory_bytes: int) -> None:
    """Limit this process's memory, and keep it from writing, connecting and starting others."""
    limits = {resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
    if sys.platform != "darwin":  # macOS takes no limit on memory; the others hold there too
        limits[resource.RLIMIT_AS] = memory_bytes
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    opened_to_write = (
        event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & _WRITING)
    )
    if event in _FORBIDDEN or opened_to_write:
        message = f"a reader of files tried {event}"
        raise PermissionError(message)


def _serve(requests: BinaryIO, replies: BinaryIO) -> None:
    while line := requests.readline():
        request: WorkerRequest = json.loads(line)
        try:
            _read(request, requests.read(request["size"]), replies)
        except MemoryError:
            # Nothing is sure after it: the parent starts another child.
            _send(replies, OUT_OF_MEMORY, "needs more memory than a file may; split it")
            return


def _read(request: WorkerRequest, data: bytes, replies: BinaryIO) -> None:
    # Only now: what a format's library needs is loaded when such a file comes.
    from index.errors import ArticleError  # noqa: PLC0415
    from index.formats.readers import read_source  # noqa: PLC0415
    from index.formats.source import Columns, Source  # noqa: PLC0415

    source = Source(request["id"], data, Columns(*request["columns"]))
    _allow_computing(request["cpu_seconds"])
    try:
        if request["draw"] is not None:
            _send(replies, DRAWN, _drawn(source, *request["draw"]))
            return
        for article in read_source(source):
            frame = ArticleFrame(
                id=article.id,
                title=article.title,
                publisher=article.publisher,
                published=article.published.isoformat() if article.published else None,
                text=article.text,
                blocks=[(block.start, block.end, block.kind.value) for block in article.blocks],
                media_type=article.media_type,
                pages=list(article.pages),
            )
            _send(replies, ARTICLE, frame)
            _allow_computing(request["cpu_seconds"])
    except ArticleError as error:
        _send(replies, FAILED, _one_line(str(error).removeprefix(f"{source.id}: ")))
    except RecursionError:
        _send(replies, FAILED, "is nested too deeply to be read")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 (what a library makes of a broken file)
        said = f"{type(error).__name__}: {error}"
        _send(replies, FAILED, f"cannot be read ({_one_line(said)}); save it again")
    else:
        _send(replies, DONE, source.notes)


def _drawn(source: Source, page: int, start: int, end: int) -> ImageFrame:
    from index.formats.pdf_page import draw_page  # noqa: PLC0415

    image = draw_page(source, page, start, end)
    return ImageFrame(
        page=image.page, png=base64.b64encode(image.png).decode(), boxes=list(image.boxes)
    )


def _one_line(said: str) -> str:
    """Return what was said on one line, and no longer than a person reads."""
    return " ".join(said.split())[:MOST_SAID]


def _allow_computing(seconds: int) -> None:
    """Let the process compute so long from now on; then the system ends it (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds, resource.RLIM_INFINITY))


def _send(replies: BinaryIO, kind: bytes, value: object) -> None:
    payload = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    replies.write(FRAME.pack(kind, len(payload)))
    replies.write(payload)
    replies.flush()


if __name__ == "__main__":
    # The room's own __init__ loads models and stores; a bare package in its place does not.
    package = types.ModuleType("index")
    package.__path__ = [str(Path(__file__).resolve().parent.parent)]
    sys.modules["index"] = package
    main(int(sys.argv[1]))
