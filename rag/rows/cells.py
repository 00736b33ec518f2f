"""Evidence in a table -> the row that the question names, and the cell that it asks for.

A reader that learnt from sentences takes the first row or column of a table. What a question says
in words of the table tells better: "grass cutting in 2023/24" is one row and one column.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from index import Article, Hit
from rag.doubts.fitting import fits
from rag.question import AnswerKind, asked_for
from rag.rows.row_names import (
    CODE,
    Named,
    Wanted,
    Words,
    is_identifier,
    named_by,
    normal,
    shape_of,
    wanted_of,
    words_of,
)
from rag.rows.tables import Row, Table, table_at
from rag.types import Evidence, Span

# "Unit 7"; 7 by itself can be anything.
_WORD_AND_NUMBER = re.compile(r"[^\W\d_]+ \d+(?![\w.,:/]*\d)")
_COMPARED = re.compile(
    r"\b(?:after|before|since|than|until|till|from|between)\b (?!when\b)", re.IGNORECASE
)
# From this many cells of one shape, a column holds values of that shape.
_ALIKE = 2
# Columns of a table of names and what each is.
_PAIR = 2
# How many more of the question's words another row has to hold than the reader's, where this one
# holds some that the other lacks.
_CLEARLY = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """A table with what the question names of it: rows, and the words above each column.

    `of_others` says that the question states a code of which the table has only others.
    """

    article: Article
    table: Table
    wanted: Wanted
    rows: tuple[Named, ...]
    columns: tuple[Words, ...]
    of_others: bool

    def shared(self, column: int) -> int:
        """Return how many of the question's words name a column."""
        return len(self.wanted.words & self.columns[column])

    def words(self, cell: Span) -> Words:
        """Return the words of a cell; none of a blank one, such as a dash."""
        return words_of(self.article.text[slice(*cell)])

    def row_of(self, evidence: Evidence) -> Named | None:
        """Return the row that evidence lies in; none for what names the columns."""
        return next((one for one in self.rows if _holds(one.row.span, evidence.answer)), None)


class Cells:
    """Finds rows and cells for one question, in the tables that its evidence lies in."""

    def __init__(self, question: str, hits: Sequence[Hit], articles: Mapping[str, Article]) -> None:
        """Look at the rows within the hits' passages. `articles` holds the article of every hit."""
        self._question = question
        self._asks = asked_for(question)
        self._passages = [hit.passage for hit in hits]
        self._articles = articles
        self._tables: list[_Asked] = []

    def moved(self, found: Sequence[Evidence]) -> list[Evidence]:
        """Return the evidence, what lies in a table moved to the cell that the question asks for.

        It stays within its table. What the question's words do not tell is left as the reader has
        it, and so is what may be one of a list. Where two become the same cell, the likelier stays.
        """
        if self._asks.many:
            return list(found)
        kept: dict[tuple[str, Span], Evidence] = {}
        for one in sorted(found, key=lambda one: -one.score):
            moved = self._moved(one)
            kept.setdefault((moved.passage.article, moved.answer), moved)
        return list(kept.values())

    def lacking(self, evidence: Evidence) -> bool:
        """Say whether evidence lies in a table that has nothing where the question asks.

        It names the columns of several, the cell is left blank, or the rows are `of_others`.
        """
        asked = self._around(evidence)
        return asked is not None and (
            _names_columns(asked.table, evidence) or _is_blank(asked, evidence) or asked.of_others
        )

    def of_others(self, evidence: Evidence) -> bool:
        """Say whether evidence lies in a table of other things of the kind that is asked about.

        No row is of "version 2.5.0" though others are of versions.
        """
        asked = self._around(evidence)
        return asked is not None and asked.of_others

    def _moved(self, one: Evidence) -> Evidence:
        asked = self._around(one)
        if asked is None:
            return one
        mine = asked.row_of(one)
        best = _best_row(asked.rows, mine)
        cell = self._cell(asked, best, _column_of(mine, one)) if best else None
        if cell is None or _holds(cell, one.answer):
            return one
        holding = (p for p in self._passages if p.article == asked.article.id)
        passage = next(p for p in holding if _holds((p.start, p.end), cell))
        return replace(one, passage=passage, answer=cell, quote=cell)

    def _cell(self, asked: _Asked, named: Named, column: int | None) -> Span | None:
        """Return the cell of a row that the question asks for; None where nothing tells it.

        `column` is the reader's, if it has one.
        """
        cells = named.row.cells
        possible = [
            at
            for at, cell in enumerate(cells)
            if asked.words(cell)
            and (at not in named.whole or self._asks.kind is AnswerKind.YES_NO)
            # What a row is of is asked for only where the rest of it tells the row.
            and (at or named.words or at == column)
        ]
        most = max(map(asked.shared, possible), default=0)
        best = [
            at for at in possible if asked.shared(at) == most and (most or at not in named.cells)
        ]
        if column in best:
            return cells[column]
        if not best or not (most or named.words):
            return None
        text = asked.article.text
        fitting = (at for at in best if fits(self._question, text[slice(*cells[at])]))
        return cells[next(fitting, best[0])]

    def _around(self, evidence: Evidence) -> _Asked | None:
        """Return the table that evidence lies in, each looked at once; None outside one."""
        article, offset = self._articles[evidence.passage.article], evidence.answer[0]
        for known in self._tables:
            if known.article.id == article.id and _holds(known.table.span, (offset, offset)):
                return known
        looked_at = [(p.start, p.end) for p in self._passages if p.article == article.id]
        table = table_at(article, offset, looked_at)
        if table is None:
            return None
        found = _asked(article, table, self._question, _subject(evidence, article))
        self._tables.append(found)
        return found


def _asked(article: Article, table: Table, question: str, subject: str) -> _Asked:
    wanted = wanted_of(question, subject)
    above = [table.name_of(at) for at in range(table.width)]
    columns = tuple(words_of(article.text[slice(*one)]) if one else frozenset() for one in above)
    rows = tuple(
        named_by(wanted, row, article.text)
        for row in table.rows
        if len(row.cells) == table.width and not _names_again(row, above, article.text)
    )
    others = _of_another_code(question, article.text, table)
    return _Asked(article, table, wanted, rows, columns, others)


def _names_again(row: Row, above: Sequence[Span | None], text: str) -> bool:
    """Say whether a row repeats what names the columns, as on a new page."""
    return any(
        name and text[slice(*name)] == text[slice(*cell)] != ""
        for name, cell in zip(above, row.cells, strict=True)
    )


def _best_row(rows: Sequence[Named], mine: Named | None) -> Named | None:
    """Return the row that the question names clearly better than any; else the reader's."""
    most = max((row.strength for row in rows), default=(0, 0))
    best = [row for row in rows if row.strength == most]
    if len(best) != 1 or not best[0].words:
        return mine
    had = mine.words if mine else frozenset()
    more, less = len(best[0].words - had), len(had - best[0].words)
    return best[0] if not less or more - less >= _CLEARLY else mine


def _names_columns(table: Table, evidence: Evidence) -> bool:
    """Say whether evidence is what names the columns; of two, the first row can be like the rest.

    "Born | in Skerry" stands above "Died | in Kinloch".
    """
    header = table.header
    return header is not None and table.width > _PAIR and _holds(header.span, evidence.answer)


def _is_blank(asked: _Asked, evidence: Evidence) -> bool:
    """Say whether nothing stands in the evidence's row under the name that is asked for."""
    mine = asked.row_of(evidence)
    if mine is None:
        return False
    shared = [asked.shared(at) for at in range(asked.table.width)]
    most = max(shared)
    cells = [cell for cell, count in zip(mine.row.cells, shared, strict=True) if count == most]
    return most > 0 and not any(map(asked.words, cells))


def _of_another_code(question: str, text: str, table: Table) -> bool:
    """Say whether the question states a version, code or period where the table has only others.

    A number counts together with the word before it: "Unit 7" where there are units 4 and 5. What
    is only compared with ("before 2.5.0") need not stand there.
    """
    codes = [one for one in CODE.findall(question) if is_identifier(one)]
    codes += _WORD_AND_NUMBER.findall(question)
    if not codes or _COMPARED.search(question):
        return False
    rows = [table.header, *table.rows] if table.header else table.rows
    cells = [text[slice(*cell)] for row in rows for cell in row.cells]
    held, shapes = {normal(cell) for cell in cells}, [shape_of(cell) for cell in cells]
    alike = [code for code in codes if shapes.count(shape_of(code)) >= _ALIKE]
    return bool(alike) and not any(
        normal(code) in held or text.find(code, *table.span) >= 0 for code in alike
    )


def _column_of(mine: Named | None, evidence: Evidence) -> int | None:
    """Return the column in which evidence begins."""
    cells, at = mine.row.cells if mine else (), evidence.answer[0]
    return next((column for column, (start, end) in enumerate(cells) if start <= at < end), None)


def _holds(outer: Span, inner: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _subject(evidence: Evidence, article: Article) -> str:
    """Return the title and the heading that evidence stands under."""
    heading = evidence.passage.heading
    return f"{article.title}\n{article.text[slice(*heading)] if heading else ''}"
