"""Files of text that are articles, and files that are not."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ArticleError, BlockKind, heads, parse_article, read_article, read_folder
from index.article import MAX_BYTES
from index.dates import is_dateline, parse_full_date


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "holds no text to quote"),
        (b" \n\t \r\n\xc2\xa0", "holds no text to quote"),
        (b"Share this article:\n\n---\n", "holds no text to quote"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "is not text (U+007F at character 0)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is not text (a NUL byte at offset 4)"),
        ("Das Café schloß.".encode("latin-1"), "is not valid UTF-8 (byte 0xe9 at offset 7)"),
        (b"\xff\xfeA\x00.", "is not text (a NUL byte at offset 3)"),
        (b"A text with \x1b[31ma colour.", "is not text (U+001B at character 12)"),
        (b"\xef\xbb\xbfCaf\xe9.", "is not valid UTF-8 (byte 0xe9 at offset 3)"),
    ],
)
def test_what_is_not_an_article_is_refused_in_one_sentence(tmp_path, data, said):
    """A file without text, or that is not text, is refused with what and where."""
    path = tmp_path / "bad.txt"
    path.write_bytes(data)
    with pytest.raises(ArticleError) as caught:
        read_article(path, "bad.txt")
    assert said in str(caught.value)
    assert "bad.txt" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    """The size is looked at before the file is."""
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ArticleError, match="split it into smaller files"):
        read_article(path, "large.txt")


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    """What cannot be opened as a file is an ArticleError."""
    with pytest.raises(ArticleError, match="cannot be read"):
        read_article(tmp_path / "missing.txt", "missing.txt")
    with pytest.raises(ArticleError, match="is not a file"):
        read_article(tmp_path, "folder")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_are_read(tmp_path, encoding):
    """UTF-8 and UTF-16 with a byte-order mark give the same text."""
    path = tmp_path / "a.txt"
    path.write_bytes("Ein Wort über 日本 und 👍.".encode(encoding))
    assert read_article(path, "a.txt").text == "Ein Wort über 日本 und 👍."


def test_the_text_is_kept_whole(tmp_path):
    """Line ends, blanks and markup stay as they are, and the hash is of the UTF-8 bytes."""
    data = "  <script>x</script>\r\n\r\nTwo.\u2028Three.\t\n".encode()
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    article = read_article(path, "a.txt")
    assert article.text.encode() == data
    assert article.sha256 == hashlib.sha256(data).hexdigest()


def test_lone_surrogates_are_refused():
    """Text that has no bytes in UTF-8 cannot be kept, in a text or in a name."""
    for text, name in (("A \ud800 text.", "a"), ("A text.", "a\udcff.txt")):
        with pytest.raises(ArticleError, match="is not text"):
            parse_article(text, name)


def test_an_article_without_a_title_is_called_by_its_first_words():
    """Ten words of the first sentence stand for a title."""
    article = parse_article("One two three four five six seven eight nine ten eleven.", "a")
    assert article.title == "One two three four five six seven eight nine ten …"


def test_only_agencies_in_brackets_are_publishers():
    """A bracket before a dash names the publisher when it is an agency, not a person's office."""
    wire = parse_article("MINSK, Dec 13 (Reuters) - Belarus freed 123 people.", "a")
    person = parse_article("Ales Bialiatski (Nobel laureate) - the man was freed.", "b")
    assert [wire.publisher, person.publisher] == ["Reuters", None]


def test_a_folder_is_read_by_path(tmp_path):
    """Ids are paths inside the folder, in order."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.txt").write_text("One.")
    (tmp_path / "a.txt").write_text("Two.")
    assert [article.id for article in read_folder(tmp_path)] == ["a.txt", "b/x.txt"]
    with pytest.raises(ArticleError, match=r"holds no \.txt files"):
        read_folder(tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("December 13, 2025", dt.date(2025, 12, 13)),
        ("Wed Dec 17 04:20:00 UTC 2025: Summary:", dt.date(2025, 12, 17)),
        ("Published: 13 Dec 2025 10:15 EST", dt.date(2025, 12, 13)),
        ("2025-12-13T10:15:00Z", dt.date(2025, 12, 13)),
        ("December 2025", None),
        ("13 December", None),
        ("123 people", None),
    ],
)
def test_full_dates(text, day):
    """A date counts when year, month and day are all written."""
    assert parse_full_date(text) == day
    assert is_dateline(text) is (day is not None)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(lambda t: t + " 2025"))
def test_no_text_upsets_the_dates(text):
    """Reading a date from any text gives a day or None, and no error or warning."""
    assert parse_full_date(text) is None or isinstance(parse_full_date(text), dt.date)


def test_hostile_html_is_text():
    """Markup is words like any other."""
    article = parse_article("<script>alert(1)</script> said the minister.", "a")
    assert [b.kind for b in article.blocks] == [BlockKind.PARAGRAPH]


LEASE = "THIS LEASE is made on 3 March 2021 between A Ltd and B Ltd. It ends. It may be renewed."
BODY = "The roof leaks. It has rained for a week."


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            f"Minutes of the meeting held on Tuesday 16 January 2024 in the Barn\n\n{BODY}",
            "2024-01-16",
        ),
        (f"Alder Council\n\nMeeting held on January 16th, 2024\n\n{BODY}", "2024-01-16"),
        (
            f"Alder Council\nDraft minutes of the Assembly at 7 p.m. on 16 January 2024\n\n{BODY}",
            "2024-01-16",
        ),
        (f"Lease of the mill\n\n{LEASE}", "2021-03-03"),
        (f"This Deed of Gift is made this 3rd day of March 2021 by A Ltd. {BODY}", "2021-03-03"),
        (f"Licence dated 3 March 2021\n\n{BODY}", "2021-03-03"),
        (f"Alder Ltd\n\nPort Alder, 12 May 2023\n\nDear Ms Roe,\n\n{BODY}", "2023-05-12"),
    ],
)
def test_minutes_deeds_and_letters_are_dated_by_their_first_lines(text, day):
    assert parse_article(text, "a.txt").published == dt.date.fromisoformat(day)


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        ("HALM, 3 May 2024", None),
        ("Washington, D.C., May 3, 2024", None),
        ("Halm del Mar Daily, 3 May 2024, 09:15", "Halm del Mar Daily"),
        ("By Ada Roe, Halm Herald\n3 May 2024", "Halm Herald"),
        ("The Halm Post, Friday, 3 May 2024", "The Halm Post"),
        ("By Ada Roe\nNorth Press Agency\nHalm, May 3, 2024", "North Press Agency"),
        ("By Ada Roe | Halm and Thorn Gazette | 3 May 2024", "Halm and Thorn Gazette"),
    ],
)
def test_the_line_below_the_title_tells_who_published_it_and_when(head, publisher):
    article = parse_article(f"Fire destroys the old mill\n\n{head}\n\n{BODY}", "a.txt")

    assert (article.publisher, article.published) == (publisher, dt.date(2024, 5, 3))
    assert article.title == "Fire destroys the old mill"
    assert {block.kind for block in article.blocks[1:-1]} == {BlockKind.BOILERPLATE}


@pytest.mark.parametrize(
    "head",
    [
        "Halm in the rain, 3 May 2024",
        "What the news is",
        "Literature Review",
        "Submission Deadline, 3 May 2024",
        f"Halm, 3 May 2024\n\n{BODY}\n\nThorn, 4 May 2024",
    ],
    ids=["a heading", "no outlet", "no date", "a deadline", "a timeline"],
)
def test_a_heading_with_a_date_is_no_imprint(head):
    article = parse_article(f"The floods of that spring\n\n{head}\n\n{BODY}", "a.txt")

    assert article.blocks[1].kind is BlockKind.HEADING
    assert (article.publisher, article.published) == (None, None)


@pytest.mark.parametrize(
    ("head", "kinds"),
    [
        ("Published 3 May 2024\n\nLiterature Review", "bh"),
        ("By Ada Roe, Emily Post\n\n3 May 2024", "bb"),
        ("Posted on 3 May 2024\n\nSt Mary's Church, 14 June 2024", "bh"),
        ("World News\n\n3 May 2024", "hb"),
    ],
    ids=["below the date", "two writers", "another day", "a section"],
)
def test_what_stands_beside_the_date_is_no_publisher_for_that(head, kinds):
    article = parse_article(f"Fire destroys the old mill\n\n{head}\n\n{BODY}", "a.txt")

    assert (article.publisher, article.published) == (None, dt.date(2024, 5, 3))
    assert "".join(block.kind.value[0] for block in article.blocks[1:-1]) == kinds


def test_the_stops_of_a_tour_stay():
    stops = "Berlin, 3 May 2024\nParis, 5 May 2024\nRome, 7 May 2024"
    article = parse_article(f"Norah Vale tells where she will sing\n\n{stops}\n\n{BODY}", "a.txt")

    assert article.published is None
    assert BlockKind.BOILERPLATE not in {block.kind for block in article.blocks}


def test_a_short_headline_is_the_title_and_not_the_dateline_below_it():
    article = parse_article(f"Mill fire\n\nThe Halm Herald, Friday, 3 May 2024\n\n{BODY}", "a.txt")

    assert (article.title, article.publisher) == ("Mill fire", "The Halm Herald")


def test_the_dates_of_few_lines_are_looked_for(monkeypatch):
    """Reading a date is slow, and a price list has thousands of lines without a sentence."""
    looked = []
    monkeypatch.setattr(heads, "tells_date", looked.append)
    rows = "\n".join(f"Part {n} | Bolt {n} | 3.50" for n in range(300))
    parse_article(f"Prices of all the parts we sell\n\n{rows}", "a.txt")

    assert len(looked) <= heads.HEAD_DEPTH


@pytest.mark.parametrize("label", ["Latest News", "Sports News"])
def test_a_section_above_the_title_is_no_publisher(label):
    text = f"{label}\n\nFire destroys the old mill\n\n3 May 2024\n\n{BODY}"

    assert parse_article(text, "a.txt").publisher is None


@pytest.mark.parametrize(
    "text",
    [
        f"Alder meets\n\nMinutes of the previous meeting held on 2 May 2023\n\n{BODY}",
        f"A council that meets\n\nIt was told so at a meeting held on 16 January 2024. {BODY}",
        f"Deed of variation to the lease dated 3 March 2021\n\n{BODY}",
        f"A picture of the mill\n\nThis picture was made on 3 March 2021 by a boy. {BODY}",
        f"Port Alder, 12 May 2023\n\n{BODY}",
        f"Minutes of the meeting held on 16 and 17 January 2024\n\n{BODY}",
    ],
)
def test_another_days_date_is_not_a_documents_own(text):
    assert parse_article(text, "a.txt").published is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Alder Parish Council\nMinutes of the meeting in May", True),
        ("Roe, Ada\nFrom A Dictionary of Ferries", True),
        ("World\nFerry to Alder sails again", False),
        ("Alder Parish Council\n\nMinutes of the meeting in May", False),
        ("By Ada Roe\nFerry to Alder sails again", False),
        ("Add a comment\nFerry to Alder sails again", False),
    ],
)
def test_what_stands_right_above_a_title_and_is_no_label_is_a_part_of_it(head, title):
    first, *_, last = head.splitlines()
    article = parse_article(f"{head}\n\n{BODY}", "a.txt")
    assert article.title == (f"{first}: {last}" if title else last)
