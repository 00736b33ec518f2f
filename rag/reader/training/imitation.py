"""How far a pupil is from what its teacher makes of the same batch."""

import torch
from torch.nn.functional import batch_norm, mse_loss

from rag.reader.training.batches import Batch, log_shares
from rag.reader.training.encoder import Reading

TEMPERATURE = 2.0  # softens both sides' shares, so that the second-best places teach too


def imitation_loss(batch: Batch, pupil: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of softened shares less the teacher's entropy; a scalar, 0 where they agree.

    Logits: (b, t); padding is masked out. The factor T² keeps the gradients' size whatever the
    temperature T (Hinton, Vinyals & Dean 2015, section 2).
    """
    mine, theirs = (log_shares(batch, given.float() / TEMPERATURE) for given in (pupil, teacher))
    return (theirs.exp() * (theirs - mine)).sum(-1).mean() * TEMPERATURE**2


class StateMaps(torch.nn.Module):
    """Guesses the teacher's token states from the pupil's, one linear map for each of two heights.

    Half-way up and near the top, as hints (Romero et al. 2015, FitNets; Jiao et al. 2020,
    TinyBERT): every token of every passage teaches, also where no answer is at stake. At the very
    top a trained reader's states hold little but its answer. The maps are for training only. They
    start at zero, so that they pull at the pupil only once they say something.
    """

    def __init__(self, pupil: int, teacher: int) -> None:
        """Map states of `pupil` units to `teacher` units."""
        super().__init__()
        self.maps = torch.nn.ModuleList(torch.nn.Linear(pupil, teacher) for _ in range(2))
        for weight in self.parameters():
            torch.nn.init.zeros_(weight)

    def loss(self, batch: Batch, pupil: Reading, teacher: Reading) -> torch.Tensor:
        """Mean squared error over tokens and units; a scalar, 1 before anything is learned.

        The teacher's states are normalised per unit over the batch, so that none of great size
        takes all.
        """
        real = batch.mask.to(pupil.starts.device) > 0
        errors = [
            mse_loss(one(mine[real].float()), _normal(theirs[real].float()))
            for one, mine, theirs in zip(self.maps, _heights(pupil), _heights(teacher), strict=True)
        ]
        return torch.stack(errors).mean()


def _normal(states: torch.Tensor) -> torch.Tensor:
    """Return states (n, d) with mean 0 and variance 1 in every unit."""
    return batch_norm(states, None, None, training=True)


def _heights(reading: Reading) -> tuple[torch.Tensor, torch.Tensor]:
    """Half-way up, and five sixths of the way."""
    layers = len(reading.states) - 1
    return reading.states[layers // 2], reading.states[round(layers * 5 / 6)]
