"""Question -> Answer: retrieve, read, quote, compose."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Mapping, Sequence

from index import Article, ArticleMissing, Hit, Progress, Store
from rag.aliases import respell, variants
from rag.compose import Request, compose
from rag.confidence import Sureness
from rag.conversation import (
    Message,
    asks_for_source,
    complete,
    read_message,
    searched,
    sources_of,
)
from rag.doubts.presupposition import unborne
from rag.likeness import Likeness
from rag.merging.echoes import PASSAGES, echoes
from rag.parts import flat, heard, joined
from rag.reading import Reading
from rag.retriever import PassageRetriever, Retriever, check_asked
from rag.settings import Settings
from rag.types import Answer, Evidence, Timings
from rag.typos import corrected
from rag.values.dates import dates_in_words

_log = logging.getLogger(__name__)
# What people ask is theirs: it is not logged unless somebody lowers this logger's level.
_questions = logging.getLogger("rag.questions")
_questions.setLevel(logging.CRITICAL)
# Passages that tell who and what is spoken of in what a person tells beside a question.
HEARD = 3


class Assistant:
    """Answers questions from a store's articles, in their own words."""

    def __init__(
        self,
        store: Store,
        retriever: PassageRetriever,
        reading: Reading,
        *,
        top_k: int,
        merge: bool = True,
    ) -> None:
        """Put the parts together; `Assistant.open()` does it for the settings.

        `top_k` passages are read for a question. `merge` makes one statement of what says the same;
        an ablation turns it off.
        """
        self.store = store
        self.retriever = retriever
        self.reading = reading
        self.merge = merge
        self._top_k = top_k

    @classmethod
    def open(
        cls, settings: Settings | None = None, *, progress: Progress | None = None
    ) -> Assistant:
        """Open the settings' index; it is made from the seed articles on first use.

        `progress(done, total)` is told of the passages embedded then. Raises QuothError.
        """
        # Only who opens an index waits for the models' libraries.
        from rag.assembly import open_reading, open_store  # noqa: PLC0415

        settings = settings or Settings()
        store, embedder = open_store(settings, progress)
        reading = open_reading(settings, embedder)
        return cls(store, Retriever(store, embedder), reading, top_k=settings.top_k)

    def over(self, store: Store) -> Assistant:
        """Return an assistant that answers from another store, with this one's models.

        The store's vectors were made by the same embedder. What is kept of its sentences is not
        shared with this one.
        """
        embedder = self.reading.likeness.embedder
        reading = dataclasses.replace(self.reading, likeness=Likeness(embedder))
        retriever = Retriever(store, embedder)
        return Assistant(store, retriever, reading, top_k=self._top_k, merge=self.merge)

    def ask(self, question: str, history: Sequence[Answer] = ()) -> Answer:
        """Answer a question; `history` is the conversation so far, oldest first.

        Raises QuestionError for a question that cannot be asked.
        """
        check_asked(question)
        message = read_message(question)
        turns = [*flat(history), *self._heard(message)]
        parts: list[Answer] = []
        for asked in message.questions:
            parts.append(self._ask(asked, (*turns, *parts), message.told))
        if len(parts) > 1:
            return joined(question, parts)
        return dataclasses.replace(parts[0], question=question)

    def _ask(self, question: str, history: Sequence[Answer], told: str) -> Answer:
        """Answer one question, with what was `told` beside it."""
        began = time.perf_counter()
        understood = searched(complete(question, history, self._text))
        sources = self._sources(question, history)
        understood, hits = (understood, []) if sources else self._retrieve(understood, told)
        retrieved = time.perf_counter()
        if sources:
            articles = self._articles({one.passage.article for one in sources})
            evidence, sureness = sources, Sureness(history[-1].confidence, 1.0)
        else:
            articles = self._articles({hit.passage.article for hit in hits})
            hits = [hit for hit in hits if hit.passage.article in articles]
            evidence, sureness = self._read(understood, hits, articles)
        read = time.perf_counter()
        missing = _missing(understood, hits, articles)
        answer = compose(
            Request(question, understood, hits, missing, merge=self.merge),
            evidence,
            articles,
            confidence=sureness.right,
            declines=self.reading.declines(sureness),
        )
        timings = _timings(began, retrieved, read, time.perf_counter())
        _questions.info("asked", extra={"question": question, "understood_as": understood})
        facts = {"answered": answer.answered, "confidence": sureness.right}
        _log.info("answered", extra={**facts, "timings_ms": dataclasses.asdict(timings)})
        return dataclasses.replace(answer, timings=timings)

    def _heard(self, message: Message) -> list[Answer]:
        """Return what a message tells as a turn to lean on: what was asked, and the texts on it."""
        if not message.topic or not self._can_read(message.topic):
            return []
        hits = self.retriever.retrieve(message.topic, HEARD)
        articles = self._articles({hit.passage.article for hit in hits})
        return [heard(message.topic, hits, articles)]

    def _retrieve(self, question: str, told: str = "") -> tuple[str, list[Hit]]:
        """Return the question without slips, and what is retrieved for it and what was told.

        Retrieves once more for what was put right, and with the sources' spelling of names that
        are not in them. A date is put as the sources do, too.
        """
        hits = self._found(question, told)
        texts = [hit.passage.text for hit in hits]
        right = corrected(dates_in_words(question, texts), texts, self._is_word)
        if right != question:
            question, hits = right, self._found(right, told)
            texts = [hit.passage.text for hit in hits]
        other = variants(question, texts) if self.reading.respells else {}
        if other:
            hits = self._found(respell(question, other), told)
        return question, hits

    def _found(self, question: str, told: str) -> list[Hit]:
        """Return what is retrieved for a question; what is told helps where both can be read."""
        both = f"{told} {question}"
        helps = bool(told) and self._can_read(both)
        return self.retriever.retrieve(both if helps else question, self._top_k)

    def _can_read(self, text: str) -> bool:
        """Say whether the encoder reads a text to its end."""
        embedder = self.reading.likeness.embedder
        return embedder.count_tokens(text) <= embedder.max_tokens

    def _is_word(self, word: str) -> bool:
        """Say whether the encoder knows a word whole."""
        count = self.reading.likeness.embedder.count_tokens
        return count(word) == count("a")

    def _sources(self, question: str, history: Sequence[Answer]) -> list[Evidence]:
        """Return whose words the last answer was, when it is that which is asked."""
        if not history or not asks_for_source(question):
            return []
        return sources_of(question, history[-1], self._still_there)

    def _still_there(self, article_id: str) -> Article | None:
        """Return an article, or None when it was removed after it had been cited."""
        try:
            return self.store.article(article_id)
        except ArticleMissing:
            return None

    def _text(self, article_id: str) -> str:
        article = self._still_there(article_id)
        return article.text if article else ""

    def _read(
        self, question: str, hits: Sequence[Hit], articles: dict[str, Article]
    ) -> tuple[list[Evidence], Sureness]:
        """Return evidence, best first, then where else the best is told; and how sure to be.

        Articles that were not among the hits are added to `articles`.
        """
        evidence, sureness = self.reading.read(question, hits, articles)
        if not self.merge or not evidence or self.reading.declines(sureness):
            return evidence, sureness
        more = self._echoes(evidence[0], articles)
        articles.update(self._articles({one.passage.article for one in more}))
        return [*evidence, *(one for one in more if one.passage.article in articles)], sureness

    def _echoes(self, best: Evidence, articles: Mapping[str, Article]) -> list[Evidence]:
        """Return the sentences of other articles' passages that are most like the best quote."""
        quote = articles[best.passage.article].text[slice(*best.quote)]
        (vector,) = self.reading.likeness.vectors([quote])
        if vector is None:
            return []
        hits = self.store.dense(vector, PASSAGES)
        articles = self._articles({hit.passage.article for hit in hits})
        return echoes(best, [hit for hit in hits if hit.passage.article in articles], articles)

    def article(self, article_id: str) -> Article:
        """Return one article whole. Raises ArticleMissing when there is none of that id."""
        return self.store.article(article_id)

    def articles(self) -> list[Article]:
        """Return every article, by id."""
        return self.store.articles()

    def _articles(self, ids: set[str]) -> dict[str, Article]:
        """Return the articles that are still there: another process may remove one meanwhile."""
        found = {article_id: self._still_there(article_id) for article_id in sorted(ids)}
        return {article_id: article for article_id, article in found.items() if article}


def _missing(
    question: str, hits: Sequence[Hit], articles: Mapping[str, Article]
) -> tuple[str, ...]:
    """Return the question's names and numbers that nothing retrieved has, in any spelling."""
    texts = [hit.passage.text for hit in hits]
    titles = [article.title for article in articles.values()]
    dates = [f"{article.published:%d %B %Y}" for article in articles.values() if article.published]
    spelt = respell(question, variants(question, texts))
    return unborne(spelt, "\n".join((*texts, *titles, *dates)))


def _timings(began: float, retrieved: float, read: float, composed: float) -> Timings:
    return Timings(
        retrieve=_milliseconds(began, retrieved),
        read=_milliseconds(retrieved, read),
        compose=_milliseconds(read, composed),
        total=_milliseconds(began, composed),
    )


def _milliseconds(start: float, end: float) -> float:
    return round((end - start) * 1000, 1)
