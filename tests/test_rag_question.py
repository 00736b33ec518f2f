"""What a question asks for is told from its words."""

import pytest

from rag.question import AnswerKind, asked_for


@pytest.mark.parametrize(
    ("question", "kind", "many"),
    [
        ("How many prisoners were freed?", AnswerKind.QUANTITY, False),
        ("After how many days was she released?", AnswerKind.QUANTITY, False),
        ("What share of exports was it?", AnswerKind.QUANTITY, False),
        ("Who negotiated?", AnswerKind.PERSON, False),
        ("Who were the released?", AnswerKind.PERSON, True),
        ("When was the vote?", AnswerKind.DATE, False),
        ("In what year did he win?", AnswerKind.DATE, False),
        ("Where did they go?", AnswerKind.PLACE, False),
        ("Which countries took them in?", AnswerKind.PLACE, True),
        ("Why was he jailed?", AnswerKind.OPEN, False),
        ("What happened on 13 December?", AnswerKind.OPEN, False),
        ("How did she react?", AnswerKind.OPEN, False),
        ("Was he freed?", AnswerKind.YES_NO, False),
        ("Didn’t they agree?", AnswerKind.YES_NO, False),
        ("What process was used?", AnswerKind.THING, False),
        ("What organisation did he found?", AnswerKind.THING, False),
        ("potash", AnswerKind.THING, False),
        ("At what time did she sail?", AnswerKind.DATE, False),
        ("What did he say about those who remain?", AnswerKind.THING, False),
        ("Does he say how many remain?", AnswerKind.YES_NO, False),
        ("Who is Viktor Babariko?", AnswerKind.THING, False),
        ("Who is Viktor Babariko's sister?", AnswerKind.PERSON, False),
        ("What fee was paid?", AnswerKind.QUANTITY, False),
        ("What was the toll of the storm?", AnswerKind.QUANTITY, False),
        ("At what hour did they sail?", AnswerKind.DATE, False),
        ("What is the deadline?", AnswerKind.DATE, False),
    ],
)
def test_the_kind_of_answer_is_told_from_the_question(question, kind, many):
    found = asked_for(question)

    assert (found.kind, found.many) == (kind, many)
