"""What the look of a line tells: markers, closing punctuation, the number of words."""

from __future__ import annotations

import re

from index.types import Block, BlockKind

LIST_MARKER = re.compile(r"(?:[•‣◦▪●·*+-]|\(?(?:\d{1,3}|[a-z])[.)]|\([A-Z]\))\s+(?=\S)")
LINE_START = re.compile(r"[—–-]+\s+(?=\S)|>[\s>]*(?=\S)")
ATX_HEADING = re.compile(r"#{1,6}\s+(?=\S)")
# Behind a sentence's end stand at most some quotes and brackets: no need to look at a whole line.
_TAIL = 12
_CLOSED = re.compile(r"[.!?…。！？؟।:;,\uff1a\uff1b\uff0c][\"'”’»」)\]*_]*$")
_QUESTION = re.compile(r"[?？؟][\"'”’»」)\]*_]*$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_MARKERS = {
    BlockKind.LIST_ITEM: LIST_MARKER,
    BlockKind.HEADING: ATX_HEADING,
    BlockKind.TITLE: ATX_HEADING,
}


def content_start(text: str, block: Block) -> int:
    """Return where the words of a block begin, behind its list marker, dash or heading signs."""
    marker = _MARKERS.get(block.kind, LINE_START).match(text, block.start, block.end)
    return marker.end() if marker else block.start


def is_closed(text: str) -> bool:
    """Say whether a text ends with a mark that closes a sentence or a part of one."""
    return _CLOSED.search(text[-_TAIL:]) is not None


def is_question(text: str) -> bool:
    """Say whether a text ends with a question mark."""
    return _QUESTION.search(text[-_TAIL:]) is not None


def count_words(text: str) -> int:
    """Count words; scripts that leave no spaces between them have about two letters to a word."""
    return len(text.split()) + len(_CJK.findall(text)) // 2
