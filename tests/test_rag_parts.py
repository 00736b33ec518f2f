"""Answers to the questions of one message become one answer."""

import pytest
from ui_fakes import article, declined, stated

from rag.parts import flat, joined

MILL = article("The mill burned down. Ada Marsh owned it.", "mill.txt")
BARN = article("The barn stands.", "barn.txt")
BURNED = stated("What burned?", MILL, "The mill burned down.", "The mill")
OWNED = stated("Who owned it?", MILL, "Ada Marsh owned it.", "Ada Marsh")
UNKNOWN = declined("When was it built?", BARN)


def test_every_part_keeps_its_statements_and_citations_count_through():
    answer = joined("What burned, and who owned it?", [BURNED, OWNED, BURNED])

    assert [one.citations for one in answer.statements] == [(1,), (2,), (1,)]
    assert [(cited.number, cited.quote) for cited in answer.citations] == [
        (1, "The mill burned down."),
        (2, "Ada Marsh owned it."),
    ]
    assert [part.citations[0].number for part in answer.parts] == [1, 2, 1]
    assert answer.understood_as == "What burned? Who owned it? What burned?"
    assert answer.timings is not None
    assert answer.timings.total == pytest.approx(93.0)


def test_a_part_that_is_declined_leaves_the_others_answered():
    answer = joined("Who owned it, and when was it built?", [OWNED, UNKNOWN])

    assert (answer.answered, answer.confidence, answer.nearest) == (True, 0.9, ())
    assert [part.answered for part in answer.parts] == [True, False]


def test_what_no_part_answers_is_declined_with_the_nearest_passages():
    answer = joined("When was it built and when sold?", [UNKNOWN, UNKNOWN])

    assert (answer.answered, answer.nearest) == (False, UNKNOWN.nearest)


def test_a_conversation_has_every_part_as_a_turn():
    both = joined("What burned, and who owned it?", [BURNED, OWNED])

    assert [turn.question for turn in flat([UNKNOWN, both])] == [
        "When was it built?",
        "What burned?",
        "Who owned it?",
    ]
