"""Exports with named columns (CSV, TSV, JSON, JSON Lines) -> one article for each row."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from index.article import Told, make_article
from index.blocks import split_blocks
from index.dates import parse_full_date
from index.errors import ArticleError
from index.formats.encoding import decode_text
from index.formats.keys import Keys
from index.formats.layout import lay_out, plain
from index.formats.markup import parse_html, walk
from index.formats.source import Columns, Source
from index.types import Article

# The usual names, the surest first; compared without case, blanks and marks.
_TEXT = """
    text fulltext articletext articlebody maintext body content bodytext plaintext story
    selftext
""".split()
_TITLE = "title headline heading articletitle name subject".split()
_PUBLISHER = """
    publisher source sourcename outlet site sitename publication newspaper domain author
    authors byline
""".split()
_PUBLISHED = """
    published publishedat publisheddate publishdate publicationdate pubdate date datetime
    datepublished createdat created timestamp
""".split()
_ID = "id articleid guid key uuid slug".split()
_HTML = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|table|span)\b[^>]*>", re.IGNORECASE)
_DELIMITERS = ",;\t|"
_NOT_LETTERS = re.compile(r"[\W_]+")
# Seconds since 1970 between 1990 and 2100; milliseconds are a thousand times as many.
_SECONDS = range(631_152_000, 4_102_444_800)
_MOST_DIGITS = 13
_LISTED_COLUMNS = 12
_LONGEST_NAME = 40

CSV_TYPE = "text/csv"
JSON_TYPE = "application/json"
Row = Mapping[str, object]


def read_csv(source: Source) -> Iterator[Article]:
    """Yield an article for each row of CSV or TSV; the first row names the columns."""
    text = decode_text(source)
    csv.field_size_limit(len(text) + 1)
    head = text[: text.find("\n")]
    delimiter = max(_DELIMITERS, key=head.count)
    yield from _articles(source, _csv_rows(source, text, delimiter), CSV_TYPE)


def read_json(source: Source) -> Iterator[Article]:
    """Yield an article for each object of a JSON list, or of the longest list in an object.

    An object that holds a text itself is one article.
    """
    rows = _loaded(source, decode_text(source), "")
    if isinstance(rows, dict) and _columns(source.columns, rows).text:
        rows = [rows]
    elif isinstance(rows, dict):
        lists = [value for value in rows.values() if _is_table(value)]
        rows = max(lists, key=len, default=[rows])
    if not isinstance(rows, list):
        message = f"{source.id}: is JSON, but no list of objects with a text in each"
        raise ArticleError(message)
    yield from _articles(source, (row for row in rows if isinstance(row, dict)), JSON_TYPE)


def read_json_lines(source: Source) -> Iterator[Article]:
    """Yield an article for each line of JSON Lines."""
    loaded = (
        _loaded(source, line, f"line {number}: ")
        for number, line in enumerate(_lines(decode_text(source)), start=1)
        if line.strip()
    )
    yield from _articles(source, (row for row in loaded if isinstance(row, dict)), JSON_TYPE)


def _csv_rows(source: Source, text: str, delimiter: str) -> Iterator[Row]:
    try:
        yield from csv.DictReader(_lines(text), delimiter=delimiter)
    except csv.Error as error:
        message = f"{source.id}: is not CSV that can be read ({error}); export it again"
        raise ArticleError(message) from error


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends; a file object would copy it fourfold."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _loaded(source: Source, text: str, where: str) -> object:
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        message = f"{source.id}: {where}is nested too deeply to be a table of articles"
        raise ArticleError(message) from error
    except ValueError as error:
        message = f"{source.id}: {where}is not JSON ({error}); export it again"
        raise ArticleError(message) from error
    return value


def _is_table(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(row, dict) for row in value)


def _articles(source: Source, rows: Iterable[Row], media_type: str) -> Iterator[Article]:
    """Yield the articles of the rows; rows without text are counted in a note."""
    keys = Keys(source.id)
    names: dict[str, None] = {}
    count = read = 0
    for row in rows:
        count += 1
        # A row may lack columns that others have: JSON leaves out what is empty.
        columns = _columns(source.columns, row)
        if len(names) < _LISTED_COLUMNS:
            names.update(dict.fromkeys(plain(str(name))[:_LONGEST_NAME] for name in row))
        told = _told(row, columns)
        key = keys.new(_words(row.get(_named(row, _ID) or "")), told.title or "")
        # One row that is no article keeps none of the others out.
        with suppress(ArticleError):
            yield _article(key, _words(row.get(columns.text or "")), told, media_type)
            read += 1
    if not read:
        listed = ", ".join(list(names)[:_LISTED_COLUMNS]) or "none"
        message = (
            f"{source.id}: no row holds text in a column known to hold it (its columns: {listed}); "
            "name the one that does with --text-column"
        )
        raise ArticleError(message)
    if read < count:
        source.notes.append(f"{count - read:,} of {count:,} rows hold no text that can be read")


def _article(article_id: str, text: str, told: Told, media_type: str) -> Article:
    """Make an article of a cell, which holds HTML or plain text."""
    tree = parse_html(text) if _HTML.search(text) else None
    if tree is None:
        return make_article(article_id, text, split_blocks(text), told, media_type=media_type)
    layout = lay_out(walk(tree), article_id)
    return make_article(article_id, layout.text, layout.blocks, told, media_type=media_type)


def _told(row: Row, columns: Columns) -> Told:
    return Told(
        plain(_words(row.get(columns.title or ""))) or None,
        plain(_words(row.get(columns.publisher or ""))) or None,
        _day(row.get(columns.published or "")),
    )


def _columns(named: Columns, row: Row) -> Columns:
    """Return the columns to read in a row: those that were named, else those usually so named."""
    return Columns(
        named.text or _named(row, _TEXT),
        named.title or _named(row, _TITLE),
        named.publisher or _named(row, _PUBLISHER),
        named.published or _named(row, _PUBLISHED),
    )


def _named(row: Row, usual: Sequence[str]) -> str | None:
    """Return the column of a row whose name is the first among the usual ones."""
    found = {_NOT_LETTERS.sub("", name.lower()): name for name in row if isinstance(name, str)}
    return next((found[name] for name in usual if name in found and row[found[name]]), None)


def _words(value: object) -> str:
    """Return a cell as text; of a list all, of an object its name (as news interfaces give it)."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ", ".join(filter(None, map(_words, value)))
    if isinstance(value, dict):
        return _words(value.get("name"))
    return "" if value is None or isinstance(value, bool) else str(value)


def _day(value: object) -> dt.date | None:
    """Return the day of a cell: a written date, or seconds or milliseconds since 1970."""
    words = _words(value).strip()
    if words.isdecimal() and words.isascii():
        for number in (int(words[:_MOST_DIGITS]), int(words[:_MOST_DIGITS]) // 1000):
            if number in _SECONDS:
                return dt.datetime.fromtimestamp(number, dt.UTC).date()
    return parse_full_date(words)
