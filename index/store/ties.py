"""Cutting a ranking at k so that equal scores are always cut alike."""

from __future__ import annotations

from collections.abc import Callable

# (position of a passage in the canonical order, score)
Ranked = list[tuple[int, float]]


def best(k: int, total: int, fetch: Callable[[int], Ranked]) -> Ranked:
    """Return the k best of `fetch(n)`, the n best in any order among equals; ties by position.

    A search engine that keeps k results keeps any of those that tie for the last place. So more
    are fetched until the last one scores below the k-th.
    """
    k = min(k, total)
    if k < 1:
        return []
    fetched = k
    while True:
        fetched = min(2 * fetched, total)
        found = sorted(fetch(fetched), key=_order)
        if len(found) < fetched or fetched == total or found[-1][1] < found[k - 1][1]:
            return found[:k]


def _order(pair: tuple[int, float]) -> tuple[float, int]:
    return -pair[1], pair[0]
