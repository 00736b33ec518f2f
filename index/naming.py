"""The ids of files: the path inside the added folder, made longer where that is taken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from index.finding import Found, printable
from index.store import FileRecord


class Names:
    """Which id belongs to which file; an id once given stays with its file."""

    def __init__(self, records: Iterable[FileRecord]) -> None:
        """Start from the files that were added before."""
        self.by_path: dict[str, FileRecord] = {}
        self._by_id: dict[str, FileRecord] = {}
        for record in records:
            self.keep(record)

    def keep(self, record: FileRecord) -> None:
        """Remember a file, in place of what was known of it."""
        before = self._by_id.get(record.id)
        if before is not None:
            self.by_path.pop(before.path, None)
        self.by_path[record.path] = record
        self._by_id[record.id] = record

    def record_for(self, found: Found, digest: str | None) -> FileRecord:
        """Return what is known of a file, or a record without a hash for one that is new.

        The same bytes under the id of a file that is gone are that file, moved.
        """
        known = self.by_path.get(found.place)
        if known is not None:
            return known
        name = printable(found.name)
        parents = found.place.removesuffix(name).strip("/").split("/")
        for depth in range(len(parents) + 1):
            wanted = "/".join([*parents[len(parents) - depth :], name])
            taken = self._by_id.get(wanted)
            if taken is None:
                return FileRecord(wanted, found.place)
            if taken.sha256 == digest is not None and not Path(taken.path).exists():
                return taken
        return FileRecord(found.place, found.place)
