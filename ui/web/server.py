"""`quoth serve`: the address, the login, and the server that carries the page."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import logging
import socket
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import FrameType

import uvicorn
from fastapi import FastAPI
from gradio import mount_gradio_app
from rich.console import Console
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse

from index import QuothError
from rag import Assistant, Settings
from rag.settings import Uploads
from ui.opening import open_assistant
from ui.terminal.text import styled
from ui.web.assets import page_head
from ui.web.desk import Desk
from ui.web.page import build_page
from ui.web.security import PageSecurity
from ui.web.theme import quiet_theme
from ui.web.uploads.courtesy import Courtesy
from ui.web.uploads.documents import Means, check_writable
from ui.web.uploads.limits import Limits
from ui.web.uploads.routes import add_routes
from ui.web.uploads.visits import Visits, visits

_LOG = logging.getLogger(__name__)
# Names of this machine. A web page elsewhere can point its own host name at 127.0.0.1 and read
# what is served there (DNS rebinding), so a page on loopback answers to these names only.
_LOOPBACK_NAMES = ["localhost", "127.0.0.1", "[::1]", "::1"]
# An open page keeps a connection for as long as it is open; Ctrl-C does not wait for it.
_GOODBYE_SECONDS = 1
Auth = tuple[str, str]


class AddressError(QuothError):
    """An address that cannot be listened on."""


class AuthError(QuothError):
    """A login that is not USER:PASSWORD."""

    exit_status = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen."""

    host: str
    port: int

    @property
    def local(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        with contextlib.suppress(ValueError):
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        return False


def parse_auth(text: str | None) -> Auth | None:
    """Read USER:PASSWORD; the password may hold colons. Raises AuthError, never naming it."""
    if text is None:
        return None
    user, colon, password = text.partition(":")
    if not (user.strip() and colon and password):
        message = "--auth has to be USER:PASSWORD, both not empty, for example: desk:correct-horse"
        raise AuthError(message)
    return user.strip(), password


def bind(address: Address) -> socket.socket:
    """Take the port, so that no other server can; nothing listens yet. Raises AddressError."""
    host = address.host.strip("[]")
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(
            host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with contextlib.ExitStack() as on_failure:
            listener = on_failure.enter_context(socket.socket(family, kind, protocol))
            # Otherwise a restart has to wait a minute for the old connections to be forgotten.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(target)
            on_failure.pop_all()
    except OSError as error:
        raise AddressError(_why_not(address, error)) from error
    return listener


def serve_chat(
    settings: Settings, address: Address, *, auth: Auth | None = None, open_browser: bool = False
) -> None:
    """Serve the chat until Ctrl-C: take the port, open the articles, then answer."""
    console = Console(stderr=True)
    with contextlib.closing(bind(address)) as listener, contextlib.ExitStack() as opened:
        listening = Address(address.host, listener.getsockname()[1])
        assistant = open_assistant(settings)
        desk = Desk(assistant, opened.enter_context(_uploads(settings, assistant)))
        app = build_app(desk, listening, auth=auth)

        def announce() -> None:
            url = _url(listening)
            line = f"Quoth answers at {url}  (Ctrl-C stops it)"
            console.print(styled(line), highlight=False, soft_wrap=True)
            if not listening.local and auth is None:
                line = "Everybody who can reach this machine can read the articles; see --auth."
                console.print(styled(line, "yellow"), highlight=False, soft_wrap=True)
            if open_browser:
                webbrowser.open(url)

        _Server(app, announce).run(sockets=[listener])


def build_app(desk: Desk, address: Address, *, auth: Auth | None = None) -> FastAPI:
    """Build the web application: Gradio's page at the root, behind the checks of this room."""
    outer = [Middleware(TrustedHostMiddleware, allowed_hosts=_LOOPBACK_NAMES)]
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=outer if address.local else [],
    )
    app.add_api_route("/health", partial(_health, desk), methods=["GET", "HEAD"])
    if desk.visits:
        add_routes(app, desk.visits)
    mount_gradio_app(
        app,
        build_page(desk),
        path="/",
        server_name=address.host,
        server_port=address.port,
        app_kwargs={"middleware": [Middleware(PageSecurity)]},
        auth=auth,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        enable_monitoring=False,
        theme=quiet_theme(),
        head=page_head(),
    )
    return app


@contextlib.contextmanager
def _uploads(settings: Settings, assistant: Assistant) -> Iterator[Visits | None]:
    """Open what takes documents in, as the settings say. Raises QuothError."""
    if settings.uploads is Uploads.OFF:
        yield None
        return
    shared = settings.uploads is Uploads.SHARED
    if shared:
        check_writable(assistant)
    means = Means(assistant, Limits.of(settings), Courtesy(), shared=shared)
    with visits(means) as kept:
        yield kept


def _health(desk: Desk) -> JSONResponse:
    """Say whether questions can be answered, to whoever watches over the server."""
    try:
        return JSONResponse({"status": "ok", "generation": desk.generation()})
    except QuothError:
        _LOG.exception("the index cannot be read")
        return JSONResponse({"status": "failing"}, status_code=503)


class _Server(uvicorn.Server):
    """Says where it answers once it does."""

    def __init__(self, app: FastAPI, announce: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_GOODBYE_SECONDS,
        )
        super().__init__(config)
        self._announce = announce

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        # Uvicorn would raise the signal again afterwards, and an impatient second Ctrl-C would
        # leave tracebacks; the second above is soon over.
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def _why_not(address: Address, error: OSError) -> str:
    port = address.port
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use on {address.host}; stop what uses it, or choose another with"
            f" --port {port + 1 if port < 65535 else port - 1}."  # noqa: PLR2004 (the last port)
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than you have; choose one above 1023 with --port."
    return (
        f"Cannot listen on {address.host} port {port} ({error.strerror}); give an address of this"
        " machine with --host, for example 127.0.0.1."
    )


def _url(address: Address) -> str:
    host = "localhost" if address.host in {"0.0.0.0", "::"} else address.host  # noqa: S104 (a name)
    bare = host.strip("[]")
    return f"http://{f'[{bare}]' if ':' in bare else bare}:{address.port}"
