"""The one place where settings become parts: what is retrieved from, and what it is read with."""

from __future__ import annotations

from pathlib import Path

import index as index_package
from index import (
    Embedder,
    FolderStore,
    Progress,
    SentenceTransformerEmbedder,
    Store,
    StoreMissing,
    build,
    read_folder,
    recipe_for,
)
from rag.confidence import read_calibration
from rag.likeness import Likeness
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED
from rag.reading import Reading
from rag.settings import Settings

# seeds/ stands beside the packages, in the repository and in the wheel.
SEEDS = Path(index_package.__file__).parent.parent / "seeds"


def open_store(settings: Settings, progress: Progress | None = None) -> tuple[Store, Embedder]:
    """Open the settings' index and what embeds for it; made from the seeds where there is none.

    `progress(done, total)` is told of the passages embedded then. Raises QuothError.
    """
    embedder = SentenceTransformerEmbedder(settings.model)
    try:
        return FolderStore(settings.index, recipe_for(embedder)), embedder
    except StoreMissing:
        return build(settings.index, read_folder(SEEDS), embedder, progress=progress), embedder


def open_reading(settings: Settings, embedder: Embedder) -> Reading:
    """Open the settings' reader, and what its evidence is weighed with. Raises QuothError."""
    folder = settings.reader or SHIPPED
    calibration = read_calibration(folder)
    threshold = calibration.threshold if settings.threshold is None else settings.threshold
    reader = ExtractiveReader(folder)
    likeness = Likeness(embedder)
    return Reading(reader, likeness, calibration, threshold, verifier=reader.verifier)
