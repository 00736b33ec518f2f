"""The endpoints for programs, callable with `gradio_client`: `/ask` and `/retrieve`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import gradio as gr
from gradio.events import api
from pydantic import TypeAdapter, ValidationError

from index import QuestionError, QuothError
from rag import Answer, AnswerDict
from ui.hits import HitDict, hits_as_dicts
from ui.web.desk import Desk

# One queue for everything that asks: answers are made one at a time, first come, first served.
ASKING = "asking"
MOST_HITS = 100
# As long as a conversation on the page can get.
MOST_HISTORY = 100
_ANSWERS = TypeAdapter(tuple[Answer, ...])


def add_endpoints(desk: Desk) -> None:
    """Add the endpoints to the page that is being built."""

    def ask(question: str, history: list[dict[str, object]] | None = None) -> dict[str, object]:
        """Answer a question from the articles.

        `history` is the conversation so far: what earlier calls returned, oldest first.
        """
        try:
            answer = desk.ask(question, parse_history(history or []))
        except QuothError as error:
            raise gr.Error(str(error)) from error
        return cast("dict[str, object]", answer.to_dict())

    def retrieve(question: str, k: int = 5) -> list[HitDict]:
        """Find the k passages nearest to a question, best first."""
        try:
            if not 1 <= k <= MOST_HITS:
                message = f"k is {k}, but has to be from 1 to {MOST_HITS}"
                raise QuestionError(message)
            return hits_as_dicts(desk.retrieve(question, k), desk.article)
        except QuothError as error:
            raise gr.Error(str(error)) from error

    api(ask, api_name="ask", concurrency_id=ASKING)
    api(retrieve, api_name="retrieve", concurrency_id=ASKING)


def parse_history(history: Sequence[dict[str, object]]) -> tuple[Answer, ...]:
    """Turn answers as JSON back into answers. Raises QuestionError when they are not."""
    if len(history) > MOST_HISTORY:
        message = f"the history has {len(history)} answers, and at most {MOST_HISTORY} are read"
        raise QuestionError(message)
    try:
        return _ANSWERS.validate_python([_fields(cast("AnswerDict", item)) for item in history])
    except (ValidationError, KeyError, TypeError) as error:
        message = (
            "the history has to be a list of answers as /ask returned them, oldest first; this one "
            f"is not ({type(error).__name__})"
        )
        raise QuestionError(message) from error


def _fields(answer: AnswerDict) -> dict[str, object]:
    """Name the fields of an answer's JSON as the type names them."""
    return {
        "question": answer["question"],
        "understood_as": answer["understood_as"],
        "confidence": answer["confidence"],
        "citations": answer["citations"],
        "nearest": answer["nearest"],
        "parts": [_fields(part) for part in answer.get("parts", [])],
        "statements": [{**s, "quote": s["text"]} for s in answer["statements"]],
        "disagreements": [
            {"sides": [{**side, "quote": side["text"]} for side in disagreement["sides"]]}
            for disagreement in answer["disagreements"]
        ],
    }
