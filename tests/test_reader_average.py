"""Two readers of one architecture are averaged, weight by weight."""

import pytest
import torch
from safetensors.torch import load_file, save_file

from index import ReaderError
from rag.reader.average import average


def checkpoint(folder, **weights):
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    save_file(
        {name: torch.tensor(values) for name, values in weights.items()},
        folder / "model.safetensors",
    )
    return folder


def test_each_weight_is_the_weighted_mean(tmp_path):
    one = checkpoint(tmp_path / "one", w=[0.0, 4.0])
    other = checkpoint(tmp_path / "other", w=[1.0, 0.0])

    average(one, other, 0.25, tmp_path / "out")

    assert load_file(tmp_path / "out" / "model.safetensors")["w"].tolist() == [0.25, 3.0]
    assert (tmp_path / "out" / "config.json").read_text() == "{}"


def test_another_network_is_refused(tmp_path):
    one = checkpoint(tmp_path / "one", w=[0.0, 4.0])
    other = checkpoint(tmp_path / "other", w=[1.0])

    with pytest.raises(ReaderError, match="not the same network"):
        average(one, other, 0.5, tmp_path / "out")
    assert not (tmp_path / "out").exists()
