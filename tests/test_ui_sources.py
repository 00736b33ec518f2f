"""Rules of the sources panel."""

from __future__ import annotations

import dataclasses
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from ui_fakes import HOSTILE, PLAIN, Page, article

from index import PageImage
from ui.marking import overlap
from ui.web.places import Place
from ui.web.sources import render_shelf, render_source

ARTICLE = article(HOSTILE, "hostile.txt")
LENGTH = len(ARTICLE.text)


PAGED = dataclasses.replace(ARTICLE, pages=(0, 40))


def test_a_page_is_shown_as_printed_when_that_is_asked_for():
    """Without asking there is a button that asks; the boxes lie where they are on the page."""
    place = Place(ARTICLE.id, 45, 60, "abc")
    button = Page(render_source(PAGED, place)).all("button")[-1]
    assert button.text == "Show page 2 as printed"
    assert (button.attributes["data-start"], button.attributes["data-sha"]) == ("45", "abc")
    image = PageImage(2, b"png", ((0.1, 0.25, 0.6, 0.3),))
    printed = dataclasses.replace(place, printed=True)
    html = str(render_source(PAGED, printed, image))
    assert 'src="data:image/png;base64,cG5n"' in html
    assert 'style="left: 10.00%; top: 25.00%; width: 50.00%; height: 5.00%"' in html
    assert "This is the text that was read" in str(render_source(PAGED, printed, None))
    assert "as printed" not in str(render_source(ARTICLE, place))


def blocks_of(page):
    return [element.text for element in page.all(css_class="block-text")]


@given(st.integers(0, LENGTH), st.integers(0, LENGTH))
def test_what_is_marked_is_what_the_offsets_cut_from_the_article(start, end):
    page = Page(render_source(ARTICLE, Place(ARTICLE.id, start, end)))
    shared = [overlap((b.start, b.end), (start, end)) for b in ARTICLE.blocks]
    expected = [ARTICLE.text[s[0] : s[1]] for s in shared if s]
    assert expected == [mark.text for mark in page.all("mark")]


@given(st.integers(0, LENGTH), st.integers(0, LENGTH))
def test_a_mark_says_its_own_offsets(start, end):
    page = Page(render_source(ARTICLE, Place(ARTICLE.id, start, end)))
    for mark in page.all("mark"):
        at, to = int(mark.attributes["data-start"]), int(mark.attributes["data-end"])
        assert ARTICLE.text[at:to] == mark.text


@given(st.integers(0, LENGTH), st.integers(0, LENGTH))
def test_the_whole_article_is_shown_whatever_is_marked(start, end):
    page = Page(render_source(ARTICLE, Place(ARTICLE.id, start, end)))
    assert [ARTICLE.text[b.start : b.end] for b in ARTICLE.blocks] == blocks_of(page)


def test_every_kind_of_block_has_its_own_look():
    page = Page(
        render_source(article("Share this article\n\n" + PLAIN, "plain.txt"), Place("plain.txt"))
    )
    classes = [element.classes[1] for element in page.all(css_class="block-text")]
    assert classes == ["boilerplate", "title", "paragraph", "paragraph"]


def test_title_publisher_and_date_are_shown_as_far_as_known():
    known = dataclasses.replace(
        article(PLAIN, "plain.txt"), publisher="Reuters <i>", published=dt.date(2025, 12, 13)
    )
    page = Page(render_source(known, Place("plain.txt", 0, 5)))
    assert page.one("p", "byline").text == "Reuters <i> · 13 December 2025"
    assert Page(render_source(ARTICLE, Place("hostile.txt"))).all("p", "byline") == []


def test_an_article_that_has_changed_since_the_answer_says_so():
    same = Place(ARTICLE.id, 0, 5, ARTICLE.sha256[:12])
    changed = Place(ARTICLE.id, 0, 5, "0" * 12)
    assert Page(render_source(ARTICLE, same)).all("p", "failure") == []
    assert "has changed" in Page(render_source(ARTICLE, changed)).one("p", "failure").text


def test_the_shelf_lists_every_article_as_a_button():
    page = Page(render_shelf([ARTICLE, article(PLAIN, "plain.txt")]))
    assert page.one("h2").text == "2 articles"
    assert [b.attributes["data-article"] for b in page.all("button")] == [
        "hostile.txt",
        "plain.txt",
    ]


def test_a_long_shelf_says_how_many_it_leaves_out():
    page = Page(render_shelf([ARTICLE] * 1_203))
    assert len(page.all("button")) == 200
    assert page.all("p")[-1].text == "and 1,003 more; ask to find them."
