"""Ids for the articles of one file: readable, and the same when the file is read again."""

from __future__ import annotations

import re

# What a column of ids holds, and stands in a path and before a fragment without escapes.
_SIMPLE = re.compile(r"[\w.-]{1,64}")
_NOT_WORD = re.compile(r"[^\w]+")
_LONGEST_SLUG = 60


class Keys:
    """Gives the articles of a file ids that begin with the file's own."""

    def __init__(self, file_id: str) -> None:
        """Nothing is given yet."""
        self._file_id = file_id
        self._given: set[str] = set()
        self._count = 0

    def new(self, key: str, title: str) -> str:
        """Return an id made of the file's own key, else of the title, else of the position."""
        self._count += 1
        words = _NOT_WORD.sub("-", title.lower())[:_LONGEST_SLUG].strip("-")
        wanted = key if _SIMPLE.fullmatch(key) else words or str(self._count)
        found, repeated = wanted, 1
        while found in self._given:
            repeated += 1
            found = f"{wanted}-{repeated}"
        self._given.add(found)
        return f"{self._file_id}/{found}"
