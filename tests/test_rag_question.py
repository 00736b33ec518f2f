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
        ("How'd she react?", AnswerKind.OPEN, False),
        ("At what altitude were they found?", AnswerKind.QUANTITY, False),
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
        ("By what deadline must they leave?", AnswerKind.DATE, False),
        ("For when is it planned?", AnswerKind.DATE, False),
        ("What's the death toll?", AnswerKind.QUANTITY, False),
        ("What was her annual salary?", AnswerKind.QUANTITY, False),
        ("What will happen to them?", AnswerKind.OPEN, False),
        ("How the fire began?", AnswerKind.OPEN, False),
        ("When he was freed, who met him?", AnswerKind.PERSON, False),
        ("When, according to the court, did he die?", AnswerKind.DATE, False),
        ("Where was he held, in what prison?", AnswerKind.PLACE, False),
        ("In her opinion, was he guilty?", AnswerKind.YES_NO, False),
        ("Who is Ursula von der Leyen?", AnswerKind.THING, False),
        ("Who is Harith al-Busaidi?", AnswerKind.THING, False),
        ("Which companies owned it?", AnswerKind.THING, True),
        ("Which critics signed?", AnswerKind.THING, True),
        ("Which company owns the port?", AnswerKind.THING, False),
        ("What makes him stay?", AnswerKind.THING, False),
        ("What did prisoners eat?", AnswerKind.THING, False),
        ("What did James say?", AnswerKind.THING, False),
        ("By what means did he flee?", AnswerKind.THING, False),
        ("Which religious leader spoke?", AnswerKind.THING, False),
        ("What is the yearly rent of Berth 9?", AnswerKind.QUANTITY, False),
        ("What is the interest rate?", AnswerKind.QUANTITY, False),
        ("What would a new slipway cost?", AnswerKind.QUANTITY, False),
        ("What does it cost to moor there?", AnswerKind.QUANTITY, False),
        ("What does the anchor weigh?", AnswerKind.QUANTITY, False),
        ("What was the deal worth?", AnswerKind.QUANTITY, False),
        ("What did the gale cost him?", AnswerKind.THING, False),
        ("How loud is the foghorn?", AnswerKind.QUANTITY, False),
        ("What interest is charged on late dues?", AnswerKind.QUANTITY, False),
        ("What interest did she have in whales?", AnswerKind.THING, False),
        ("What premium was payable?", AnswerKind.QUANTITY, False),
        ("What deposit must a guest pay?", AnswerKind.QUANTITY, False),
        ("What is the deposit?", AnswerKind.QUANTITY, False),
        ("What is the deposit for?", AnswerKind.THING, False),
        ("What harbour toll was paid by the ship?", AnswerKind.QUANTITY, False),
        ("What tariff is levied on eels?", AnswerKind.QUANTITY, False),
        ("What penalty is due for late returns?", AnswerKind.QUANTITY, False),
        ("What charge was payable for a copy?", AnswerKind.QUANTITY, False),
        ("What charge was he charged with?", AnswerKind.THING, False),
        ("What charge was he convicted of?", AnswerKind.THING, False),
        ("Name the envoy.", AnswerKind.THING, False),
        ("Name the freed prisoners.", AnswerKind.THING, True),
    ],
)
def test_the_kind_of_answer_is_told_from_the_question(question, kind, many):
    found = asked_for(question)

    assert (found.kind, found.many) == (kind, many)


@pytest.mark.parametrize(
    ("question", "few"),
    [
        ("Who built it?", True),
        ("Which company built it?", True),
        ("When was it built?", True),
        ("How much did it cost?", True),
        ("Where was it built?", False),
        ("Which town was it built in?", False),
        ("What did she build?", False),
        ("Was it built?", False),
        ("Why was it built?", False),
    ],
)
def test_a_name_a_date_and_a_quantity_have_few_words(question, few):
    assert asked_for(question).in_few_words is few
