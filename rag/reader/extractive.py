"""The trained reader: an extractive question-answering model, run by onnxruntime.

Loading and running it imports no torch.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index import Hit, Passage, split_sentences
from rag.question import asked_for
from rag.reader.belief import sigmoid
from rag.reader.folder import SHIPPED, WEIGHTS, read_manifest
from rag.reader.pairs import PairEncoder, Window, load_tokenizer
from rag.reader.session import THREADS, Ids, feed, open_session
from rag.reader.spans import Logits, Span, best_spans
from rag.reader.verifier import Verifier
from rag.types import Evidence

# Spans of a passage: a list's next members, or the other value where it contradicts itself.
SPANS_PER_PASSAGE = 3


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's tokens, and whether a few words would answer it."""

    head: tuple[int, ...]
    few_words: bool


class ExtractiveReader:
    """Finds the exact words that answer, and says by how much they beat the no-answer.

    `verifier` is what reads the best of them again, where the folder has one.
    """

    def __init__(self, folder: Path = SHIPPED, *, threads: int = THREADS) -> None:
        """Load a folder made by `python -m rag.reader.export`. Raises ReaderError."""
        self.folder = folder
        self.manifest = read_manifest(folder)
        self.session = open_session(folder / WEIGHTS)
        self.encoder = PairEncoder(load_tokenizer(folder), max_tokens=self.manifest.max_tokens)
        self.verifier = Verifier(folder, threads=threads) if self.manifest.has_verifier else None
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reader")

    def read(self, question: str, hits: Sequence[Hit]) -> list[Evidence]:
        """Return the best spans of every passage, best first; `score` is sigmoid(margin).

        Raises QuestionError for a question that leaves no room for a passage.
        """
        asked = self._asked(question)
        read = self._pool.map(lambda hit: self._read_passage(asked, hit.passage), hits)
        evidence = [item for items in read for item in items]
        return sorted(evidence, key=lambda e: (-e.score, e.passage.article, e.answer))

    def best(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, float]]:
        """Return the best words of each (question, text) and their margin over the no-answer.

        A text without tokens has no words, and a margin of -inf. Raises QuestionError.
        """
        return list(self._pool.map(lambda pair: self._best(*pair), pairs))

    def feed(self, window: Window) -> dict[str, Ids]:
        """Return a window as the session's input: (1, t) each."""
        return feed(self.session, window.ids, window.first)

    def _best(self, question: str, text: str) -> tuple[str, float]:
        found = self._spans(self._asked(question), text, 1)
        if not found:
            return "", -math.inf
        window, span = min(found, key=_by_margin)
        return text[slice(*_place(window, span))], span.margin

    def _asked(self, question: str) -> _Asked:
        return _Asked(self.encoder.head(question), few_words=asked_for(question).in_few_words)

    def _read_passage(self, asked: _Asked, passage: Passage) -> list[Evidence]:
        found: list[Evidence] = []
        for window, span in sorted(
            self._spans(asked, passage.text, SPANS_PER_PASSAGE), key=_by_margin
        ):
            low, high = _place(window, span)
            start, end = passage.start + low, passage.start + high
            # Overlapping windows find the same words twice; the better reading stays.
            if all(end <= e.answer[0] or start >= e.answer[1] for e in found):
                belief = sigmoid(span.margin)
                found.append(Evidence(passage, (start, end), (start, end), belief, belief))
        return found[:SPANS_PER_PASSAGE]

    def _spans(self, asked: _Asked, text: str, count: int) -> list[tuple[Window, Span]]:
        found: list[tuple[Window, Span]] = []
        opened = _sentence_starts(text)
        for window in self.encoder.windows(asked.head, text):
            if window.offsets:
                parts = np.searchsorted(opened, [at for at, _ in window.offsets], side="right")
                spans = best_spans(
                    self._logits(window), window.first, count, parts, few_words=asked.few_words
                )
                found += [(window, span) for span in spans]
        return found

    def _logits(self, window: Window) -> tuple[Logits, Logits]:
        """Run the model on one window of t tokens; return its start and end logits, (t,) each."""
        starts, ends = self.session.run(None, self.feed(window))
        return starts[0], ends[0]


def _sentence_starts(text: str) -> list[int]:
    """Return where the sentences of a text begin, in order; a line's end ends one, too.

    No answer goes from one sentence into the next: of 6,150 annotated ones 8 do.
    """
    lines = re.finditer(r"[^\n]+", text)
    return [start for line in lines for start, _ in split_sentences(text, *line.span())]


def _place(window: Window, span: Span) -> tuple[int, int]:
    """Return the code points of the passage that a span of a window covers."""
    return window.offsets[span.start][0], window.offsets[span.end][1]


def _by_margin(found: tuple[Window, Span]) -> tuple[float, tuple[int, int]]:
    window, span = found
    return -span.margin, _place(window, span)
