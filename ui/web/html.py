"""The one place where text becomes HTML.

Everything is a `Markup` template filled by `fill`, which escapes each value that is not Markup
itself (MarkupSafe). Nothing else in the room builds HTML from strings.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

# An HTML parser turns a raw carriage return into a line feed, and text would then differ from its
# source; as a character reference it survives (WHATWG HTML, 13.2.3.5 and 13.2.5.80).
_CARRIAGE_RETURN = Markup("&#13;")


def text(value: str) -> Markup:
    """Return text as HTML that a browser reads back as exactly this text."""
    return Markup(str(escape(value)).replace("\r", str(_CARRIAGE_RETURN)))  # noqa: S704 (escaped)


def fill(template: str, *values: str | int) -> Markup:
    """Fill the `{}` of a constant template, escaping every value that is not Markup already."""
    safe = (value if isinstance(value, Markup) else text(str(value)) for value in values)
    return Markup(template).format(*safe)  # noqa: S704 (templates are this room's constants)


def join(parts: Iterable[Markup]) -> Markup:
    """Put HTML parts one after the other."""
    return Markup().join(parts)
