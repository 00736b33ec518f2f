"""A sample of `make fuzz`: broken files end in articles that hold together, or in one line."""

from __future__ import annotations

from fuzz_formats import LIMITS, files, run

from index.sandbox import Sandbox

COUNT = 150
SEED = 20250303


def test_broken_files_end_well():
    """No crash, no hang, no passage that is no slice, no message of two lines."""
    with Sandbox(LIMITS) as sandbox:
        outcome = run(files(COUNT, SEED), sandbox)
    assert outcome.faults == []
    assert outcome.ended.total() == COUNT
    # Neither all of them broken nor all of them sound: both ways are walked.
    assert COUNT / 5 < outcome.ended["read"] < COUNT * 4 / 5


def test_the_same_seed_gives_the_same_files():
    """What was found once can be found again."""
    assert list(files(40, SEED)) == list(files(40, SEED))
