"""The trained reader: an extractive question-answering model, run by onnxruntime.

Loading and running it imports no torch.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from index import Hit, Passage, ReaderError
from rag.reader.pairs import PairEncoder, Window, load_tokenizer
from rag.reader.spans import Logits, Span, best_spans
from rag.types import Evidence

SHIPPED = Path(__file__).parent / "weights"
MANIFEST = "reader.json"
WEIGHTS = "model.onnx"
# Two spans of a passage: a list's next member, or the other value where it contradicts itself.
SPANS_PER_PASSAGE = 3
# One window a thread: int8 activations are scaled by what is in the batch, so only a batch of one
# gives the same bytes whatever is read beside it; and one by one nothing is padded.
THREADS = 2


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `reader.json` says of a reader's folder."""

    name: str
    max_tokens: int
    sha256: dict[str, str]
    margin_scale: float
    margin_shift: float


class ExtractiveReader:
    """Finds the exact words that answer, and says by how much they beat the no-answer."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        """Load a folder made by `python -m rag.reader.export`. Raises ReaderError."""
        self.manifest = read_manifest(folder)
        self._encoder = PairEncoder(load_tokenizer(folder), self.manifest.max_tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / WEIGHTS), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's exceptions share no base but this
            message = f"{folder / WEIGHTS}: cannot be loaded ({error}); export the reader again"
            raise ReaderError(message) from error
        self._inputs = [node.name for node in self._session.get_inputs()]
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reader")

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the best spans of every passage, best first; `score` is in 0..1."""
        head = self._encoder.question(question)
        read = self._pool.map(lambda hit: self._read_passage(head, hit.passage), hits)
        evidence = [item for items in read for item in items]
        return sorted(evidence, key=lambda e: (-e.score, e.passage.article, e.answer))

    def margins(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return each text's best margin over its no-answer; -inf for a blank text."""
        head = self._encoder.question(question)

        def best(text: str) -> float:
            return max((s.margin for _, s in self._spans(head, text, 1)), default=-math.inf)

        return list(self._pool.map(best, texts))

    def _read_passage(self, head: tuple[int, ...], passage: Passage) -> list[Evidence]:
        found: list[Evidence] = []
        spans = sorted(self._spans(head, passage.text, SPANS_PER_PASSAGE), key=_by_margin)
        for window, span in spans:
            start = passage.start + window.offsets[span.start][0]
            end = passage.start + window.offsets[span.end][1]
            # Overlapping windows find the same words twice; the better reading stays.
            if all(end <= e.answer[0] or start >= e.answer[1] for e in found):
                found.append(Evidence(passage, (start, end), (start, end), self._score(span)))
        return found[:SPANS_PER_PASSAGE]

    def _spans(self, head: tuple[int, ...], text: str, count: int) -> list[tuple[Window, Span]]:
        found = []
        for window in self._encoder.windows(head, text):
            starts, ends = self._logits(window)
            found += [(window, span) for span in best_spans(starts, ends, window.first, count)]
        return found

    def _logits(self, window: Window) -> tuple[Logits, Logits]:
        """Run the model on one window of t tokens; return its start and end logits, (t,) each."""
        ids = np.array([window.ids], np.int64)
        types = np.zeros_like(ids)
        types[0, window.first :] = 1
        values = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": types,
        }
        starts, ends = self._session.run(None, {name: values[name] for name in self._inputs})
        return starts[0], ends[0]

    def _score(self, span: Span) -> float:
        return sigmoid(self.manifest.margin_scale * span.margin + self.manifest.margin_shift)


def _by_margin(found: tuple[Window, Span]) -> tuple[float, int]:
    window, span = found
    return -span.margin, window.offsets[span.start][0]


def sigmoid(value: float) -> float:
    """Return 1 / (1 + e^-value), without overflow."""
    return 0.5 * (1 + math.tanh(value / 2))


def read_manifest(folder: Path) -> Manifest:
    """Read and check `reader.json`: every file must have the SHA-256 that it gives.

    Raises ReaderError.
    """
    file = folder / MANIFEST
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        manifest = Manifest(**said)
    except FileNotFoundError as error:
        message = f"{folder}: holds no {MANIFEST}; make it with `python -m rag.reader.export`"
        raise ReaderError(message) from error
    except (ValueError, TypeError) as error:
        message = f"{file}: is not a reader's manifest ({error}); export the reader again"
        raise ReaderError(message) from error
    for name, wanted in manifest.sha256.items():
        path = folder / name
        if not path.is_file():
            message = f"{folder}: {name} is missing; export the reader again"
            raise ReaderError(message)
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != wanted:
            message = (
                f"{path}: its SHA-256 is {found[:12]}…, and {MANIFEST} says {wanted[:12]}…; "
                "restore the file, or export the reader again"
            )
            raise ReaderError(message)
    return manifest
