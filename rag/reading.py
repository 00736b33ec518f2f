"""Question and passages -> quoted evidence in order, and how far to believe it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index import Article, Hit
from rag.aliases import respell, variants
from rag.confidence import Calibration
from rag.likeness import Likeness
from rag.presupposition import bearing, lacks_event, names_another
from rag.quote import quote_evidence
from rag.reader.belief import logit
from rag.reader.protocol import Reader
from rag.rerank import (
    demote_misfits,
    demote_unspoken,
    fits_evidence,
    rerank,
    weigh_sentences,
)
from rag.snapping import snap
from rag.speech import answers_speech
from rag.types import Evidence

# How many of the best pieces of evidence are compared sentence by sentence. Comparing all 48 that
# 16 passages give changed no answer's rightness on the tuning half, and costs twice the embedding.
COMPARED = 24
# In logits. Of the tuning questions about the seeds and the stories, 16 of the 17 that have nothing
# to do with their articles fall below, and no right best evidence does (the lowest: -14.7).
UNRELATED = -15.0


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader, what its evidence is weighed with, and the confidence below which to decline.

    `respells` asks of names in the sources' spelling; an ablation turns it off.
    """

    reader: Reader
    likeness: Likeness
    calibration: Calibration
    threshold: float
    respells: bool = field(default=True, kw_only=True)

    def read(
        self, question: str, hits: Sequence[Hit], articles: Mapping[str, Article]
    ) -> tuple[list[Evidence], float]:
        """Return quoted evidence, best first, and how likely the best is right, 0..1.

        `articles` holds the article of every hit.
        """
        found = demote_misfits(question, snap(question, self._read_as_spelt(question, hits)))
        quoted = [
            quote_evidence(e, articles[e.passage.article]) for e in rerank(hits, found)[:COMPARED]
        ]
        texts = [articles[e.passage.article].text[slice(*e.quote)] for e in quoted]
        spoken = demote_unspoken(question, quoted, texts)
        ranked = weigh_sentences(spoken, self.likeness.kinships(question, texts))
        if ranked and not self._can_answer(question, ranked[0], articles):
            return ranked, 0.0
        return ranked, self.calibration.confidence(question, hits, ranked)

    @staticmethod
    def _can_answer(question: str, best: Evidence, articles: Mapping[str, Article]) -> bool:
        """Say whether the best there is is about it, of the kind, of that year, by that speaker."""
        article = articles[best.passage.article]
        quote = article.text[slice(*best.quote)]
        return (
            logit(best.score) > UNRELATED
            and fits_evidence(question, best)
            and not names_another(question, bearing(best, article))
            and answers_speech(question, quote)
            and not lacks_event(question, quote)
        )

    def _read_as_spelt(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Ask each passage in its own spelling of the question's names."""
        if not self.respells:
            return self.reader.read(question, hits)
        spelt: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            spelt[respell(question, variants(question, [hit.passage.text]))].append(hit)
        return [item for asked, some in spelt.items() for item in self.reader.read(asked, some)]
