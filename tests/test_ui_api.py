"""Rules of the endpoints for programs."""

from __future__ import annotations

import dataclasses

import pytest
from ui_fakes import PLAIN, FakeRetriever, article, declined, stated

from index import QuestionError
from rag import Disagreement, Side
from rag.parts import joined
from ui.hits import hits_as_dicts
from ui.web.api import parse_history

PLAIN_ARTICLE = article(PLAIN, "plain.txt")
QUOTE = "Belarus released 123 prisoners on Saturday."
STATED = stated("How many?", PLAIN_ARTICLE, QUOTE, "123")
DIFFERING = dataclasses.replace(
    STATED, disagreements=(Disagreement((Side("123", QUOTE, (1,)), Side("9", QUOTE, (1,)))),)
)


SEVERAL = joined("How many, and why?", [STATED, declined("Why?", PLAIN_ARTICLE)])


@pytest.mark.parametrize("answer", [STATED, DIFFERING, SEVERAL, declined("Why?", PLAIN_ARTICLE)])
def test_an_answer_comes_back_from_its_json_unchanged(answer):
    assert parse_history([answer.to_dict()]) == (answer,)


def test_no_history_is_an_empty_one():
    assert parse_history([]) == ()


@pytest.mark.parametrize(
    "history",
    [
        [{}],
        ["How many?"],
        [None],
        [{**STATED.to_dict(), "statements": [{}]}],
        [{**STATED.to_dict(), "confidence": "high"}],
        [STATED.to_dict()] * 101,
    ],
)
def test_what_is_no_history_is_refused_in_words(history):
    with pytest.raises(QuestionError, match="history"):
        parse_history(history)


def test_a_hit_as_json_carries_its_title_and_locator():
    hits = FakeRetriever([PLAIN_ARTICLE]).retrieve("x", 2)
    second = hits_as_dicts(hits, {PLAIN_ARTICLE.id: PLAIN_ARTICLE}.__getitem__)[1]
    assert second["title"] == PLAIN_ARTICLE.title
    assert second["locator"] == f"plain.txt#char={second['start']},{second['end']}"
    assert PLAIN_ARTICLE.text[second["start"] : second["end"]] == second["text"]
