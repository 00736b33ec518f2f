"""What the page's events do, without Gradio: questions in, HTML and JSON out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from index import Article, Hit, PageImage, QuothError, Store, draw_cited_page
from rag import Answer
from ui.headings import headings_of
from ui.markdown import export
from ui.questions import askable
from ui.web.answer import render_conversation
from ui.web.conversation import Conversation, Conversations, Turn
from ui.web.examples import render_opening
from ui.web.html import fill
from ui.web.places import Place, parse_place
from ui.web.sources import render_shelf, render_source

_LOG = logging.getLogger(__name__)
_UNEXPECTED = "Quoth failed at this question; the terminal it was started from says how. Ask again."


class Retrieving(Protocol):
    """What the page needs of the retriever."""

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return at most k hits, best first. Raises QuestionError."""


class Answering(Protocol):
    """What the page needs of the assistant."""

    @property
    def retriever(self) -> Retrieving:
        """What finds passages."""

    @property
    def store(self) -> Store:
        """What holds the articles."""

    def ask(self, question: str, history: Sequence[Answer] = ()) -> Answer:
        """Answer a question. Raises QuestionError."""

    def article(self, article_id: str) -> Article:
        """Return an article whole. Raises StoreError."""

    def articles(self) -> list[Article]:
        """Return every article, by id."""


class Desk:
    """Serves every tab. Asking is done one at a time: a tokenizer cannot be shared by threads."""

    def __init__(self, assistant: Answering) -> None:
        """Start without conversations."""
        self._assistant = assistant
        self._asking = threading.Lock()
        self._conversations = Conversations()

    def ask(self, question: str, history: Sequence[Answer] = ()) -> Answer:
        """Answer a question. Raises QuothError."""
        with self._asking:
            return self._assistant.ask(askable(question), history)

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return at most k passages, best first. Raises QuothError."""
        with self._asking:
            return self._assistant.retriever.retrieve(askable(question), k)

    def article(self, article_id: str) -> Article:
        """Return an article whole. Raises StoreError."""
        return self._assistant.article(article_id)

    def generation(self) -> int:
        """Return how often the index was committed to. Raises StoreError when it cannot be read."""
        return self._assistant.store.generation

    def pose(self, question: str, conversation_id: object) -> str:
        """Add a question to a conversation; return the conversation, the question waiting."""
        conversation = self._conversations.get(conversation_id)
        # Enter pressed twice sends the box once more, by then empty.
        if question.strip() or conversation.next_waiting() is None:
            conversation.pose(askable(question))
        return self._shown(conversation)

    def answer(self, conversation_id: object) -> Iterator[str]:
        """Answer what waits in a conversation, in order; yield the conversation after each."""
        conversation = self._conversations.get(conversation_id)
        while self._answer_next(conversation):
            yield self._shown(conversation)
        yield self._shown(conversation)

    def show(self, conversation_id: object) -> str:
        """Return a conversation as it stands; an unknown one is empty."""
        return self._shown(self._conversations.get(conversation_id))

    def opening(self) -> str:
        """Return what an empty conversation shows."""
        return render_opening(self._assistant.articles())

    def shelf(self) -> str:
        """Return the list of articles."""
        return render_shelf(self._assistant.articles())

    def source(self, sent: object) -> str:
        """Return the article that a click asked for, its cited place marked, or why it cannot."""
        try:
            place = parse_place(sent)
            image = self._printed(place) if place.printed else None
            return render_source(self.article(place.article), place, image)
        except QuothError as error:
            return fill('<p class="failure" role="alert">{}</p>', _sentence(str(error)))

    def _printed(self, place: Place) -> PageImage | None:
        return draw_cited_page(self._assistant.store, place.article, place.start, place.end)

    def _answer_next(self, conversation: Conversation) -> bool:
        """Answer the oldest waiting question; say whether there was one."""
        with conversation.answering:
            turn = conversation.next_waiting()
            if turn is None:
                return False
            conversation.settle(self._answered(turn, conversation.answers()))
            return True

    def _answered(self, turn: Turn, history: Sequence[Answer]) -> Turn:
        """Return a turn with its answer, or with the reason why there is none."""
        try:
            answer = self.ask(turn.question, history)
            return replace(turn, answer=answer, headings=headings_of(answer, self.article))
        except QuothError as error:
            return replace(turn, failure=_sentence(str(error)))
        except Exception:  # noqa: BLE001 (one question must not take the page down)
            _LOG.exception("answering failed")
            return replace(turn, failure=_UNEXPECTED)

    def _shown(self, conversation: Conversation) -> str:
        turns = conversation.turns
        if not turns:
            return self.opening()
        answers = ((turn.answer, turn.headings) for turn in turns if turn.answer is not None)
        return render_conversation(turns, export(answers))


def _sentence(message: str) -> str:
    """Return an error message as a sentence on a page: capitalised, with a full stop."""
    closed = message if message.endswith((".", "!", "?")) else f"{message}."
    return closed[:1].upper() + closed[1:]
