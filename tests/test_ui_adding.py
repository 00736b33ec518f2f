"""Rules of `quoth add` and `quoth remove`."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from index import FolderStore, HashingEmbedder, build, read_folder
from rag.assembly import SEEDS
from ui import adding, cli


@pytest.fixture(autouse=True)
def _environment(monkeypatch, tmp_path):
    """An index of its own, made with the embedder that needs no model."""
    monkeypatch.setenv("QUOTH_INDEX", str(tmp_path / "index"))
    monkeypatch.setattr(adding, "SentenceTransformerEmbedder", lambda _: HashingEmbedder())
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def desk(tmp_path):
    """A folder with a good file, a bad one, and one of another kind."""
    made = tmp_path / "desk"
    made.mkdir()
    (made / "rain.txt").write_text("Rain fell in Minsk on Monday.")
    (made / "bad.txt").write_bytes(b"\x00")
    (made / "old.doc").write_bytes(b"\xd0\xcf")
    return made


@pytest.fixture
def opened(tmp_path):
    """Return a function that opens the index that the commands write to."""
    stores = []

    def open_it():
        stores.append(FolderStore.open_as_made(tmp_path / "index"))
        return stores[-1]

    yield open_it
    for store in stores:
        store.close()


def run(*arguments, **options):
    return CliRunner().invoke(cli.app, [str(argument) for argument in arguments], **options)


def test_add_says_what_became_of_every_file(desk):
    """What was added, what failed and why, and what was left out and why; exit status 1."""
    result = run("add", desk)
    assert result.exit_code == 1
    said = " ".join(result.stdout.split())
    assert "Added 1, changed 0, unchanged 0, removed 0 files" in said
    assert "bad.txt: is not text" in said
    assert "1 .doc (save it as DOCX or PDF)" in said


def test_add_json_is_for_programs(desk):
    """The report as JSON, and exit status 0 once nothing fails."""
    (desk / "bad.txt").unlink()
    result = run("add", desk, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, report["added"], report["left_out"]) == (0, ["rain.txt"], {".doc": 1})
    assert report["failures"] == []


def test_info_remembers_a_failure(desk):
    """`quoth info` shows what `quoth add` said, until the file is read."""
    run("add", desk)
    (failure,) = json.loads(run("info", "--json").stdout)["failures"]
    assert (failure["file"], failure["path"]) == ("bad.txt", str(desk / "bad.txt"))
    (desk / "bad.txt").unlink()
    run("add", desk, "--prune")
    assert json.loads(run("info", "--json").stdout)["failures"] == []


def test_list_shows_what_was_added(desk):
    """Titles and ids of what is in, and nothing of what is not."""
    run("add", desk)
    (listed,) = json.loads(run("list", "--json").stdout)
    assert (listed["article"], listed["media_type"]) == ("rain.txt", "text/plain")


def test_the_first_own_file_takes_the_seeds_place(tmp_path, desk, opened):
    """Seeds stand in until there is something else, and the person is told."""
    build(tmp_path / "index", read_folder(SEEDS), HashingEmbedder()).close()
    assert "seed articles are out" in run("add", desk).stdout
    assert opened().ids() == ["rain.txt"]
    (desk / "more.txt").write_text("Snow fell in Brest on Tuesday.")
    assert "seed articles" not in run("add", desk).stdout


def test_seeds_among_other_articles_stay(tmp_path, desk, opened):
    """An index that holds the seeds and more was made by somebody who wants them."""
    added = tmp_path / "both"
    added.mkdir()
    for path in SEEDS.glob("*.txt"):
        (added / path.name).write_bytes(path.read_bytes())
    run("add", added)
    run("add", desk)
    assert len(opened().ids()) == 6


def test_standard_input_is_a_file_with_a_name(opened):
    """What is piped in is one file, and the next under that name replaces it."""
    assert run("add", "-", input="Rain fell in Minsk.").exit_code == 0
    run("add", "-", input="Snow fell in Minsk.")
    run("add", "-", "--name", "b.md", input="# Hail\n\nHail **fell**.")
    store = opened()
    assert {key: store.article(key).text for key in store.ids()} == {
        "stdin.txt": "Snow fell in Minsk.",
        "b.md": "Hail\n\nHail fell.",
    }


def test_columns_are_named_by_options(tmp_path, opened):
    """The columns of an export are what the options say."""
    (tmp_path / "x.csv").write_text("Kop,Brief\nRain,It fell in Minsk.\n")
    run("add", "x.csv", "--text-column", "Brief", "--title-column", "Kop")
    (article,) = opened().articles()
    assert (article.title, article.text) == ("Rain", "It fell in Minsk.")


def test_a_mistyped_path_adds_nothing(desk):
    """One line on stderr, before the model is loaded and the index is made."""
    result = run("add", desk, "nowhere")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("nowhere: cannot be read")


def test_remove_takes_ids_files_and_paths(desk, opened):
    """Each name is an article, a file or a file's path; one that is none removes nothing."""
    (desk / "bad.txt").write_text("id,text\n1,Snow fell.\n2,Hail fell.\n")
    (desk / "bad.txt").rename(desk / "rows.csv")
    run("add", desk)
    result = run("remove", "rain.txt", "no-such.txt")
    assert (result.exit_code, len(opened().ids())) == (1, 3)
    assert "no-such.txt" in result.stderr
    assert run("remove", "rows.csv/2").exit_code == 0
    assert opened().ids() == ["rain.txt", "rows.csv/1"]
    assert run("remove", "rows.csv", desk / "rain.txt").exit_code == 0
    assert (opened().ids(), opened().files()) == ([], [])


def test_watching_adds_what_changes(desk, opened, monkeypatch):
    """Each change is added while the command goes on, and a file that came later is in."""

    def changes(*paths, **_):
        assert paths == (desk,)
        (desk / "later.txt").write_text("Hail fell in Gomel on Sunday.")
        yield {("added", "later.txt")}

    monkeypatch.setattr(adding, "watch_folders", changes)
    run("add", desk, "--watch")
    assert opened().ids() == ["later.txt", "rain.txt"]
