"""What is handed to another system and what it hands back: lines of JSON on its pipes.

First a line with the task; then, line by line, a question in and a reply out. Standard library
alone: this module is imported in two environments.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TextIO


@dataclass(frozen=True)
class Task:
    """The passages to search, the models to do it with, and how many passages to read.

    `checkpoint` None is the system's own default reader.
    """

    passages: Sequence[str]
    embedder: str
    checkpoint: str | None
    depth: int


@dataclass(frozen=True)
class Ranked:
    """A passage by its number in the task, with the system's own score; higher is better."""

    passage: int
    score: float


@dataclass(frozen=True)
class Found:
    """An answer: its words, the passage it cites, and where in it they stand, when it says so."""

    text: str
    score: float
    passage: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Reply:
    """What a system says to one question, best first. No `found` means that it declines."""

    ranking: Sequence[Ranked] = ()
    found: Sequence[Found] = ()
    error: str | None = None
    milliseconds: float = 0.0


# What a system is (versions, models), and how it answers a question.
Prepared = tuple[dict[str, str], Callable[[str], Reply]]


def serve(prepare: Callable[[Task], Prepared]) -> None:
    """Introduce the system in one line; then answer the questions of standard input till it ends.

    A question on which the system fails is replied to with the error; the next is asked all the
    same.
    """
    # Libraries print what they like to standard output: theirs goes to standard error.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    about, answer = prepare(Task(**json.loads(sys.stdin.readline())))
    _send(replies, about)
    for line in sys.stdin:
        began = time.perf_counter()
        try:
            reply = answer(json.loads(line))
        # Whatever it is, it counts against the system, and shows.
        except Exception as error:  # noqa: BLE001
            traceback.print_exc()
            reply = Reply(error=f"{type(error).__name__}: {error}")
        taken = (time.perf_counter() - began) * 1000
        _send(replies, asdict(replace(reply, milliseconds=taken)))


def _send(replies: TextIO, message: object) -> None:
    replies.write(json.dumps(message) + "\n")
    replies.flush()
