"""Question and passages -> ranked evidence, and how far to believe it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from index import Hit
from rag.aliases import respell, variants
from rag.confidence import Calibration
from rag.reader.protocol import Reader
from rag.rerank import demote_misfits, rerank
from rag.types import Evidence


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader, how far to believe it, and the confidence below which a question is declined."""

    reader: Reader
    calibration: Calibration
    threshold: float

    def read(self, question: str, hits: Sequence[Hit]) -> tuple[list[Evidence], float]:
        """Return the evidence, best first, and how likely the best is right, 0..1."""
        found = demote_misfits(question, self._read_as_spelt(question, hits))
        ranked = rerank(hits, found)
        return ranked, self.calibration.confidence(question, hits, ranked)

    def _read_as_spelt(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Ask each passage in its own spelling of the question's names."""
        spelt: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            spelt[respell(question, variants(question, [hit.passage.text]))].append(hit)
        return [item for asked, some in spelt.items() for item in self.reader.read(asked, some)]
