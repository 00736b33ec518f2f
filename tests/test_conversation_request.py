"""What stands around a question is taken away, and nothing of the question."""

import pytest

from rag.conversation.request import direct, searched


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("Can you tell me who was freed?", "Who was freed?"),
        ("Can you tell me: who was freed?", "Who was freed?"),
        ("please tell me, who was freed", "Who was freed?"),
        ("Could you please tell me in which year he fled?", "In which year he fled?"),
        ("Hi there! Who was freed?", "Who was freed?"),
        ("Hello, do you know who was freed, please?", "Who was freed?"),
        ("Who was freed? Thanks!", "Who was freed?"),
        ("Who was freed, please?", "Who was freed?"),
        ("Please tell me who left the U.S.", "Who left the U.S.?"),
        ("Who paid for it, do you know?", "Who paid for it?"),
        ("I'd like to know how many people died.", "How many people died?"),
        ("Does anyone know who killed him?", "Who killed him?"),
        ("My question is: did she resign?", "Did she resign?"),
        ("According to the articles, who was freed?", "Who was freed?"),
        ("Who was freed according to these articles?", "Who was freed?"),
        ("Thanks. And where was he held?", "And where was he held?"),
    ],
)
def test_the_question_is_what_is_left(request_, question):
    assert direct(request_) == question


@pytest.mark.parametrize(
    ("request_", "question"),
    [
        ("Do you know whether the bridge was repaired?", "Was the bridge repaired?"),
        ("i was wondering if the mayor has resigned yet", "Has the mayor resigned yet?"),
        ("Do you know if he lives in Minsk?", "Is it true that he lives in Minsk?"),
        ("Tell me when Bialiatski was released.", "When was Bialiatski released?"),
        ("Can you tell me what the cause was?", "What was the cause?"),
        ("Can you explain why the dam broke?", "Why the dam broke?"),
        # The first verb is not the question's.
        (
            "Show me where the man who was shot was found",
            "Where the man who was shot was found?",
        ),
    ],
)
def test_an_indirect_question_is_put_directly_where_its_verb_is_plain(request_, question):
    assert direct(request_) == question


@pytest.mark.parametrize(
    "question",
    [
        "Do you know him?",
        "Tell me about the fire.",
        "tell me more",
        "Explain the ruling.",
        "Please describe the fire.",
        "Would the mayor know who paid?",
        "Would you say that he lied?",
        "Who asked whether it rained?",
        "What is the question?",
        "Could you tell me",
        "Thank you",
        "To whom did he say thanks?",
        "According to the article in Le Monde, who was freed?",
        "Please",
        "Please, ?",
        "",
        "?",
        " who ",
    ],
)
def test_what_is_no_request_stays_as_it_is(question):
    assert direct(question) == question


@pytest.mark.parametrize(
    "search", ["ferry fare", "Lund trial verdict 2019", "cost of the new pier"]
)
def test_a_search_is_asked_as_a_question(search):
    assert searched(search) == f"What is the {search}?"


@pytest.mark.parametrize(
    "text",
    [
        "ferry",
        "ferry fare?",
        "ferry closed how long",
        "He was freed",
        "list the members",
        "Summarise the talks",
        "Why so many",
        "in Lithuania",
        "tell me more about the ferry",
    ],
)
def test_what_is_no_search_is_left_as_it_is(text):
    assert searched(text) == text
