"""Question and passages -> quoted evidence in order, and how far to believe it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index import Article, Hit, Passage
from rag.aliases import respell, variants
from rag.confidence import NOT_AT_ALL, Calibration, Sureness
from rag.doubts.namesakes import of_namesake
from rag.doubts.presupposition import bearing, names_another, of_other_year, unborne
from rag.doubts.siblings import of_sibling
from rag.headings import question_above
from rag.likeness import Kinship, Likeness
from rag.quote import quote_evidence
from rag.reader.marked import mark
from rag.reader.protocol import Reader, Verifier
from rag.rerank import (
    VERIFIED,
    answer_within,
    doubt_answers,
    doubt_quotes,
    doubt_tables,
    rerank,
    weigh_sentences,
    weigh_verdicts,
)
from rag.rows.cells import Cells
from rag.rows.tables import column_names
from rag.snapping import snap
from rag.types import Evidence
from rag.wordings import averaged, other_wording

# How many of the best pieces of evidence are compared sentence by sentence. Comparing all 48 that
# 16 passages give changed no answer's rightness on the tuning half, and costs twice the embedding.
COMPARED = 24
# The cosine that the likest of these has with any question the sources are about. Below it were 1
# of 494 answerable gold questions, none of 164 near misses and 23 of 36 about something else (with
# the reader of the first six runs).
RELATED = 0.2


@dataclass(frozen=True, slots=True)
class Reading:
    """A reader, what its evidence is weighed with, and the sureness below which to decline.

    `respells` asks of names in the sources' spelling; an ablation turns it off. A reader without a
    `verifier` is taken at its word.
    """

    reader: Reader
    likeness: Likeness
    calibration: Calibration
    threshold: float
    verifier: Verifier | None = field(default=None, kw_only=True)
    respells: bool = field(default=True, kw_only=True)

    def read(
        self, question: str, hits: Sequence[Hit], articles: Mapping[str, Article]
    ) -> tuple[list[Evidence], Sureness]:
        """Return quoted evidence, best first, and how sure to be of it.

        `articles` holds the article of every hit.
        """
        asked = self._as_spelt(question, hits)
        cells = Cells(question, hits, articles)
        found = doubt_answers(question, cells.moved(self._spans(question, hits, asked)))
        quoted = [
            quote_evidence(e, articles[e.passage.article]) for e in rerank(hits, found)[:COMPARED]
        ]
        quoted = [e for e in quoted if not _of_namesake(question, e, articles)] or quoted
        texts = [articles[e.passage.article].text[slice(*e.quote)] for e in quoted]
        weighed = doubt_quotes(question, quoted, texts, [hit.passage.text for hit in hits])
        weighed = doubt_tables(weighed, [cells.lacking(one) for one in quoted])
        kinships = self._kinships(asked, quoted, texts, articles)
        ranked = self._verified(asked, weigh_sentences(weighed, kinships), articles)
        if ranked and (
            _unlike(ranked)
            or cells.of_others(ranked[0])
            or _of_another(question, ranked[0], articles)
        ):
            return ranked, NOT_AT_ALL
        return ranked, self.calibration.sureness(question, hits, ranked)

    def declines(self, sureness: Sureness) -> bool:
        """Say whether this is too little to answer."""
        return sureness.answerable < self.threshold

    def found(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return what the reader finds in the passages, with whole names and quantities."""
        return doubt_answers(question, self._spans(question, hits, self._as_spelt(question, hits)))

    def _spans(
        self, question: str, hits: Sequence[Hit], asked: Mapping[Passage, str]
    ) -> list[Evidence]:
        alike: dict[str, list[Hit]] = defaultdict(list)
        for hit in hits:
            alike[asked[hit.passage]].append(hit)
        found = [one for spelt, some in alike.items() for one in self._in_all_wordings(spelt, some)]
        return snap(question, found)

    def _in_all_wordings(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        found, other = self.reader.read(question, hits), other_wording(question)
        return averaged(found, self.reader.read(other, hits)) if other else found

    def _kinships(
        self,
        asked: Mapping[Passage, str],
        quoted: Sequence[Evidence],
        texts: Sequence[str],
        articles: Mapping[str, Article],
    ) -> list[Kinship]:
        """Return how like the question each quote is, by itself or with the question above it.

        "No." under "Can I catch it?" is as like "Is it contagious?" as that question is.
        """
        questions = [asked[one.passage] for one in quoted]
        kinships = self.likeness.kinships(questions, texts)
        above = [question_above(one, articles[one.passage.article]) for one in quoted]
        under = [
            at
            for at, question in enumerate(above)
            if question and not _of_another_name(questions[at], f"{question} {texts[at]}")
        ]
        replies = self.likeness.kinships(
            [questions[at] for at in under], [f"{above[at]} {texts[at]}" for at in under]
        )
        for at, kinship in zip(under, replies, strict=True):
            kinships[at] = kinships[at].or_more(kinship)
        return kinships

    def _verified(
        self,
        asked: Mapping[Passage, str],
        ranked: list[Evidence],
        articles: Mapping[str, Article],
    ) -> list[Evidence]:
        """Return the evidence with what the verifier makes of the best of it, best first."""
        if self.verifier is None or not ranked:
            return ranked
        best = ranked[:VERIFIED]
        questions = [asked[one.passage] for one in best]
        marked = [mark(one, articles[one.passage.article]) for one in best]
        verdicts = self.verifier.verdicts(questions, marked)
        others = [other for one in questions if (other := other_wording(one))]
        if len(others) == len(questions):
            again = self.verifier.verdicts(others, marked)
            verdicts = [(a + b) / 2 for a, b in zip(verdicts, again, strict=True)]
        return weigh_verdicts(ranked, verdicts)

    def _as_spelt(self, question: str, hits: Sequence[Hit]) -> dict[Passage, str]:
        """Return the question for each passage, with the passage's own spelling of its names.

        A name that a passage does not have is spelt as in the others ("she" was named before).
        """
        if not self.respells:
            return dict.fromkeys((hit.passage for hit in hits), question)
        common = variants(question, [hit.passage.text for hit in hits])
        return {
            hit.passage: respell(question, common | variants(question, [hit.passage.text]))
            for hit in hits
        }


def _unlike(evidence: Sequence[Evidence]) -> bool:
    """Say whether nothing that was found is about what the question is about."""
    return max(one.likeness for one in evidence) < RELATED


def _of_another(question: str, best: Evidence, articles: Mapping[str, Article]) -> bool:
    """Say whether the best is of another year, number, sibling or namesake than is asked of.

    Nothing about it bears a year or number out; or it has the east wing, and what it stands in
    says nothing of the west wing. (Of 35,240 answerable questions of lessons two have an answer in
    such a sentence; of 17,615 unanswerable ones 69 have one among the three sentences that share
    most words with them.)
    """
    article = articles[best.passage.article]
    # A long table's header stands in another passage.
    around = f"{bearing(best, article)}\n{column_names(article, best.answer[0])}"
    quote = article.text[slice(*best.quote)]
    of_another = of_sibling(question, quote) and of_sibling(question, around)
    return (
        of_another
        or names_another(question, around)
        or of_other_year(question, quote)
        or _of_namesake(question, best, articles)
    )


def _of_another_name(question: str, reply: str) -> bool:
    """Say whether a reply and the question above it name something else than a question does.

    "What does Ferrol cost?" is like "What does Tavid cost?" as a sentence, and no help.
    """
    return bool(unborne(question, reply)) and bool(unborne(reply, question))


def _of_namesake(question: str, one: Evidence, articles: Mapping[str, Article]) -> bool:
    """Say whether evidence is of somebody who only has the surname of whom the question names."""
    quote = articles[one.passage.article].text[slice(*one.quote)]
    return of_namesake(question, quote, answer_within(one))
