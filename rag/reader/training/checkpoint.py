"""Training state on disk: tensors as safetensors, the rest as JSON, no pickle."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

_FOLDER = "training"  # beside the finished model's files
_TENSORS = "tensors.safetensors"
_STATE = "state.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `step` optimiser steps in all, `batch` of them in epoch `epoch`.

    `seconds` of the budget are used up; `recipe` names the settings that a resumed run must share.
    """

    step: int
    epoch: int
    batch: int
    seconds: float
    recipe: str


def save(
    out: Path,
    progress: Progress,
    weights: Mapping[str, torch.Tensor],
    average: Mapping[str, torch.Tensor],
    optimizer: torch.optim.Optimizer,
) -> None:
    """Replace the checkpoint by a new one as a whole: written beside it, then renamed."""
    fresh, stale = out / f".{_FOLDER}.new", out / f".{_FOLDER}.old"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    tensors = {f"weights/{name}": tensor for name, tensor in weights.items()}
    tensors |= {f"average/{name}": tensor for name, tensor in average.items()}
    for number, held in optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer/{number}/{name}": tensor for name, tensor in held.items()}
    plain = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    save_file(plain, fresh / _TENSORS)
    (fresh / _STATE).write_text(json.dumps(asdict(progress), indent=1), encoding="utf-8")
    shutil.rmtree(stale, ignore_errors=True)
    if (out / _FOLDER).exists():
        (out / _FOLDER).rename(stale)
    fresh.rename(out / _FOLDER)
    shutil.rmtree(stale, ignore_errors=True)
    os.sync()


def load(out: Path, recipe: str) -> tuple[Progress, dict[str, dict[str, torch.Tensor]]]:
    """Read the progress and the tensors by part (`weights`, `average`, `optimizer`).

    A crash between the two renames of `save` leaves the checkpoint as `.training.old`.
    Raises FileNotFoundError if there is none, ValueError if it is of another recipe.
    """
    folders = (out / _FOLDER, out / f".{_FOLDER}.new", out / f".{_FOLDER}.old")
    folder = next((one for one in folders if (one / _STATE).is_file()), None)
    if folder is None:
        message = f"{out}: no checkpoint to resume. Leave out --resume to start."
        raise FileNotFoundError(message)
    progress = Progress(**json.loads((folder / _STATE).read_text(encoding="utf-8")))
    if progress.recipe != recipe:
        message = (
            f"{folder}: made with the recipe {progress.recipe}, expected {recipe}. "
            "Resume with the same options, or train into another --out."
        )
        raise ValueError(message)
    parts: dict[str, dict[str, torch.Tensor]] = {"weights": {}, "average": {}, "optimizer": {}}
    for name, tensor in load_file(folder / _TENSORS).items():
        part, _, rest = name.partition("/")
        parts[part][rest] = tensor
    return progress, parts


def restore_optimizer(optimizer: torch.optim.Optimizer, saved: Mapping[str, torch.Tensor]) -> None:
    """Put saved moments and step counts (`number/name`) back into the optimiser."""
    state: dict[int, dict[str, torch.Tensor]] = {}
    for name, tensor in saved.items():
        number, _, key = name.partition("/")
        state.setdefault(int(number), {})[key] = tensor
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def discard(out: Path) -> None:
    """Remove the checkpoint: the run is finished."""
    shutil.rmtree(out / _FOLDER, ignore_errors=True)
