"""The store's benchmark runs end to end, at a size that takes a moment."""

from __future__ import annotations

from eval.bench_store import measure_store

CONTEXTS = [
    f"In {year} rain fell in Minsk. It was cold. Prices rose by {year % 7}%." for year in range(60)
]


def test_every_cost_is_measured_at_the_size_that_was_asked_for():
    """Each size is filled exactly, and every operation takes time."""
    sizes = [20, 60]
    costs = list(measure_store(CONTEXTS, sizes))
    # Five articles were added, five removed, and five replaced by themselves.
    assert [one.passages for one in costs] == sizes
    for one in costs:
        assert min(one.add_s, one.replace_s, one.remove_s, one.refresh_s, one.dense_ms) > 0
        assert one.disk_mb < one.peak_mb
