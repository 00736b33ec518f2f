"""`python -m rag.reader.export CHECKPOINT OUT`: a Hugging Face reader as int8 ONNX for Quoth.

Any BERT-style extractive question-answering checkpoint will do: config.json, model.safetensors
and tokenizer.json, with start and end logits and the no-answer at the first token.
"""

from __future__ import annotations

import contextlib
import inspect
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, cast

import onnx
import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from safetensors import SafetensorError, safe_open
from transformers import (
    AutoConfig,
    AutoModelForQuestionAnswering,
    BertForTokenClassification,
    PreTrainedModel,
)

from index import ReaderError
from rag.confidence import UNFITTED, write_calibration
from rag.reader.folder import MANIFEST, SHARED, TOKENIZER, VERIFIER, WEIGHTS, write_manifest
from rag.reader.pairs import MAX_TOKENS, PairEncoder, load_tokenizer
from rag.reader.training.encoder import hush_transformers
from rag.reader.training.sharing import share
from rag.reader.verifier_train import load_verifier

# What the repository takes; a reader for one's own use may be larger.
SHIPPED_MEGABYTES = 30
_OPSET = 18
_HEAD = "qa_outputs.weight"
_HEAD_ROWS = 2  # the start's and the end's
_LOGITS = ("start_logits", "end_logits")
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(checkpoint: Path, out: Path, *, int8: bool = True, verifier: Path | None = None) -> None:
    """Write OUT: model.onnx, tokenizer.json, calibration.json (unfitted) and reader.json.

    With the checkpoint of a `verifier`, also verifier.onnx, and in shared.bin what both share.

    An existing reader in OUT is replaced when the new one is whole. Raises ReaderError.
    """
    _refuse_target(out)
    with _quiet():
        model = _load(checkpoint)
    _refuse_tokenizer(checkpoint, model)
    with tempfile.TemporaryDirectory(dir=out.resolve().parent, prefix=".export-") as scratch:
        made = Path(scratch) / "reader"
        made.mkdir()
        with _quiet():
            _write_onnx(model, Path(scratch), made / WEIGHTS, _LOGITS, int8=int8)
            if verifier:
                judge = VerdictModel(load_verifier(verifier))
                _write_onnx(judge, Path(scratch), made / VERIFIER, ("verdict",), int8=int8)
                share(made / WEIGHTS, made / VERIFIER, made / SHARED)
        shutil.copyfile(checkpoint / TOKENIZER, made / TOKENIZER)
        write_calibration(made, UNFITTED)
        positions = int(model.config.max_position_embeddings)
        write_manifest(made, checkpoint.resolve().name, min(MAX_TOKENS, positions))
        _put(made, out, Path(scratch) / "old")


def _put(made: Path, out: Path, old: Path) -> None:
    """Move the new folder to where it belongs; the old one comes back if that fails."""
    if not out.exists():
        made.rename(out)
        return
    out.rename(old)
    try:
        made.rename(out)
    except OSError:
        old.rename(out)
        raise


def megabytes(folder: Path) -> float:
    """Return the size of a folder's files in millions of bytes."""
    return sum(file.stat().st_size for file in folder.iterdir()) / 1e6


def _refuse_target(out: Path) -> None:
    """Refuse to write where there is no folder to write in, or over what is no reader."""
    if not out.resolve().parent.is_dir():
        message = f"{out}: the folder {out.resolve().parent} does not exist; make it first"
        raise ReaderError(message)
    if out.exists() and not (out / MANIFEST).is_file():
        message = f"{out}: exists and holds no {MANIFEST}; name a new folder, or an exported reader"
        raise ReaderError(message)


def _load(checkpoint: Path) -> PreTrainedModel:
    """Load a checkpoint, and refuse one whose answering head would be made up at random."""
    weights = checkpoint / "model.safetensors"
    for file in (checkpoint / "config.json", weights):
        if not file.is_file():
            message = f"{checkpoint}: holds no {file.name}; name a Hugging Face checkpoint folder"
            raise ReaderError(message)
    try:
        _refuse_headless(weights)
        config = AutoConfig.from_pretrained(checkpoint, local_files_only=True)
        return _evaluated(
            AutoModelForQuestionAnswering.from_pretrained(
                checkpoint,
                config=config,
                attn_implementation="eager",
                dtype=torch.float32,
                local_files_only=True,
            )
        )
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        message = f"{checkpoint}: cannot be loaded ({error}); check that it was saved whole"
        raise ReaderError(message) from error


def _evaluated(model: PreTrainedModel) -> PreTrainedModel:
    model.eval()  # type: ignore[no-untyped-call]
    return model


def _refuse_headless(weights: Path) -> None:
    with safe_open(weights, framework="pt") as tensors:
        held = _HEAD in tensors.keys()  # noqa: SIM118 - a safetensors handle is no mapping
        rows = tensors.get_slice(_HEAD).get_shape()[0] if held else 0
    if rows != _HEAD_ROWS:
        message = (
            f"{weights.parent}: has no question-answering head ({_HEAD} of {_HEAD_ROWS} rows, "
            f"found {rows}); train one with `python -m rag.reader.train`"
        )
        raise ReaderError(message)


def _refuse_tokenizer(checkpoint: Path, model: PreTrainedModel) -> None:
    """Refuse a tokenizer that is not BERT's, or that makes ids which the model does not know."""
    tokenizer = load_tokenizer(checkpoint)
    PairEncoder(tokenizer)
    words, rows = tokenizer.get_vocab_size(), int(model.config.vocab_size)
    if words > rows:
        message = (
            f"{checkpoint / TOKENIZER}: has {words} tokens, and the model knows {rows}; "
            "copy the checkpoint's own tokenizer"
        )
        raise ReaderError(message)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the exporters' deprecation and tracing notes off the screen; errors are raised."""
    hush_transformers()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


class VerdictModel(torch.nn.Module):
    """A verifier as one network: token ids to the verdict (batch, 1) at the first token."""

    def __init__(self, model: BertForTokenClassification) -> None:
        """Wrap a checkpoint of `rag.reader.verifier_train`."""
        super().__init__()
        self.model = model
        self.config = model.config

    def forward(
        self,
        input_ids: torch.Tensor,
        attention_mask: torch.Tensor,
        token_type_ids: torch.Tensor,
    ) -> torch.Tensor:
        """Return the log-odds (batch, 1)."""
        states = self.model.bert(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        return cast("torch.Tensor", self.model.classifier(states[:, 0]))


def _write_onnx(
    model: PreTrainedModel | VerdictModel,
    scratch: Path,
    out: Path,
    outputs: Sequence[str],
    *,
    int8: bool,
) -> None:
    """Trace, fuse attention and layer norms, and quantise the matrices to eight bits."""
    plain, fused = scratch / "plain.onnx", scratch / "fused.onnx"
    known = inspect.signature(model.forward).parameters
    names = [name for name in _INPUTS if name in known]
    torch.onnx.export(
        model,
        (),
        str(plain),
        kwargs={name: torch.ones(1, 16, dtype=torch.long) for name in names},
        input_names=names,
        output_names=list(outputs),
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*names, *outputs)},
        opset_version=_OPSET,
        dynamo=False,
    )
    optimised = optimize_model(
        str(plain),
        "bert",
        num_heads=model.config.num_attention_heads,
        hidden_size=model.config.hidden_size,
    )
    optimised.save_model_to_file(str(fused))
    if not int8:
        shutil.copyfile(fused, out)
        return
    quantize_dynamic(
        fused,
        out,
        per_channel=True,
        weight_type=QuantType.QInt8,
        # The fused nodes are onnxruntime's own, whose types ONNX cannot infer.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def main(
    checkpoint: Annotated[Path, typer.Argument(help="A Hugging Face checkpoint folder.")],
    out: Annotated[Path, typer.Argument(help="The folder to write; set QUOTH_READER to it.")],
    *,
    fp32: Annotated[bool, typer.Option("--fp32", help="Keep 32-bit weights.")] = False,
    verifier: Annotated[
        Path | None,
        typer.Option(help="Checkpoint of its verifier (`rag.reader.verifier_train`)."),
    ] = None,
) -> None:
    """Export a checkpoint to the form that Quoth reads with."""
    try:
        export(checkpoint, out, int8=not fp32, verifier=verifier)
    except ReaderError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(error.exit_status) from error
    size = megabytes(out)
    verdict = "within" if size <= SHIPPED_MEGABYTES else "beyond"
    typer.echo(f"{out}: {size:.1f} MB, {verdict} the {SHIPPED_MEGABYTES} MB of a shipped reader")


if __name__ == "__main__":
    typer.run(main)
