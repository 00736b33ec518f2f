"""Connections that are lent to one thread at a time, and transactions on them."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.store.connection import FrozenConnection, connect


class Pool:
    """The connections of one store; as many as there ever were uses at one time."""

    def __init__(self, database: Path) -> None:
        """Open nothing yet."""
        self._database = database
        self._idle: list[sqlite3.Connection] = []
        weakref.finalize(self, _close_all, self._idle)

    @contextmanager
    def borrowed(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection that no other thread uses meanwhile. Raises StoreError."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._database)
        try:
            yield connection
        finally:
            if isinstance(connection, FrozenConnection):
                connection.close()
            else:
                self._idle.append(connection)

    def close(self) -> None:
        """Close the connections that are not in use."""
        _close_all(self._idle)


@contextmanager
def transaction(connection: sqlite3.Connection, kind: str) -> Iterator[None]:
    """Begin, and roll back what was not committed."""
    connection.execute(f"BEGIN {kind}")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _close_all(connections: list[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()
