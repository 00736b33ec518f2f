"""Dialogues about fictional articles, written before what completes them was looked at.

Every turn is asked after the turns before it as they should have been understood, so that one
mistake does not count twice.
"""

from __future__ import annotations

import time

import pytest
from dialogues import answer_to, read_articles, read_dialogues

from rag.conversation import complete

FILES = ("first.txt", "second.txt", "third.txt")
ARTICLES = read_articles()
# What cannot be told without knowing what people, courts and ceremonies do.
BEYOND = {
    ("What did Miriam Feld find?", "How much was that?"),
    ("What does Professor Colin Stead think it was built for?", "Where will they debate?"),
    ("Was anyone hurt?", "Which building had they blocked?"),
}
# Milliseconds of work for one completion, on a slow core and with the dictionary loaded.
MOST_MS = 5.0


def follow_ups():
    """Return every follow-up with the answers before it."""
    found = []
    for file in FILES:
        for turns in read_dialogues(file):
            history = []
            for said in turns:
                if history:
                    found.append((history.copy(), said))
                history.append(answer_to(said, ARTICLES))
    return found


FOLLOW_UPS = follow_ups()


def text_of(name):
    return ARTICLES[name].text


def _case(history, said):
    before = history[-1].understood_as
    marks = []
    if (before, said.asked) in BEYOND:
        marks = [pytest.mark.xfail(strict=True, reason="takes knowledge of the world")]
    return pytest.param(history, said, id=f"{before} {said.asked}", marks=marks)


@pytest.mark.parametrize(("history", "said"), [_case(*one) for one in FOLLOW_UPS])
def test_a_follow_up_is_understood_as_it_was_meant(history, said):
    """The completed question is one that was written down for the turn before."""
    completed = complete(said.asked, history, text_of)

    assert said.accepts(completed), completed


def test_the_table_has_at_least_forty_dialogues_and_all_of_them_are_read():
    """A file that is not found or not understood must not make the table pass."""
    assert sum(len(read_dialogues(file)) for file in FILES) >= 40
    assert len(FOLLOW_UPS) == 165


def test_completing_takes_a_few_milliseconds_at_most():
    """Half of the follow-ups and more are completed within the time that a turn may cost."""
    complete("Why?", FOLLOW_UPS[0][0], text_of)
    taken = []
    for history, said in FOLLOW_UPS:
        began = time.process_time()
        complete(said.asked, history * 10, text_of)
        taken.append((time.process_time() - began) * 1000)

    assert sorted(taken)[len(taken) // 2] < MOST_MS
