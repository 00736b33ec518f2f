"""Rules of the one place where text becomes HTML."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from ui_fakes import Page

from ui.web.html import fill, join

# What a file of text can hold; NUL is the one character that HTML cannot carry.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(texts)
def test_text_comes_back_from_html_unchanged(text):
    assert Page(fill("<p>{}</p>", text)).one("p").text == text


@given(texts)
def test_an_attribute_comes_back_from_html_unchanged(text):
    assert Page(fill('<p title="{}">x</p>', text)).one("p").attributes["title"] == text


def test_braces_in_text_are_not_fields_of_the_template():
    assert fill("<p>{}{}</p>", "{0} {}", "{1}") == "<p>{0} {}{1}</p>"


def test_a_carriage_return_is_written_as_a_reference_because_parsers_drop_it():
    assert fill("{}", "a\r\nb") == "a&#13;\nb"


def test_html_made_here_is_not_escaped_again():
    assert (
        fill("<p>{}</p>", join([fill("<b>{}</b>", "<"), fill("{}", "&")]))
        == "<p><b>&lt;</b>&amp;</p>"
    )
