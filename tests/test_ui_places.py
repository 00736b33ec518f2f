"""Rules of what a click may ask for."""

from __future__ import annotations

import pytest
from ui_fakes import PLAIN, Page, article, cite

from ui.web.html import fill
from ui.web.places import BadPlace, Place, cite_button, parse_place, place_button

SOURCE = article(PLAIN, "a/b “c”.txt")


def sent_by(button):
    """Return what static/quoth.js sends for a button."""
    data = {name.removeprefix("data-"): value for name, value in button.attributes.items()}
    return {
        "article": data["article"],
        "start": int(data["start"]),
        "end": int(data["end"]),
        "sha": data.get("sha", ""),
    }


def test_a_citation_button_asks_for_the_place_that_it_cites():
    citation = cite(SOURCE, "It is exported through ports.")
    button = Page(cite_button(citation, "a source")).one("button")
    expected = Place(SOURCE.id, citation.start, citation.end, SOURCE.sha256[:12])
    assert parse_place(sent_by(button)) == expected


def test_a_shelf_button_asks_for_an_article_without_a_place():
    button = Page(place_button(Place("x.txt"), fill("x"), "reference")).one("button")
    assert parse_place(sent_by(button)) == Place("x.txt", 0, 0, "")


@pytest.mark.parametrize(
    "sent",
    [
        None,
        "x.txt",
        [],
        {},
        {"article": 1},
        {"article": "x" * 5000},
        {"article": "x", "start": -1, "end": 2},
        {"article": "x", "start": 3, "end": 2},
        {"article": "x", "start": "0", "end": 2},
        {"article": "x", "start": 0.5, "end": 2},
        {"article": "x", "start": True, "end": True},
        {"article": "x", "sha": 7},
    ],
)
def test_what_no_button_sends_is_refused(sent):
    with pytest.raises(BadPlace):
        parse_place(sent)
