"""What adding is measured on, and that the bare encoder is given the same."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from eval.bench_adding import Beside, peak_mb, varied, write_files
from index import FolderStore, HashingEmbedder, Wishes, add_files, find_files, recipe_for

CONTEXTS = [
    " ".join(f"In {year} the harbour of town {n} saw {year * n % 97} ships." for n in range(20))
    for year in range(1900, 1920)
]


class Encoder:
    """An encoder that remembers what it was given."""

    def __init__(self):
        self.texts = []

    def encode(self, texts, **_):
        self.texts += texts


@pytest.mark.parametrize("part", [25, None])
def test_the_files_have_as_many_passages_as_are_asked_for_and_copies_among_them(tmp_path, part):
    """Adding takes all files, and the near-copies are told by the store."""
    write_files(tmp_path / "held", varied(CONTEXTS, 0, part), 100)
    embedder = HashingEmbedder()
    store = FolderStore.create(tmp_path / "index", recipe_for(embedder))
    findings = find_files([tmp_path / "held"])
    report = add_files(store, embedder, findings, Wishes(), progress=lambda _: None)
    assert len(report.added) == len(findings.files)
    assert store.count_passages() == report.passages >= 100
    linked = sum(article.copy_of is not None for article in store.articles())
    assert 0 < linked < len(store.ids()) / 2
    store.close()


def test_variations_are_the_same_on_every_run():
    """One seed gives one corpus, and another gives another."""
    first, again, other = (
        list(itertools.islice(varied(CONTEXTS, seed, 25), 50)) for seed in (0, 0, 1)
    )
    assert first == again
    assert not set(first) & set(other)


def test_the_bare_encoder_gets_every_text_once():
    """What is measured beside it are the same texts, and the vectors are the embedder's."""
    bare, embedder = Encoder(), HashingEmbedder()
    beside = Beside(embedder, bare)
    texts = [f"Ship {n} sank." for n in range(300)]
    rows = [beside.embed_passages(texts[at : at + 64]) for at in range(0, 300, 64)]
    beside.encode()
    assert bare.texts == texts
    assert np.array_equal(np.concatenate(rows), embedder.embed_passages(texts))


def test_the_peak_of_memory_is_a_process_s_own():
    """It grows with what this process takes; of one that is not there, nothing is told."""
    before = peak_mb("self")
    held = bytearray(int(before + 100) * 1_000_000)
    assert peak_mb("self") >= before + 100
    assert peak_mb("0") == 0
    del held
