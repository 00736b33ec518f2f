"""Question -> cited answer."""

from rag.answer_json import AnswerDict
from rag.assistant import Assistant
from rag.retriever import Retriever
from rag.settings import Settings
from rag.types import (
    Answer,
    Citation,
    Disagreement,
    Evidence,
    Nearest,
    Side,
    Statement,
    Timings,
)

__all__ = [
    "Answer",
    "AnswerDict",
    "Assistant",
    "Citation",
    "Disagreement",
    "Evidence",
    "Nearest",
    "Retriever",
    "Settings",
    "Side",
    "Statement",
    "Timings",
]
