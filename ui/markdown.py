"""A conversation as Markdown, with its references: what Copy and Download in the chat give.

Everything that comes from sources or questions is escaped, so the export says what the page
said: no heading, link, image or HTML in a source comes to life in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag import Answer, Citation, Statement
from ui.headings import Headings
from ui.marking import Piece, Span, pieces
from ui.wording import (
    DIFFER,
    NEAREST,
    UNDERSTOOD,
    beside_sides,
    byline,
    declined_line,
    numbered,
    parts_of,
    restated,
    side_highlights,
    spelling_line,
    support,
    support_line,
    under_line,
)

# CommonMark 0.31, section 2.4: any ASCII punctuation may be backslash-escaped.
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_LINE_BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")


def export(answers: Iterable[tuple[Answer, Headings]]) -> str:
    """Return the conversation, oldest answer first, each with its own references."""
    parts = ["# Quoth: questions and answers in the articles' own words"]
    parts.extend(_turn(answer, headings) for answer, headings in answers)
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Escape text for a line of Markdown; line breaks become spaces."""
    return _PUNCTUATION.sub(r"\\\1", _LINE_BREAK.sub(" ", text).strip())


def _turn(answer: Answer, headings: Headings) -> str:
    parts = [f"## {escape(answer.question)}"]
    if restated(answer):
        parts.append(f"{UNDERSTOOD}: *{escape(answer.understood_as)}*")
    if not answer.answered:
        return "\n\n".join([*parts, *_declined(answer)])
    for asked, part in parts_of(answer):
        parts.extend(_part(asked, part, headings))
    if spelling_line(answer):
        parts.append(escape(spelling_line(answer)))
    parts.append("**References**")
    parts.append("\n".join(_reference(citation) for citation in answer.citations))
    return "\n\n".join(parts)


def _part(asked: str, answer: Answer, headings: Headings) -> list[str]:
    """Return what is stated, under the question when it is one of several."""
    parts = [f"### {escape(asked)}"] if asked else []
    if not answer.answered:
        parts.append(f"**{escape(declined_line(answer))}**")
    for disagreement in answer.disagreements:
        parts.append(f"**{DIFFER}**")
        for side in disagreement.sides:
            parts.append(f"**{escape(side.value)}** {_numbers(side.citations)}")
            parts.extend(_under(side.citations, headings))
            parts.append(_quote(side.quote, side_highlights(side, answer)))
    for statement in beside_sides(answer):
        parts.extend(_under(statement.citations, headings))
        parts.append(_statement(statement, answer))
    return parts


def _declined(answer: Answer) -> list[str]:
    parts = [f"**{escape(declined_line(answer))}**"]
    if answer.nearest:
        parts.append(NEAREST)
    for nearest in answer.nearest:
        parts.append(_quote(nearest.text, ()))
        place = f"{nearest.article}#char={nearest.start},{nearest.end}"
        parts.append(f"{escape(nearest.title)}, {escape(place)}")
    return parts


def _statement(statement: Statement, answer: Answer) -> str:
    said = support_line(support(statement.citations, numbered(answer)))
    tail = f"{_numbers(statement.citations)}{f' ({said})' if said else ''}"
    return f"{_quote(statement.quote, statement.highlights)} {tail}"


def _under(numbers: Sequence[int], headings: Headings) -> list[str]:
    heading = headings.get(numbers[0])
    return [escape(under_line(heading))] if heading else []


def _quote(quote: str, highlights: Sequence[Span]) -> str:
    text = "".join(_emphasised(piece) for piece in pieces(quote, highlights))
    return f"> {text.strip()}"


def _emphasised(piece: Piece) -> str:
    """Escape a piece, in bold when marked; the asterisks must touch the words to count."""
    flat = _LINE_BREAK.sub(" ", piece.text)
    escaped = _PUNCTUATION.sub(r"\\\1", flat)
    words = escaped.strip()
    if not piece.marked or not words:
        return escaped
    before = escaped[: len(escaped) - len(escaped.lstrip())]
    after = escaped[len(before) + len(words) :]
    return f"{before}**{words}**{after}"


def _numbers(numbers: Iterable[int]) -> str:
    return "".join(f"\\[{number}\\]" for number in numbers)


def _reference(citation: Citation) -> str:
    by = byline(citation.publisher, citation.published)
    named = f"{escape(citation.title)}{f', {escape(by)}' if by else ''}"
    return f"- \\[{citation.number}\\] {named}, {escape(citation.locator)}"
