"""A reader's folder: what is in it, and the manifest that vouches for every file.

* `model.onnx`: the network
* `tokenizer.json`: its tokenizer
* `calibration.json`: how sure to be of what it finds (`rag/confidence.py`)
* `verifier.onnx`, where there is one: the network that reads the best answers again
* `shared.bin`, beside that: the weights that both networks have in common
* `reader.json`: the manifest: name, window, and each file's SHA-256
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index import ReaderError

SHIPPED = Path(__file__).parent / "weights"
MANIFEST = "reader.json"
WEIGHTS = "model.onnx"
TOKENIZER = "tokenizer.json"
CALIBRATION = "calibration.json"
FILES = (WEIGHTS, TOKENIZER, CALIBRATION)
VERIFIER = "verifier.onnx"
SHARED = "shared.bin"
_ALL = (*FILES, VERIFIER, SHARED)

_MAKE = "make it with `python -m rag.reader.export`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What `reader.json` says: the checkpoint's name, the longest input, hashes by file name."""

    name: str
    max_tokens: int
    sha256: dict[str, str]

    @property
    def has_verifier(self) -> bool:
        """Whether the reader comes with a verifier."""
        return VERIFIER in self.sha256


def read_manifest(folder: Path) -> Manifest:
    """Read and check `reader.json`: every file must have the SHA-256 that it gives.

    Raises ReaderError.
    """
    manifest = _parsed(folder)
    for name in FILES:
        if name not in manifest.sha256:
            message = f"{folder / MANIFEST}: gives no SHA-256 of {name}; export the reader again"
            raise ReaderError(message)
    for name, wanted in manifest.sha256.items():
        if not (folder / name).is_file():
            message = f"{folder}: {name} is missing; export the reader again"
            raise ReaderError(message)
        found = sha256_of(folder / name)
        if found != wanted:
            message = (
                f"{folder / name}: its SHA-256 is {found[:12]}…, and {MANIFEST} says "
                f"{wanted[:12]}…; restore the file, or export the reader again"
            )
            raise ReaderError(message)
    return manifest


def write_manifest(folder: Path, name: str, max_tokens: int) -> None:
    """Vouch for the folder's files as they are now; the manifest is replaced as a whole."""
    held = [file for file in sorted(_ALL) if file in FILES or (folder / file).is_file()]
    hashes = {file: sha256_of(folder / file) for file in held}
    text = json.dumps(asdict(Manifest(name, max_tokens, hashes)), indent=2) + "\n"
    fresh = folder / f".{MANIFEST}.new"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / MANIFEST)


def sha256_of(file: Path) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _parsed(folder: Path) -> Manifest:
    file = folder / MANIFEST
    if not file.is_file():
        message = f"{folder}: holds no {MANIFEST}; {_MAKE}"
        raise ReaderError(message)
    try:
        manifest = Manifest(**json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        message = f"{file}: is not a reader's manifest ({error}); export the reader again"
        raise ReaderError(message) from error
    typed = (
        isinstance(manifest.name, str)
        and isinstance(manifest.max_tokens, int)
        and isinstance(manifest.sha256, dict)
        and all(isinstance(value, str) for value in manifest.sha256.values())
    )
    if not typed or any(Path(name).name != name for name in manifest.sha256):
        message = f"{file}: has a value of the wrong type ({manifest}); export the reader again"
        raise ReaderError(message)
    return manifest
