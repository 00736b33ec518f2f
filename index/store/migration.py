"""An index of an older schema version, brought up to date in place, in one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from index.errors import StoreIncompatible, StoreReadOnly
from index.store import copies, schema
from index.store.connection import as_store_errors, connect, made_with
from index.store.pool import transaction
from index.store.writing import commit, writing


def migrate(database: Path) -> None:
    """Bring an index that an older Quoth made up to date; leave every other database alone.

    Raises StoreLocked while another process writes, and StoreIncompatible when the index is old
    and cannot be written.
    """
    path = database.parent
    try:
        with as_store_errors(path), closing(connect(database)) as connection:
            if _old_version(connection) is None:
                return
            with writing(path), transaction(connection, "IMMEDIATE"):
                # Another process may have done it while this one waited.
                version = _old_version(connection)
                if version is not None:
                    _bring_up_to_date(connection, version)
                    connection.execute("COMMIT")
            # What was derived before is of another form; with no other change, all is written anew.
            made = made_with(connection, path)
            commit(path, lambda _: None, was=made, becomes=made)
    except StoreReadOnly as error:
        message = (
            f"{path}: was made by an older Quoth and is read-only; make it writable once, so that "
            "it can be brought up to date"
        )
        raise StoreIncompatible(message) from error


def _old_version(connection: sqlite3.Connection) -> int | None:
    """Return the version of an index of ours that is older than this Quoth's, else None."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        return None
    recorded = schema.read_meta(connection).get("schema", "")
    older = recorded.isdecimal() and 1 <= int(recorded) < schema.SCHEMA_VERSION
    return int(recorded) if older else None


def _bring_up_to_date(connection: sqlite3.Connection, version: int) -> None:
    """Add the newer tables, and find the copies anew among the articles that are there."""
    schema.create_tables(connection, version=version)
    copies.forget_all(connection)
    for article_id in schema.select_ids(connection):
        for article in schema.select_articles(connection, article_id):
            copies.link(connection, article_id, copies.word_runs(article.text, article.blocks))
    schema.write_meta(connection, {"schema": str(schema.SCHEMA_VERSION)})
