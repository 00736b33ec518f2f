"""Rules of cutting a text at offsets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.marking import Piece, overlap, pieces

spans = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=5)
texts = st.text(max_size=40)


@given(texts, spans)
def test_pieces_joined_are_the_text(text, given_spans):
    assert "".join(piece.text for piece in pieces(text, given_spans)) == text


@given(texts, spans)
def test_a_character_is_marked_exactly_when_a_span_covers_it(text, given_spans):
    covered = [any(start <= at < end for start, end in given_spans) for at in range(len(text))]
    marked = [piece.marked for piece in pieces(text, given_spans) for _ in piece.text]
    assert covered == marked


@given(texts, spans)
def test_neighbouring_pieces_differ_in_being_marked(text, given_spans):
    cut = pieces(text, given_spans)
    assert [p.marked for p in cut] == [
        (cut[0].marked if cut else False) ^ (i % 2 == 1) for i in range(len(cut))
    ]


def test_offsets_count_code_points_not_utf_16_units():
    assert pieces("👩‍👧 שלום 42", [(9, 11)]) == [
        Piece("👩‍👧 שלום ", marked=False),
        Piece("42", marked=True),
    ]


def test_spans_that_only_touch_share_nothing():
    assert overlap((0, 3), (3, 5)) is None


def test_overlapping_spans_share_the_middle():
    assert overlap((0, 4), (2, 9)) == (2, 4)
