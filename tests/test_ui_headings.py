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


ASKED = """A title that says something about it

Care

Wash it by hand. It will not rust.

does it hum at night?

No. The fan stops at ten.

It starts again at six.

what is in the box?

- a pump
- a hose
"""


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("No. The fan", "does it hum at night?"),
        ("It starts", "Care"),
        ("a hose", "what is in the box?"),
        ("does it hum", "Care"),
    ],
)
def test_a_quote_stands_under_the_question_right_above_it(words, heading):
    assert heading_above(article(ASKED, "asked.txt"), ASKED.index(words)) == heading


def test_only_citations_under_a_heading_have_one():
    articles = {SOURCE.id: SOURCE}
    under = stated("?", SOURCE, "Nobody knows.", "Nobody")
    above = stated("?", SOURCE, "An opening sentence without a heading.", "opening")
    assert headings_of(under, articles.__getitem__) == {1: "Unconfirmed"}
    assert headings_of(above, articles.__getitem__) == {}


def test_a_row_stands_under_what_names_its_columns_too():
    fares = "Fares\n\nPrices\n\nTicket\tAdult\tChild\nDay\t£9.30\t£4.60\nMonth\t£88\t£41\n"
    source = article(fares, "fares.txt")
    row = stated("?", source, "Month\t£88\t£41", "£41")
    assert headings_of(row, lambda _: source) == {1: "Prices: Ticket | Adult | Child"}
    names = stated("?", source, "Ticket\tAdult\tChild", "Child")
    assert headings_of(names, lambda _: source) == {1: "Prices"}
