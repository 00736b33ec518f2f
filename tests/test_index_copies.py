"""Copies are told from what is kept of their texts as they are from the texts themselves."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index import Article, Block, BlockKind, Entry
from index.store import schema
from index.store.copies import word_runs

# A sketch holds all runs of so few words: then whatever are copies is compared.
MOST_WORDS = 36
BASE = [f"word{n}" for n in range(MOST_WORDS)]


def article_of(name, words):
    text = " ".join(words)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Article(name, "", None, None, text, digest, (Block(0, len(text), BlockKind.PARAGRAPH),))


def insert(connection, article):
    entry = Entry(article, [], np.empty((0, 2), np.float32))
    schema.insert_entry(connection, entry, word_runs(article.text, article.blocks))


def links(connection):
    return set(connection.execute("SELECT one, other FROM copies"))


def copies_by_their_texts(texts):
    """Compare all texts with each other, run by run: slow and obvious."""
    runs = {
        name: {tuple(words[at : at + 5]) for at in range(len(words) - 4)} if len(words) > 7 else ()
        for name, words in texts.items()
    }
    return {
        (one, other)
        for one in runs
        for other in runs
        if one != other
        and min(len(runs[one]), len(runs[other])) > 0
        and 2 * min(len(runs[one]), len(runs[other])) >= max(len(runs[one]), len(runs[other]))
        and 10 * len(runs[one] & runs[other]) >= 8 * min(len(runs[one]), len(runs[other]))
    }


@st.composite
def edited(draw):
    """Return a part of the same words, some of them in another's place."""
    start, stop = sorted(draw(st.tuples(st.integers(0, MOST_WORDS), st.integers(0, MOST_WORDS))))
    words = BASE[start:stop]
    for at in draw(st.lists(st.integers(0, MOST_WORDS - 1), max_size=2)):
        if at < len(words):
            words[at] = draw(st.sampled_from(["another", "Word0", "word1"])).casefold()
    return words


@settings(deadline=None)
@given(
    st.lists(edited(), min_size=2, max_size=6).flatmap(
        lambda texts: st.tuples(st.just(texts), st.permutations(range(len(texts))))
    ),
    st.integers(0, 5),
)
def test_kept_hashes_link_what_the_texts_do_in_whatever_order(texts_and_order, removed):
    """The links are those of the texts, also after one is removed and added again."""
    texts, order = texts_and_order
    named = {f"article-{at}": words for at, words in enumerate(texts)}
    expected = copies_by_their_texts(named)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        schema.create_tables(connection)
        for at in order:
            insert(connection, article_of(f"article-{at}", texts[at]))
        assert links(connection) == expected
        gone = f"article-{removed % len(texts)}"
        schema.delete_article(connection, gone)
        assert links(connection) == {pair for pair in expected if gone not in pair}
        insert(connection, article_of(gone, named[gone]))
        assert links(connection) == expected


def test_the_oracle_finds_copies_and_others():
    """The property above is of both: texts that are linked, and texts that nearly are."""
    shared_to_four_fifths = [*BASE[:30], *(f"other{n}" for n in range(6))]
    texts = {"a": BASE, "b": shared_to_four_fifths, "c": BASE[:19], "d": ["other", *BASE[1:9]]}
    # 26 of 32 runs; 15 of 15, but less than half of 32; 4 of 5, but of one in eight.
    assert copies_by_their_texts(texts) == {("a", "b"), ("b", "a")}
