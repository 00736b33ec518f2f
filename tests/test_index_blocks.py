"""Reading plain text into typed blocks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import BlockKind
from index.article import decode, parse_article
from index.blocks import split_blocks

GOLDEN = sorted((Path(__file__).parent / "data" / "blocks").glob("*.txt"))
WRITING = st.text(
    st.sampled_from('aBz. !?,;:\n\r\t|-•>#"“”()0129é日本。שלום👨\u200d👩🇫🇷\u0301\u2028\x85\u00a0'),
    max_size=120,
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


def test_the_golden_folder_is_not_empty():
    """The golden test below has something to test."""
    assert len(GOLDEN) >= 12


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_golden(path):
    """Every input is read into the blocks, title, publisher and date that stand beside it."""
    article = parse_article(decode(path.read_bytes(), path.name), path.name)
    actual = {
        "title": article.title,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
        "blocks": [[b.kind.value, article.text[b.start : b.end]] for b in article.blocks],
    }
    assert json.loads(path.with_suffix(".json").read_text("utf-8")) == actual


@given(WRITING | ANYTHING)
def test_blocks_partition_what_is_not_blank(text):
    """Blocks are in order, do not overlap, begin and end with ink, and leave only blanks out."""
    blocks = split_blocks(text)
    at = 0
    for block in blocks:
        assert text[at : block.start].strip() == ""
        assert block.start < block.end
        assert text[block.start : block.end] == text[block.start : block.end].strip()
        at = block.end
    assert text[at:].strip() == ""


@given(WRITING | ANYTHING)
def test_at_most_one_title(text):
    """A text has one title or none."""
    assert [b.kind for b in split_blocks(text)].count(BlockKind.TITLE) <= 1


@pytest.mark.parametrize(
    "line",
    [
        "Search and rescue teams found 12 people",
        "Published in 1994, the book sold a million copies",
        "Related dams are being inspected",
        "Home is where the heart is",
        "Share prices fell by 5% on Monday",
        "Sign up rates fell in 2024",
        "Subscribers left in droves after the change",
        "Follow us into the hall, the guard said",
        "Read more books, the minister told them",
        "By dawn everyone had left",
        "by then it was too late for them all",
        "More on this was said in May",
        "Copyright law was changed in 1994",
        "On 13 December 2025 Belarus freed 123 prisoners",
        "13 December 2025: prisoners freed",
        "The film takes 12 minutes to read aloud",
        "Photo by photo, the archive was rebuilt",
        "Discussion of the bill went on all night",
        "Editor and staff were arrested",
        "Comments made by the minister caused anger",
        "Sources: The city archive holds the drawings.",
        "Video evidence: it was never shown to the court at all in those nine years",
    ],
)
def test_an_articles_own_words_are_not_furniture(line):
    """A line of body text is never marked as boilerplate, whatever word it begins with."""
    text = f"A title that says something\n\nA first paragraph.\n\n{line}\n\nA last paragraph."
    kinds = {text[b.start : b.end]: b.kind for b in split_blocks(text)}
    assert kinds[line] is not BlockKind.BOILERPLATE


@pytest.mark.parametrize(
    "line",
    [
        "Share this article:",
        "Listen to this article0:00 min",
        "James Thompson3 min read",
        "Leave a Comment",
        "More in World",
        "More from BBC News",
        "By Maria Rossi",
        "By Maria Rossi and John Smith | 13 December 2025",
        "Published: December 13, 2025",
        "Photo: John Smith / Example Agency",
        "Photo by Jane Porter on Unsplash",
        "© 2025 Example Media. All rights reserved.",
        "Read more: Five things to know",
        "Sign up for our newsletter",
        "Home | Search | Log in",
        "12 Comments",
        "(Reporting by A. Smith; Editing by B. Jones)",
        "* * *",
        "---",
    ],
)
def test_page_furniture_is_marked(line):
    """The usual lines around an article are marked as boilerplate."""
    text = f"A title that says something\n\n{line}\n\nA first paragraph.\n\nA last paragraph."
    kinds = {text[b.start : b.end]: b.kind for b in split_blocks(text)}
    assert kinds[line] is BlockKind.BOILERPLATE


def test_a_late_heading_is_no_title():
    """Short headings above the text are kept when a longer one stands far below them."""
    text = "Background\n\nA first paragraph.\n\nWhat will happen next now\n\nA last paragraph."
    assert [block.kind for block in split_blocks(text)] == [
        BlockKind.TITLE,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
    ]


def test_lower_case_verse_is_text():
    """Lines without capitals and full stops are not all taken for captions."""
    text = "A title that says something\n\nso much depends\nupon\n\na red wheel\nbarrow"
    assert BlockKind.BOILERPLATE not in {block.kind for block in split_blocks(text)}
