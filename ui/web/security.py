"""What every response of the page carries: no other host may be asked for anything, or ask.

The policy allows inline and evaluated scripts because Gradio's own page is made of them; what it
forbids is any request, frame, form or image that leaves for another host. Text from sources cannot
become a script in the first place: it is escaped (see html.py).
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Content Security Policy Level 3 (W3C).
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
# Gradio's page describes itself to social networks, with an image on GitHub.
_SOCIAL = re.compile(rb'<meta\s+(?:property="og:|name="twitter:)[^>]*>')
# Gradio would take files and serve them again (documents go to uploads/routes.py), and would write
# all that a tab shows and sends, its secrets too, to a file that a link opens for anybody.
_SHUT = re.compile(r"/(upload|deep_link)/?$")


class PageSecurity:
    """ASGI middleware: sets the headers, shuts two paths, and takes other hosts out of the page."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _SHUT.search(scope["path"]):
            await PlainTextResponse("Not found.", 404)(scope, receive, send)
        else:
            await self._app(scope, receive, _Response(send).send)


class _Response:
    """One response on its way out; a page is held back until it is whole, a stream never is."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._page = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(_HEADERS)
            if Headers(scope=message).get("content-type", "").startswith("text/html"):
                self._start = message
            else:
                await self._send(message)
        elif message["type"] == "http.response.body" and self._start is not None:
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self._start)
        else:
            await self._send(message)

    async def _send_page(self, start: Message) -> None:
        page = _SOCIAL.sub(b"", self._page)
        MutableHeaders(scope=start)["content-length"] = str(len(page))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": page})
