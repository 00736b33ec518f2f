"""The command `quoth verify`: what it says, as text and as JSON, and its exit status."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from index import HashingEmbedder, build, parse_article
from ui import cli, verifying

ARTICLES = [parse_article("Rain fell in Minsk.", "a.txt"), parse_article("Snow fell.", "b.txt")]


@pytest.fixture
def path(tmp_path, monkeypatch):
    """The index of the settings, made with the fake embedder, which a repair uses too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr(verifying, "SentenceTransformerEmbedder", lambda _: HashingEmbedder())
    build(tmp_path / "index", ARTICLES, HashingEmbedder()).close()
    return tmp_path / "index"


def run(*arguments):
    return CliRunner().invoke(cli.app, ["verify", *arguments])


def execute(path, statement):
    with closing(sqlite3.connect(path / "index.sqlite")) as connection:
        connection.execute(statement)
        connection.commit()


def damage_vector(path):
    execute(path, "UPDATE passages SET vector = zeroblob(1024) WHERE article = 'a.txt'")


def damage_text(path):
    execute(path, "UPDATE articles SET text = 'Sun.' WHERE id = 'b.txt'")


def test_a_sound_index_is_called_sound_with_status_0(path):
    result = run()
    assert (result.exit_code, result.stdout) == (
        0,
        f"Sound: 2 articles, 2 passages, generation 1, in {path}.\n",
    )


def test_problems_are_listed_with_their_remedies_and_status_1(path):
    damage_vector(path)
    result = run()
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert "'a.txt': the vector of passage 1 has 1024 bytes and the length 0" in lines[0]
    assert lines[1] == "  the article is cut and embedded anew"
    assert lines[-1].endswith("see `quoth verify --repair`.")


def test_repairing_says_how_many_problems_are_gone(path):
    damage_vector(path)
    result = run("--repair")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "Repaired: 2 problems.",
        f"Sound: 2 articles, 2 passages, generation 2, in {path}.",
    ]
    assert run().exit_code == 0


def test_what_cannot_be_repaired_keeps_status_1(path):
    damage_text(path)
    result = run("--repair")
    assert result.exit_code == 1
    assert "remove the article and add its file again" in result.stdout
    assert result.stdout.splitlines()[-1] == "1 problem that cannot be repaired from here."


def test_json_tells_the_same(path):
    damage_text(path)
    result = run("--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "index": str(path),
        "generation": 1,
        "articles": 2,
        "passages": 2,
        "sound": False,
        "repaired": 0,
        "problems": [
            {
                "what": "the text of article 'b.txt' is not the one that was added",
                "remedy": "remove the article and add its file again",
                "repairable": False,
                "subject": "b.txt",
            }
        ],
    }


def test_no_index_is_one_sentence_and_status_1(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QUOTH_INDEX", str(tmp_path / "none"))
    result = run()
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith("there is no index in")
