"""The training loop: loss, AdamW, weight averaging, a schedule fitted to the budget."""

import json
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import torch
from transformers import PreTrainedModel

from rag.reader.teacher import Teacher
from rag.reader.training import checkpoint
from rag.reader.training.batches import (
    SHAPE,
    Batch,
    Featurizer,
    Shape,
    batched,
    collate,
    log_shares,
)
from rag.reader.training.checkpoint import Progress
from rag.reader.training.encoder import Reading, read
from rag.reader.training.imitation import StateMaps, imitation_loss
from rag.reader.training.mixture import Mixer

_CLIP = 1.0  # gradient norm, as in BERT
_SAVE_SECONDS = 240.0  # between checkpoints; writing one takes about a second
_STEADY = 20  # steps between two reports of progress
_MAPS_RATE = 10.0  # times the learning rate: the maps start from nothing, the pupil does not


@dataclass(frozen=True, slots=True)
class Recipe:
    """What decides the trained weights, besides the data and the time."""

    seed: int = 1
    learning_rate: float = 2e-4
    warm_up: float = 0.05  # of the run
    weight_decay: float = 0.01
    average: float = 0.998  # decay per step of the weight average, which is what is kept
    epochs: float = 5.0
    dropout: float = 0.0
    reworded: bool = False  # whether questions are also asked in other words
    frozen: int = 0  # lowest layers that stay as they are, with the word embeddings
    taught: float = 0.0  # share of the loss on the answers that imitates a teacher's
    hints: float = 0.0  # weight of imitating the teacher's states, beside that loss
    shape: Shape = SHAPE

    def name(self) -> str:
        """All settings in one line; two runs with the same line may continue one another."""
        return json.dumps(asdict(self), sort_keys=True)


@dataclass(frozen=True, slots=True)
class Report:
    """A sign of life: `done` in [0, 1] of the budget, mean `loss` of the last steps."""

    done: float
    step: int
    epoch: int
    loss: float
    seconds: float


def soft_loss(batch: Batch, starts: torch.Tensor, ends: torch.Tensor) -> torch.Tensor:
    """Cross-entropy against the annotators' shares of votes, mean of start and end; a scalar.

    Logits: (b, t); padding is masked out. Shares of votes, not the likelihood of any annotation:
    where two agree and one differs, the reader is to learn the wording most people would mark.
    """
    total = starts.new_zeros(())
    for given, votes in ((starts, batch.starts), (ends, batch.ends)):
        total = total - (votes.to(given.device) * log_shares(batch, given)).sum(-1).mean()
    return total / 2


def rate_factor(done: float, warm_up: float) -> float:
    """Linear up over the warm-up, then linear down to zero at `done` = 1."""
    if done < warm_up:
        return done / warm_up
    return max(0.0, (1.0 - done) / (1.0 - warm_up))


class Trainer:
    """One run. `train` goes on from where the state stands until the epochs or the time end."""

    def __init__(
        self, model: PreTrainedModel, recipe: Recipe, out: Path, teacher: Teacher | None = None
    ) -> None:
        """Start at step 0; `model` is trained in place, `out` holds the checkpoints."""
        self._model = model
        self._teacher = teacher
        self._recipe = recipe
        self._out = out
        self._average = {n: p.detach().clone() for n, p in model.named_parameters()}
        plain = [p for p in model.parameters() if p.ndim < 2]  # noqa: PLR2004 - biases, norms
        decayed = [p for p in model.parameters() if p.ndim >= 2]  # noqa: PLR2004
        self._maps = StateMaps(model.config.hidden_size, teacher.width) if teacher else None
        groups = [
            {"params": decayed, "weight_decay": recipe.weight_decay, "times": 1.0},
            {"params": plain, "weight_decay": 0.0, "times": 1.0},
        ]
        if self._maps is not None:
            self._maps.to(model.device)
            maps = list(self._maps.parameters())
            groups.append({"params": maps, "weight_decay": 0.0, "times": _MAPS_RATE})
        self._optimizer = torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)
        self.progress = Progress(step=0, epoch=0, batch=0, seconds=0.0, recipe=recipe.name())

    def resume(self) -> None:
        """Continue from the checkpoint in `out`. Raises what `checkpoint.load` raises."""
        self.progress, parts = checkpoint.load(self._out, self._recipe.name())
        with torch.no_grad():
            for name, parameter in self._learned():
                parameter.copy_(parts["weights"][name])
            for name, held in self._average.items():
                held.copy_(parts["average"][name])
        checkpoint.restore_optimizer(self._optimizer, parts["optimizer"])

    def train(
        self, mixer: Mixer, featurizer: Featurizer, budget: float, report: Callable[[Report], None]
    ) -> None:
        """Train until `budget` seconds (with those already used) or the recipe's epochs end."""
        began, used, saved = time.monotonic(), self.progress.seconds, time.monotonic()
        losses: list[float] = []
        for epoch, at, share, batch in self._batches(mixer, featurizer):
            seconds = used + time.monotonic() - began
            done = max(share, seconds / budget)
            if done >= 1.0:
                break
            losses.append(self._step(batch, done))
            step = self.progress.step + 1
            self.progress = Progress(step, epoch, at + 1, seconds, self._recipe.name())
            if step % _STEADY == 0:
                report(Report(done, step, epoch, sum(losses) / len(losses), seconds))
                losses.clear()
            if time.monotonic() - saved > _SAVE_SECONDS:
                self.save()
                saved = time.monotonic()
        self.save()

    def save(self) -> None:
        """Write the checkpoint."""
        weights = dict(self._learned())
        checkpoint.save(self._out, self.progress, weights, self._average, self._optimizer)

    def _learned(self) -> Iterator[tuple[str, torch.nn.Parameter]]:
        yield from self._model.named_parameters()
        if self._maps is not None:
            yield from self._maps.named_parameters("maps")

    def use_average(self) -> None:
        """Replace the model's weights by their average."""
        with torch.no_grad():
            for name, parameter in self._model.named_parameters():
                parameter.copy_(self._average[name])

    def _batches(
        self, mixer: Mixer, featurizer: Featurizer
    ) -> Iterator[tuple[int, int, float, Batch]]:
        """Epoch, batch number, share of all epochs done, batch; from the progress on."""
        first, skip = self.progress.epoch, self.progress.batch
        for epoch in range(first, math.ceil(self._recipe.epochs)):
            features = featurizer.features(mixer.epoch(epoch))
            random = Random(f"{self._recipe.seed}/{epoch}/order")  # noqa: S311 - repeatable
            plan = batched(features, self._recipe.shape, random)
            for at in range(skip if epoch == first else 0, len(plan)):
                share = (epoch + at / len(plan)) / self._recipe.epochs
                yield epoch, at, share, collate(plan[at])

    def _step(self, batch: Batch, done: float) -> float:
        self._model.train()
        factor = rate_factor(done, self._recipe.warm_up)
        for group in self._optimizer.param_groups:
            group["lr"] = self._recipe.learning_rate * factor * group["times"]
        loss = self._loss(batch, read(self._model, batch))
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._model.parameters(), _CLIP)
        self._optimizer.step()
        self._update_average()
        return float(loss.detach())

    def _loss(self, batch: Batch, mine: Reading) -> torch.Tensor:
        loss = soft_loss(batch, mine.starts, mine.ends)
        if self._teacher is None or self._maps is None:
            return loss
        theirs = self._teacher.read(batch)
        pairs = ((mine.starts, theirs.starts), (mine.ends, theirs.ends))
        told = torch.stack([imitation_loss(batch, *pair) for pair in pairs]).mean()
        hinted = self._maps.loss(batch, mine, theirs)
        return torch.lerp(loss, told, self._recipe.taught) + self._recipe.hints * hinted

    def _update_average(self) -> None:
        """Averages over the first steps only as far back as there are steps."""
        step = self.progress.step
        decay = min(self._recipe.average, (1 + step) / (10 + step))
        with torch.no_grad():
            held = list(self._average.values())
            torch._foreach_lerp_(held, list(self._model.parameters()), 1 - decay)
