"""Questions as they come from a keyboard, a command line or a browser, made fit to be asked."""

from __future__ import annotations

import re

# Half of a surrogate pair: what a byte that is no UTF-8 becomes on a command line, or what a
# program sends as "\ud83d" in JSON. No encoding has it, and no model can read it.
_HALF = re.compile("[\ud800-\udfff]")


def askable(question: str) -> str:
    """Return a question without blanks around it, and with "�" for what is not a character."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", question).strip()
