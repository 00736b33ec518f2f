"""Where a text may be cut without tearing what a reader sees as one character."""

from __future__ import annotations

import unicodedata

_JOINER = "\u200d"
_MARKS = {"Mn", "Me", "Mc"}
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
# Longer heaps of marks on one letter are not writing, and looking back over them has to end.
_LONGEST = 32


def safe_cut(text: str, start: int, length: int) -> int:
    """Return the largest length up to `length` at which `text[start:]` may be cut.

    A cut inside a longer heap of marks than writing has stays where it is. Unicode's UAX #29, as
    far as marks, joined emoji, skin tones, flags and CR LF go.
    """
    for shorter in range(length, max(length - _LONGEST, 0), -1):
        if not _inside(text, start + shorter):
            return shorter
    return length


def _inside(text: str, at: int) -> bool:
    """Say whether the place before `text[at]` is within one character as seen."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in _MARKS or _JOINER in (before, after):
        return True
    if ord(after) in _SKIN_TONES or (before, after) == ("\r", "\n"):
        return True
    # Flags are pairs of letters; only an odd number of them before the place is within a pair.
    letters = 0
    while letters < _LONGEST and at > letters and ord(text[at - 1 - letters]) in _FLAG_LETTERS:
        letters += 1
    return ord(after) in _FLAG_LETTERS and letters % 2 == 1
