"""`python -m rag.reader.export CHECKPOINT OUT`: a Hugging Face reader as int8 ONNX for Quoth.

Any BERT-style extractive question-answering checkpoint will do: config.json, model.safetensors
and tokenizer.json, with start and end logits and the no-answer at the first token.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated

import onnx
import torch
import typer
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from safetensors import safe_open
from transformers import AutoConfig, AutoModelForQuestionAnswering, PreTrainedModel

from index import ReaderError
from rag.reader.extractive import MANIFEST, WEIGHTS
from rag.reader.pairs import load_tokenizer

# Attention is quadratic and positions end at 512; passages of 160 tokens need no more than this.
MAX_TOKENS = 384
_OPSET = 18
_HEAD = "qa_outputs.weight"


def export(checkpoint: Path, out: Path, *, int8: bool = True) -> None:
    """Write OUT: model.onnx, tokenizer.json and reader.json. Raises ReaderError.

    An existing OUT is replaced only when the new folder is whole.
    """
    model = _load(checkpoint)
    load_tokenizer(checkpoint)
    with tempfile.TemporaryDirectory(dir=out.resolve().parent, prefix=".export-") as scratch:
        made = Path(scratch) / "reader"
        made.mkdir()
        _write_onnx(model, Path(scratch), made / WEIGHTS, int8=int8)
        shutil.copyfile(checkpoint / "tokenizer.json", made / "tokenizer.json")
        _write_manifest(made, checkpoint.name, model.config.max_position_embeddings)
        if out.exists():
            shutil.rmtree(out)
        made.rename(out)


def _load(checkpoint: Path) -> PreTrainedModel:
    """Load a checkpoint, and refuse one whose answering head would be made up at random."""
    weights = checkpoint / "model.safetensors"
    for file in (checkpoint / "config.json", weights):
        if not file.is_file():
            message = f"{checkpoint}: holds no {file.name}; name a Hugging Face checkpoint folder"
            raise ReaderError(message)
    with safe_open(weights, framework="pt") as tensors:
        if _HEAD not in tensors.keys():  # noqa: SIM118 - a safetensors handle is no mapping
            message = (
                f"{checkpoint}: has no question-answering head ({_HEAD}); train one with "
                "`python -m rag.reader.train`"
            )
            raise ReaderError(message)
    config = AutoConfig.from_pretrained(checkpoint, local_files_only=True)
    model: PreTrainedModel = AutoModelForQuestionAnswering.from_pretrained(
        checkpoint,
        config=config,
        attn_implementation="eager",
        dtype=torch.float32,
        local_files_only=True,
    )
    return model.eval()


def _write_onnx(model: PreTrainedModel, scratch: Path, out: Path, *, int8: bool) -> None:
    """Trace, fuse attention and layer norms, and quantise the matrices to eight bits."""
    plain, fused = scratch / "plain.onnx", scratch / "fused.onnx"
    names = ["input_ids", "attention_mask", "token_type_ids"]
    sample = tuple(torch.ones(1, 16, dtype=torch.long) for _ in names)
    torch.onnx.export(
        model,
        sample,
        str(plain),
        input_names=names,
        output_names=["start_logits", "end_logits"],
        dynamic_axes={
            name: {0: "batch", 1: "tokens"} for name in [*names, "start_logits", "end_logits"]
        },
        opset_version=_OPSET,
        dynamo=False,
    )
    heads = model.config.num_attention_heads
    optimised = optimize_model(
        str(plain), "bert", num_heads=heads, hidden_size=model.config.hidden_size
    )
    optimised.save_model_to_file(str(fused))
    if int8:
        quantize_dynamic(
            fused,
            out,
            per_channel=True,
            weight_type=QuantType.QInt8,
            # The fused nodes are onnxruntime's own, whose types ONNX cannot infer.
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )
    else:
        shutil.copyfile(fused, out)


def _write_manifest(folder: Path, name: str, positions: int) -> None:
    manifest = {
        "name": name,
        "max_tokens": min(MAX_TOKENS, positions),
        "sha256": {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(folder.iterdir())
        },
        # The identity until `python -m rag.reader.calibrate` has fitted them.
        "margin_scale": 1.0,
        "margin_shift": 0.0,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def main(
    checkpoint: Annotated[Path, typer.Argument(help="a Hugging Face checkpoint folder")],
    out: Annotated[Path, typer.Argument(help="the folder to write; set QUOTH_READER to it")],
    *,
    fp32: Annotated[bool, typer.Option("--fp32", help="keep 32-bit weights (90 MB)")] = False,
) -> None:
    """Export a checkpoint to the form that Quoth reads with."""
    try:
        export(checkpoint, out, int8=not fp32)
    except ReaderError as error:
        raise typer.Exit(_say(str(error))) from error
    size = sum(file.stat().st_size for file in out.iterdir())
    typer.echo(f"{out}: {size / 1e6:.1f} MB")


def _say(message: str) -> int:
    typer.echo(message, err=True)
    return 1


if __name__ == "__main__":
    typer.run(main)
