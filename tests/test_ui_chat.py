"""Rules of `quoth chat`."""

from __future__ import annotations

import dataclasses
import io
import json
from types import SimpleNamespace

import pytest
from rich.console import Console
from ui_fakes import PLAIN, FakeAssistant, article, stated

from ui.terminal.chat import Chat

PLAIN_ARTICLE = article(PLAIN, "plain.txt")
QUOTE = "Belarus released 123 prisoners on Saturday."
ANSWER = stated("How many?", PLAIN_ARTICLE, QUOTE, "123")


@pytest.fixture
def assistant():
    return FakeAssistant([PLAIN_ARTICLE], [ANSWER])


@pytest.fixture
def say(assistant, monkeypatch):
    """Type lines into a chat and return what it prints."""

    def typed(*lines):
        left = list(lines)

        def read(_prompt):
            if not left:
                raise EOFError
            return left.pop(0)

        monkeypatch.setattr("builtins.input", read)
        console = Console(file=io.StringIO(), width=100)
        Chat(assistant, console).run()
        return console.file.getvalue()

    return typed


def test_a_question_is_answered(say):
    assert f"{QUOTE} [1]" in say("How many?")


def test_earlier_answers_are_the_history(say, assistant):
    say("How many?", "Why?")
    assert [len(history) for _, history in assistant.asked] == [0, 1]


def test_new_forgets_the_history(say, assistant):
    say("How many?", "/new", "Why?")
    assert [len(history) for _, history in assistant.asked] == [0, 0]


def test_a_number_shows_the_source_with_the_words_around_it(say):
    printed = say("How many?", "/1")
    assert "Reuters published this on 13 December 2025. Belarus released 123" in printed


def test_a_number_that_is_not_a_source_is_said(say):
    assert "no source 2" in say("How many?", "/2")
    assert "no source 1" in say("/1")


def test_an_error_is_one_line_and_the_chat_goes_on(say, assistant):
    real = assistant.ask
    assistant.ask = lambda question, history: real("" if question == "???" else question, history)
    printed = say("???", "How many?")
    assert printed.index("the question is empty") < printed.index(QUOTE)


def test_quit_leaves_before_what_follows(say, assistant):
    say("/quit", "How many?")
    assert assistant.asked == []


def test_edit_begins_the_next_line_with_the_question_as_it_was_understood(say, monkeypatch):
    hooks, begun = [], []
    line = SimpleNamespace(set_startup_hook=lambda hook=None: hooks.append(hook))
    line.insert_text = begun.append
    monkeypatch.setattr("ui.terminal.chat.readline", line)

    say("How many?", "/edit", "How many then?")
    hooks[0]()

    assert (begun, hooks[1:]) == (["How many?"], [None])


def test_without_line_editing_edit_shows_the_question_to_copy(say, monkeypatch):
    monkeypatch.setattr("ui.terminal.chat.readline", None)

    assert "Copy and change it: How many?" in say("How many?", "/edit")


def test_edit_before_the_first_question_says_so(say):
    assert "no question yet" in say("/edit")


def test_a_completed_question_says_how_it_can_be_changed(say, assistant):
    real = assistant.ask
    assistant.ask = lambda question, history: dataclasses.replace(
        real(question, history), understood_as="How many prisoners?"
    )

    assert "/edit puts it on the line" in say("How many?")


def test_help_names_every_command(say):
    assert [
        word
        for word in ("/1", "/edit", "/save", "/new", "/help", "/quit")
        if word not in say("/help")
    ] == []


def test_save_writes_the_conversation_and_never_over_a_file(say, tmp_path):
    path = tmp_path / "talk.md"
    say("How many?", f"/save {path}")
    saved = path.read_text(encoding="utf-8")
    assert saved.startswith("# Quoth")
    assert "exists" in say("Why?", f"/save {path}")
    assert path.read_text(encoding="utf-8") == saved


def test_json_lines_answer_line_by_line_and_an_error_ends_nothing(assistant):
    output = io.StringIO()
    real = assistant.ask
    assistant.ask = lambda question, history: real("" if question == "???" else question, history)
    Chat(assistant, Console()).answer_lines(["How many?\n", "\n", "???\n", "Why?\n"], output)
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    assert [(line["question"], line.get("answered")) for line in lines] == [
        ("How many?", True),
        ("???", None),
        ("Why?", False),
    ]
    assert lines[1]["error"] == "the question is empty; ask something"
