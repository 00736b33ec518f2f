"""What is logged and what is not, and what the server says of its own health."""

from __future__ import annotations

import gc
import json
import logging

import pytest
from starlette.testclient import TestClient
from test_rag_assistant import assistant_over
from ui_fakes import PLAIN, FakeAssistant, article

from index import StoreDamaged, parse_article
from ui.logs import log_as_json
from ui.web.desk import Desk
from ui.web.server import Address, build_app

LOGGERS = ("index", "rag", "ui", "eval", "rag.questions")
QUESTION = "What fell in Minsk?"


@pytest.fixture
def _quiet_again():
    """Put the loggers back as they were."""
    kept = [(logging.getLogger(n), logging.getLogger(n).level) for n in LOGGERS]
    yield
    for logger, level in kept:
        logger.setLevel(level)
        logger.handlers, logger.propagate = [], True


def logged(capsys, tmp_path):
    """Return what is logged while an article is added and a question asked."""
    assistant = assistant_over(tmp_path / "index", [parse_article("Rain fell in Minsk.", "a")])
    assistant.ask(QUESTION)
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.usefixtures("_quiet_again")
def test_stages_are_logged_as_json_lines_with_their_timings(capsys, tmp_path):
    log_as_json()
    embedded, committed, loaded, answered = logged(capsys, tmp_path)
    assert (embedded["message"], embedded["passages"]) == ("embedded", 1)
    assert (loaded["message"], loaded["generation"]) == ("loaded", 1)
    assert (committed["logger"], committed["message"]) == ("index.store.writing", "committed")
    assert (committed["level"], committed["generation"]) == ("INFO", 1)
    assert committed["seconds"] > 0
    assert (answered["logger"], answered["message"]) == ("rag.assistant", "answered")
    assert set(answered["timings_ms"]) == {"retrieve", "read", "compose", "total"}
    assert answered["time"].startswith("20")


@pytest.mark.usefixtures("_quiet_again")
@pytest.mark.parametrize("questions", [False, True])
def test_a_question_is_logged_only_when_that_was_asked_for(capsys, tmp_path, questions):
    log_as_json(questions=questions)
    lines = logged(capsys, tmp_path)
    assert [QUESTION in json.dumps(line) for line in lines].count(True) == questions


def test_nothing_is_said_unless_it_is_asked_for(capsys, tmp_path):
    assert logged(capsys, tmp_path) == []


def test_somebody_who_logs_everything_does_not_log_questions(caplog, capsys, tmp_path):
    with caplog.at_level(logging.DEBUG):
        logged(capsys, tmp_path)
    assert "answered" in caplog.messages
    assert "asked" not in caplog.messages


@pytest.fixture(scope="module", autouse=True)
def _collect_here():
    """Gradio leaves event loops to the garbage collector, which warns of them whenever it runs."""
    yield
    gc.collect()


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_server_tells_its_health(monkeypatch):
    """A watcher learns the generation, and that questions cannot be answered, but not why."""
    assistant = FakeAssistant([article(PLAIN, "plain.txt")])
    app = build_app(Desk(assistant), Address("127.0.0.1", 7860), auth=("desk", "secret"))
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        well = client.get("/health")
        assert (well.status_code, well.json()) == (200, {"status": "ok", "generation": 7})

        def generation(_):
            message = "/secret/index.sqlite: cannot be read"
            raise StoreDamaged(message)

        monkeypatch.setattr(
            type(assistant.store), "generation", property(generation), raising=False
        )
        del assistant.store.__dict__["generation"]
        ill = client.get("/health")
        assert (ill.status_code, ill.json()) == (503, {"status": "failing"})
