"""Files are added once, replaced when they change, and never lost or left out without a word."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import format_samples as samples
import pytest

from index import (
    ArticleError,
    Columns,
    FolderStore,
    HashingEmbedder,
    Wishes,
    add_files,
    batching,
    build,
    find_files,
    parse_article,
    rebuild,
    recipe_for,
)
from index.finding import read_bytes

EMBEDDER = HashingEmbedder()
RECIPE = recipe_for(EMBEDDER)


@pytest.fixture
def store(tmp_path):
    """An empty index beside the folders of the test."""
    made = FolderStore.create(tmp_path / "index", RECIPE)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path):
    """A folder with two texts, one of them in a folder of its own."""
    made = tmp_path / "desk"
    (made / "north").mkdir(parents=True)
    (made / "rain.txt").write_text("Rain fell in Minsk on Monday.")
    (made / "north" / "snow.txt").write_text("Snow fell in Brest on Tuesday.")
    return made


def add(store, *paths, ignore=(), **wishes):
    findings = find_files(paths, ignore=ignore)
    return add_files(store, EMBEDDER, findings, Wishes(**wishes), progress=lambda _: None)


def failures(store):
    return {file.id: file.failure for file in store.files() if file.failure}


def on_disk(store):
    """Return every byte of the index folder."""
    return b"".join(p.read_bytes() for p in sorted(store.path.rglob("*")) if p.is_file())


def test_a_folder_is_added_by_path(store, folder):
    """Ids are the paths inside the folder, and what was added is found."""
    report = add(store, folder)
    assert store.ids() == ["north/snow.txt", "rain.txt"]
    assert sorted(report.added) == store.ids()
    assert store.lexical("snow", 1)[0].passage.article == "north/snow.txt"


def test_unchanged_files_are_skipped_and_changed_ones_replaced(store, folder):
    """Only what changed is read and embedded again."""
    add(store, folder)
    (folder / "rain.txt").write_text("Hail fell in Minsk on Monday.")
    report = add(store, folder)
    assert (report.changed, report.unchanged, report.passages) == (["rain.txt"], 1, 1)
    assert store.lexical("rain", 9) == []
    generation = store.generation
    assert add(store, folder).unchanged == 2
    assert store.generation == generation


def test_reading_again_embeds_only_what_is_new(store, folder):
    """With `again` every file is read, and what comes out as before stays as it is."""
    add(store, folder)
    report = add(store, folder, again=True)
    assert (report.unchanged, report.articles, report.passages) == (0, 2, 0)


def test_a_failure_is_remembered_keeps_no_other_out_and_is_tried_again(store, folder):
    """The file and the reason are in the index until the file can be read."""
    (folder / "bad.txt").write_bytes(b"\x00\x01")
    (folder / "also.pdf").write_bytes(b"%PDF-1.4 torso")
    report = add(store, folder)
    assert [file.id for file in report.failed] == ["also.pdf", "bad.txt"]
    assert "is not text" in failures(store)["bad.txt"]
    assert len(store.ids()) == 2
    assert [file.id for file in add(store, folder).failed] == ["also.pdf", "bad.txt"]
    (folder / "bad.txt").write_text("Mended at last.")
    assert add(store, folder).added == ["bad.txt"]
    assert list(failures(store)) == ["also.pdf"]


def test_a_file_that_breaks_keeps_what_was_read_before(store, folder):
    """The last version that could be read stays, and the failure is told."""
    add(store, folder)
    (folder / "rain.txt").write_bytes(b"\x00\x01")
    add(store, folder)
    assert store.article("rain.txt").text == "Rain fell in Minsk on Monday."
    assert list(failures(store)) == ["rain.txt"]
    (folder / "rain.txt").write_text("Rain fell in Minsk on Monday.")
    assert add(store, folder).changed == ["rain.txt"]
    assert failures(store) == {}


def test_gone_files_are_pruned_only_when_wished(store, folder):
    """Without `prune` nothing disappears; with it, what is gone from that folder and only that."""
    other = folder.parent / "other"
    other.mkdir()
    (other / "wind.txt").write_text("Wind blew in Gomel.")
    add(store, folder, other)
    (folder / "rain.txt").unlink()
    (other / "wind.txt").unlink()
    add(store, folder)
    assert "rain.txt" in store.ids()
    assert add(store, folder, prune=True).removed == ["rain.txt"]
    assert store.ids() == ["north/snow.txt", "wind.txt"]
    assert b"Rain fell" not in on_disk(store)


def test_a_folder_that_lost_all_its_files_is_not_pruned(store, folder):
    """A disk that is not there looks empty: nothing is removed, and a warning says so."""
    add(store, folder)
    for path in folder.rglob("*.txt"):
        path.unlink()
    report = add(store, folder, prune=True)
    assert report.removed == []
    assert "nothing was removed" in report.warnings[0]
    assert len(store.ids()) == 2


def test_two_files_of_one_name_keep_apart_and_keep_their_ids(store, folder):
    """The second gets more of its path; the ids do not change however often both are added."""
    other = folder.parent / "other"
    other.mkdir()
    (other / "rain.txt").write_text("Rain fell in Gomel.")
    add(store, folder)
    add(store, other)
    assert store.ids() == ["north/snow.txt", "other/rain.txt", "rain.txt"]
    (other / "rain.txt").write_text("Rain fell in Pinsk.")
    assert add(store, other, folder).changed == ["other/rain.txt"]


def test_a_folder_that_was_moved_is_known(store, folder):
    """The same files in another place are unchanged, and pruning there removes none of them."""
    add(store, folder)
    moved = folder.rename(folder.parent / "archive")
    assert add(store, moved).unchanged == 2
    assert {file.path for file in store.files()} == {str(p) for p in moved.rglob("*.txt")}


def test_another_file_does_not_take_the_place_of_one_that_is_gone(store, folder):
    """Other bytes under a name that was there before are another file, and nothing is lost."""
    add(store, folder)
    folder.rename(folder.parent / "away")
    other = folder.parent / "other"
    other.mkdir()
    (other / "rain.txt").write_text("Rain fell in Gomel.")
    add(store, other)
    assert store.ids() == ["north/snow.txt", "other/rain.txt", "rain.txt"]


def test_the_rows_of_an_export_follow_it(store, folder):
    """A changed row is embedded again, a removed one is gone, and the others stay."""
    export = folder / "export.csv"
    export.write_text("id,text\n1,Rain fell.\n2,Snow fell.\n3,Hail fell.\n")
    add(store, export)
    assert store.ids() == ["export.csv/1", "export.csv/2", "export.csv/3"]
    export.write_text("id,text\n1,Rain fell.\n3,Hail fell hard.\n")
    assert add(store, export).passages == 1
    assert store.ids() == ["export.csv/1", "export.csv/3"]
    assert b"Snow fell" not in on_disk(store)


def test_other_columns_read_an_unchanged_export_anew(store, folder):
    """What is read of a file depends on the columns that are named."""
    export = folder / "export.csv"
    export.write_text("text,other\nRain fell.,Snow fell.\n")
    add(store, export)
    add(store, export, columns=Columns(text="other"))
    assert store.article("export.csv/1").text == "Snow fell."
    assert add(store, export, columns=Columns(text="other")).unchanged == 1


def test_a_long_export_is_committed_in_parts(store, folder, monkeypatch):
    """What was committed before a failure stays; the file is read again, and its rows are known."""
    monkeypatch.setattr(batching, "EMBED_CHARACTERS", 40)
    monkeypatch.setattr(batching, "COMMIT_PASSAGES", 3)
    export = folder / "export.jsonl"
    rows = "".join(f'{{"id": "{n}", "text": "Rain fell on day {n}."}}\n' for n in range(20))
    export.write_text(rows + "not json\n")
    report = add(store, export)
    assert "line 21" in report.failed[0].failure
    assert (len(store.ids()), store.generation > 3) == (20, True)
    export.write_text(rows)
    assert (add(store, export).passages, len(store.ids()), failures(store)) == (0, 20, {})


def test_the_seeds_leave_with_the_first_own_article(store, folder):
    """What stood in is removed in the commit that adds the first article, and not before."""
    build(store.path, [parse_article("Seeds stand in.", "seed.txt")], EMBEDDER).close()
    (folder / "only").mkdir()
    bad = folder / "only" / "bad.txt"
    bad.write_bytes(b"\x00")
    add(store, bad, instead_of=["seed.txt"])
    assert store.ids() == ["seed.txt"]
    add(store, folder / "rain.txt", instead_of=["seed.txt"])
    assert store.ids() == ["rain.txt"]


def test_two_at_once_lose_nothing(store, tmp_path):
    """Two processes' worth of adding, each into the index as it was when it began."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        for n in range(12):
            (tmp_path / name / f"{name}{n}.txt").write_text(f"Rain fell in {name} on day {n}.")

    def adding(name):
        own = FolderStore.create(store.path, RECIPE)
        try:
            return [add(own, tmp_path / name, again=again).failed for again in (False, True)]
        finally:
            own.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(adding, ("one", "two"))) == [[[], []], [[], []]]
    assert len(store.ids()) == len(store.files()) == 24


def test_links_are_not_followed(store, folder, tmp_path):
    """What a link in the folder leads to is not read, be it a file or a folder."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("The key is under the mat.")
    (folder / "link.txt").symlink_to(secret / "key.txt")
    (folder / "linked").symlink_to(secret)
    assert add(store, folder).left_out["links"] == 1
    assert store.ids() == ["north/snow.txt", "rain.txt"]
    with pytest.raises(ArticleError, match="cannot be read"):
        read_bytes(folder / "link.txt", 1_000)


def test_what_is_no_file_does_not_hang(folder):
    """A pipe in a folder would be waited for for ever."""
    os.mkfifo(folder / "pipe.txt")
    with pytest.raises(ArticleError, match="is not a file"):
        read_bytes(folder / "pipe.txt", 1_000)


def test_patterns_hidden_files_and_indexes_are_passed_over(folder):
    """As in a .gitignore, from the command and from the folder; an index is nobody's articles."""
    (folder / "draft.txt").write_text("A draft.")
    (folder / ".hidden.txt").write_text("Hidden.")
    (folder / "old").mkdir()
    (folder / "old" / "a.txt").write_text("Old.")
    (folder / ".quothignore").write_text("# not these\nold/\n")
    build(folder / "index", [parse_article("Snow.", "s.txt")], EMBEDDER).close()
    findings = find_files([folder], ignore=["draft*"])
    assert [file.name for file in findings.files] == ["rain.txt", "north/snow.txt"]


def test_other_kinds_are_counted_and_a_named_file_is_tried(store, folder):
    """Nothing is passed over without a word, and what a person names is read whatever its name."""
    (folder / "a.png").write_bytes(b"\x89PNG")
    (folder / "notes").write_text("Rain is likely, the notes say.")
    assert add(store, folder).left_out == {".png": 1, "no suffix": 1}
    assert add(store, folder / "notes").added == ["notes"]


def test_a_path_that_is_not_there_stops_before_anything_is_added(store, folder):
    """A mistyped path is an error, not an empty folder."""
    with pytest.raises(ArticleError, match="nowhere: cannot be read"):
        add(store, folder, folder / "nowhere")
    assert store.ids() == []


def test_a_name_that_is_no_text_is_written_as_escapes(store, folder):
    """A file name in an old encoding has an id that can be printed and typed."""
    name = os.fsencode(folder) + b"/caf\xe9.txt"
    with open(name, "w") as stream:  # noqa: PTH123 (a path of bytes)
        stream.write("Coffee is dear.")
    add(store, folder)
    assert "caf\\xe9.txt" in store.ids()
    assert add(store, folder).unchanged == 3


@pytest.mark.parametrize("name", list(samples.GOOD))
def test_every_format_is_kept_as_it_was_read(store, folder, name):
    """Title, date, blocks and pages come back, and stay through a rebuild."""
    path = folder / name
    path.write_bytes(samples.GOOD[name]())
    add(store, path)
    before = store.articles()
    assert samples.TITLE in {article.title for article in before}
    assert bool(before[0].pages) is (name == "story.pdf")
    rebuilt = rebuild(store.path, EMBEDDER)
    assert rebuilt.articles() == before
    assert add(rebuilt, path).unchanged == 1
    rebuilt.close()


def wire(*changes):
    """Return a report of a hundred sentences, some of which are others."""
    sentences = [f"Sentence {n} tells of the ferry and its {n} passengers." for n in range(100)]
    for at in changes:
        sentences[at] = f"An editor wrote this in place of sentence {at}."
    return " ".join(sentences)


def test_copies_are_linked_with_the_first_published(store, folder):
    """The same report under two names is one piece of support, also when a desk edited it."""
    (folder / "b.txt").write_text(f"Published: 2 May 2025\n\n{wire()}")
    (folder / "a.txt").write_text(f"Published: 3 May 2025\n\n{wire(3, 50)}")
    (folder / "c.txt").write_text(wire(*range(0, 100, 2)))
    add(store, folder)
    linked = {article.id: article.copy_of for article in store.articles() if article.copy_of}
    assert linked == {"a.txt": "b.txt"}
    assert store.article("a.txt").origin == store.article("b.txt").origin == "b.txt"


def test_links_between_copies_follow_the_articles(store, folder):
    """The order of adding changes nothing, and when the original goes, the next takes its place."""
    for name in ("c", "a", "b"):
        (folder / f"{name}.txt").write_text(wire(*range("abc".index(name))))
        add(store, folder / f"{name}.txt")
    copies = {article.id: article.copy_of for article in store.articles()}
    assert copies == {"a.txt": None, "b.txt": "a.txt", "c.txt": "a.txt"}
    store.commit(remove=["a.txt"])
    copies = {article.id: article.copy_of for article in store.articles()}
    assert copies == {"b.txt": None, "c.txt": "b.txt"}
    (folder / "c.txt").write_text("Something else altogether, about rain.")
    add(store, folder / "c.txt")
    assert store.article("b.txt").copy_of is store.article("c.txt").copy_of is None


def test_what_is_removed_is_forgotten(store, folder):
    """Removing an article forgets its file, and adding the folder again brings it back."""
    add(store, folder)
    store.commit(remove=["rain.txt"])
    assert [file.id for file in store.files()] == ["north/snow.txt"]
    assert b"Rain fell" not in on_disk(store)
    assert add(store, folder).added == ["rain.txt"]


def test_the_record_of_a_file_is_what_was_read(store, folder):
    """A store gives back the records that it was given."""
    (folder / "latin.txt").write_bytes("Das Café schloß spät.".encode("windows-1252"))
    add(store, folder / "latin.txt")
    (record,) = store.files()
    assert replace(record, sha256=None) == replace(
        record,
        sha256=None,
        path=str(folder / "latin.txt"),
        articles=("latin.txt",),
        note="is not UTF-8; read as windows-1252",
    )
