"""An onnxruntime session of a reader's network, and what is fed to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from index import ReaderError

# One window a thread: int8 activations are scaled by what is in the batch, so only a batch of one
# gives the same bytes whatever is read beside it; and one by one nothing is padded.
THREADS = 2

Ids = NDArray[np.int64]


def open_session(file: Path) -> onnxruntime.InferenceSession:
    """Open a network to be run by one thread at a time. Raises ReaderError."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    try:
        return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no base but this
        message = f"{file}: cannot be loaded ({error}); export the reader again"
        raise ReaderError(message) from error


def feed(session: onnxruntime.InferenceSession, ids: Sequence[int], first: int) -> dict[str, Ids]:
    """Return token ids, of which those from `first` on are the text's, as inputs: (1, t) each."""
    tokens = np.array([ids], np.int64)
    types = np.zeros_like(tokens)
    types[0, first:] = 1
    values = {
        "input_ids": tokens,
        "attention_mask": np.ones_like(tokens),
        "token_type_ids": types,
    }
    return {node.name: values[node.name] for node in session.get_inputs()}
