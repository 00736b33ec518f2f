"""Each question of a message is found, and what is told beside it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.conversation import read_message


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Who bought the ferry and for how much?", ("Who bought the ferry?", "For how much?")),
        ("When and where was he held?", ("When was he held?", "Where was he held?")),
        (
            "When, where and by whom was it sold?",
            ("When was it sold?", "Where was it sold?", "By whom was it sold?"),
        ),
        (
            "Who is Jane Doe? What did she say?",
            ("Who is Jane Doe?", "What did she say?"),
        ),
        ("Could you tell me who bought it and when?", ("Who bought it?", "When?")),
        ("Was Ada freed, and if so, when?", ("Was Ada freed?", "When?")),
        ("Did he go and did he come back?", ("Did he go?", "Did he come back?")),
        (
            "How many people died and how many were hurt?",
            ("How many people died?", "How many were hurt?"),
        ),
        (
            "what's the price of it and who are the owners",
            ("What's the price of it?", "Who are the owners?"),
        ),
    ],
)
def test_each_of_several_questions_is_found(text, questions):
    assert read_message(text).questions == questions
    assert read_message(text).told == ""


@pytest.mark.parametrize(
    "text",
    [
        "Who decided when and how the ferry would be sold?",
        "What is the difference between how Malta votes and how Spain votes?",
        "How did she describe what the firm had and what it had not?",
        "Who said “It is over. We won.” in May?",
        "In the U.S. who decides on tariffs?",
        "Who is Dr. May?",
        "Who sold and who bought the ferry?",
        "Who was arrested and is in jail?",
        "When he died, who wept?",
        "Was she fined or was she jailed?",
        "And in Lithuania?",
        "ferry price",
        "What did the Minister of Health and Sport say?",
    ],
)
def test_one_question_stays_one(text):
    assert read_message(text).questions == (text,)


@pytest.mark.parametrize(
    ("text", "topic", "question"),
    [
        ("I read that the ferry was sold. Who bought it?", "the ferry was sold", "Who bought it?"),
        ("We’re writing about the strike: when did it end?", "the strike", "when did it end?"),
        ("My aunt says he was fined - is that right?", "he was fined", "is that right?"),
        ("And what about Ada, has she found work?", "Ada", "has she found work?"),
        ("The cook? Was he a spy or not?", "The cook", "Was he a spy or not?"),
        ("Hello! A mill burned down in May. Why?", "A mill burned down in May", "Why?"),
    ],
)
def test_what_is_told_is_kept_apart_from_the_question(text, topic, question):
    message = read_message(text)

    assert (message.topic, message.questions) == (topic, (question,))


def test_a_questionnaire_is_asked_as_one():
    text = " ".join(f"Who won race {number}?" for number in range(1, 7))

    assert read_message(text).questions == (text,)


@given(st.text(max_size=200))
def test_every_message_asks_at_least_one_question(text):
    message = read_message(text)

    assert message.questions
    assert all(question.strip() for question in message.questions) or not text.strip()


def test_a_pasted_book_is_read_quickly_and_its_end_is_what_is_told():
    message = read_message("The mill stood by the river. " * 20_000 + "Who owned it?")

    assert message.questions == ("Who owned it?",)
    assert len(message.told) <= 300
