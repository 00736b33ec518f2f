"""Rules of what the page's events do."""

from __future__ import annotations

import logging

import pytest
from ui_fakes import HOSTILE, PLAIN, FakeAssistant, Page, article, stated

from ui.web.desk import Desk
from ui.web.examples import EXAMPLES, render_opening

ID = "0123456789abcdef0123456789abcdef"
PLAIN_ARTICLE = article(PLAIN, "plain.txt")
ANSWER = stated("How many?", PLAIN_ARTICLE, "Belarus released 123 prisoners on Saturday.", "123")


@pytest.fixture
def assistant():
    return FakeAssistant([PLAIN_ARTICLE, article(HOSTILE, "hostile.txt")], [ANSWER])


@pytest.fixture
def desk(assistant):
    return Desk(assistant)


def asked(desk, question):
    """Pose a question and return the page after it was answered."""
    desk.pose(question, ID)
    return Page(list(desk.answer(ID))[-1])


def test_a_posed_question_is_shown_at_once_and_answered_after(desk):
    assert Page(desk.pose("How many?", ID)).all("p", "pending") != []
    assert Page(list(desk.answer(ID))[-1]).one("mark").text == "123"


def test_earlier_answers_are_the_history_of_the_next_question(desk, assistant):
    asked(desk, "How many?")
    asked(desk, "And then?")
    assert [(question, len(history)) for question, history in assistant.asked] == [
        ("How many?", 0),
        ("And then?", 1),
    ]


def test_questions_posed_before_the_first_is_answered_are_all_answered(desk):
    desk.pose("How many?", ID)
    desk.pose("And then?", ID)
    states = [
        section.classes[1] for section in Page(list(desk.answer(ID))[-1]).all("section", "turn")
    ]
    assert states == ["answered", "declined"]


def test_an_empty_question_is_one_friendly_line(desk):
    page = asked(desk, "   ")
    assert page.one("p", "failure").text == "The question is empty; ask something."


def test_half_a_character_in_a_question_is_shown_as_unreadable_and_asked(desk, assistant):
    page = asked(desk, " How \ud83d many?\n")
    assert page.one("h2").text == "How � many?"
    assert assistant.asked == [("How � many?", ())]


def test_enter_pressed_twice_asks_once(desk):
    desk.pose("How many?", ID)
    assert len(Page(desk.pose("", ID)).all("section", "turn")) == 1


def test_an_unforeseen_error_is_one_line_on_the_page_and_a_traceback_in_the_log(
    desk, assistant, caplog
):
    def fail(question, _history):
        raise RuntimeError(question)

    assistant.ask = fail
    with caplog.at_level(logging.ERROR):
        page = asked(desk, "How many?")
    assert "terminal" in page.one("p", "failure").text
    assert "RuntimeError: How many?" in caplog.text


def test_a_reloaded_page_shows_its_conversation_again(desk):
    asked(desk, "How many?")
    assert Page(desk.show(ID)).one("mark").text == "123"


def test_conversations_of_two_tabs_do_not_mix(desk):
    asked(desk, "How many?")
    assert Page(desk.show(ID[::-1])).all("section", "turn") == []


def test_a_click_opens_the_article_at_the_place(desk):
    citation = ANSWER.citations[0]
    sent = {"article": citation.article, "start": citation.start, "end": citation.end, "sha": ""}
    assert Page(desk.source(sent)).one("mark").text == citation.quote


@pytest.mark.parametrize(
    "sent", [{"article": "gone.txt"}, {"article": "../../etc/passwd"}, "nonsense"]
)
def test_a_click_on_what_is_not_there_is_one_line(desk, sent):
    page = Page(desk.source(sent))
    assert [element.tag for element in page.elements] == ["p"]


def test_an_empty_conversation_shows_what_this_is(desk):
    assert Page(desk.show(ID)).one("h2").text == "Ask the articles."


def test_examples_are_offered_only_for_articles_that_are_there(desk):
    assert Page(desk.show(ID)).all("button", "example") == []
    ids = sorted({example.article for example in EXAMPLES})
    page = Page(render_opening([article(PLAIN, article_id) for article_id in ids]))
    assert [b.text for b in page.all("button", "example")] == [e.question for e in EXAMPLES]
    assert len(EXAMPLES) == 5
