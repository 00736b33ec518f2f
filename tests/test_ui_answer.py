"""Rules of an answer on the page."""

from __future__ import annotations

import dataclasses

import pytest
from ui_fakes import HOSTILE, PLAIN, Page, article, cite, declined, stated

from rag import Disagreement, Side, Statement
from rag.parts import joined
from ui.web.answer import render_conversation, render_turn
from ui.web.conversation import Turn

HOSTILE_ARTICLE = article(HOSTILE, "hostile <b>.txt")
PLAIN_ARTICLE = article(PLAIN, "plain.txt")
QUOTE = "The answer is <b>42</b> & more."
MADE_HERE = {
    "section", "h2", "h3", "h4", "p", "q", "button", "blockquote", "span", "mark", "ol", "ul", "li",
    "bdi", "div", "article", "pre",
}  # fmt: skip


def page_of(answer, question=None):
    return Page(render_turn(Turn(1, question or answer.question, answer=answer)))


@pytest.fixture
def answer():
    return stated("What is <i>it</i>?", HOSTILE_ARTICLE, QUOTE, "<b>42</b>")


def test_a_quote_is_shown_as_the_text_that_it_is(answer):
    assert page_of(answer).one("span", "quote").text == QUOTE


def test_the_answering_words_are_marked(answer):
    assert page_of(answer).one("mark").text == "<b>42</b>"


def test_marks_count_code_points_beside_emoji_and_right_to_left_text():
    quote = "A list item with 👩‍👩‍👧 and İstanbul and שלום עולם in it, and $x^2$ too."
    answer = stated("Which?", HOSTILE_ARTICLE, quote, "שלום עולם")
    assert page_of(answer).one("mark").text == "שלום עולם"


def test_nothing_from_a_source_or_a_question_becomes_an_element_or_a_handler(answer):
    elements = page_of(answer).elements
    assert {element.tag for element in elements} <= MADE_HERE
    assert [a for element in elements for a in element.attributes if a.startswith("on")] == []


def test_a_citation_is_a_button_that_carries_its_place_and_says_its_source(answer):
    button = page_of(answer).all("button", "cite")[0]
    citation = answer.citations[0]
    assert button.text == "1"
    assert button.attributes["data-article"] == "hostile <b>.txt"
    assert (button.attributes["data-start"], button.attributes["data-end"]) == (
        str(citation.start),
        str(citation.end),
    )
    assert citation.title in button.attributes["aria-label"]


def test_citations_of_one_article_share_a_line_of_the_references():
    one = cite(PLAIN_ARTICLE, "Potash is a mineral that is used in fertiliser.", 1)
    other = cite(HOSTILE_ARTICLE, QUOTE, 2)
    again = cite(PLAIN_ARTICLE, "It is exported through ports.", 3)
    statements = tuple(Statement(c.quote, (), (c.number,)) for c in (one, other, again))
    answer = dataclasses.replace(
        stated("?", PLAIN_ARTICLE, one.quote, "mineral"),
        statements=statements,
        citations=(one, other, again),
    )
    lines = [li.text for li in page_of(answer).all("li")]
    assert lines == [f"{PLAIN_ARTICLE.title}13", f"{HOSTILE_ARTICLE.title}2"]


def test_support_counts_articles_and_not_quotes():
    one = cite(PLAIN_ARTICLE, "It is exported through ports.", 1)
    again = cite(PLAIN_ARTICLE, "Potash is a mineral that is used in fertiliser.", 2)
    other = cite(HOSTILE_ARTICLE, QUOTE, 3)
    answer = dataclasses.replace(
        stated("?", PLAIN_ARTICLE, one.quote, "ports"),
        statements=(Statement(one.quote, (), (1, 2, 3)),),
        citations=(one, again, other),
    )
    assert page_of(answer).one("span", "support").text == "said in 2 articles"


def test_a_declined_answer_says_so_and_offers_passages_that_open():
    page = page_of(declined("Why?", PLAIN_ARTICLE))
    assert page.one("p", "declined-line").text == "The articles do not say."
    assert page.one("p", "passage").text in PLAIN_ARTICLE.text
    assert page.one("button", "quiet").attributes["data-article"] == "plain.txt"
    assert "declined" in page.all("section")[0].classes


def test_differing_sources_stand_side_by_side_and_are_not_said_twice():
    one = cite(PLAIN_ARTICLE, "Belarus released 123 prisoners on Saturday.", 1)
    other = cite(HOSTILE_ARTICLE, QUOTE, 2)
    sides = (Side("123", one.quote, (1,)), Side("42", other.quote, (2,)))
    answer = dataclasses.replace(
        stated("How many?", PLAIN_ARTICLE, one.quote, "123"),
        disagreements=(Disagreement(sides),),
        citations=(one, other),
    )
    page = page_of(answer)
    assert page.one("h3").text == "The sources differ."
    assert [h.text for h in page.all("h4")] == ["123", "42"]
    assert [q.text for q in page.all("span", "quote")] == [one.quote, other.quote]
    assert [m.text for m in page.all("mark")] == ["123", "42"]


def test_a_completed_question_is_shown_and_can_be_edited(answer):
    completed = dataclasses.replace(answer, understood_as="What is the answer?")
    page = page_of(completed)
    assert page.one("q").text == "What is the answer?"
    assert [
        b.attributes["data-edit"] for b in page.all("button") if "data-edit" in b.attributes
    ] == ["What is the answer?"]


def test_a_question_understood_as_typed_is_not_repeated(answer):
    assert page_of(dataclasses.replace(answer, understood_as=" What is  <i>it</i>?")).all("q") == []


def test_a_waiting_question_says_that_the_articles_are_searched():
    page = Page(render_turn(Turn(1, "Who?")))
    assert page.one("p", "pending").text == "Searching the articles…"


def test_a_failure_is_one_line_and_the_question_can_be_edited():
    page = Page(render_turn(Turn(1, "??", failure="No word in <it>.")))
    assert page.one("p", "failure").text == "No word in <it>."
    assert page.one("button").attributes["data-edit"] == "??"


def test_a_pasted_book_is_not_shown_back_in_full():
    page = Page(render_turn(Turn(1, "x" * 20_000, failure="Too long.")))
    assert page.one("h2").text == "x" * 400 + "… (20,000 characters)"


def test_the_conversation_carries_its_export_as_text(answer):
    html = render_conversation((Turn(1, "?", answer=answer),), "# <b>&\n\n> q")
    assert Page(html).one("pre").text == "# <b>&\n\n> q"


def test_the_heading_above_a_quote_is_shown_with_it(answer):
    page = Page(render_turn(Turn(1, "?", answer=answer, headings={1: "Un<b>confirmed"})))
    assert page.one("span", "under").text == "Under “Un<b>confirmed”"


def test_several_questions_have_their_answers_under_them_and_say_which_has_none(answer):
    unknown = declined("When was <i>it</i>?", PLAIN_ARTICLE)
    page = page_of(joined("What is it, and when?", [answer, unknown]))

    heads = [
        (head.tag, head.text) for head in page.elements if head.attributes.get("class") == "part"
    ]
    assert heads == [("h3", "What is <i>it</i>?"), ("h3", "When was <i>it</i>?")]
    assert page.one("span", "quote").text == QUOTE
    assert page.one("p", "declined-line").text == "The articles do not say."
