"""The headings of the cited quotes are found."""

from __future__ import annotations

from ui_fakes import article, stated

from ui.headings import headings_of

TEXT = (
    "A title that says something about it\n\nAn opening sentence without a heading.\n\n"
    "Unconfirmed\n\nSomebody may have seen it. Nobody knows.\n"
)
SOURCE = article(TEXT, "headed.txt")


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
