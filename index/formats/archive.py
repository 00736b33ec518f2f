"""Zip archives (DOCX, EPUB), looked at before anything in them is unpacked."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from index.errors import ArticleError
from index.formats.source import Source

# A long book has a few hundred parts and some tens of megabytes, most of them pictures.
MAX_PARTS = 10_000
MAX_UNPACKED = 200_000_000
# Text packs about ten to one, the XML of a table of blanks a hundred to one; bombs, a thousand.
MAX_RATIO = 200
# Below this size no ratio does harm.
_SMALL = 1_000_000
_ENCRYPTED = 0x1
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T\0I\0T\0Y\0", re.IGNORECASE)


def open_archive(source: Source) -> zipfile.ZipFile:
    """Open an archive of which every part may be read. Raises ArticleError for one that may not."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        message = f"{source.id}: is damaged, or not what its name says ({error}); save it again"
        raise ArticleError(message) from error
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        message = f"{source.id}: holds {len(parts):,} parts, more than {MAX_PARTS:,}; not opened"
        raise ArticleError(message)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        message = (
            f"{source.id}: unpacks to {unpacked:,} bytes, more than {MAX_UNPACKED:,}; not opened"
        )
        raise ArticleError(message)
    for part in parts:
        _refuse_bad(source, part)
    return archive


def _refuse_bad(source: Source, part: zipfile.ZipInfo) -> None:
    steps = part.filename.replace("\\", "/").split("/")
    if part.filename.startswith(("/", "\\")) or ".." in steps or ":" in steps[0]:
        message = f"{source.id}: holds a path that leads out of it ({part.filename!r}); not opened"
        raise ArticleError(message)
    if part.flag_bits & _ENCRYPTED:
        message = f"{source.id}: is protected by a password; save it without one"
        raise ArticleError(message)
    if part.file_size > max(_SMALL, MAX_RATIO * part.compress_size):
        message = (
            f"{source.id}: a part of it unpacks to {part.file_size:,} bytes from "
            f"{part.compress_size:,}; not opened"
        )
        raise ArticleError(message)


def read_part(source: Source, archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the bytes of one part; XML with entities of its own is refused (XML bombs).

    Raises ArticleError.
    """
    try:
        data = archive.read(name)
    except KeyError as error:
        message = f"{source.id}: lacks its part {name!r}; save it again"
        raise ArticleError(message) from error
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError) as error:
        message = f"{source.id}: its part {name!r} is damaged ({error}); save it again"
        raise ArticleError(message) from error
    refuse_entities(source, data)
    return data


def refuse_entities(source: Source, data: bytes) -> None:
    """Raise ArticleError for XML that declares entities: no export does, and bombs have to."""
    if _ENTITY.search(data):
        message = f"{source.id}: its XML declares entities, which could be a bomb; not opened"
        raise ArticleError(message)
