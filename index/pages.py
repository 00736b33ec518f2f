"""The page of a PDF on which a quote stands, drawn from the file that was added.

No copy of a file is kept: the file itself is drawn, when it still is what was read.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from index.errors import ArticleError
from index.finding import read_bytes
from index.formats.page_image import PageImage
from index.formats.source import Source
from index.sandbox import MAX_FILE_BYTES, Limits, Sandbox
from index.store import Store

_log = logging.getLogger(__name__)
# A person waits for the page: what takes longer is better read as text.
_DRAWING = Limits(cpu_seconds=10, wall_seconds=20.0)


def draw_cited_page(store: Store, article_id: str, start: int, end: int) -> PageImage | None:
    """Draw the page on which text[start:end] of an article begins, with boxes around it.

    None when the article has no pages, or its file is gone, has changed or cannot be drawn; its
    text can be shown all the same. Raises StoreError when there is no article of that id.
    """
    article = store.article(article_id)
    page = article.page_at(start)
    record = next((file for file in store.files() if article_id in file.articles), None)
    if page is None or record is None:
        return None
    try:
        data = read_bytes(Path(record.path), MAX_FILE_BYTES)
        if hashlib.sha256(data).hexdigest() != record.sha256:
            return None
        with Sandbox(_DRAWING) as sandbox:
            return sandbox.draw(Source(article_id, data), page, start, end)
    except ArticleError as error:
        _log.info("shown as text: %s", error)
        return None
