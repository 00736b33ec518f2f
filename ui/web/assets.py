"""The page's own style, script and markup, shipped beside the code as files."""

from __future__ import annotations

from base64 import b64encode
from importlib.resources import files

_STYLES = ("page.css", "chat.css", "sources.css", "documents.css", "layout.css")
_SCRIPTS = ("quoth.js", "documents.js")


def read_asset(name: str) -> str:
    """Return a file of ui/static as text."""
    return (files("ui") / "static" / name).read_text(encoding="utf-8")


def page_head() -> str:
    """Return what the page's head needs: icon, style and script, none of them a request.

    The style stands here because Gradio rewrites the selectors of what it is given as `css`.
    """
    icon = b64encode(read_asset("icon.svg").encode()).decode()
    style = "\n".join(map(read_asset, _STYLES))
    script = "".join(f"<script>{read_asset(name)}</script>" for name in _SCRIPTS)
    return (
        f'<link rel="icon" href="data:image/svg+xml;base64,{icon}"><style>{style}</style>{script}'
    )
