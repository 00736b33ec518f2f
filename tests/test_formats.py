"""Files of every format become articles whose offsets point into what is stored."""

from __future__ import annotations

import datetime as dt
import html
import io
import json
import zipfile

import format_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ArticleError, BlockKind
from index.formats.detecting import Format, detect
from index.formats.layout import Piece, lay_out, plain
from index.formats.markup import parse_html, walk
from index.formats.readers import read_source
from index.formats.source import Columns, Source

ONE_ARTICLE = ["story.txt", "story.md", "story.html", "story.pdf", "story.docx", "story.epub"]
ROWS = ["story.csv", "story.json", "story.jsonl", "story.xml"]


def read(name, data, columns=None):
    source = Source(name, data, columns or Columns())
    return list(read_source(source)), source.notes


def only(name, data, columns=None):
    (article,), _ = read(name, data, columns)
    return article


def kinds(article):
    return {article.text[b.start : b.end]: b.kind for b in article.blocks}


def refusal(name, data):
    with pytest.raises(ArticleError) as caught:
        read(name, data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", list(samples.GOOD))
def test_every_format_tells_title_publisher_date_and_text(name):
    """The same story is the same article whatever it was saved as."""
    article = read(name, samples.GOOD[name]())[0][0]
    assert (article.title, article.publisher) == (samples.TITLE, samples.PUBLISHER)
    if name != "story.docx":  # python-docx's template has a date of its own
        assert article.published == dt.date(2025, 3, 3)
    assert all(paragraph in article.text for paragraph in samples.PARAGRAPHS)


@pytest.mark.parametrize("name", list(samples.GOOD))
def test_blocks_partition_what_is_not_blank(name):
    """Outside of the blocks there are only blanks, and no block begins or ends with one."""
    for article in read(name, samples.GOOD[name]())[0]:
        rest, at = "", 0
        for block in article.blocks:
            rest += article.text[at : block.start]
            at = block.end
            assert (
                article.text[block.start : block.end].strip()
                == (article.text[block.start : block.end])
            )
        assert (rest + article.text[at:]).strip() == ""


@pytest.mark.parametrize("name", ["story.md", "story.html", "story.docx", "story.epub"])
def test_structure_makes_the_blocks(name):
    """Headings, list items, quotes and rows are what the format says they are."""
    found = kinds(only(name, samples.GOOD[name]()))
    assert found[samples.HEADING] is BlockKind.HEADING
    assert [found[item] for item in samples.ITEMS] == [BlockKind.LIST_ITEM] * 2
    assert found[samples.QUOTE] is BlockKind.QUOTE
    assert found["Monday | 2 hours"] is BlockKind.TABLE_ROW
    assert found[samples.FIRST] is BlockKind.PARAGRAPH


def test_menus_scripts_and_footers_are_not_in_the_article():
    """Of a web page the main content is kept."""
    text = only("story.html", samples.web_page()).text
    assert not [w for w in ("Home", "Sport", "Cats", "cookie", "script") if w in text]


def test_a_page_that_is_too_short_to_extract_is_read_whole():
    """A page without an article in it still gives its words."""
    assert only("a.html", b"<p>Rain fell.<p>Snow fell.").text == "Rain fell.\n\nSnow fell."


def test_hostile_markup_becomes_words_or_nothing():
    """A script is left out, and what is escaped in the page stays the words that it shows."""
    page = b"<p>One &lt;script&gt;alert(1)&lt;/script&gt; word.</p><script>alert(2)</script>"
    assert only("a.html", page).text == "One <script>alert(1)</script> word."


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), max_size=5))
def test_what_a_page_shows_is_what_is_stored(paragraphs):
    """Whatever the script, the words between the tags come out as they are, blanks made single."""
    page = "".join(f"<p>{html.escape(words)}</p>" for words in paragraphs)
    pieces = walk(parse_html(f"<body>{page}</body>"))
    shown = [" ".join(words.split()) for words in paragraphs]
    laid = lay_out(pieces, "a")
    cut = [laid.text[block.start : block.end] for block in laid.blocks]
    assert cut == [plain(words) for words in shown if plain(words)]


def test_markdown_is_read_as_it_shows():
    """Emphasis, addresses of links and the front matter are no part of the text."""
    text = only("story.md", samples.markdown()).text
    assert samples.FIRST in text
    assert not [sign for sign in ("**", "https:", "---", "title:") if sign in text]


def test_the_pages_of_a_pdf_are_offsets():
    """A page begins where its first words stand; heads and page numbers are left out."""
    article = only("story.pdf", samples.pdf())
    assert [article.text[start:].split()[0] for start in article.pages] == ["The", "A", "“We"]
    assert article.page_at(article.text.index("pump")) == 2
    assert article.page_at(0) == 1
    assert "Page 2" not in article.text
    assert "all about ferries" not in article.text


def test_a_sentence_over_the_end_of_a_page_is_whole():
    """What goes on on the next page is one paragraph, with the page's beginning inside it."""
    whole = "The council has decided that the bridge to Norrholm will be built after all next year."
    first, second = whole[:51], whole[52:]
    article = only("a.pdf", samples.pdf(((first,), (second,), ("Rain fell.",))))
    assert whole in article.text
    assert article.text[article.pages[1] :].startswith(second)


def test_a_pdf_without_text_or_a_sound_file_is_refused():
    """A scan, a torso and an encrypted file each get their own reason."""
    assert "text recognition" in refusal("a.pdf", samples.pdf((("",), ("",))).replace(b"Tj", b"  "))
    assert "cannot be read as PDF" in refusal("a.pdf", samples.pdf()[:300])


@pytest.mark.parametrize("name", ROWS)
def test_each_row_of_an_export_is_an_article(name):
    """Ids are readable and begin with the file's; rows without text are counted in a note."""
    articles, notes = read(name, samples.GOOD[name]())
    assert [article.id for article in articles] == [
        f"{name}/the-ferry-to-norrholm-is-late-again",
        f"{name}/calm",
    ]
    assert bool(notes) is (name != "story.xml")


def test_columns_can_be_named_and_an_unknown_one_is_told():
    """Columns of other names are read when they are named, and listed when they are not."""
    data = b"Nr;Brief;Vom\n7;Rain fell in Minsk.;2025-03-03\n"
    assert "its columns: Nr, Brief, Vom" in refusal("a.csv", data)
    article = only("a.csv", data, Columns(text="Brief", published="Vom"))
    assert (article.text, article.published) == ("Rain fell in Minsk.", dt.date(2025, 3, 3))


def test_rows_of_one_name_keep_apart():
    """Two rows of one title get two ids, and a column of ids comes first."""
    rows = [{"title": "A", "text": "Rain fell."}, {"title": "A", "text": "Snow fell."}]
    rows.append({"id": "x-1", "title": "A", "text": "Hail fell."})
    articles, _ = read("a.json", json.dumps(rows).encode())
    assert [article.id for article in articles] == ["a.json/a", "a.json/a-2", "a.json/x-1"]


def test_an_object_with_a_text_is_one_article():
    """Its lists of authors and tags are not mistaken for rows."""
    article = only(
        "a.json", b'{"text": "Rain fell.", "authors": [{"name": "Ida"}, {"name": "Bo"}]}'
    )
    assert (article.text, article.publisher) == ("Rain fell.", "Ida, Bo")


def test_html_in_a_cell_is_read_as_html():
    """An export of a web desk holds markup; its words are the text."""
    row = {"content": "<h2>Rain</h2><p>Rain fell in <b>Minsk</b>.</p>", "source": {"name": "Desk"}}
    article = only("a.json", json.dumps([row]).encode())
    assert (article.text, article.publisher) == ("Rain\n\nRain fell in Minsk.", "Desk")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("windows-1252", "Das Café schloß am Dienstag – es war „kalt“ und spät."),
        ("cp1251", "Беларусь освободила 123 заключённых в субботу, сообщила пресс-служба."),
        ("cp1250", "Polska zamknęła granicę we wrześniu. Później ją otworzyła, mówi rzecznik."),
        ("shift_jis", "ベラルーシは土曜日に123人の囚人を釈放した。交渉は二日間続いた。"),
        ("utf-16", "Das Café schloß. 日本 und 👍."),
    ],
)
def test_the_encoding_is_found_and_noted(encoding, text):
    """Text in an old encoding is read rightly, and the note names the encoding."""
    (article,), notes = read("a.txt", text.encode(encoding))
    assert article.text == text
    assert bool(notes) is (encoding != "utf-16")


def test_a_page_is_read_in_the_encoding_that_it_declares():
    """A declaration beats a guess."""
    page = '<meta charset="iso-8859-5"><p>Минск. Дождь шёл весь день, сказал он.</p>'
    assert "Дождь" in only("a.html", page.encode("iso-8859-5")).text


def test_mojibake_is_reported_and_kept():
    """Text that was decoded wrongly before is quoted as it is, with a note that says where."""
    broken = "The minister said: “we won’t go”.".encode().decode("windows-1252", "replace")
    (article,), notes = read("a.txt", broken.encode())
    assert article.text == broken
    assert "wrongly decoded" in notes[0]


def test_a_list_of_addresses_is_refused():
    """Nothing is fetched, and the person is told what to do instead."""
    assert "fetches nothing" in refusal("a.txt", b"https://example.org/1\nhttps://example.org/2\n")
    assert "fetches nothing" in refusal(
        "a.url", b"[InternetShortcut]\r\nURL=https://example.org\r\n"
    )


def test_a_text_that_is_too_long_is_refused(monkeypatch):
    """Whatever it was saved as, and before anything is made of it."""
    monkeypatch.setattr("index.article.MAX_CHARACTERS", 40)
    for name in ("story.txt", "story.html", "story.pdf"):
        assert "holds more than 40 characters" in refusal(name, samples.GOOD[name]())


def test_tracked_changes_read_as_on_the_screen():
    """What was inserted is read, what was deleted is not."""
    with zipfile.ZipFile(io.BytesIO(samples.word())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = parts["word/document.xml"].decode()
    run = f"<w:r><w:t>{samples.SECOND}</w:t></w:r>"
    assert run in document
    tracked = (
        '<w:ins w:id="1" w:author="x"><w:r><w:t>Inserted words.</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>Deleted words.</w:delText></w:r></w:del>'
    )
    parts["word/document.xml"] = document.replace(run, tracked).encode()
    text = only("a.docx", samples.zipped(parts)).text
    assert "Inserted words." in text
    assert "Deleted words." not in text


@pytest.mark.parametrize("name", list(samples.GOOD))
def test_the_format_is_found_in_the_bytes_or_the_name(name):
    """PDF, DOCX, EPUB, HTML and feeds are known without their names; the rest by its ending."""
    data = samples.GOOD[name]()
    assert detect(name, data) is not None
    by_bytes = {Format.PDF, Format.WORD, Format.BOOK, Format.WEB_PAGE, Format.FEED}
    if detect(name, data) in by_bytes:
        assert detect("stdin.txt", data) is detect(name, data)


@pytest.mark.parametrize(
    ("name", "said"), [("a.doc", "DOCX or PDF"), ("a.xlsx", "CSV"), ("a.zip", "unpack")]
)
def test_other_formats_are_refused_with_what_to_do(name, said):
    """A format that is not read is named with the one to save it in."""
    assert said in refusal(name, b"\xd0\xcf\x11\xe0 something")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(BlockKind)),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        ),
        max_size=8,
    )
)
def test_a_laid_out_text_is_cut_by_its_blocks(pieces):
    """Each block is its piece's words with single blanks, in order, and nothing else is there."""
    layout = lay_out([Piece(kind, text) for kind, text in pieces], "a")
    cut = [layout.text[b.start : b.end] for b in layout.blocks]
    assert "".join(layout.text.split()) == "".join("".join(cut).split())
    assert all(" ".join(words.split()) == words for words in cut)
