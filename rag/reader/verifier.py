"""The verifier: reads each of the best answers again, marked in its text, and compares them.

The reader looks for an answer and finds one in nearly every passage; the verifier is shown what was
found, beside the article's title and date, and was trained to put the right one of the reader's own
finds before the others, and before "none of these" (Hu et al. 2019, "Read + Verify: Machine reading
comprehension with unanswerable questions"; Iyer et al. 2021, "RECONSIDER").
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from rag.reader.folder import VERIFIER
from rag.reader.marked import Marked, MarkedEncoder
from rag.reader.pairs import load_tokenizer
from rag.reader.session import THREADS, feed, open_session


class Verifier:
    """Says of marked answers how likely they are right."""

    def __init__(self, folder: Path, *, threads: int = THREADS) -> None:
        """Load that of a reader's folder, whose manifest was checked. Raises ReaderError."""
        self._session = open_session(folder / VERIFIER)
        self._encoder = MarkedEncoder(load_tokenizer(folder))
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="verifier")

    def verdicts(self, questions: Sequence[str], answers: Sequence[Marked]) -> list[float]:
        """Return for each answer the log-odds that it, and not "none of these", is right.

        Each has its question: the same but for the spelling of names.
        """
        pairs = zip(questions, answers, strict=True)
        return list(self._pool.map(lambda pair: self._verdict(*pair), pairs))

    def _verdict(self, question: str, marked: Marked) -> float:
        ids, first = self._encoder.encode(question, marked)
        (verdict,) = self._session.run(None, feed(self._session, ids, first))
        return float(np.asarray(verdict).item())
