"""Where articles, passages and vectors are kept: one folder, one truth."""

from index.store.folder import FolderStore
from index.store.protocol import Entry, FileRecord, Recipe, Store

__all__ = ["Entry", "FileRecord", "FolderStore", "Recipe", "Store"]
