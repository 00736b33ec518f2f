"""Rules of finding the heading that a quote stands under."""

from __future__ import annotations

import pytest
from ui_fakes import article, stated

from ui.headings import heading_above, headings_of

TEXT = """A title that says something about it

An opening sentence without a heading.

Unconfirmed

Somebody may have seen it. Nobody knows.

Bottom line

It is over now.
"""
SOURCE = article(TEXT, "headed.txt")


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("An opening sentence", ""),
        ("Somebody may", "Unconfirmed"),
        ("Nobody knows", "Unconfirmed"),
        ("Bottom line", "Unconfirmed"),
        ("It is over", "Bottom line"),
    ],
)
def test_a_quote_stands_under_the_last_heading_before_it(words, heading):
    assert heading_above(SOURCE, TEXT.index(words)) == heading


def test_only_citations_under_a_heading_have_one():
    articles = {SOURCE.id: SOURCE}
    under = stated("?", SOURCE, "Nobody knows.", "Nobody")
    above = stated("?", SOURCE, "An opening sentence without a heading.", "opening")
    assert headings_of(under, articles.__getitem__) == {1: "Unconfirmed"}
    assert headings_of(above, articles.__getitem__) == {}
