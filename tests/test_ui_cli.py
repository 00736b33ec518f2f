"""Rules of the command `quoth`."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.metadata import EntryPoint

import pytest
import typer
from typer.testing import CliRunner
from ui_fakes import PLAIN, FakeAssistant, article, stated

from index import StoreMissing
from rag.settings import SettingsError, read_settings
from ui import cli, plugins

PLAIN_ARTICLE = article(PLAIN, "plain.txt")
ANSWER = stated("How many?", PLAIN_ARTICLE, "Belarus released 123 prisoners on Saturday.", "123")


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path):
    """Keep the options of one run out of the next, and a ./quoth.toml out of all."""
    for name in ("QUOTH_INDEX", "QUOTH_MODEL"):
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def opened(monkeypatch):
    """Return the settings with which an assistant was opened."""
    settings = []

    def open_fake(given):
        settings.append(given)
        return FakeAssistant([PLAIN_ARTICLE], [ANSWER])

    monkeypatch.setattr(cli, "open_assistant", open_fake)
    monkeypatch.setattr(cli, "open_store", lambda given: open_fake(given).store)
    return settings


def run(*arguments, **options):
    return CliRunner().invoke(cli.app, arguments, **options)


@pytest.mark.usefixtures("opened")
def test_ask_prints_the_answer_and_exits_with_0():
    result = run("ask", "How many?")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (
        0,
        "  Belarus released 123 prisoners on Saturday. [1]",
    )


@pytest.mark.usefixtures("opened")
def test_ask_exits_with_3_when_the_articles_do_not_say():
    result = run("ask", "Why?")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (3, "The articles do not say.")


@pytest.mark.usefixtures("opened")
def test_ask_json_is_the_answer_as_the_library_gives_it():
    assert json.loads(run("ask", "How many?", "--json").stdout) == ANSWER.to_dict()


@pytest.mark.usefixtures("opened")
def test_ask_json_of_a_declined_answer_exits_with_3_too():
    result = run("ask", "Why?", "--json")
    assert (result.exit_code, json.loads(result.stdout)["answered"]) == (3, False)


@pytest.mark.usefixtures("opened")
def test_ask_reads_the_question_from_standard_input():
    result = run("ask", "-", "--json", input="How many?\n")
    assert json.loads(result.stdout)["question"] == "How many?"


@pytest.mark.usefixtures("opened")
def test_a_byte_that_is_no_character_does_not_stop_the_question():
    result = run("ask", "How \udcff many?", "--json")
    assert json.loads(result.stdout)["question"] == "How � many?"


@pytest.mark.usefixtures("opened")
def test_a_question_that_cannot_be_asked_exits_with_2_and_one_sentence():
    result = run("ask", " ")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "the question is empty; ask something\n"


def test_any_other_error_exits_with_1_and_one_sentence(monkeypatch):
    def fail(settings):
        message = f"no index at {settings.index}\x1b[2J; add articles"
        raise StoreMissing(message)

    monkeypatch.setattr(cli, "open_assistant", fail)
    result = run("--index", "gone", "ask", "How many?")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "no index at gone␛[2J; add articles\n"


def test_the_global_options_are_the_settings_of_the_run(opened):
    run("--index", "some/where", "--model", "some-model", "info")
    assert (str(opened[0].index), opened[0].model) == ("some/where", "some-model")


@pytest.mark.usefixtures("opened")
def test_search_json_gives_places_that_cut_the_article():
    hits = json.loads(run("search", "potash", "-k", "2", "--json").stdout)
    assert [PLAIN_ARTICLE.text[hit["start"] : hit["end"]] for hit in hits] == [
        hit["text"] for hit in hits
    ]
    assert len(hits) == 2


@pytest.mark.usefixtures("opened")
def test_search_prints_passages():
    assert "Potash is a mineral" in run("search", "potash").stdout


@pytest.mark.parametrize("k", ["0", "-1", "101", "many"])
def test_a_number_of_passages_that_cannot_be_is_a_usage_error(opened, k):
    assert run("search", "potash", "-k", k).exit_code == 2
    assert opened == []


@pytest.mark.usefixtures("opened")
def test_info_says_what_the_index_holds():
    facts = json.loads(run("--index", "here", "info", "--json").stdout)
    assert (facts["index"], facts["articles"], facts["passages"], facts["generation"]) == (
        "here",
        1,
        11,
        7,
    )
    printed = run("--index", "here", "info").stdout
    assert facts["model"] in printed
    assert "bad.pdf: is damaged" in printed


@pytest.mark.usefixtures("opened")
def test_list_names_every_article():
    (listed,) = json.loads(run("list", "--json").stdout)
    assert (listed["article"], listed["title"], listed["characters"]) == (
        "plain.txt",
        PLAIN_ARTICLE.title,
        len(PLAIN),
    )
    assert PLAIN_ARTICLE.title in run("list").stdout


@pytest.mark.usefixtures("opened")
def test_chat_json_answers_line_by_line():
    lines = run("chat", "--json", input="How many?\nWhy?\n").stdout.splitlines()
    assert [json.loads(line)["answered"] for line in lines] == [True, False]


@pytest.mark.parametrize("command", "serve ask chat search add list remove info rebuild".split())
def test_the_help_of_every_command_teaches_by_example(command):
    result = run(command, "--help", env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert re.search(rf"quoth .*{command}", result.stdout.partition("Usage:")[2].partition("\n")[2])


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["ask"], ["ask", "a", "b"], ["serve", "--port", "65536"], ["--nonsense"]],
)
def test_a_mistyped_command_exits_with_2(arguments):
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize("auth", ["", "user", "user:", ":password", " :x"])
def test_a_login_that_is_none_is_refused_without_repeating_it(auth):
    result = run("serve", "--auth", auth)
    assert result.exit_code == 2
    assert "USER:PASSWORD" in result.stderr


def test_help_and_mistakes_load_neither_gradio_nor_torch():
    script = (
        "import sys\nfrom ui.cli import app\n"
        "for arguments in (['--help'], ['ask', '--help'], ['ask'], ['nonsense']):\n"
        "    try: app(arguments)\n"
        "    except SystemExit: pass\n"
        "print({'gradio', 'torch', 'sentence_transformers'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603 - the script is the one above
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "set()"


def test_a_command_of_another_room_is_listed_and_runs(monkeypatch):
    brought = typer.Typer()

    @brought.command("measure")
    def measure(number: int):
        typer.echo(f"measured {number}")

    monkeypatch.setattr(sys.modules[__name__], "brought", brought, raising=False)
    entry = EntryPoint("measure", f"{__name__}:brought", plugins.ENTRY_POINT_GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda *, group: [entry] * bool(group))
    assert "measure" in run("--help").stdout
    assert run("measure", "7").stdout == "measured 7\n"


def test_a_command_of_another_room_that_is_no_typer_app_is_an_error(monkeypatch):
    entry = EntryPoint("broken", f"{__name__}:PLAIN", plugins.ENTRY_POINT_GROUP)
    monkeypatch.setattr(plugins, "entry_points", lambda *, group: [entry] * bool(group))
    result = run("broken")
    assert (result.exit_code, "broken" in result.stderr) == (1, True)


def test_a_setting_that_cannot_be_names_the_variable_and_the_value(monkeypatch):
    monkeypatch.setenv("QUOTH_TOP_K", "lots")
    with pytest.raises(SettingsError, match=r"top_k cannot be 'lots'.*QUOTH_TOP_K"):
        read_settings()


def test_a_settings_file_that_is_not_toml_is_named(tmp_path):
    (tmp_path / "quoth.toml").write_text("top_k = = 3", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"quoth\.toml"):
        read_settings()


def test_rebuild_makes_the_index_of_the_settings_anew(monkeypatch):
    rebuilt = []
    monkeypatch.setattr(cli, "rebuild_index", rebuilt.append)
    assert run("--index", "here", "rebuild").exit_code == 0
    assert [str(settings.index) for settings in rebuilt] == ["here"]
