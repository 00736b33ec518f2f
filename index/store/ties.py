"""Cutting a ranking at k so that equal scores are always cut alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping

# (number of a passage, score)
Ranked = list[tuple[int, float]]
# Where a passage stands (article, start, number): the same order however articles were added,
# for numbers only decide between passages that begin at one place.
Place = tuple[str, int, int]
Places = Callable[[list[int]], Mapping[int, Place]]


def best(k: int, total: int, fetch: Callable[[int], Ranked], places: Places) -> Ranked:
    """Return the k best of `fetch(n)`, the n best in any order among equals; ties by place.

    A search engine that keeps k results keeps any of those that tie for the last place. So more
    are fetched until the last one scores below the k-th.
    """
    k = min(k, total)
    if k < 1:
        return []
    fetched = k
    while True:
        fetched = min(2 * fetched, total)
        found = fetch(fetched)
        place = places([number for number, _ in found])
        found.sort(key=lambda pair: (-pair[1], place[pair[0]]))
        if len(found) < fetched or fetched == total or found[-1][1] < found[k - 1][1]:
            return found[:k]
