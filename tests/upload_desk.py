"""A desk that takes documents, over real stores, a real reader and the fake embedder."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib

import pytest

from index import HashingEmbedder, build, parse_article
from rag import Assistant, Retriever
from rag.confidence import UNFITTED
from rag.likeness import Likeness
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED
from rag.reading import Reading
from ui.web.scope import Asker, Scope
from ui.web.server import Address
from ui.web.uploads.courtesy import Courtesy
from ui.web.uploads.documents import Means
from ui.web.uploads.limits import Limits
from ui.web.uploads.visits import Visits

SHARED_ID = "shared.txt"
SHARED_TEXT = "Potash is a mineral. Belarus exported potash through the port of Klaipeda.\n"
ANNE, BEN = "a" * 32, "b" * 32
# Where both send their documents from.
HERE = "192.0.2.1"
BASE = "http://127.0.0.1:7860"
LOCAL = Address("127.0.0.1", 7860)
# Gradio leaves event loops to the garbage collector, which warns of them whenever it runs. It is
# let find them while these tests run, not later ones.
SERVED = [
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.usefixtures("garbage_collected"),
]
LIMITS = Limits(
    file_bytes=1_000_000, total_bytes=2_000_000, files=5, passages=100, sessions=3, minutes=60
)


def made_assistant(folder):
    """Return an assistant over one shared article, made in `folder`."""
    embedder = HashingEmbedder()
    store = build(folder, [parse_article(SHARED_TEXT, SHARED_ID)], embedder)
    reading = Reading(ExtractiveReader(SHIPPED), Likeness(embedder), UNFITTED, 0.001)
    return Assistant(store, Retriever(store, embedder), reading, top_k=16)


class Clock:
    """A clock that is put forward by hand, in seconds."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@contextlib.contextmanager
def visiting(folder, assistant, *, shared=False, **changed):
    """Serve sessions below `folder`; `changed` are limits. Both Anne and Ben are let in."""
    limits = dataclasses.replace(LIMITS, **changed)
    means = Means(assistant, limits, Courtesy(), shared=shared, clock=Clock())
    visits = Visits(folder, means)
    for visit in (ANNE, BEN):
        visits.admit(visit)
    try:
        yield visits
    finally:
        visits.stop()


def hand_in(documents, name, data):
    """Put a file where the page's request would, and read it; return the document."""
    document = documents.take_in(name, len(data))
    document.path.write_bytes(data)
    try:
        documents.arrived(document, hashlib.sha256(data).hexdigest())
    except BaseException:
        documents.remove(document.key)
        raise
    documents.read_next()
    return document


def mine(visit):
    return Asker(visit, Scope.MINE)


def everything(visit):
    return Asker(visit, Scope.ALL)


def story(name, place="Quibbleton"):
    """Return a text that nobody else has."""
    return f"The treaty of {name} was signed in {place}. It ended the war of the lamps.\n".encode()
