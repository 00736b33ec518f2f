"""The addresses at which the page hands in documents, hears of them and removes them.

Gradio's own way of taking files stays shut (see security.py): it would keep them in a folder that
it serves from. Here a file is streamed to its session's folder, which nothing serves.

A request names its tab in a header of Quoth's own, which no form and no page of another origin can
send; what the tab may see is in no address, and so in no log.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ipaddress
import logging
import os
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import BinaryIO
from urllib.parse import unquote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from index import QuothError
from ui.web.uploads.document import SETTLED, Document
from ui.web.uploads.documents import Documents
from ui.web.uploads.limits import UploadRefused
from ui.web.uploads.reading import NOT_KEPT
from ui.web.uploads.visits import Visits

_LOG = logging.getLogger(__name__)
PATH = "/documents"
_VISIT, _NAME = "quoth-visit", "quoth-name"
# Python refuses to read numbers of thousands of digits.
_MOST_DIGITS = 18
# Longer than any file name, percent-encoded.
_LONGEST_NAME = 4_096
# In seconds: 25 MB arrive in it at 0.2 Mbit/s. What never arrives must not hold the place of other
# people's documents.
_LONGEST_ARRIVAL = 900.0
# A customer is given an IPv6 network of 64 bits or more, and every address in it (RFC 6177).
_IPV6_NETWORK = 64
_Handler = Callable[[Request], Awaitable[JSONResponse]]


def add_routes(app: FastAPI, visits: Visits) -> None:
    """Add the addresses to an application."""

    async def hand_in(request: Request) -> JSONResponse:
        visit = _visit(request)
        size = _size(request)
        documents = await run_in_threadpool(visits.open, visit, _sender(request))
        try:
            await _take_in(request, documents, size)
        finally:
            visits.end_empty(visit, documents)
        visits.read_soon(documents)
        return _state(visits, visit)

    async def state(request: Request) -> JSONResponse:
        return _state(visits, _visit(request))

    async def remove(request: Request) -> JSONResponse:
        visit = _visit(request)
        documents = visits.find(visit)
        if documents is not None:
            keys = [request.path_params["key"]] if "key" in request.path_params else None
            await run_in_threadpool(_remove, visits, visit, documents, keys)
        return _state(visits, visit)

    # Otherwise Gradio answers a browser that asks for another origin, and lets most of them in.
    for path in (PATH, PATH + "/{key}"):
        app.add_route(path, _no_other_origin, methods=["OPTIONS"])
    app.add_route(PATH, _telling(hand_in), methods=["POST"])
    app.add_route(PATH, _telling(state), methods=["GET"])
    app.add_route(PATH, _telling(remove), methods=["DELETE"])
    app.add_route(PATH + "/{key}", _telling(remove), methods=["DELETE"])


def _telling(handler: _Handler) -> _Handler:
    """Wrap a handler so that an error is told in one line, with its status."""

    async def handle(request: Request) -> JSONResponse:
        try:
            return await handler(request)
        except UploadRefused as refused:
            return _error(str(refused), refused.status)
        except QuothError as error:
            _LOG.error("uploading failed: %s", error)
            return _error(NOT_KEPT, HTTPStatus.INTERNAL_SERVER_ERROR)
        except OSError as error:
            message = f"The document cannot be kept here ({error.strerror}). Try again later."
            return _error(message, HTTPStatus.INSUFFICIENT_STORAGE)

    return handle


async def _no_other_origin(_request: Request) -> JSONResponse:
    return _error("Documents are added on the page.", HTTPStatus.FORBIDDEN)


def _error(message: str, status: HTTPStatus) -> JSONResponse:
    return JSONResponse({"error": message}, status_code=status)


def _visit(request: Request) -> str:
    return request.headers.get(_VISIT, "")


def _sender(request: Request) -> str:
    """Return what a request comes from: an IPv4 address, or an IPv6 network.

    Behind a proxy on this machine that is whom X-Forwarded-For names, by uvicorn.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        # A socket file has no address.
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(address), _IPV6_NETWORK), strict=False))


def _size(request: Request) -> int:
    """Return how many bytes the request says that it brings. Raises UploadRefused."""
    size = request.headers.get("content-length", "")
    if not size.isdecimal() or len(size) > _MOST_DIGITS:
        message = "The document has to come with its length. Add it on the page."
        raise UploadRefused(message, HTTPStatus.LENGTH_REQUIRED)
    return int(size)


async def _take_in(request: Request, documents: Documents, size: int) -> None:
    """Keep a request's body as a document that waits to be read. Raises UploadRefused."""
    name = unquote(request.headers.get(_NAME, "")[:_LONGEST_NAME], errors="replace")
    document = documents.take_in(name, size)
    try:
        documents.arrived(document, await _receive(request, document))
    except BaseException:
        with contextlib.suppress(UploadRefused):  # for it may be gone already
            documents.remove(document.key)
        raise


async def _receive(request: Request, document: Document) -> str:
    """Write a request's body to a document's file; return its SHA-256. Raises UploadRefused."""
    digest, received = hashlib.sha256(), 0
    file = await run_in_threadpool(_open_new, document)
    with contextlib.closing(file):
        try:
            async with asyncio.timeout(_LONGEST_ARRIVAL):
                async for piece in request.stream():
                    received += len(piece)
                    if received > document.size:
                        raise _incomplete()
                    digest.update(piece)
                    await run_in_threadpool(file.write, piece)
        except ClientDisconnect as error:
            raise _incomplete() from error
        except TimeoutError as error:
            raise _too_slow() from error
    if received != document.size:
        raise _incomplete()
    return digest.hexdigest()


def _open_new(document: Document) -> BinaryIO:
    descriptor = os.open(document.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb")


def _too_slow() -> UploadRefused:
    message = (
        f"The document did not arrive within {_LONGEST_ARRIVAL / 60:.0f} minutes. Add it again over"
        " a faster connection, or split it."
    )
    return UploadRefused(message, HTTPStatus.BAD_REQUEST)


def _incomplete() -> UploadRefused:
    message = "The document did not arrive whole. Add it again."
    return UploadRefused(message, HTTPStatus.BAD_REQUEST)


def _remove(visits: Visits, visit: str, documents: Documents, keys: list[str] | None) -> None:
    """Remove the documents of these keys, or all; a session without any is ended."""
    if keys is None and not visits.means.shared:
        # Its folder goes as a whole, for which a full disk has room.
        documents.withdraw()
    for key in keys or [document.key for document in documents.listed()]:
        documents.remove(key)
    visits.end_empty(visit, documents)


def _state(visits: Visits, visit: str) -> JSONResponse:
    """Tell a tab of its documents."""
    documents = visits.find(visit)
    listed = documents.listed() if documents else []
    return JSONResponse(
        {"documents": [_described(document) for document in listed]},
        headers={"cache-control": "no-store", "x-content-type-options": "nosniff"},
    )


def _described(document: Document) -> dict[str, object]:
    return {
        "key": document.key,
        "name": document.name,
        "state": document.state.value,
        "settled": document.state in SETTLED,
        "passages": document.passages,
        "said": document.said,
        "count": document.count,
        "articles": [{"id": article.id, "title": article.title} for article in document.articles],
    }
