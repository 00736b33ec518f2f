"""What a reader has to do, and a verifier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index import Hit
from rag.reader.marked import Marked
from rag.types import Evidence


class Reader(Protocol):
    """What finds the words that answer in the passages that were retrieved."""

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return evidence, best first; nothing found is an empty list.

        A reader gives the answer's span; `quote` is the same span until the quoting step widens it.
        """


class Verifier(Protocol):
    """What reads the best of a reader's finds again."""

    def verdicts(self, questions: Sequence[str], answers: Sequence[Marked]) -> list[float]:
        """Return for each answer the log-odds that it, and not "none of these", is right.

        The questions are one and the same, but for the spelling of names in an answer's source.
        """
