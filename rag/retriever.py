"""Question -> passages: dense and lexical search, fused."""

from __future__ import annotations

import re
from typing import Protocol

from index import Embedder, Hit, QuestionError, Store
from rag.fusion import fuse
from rag.settings import Settings

# Each ranking's depth before fusing: beyond it a passage is last in one and absent from the other.
DEPTH = 100


class PassageRetriever(Protocol):
    """What finds passages for a question."""

    def retrieve(self, question: str, k: int) -> list[Hit]:
        """Return at most k hits, best first, no passage twice. Raises QuestionError."""


class Retriever:
    """Hybrid retrieval over a store."""

    def __init__(self, store: Store, embedder: Embedder) -> None:
        """Search `store`, whose vectors were made by `embedder`."""
        self.store = store
        self.embedder = embedder

    @classmethod
    def open(cls, settings: Settings | None = None) -> Retriever:
        """Open the settings' index; it is made from the seed articles on first use."""
        # Only who opens an index waits for the models' libraries.
        from rag.assembly import open_store  # noqa: PLC0415

        return cls(*open_store(settings or Settings()))

    def retrieve(self, question: str, k: int = 5) -> list[Hit]:
        """Return at most k hits, best first, no passage twice. Raises QuestionError."""
        check_question(question, self.embedder)
        depth = max(k, DEPTH)
        dense = self.store.dense(self.embedder.embed_query(question), depth)
        return fuse(dense, self.store.lexical(question, depth))[:k]


def check_asked(question: str) -> None:
    """Raise QuestionError for a question without a word in it, or that is not Unicode text."""
    if not question.strip():
        message = "the question is empty; ask something, for example: Who was released?"
        raise QuestionError(message)
    if not re.search(r"\w", question):
        message = f"the question {question.strip()[:40]!r} has no word in it; ask in words"
        raise QuestionError(message)
    if re.search(r"[\ud800-\udfff]", question):
        message = "the question holds half a character (a lone surrogate); ask in words"
        raise QuestionError(message)


def check_question(question: str, embedder: Embedder) -> None:
    """Raise QuestionError as `check_asked` does, and for one longer than the model reads."""
    check_asked(question)
    # Counting tokens of a pasted book is slow, and no token is longer than this many characters.
    count = embedder.count_tokens(question[: embedder.max_tokens * 64])
    if count > embedder.max_tokens:
        message = (
            f"the question is {len(question):,} characters long, and the model reads at most "
            f"{embedder.max_tokens} tokens (about {embedder.max_tokens * 3 // 4} words); shorten it"
        )
        raise QuestionError(message)
