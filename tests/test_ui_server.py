"""Rules of the server that carries the page: its address, its login, what it lets through."""

from __future__ import annotations

import gc
import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from starlette.testclient import TestClient
from ui_fakes import HOSTILE, PLAIN, FakeAssistant, article

from ui.web.desk import Desk
from ui.web.server import Address, AddressError, AuthError, bind, build_app, parse_auth

LOCAL = Address("127.0.0.1", 7860)
EVERYWHERE = "0.0.0.0"  # noqa: S104 - a name; nothing listens on it here
# Gradio leaves event loops to the garbage collector, which warns of them whenever it runs.
pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module", autouse=True)
def _collect_here():
    """Let the garbage collector find them while these tests run, not later ones."""
    yield
    gc.collect()


def app_at(address, auth=None):
    articles = [article(PLAIN, "plain.txt"), article(HOSTILE, "hostile.txt")]
    return build_app(Desk(FakeAssistant(articles)), address, auth=auth)


@pytest.fixture(scope="module")
def client():
    with TestClient(app_at(LOCAL), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_the_page_names_no_other_host(client):
    page = client.get("/").text
    assert set(re.findall(r"https?://([\w.-]+)", page)) == {"127.0.0.1"}


@pytest.mark.parametrize("path", ["/", "/config", "/gradio_api/info", "/theme.css", "/nothing"])
def test_every_response_forbids_requests_to_other_hosts(client, path):
    policy = client.get(path).headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/upload/"])
def test_files_are_not_taken(client, path):
    assert client.post(path, files={"files": ("x.txt", b"x")}).status_code == 404


def test_what_a_tab_shows_is_never_written_to_a_file_for_a_link(client):
    """Gradio's deep links keep a tab's last values, and with them its documents and its secret."""
    shown = client.get("/gradio_api/deep_link", params={"session_hash": "any"})
    assert shown.status_code == 404


def test_a_local_page_answers_to_no_foreign_name(client):
    assert client.get("/", headers={"host": "evil.example:7860"}).status_code == 400
    assert client.get("/", headers={"host": "localhost:7860"}).status_code == 200
    assert client.get("/", headers={"host": "[::1]:7860"}).status_code == 200


def test_a_page_for_the_network_answers_to_any_name():
    with TestClient(app_at(Address(EVERYWHERE, 7860)), base_url="http://desk.example") as client:
        assert client.get("/").status_code == 200


def test_only_ask_and_retrieve_are_for_programs(client):
    assert sorted(client.get("/gradio_api/info").json()["named_endpoints"]) == ["/ask", "/retrieve"]


def test_a_login_keeps_strangers_from_the_articles():
    with TestClient(app_at(LOCAL, ("desk", "secret")), base_url="http://127.0.0.1:7860") as client:
        assert client.get("/config").status_code == 401
        assert "plain.txt" not in client.get("/").text
        client.post("/login", data={"username": "desk", "password": "wrong"})
        assert client.get("/config").status_code == 401
        client.post("/login", data={"username": "desk", "password": "secret"})
        assert client.get("/config").status_code == 200


def test_a_port_in_use_is_named_with_the_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=rf"Port {port} is in use .* --port {port + 1}"):
            bind(Address("127.0.0.1", port))


def test_an_address_of_another_machine_is_refused_with_the_way_out():
    with pytest.raises(AddressError, match=r"Cannot listen on 192\.0\.2\.1 port 0 .* --host"):
        bind(Address("192.0.2.1", 0))


def test_port_0_takes_a_free_one():
    with bind(Address("127.0.0.1", 0)) as listener:
        assert listener.getsockname()[1] > 1023


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("localhost", True),
        ("::1", True),
        ("[::1]", True),
        (EVERYWHERE, False),
        ("::", False),
        ("192.168.1.5", False),
        ("desk.example", False),
    ],
)
def test_an_address_is_local_when_only_this_machine_reaches_it(host, local):
    assert Address(host, 1).local is local


def test_a_password_may_hold_colons():
    assert parse_auth("desk:a:b") == ("desk", "a:b")


def test_no_login_is_no_login():
    assert parse_auth(None) is None


def test_a_refused_login_is_not_repeated_in_the_error():
    with pytest.raises(AuthError) as refused:
        parse_auth("hunter2")
    assert "hunter2" not in str(refused.value)


SERVED = """
from index import parse_article
from rag import Settings
from ui.web import server
from ui_fakes import PLAIN, FakeAssistant, article
server.open_assistant = lambda settings: FakeAssistant([article(PLAIN, "plain.txt")])
server.serve_chat(Settings(), server.Address("127.0.0.1", 0))
"""


def test_ctrl_c_ends_the_server_at_once_and_without_a_traceback():
    command = [sys.executable, "-c", SERVED]
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, sys.path))}
    with subprocess.Popen(  # noqa: S603 - the script is the one above
        command, stderr=subprocess.PIPE, text=True, env=here
    ) as server:
        said = server.stderr.readline()
        while said.isspace():
            said = server.stderr.readline()
        server.send_signal(signal.SIGINT)
        server.send_signal(signal.SIGINT)
        rest = server.stderr.read()
    assert "http://127.0.0.1:" in said
    assert (server.returncode, rest) == (0, "")
