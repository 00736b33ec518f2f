"""Two rankings become one."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Hit, Passage
from rag.fusion import fuse, min_max

A, B, C = (Passage("article", at, at + 1, "x") for at in range(3))


def test_min_max_scales_linearly_between_the_worst_and_the_best():
    assert min_max([3.0, 1.0, 2.5]) == [1.0, 0.0, 0.75]


def test_scores_that_are_all_alike_all_become_one():
    assert min_max([0.3, 0.3]) == [1.0, 1.0]


def test_no_scores_stay_none():
    assert min_max([]) == []


def test_fused_scores_are_the_weighted_sums_worked_by_hand():
    """Dense: A 1, B 1/2, C 0. Lexical: B 1, C 0. At equal weights: B 3/4, A 1/2, C 0."""
    dense = [Hit(A, 0.8), Hit(B, 0.6), Hit(C, 0.4)]
    lexical = [Hit(B, 9.0), Hit(C, 2.0)]

    fused = fuse(dense, lexical)

    assert [hit.passage for hit in fused] == [B, A, C]
    assert [hit.score for hit in fused] == pytest.approx(
        [float(Fraction(3, 4)), float(Fraction(1, 2)), 0.0]
    )


def test_the_lexical_weight_decides_between_the_two_firsts():
    dense, lexical = [Hit(A, 1.0), Hit(B, 0.0)], [Hit(B, 1.0), Hit(A, 0.0)]

    assert fuse(dense, lexical, lexical_weight=0.9)[0].passage == B
    assert fuse(dense, lexical, lexical_weight=0.1)[0].passage == A


def test_ties_go_to_the_earlier_address():
    assert [hit.passage for hit in fuse([Hit(B, 1.0)], [Hit(A, 1.0)])] == [A, B]


@given(st.lists(st.floats(0, 1), max_size=9), st.lists(st.floats(0, 30), max_size=9))
def test_no_passage_comes_twice_and_none_is_lost(dense, lexical):
    passages = [Passage("article", at, at + 1, "x") for at in range(9)]
    one = [Hit(passage, score) for passage, score in zip(passages, dense, strict=False)]
    other = [
        Hit(passage, score) for passage, score in zip(reversed(passages), lexical, strict=False)
    ]

    fused = fuse(one, other)

    assert sorted(hit.passage.start for hit in fused) == sorted(
        {hit.passage.start for hit in one + other}
    )
    assert [hit.score for hit in fused] == sorted((hit.score for hit in fused), reverse=True)
