"""Where documents are added: the frame, which static/documents.js fills."""

from __future__ import annotations

from markupsafe import Markup

from index.formats.detecting import SUFFIXES
from ui.web.assets import read_asset
from ui.web.html import fill
from ui.web.uploads.documents import Means


def render_tray(means: Means) -> Markup:
    """Render the frame, with what the browser has to know of the rules."""
    limits = means.limits
    return fill(
        read_asset("documents.html"),
        "" if means.shared else "data-private",
        f"{limits.minutes:g}",
        limits.file_bytes,
        ",".join(sorted(SUFFIXES)),
    )
