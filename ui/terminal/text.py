"""Text from sources and questions, made safe to print on a terminal.

A terminal obeys what it is sent: an escape sequence in an article could clear the screen, rename
the window or type. Here such characters become visible signs. Rich markup is never parsed: only
`rich.text.Text` objects are printed.
"""

from __future__ import annotations

import json
import re

from rich.text import Text

# Unicode has a picture for each C0 control, in the same order: ESC (1B) is ␛ (241B).
_CONTROL_PICTURES = 0x2400
_DELETE, _DELETE_PICTURE = 0x7F, 0x2421
_C1 = range(0x80, 0xA0)
# Embeddings, overrides and isolates can make a line read in another order than it is stored
# (CVE-2021-42574); the marks LRM and RLM cannot, and stay.
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_KEPT = frozenset("\n\t")
# Half a character, as a mistyped byte on the command line becomes one; it cannot be printed.
_SURROGATES = range(0xD800, 0xE000)
_SHOWN = {
    **{code: chr(_CONTROL_PICTURES + code) for code in range(0x20) if chr(code) not in _KEPT},
    _DELETE: chr(_DELETE_PICTURE),
    **{code: f"<U+{code:04X}>" for code in (*_C1, *_BIDI)},
    **dict.fromkeys(_SURROGATES, "\N{REPLACEMENT CHARACTER}"),
}
# JSON escapes C0 controls by itself; these it would send to the terminal as they are.
_UNESCAPED = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(text: str) -> str:
    """Return `text` with every control character replaced by a visible sign."""
    return text.translate(_SHOWN)


def styled(text: str, style: str = "") -> Text:
    """Return printable text in one style; its content is never read as markup."""
    return Text(visible(text), style=style)


def as_json(value: object, *, encoding: str) -> str:
    """Write a value as indented JSON that is safe to print and fits the output's encoding."""
    readable = encoding.lower().replace("-", "") == "utf8"
    written = json.dumps(value, ensure_ascii=not readable, indent=2)
    return _UNESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", written)
