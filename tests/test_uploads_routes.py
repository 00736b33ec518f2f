"""Rules of the addresses at which the page hands in its documents."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient
from upload_desk import ANNE, BASE, BEN, HERE, LOCAL, SERVED, story, visiting

from index import StoreError
from ui.web.desk import Desk
from ui.web.scope import Asker, Scope
from ui.web.server import Address, build_app

STRANGER = "f" * 32
pytestmark = SERVED


@pytest.fixture
def client(visits):
    app = build_app(Desk(visits.means.assistant, visits), LOCAL)
    with TestClient(app, base_url=BASE) as client:
        yield client


def send(client, visit, name, data):
    headers = {"quoth-visit": visit, "quoth-name": name}
    return client.post("/documents", content=data, headers=headers)


def listed(client, visit):
    """Return a tab's documents when all of them are settled."""
    for _ in range(600):
        found = client.get("/documents", headers={"quoth-visit": visit}).json()["documents"]
        if all(document["settled"] for document in found):
            return found
        time.sleep(0.05)
    raise AssertionError(found)


def test_a_document_is_handed_in_read_and_told_of(client):
    assert send(client, ANNE, "A%20treaty.txt", story("Zorblatt")).status_code == 200
    (document,) = listed(client, ANNE)
    assert (document["name"], document["state"], document["passages"]) == (
        "A treaty.txt",
        "ready",
        1,
    )
    assert document["articles"][0]["id"] == "your documents/A treaty.txt"


def test_nobody_is_told_of_another_ones_documents(client):
    send(client, ANNE, "treaty.txt", story("Zorblatt"))
    (document,) = listed(client, ANNE)
    headers = {"quoth-visit": BEN}
    assert client.get("/documents", headers=headers).json() == {"documents": []}
    client.delete(f"/documents/{document['key']}", headers=headers)
    client.delete("/documents", headers=headers)
    assert [d["name"] for d in listed(client, ANNE)] == ["treaty.txt"]


def test_a_name_is_only_a_name(client, visits):
    send(client, ANNE, "..%2F..%2F%00%3Cimg%3E.txt", story("Zorblatt"))
    (document,) = listed(client, ANNE)
    assert document["name"] == "<img>.txt"
    folders = {path.parent for path in visits.open(ANNE, HERE).listed()[0].path.parent.rglob("*")}
    assert all(visits._folder in (folder, *folder.parents) for folder in folders)  # noqa: SLF001


def test_documents_are_removed_one_by_one_and_all_at_once(client, visits):
    for name in ("one", "two", "three"):
        send(client, ANNE, f"{name}.txt", story(name))
    headers = {"quoth-visit": ANNE}
    first = listed(client, ANNE)[0]
    left = client.delete(f"/documents/{first['key']}", headers=headers).json()["documents"]
    assert [document["name"] for document in left] == ["two.txt", "three.txt"]
    assert client.delete("/documents", headers=headers).json() == {"documents": []}
    assert visits.find(ANNE) is None


def test_all_documents_are_removed_from_a_full_disk_too(client, visits, monkeypatch, tmp_path):
    def refuse(*_arguments, **_more):
        message = "/srv/secret/index: the disk is full"
        raise StoreError(message)

    send(client, ANNE, "treaty.txt", story("Zorblatt"))
    (document,) = listed(client, ANNE)
    store = visits.assistant(Asker(ANNE, Scope.MINE)).store
    monkeypatch.setattr(store, "commit", refuse)
    headers = {"quoth-visit": ANNE}
    refused = client.delete(f"/documents/{document['key']}", headers=headers)
    assert (refused.status_code, "secret" in refused.text) == (500, False)
    assert client.delete("/documents", headers=headers).json() == {"documents": []}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("visit", [STRANGER, "", "nonsense"])
def test_a_tab_that_was_not_shown_the_page_hands_in_nothing(client, visits, visit):
    refused = send(client, visit, "treaty.txt", story("Zorblatt"))
    assert (refused.status_code, visits.find(visit)) == (403, None)
    assert "Reload" in refused.json()["error"]


def test_a_page_behind_a_login_lets_in_who_logged_in(visits, assistant):
    app = build_app(Desk(assistant, visits), LOCAL, auth=("desk", "secret"))
    with TestClient(app, base_url=BASE) as client:
        # What the page calls when it is shown, and so what lets a tab upload.
        body = {"data": [STRANGER, {"visit": STRANGER, "scope": "shared"}], "fn_index": None}
        shown = client.post("/gradio_api/run/predict", json=body)
        assert shown.status_code == 401
        assert send(client, STRANGER, "treaty.txt", story("Zorblatt")).status_code == 403


def test_what_is_too_large_is_refused_before_it_is_read(client, visits):
    def endless():
        yield b"x"
        message = "more was read than was needed to refuse it"
        raise AssertionError(message)

    headers = {"quoth-visit": ANNE, "quoth-name": "a.txt", "content-length": "1000001"}
    refused = client.post("/documents", content=endless(), headers=headers)
    assert refused.status_code == 413
    assert "at most 1 MB" in refused.json()["error"]
    assert visits.find(ANNE) is None


def test_a_document_has_to_come_with_its_length(client):
    headers = {"quoth-visit": ANNE}
    refused = client.post("/documents", content=iter([b"x"]), headers=headers)
    assert refused.status_code == 411


def test_a_length_that_is_no_length_of_a_file_is_refused(client):
    headers = {"quoth-visit": ANNE, "content-length": "9" * 5000}
    assert client.post("/documents", content=iter([b"x"]), headers=headers).status_code == 411


# Gradio's answer would let in any origin here, and on loopback every port of this machine.
@pytest.mark.parametrize(
    ("host", "origin"),
    [("quoth.example:7860", "http://evil.example"), ("127.0.0.1:7860", "http://localhost:3000")],
)
@pytest.mark.parametrize("path", ["/documents", "/documents/0123"])
def test_a_browser_is_told_that_no_other_origin_may_send_documents(
    assistant, visits, host, origin, path
):
    app = build_app(Desk(assistant, visits), Address(host.partition(":")[0], 7860))
    asked = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "quoth-visit",
    }
    with TestClient(app, base_url=f"http://{host}") as client:
        told = client.options(path, headers={"origin": origin, **asked})
    assert told.status_code == 403
    assert [name for name in told.headers if name.startswith("access-control-allow")] == []


def test_what_did_not_arrive_whole_is_not_kept(client, visits):
    headers = {"quoth-visit": ANNE, "content-length": "100"}
    refused = client.post("/documents", content=b"short", headers=headers)
    assert refused.status_code == 400
    assert visits.find(ANNE) is None


# Whoever has one address of an IPv6 network has the others too, and a socket for both kinds writes
# IPv4 addresses as IPv6 ones.
@pytest.mark.parametrize(
    ("one", "other", "status"),
    [
        ("192.0.2.1", "192.0.2.1", 429),
        ("192.0.2.1", "192.0.2.2", 200),
        ("2001:db8::1", "2001:db8::2:1", 429),
        ("2001:db8::1", "2001:db8:0:1::1", 200),
        ("::ffff:192.0.2.1", "192.0.2.1", 429),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", 200),
        ("socket", "socket", 429),
    ],
)
def test_all_tabs_of_one_sender_have_one_share_of_the_sessions(
    tmp_path, assistant, one, other, status
):
    with visiting(tmp_path, assistant, sessions=2) as visits:
        app = build_app(Desk(assistant, visits), LOCAL)
        tabs = [(ANNE, one), (BEN, other)]
        clients = [(visit, TestClient(app, BASE, client=(host, 50_000))) for visit, host in tabs]
        told = [send(client, visit, "a.txt", story(visit)) for visit, client in clients]
    assert [answer.status_code for answer in told] == [200, status]


def test_a_full_disk_is_one_line(client, visits, monkeypatch):
    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.web.uploads.routes.os.open", full)
    refused = send(client, ANNE, "treaty.txt", story("Zorblatt"))
    assert refused.status_code == 507
    assert "No space left" in refused.json()["error"]
    assert visits.find(ANNE) is None


def test_gradios_own_way_in_stays_shut_and_its_files_hold_none_of_ours(client, visits):
    send(client, ANNE, "treaty.txt", story("Zorblatt"))
    listed(client, ANNE)
    path = visits.open(ANNE, HERE).listed()[0].path.parent / "index" / "index.sqlite"
    assert path.exists()
    assert client.post("/gradio_api/upload", files={"files": ("x.txt", b"x")}).status_code == 404
    assert client.get(f"/gradio_api/file={path}").status_code in {403, 404}


def test_a_server_that_takes_no_documents_has_no_address_for_them(assistant):
    with TestClient(build_app(Desk(assistant), LOCAL), base_url=BASE) as client:
        assert send(client, ANNE, "treaty.txt", story("Zorblatt")).status_code in {404, 405}
