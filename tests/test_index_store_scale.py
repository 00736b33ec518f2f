"""What an article costs to add does not grow with what the index holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from index import FileRecord, HashingEmbedder, parse_article
from index.build import make_entries
from index.store import schema
from index.store.copies import word_runs
from index.store.files import forget_files, record_file


@pytest.fixture
def connection():
    """An empty index's tables."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        made.execute("PRAGMA foreign_keys = ON")
        schema.create_tables(made)
        yield made


def test_no_statement_reads_a_whole_table(connection):
    """Adding, replacing, linking, recording and removing find their rows by SQLite's indexes."""
    text = "Rain fell in Minsk on Monday, and the ferry to Norrholm was two hours late."
    ran = []
    connection.set_trace_callback(ran.append)
    for name in ("a", "b", "a"):
        (entry,) = make_entries([parse_article(text, name)], HashingEmbedder())
        runs = word_runs(entry.article.text, entry.article.blocks)
        schema.insert_entry(connection, entry, runs)
        record_file(connection, FileRecord(name, f"/desk/{name}", "0", (name,)))
    assert schema.select_articles(connection, "b")[0].copy_of == "a"
    schema.delete_article(connection, "a")
    forget_files(connection, ["b"])
    assert schema.select_ids(connection) == []
    connection.set_trace_callback(None)
    asked = {sql for sql in ran if sql.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))}
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    scans = tuple(f"SCAN {table}" for table in [*tables, "others"])  # an alias in a statement
    plans = {
        (sql, line)
        for sql in asked - {"SELECT id FROM articles ORDER BY id"}
        for *_, line in connection.execute(f"EXPLAIN QUERY PLAN {sql}")
    }
    assert [plan for plan in plans if plan[1].startswith(scans)] == []
    assert len(plans) > len(asked) / 2
