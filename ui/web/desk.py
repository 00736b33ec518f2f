"""What the page's events do, without Gradio: questions in, HTML and JSON out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from index import Article, Hit, PageImage, QuothError, Store, StoreError, draw_cited_page
from rag import Answer
from ui.headings import headings_of
from ui.markdown import export
from ui.questions import askable
from ui.web.answer import render_conversation
from ui.web.conversation import Conversation, Conversations, Turn
from ui.web.examples import render_opening
from ui.web.html import fill
from ui.web.places import BadPlace, Place, parse_place
from ui.web.scope import NOBODY, Asker, Scope, parse_asker
from ui.web.sources import render_shelf, render_source
from ui.web.tray import render_tray
from ui.web.uploads.courtesy import Courtesy
from ui.web.uploads.reading import PRIVATE
from ui.web.uploads.visits import Visits
from ui.wording import sentence

_LOG = logging.getLogger(__name__)
_UNEXPECTED = "Quoth failed at this question; the terminal it was started from says how. Ask again."
# A child process of up to 750 MB draws a page, and anybody can add a PDF that is slow to draw.
_DRAWING = threading.BoundedSemaphore(2)
_MOST_WAITED = 20.0  # seconds
_PUT_AWAY = (
    "This document of yours is not here any more: it was removed, or put away after a long time"
    " without use. Add it again to open it."
)


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

    def __init__(self, assistant: Answering, visits: Visits | None = None) -> None:
        """Start without conversations; without `visits` nothing can be uploaded."""
        self._assistant = assistant
        self._courtesy = visits.means.courtesy if visits else Courtesy()
        self.visits = visits
        self._asking = threading.Lock()
        self._conversations = Conversations()

    def ask(
        self, question: str, history: Sequence[Answer] = (), *, asker: Asker = NOBODY
    ) -> Answer:
        """Answer a question. Raises QuothError."""
        assistant = self._assistant_of(asker)
        with self._courtesy.asking(), self._asking:
            return assistant.ask(askable(question), history)

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return at most k passages of the shared articles, best first. Raises QuothError."""
        with self._courtesy.asking(), self._asking:
            return self._assistant.retriever.retrieve(askable(question), k)

    def article(self, article_id: str) -> Article:
        """Return an article whole. Raises StoreError."""
        return self._assistant.article(article_id)

    def generation(self) -> int:
        """Return how often the index was committed to. Raises StoreError when it cannot be read."""
        return self._assistant.store.generation

    def admit(self, asker: object) -> None:
        """Let the tab that shows the page upload, if anybody may."""
        if self.visits:
            self.visits.admit(parse_asker(asker).visit)

    def pose(self, question: str, conversation_id: object, asker: object = None) -> str:
        """Add a question to a conversation; return the conversation, the question waiting."""
        conversation = self._conversations.get(conversation_id)
        # Enter pressed twice sends the box once more, by then empty.
        if question.strip() or conversation.next_waiting() is None:
            conversation.pose(askable(question), parse_asker(asker))
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

    def tray(self) -> str:
        """Return where documents are added; nothing when they are not taken."""
        return render_tray(self.visits.means) if self.visits else ""

    def source(self, sent: object, asker: object = None) -> str:
        """Return the article that a click asked for, its cited place marked, or why it cannot."""
        try:
            place = parse_place(sent)
            assistant = self._holding(place.article, parse_asker(asker))
            article = _opened(assistant, place)
            image = _printed(assistant.store, place) if place.printed else None
            return render_source(article, place, image)
        except QuothError as error:
            return fill('<p class="failure" role="alert">{}</p>', sentence(str(error)))

    def _assistant_of(self, asker: Asker) -> Answering:
        """Return what answers from what is asked. Raises UploadRefused."""
        if asker.scope is Scope.SHARED or self.visits is None:
            return self._assistant
        return self.visits.assistant(asker)

    def _holding(self, article_id: str, asker: Asker) -> Answering:
        """Return the assistant that has an article, for somebody who may open it."""
        own = article_id.startswith(PRIVATE)
        if own and self.visits is not None and self.visits.find(asker.visit):
            return self.visits.assistant(replace(asker, scope=Scope.ALL))
        return self._assistant

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
            answer = self.ask(turn.question, history, asker=turn.asker)
            article_of = self._assistant_of(turn.asker).article
            return replace(turn, answer=answer, headings=headings_of(answer, article_of))
        except QuothError as error:
            return replace(turn, failure=sentence(str(error)))
        except Exception:  # noqa: BLE001 (one question must not take the page down)
            _LOG.exception("answering failed")
            return replace(turn, failure=_UNEXPECTED)

    def _shown(self, conversation: Conversation) -> str:
        turns = conversation.turns
        if not turns:
            return self.opening()
        answers = ((turn.answer, turn.headings) for turn in turns if turn.answer is not None)
        return render_conversation(turns, export(answers))


def _opened(assistant: Answering, place: Place) -> Article:
    try:
        return assistant.article(place.article)
    except StoreError as error:
        if place.article.startswith(PRIVATE):
            raise BadPlace(_PUT_AWAY) from error
        raise


def _printed(store: Store, place: Place) -> PageImage | None:
    """Draw a page as printed; None where too many others are being drawn: the text is shown."""
    if not _DRAWING.acquire(timeout=_MOST_WAITED):
        return None
    try:
        return draw_cited_page(store, place.article, place.start, place.end)
    finally:
        _DRAWING.release()
