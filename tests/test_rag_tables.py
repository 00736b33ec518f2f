"""Rules of tables: their rows and cells, and which cell a question asks for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Hit, Passage
from index.article import Told, make_article
from index.blocks import split_blocks
from index.formats.layout import lay_out
from index.formats.markdown import read_markdown
from index.formats.markup import parse_html, walk
from index.formats.source import Source
from rag import Evidence
from rag.rows.cells import Cells
from rag.rows.tables import column_names, table_at

FARES = [
    ["Ticket", "Adult", "Child"],
    ["Single trip", "£4.10", "£2.05"],
    ["Day ticket", "£9.30", "£4.60"],
    ["Month ticket", "£88.00", "£41.00"],
    ["Dog", "£1.00", "–"],
]
VERSIONS = [
    ["Version", "Released", "Supported until"],
    ["4.1.0", "3 May 2024", "31 May 2026"],
    ["4.0.2", "9 July 2023", "31 July 2025"],
    ["3.9.7", "1 June 2022", "ended"],
]
LAMPS = [
    ["Lamp", "Meaning"],
    ["green", "the battery is full"],
    ["blinking green", "the battery is charging"],
    ["blinking white", "the brush must be replaced"],
]
HEATS = [
    ["Rank", "Name", "Club", "Time"],
    ["1", "Orla Finch", "Reed Warblers", "2:04.1"],
    ["2", "Tove Lindqvist", "Harbour Row", "2:05.9"],
    ["3", "Ana Belo", "Reed Warblers", "2:07.3"],
]


def as_markdown(rows):
    """Lay a table out as the index stores one of Markdown, HTML or DOCX."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


def article_of(text, media="plain"):
    """Make an article with a title above the text."""
    if media == "markdown":
        return next(read_markdown(Source("a.md", f"# Otter Ferry\n\n{text}\n".encode())))
    if media == "html":
        layout = lay_out(walk(parse_html(f"<h1>Otter Ferry</h1>{text}")), "a.html")
        return make_article("a.html", layout.text, layout.blocks, Told())
    text = f"Otter Ferry\n\nThe ferry is run by a trust.\n\n{text}\n"
    return make_article("a.txt", text, split_blocks(text), Told())


def as_html(rows):
    """Write a table in HTML."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


def written(rows, how):
    """Return an article with a table, in one of the ways that it can be written."""
    if how == "markdown":
        return article_of(as_markdown(rows), "markdown")
    if how == "html":
        return article_of(as_html(rows), "html")
    if how == "pipes":
        return article_of(as_markdown(rows))
    return article_of("\n".join({"tabs": "\t", "gaps": "    "}[how].join(row) for row in rows))


WAYS = ("markdown", "html", "pipes", "tabs", "gaps")


def asked(question, article, words, *, within=None):
    """Return where the reader's `words` are moved to, and whether the table lacks what is asked."""
    start, end = within or (0, len(article.text))
    passage = Passage(article.id, start, end, article.text[start:end])
    at = article.text.index(words)
    one = Evidence(passage, (at, at + len(words)), (at, at + len(words)), 0.9, 0.9)
    cells = Cells(question, [Hit(passage, 1.0)], {article.id: article})
    (moved,) = cells.moved([one])
    return article.text[slice(*moved.answer)], cells.lacking(moved)


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize("rows", [FARES, VERSIONS, LAMPS, HEATS])
def test_a_table_has_its_rows_and_cells_however_it_is_written(rows, how):
    article = written(rows, how)
    inside = article.text.index(rows[2][0])
    table = table_at(article, inside, [(0, len(article.text))])
    cells = [[article.text[slice(*cell)] for cell in row.cells] for row in table.rows]
    assert cells == rows[1:]
    assert [article.text[slice(*cell)] for cell in table.header.cells] == rows[0]
    assert column_names(article, inside) == " | ".join(rows[0])


def test_rows_with_other_text_between_them_are_of_two_tables():
    article = article_of(
        f"{as_markdown(FARES)}\n\nVersions.\n\n{as_markdown(VERSIONS)}", "markdown"
    )
    assert column_names(article, article.text.index("Dog")) == "Ticket | Adult | Child"
    assert column_names(article, article.text.index("4.0.2")).startswith("Version | ")


def test_a_table_of_other_cells_that_follows_with_nothing_between_is_its_own():
    """The name of its first column is left out, as HTML can have it."""
    counts = [["", "2021", "2022"], ["Passengers", "4120", "5230"], ["Sailings", "310", "340"]]
    article = article_of(as_html(HEATS) + as_html(counts), "html")
    table = table_at(article, article.text.index("Sailings"), [(0, len(article.text))])
    assert column_names(article, article.text.index("Sailings")) == "2021 | 2022"
    assert [len(row.cells) for row in table.rows] == [3, 3]
    assert asked("How many passengers were there in 2022?", article, "310")[0] == "5230"


def test_a_first_row_with_values_like_those_below_names_no_columns():
    article = article_of("Gannet\t1998\t140\nPuffin\t2006\t95\nPetrel\t2019\t210")
    assert column_names(article, article.text.index("Puffin")) == ""
    assert asked("When was the Gannet built?", article, "2006")[0] == "1998"


@pytest.mark.parametrize("text", ["Otter Ferry", "run by a trust", "4.60"])
def test_what_names_columns_is_said_of_rows_alone(text):
    article = article_of(as_markdown(FARES))
    named = column_names(article, article.text.index(text))
    assert named == ("Ticket | Adult | Child" if text == "4.60" else "")


@pytest.mark.parametrize("how", WAYS)
@pytest.mark.parametrize(
    ("rows", "question", "read", "cell"),
    [
        # The row that the question names.
        (LAMPS, "What does a blinking white lamp mean?", "green", "the brush must be replaced"),
        (LAMPS, "What does a green lamp mean?", "blinking green", "the battery is full"),
        (LAMPS, "Which lamp means that the brush must be replaced?", "green", "blinking white"),
        (VERSIONS, "Until when is version 4.0.2 supported?", "3 May 2024", "31 July 2025"),
        (VERSIONS, "When was version 3.9.7 released?", "31 July 2025", "1 June 2022"),
        (FARES, "What does an adult pay for a month ticket?", "£2.05", "£88.00"),
        (HEATS, "What was Tove Lindqvist's time?", "1", "2:05.9"),
        (HEATS, "Which club does Lindqvist row for?", "1", "Harbour Row"),
        (HEATS, "Who rowed for Harbour Row?", "Harbour Row", "Tove Lindqvist"),
        # The column that it names, in the reader's row.
        (FARES, "How much is a day ticket for a child?", "£9.30", "£4.60"),
        (FARES, "How much is a day ticket for an adult?", "£9.30 {} £4.60", "£9.30"),
        # Where its words do not tell, the reader does.
        (LAMPS, "What is the state of the battery?", "the battery is charging", None),
        (LAMPS, "What does it mean when the brush lamp is purple?", "the battery is full", None),
        (FARES, "How much is a day ticket?", "£4.60", None),
        (HEATS, "Who was the fastest for Reed Warblers?", "Orla Finch", None),
        (FARES, "Which tickets are there for a day?", "Single trip", None),
    ],
)
def test_evidence_in_a_table_is_moved_to_the_cell_that_is_asked_for(
    how, rows, question, read, cell
):
    article = written(rows, how)
    mark = {"tabs": "\t", "gaps": "    "}.get(how, " | ")
    read = read.replace(" {} ", mark)
    assert asked(question, article, read)[0] == (cell or read)


@pytest.mark.parametrize(
    ("question", "cell"),
    [("Is the Heron 300 light?", "6.4 kg"), ("Which speed does it keep for 300 m?", "18 km/h")],
)
def test_the_number_of_what_the_article_is_about_tells_no_row(question, cell):
    text = "Heron 300\n\nIt floats.\n\n" + as_markdown(
        [["Property", "Value", "At"], ["Weight", "6.4 kg", "-"], ["Speed", "18 km/h", "300"]]
    )
    article = make_article("a.txt", text, split_blocks(text), Told())
    assert asked(question, article, "6.4 kg")[0] == cell


def test_evidence_stays_within_the_passages_that_were_retrieved():
    article = article_of(as_markdown(VERSIONS))
    end = article.text.index("| 3.9.7")
    moved, _ = asked("When was 3.9.7 released?", article, "9 July 2023", within=(0, end))
    assert moved == "9 July 2023"


def test_the_header_is_known_where_it_stands_in_another_passage():
    article = article_of(as_markdown(VERSIONS))
    within = (article.text.index("| 4.0.2"), len(article.text))
    question = "Until when is 4.0.2 supported?"
    assert asked(question, article, "1 June 2022", within=within)[0] == "31 July 2025"


def test_words_in_a_sentence_are_never_moved():
    article = article_of(as_markdown(FARES))
    assert asked("What does a day ticket cost a child?", article, "a trust") == ("a trust", False)


@pytest.mark.parametrize(
    ("rows", "question", "read", "lacking"),
    [
        (VERSIONS, "Until when is version 4.5.0 supported?", "31 May 2026", True),
        (VERSIONS, "Until when is version 4.1.0 supported?", "31 May 2026", False),
        (VERSIONS, "Which version came after 4.5.0?", "4.1.0", False),
        (VERSIONS, "Until when is the green version supported?", "31 May 2026", False),
        (FARES, "What does a dog cost with a child?", "£1.00", True),
        (FARES, "What does a dog cost with an adult?", "£1.00", False),
        (FARES, "What does a dog cost?", "£1.00", False),
        (FARES, "What do children under 7 pay?", "£2.05", False),
        (HEATS, "Which club has two rowers?", "Club", True),
        (LAMPS, "What does it mean?", "Meaning", False),
    ],
)
def test_a_table_without_what_is_asked_for_is_doubted(rows, question, read, lacking):
    """A version that no row is of, or a blank cell; a word may be put otherwise."""
    assert asked(question, article_of(as_markdown(rows)), read)[1] is lacking


def test_units_of_one_kind_are_told_apart_by_their_numbers():
    rows = [["Berth", "Rent"], ["Berth 4", "£310"], ["Berth 5", "£290"], ["Berth 9", "£150"]]
    article = article_of(as_markdown(rows))
    assert asked("What is the rent of berth 5?", article, "£310") == ("£290", False)
    assert asked("What is the rent of Berth 7?", article, "£310")[1]


CELL = st.text(st.sampled_from("ab 4.5/£é–ß"), max_size=8).map(lambda cell: " ".join(cell.split()))


@given(
    st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=2, max_size=6),
    st.sampled_from(WAYS),
    st.sampled_from(
        ["What is a b in 4.5?", "How much is 4 for a?", "Is it b?", "Until when is é?"]
    ),
    st.data(),
)
def test_an_answer_is_what_the_reader_said_or_a_whole_cell(rows, how, question, data):
    """Its span lies within the article, ends where its cell does, and is not blank."""
    article = written(rows, how)
    if not (words := [found.span() for found in re.finditer(r"\w+", article.text)]):
        return
    start, end = data.draw(st.sampled_from(words))
    passage = Passage(article.id, 0, len(article.text), article.text)
    one = Evidence(passage, (start, end), (start, end), 0.9, 0.9)
    cells = Cells(question, [Hit(passage, 1.0)], {article.id: article})
    (moved,) = cells.moved([one])
    cells.lacking(moved)
    if moved != one:
        table = table_at(article, start, [(0, len(article.text))])
        assert moved.answer in [cell for row in table.rows for cell in row.cells]
        assert article.text[slice(*moved.answer)].strip()
    assert cells.moved([moved]) == [moved]
