"""`python -m rag.reader.restore OUT`: an exported reader or verifier as a checkpoint to go on from.

The checkpoints of a run are too large to keep; what is shipped holds the same weights, rounded to
eight bits.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import numpy as np
import onnx
import torch
import typer
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, numpy_helper
from safetensors.numpy import save_file
from transformers import BertConfig, BertForQuestionAnswering, BertForTokenClassification

from index import QuothError, ReaderError
from rag.reader.folder import SHIPPED, TOKENIZER, VERIFIER, WEIGHTS, read_manifest
from rag.reader.training.encoder import hush_transformers

Weights = NDArray[np.float32]
_EMBEDDINGS = "bert.embeddings."
_TABLES = ("word_embeddings", "position_embeddings", "token_type_embeddings")
_PRODUCT = re.compile(r"/(?:Gemm_)?MatMul_quant$")
_PARTS = ("query", "key", "value")


def restore(reader: Path, out: Path, *, verifier: bool = False) -> None:
    """Write to `out`, a new folder, the Hugging Face checkpoint of an int8 BERT reader.

    Or of its `verifier`. Raises ReaderError where the reader is damaged or of another make, or has
    no verifier, ValueError where `out` is not a new folder.
    """
    if out.exists():
        message = f"{out}: exists already; name a new folder"
        raise ValueError(message)
    manifest = read_manifest(reader)
    if verifier and not manifest.has_verifier:
        message = f"{reader}: has no verifier; restore its reader, or name another folder"
        raise ReaderError(message)
    file = reader / (VERIFIER if verifier else WEIGHTS)
    try:
        weights, heads = _weights(onnx.load(str(file)).graph)
        config = _config(weights, heads)
        config.num_labels = 1 if verifier else 2
        network = BertForTokenClassification if verifier else BertForQuestionAnswering
        config.architectures = [network.__name__]
        with torch.device("meta"):
            _refuse_incomplete(set(network(config).state_dict()), weights)
    except (KeyError, ValueError) as error:
        part = "verifier" if verifier else "reader"
        message = f"{file}: is no int8 BERT {part} of `rag.reader.export` ({error})"
        raise ReaderError(message) from error
    out.mkdir(parents=True)
    config.save_pretrained(out)
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(reader / TOKENIZER, out / TOKENIZER)


def _weights(graph: GraphProto) -> tuple[dict[str, Weights], int]:
    """Return every weight by its name in the checkpoint, in single precision, and the heads."""
    held = {_bare(one.name): numpy_helper.to_array(one) for one in graph.initializer}
    named = (*(f"{table}.weight" for table in _TABLES), "LayerNorm.weight", "LayerNorm.bias")
    found = {f"{_EMBEDDINGS}{name}": _rounded(held, f"{_EMBEDDINGS}{name}") for name in named}
    found |= {
        name: np.asarray(value, np.float32)
        for name, value in held.items()
        if name.endswith((".weight", ".bias"))
    }
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            # "/bert/encoder/layer.0/output/dense/MatMul_quant" multiplies by "….dense.weight".
            place = _bare(_PRODUCT.sub("", node.name).strip("/").replace("/", "."))
            found[f"{place}.weight"] = _rounded(held, _weight_of(node)).T
    attentions = [node for node in graph.node if node.op_type == "QAttention"]
    for layer, node in enumerate(attentions):
        place = f"bert.encoder.layer.{layer}.attention.self"
        columns = np.split(_rounded(held, _weight_of(node)), len(_PARTS), axis=1)
        biases = np.split(held[_bare(node.input[2])], len(_PARTS))
        for part, column, bias in zip(_PARTS, columns, biases, strict=True):
            found[f"{place}.{part}.weight"], found[f"{place}.{part}.bias"] = column.T, bias
    heads = {one.i for node in attentions for one in node.attribute if one.name == "num_heads"}
    if len(heads) != 1:
        message = f"its attention has {sorted(heads)} heads"
        raise ValueError(message)
    return {name: np.ascontiguousarray(value) for name, value in found.items()}, heads.pop()


def _bare(name: str) -> str:
    """Return a name as in the checkpoint: a verifier's network stands inside another's."""
    return name.removeprefix("model.")


def _weight_of(node: NodeProto) -> str:
    return _bare(node.input[1]).removesuffix("_quantized")


def _rounded(held: dict[str, NDArray[np.generic]], name: str) -> Weights:
    """Return what an 8-bit array stands for: scale * (value - zero point), per column."""
    value, zero, scale = (
        np.asarray(held[f"{name}_{part}"], np.float32)
        for part in ("quantized", "zero_point", "scale")
    )
    return np.asarray((value - zero) * scale, np.float32)


def _config(weights: dict[str, Weights], heads: int) -> BertConfig:
    words, positions, types = (weights[f"{_EMBEDDINGS}{table}.weight"] for table in _TABLES)
    layers = {name.split(".")[3] for name in weights if name.startswith("bert.encoder.layer.")}
    return BertConfig(
        vocab_size=len(words),
        hidden_size=words.shape[1],
        num_hidden_layers=len(layers),
        num_attention_heads=heads,
        intermediate_size=len(weights["bert.encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(positions),
        type_vocab_size=len(types),
    )


def _refuse_incomplete(wanted: set[str], weights: Mapping[str, Weights]) -> None:
    """Refuse what the export has merged: equal weights, as of a network that is not trained."""
    if wanted != set(weights):
        message = f"{min(wanted ^ set(weights))} and others are not told apart in it"
        raise ValueError(message)


def main(
    out: Annotated[Path, typer.Argument(help="The folder to write: a --base for training.")],
    reader: Annotated[Path, typer.Option(help="An exported reader's folder.")] = SHIPPED,
    *,
    verifier: Annotated[bool, typer.Option("--verifier", help="Its verifier.")] = False,
) -> None:
    """Turn an exported int8 reader, by default the shipped one, back into a checkpoint.

    Examples: python -m rag.reader.restore base; python -m rag.reader.restore judge --verifier
    """
    hush_transformers()
    try:
        restore(reader, out, verifier=verifier)
    except (QuothError, OSError, ValueError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
