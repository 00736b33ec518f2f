"""The one place where settings become parts, and parts an assistant."""

from __future__ import annotations

from pathlib import Path

import index as index_package
from index import (
    Embedder,
    FolderStore,
    SentenceTransformerEmbedder,
    StoreMissing,
    build,
    read_folder,
    recipe_for,
)
from rag.assistant import Assistant, Progress
from rag.confidence import read_calibration
from rag.likeness import Likeness
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHIPPED
from rag.reading import Reading
from rag.retriever import Retriever
from rag.settings import Settings

# seeds/ stands beside the packages, in the repository and in the wheel.
SEEDS = Path(index_package.__file__).parent.parent / "seeds"


def open_assistant(
    settings: Settings | None = None, *, progress: Progress | None = None
) -> Assistant:
    """Open everything that answering takes. Raises QuothError."""
    settings = settings or Settings()
    embedder = SentenceTransformerEmbedder(settings.model)
    store = _open_store(settings.index, embedder, progress)
    folder = settings.reader or SHIPPED
    calibration = read_calibration(folder)
    threshold = calibration.threshold if settings.threshold is None else settings.threshold
    reading = Reading(ExtractiveReader(folder), Likeness(embedder), calibration, threshold)
    return Assistant(store, Retriever(store, embedder), reading, top_k=settings.top_k)


def open_retriever(settings: Settings | None = None) -> Retriever:
    """Open what retrieving takes: no reader. Raises QuothError."""
    settings = settings or Settings()
    embedder = SentenceTransformerEmbedder(settings.model)
    return Retriever(_open_store(settings.index, embedder, None), embedder)


def _open_store(path: Path, embedder: Embedder, progress: Progress | None) -> FolderStore:
    try:
        return FolderStore(path, recipe_for(embedder))
    except StoreMissing:
        return build(path, read_folder(SEEDS), embedder, progress=progress)
