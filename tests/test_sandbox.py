"""No file can harm the process that reads it: it ends in articles or in one clear line."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import format_samples as samples
import pytest
from format_bombs import BOMBS

from index import ArticleError
from index.formats.readers import read_source
from index.formats.source import Source
from index.sandbox import Limits, Sandbox

STRICT = Limits(memory_bytes=600_000_000, cpu_seconds=6, wall_seconds=60)


@pytest.fixture(scope="module")
def sandbox():
    """One child for many files, as in `quoth add`."""
    with Sandbox(STRICT) as made:
        yield made


def read(sandbox, name="story.txt", data=None):
    source = Source(name, samples.plain_text() if data is None else data)
    return list(sandbox.read(source))


def outcome(sandbox, name, data):
    """Say how reading a file ended."""
    try:
        read(sandbox, name, data)
    except ArticleError as error:
        return str(error)
    return "read"


@pytest.fixture
def hostile(tmp_path):
    """Return a function that makes a sandbox whose child runs other code than the readers'."""
    made = []

    def make(code, limits=STRICT):
        script = tmp_path / "child.py"
        frame = "def send(kind, value): w(struct.pack('>cI', kind, len(value)) + value)"
        head = (
            f"import os, struct, sys, time, signal, json\nw = lambda b: os.write(1, b)\n{frame}\n"
        )
        script.write_text(head + textwrap.dedent(code))
        made.append(Sandbox(limits, script=str(script)))
        return made[-1]

    yield make
    for sandbox in made:
        sandbox.close()


@pytest.mark.parametrize("name", list(samples.GOOD))
def test_what_comes_out_is_what_went_in(sandbox, name):
    """An article from the child equals the one that its reader made, hash and all."""
    data = samples.GOOD[name]()
    assert read(sandbox, name, data) == list(read_source(Source(name, data)))


@pytest.mark.parametrize("name", list(BOMBS))
def test_a_bomb_ends_in_one_clear_line_or_is_read(sandbox, name):
    """Nothing hangs, nothing crashes here, and the next file is read by the same sandbox."""
    began = time.monotonic()
    said = outcome(sandbox, name, BOMBS[name]())
    assert said == "read" or (said.startswith(f"{name}: ") and "\n" not in said)
    assert time.monotonic() - began < STRICT.wall_seconds
    assert read(sandbox)[0].title == samples.TITLE


ARTICLE = {
    "id": "a.txt",
    "title": "A",
    "publisher": None,
    "published": None,
    "text": "Rain fell.",
    "blocks": [[0, 10, "paragraph"]],
    "media_type": "text/plain",
    "pages": [],
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"id": "other.txt"}, "is no article"),
        ({"blocks": [[0, 11, "paragraph"]]}, "is no article"),
        ({"blocks": [[5, 2, "paragraph"]]}, "is no article"),
        ({"blocks": [[0, 10, "essay"]]}, "is no article"),
        ({"pages": [3, 1]}, "is no article"),
        ({"text": 7}, "is no article"),
        ({"text": "Rain\x1b[2J fell."}, "is not text"),
        ({"published": "yesterday"}, "is no article"),
        (None, "is no article"),
    ],
)
def test_what_the_child_hands_over_is_checked(hostile, changed, said):
    """A child that was taken over cannot slip anything in that no reader gives."""
    value = None if changed is None else ARTICLE | changed
    child = hostile(f"send(b'A', json.dumps(json.loads({json.dumps(value)!r})).encode())")
    with pytest.raises(ArticleError, match=said):
        read(child, "a.txt")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("send(b'A', b'not json')", "is not JSON"),
        ("send(b'D', b'[' * 100_000)", "is not JSON"),
        ("w(b'A' + b'\\xff' * 4)", "gives more text than a file may"),
        ("w(b'A')", "ended its reader"),
        ("sys.exit(7)", "exit status 7"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("send(b'F', json.dumps('of this and that').encode())", "of this and that"),
        ("import pickle; send(b'D', pickle.dumps(print))", "is not JSON"),
    ],
)
def test_a_child_gone_wrong_is_an_article_error(hostile, code, said):
    """Garbage, a torso, too much, a crash: each is said in one line that names the file."""
    with pytest.raises(ArticleError, match=rf"^a\.txt: .*{said}"):
        read(hostile(code), "a.txt")


def test_a_child_that_waits_is_ended(hostile):
    """Waiting costs no computing time, so the clock on the wall ends it."""
    child = hostile("time.sleep(600)", Limits(wall_seconds=1.0))
    with pytest.raises(ArticleError, match="took longer than 1 s"):
        read(child, data=b"x" * 10_000_000)


def test_a_child_that_computes_for_ever_is_ended(hostile):
    """The system ends a child whose computing time is up."""
    child = hostile(
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile 1: pass"
    )
    with pytest.raises(ArticleError, match="of computing"):
        read(child)


@pytest.mark.parametrize(
    "act",
    [
        "open('written', 'w')",
        "os.open('written', os.O_CREAT | os.O_WRONLY)",
        "os.remove(__import__('sys').executable)",
        "__import__('subprocess').run(['true'])",
        "os.system('true')",
        "os.fork()",
        "__import__('socket').create_connection(('127.0.0.1', 9))",
        "__import__('urllib.request').request.urlopen('http://127.0.0.1:9/')",
    ],
)
def test_a_reader_can_do_nothing_but_read(tmp_path, act):
    """Writing, connecting and starting programs end in PermissionError."""
    code = f"import os, index.formats.worker as w; w.fence_in(2_000_000_000)\n{act}"
    done = subprocess.run(  # noqa: S603 (this Python, and the code above)
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "PermissionError: a reader of files tried" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_memory_has_a_limit():
    """A file that needs more memory is refused, and the child is replaced."""
    with Sandbox(Limits(memory_bytes=200_000_000)) as small:
        with pytest.raises(ArticleError, match="needs more memory"):
            read(small, data="é".encode() * 40_000_000)
        assert read(small)[0].title == samples.TITLE


def test_leaving_in_the_middle_of_a_file_loses_nothing(sandbox):
    """A file that was not read to its end does not get between the next one and its answer."""
    articles = sandbox.read(Source("a.csv", samples.csv_export()))
    next(articles)
    articles.close()
    assert read(sandbox)[0].title == samples.TITLE


def test_one_child_reads_many_files(sandbox):
    """The child is started once, so that a folder of small files is read fast."""
    read(sandbox)
    child = sandbox._child  # noqa: SLF001
    read(sandbox, "story.html", samples.web_page())
    with pytest.raises(ArticleError):
        read(sandbox, "a.pdf", b"%PDF-1.4 torso")
    assert sandbox._child is child  # noqa: SLF001


def test_the_child_loads_no_model_and_no_store(sandbox):
    """What reading does not need would only cost memory and time."""
    read(sandbox)
    maps = Path(f"/proc/{sandbox._child.pid}/maps").read_text()  # noqa: SLF001
    assert "sentencex" in maps
    assert not [name for name in ("faiss", "torch", "tantivy", "numpy") if name in maps]
