"""What is logged, and how: nothing but warnings, unless somebody asks for more."""

from __future__ import annotations

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

# The rooms' own loggers: the libraries below them have less to say, and say more.
_ROOMS = ("index", "rag", "ui", "eval")
_QUESTIONS = "rag.questions"
_FIELDS = ("levelname", "name", "message")


def log_as_json(*, questions: bool = False) -> None:
    """Write what the rooms log to stderr, one JSON object a line: stages with their timings.

    `questions` adds the text of what is asked, which is otherwise never logged.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            _FIELDS,
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )
    )
    for room in _ROOMS:
        logger = logging.getLogger(room)
        logger.setLevel(logging.INFO)
        logger.handlers = [handler]
        logger.propagate = False
    if questions:
        logging.getLogger(_QUESTIONS).setLevel(logging.INFO)
