"""Rules of documents that are dropped into the chat: whose they are, how long, how many."""

from __future__ import annotations

import logging
import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
from itertools import pairwise
from pathlib import Path

import format_bombs
import format_samples
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ui_fakes import Page
from upload_desk import (
    ANNE,
    BEN,
    HERE,
    LIMITS,
    SHARED_ID,
    everything,
    hand_in,
    made_assistant,
    mine,
    story,
    visiting,
)

from index import StoreReadOnly, parse_article
from index.build import fits_in
from index.chunking import split_passages
from ui.web.desk import Desk
from ui.web.uploads.courtesy import CourteousEmbedder, Courtesy
from ui.web.uploads.document import State
from ui.web.uploads.documents import check_writable
from ui.web.uploads.folder import private_folder
from ui.web.uploads.limits import UploadRefused
from ui.web.uploads.names import LONGEST, clean_name, free_name
from ui.web.uploads.reading import PRIVATE

CONVERSATION = "c" * 32
ELSEWHERE = "198.51.100.1"


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def holds(folder, words):
    """Say whether any file below a folder holds these bytes."""
    return any(words in path.read_bytes() for path in files_below(folder))


# Names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\me\notes.txt", "notes.txt"),
        ("..", "document"),
        ("", "document"),
        (".hidden", "hidden"),
        ("a\x00b\n\tc\x1b[2J.txt", "ab c[2J.txt"),
        ("exe\u202etxt.md", "exetxt.md"),
        ("<img src=x onerror=alert(1)>.html", "<img src=x onerror=alert(1)>.html"),
        ("Übung 日本 🎉.docx", "Übung 日本 🎉.docx"),
    ],
)
def test_a_name_is_its_last_part_without_what_cannot_be_seen(sent, name):
    assert clean_name(sent) == name


@given(st.text(max_size=300))
def test_whatever_a_browser_sends_becomes_a_name_that_leads_nowhere(sent):
    name = clean_name(sent)
    assert 0 < len(name) <= LONGEST
    assert not set("/\\\x00\n\r\x1b\u202e\ud800") & set(name)
    assert not name.startswith(".")
    assert clean_name(name) == name


def test_a_name_that_is_too_long_keeps_its_ending():
    assert clean_name("x" * 500 + ".pdf").endswith("….pdf")


def test_a_second_document_of_a_name_gets_a_number():
    assert free_name("a.pdf", {"a.pdf", "a (2).pdf"}) == "a (3).pdf"


# Whose they are ------------------------------------------------------------------------------


def test_a_document_can_be_asked_at_once_and_is_cited(visits):
    document = hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
    desk = Desk(visits.means.assistant, visits)
    answer = desk.ask("Where was the treaty of Zorblatt signed?", asker=mine(ANNE))
    assert (document.state, document.count, document.passages) == (State.READY, 1, 1)
    assert answer.citations[0].article == f"{PRIVATE}treaty.txt"
    assert "Quibbleton" in answer.statements[0].quote


def test_all_asks_the_documents_and_the_shared_articles(visits):
    hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
    desk = Desk(visits.means.assistant, visits)
    questions = ("Where was the treaty of Zorblatt signed?", "What did Belarus export?")
    cited = [desk.ask(q, asker=everything(ANNE)).citations[0].article for q in questions]
    assert cited == [f"{PRIVATE}treaty.txt", SHARED_ID]


def test_nobody_else_can_ask_find_or_open_a_document(visits):
    hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
    hand_in(visits.open(BEN, HERE), "other.txt", story("Wollop", "Ostrava"))
    desk = Desk(visits.means.assistant, visits)
    place = {"article": f"{PRIVATE}treaty.txt", "start": 0, "end": 0}
    assert "Zorblatt" in desk.source(place, {"visit": ANNE, "scope": "mine"})
    for stranger in ({"visit": BEN, "scope": "all"}, {"visit": "nonsense"}, None):
        page = Page(desk.source(place, stranger))
        assert "not here any more" in page.one("p", "failure").text
    for asker in (mine(BEN), everything(BEN)):
        answer = desk.ask("Where was the treaty of Zorblatt signed?", asker=asker)
        assert "Zorblatt" not in str(answer.citations) + str(answer.nearest)
    shared = desk.ask("Where was the treaty of Zorblatt signed?")
    assert {one.article for one in (*shared.citations, *shared.nearest)} == {SHARED_ID}
    assert {hit.passage.article for hit in desk.retrieve("Zorblatt", 10)} == {SHARED_ID}


SESSIONS = st.lists(
    st.tuples(st.sampled_from([ANNE, BEN]), st.sampled_from("Alba Brno Cork".split())),
    min_size=2,
    max_size=5,
    unique=True,
)


@given(SESSIONS)
@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_whatever_is_added_by_whom_each_holds_its_own_alone(assistant, added):
    with tempfile.TemporaryDirectory() as folder, visiting(Path(folder), assistant) as visits:
        for visit, name in added:
            hand_in(visits.open(visit, HERE), f"{name}.txt", story(name, f"{name} of {visit[:3]}"))
        for visit in {visit for visit, _ in added}:
            own = visits.open(visit, HERE).assistant(mine(visit).scope).articles()
            names = sorted(name for adder, name in added if adder == visit)
            assert [article.id for article in own] == [f"{PRIVATE}{n}.txt" for n in names]
            assert all(visit[:3] in article.text for article in own)


def test_the_question_shows_of_what_it_was_asked(visits):
    hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
    desk = Desk(visits.means.assistant, visits)
    desk.pose("Where was the treaty signed?", CONVERSATION, {"visit": ANNE, "scope": "mine"})
    page = Page(list(desk.answer(CONVERSATION))[-1])
    assert page.one("p", "asked-of").text == "Asked of your documents"


def test_a_document_that_repeats_a_shared_article_is_no_second_source(tmp_path, assistant):
    text = " ".join(f"Lamp {n} of the harbour was lit at {n} past four." for n in range(3, 30))
    with visiting(tmp_path, assistant) as visits:
        hand_in(visits.open(ANNE, HERE), "one.txt", text.encode())
        hand_in(visits.open(ANNE, HERE), "two.txt", f"{text} So it was.".encode())
        own = visits.assistant(mine(ANNE)).articles()
    assert [article.origin for article in own] == [f"{PRIVATE}one.txt"] * 2


# What becomes of a document ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "pages"),
    [
        ("report.pdf", format_samples.pdf(), True),
        ("report.docx", format_samples.word(), False),
        ("page.html", format_samples.web_page(), False),
        ("notes.md", format_samples.markdown(), False),
    ],
)
def test_of_the_originals_only_those_with_pages_are_kept(visits, name, data, pages):
    document = hand_in(visits.open(ANNE, HERE), name, data)
    assert document.state is State.READY
    assert document.path.exists() is pages


def test_a_page_of_a_pdf_is_drawn_with_the_cited_place_marked(visits):
    hand_in(visits.open(ANNE, HERE), "report.pdf", format_samples.pdf())
    desk = Desk(visits.means.assistant, visits)
    answer = desk.ask("When did the ferry leave?", asker=mine(ANNE))
    cited = answer.citations[0]
    place = {"article": cited.article, "start": cited.start, "end": cited.end, "printed": True}
    shown = desk.source(place, {"visit": ANNE, "scope": "mine"})
    assert "data:image/png;base64," in shown
    assert 'class="box"' in shown


def test_a_bomb_is_one_line_and_keeps_nothing_else_out(visits):
    documents = visits.open(ANNE, HERE)
    bomb = hand_in(documents, "bomb.docx", format_bombs.zip_bomb())
    good = hand_in(documents, "treaty.txt", story("Zorblatt"))
    assert (bomb.state, good.state) == (State.FAILED, State.READY)
    assert "unpacks to" in bomb.said
    assert bomb.said.count("\n") == 0
    assert [file.id for file in documents.assistant(mine(ANNE).scope).store.files()] == [
        f"{PRIVATE}treaty.txt"
    ]


def test_an_export_says_how_many_articles_it_holds_and_what_was_left_out(visits):
    document = hand_in(visits.open(ANNE, HERE), "export.csv", format_samples.csv_export())
    assert (document.count, len(document.articles)) == (2, 2)
    assert "1 of 3 rows" in document.said
    assert all(one.id.startswith(f"{PRIVATE}export.csv/") for one in document.articles)


def test_a_removed_document_leaves_no_byte_behind(visits, tmp_path):
    documents = visits.open(ANNE, HERE)
    kept = hand_in(documents, "kept.txt", story("Wollop"))
    document = hand_in(documents, "treaty.pdf", format_samples.pdf((("The Zorblatt treaty.",),)))
    assert holds(tmp_path, b"Zorblatt")
    documents.remove(document.key)
    assert not holds(tmp_path, b"Zorblatt")
    assert documents.listed() == [kept]


def test_a_document_that_is_removed_while_it_is_read_is_not_there_afterwards(visits):
    documents = visits.open(ANNE, HERE)
    document = documents.take_in("treaty.txt", len(story("Zorblatt")))
    document.path.write_bytes(story("Zorblatt"))
    documents.arrived(document, "0" * 64)
    embedder = visits.means.assistant.reading.likeness.embedder
    embed = embedder.embed_passages

    def remove_and_embed(texts):
        documents.remove(document.key)
        return embed(texts)

    embedder.embed_passages = remove_and_embed
    try:
        documents.read_next()
    finally:
        del embedder.embed_passages
    hand_in(documents, "other.txt", story("Wollop"))
    ids = [article.id for article in documents.assistant(mine(ANNE).scope).articles()]
    assert ids == [f"{PRIVATE}other.txt"]


# Limits --------------------------------------------------------------------------------------


def test_a_file_that_is_too_large_is_told_both_sizes_and_the_setting():
    with pytest.raises(UploadRefused, match=r"30 MB.*at most 1 MB.*UPLOAD_FILE_MB.*Split"):
        LIMITS.refuse_size(30_000_000)


def test_an_empty_file_is_refused():
    with pytest.raises(UploadRefused, match="empty"):
        LIMITS.refuse_size(0)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"files": 1}, r"1 documents here.*UPLOAD_FILES.*Remove"),
        ({"total_bytes": 100}, r"have 0 kB.*may have 0 kB.*UPLOAD_TOTAL_MB.*Remove"),
    ],
)
def test_one_document_more_than_fits_is_refused_with_the_way_out(tmp_path, assistant, limits, said):
    with visiting(tmp_path, assistant, **limits) as visits:
        documents = visits.open(ANNE, HERE)
        hand_in(documents, "one.txt", story("Zorblatt"))
        with pytest.raises(UploadRefused, match=said):
            documents.take_in("two.txt", len(story("Wollop")))
        assert len(documents.listed()) == 1


def test_a_document_of_too_many_passages_leaves_nothing_in_the_store(tmp_path, assistant):
    long = "\n\n".join(f"Word {n} of the story. " * 40 for n in range(40))
    with visiting(tmp_path, assistant, passages=20) as visits:
        documents = visits.open(ANNE, HERE)
        hand_in(documents, "short.txt", story("Wollop"))
        document = hand_in(documents, "long.txt", long.encode())
        assert document.state is State.FAILED
        assert "more than 20 passages" in document.said
        assert "QUOTH_UPLOAD_PASSAGES" in document.said
        store = documents.assistant(mine(ANNE).scope).store
        assert [file.id for file in store.files()] == [f"{PRIVATE}short.txt"]


def test_one_session_more_than_there_may_be_is_refused(tmp_path, assistant):
    with visiting(tmp_path, assistant, sessions=1) as visits:
        visits.open(ANNE, HERE)
        with pytest.raises(UploadRefused, match=r"1 people.*UPLOAD_SESSIONS.*later"):
            visits.open(BEN, ELSEWHERE)


def test_one_address_has_half_of_the_sessions_and_keeps_nobody_else_out(tmp_path, assistant):
    with visiting(tmp_path, assistant, sessions=2) as visits:
        own = visits.open(ANNE, HERE)
        with pytest.raises(UploadRefused, match=r"1 tabs at your address.*UPLOAD_SESSIONS.*Remove"):
            visits.open(BEN, HERE)
        assert visits.open(ANNE, HERE) is own
        assert visits.open(BEN, ELSEWHERE) is not own
        visits.end_empty(ANNE, own)
        assert visits.open(ANNE, HERE) is not own


def test_the_same_document_is_not_taken_twice(visits):
    documents = visits.open(ANNE, HERE)
    hand_in(documents, "one.txt", story("Zorblatt"))
    with pytest.raises(UploadRefused, match=r"same document as one\.txt"):
        hand_in(documents, "two.txt", story("Zorblatt"))
    assert [document.name for document in documents.listed()] == ["one.txt"]


def test_other_documents_of_one_name_are_both_kept(visits):
    documents = visits.open(ANNE, HERE)
    for place in ("Quibbleton", "Ostrava"):
        hand_in(documents, "treaty.txt", story("Zorblatt", place))
    ids = [article.id for article in documents.assistant(mine(ANNE).scope).articles()]
    assert ids == [f"{PRIVATE}treaty (2).txt", f"{PRIVATE}treaty.txt"]


# How long ------------------------------------------------------------------------------------


def test_documents_that_are_not_used_are_put_away_and_the_question_says_so(visits, tmp_path):
    hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
    visits.means.clock.now = 59 * 60.0
    hand_in(visits.open(BEN, HERE), "other.txt", story("Wollop"))
    visits.means.clock.now = 61 * 60.0
    visits.close_unused()
    assert (visits.find(ANNE), visits.find(BEN) is None) == (None, False)
    assert not holds(tmp_path, b"Zorblatt")
    desk = Desk(visits.means.assistant, visits)
    desk.pose("Where was it signed?", CONVERSATION, {"visit": ANNE, "scope": "mine"})
    page = Page(list(desk.answer(CONVERSATION))[-1])
    assert "Add them again" in page.one("p", "failure").text


def test_asking_keeps_documents(visits):
    hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
    visits.means.clock.now = 50 * 60.0
    visits.assistant(mine(ANNE))
    visits.means.clock.now = 100 * 60.0
    visits.close_unused()
    assert visits.find(ANNE) is not None


def test_only_the_owner_can_look_into_the_folder_and_it_goes_with_the_server(tmp_path, assistant):
    with private_folder(tmp_path) as folder:
        with visiting(folder, assistant) as visits:
            document = hand_in(visits.open(ANNE, HERE), "report.pdf", format_samples.pdf())
            private = [folder.parent, folder, document.path.parent]
            assert [stat.S_IMODE(path.stat().st_mode) for path in private] == [0o700] * 3
        assert files_below(tmp_path) != []
    assert list(tmp_path.iterdir()) == []


HELD = """
import sys, time
from pathlib import Path
from ui.web.uploads.folder import private_folder
with private_folder(Path(sys.argv[1])) as folder:
    (folder / "secret.txt").write_text("Zorblatt")
    print(folder, flush=True)
    time.sleep(600)
"""


def test_what_a_killed_server_left_goes_with_the_next_start_and_a_living_one_keeps_its_own(
    tmp_path,
):
    command = [sys.executable, "-c", HELD, str(tmp_path)]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sys.path))}
    with subprocess.Popen(  # noqa: S603 - the script is the one above
        command, stdout=subprocess.PIPE, text=True, env=here
    ) as server:
        held = Path(server.stdout.readline().strip())
        with private_folder(tmp_path):
            assert (held / "secret.txt").exists()
        server.send_signal(signal.SIGKILL)
    assert (held / "secret.txt").exists()
    with private_folder(tmp_path):
        assert not held.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_the_place_of_a_left_folder_is_not_followed(tmp_path):
    precious = tmp_path / "precious" / "sessions"
    precious.mkdir(parents=True)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    (temporary / "quoth-uploads-link").symlink_to(precious.parent)
    with private_folder(temporary):
        assert precious.exists()


# For everybody -------------------------------------------------------------------------------


def test_in_a_shared_index_everybody_asks_what_one_has_added(tmp_path):
    assistant = made_assistant(tmp_path / "index")
    (tmp_path / "uploads").mkdir()
    with visiting(tmp_path / "uploads", assistant, shared=True) as visits:
        one = hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
        other = hand_in(visits.open(BEN, HERE), "treaty.txt", story("Wollop", "Ostrava"))
        desk = Desk(assistant, visits)
        answer = desk.ask("Where was the treaty of Zorblatt signed?", asker=mine(BEN))
        assert answer.citations[0].article == one.file == "uploaded/treaty.txt"
        assert assistant.store.ids() == sorted([SHARED_ID, one.file, other.file])
        assert not one.path.exists()
        visits.open(ANNE, HERE).remove(one.key)
        assert assistant.store.ids() == sorted([SHARED_ID, other.file])
        visits.means.clock.now = 61 * 60.0
        visits.close_unused()
        assert visits.find(BEN) is None
        assert assistant.store.ids() == sorted([SHARED_ID, other.file])


def test_what_was_shared_already_is_not_the_second_adders_to_remove(tmp_path):
    assistant = made_assistant(tmp_path / "index")
    (tmp_path / "uploads").mkdir()
    with visiting(tmp_path / "uploads", assistant, shared=True) as visits:
        first = hand_in(visits.open(ANNE, HERE), "treaty.txt", story("Zorblatt"))
        again = hand_in(visits.open(BEN, HERE), "treaty.txt", story("Zorblatt"))
        visits.open(BEN, HERE).remove(again.key)
        assert "already" in again.said
        assert assistant.store.ids() == sorted([SHARED_ID, first.file])


def test_an_index_that_is_read_only_is_told_before_anybody_adds_to_it(tmp_path, monkeypatch):
    assistant = made_assistant(tmp_path / "index")
    check_writable(assistant)
    # As root everything may be written, whatever its mode.
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(StoreReadOnly, match=r"read-only.*--uploads session"):
        check_writable(assistant)


# Beside those who ask ------------------------------------------------------------------------


def test_documents_are_embedded_between_the_questions(assistant):
    courtesy, embedded = Courtesy(), []
    embedder = CourteousEmbedder(assistant.reading.likeness.embedder, courtesy, embedded.append)
    done = threading.Event()

    def embed():
        embedder.embed_passages(["one text"] * 20)
        done.set()

    with courtesy.asking():
        thread = threading.Thread(target=embed)
        thread.start()
        assert not done.wait(0.3)
    assert done.wait(10)
    thread.join()
    assert sum(embedded) == 20
    assert max(embedded) < 20


def test_a_long_document_is_cut_between_the_questions(assistant, monkeypatch):
    """Whoever asks is given way to after every thousand texts that are counted, some 0.1 s."""
    courtesy, counted, gave_way = Courtesy(), [], [0]
    embedder = assistant.reading.likeness.embedder
    count = embedder.count_tokens
    monkeypatch.setattr(embedder, "count_tokens", lambda text: counted.append(text) or count(text))
    monkeypatch.setattr(courtesy, "give_way", lambda: gave_way.append(len(counted)))
    long = parse_article("\n\n".join(f"Word {n} of the story." for n in range(2_000)), "long.txt")
    split_passages(long, fits_in(CourteousEmbedder(embedder, courtesy, print)))
    assert max(b - a for a, b in pairwise([*gave_way, len(counted)])) <= 1_000


def test_neither_names_nor_texts_are_logged(visits, caplog):
    with caplog.at_level(logging.DEBUG):
        hand_in(visits.open(ANNE, HERE), "secret-name.txt", story("Zorblatt"))
        hand_in(visits.open(ANNE, HERE), "secret-bomb.docx", format_bombs.zip_bomb())
    logged = "\n".join(str(record.__dict__) for record in caplog.records)
    assert "uploaded" in logged
    assert [word for word in ("secret", "Zorblatt", ANNE) if word in logged] == []


def test_without_uploads_the_page_has_no_place_for_them(visits, assistant):
    assert Desk(assistant).tray() == ""
    assert 'accept=".atom,' in Desk(assistant, visits).tray()
