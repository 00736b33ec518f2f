"""Conversations of the page, kept by the server while it runs.

A page names its conversation by a random id that only its own tab knows (kept in the tab's session
storage), so that a reload shows it again and two tabs never mix. Nothing is written to disk.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from index import QuothError
from rag import Answer
from ui.headings import Headings
from ui.web.scope import NOBODY, SECRET, Asker

# A busy newsroom's day; the longest unused conversation gives way first.
CONVERSATIONS_KEPT = 500
# More would make each page update slow; and who reads back a hundred questions?
MOST_TURNS = 100
_FULL = (
    f"This conversation has {MOST_TURNS} questions, which is as many as one can hold; download it "
    "and start a new one."
)


class ConversationError(QuothError):
    """A conversation that the page does not name properly."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, then its answer or the reason why there is none; neither means it is waiting.

    `asker` says which documents were asked.
    """

    number: int
    question: str
    answer: Answer | None = None
    failure: str = ""
    headings: Headings = field(default_factory=dict)
    asker: Asker = NOBODY

    @property
    def waiting(self) -> bool:
        """Whether the question still has to be answered."""
        return self.answer is None and not self.failure


class Conversation:
    """The turns of one tab, oldest first."""

    def __init__(self) -> None:
        """Start without a question."""
        self.turns: tuple[Turn, ...] = ()
        # Held while answering: questions sent in quick succession are answered in their order.
        self.answering = threading.Lock()
        self._changing = threading.Lock()

    def pose(self, question: str, asker: Asker = NOBODY) -> None:
        """Add a question that waits for its answer; a failed one before it has been read by now."""
        with self._changing:
            kept = tuple(turn for turn in self.turns if not turn.failure)
            number = self.turns[-1].number + 1 if self.turns else 1
            failure = _FULL if len(kept) >= MOST_TURNS else ""
            self.turns = (*kept, Turn(number, question, failure=failure, asker=asker))

    def next_waiting(self) -> Turn | None:
        """Return the oldest question without an answer."""
        return next((turn for turn in self.turns if turn.waiting), None)

    def settle(self, settled: Turn) -> None:
        """Put a turn that has its answer, or the reason why there is none, in its place."""
        with self._changing:
            self.turns = tuple(settled if t.number == settled.number else t for t in self.turns)

    def answers(self) -> tuple[Answer, ...]:
        """Return the answers so far, oldest first."""
        return tuple(turn.answer for turn in self.turns if turn.answer is not None)


class Conversations:
    """Conversations by id; the least recently used is forgotten when there are too many."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: OrderedDict[str, Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, conversation_id: object) -> Conversation:
        """Return the conversation of an id, a new one if unknown. Raises ConversationError."""
        if not isinstance(conversation_id, str) or not SECRET.fullmatch(conversation_id):
            message = "This page has no conversation to write in; reload it."
            raise ConversationError(message)
        with self._lock:
            found = self._kept.setdefault(conversation_id, Conversation())
            self._kept.move_to_end(conversation_id)
            while len(self._kept) > CONVERSATIONS_KEPT:
                self._kept.popitem(last=False)
            return found
