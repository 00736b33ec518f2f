"""One uploaded document, from its first byte until it can be asked."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path


class State(enum.Enum):
    """How far a document is."""

    ARRIVING = "arriving"
    WAITING = "waiting"
    READING = "reading"
    READY = "ready"
    FAILED = "failed"


# Nothing more happens to these by itself.
SETTLED = {State.READY, State.FAILED}


@dataclass(frozen=True, slots=True)
class Titled:
    """An article of a document: its id and its title."""

    id: str
    title: str


@dataclass(slots=True)
class Document:
    """What is known of a document; `said` is why it failed, or what to know of it.

    `file` is what the store knows it by, once it is in; it is None for one that was there before,
    and so is not its uploader's to remove. `count` is of its articles, of which `articles` holds
    the first few.
    """

    key: str
    name: str
    size: int
    path: Path
    state: State = State.ARRIVING
    sha256: str = ""
    passages: int = 0
    said: str = ""
    file: str | None = None
    count: int = 0
    articles: tuple[Titled, ...] = ()
