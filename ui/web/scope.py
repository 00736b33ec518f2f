"""Of what a question is asked, and by which tab."""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from dataclasses import dataclass

# 128 random bits in hex: not to be guessed.
SECRET = re.compile(r"[0-9a-f]{32}")


class Scope(enum.Enum):
    """What a question is asked of; the values are what the page sends."""

    MINE = "mine"
    ALL = "all"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Asker:
    """The tab that asks, by its secret (empty if it gave none), and of what it asks."""

    visit: str = ""
    scope: Scope = Scope.SHARED


NOBODY = Asker()


def parse_asker(sent: object) -> Asker:
    """Read what the page sends of itself; what cannot be one asks of the shared articles."""
    if not isinstance(sent, Mapping):
        return NOBODY
    visit, scope = sent.get("visit"), sent.get("scope")
    if not isinstance(visit, str) or not SECRET.fullmatch(visit):
        return NOBODY
    known = {one.value: one for one in Scope}
    asked = known.get(scope) if isinstance(scope, str) else None
    return Asker(visit, asked or Scope.SHARED)
