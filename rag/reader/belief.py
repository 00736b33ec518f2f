"""Margins as beliefs in 0..1, and back."""

from __future__ import annotations

import math

# A belief this near to 0 or 1 is as good as certain; its logit stays finite.
_CERTAIN = 1e-12


def sigmoid(value: float) -> float:
    """Return 1 / (1 + e^-value), without overflow."""
    return 0.5 * (1 + math.tanh(value / 2))


def logit(belief: float) -> float:
    """Return log(p / (1 - p)), the sigmoid's inverse, for p in 0..1; within +-27.7."""
    inside = min(max(belief, _CERTAIN), 1 - _CERTAIN)
    return math.log(inside / (1 - inside))
