"""Two networks in one folder, the weights that they have in common stored once.

ONNX lets a tensor's bytes stand in a file beside the network ("external data"); two networks may
name the same place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import onnx
from onnx import ModelProto, TensorProto
from onnx.external_data_helper import set_external_data

# A smaller tensor is not worth a place of its own.
_WORTH = 1024
# Where mapped memory is best read from.
_ALIGNED = 64


def share(one: Path, other: Path, shared: Path) -> int:
    """Move the weights that two networks have in common to `shared`, beside them.

    Both are rewritten in place. Returns the bytes that this saves.
    """
    models = {file: onnx.load(str(file)) for file in (one, other)}
    held = [{tensor.raw_data for tensor in _large(model)} for model in models.values()]
    places: dict[bytes, int] = {}
    with shared.open("wb") as stream:
        for data in sorted(held[0] & held[1]):
            stream.write(b"\0" * (-stream.tell() % _ALIGNED))
            places[data] = stream.tell()
            stream.write(data)
    for file, model in models.items():
        for tensor in _large(model):
            data = tensor.raw_data
            if data in places:
                set_external_data(tensor, shared.name, offset=places[data], length=len(data))
                tensor.ClearField("raw_data")
                tensor.data_location = TensorProto.EXTERNAL
        file.write_bytes(model.SerializeToString())
    return sum(map(len, places))


def _large(model: ModelProto) -> Iterator[TensorProto]:
    for tensor in model.graph.initializer:
        if tensor.HasField("raw_data") and len(tensor.raw_data) >= _WORTH:
            yield tensor
