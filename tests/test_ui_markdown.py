"""Rules of the conversation as Markdown, read back by a CommonMark parser."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from ui_fakes import HOSTILE, PLAIN, article, cite, declined, stated

from rag import Disagreement, Side, Statement
from rag.parts import joined
from ui import markdown
from ui.markdown import escape

HOSTILE_ARTICLE = article(HOSTILE, "hostile_<b>_*x*.txt")
PLAIN_ARTICLE = article(PLAIN, "plain.txt")
QUOTE = "The answer is <b>42</b> & more."
LIVE = {"html_inline", "html_block", "link_open", "image", "code_inline", "code_block", "fence"}
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


def export(answers, headings=()):
    return markdown.export((answer, dict(headings)) for answer in answers)


def tokens(exported):
    """Return all tokens, inline ones included."""
    top = MarkdownIt().parse(exported)
    return [t for token in top for t in (token, *(token.children or ()))]


def words(exported):
    """Return the text that a reader would see."""
    return "".join(t.content if t.type == "text" else "" for t in tokens(exported))


def blocks(exported, kind):
    """Return the inline text inside each block of a kind."""
    found, inside = [], False
    for token in MarkdownIt().parse(exported):
        if token.type == f"{kind}_open":
            inside = True
        elif token.type == f"{kind}_close":
            inside = False
        elif inside and token.type == "inline":
            found.append("".join(child.content for child in token.children))
    return found


@given(texts)
def test_escaped_text_reads_as_itself(text):
    flat = " ".join(text.split())
    assert " ".join(words(f"x {escape(text)} x").split()) == " ".join(f"x {flat} x".split())


@given(texts)
def test_nothing_escaped_comes_to_life(text):
    answer = declined(text, HOSTILE_ARTICLE)
    assert LIVE & {token.type for token in tokens(export([answer]))} == set()


def test_a_quote_is_a_block_quote_with_its_words_and_numbers():
    answer = stated("What?", HOSTILE_ARTICLE, QUOTE, "<b>42</b>")
    assert blocks(export([answer]), "blockquote") == [f"{QUOTE} [1]"]


def test_the_answering_words_are_bold():
    answer = stated(
        "How many?", PLAIN_ARTICLE, "Belarus released 123 prisoners on Saturday.", "123"
    )
    found = tokens(export([answer]))
    bold = [after.content for before, after in pairwise(found) if before.type == "strong_open"]
    assert "123" in bold


def test_every_answer_has_its_references_with_locators():
    answer = stated("What?", HOSTILE_ARTICLE, QUOTE, "42")
    exported = export([answer, answer])
    assert words(exported).count(answer.citations[0].locator) == 2
    assert len(blocks(exported, "list_item")) == 2


def test_questions_are_headings_in_their_order():
    first, second = declined("Who # *she*?", PLAIN_ARTICLE), declined("1. Why", PLAIN_ARTICLE)
    assert blocks(export([first, second]), "heading")[1:] == ["Who # *she*?", "1. Why"]


def test_a_declined_answer_says_so_and_names_the_nearest_passage():
    exported = export([declined("Why?", PLAIN_ARTICLE)])
    assert "The articles do not say." in words(exported)
    assert "plain.txt#char=" in words(exported)


def test_a_completed_question_is_exported_beside_the_typed_one():
    answer = dataclasses.replace(declined("Why?", PLAIN_ARTICLE), understood_as="Why potash?")
    assert "Understood as: Why potash?" in words(export([answer]))


def test_all_sides_of_a_disagreement_are_exported():
    one = cite(PLAIN_ARTICLE, "Belarus released 123 prisoners on Saturday.", 1)
    other = cite(HOSTILE_ARTICLE, QUOTE, 2)
    answer = dataclasses.replace(
        stated("How many?", PLAIN_ARTICLE, one.quote, "123"),
        statements=(Statement(one.quote, (), (1,)),),
        disagreements=(Disagreement((Side("123", one.quote, (1,)), Side("42", QUOTE, (2,)))),),
        citations=(one, other),
    )
    exported = export([answer])
    assert "The sources differ." in words(exported)
    assert blocks(exported, "blockquote") == [one.quote, QUOTE]


def test_the_heading_above_a_quote_is_exported_with_it():
    answer = stated("What?", HOSTILE_ARTICLE, QUOTE, "42")
    exported = export([answer], {1: "Un*confirmed*"})
    assert blocks(exported, "paragraph")[0] == "Under “Un*confirmed*”"


def test_several_questions_are_exported_each_with_its_answer():
    answer = stated("What *is* it?", HOSTILE_ARTICLE, QUOTE, "<b>42</b>")
    unknown = declined("When was it built?", PLAIN_ARTICLE)
    exported = export([joined("What is it, and when?", [answer, unknown])])

    assert blocks(exported, "heading")[-2:] == ["What *is* it?", "When was it built?"]
    assert words(exported).index(QUOTE) < words(exported).index("The articles do not say.")
