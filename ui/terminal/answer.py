"""An answer on the terminal: quotes with the answering words marked, then numbered sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.text import Text

from index import Article, Hit
from rag import Answer, Citation, Disagreement
from ui.headings import Headings
from ui.marking import Span, pieces
from ui.terminal.text import styled, visible
from ui.wording import (
    DIFFER,
    NEAREST,
    UNDERSTOOD,
    beside_sides,
    confidence_line,
    declined_line,
    numbered,
    parts_of,
    restated,
    side_highlights,
    source_line,
    spelling_line,
    support,
    support_line,
    under_line,
)

# Bold and underline, so that the answering words stand out without colour too.
_MARK = "bold underline"
_NUMBER = "cyan"
_QUIET = "dim"
_INDENT = 2


def print_answer(console: Console, answer: Answer, headings: Headings) -> None:
    """Print an answer, or say that the articles have none and show the nearest passages.

    `headings` are those that its quotes stand under.
    """
    if restated(answer):
        _line(console, styled(f"{UNDERSTOOD}: {answer.understood_as}", _QUIET))
    if answer.answered:
        _print_stated(console, answer, headings)
    else:
        _print_declined(console, answer)
    _line(console, styled(confidence_line(answer), _QUIET))


def print_hits(console: Console, hits: Iterable[Hit], article_of: Callable[[str], Article]) -> None:
    """Print passages found, best first, each with its score, its article's title and its place."""
    for rank, hit in enumerate(hits, start=1):
        passage = hit.passage
        head = Text.assemble(
            (f"{rank:>2}. ", _NUMBER),
            (visible(article_of(passage.article).title), "bold"),
            (f"  score {hit.score:.3f}", _QUIET),
        )
        _line(console, head)
        place = f"{passage.article}#char={passage.start},{passage.end}"
        _indented(console, styled(place, _QUIET))
        _indented(console, styled(passage.text))
        console.print()


def _print_stated(console: Console, answer: Answer, headings: Headings) -> None:
    for asked, part in parts_of(answer):
        _print_part(console, asked, part, headings)
    if spelling_line(answer):
        _line(console, styled(spelling_line(answer), _QUIET))
    for citation in answer.citations:
        _line(console, _reference(citation))
        _indented(console, styled(citation.locator, _QUIET), 2 * _INDENT)
    console.print()


def _print_part(console: Console, asked: str, answer: Answer, headings: Headings) -> None:
    """Print what is stated, under the question when it is one of several."""
    if asked:
        _line(console, styled(asked, "bold"))
    if not answer.answered:
        _indented(console, styled(declined_line(answer), "bold yellow"))
        console.print()
    for disagreement in answer.disagreements:
        _print_disagreement(console, disagreement, answer, headings)
    for statement in beside_sides(answer):
        _print_under(console, statement.citations, headings)
        text = _quote(statement.quote, statement.highlights)
        _indented(console, text.append_text(_cited(statement.citations, answer)))
        console.print()


def _print_disagreement(
    console: Console, disagreement: Disagreement, answer: Answer, headings: Headings
) -> None:
    _line(console, styled(DIFFER, "bold yellow"))
    for side in disagreement.sides:
        _indented(console, styled(side.value, "bold").append_text(_cited(side.citations, answer)))
        _print_under(console, side.citations, headings)
        _indented(console, _quote(side.quote, side_highlights(side, answer)), 2 * _INDENT)
    console.print()


def _print_under(console: Console, numbers: Sequence[int], headings: Headings) -> None:
    if heading := headings.get(numbers[0]):
        _indented(console, styled(under_line(heading), _QUIET))


def _print_declined(console: Console, answer: Answer) -> None:
    _line(console, styled(declined_line(answer), "bold yellow"))
    if answer.nearest:
        _line(console, styled(NEAREST, _QUIET))
    for nearest in answer.nearest:
        console.print()
        _indented(console, styled(nearest.text))
        place = f"{nearest.article}#char={nearest.start},{nearest.end}"
        _indented(console, styled(f"{nearest.title}\n{place}", _QUIET))
    console.print()


def _quote(quote: str, highlights: Sequence[Span]) -> Text:
    parts = [(visible(p.text), _MARK if p.marked else "") for p in pieces(quote, highlights)]
    return Text.assemble(*parts)


def _cited(numbers: Sequence[int], answer: Answer) -> Text:
    """Return citation numbers, and in how many articles it is said when in several."""
    said = support_line(support(numbers, numbered(answer)))
    text = Text(" " + "".join(f"[{number}]" for number in numbers), _NUMBER)
    return text.append(f" ({said})" if said else "", _QUIET)


def _reference(citation: Citation) -> Text:
    return Text.assemble(
        (f"[{citation.number}] ", _NUMBER),
        visible(source_line(citation)),
    )


def _indented(console: Console, text: Text, by: int = _INDENT) -> None:
    """Print text with a margin. On a terminal it is wrapped; into a pipe, lines stay whole."""
    if console.is_terminal:
        lines = text.wrap(console, max(console.width - by, 1))
    else:
        lines = text.split("\n", allow_blank=True)
    for line in lines:
        line.rstrip()
        _line(console, Text(" " * by).append_text(line))


def _line(console: Console, line: Text) -> None:
    console.print(line, highlight=False, soft_wrap=not console.is_terminal)
