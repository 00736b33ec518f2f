"""What a reader of a format is given: one file's bytes, and a place for what should be noted."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of an export that a person names; None is found by its usual names."""

    text: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: str | None = None


UNNAMED = Columns()


@dataclass(frozen=True, slots=True)
class Source:
    """One file: the id that its article gets, its bytes, and what a person should know of it."""

    id: str
    data: bytes
    columns: Columns = UNNAMED
    notes: list[str] = field(default_factory=list)
