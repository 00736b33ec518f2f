"""File names as browsers send them, made fit to be shown and to be part of an article's id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from itertools import count
from pathlib import PurePosixPath

# Long enough for a title as a name, and short of what file systems and lines on a phone hold.
LONGEST = 120
UNNAMED = "document"
# Controls, marks that turn the order of letters around, halves of characters, line separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONGEST_SUFFIX = 12


def clean_name(sent: str) -> str:
    """Return a file's name without folders and without what cannot be seen; never empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", sent))[-1]
    shown = "".join(
        " " if character.isspace() else character
        for character in last
        if character.isspace() or unicodedata.category(character) not in _UNSEEN
    )
    name = " ".join(shown.split()).lstrip(".").strip()
    if len(name) <= LONGEST:
        return name or UNNAMED
    suffix = PurePosixPath(name).suffix
    kept = suffix if len(suffix) <= _LONGEST_SUFFIX else ""
    return name[: LONGEST - len(kept) - 1].rstrip() + "…" + kept


def free_name(name: str, taken: Container[str]) -> str:
    """Return a name that is not taken: "report.pdf", else "report (2).pdf" and so on."""
    path = PurePosixPath(name)
    others = (f"{path.stem} ({number}){path.suffix}" for number in count(2))
    return name if name not in taken else next(other for other in others if other not in taken)
