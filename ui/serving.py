"""The command `quoth serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from rag.settings import Uploads, read_settings

# Reachable from this machine only; sharing a newsroom's sources has to be asked for.
LOOPBACK = "127.0.0.1"
# The port that people know from other Gradio pages.
PORT = 7860


def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = LOOPBACK,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")
    ] = PORT,
    auth: Annotated[
        str | None,
        typer.Option(
            metavar="USER:PASSWORD", envvar="QUOTH_AUTH", help="Ask visitors for this login."
        ),
    ] = None,
    uploads: Annotated[
        Uploads | None,
        typer.Option(help="Documents dropped into the page; otherwise `QUOTH_UPLOADS`."),
    ] = None,
    *,
    open_: Annotated[bool, typer.Option("--open", help="Open the page in your browser.")] = False,
) -> None:
    """Serve the web chat on this machine.

    Visitors may drop documents into the page: `session` keeps them to the visitor's own tab,
    `shared` adds them to the index for everybody, `off` takes none.

    **Examples**

    `quoth serve --open`

    `quoth serve --host 0.0.0.0 --port 8080 --auth desk:secret --uploads off`
    """
    # Gradio takes seconds to import, and no other command needs it.
    from ui.web.server import Address, parse_auth, serve_chat  # noqa: PLC0415

    login = parse_auth(auth)
    settings = read_settings()
    if uploads is not None:
        settings = settings.model_copy(update={"uploads": uploads})
    serve_chat(settings, Address(host, port), auth=login, open_browser=open_)
