"""Follow-ups are completed from the conversation."""

import pytest

from rag import Answer, Statement
from rag.conversation import complete


def turn(question, quote="", highlighted=""):
    start = quote.index(highlighted) if highlighted else 0
    spans = ((start, start + len(highlighted)),) if highlighted else ()
    statements = (Statement(quote, spans, (1,)),) if quote else ()
    return Answer(question, question, statements, (), (), 0.9, ())


NEGOTIATOR = turn(
    "Who negotiated the release?", "The talks were led by John Coale in Minsk.", "John Coale"
)
PLACE = turn("Where was Ales Bialiatski taken?", "He was driven to Vilnius.", "Vilnius")


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ([NEGOTIATOR], "What did he say?", "What did John Coale say?"),
        ([NEGOTIATOR], "And what did he say?", "what did John Coale say?"),
        ([NEGOTIATOR], "What was his title?", "What was John Coale’s title?"),
        ([PLACE], "What did he do there?", "What did Ales Bialiatski do in Vilnius?"),
        (
            [turn("When was Bialiatski arrested?")],
            "What about Kolesnikova?",
            "When was Kolesnikova arrested?",
        ),
        (
            [turn("How many prisoners went to Ukraine?")],
            "And to Lithuania?",
            "How many prisoners went to Lithuania?",
        ),
        ([NEGOTIATOR], "Why?", "Why: Who negotiated the release?"),
    ],
)
def test_a_follow_up_is_completed(history, question, expected):
    assert complete(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What is potash used for?",
        "Did Trump say that he approved?",
        "Is it true that sanctions were lifted?",
        "How many balloons crossed the border?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question):
    assert complete(question, [NEGOTIATOR, PLACE]) == question


def test_without_a_conversation_nothing_is_completed():
    assert complete("  What did he say? ", []) == "What did he say?"


def test_only_the_last_turns_are_looked_at():
    """Twenty turns cost no more than two, and old topics are not dragged along."""
    history = [NEGOTIATOR, *[turn("What is potash?")] * 18]

    assert complete("What did he say?", history) == "What did he say?"
