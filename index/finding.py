"""Which files a person means by the paths that they name, and reading their bytes safely."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pathspec import GitIgnoreSpec

from index.errors import ArticleError
from index.formats.detecting import SUFFIXES

# Beside the patterns that are given: one in a folder that is added, in .gitignore's notation.
IGNORE_FILE = ".quothignore"
# By this file a folder is known as an index, whose own files are nobody's articles.
_INDEX_FILE = "index.sqlite"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to add: its absolute path, its path inside the folder that was named, its size.

    `known_as` is what it is remembered by in place of the path, when that is not the file's own
    (standard input, an upload).
    """

    path: Path
    name: str
    size: int
    known_as: str | None = None

    @property
    def place(self) -> str:
        """What the file is remembered by, as text."""
        return printable(self.known_as or str(self.path))


@dataclass(slots=True)
class Findings:
    """What the named paths hold.

    `folders` are those that were named; `left_out` counts files of other kinds by their suffix,
    and links, which are not followed.
    """

    files: list[Found] = field(default_factory=list)
    folders: list[Path] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def printable(name: str) -> str:
    """Return a file's name as text; bytes that are no text in it are written as escapes."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def find_files(paths: Sequence[Path], *, ignore: Sequence[str] = ()) -> Findings:
    """Find the files to add: those that are named, and in folders those of a known kind.

    Hidden files, links and what `ignore` matches (.gitignore's patterns) are passed over.
    Raises ArticleError for a path that is not there.
    """
    findings = Findings()
    seen: set[Path] = set()
    for path in paths:
        try:
            absolute = path.resolve(strict=True)
            files = list(_below(absolute, ignore, findings.left_out))
        except OSError as error:
            message = f"{path}: cannot be read ({error.strerror}); check the path"
            raise ArticleError(message) from error
        if absolute.is_dir():
            findings.folders.append(absolute)
        findings.files += [file for file in files if file.path not in seen]
        seen.update(file.path for file in files)
    return findings


def read_bytes(path: Path, most: int) -> bytes:
    """Return the bytes of a regular file, no link followed. Raises ArticleError."""
    try:
        # Not blocking: opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(descriptor, "rb") as stream:  # noqa: PTH123 (a descriptor has no path)
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                message = f"{path}: is not a file; name a file or a folder"
                raise ArticleError(message)
            data = stream.read(most + 1)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check its permissions"
        raise ArticleError(message) from error
    if len(data) > most:
        message = f"{path}: is larger than the {most:,} bytes that a file may have; split it"
        raise ArticleError(message)
    return data


def _below(path: Path, ignore: Sequence[str], left_out: Counter[str]) -> Iterator[Found]:
    if not path.is_dir():
        yield Found(path, path.name, path.stat().st_size)
        return
    own = path / IGNORE_FILE
    lines = own.read_text("utf-8", "replace").splitlines() if own.is_file() else []
    ignored = GitIgnoreSpec.from_lines([*lines, *ignore])
    for folder, folders, names in os.walk(path, onerror=_raise):
        inside = Path(folder).relative_to(path)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and not ignored.match_file(f"{(inside / name).as_posix()}/")
            and not (Path(folder) / name / _INDEX_FILE).exists()
        )
        for name in sorted(names):
            if not name.startswith(".") and not ignored.match_file((inside / name).as_posix()):
                yield from _known(Path(folder) / name, (inside / name).as_posix(), left_out)


def _known(path: Path, name: str, left_out: Counter[str]) -> Iterator[Found]:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        left_out["links"] += 1
    elif path.suffix.lower() not in SUFFIXES:
        left_out[path.suffix.lower() or "no suffix"] += 1
    else:
        yield Found(path, name, found.st_size)


def _raise(error: OSError) -> None:
    raise error
