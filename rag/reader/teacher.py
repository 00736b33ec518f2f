"""A larger reader that a smaller one learns from, beside the annotators' votes.

`python -m rag.reader.teacher ENCODER OUT` makes an encoder read Quoth's word pieces, so that the
reader trained on it judges the very tokens of its pupil.
"""

import shutil
from pathlib import Path
from typing import Annotated

import torch
import typer
from transformers import AutoModel, AutoTokenizer

from index import QuothError, ReaderError
from rag.reader.pairs import load_tokenizer
from rag.reader.training.batches import Batch
from rag.reader.training.encoder import (
    Reading,
    default_base,
    device,
    hush_transformers,
    load_reader,
    read,
)

_TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json")
_SPECIAL = ("cls_token", "sep_token", "pad_token", "unk_token", "mask_token")


class Teacher:
    """A trained reader that a pupil is to imitate."""

    def __init__(self, folder: Path, pupil: Path) -> None:
        """Load a checkpoint. Raises ReaderError unless it reads the pupil's word pieces."""
        mine, theirs = load_tokenizer(pupil).get_vocab(), load_tokenizer(folder).get_vocab()
        if mine != theirs:
            message = (
                f"{folder}: its tokenizer is not that of {pupil}, so its places are not the "
                "pupil's; train it on `python -m rag.reader.teacher ENCODER OUT`"
            )
            raise ReaderError(message)
        self._model = load_reader(folder, device())
        self._model.eval()  # type: ignore[no-untyped-call]

    @property
    def width(self) -> int:
        """How many units a token's state has."""
        return int(self._model.config.hidden_size)

    def read(self, batch: Batch) -> Reading:
        """Read a batch, on the teacher's device; nothing is kept for gradients."""
        with torch.no_grad():
            return read(self._model, batch)


def respell(encoder: Path, out: Path, spelling: Path) -> None:
    """Write to `out` the encoder with its word embeddings in the order of `spelling`'s vocabulary.

    Raises ReaderError where the encoder lacks one of the word pieces, ValueError where `out` is
    not a new folder.
    """
    if out.exists():
        message = f"{out}: exists already; name a new folder"
        raise ValueError(message)
    words = load_tokenizer(spelling).get_vocab()
    rows = _rows(encoder, words, spelling)
    model = AutoModel.from_pretrained(encoder, dtype=torch.float32)
    words_of = model.get_input_embeddings()
    with torch.no_grad():
        words_of.weight = torch.nn.Parameter(words_of.weight[torch.tensor(rows)])
    model.config.vocab_size = len(rows)
    model.config.pad_token_id = words["[PAD]"]
    model.save_pretrained(out)
    for name in _TOKENIZER_FILES:
        if (spelling / name).is_file():
            shutil.copyfile(spelling / name, out / name)


def _rows(encoder: Path, words: dict[str, int], spelling: Path) -> list[int]:
    """Name the encoder's row for each word piece, special tokens by what they are for."""
    theirs = AutoTokenizer.from_pretrained(encoder)
    named = {
        getattr(AutoTokenizer.from_pretrained(spelling), kind): getattr(theirs, kind)
        for kind in _SPECIAL
    }
    known = theirs.get_vocab()
    lacking = [word for word in words if named.get(word, word) not in known]
    if lacking:
        message = (
            f"{encoder}: lacks {len(lacking)} of the {len(words)} word pieces of {spelling}, for "
            f"example {lacking[0]!r}; take an encoder with BERT's uncased vocabulary"
        )
        raise ReaderError(message)
    return [known[named.get(word, word)] for word in sorted(words, key=words.__getitem__)]


def main(
    encoder: Annotated[Path, typer.Argument(help="Folder of an encoder with BERT's word pieces.")],
    out: Annotated[Path, typer.Argument(help="The folder to write: a --base for a teacher.")],
) -> None:
    """Reorder an encoder's word embeddings as all-MiniLM-L6-v2 counts its word pieces.

    Example: all-mpnet-base-v2, whose vocabulary is BERT's behind other special tokens.
    """
    hush_transformers()
    try:
        respell(encoder, out, default_base())
    except (QuothError, OSError, ValueError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
