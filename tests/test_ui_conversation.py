"""Rules of the conversations that the server keeps."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
from ui_fakes import PLAIN, article, declined

from ui.web import conversation as module
from ui.web.conversation import Conversation, ConversationError, Conversations

ANSWER = declined("Why?", article(PLAIN, "plain.txt"))
ID = "0123456789abcdef0123456789abcdef"


def settle(conversation, **outcome):
    """Settle the oldest waiting question."""
    conversation.settle(dataclasses.replace(conversation.next_waiting(), **outcome))


def test_questions_wait_in_the_order_in_which_they_were_posed():
    conversation = Conversation()
    conversation.pose("first")
    conversation.pose("second")
    assert conversation.next_waiting().question == "first"
    settle(conversation, answer=ANSWER)
    assert conversation.next_waiting().question == "second"


def test_answers_are_the_history_oldest_first_without_failures():
    conversation = Conversation()
    conversation.pose("first")
    settle(conversation, answer=ANSWER)
    conversation.pose("bad")
    settle(conversation, failure="no")
    assert conversation.answers() == (ANSWER,)


def test_a_failure_goes_when_the_next_question_comes_and_its_number_is_not_used_again():
    conversation = Conversation()
    conversation.pose("bad")
    settle(conversation, failure="no")
    conversation.pose("good")
    assert [(turn.number, turn.question) for turn in conversation.turns] == [(2, "good")]


def test_no_question_is_lost_when_many_are_posed_and_settled_at_once():
    conversation = Conversation()

    def pose_and_settle(number):
        conversation.pose(f"q{number}")
        with conversation.answering:
            settle(conversation, answer=ANSWER)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(pose_and_settle, range(80)))
    assert sorted(turn.question for turn in conversation.turns) == sorted(
        f"q{n}" for n in range(80)
    )
    assert conversation.next_waiting() is None


def test_a_full_conversation_says_so_and_keeps_what_it_has(monkeypatch):
    monkeypatch.setattr(module, "MOST_TURNS", 2)
    conversation = Conversation()
    for question in ("one", "two", "three"):
        conversation.pose(question)
        if conversation.next_waiting():
            settle(conversation, answer=ANSWER)
    assert [turn.question for turn in conversation.turns] == ["one", "two", "three"]
    assert "start a new one" in conversation.turns[-1].failure
    assert len(conversation.answers()) == 2


def test_the_same_id_is_the_same_conversation():
    kept = Conversations()
    assert kept.get(ID) is kept.get(ID)
    assert kept.get(ID) is not kept.get(ID[::-1])


def test_the_longest_unused_conversation_is_forgotten_first(monkeypatch):
    monkeypatch.setattr(module, "CONVERSATIONS_KEPT", 2)
    kept = Conversations()
    first, second, third = (f"{n:032x}" for n in range(3))
    kept.get(first).pose("a")
    kept.get(second).pose("b")
    kept.get(first)
    kept.get(third)
    assert [turn.question for turn in kept.get(first).turns] == ["a"]
    assert kept.get(second).turns == ()


@pytest.mark.parametrize("name", [None, "", "x" * 32, ID[:-1], ID + "0", ID.upper(), 5])
def test_a_name_that_no_page_makes_is_refused(name):
    with pytest.raises(ConversationError):
        Conversations().get(name)
