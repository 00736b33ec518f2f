"""What is handed to a store has to hold together before it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.errors import StoreError
from index.store.protocol import Entry, Recipe


def check_entries(entries: Sequence[Entry], recipe: Recipe) -> None:
    """Raise StoreError for what would make an index that cannot be right."""
    repeated = [key for key, n in Counter(e.article.id for e in entries).items() if n > 1]
    if repeated:
        message = f"the article {repeated[0]!r} is there twice; give each another name"
        raise StoreError(message)
    for article, passages, vectors in ((e.article, e.passages, e.vectors) for e in entries):
        if vectors.shape != (len(passages), recipe.dimension) or vectors.dtype != np.float32:
            message = (
                f"{article.id}: {len(passages)} passages have {vectors.dtype} vectors of shape "
                f"{vectors.shape}; float32 of dimension {recipe.dimension} are wanted"
            )
            raise StoreError(message)
        if not np.isfinite(vectors).all():
            message = f"{article.id}: a vector holds what is not a number; check the model"
            raise StoreError(message)
        for passage in passages:
            slices = article.text[passage.start : passage.end] == passage.text
            if not slices or passage.article != article.id:
                message = f"{article.id}: {passage} is not a slice of the article"
                raise StoreError(message)
