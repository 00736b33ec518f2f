"""Rules of what happens at one time: documents that are read, removed and put away together."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import gc
import hashlib
import os
import threading
import time
import weakref

import httpx
import pytest
from upload_desk import (
    ANNE,
    BASE,
    BEN,
    HERE,
    LOCAL,
    SERVED,
    hand_in,
    made_assistant,
    mine,
    story,
    visiting,
)

from index import StoreError
from ui.web.desk import Desk
from ui.web.server import build_app
from ui.web.uploads import folder as private
from ui.web.uploads import reading
from ui.web.uploads.document import State
from ui.web.uploads.limits import UploadRefused

HEADERS = {"quoth-visit": ANNE, "quoth-name": "a.txt"}
pytestmark = SERVED


@contextlib.contextmanager
def held_reading(assistant):
    """Let no document be embedded; give the events of beginning to, and of being let go."""
    embedder = assistant.reading.likeness.embedder
    embed = embedder.embed_passages
    began, go = threading.Event(), threading.Event()

    def wait_and_embed(texts):
        began.set()
        assert go.wait(30)
        return embed(texts)

    embedder.embed_passages = wait_and_embed
    try:
        yield began, go
    finally:
        go.set()
        del embedder.embed_passages


def soon(true):
    """Say whether something becomes true within some seconds."""
    for _ in range(200):
        if true():
            return True
        time.sleep(0.05)
    return False


def arrive(documents, name, data):
    """Put a file where the page's request would, without reading it."""
    document = documents.take_in(name, len(data))
    document.path.write_bytes(data)
    documents.arrived(document, hashlib.sha256(data).hexdigest())
    return document


def asking(visits):
    app = build_app(Desk(visits.means.assistant, visits), LOCAL)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE)


def arriving(client, go):
    """Begin to hand in a document that ends, too short, when `go` is set."""

    async def body():
        yield b"x"
        await go.wait()

    headers = {**HEADERS, "quoth-name": "b.txt", "content-length": "100"}
    return asyncio.create_task(client.post("/documents", content=body(), headers=headers))


async def listed(client, count):
    """Return a tab's documents once there are so many."""
    for _ in range(200):
        found = (await client.get("/documents", headers=HEADERS)).json()["documents"]
        if len(found) == count:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(found)


# Removing ------------------------------------------------------------------------------------


def test_a_session_is_ended_without_waiting_for_what_is_being_read(visits, assistant, tmp_path):
    documents = visits.open(ANNE, HERE)
    arrive(documents, "a.txt", story("Zorblatt"))
    with held_reading(assistant) as (began, go):
        visits.read_soon(documents)
        assert began.wait(10)
        ending = threading.Thread(target=documents.close, daemon=True)
        ending.start()
        ending.join(5)
        assert not ending.is_alive()
        go.set()
    assert soon(lambda: list(tmp_path.iterdir()) == [])


def test_the_server_answers_while_a_document_that_was_removed_is_still_read(visits, assistant):
    async def remove_and_break_off(began):
        async with asking(visits) as client:
            await client.post("/documents", content=story("Zorblatt"), headers=HEADERS)
            assert await asyncio.to_thread(began.wait, 10)
            over = asyncio.Event()
            other = arriving(client, over)
            first = (await listed(client, 2))[0]
            await client.delete(f"/documents/{first['key']}", headers=HEADERS)
            over.set()
            assert (await asyncio.wait_for(other, 5)).status_code == 400

    with held_reading(assistant) as (began, go):
        # What blocks the loop blocks its own time-outs as well.
        threading.Timer(8, go.set).start()
        asyncio.run(remove_and_break_off(began))
        assert not go.is_set()


def test_what_broke_off_late_ends_only_the_session_that_it_came_for(visits):
    async def begin_anew():
        async with asking(visits) as client:
            over = asyncio.Event()
            late = arriving(client, over)
            await listed(client, 1)
            await client.delete("/documents", headers=HEADERS)
            await client.post("/documents", content=story("Wollop"), headers=HEADERS)
            over.set()
            assert (await late).status_code == 400
            assert [d["name"] for d in await listed(client, 1)] == ["a.txt"]

    asyncio.run(begin_anew())


def test_a_document_that_could_not_be_removed_is_listed_until_it_is(visits, monkeypatch):
    documents = visits.open(ANNE, HERE)
    document = hand_in(documents, "a.txt", story("Zorblatt"))
    store = documents.assistant(mine(ANNE).scope).store
    with monkeypatch.context() as full_disk:
        full_disk.setattr(store, "commit", refuse)
        with pytest.raises(StoreError):
            documents.remove(document.key)
    assert documents.listed() == [document]
    documents.remove(document.key)
    assert (documents.listed(), store.ids()) == ([], [])


# Arriving ------------------------------------------------------------------------------------


def test_a_document_that_never_ends_gives_up_its_place(visits, monkeypatch):
    """Bytes that go on trickling in do not put off the end of its time."""
    monkeypatch.setattr("ui.web.uploads.routes._LONGEST_ARRIVAL", 0.3)

    async def trickle():
        while True:
            yield b"x"
            await asyncio.sleep(0.05)

    async def hand_in_for_ever():
        async with asking(visits) as client:
            headers = {**HEADERS, "content-length": "100000"}
            post = client.post("/documents", content=trickle(), headers=headers)
            return await asyncio.wait_for(post, 10)

    refused = asyncio.run(hand_in_for_ever())
    assert refused.status_code == 400
    assert "did not arrive within" in refused.json()["error"]
    assert visits.find(ANNE) is None


# Putting away --------------------------------------------------------------------------------


def test_a_session_that_a_document_comes_for_is_not_put_away_before_it(visits):
    hand_in(visits.open(ANNE, HERE), "a.txt", story("Zorblatt"))
    visits.means.clock.now = 61 * 60.0
    documents = visits.open(ANNE, HERE)
    visits.close_unused()
    assert visits.find(ANNE) is documents


def test_a_session_that_has_ended_takes_nothing_in(visits):
    documents = visits.open(ANNE, HERE)
    on_its_way = documents.take_in("a.txt", 5)
    documents.close()
    with pytest.raises(UploadRefused, match="add it again"):
        documents.arrived(on_its_way, "0" * 64)
    with pytest.raises(UploadRefused, match="add it again"):
        documents.take_in("b.txt", 5)


def asked(visits):
    """Return a session that was read and asked, held by nobody here."""
    documents = visits.open(ANNE, HERE)
    arrive(documents, "a.txt", story("Zorblatt"))
    visits.read_soon(documents)
    assert soon(lambda: not documents.busy())
    visits.assistant(mine(ANNE))
    return weakref.ref(documents)


def test_nothing_holds_a_session_in_memory_that_was_put_away(visits):
    held = asked(visits)
    visits.means.clock.now = 61 * 60.0
    visits.close_unused()
    assert soon(lambda: gc.collect() >= 0 and held() is None)


def test_a_new_folder_stays_its_servers_own_when_another_one_looks_at_it(tmp_path, monkeypatch):
    make, looks = private.tempfile.mkdtemp, []

    def make_and_look(**where):
        made = make(**where)
        other = os.open(made, os.O_RDONLY)
        fcntl.flock(other, fcntl.LOCK_EX)
        looks.append(threading.Timer(0.3, os.close, [other]))
        looks[0].start()
        return made

    with monkeypatch.context() as looked_at:
        looked_at.setattr(private.tempfile, "mkdtemp", make_and_look)
        held = private.private_folder(tmp_path)
        folder = held.__enter__()
    looks[0].join()
    with private.private_folder(tmp_path):
        assert folder.exists()
    held.__exit__(None, None, None)


def test_nobody_embeds_any_more_when_the_server_has_stopped(tmp_path, assistant):
    long = "\n\n".join(f"Word {n} of the story. " * 40 for n in range(40))
    with visiting(tmp_path, assistant) as visits, held_reading(assistant) as (began, go):
        documents = visits.open(ANNE, HERE)
        arrive(documents, "long.txt", long.encode())
        visits.read_soon(documents)
        assert began.wait(10)
        threading.Timer(0.3, go.set).start()
        visits.stop()
        began.clear()
        assert not began.wait(0.5)
    assert list(tmp_path.iterdir()) == []


# Failing -------------------------------------------------------------------------------------


def refuse(*_arguments, **_more):
    message = "/srv/secret/index: the disk is full"
    raise StoreError(message)


def test_what_the_store_says_is_for_whoever_runs_the_server(visits, monkeypatch, caplog):
    documents = visits.open(ANNE, HERE)
    hand_in(documents, "a.txt", story("Zorblatt"))
    monkeypatch.setattr(documents.assistant(mine(ANNE).scope).store, "commit", refuse)
    document = hand_in(documents, "b.txt", story("Wollop"))
    assert (document.state, document.said) == (State.FAILED, reading.NOT_KEPT)
    assert "the disk is full" in caplog.text
    assert not document.path.exists()


def test_a_document_at_which_quoth_fails_does_not_hold_up_the_next(visits, monkeypatch):
    def fail_once(_embedder):
        monkeypatch.undo()
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("ui.web.uploads.documents.recipe_for", fail_once)
    documents = visits.open(ANNE, HERE)
    for name, data in (("a.txt", story("Zorblatt")), ("b.txt", story("Wollop"))):
        arrive(documents, name, data)
    visits.read_soon(documents)
    assert soon(lambda: not documents.busy())
    assert [document.state for document in documents.listed()] == [State.FAILED, State.READY]


# For everybody -------------------------------------------------------------------------------


def test_two_documents_of_one_name_that_come_together_are_both_shared(tmp_path):
    assistant = made_assistant(tmp_path / "index")
    (tmp_path / "uploads").mkdir()
    with (
        visiting(tmp_path / "uploads", assistant, shared=True) as visits,
        held_reading(assistant) as (began, go),
    ):
        ours = [visits.open(visit, HERE) for visit in (ANNE, BEN)]
        for documents, data in zip(ours, (story("Zorblatt"), story("Wollop")), strict=True):
            arrive(documents, "treaty.txt", data)
            visits.read_soon(documents)
        assert began.wait(10)
        time.sleep(1)  # long enough for a second reader to have begun
        go.set()
        assert soon(lambda: not any(documents.busy() for documents in ours))
        held = {one.listed()[0].file for one in ours}
        assert held < set(assistant.store.ids())
        assert len(held) == len(ours)
