"""Rules of printing on a terminal."""

from __future__ import annotations

import dataclasses
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from ui_fakes import HOSTILE, PLAIN, FakeRetriever, article, cite, declined, stated

from rag import Disagreement, Side
from rag.parts import joined
from ui.terminal.answer import print_answer, print_hits
from ui.terminal.text import as_json, visible

HOSTILE_ARTICLE = article(HOSTILE, "hostile.txt")
PLAIN_ARTICLE = article(PLAIN, "plain.txt")
QUOTE = "Belarus released 123 prisoners on Saturday."
ANSWER = stated("How many?", PLAIN_ARTICLE, QUOTE, "123")


def printed(answer, headings=(), *, terminal=False, width=80):
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=terminal,
        color_system="standard" if terminal else None,
    )
    print_answer(console, answer, dict(headings))
    return console.file.getvalue()


@given(st.text())
def test_no_control_character_reaches_the_terminal(text):
    dangerous = [
        c for c in visible(text) if c not in "\n\t" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)
    ]
    assert dangerous == []


def test_an_escape_sequence_is_shown_instead_of_obeyed():
    assert visible("\x1b]0;title\x07\x9b2J") == "␛]0;title␇<U+009B>2J"


def test_characters_that_reorder_a_line_are_shown_by_their_code():
    assert visible("a\u202eb") == "a<U+202E>b"


def test_half_a_character_can_be_printed():
    assert visible("a\udcffb") == "a�b"


def test_an_answer_is_its_quote_its_numbers_and_its_sources():
    assert printed(ANSWER).splitlines() == [
        f"  {QUOTE} [1]",
        "",
        f"[1] {PLAIN_ARTICLE.title}",
        f"    {ANSWER.citations[0].locator}",
        "",
        "Confidence 90% · 0.03 s",
    ]


def test_the_answering_words_are_bold_and_underlined_on_a_terminal():
    assert "\x1b[1;4m123\x1b[0m" in printed(ANSWER, terminal=True)


def test_no_color_leaves_no_colour_but_keeps_the_marks(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    text = printed(ANSWER, terminal=True)
    assert "\x1b[1;4m123\x1b[0m" in text
    assert "\x1b[36m" not in text


def test_nothing_but_text_goes_into_a_pipe():
    assert "\x1b" not in printed(ANSWER)


def test_lines_are_wrapped_on_a_terminal_and_stay_whole_in_a_pipe():
    assert max(len(line) for line in printed(ANSWER, width=20).splitlines()) > 40
    plain = dataclasses.replace(
        ANSWER, statements=(dataclasses.replace(ANSWER.statements[0], highlights=()),)
    )
    console = Console(file=io.StringIO(), width=20, force_terminal=True, color_system=None)
    print_answer(console, plain, {})
    assert max(len(line) for line in console.file.getvalue().splitlines()) <= 20


def test_markup_in_a_source_is_printed_as_text():
    quote = "A first sentence with <img src=x onerror=alert(1)> in it."
    answer = stated("[red]What[/red]?", HOSTILE_ARTICLE, quote, "sentence")
    answer = dataclasses.replace(answer, understood_as="[bold]x[/bold] [/]")
    text = printed(answer)
    assert "[bold]x[/bold] [/]" in text
    assert "[bold]not markup[/bold]" in text


def test_a_declined_answer_says_so_and_shows_the_nearest_passages():
    lines = printed(declined("Why?", PLAIN_ARTICLE)).splitlines()
    assert lines[0] == "The articles do not say."
    assert (
        "  Potash is a mineral that is used in fertiliser. It is exported through ports." in lines
    )


def test_all_sides_of_a_disagreement_are_printed():
    other = cite(HOSTILE_ARTICLE, "The answer is <b>42</b> & more.", 2)
    sides = (Side("123", QUOTE, (1,)), Side("42", other.quote, (2,)))
    answer = dataclasses.replace(
        ANSWER, disagreements=(Disagreement(sides),), citations=(*ANSWER.citations, other)
    )
    assert printed(answer).splitlines()[:6] == [
        "The sources differ.",
        "  123 [1]",
        f"    {QUOTE}",
        "  42 [2]",
        f"    {other.quote}",
        "",
    ]


def test_hits_are_numbered_with_score_title_and_place():
    console = Console(file=io.StringIO(), width=100)
    hits = FakeRetriever([PLAIN_ARTICLE]).retrieve("x", 1)
    print_hits(console, hits, {PLAIN_ARTICLE.id: PLAIN_ARTICLE}.__getitem__)
    assert console.file.getvalue().splitlines()[:2] == [
        f" 1. {PLAIN_ARTICLE.title}  score 1.000",
        f"  plain.txt#char=0,{len(PLAIN_ARTICLE.title)}",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@given(text=st.text())
def test_json_reads_back_and_holds_no_control_character(encoding, text):
    written = as_json({"text": text}, encoding=encoding)
    assert json.loads(written) == {"text": text}
    assert [c for c in written if c != "\n" and (ord(c) < 32 or 0x7F <= ord(c) < 0xA0)] == []
    assert written.encode(encoding)


def test_the_heading_above_a_quote_is_printed_with_it():
    assert printed(ANSWER, {1: "Unconfirmed"}).splitlines()[:2] == [
        "  Under “Unconfirmed”",
        f"  {QUOTE} [1]",
    ]


def test_several_questions_are_printed_each_with_its_answer():
    unknown = declined("When was it built?", PLAIN_ARTICLE)
    lines = printed(joined("How many, and when?", [ANSWER, unknown])).splitlines()

    assert lines[1:6] == [
        "How many?",
        f"  {QUOTE} [1]",
        "",
        "When was it built?",
        "  The articles do not say.",
    ]
