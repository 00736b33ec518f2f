"""A turn of the conversation as HTML: question, quotes with marks and citations, references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from rag import Answer, Citation, Disagreement, Nearest, Side, Statement
from ui.headings import Headings
from ui.marking import Span, pieces
from ui.web.conversation import Turn
from ui.web.html import fill, join
from ui.web.places import cite_button, place_button, place_near, place_of
from ui.web.scope import Scope
from ui.wording import (
    DIFFER,
    NEAREST,
    SEARCHING,
    UNDERSTOOD,
    beside_sides,
    byline,
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

# A pasted book is not shown back in full; the heading of a turn is a reminder of the question.
QUESTION_SHOWN = 400

_TURN = (
    '<section class="turn {}" data-turn="{}" data-say="{}" aria-label="Question and answer">'
    '<h2 class="question" dir="auto">{}</h2>{}</section>'
)
_UNDERSTOOD = (
    '<p class="understood">{} <q dir="auto">{}</q> '
    '<button type="button" class="quiet" data-edit="{}">Edit</button></p>'
)
_ASKED_OF = '<p class="asked-of">{}</p>'
_ASKED = {
    Scope.MINE: "Asked of your documents",
    Scope.ALL: "Asked of your documents and the shared articles",
}
_PENDING = '<p class="pending" role="status">{}<span class="dots" aria-hidden="true"></span></p>'
_FAILED = (
    '<p class="failure" role="alert">{}</p>'
    '<button type="button" class="quiet" data-edit="{}">Edit the question</button>'
)
_UNDER = '<span class="under">{}</span>'
_STATEMENT = (
    '<blockquote class="statement" dir="auto">{}<span class="quote">{}</span>'
    '<span class="cites">{}</span>{}</blockquote>'
)
_SUPPORT = '<span class="support">{}</span>'
_DIFFER = '<section class="differ" aria-label="{}"><h3>{}</h3><div class="sides">{}</div></section>'
_SIDE = '<article class="side"><h4 dir="auto">{}</h4>{}</article>'
_REFERENCES = '<ol class="references" aria-label="Sources of this answer">{}</ol>'
_REFERENCE = '<li>{}<span class="cites">{}</span></li>'
_NAMED = '<span class="named"><bdi>{}</bdi>{}</span>'
_BYLINE = '<span class="byline"><bdi>{}</bdi></span>'
_DECLINED = '<p class="declined-line">{}</p>{}'
_PART = '<h3 class="part" dir="auto">{}</h3>'
_SPELLING = '<p class="spelling">{}</p>'
_NEAREST = '<p class="near-line">{}</p><ul class="nearest">{}</ul>'
_NEAR = '<li><p class="passage" dir="auto">{}</p>{}</li>'


@dataclass(frozen=True, slots=True)
class _Sources:
    """An answer's citations and the headings above them, by number."""

    citations: Mapping[int, Citation]
    headings: Headings


def render_turn(turn: Turn) -> Markup:
    """Render one question with its answer, its failure, or the sign that it is being answered."""
    state, say, body = _body(turn)
    shown = turn.question[:QUESTION_SHOWN]
    if len(turn.question) > QUESTION_SHOWN:
        shown += f"… ({len(turn.question):,} characters)"
    return fill(_TURN, state, turn.number, say, shown, body)


def _body(turn: Turn) -> tuple[str, str, Markup]:
    """Return the state's CSS class, what a screen reader is told, and the HTML."""
    if turn.answer is None:
        if not turn.failure:
            return "pending-turn", "", fill(_PENDING, SEARCHING)
        return "failed", turn.failure, fill(_FAILED, turn.failure, turn.question)
    answer = turn.answer
    head = fill(_UNDERSTOOD, UNDERSTOOD, restated(answer), restated(answer))
    parts = [fill(_ASKED_OF, _ASKED[turn.asker.scope])] if turn.asker.scope in _ASKED else []
    parts += [head] if restated(answer) else []
    parts.append(_stated(answer, turn.headings) if answer.answered else _declined(answer))
    parts.append(fill('<p class="confidence">{}</p>', confidence_line(answer)))
    return "answered" if answer.answered else "declined", _announcement(answer), join(parts)


def _announcement(answer: Answer) -> str:
    if not answer.answered:
        return declined_line(answer)
    if answer.disagreements:
        return DIFFER
    return f"{answer.statements[0].quote} Sources: {len(answer.citations)}."


def _stated(answer: Answer, headings: Headings) -> Markup:
    sources = _Sources(numbered(answer), headings)
    quotes = join(_part(asked, part, sources) for asked, part in parts_of(answer))
    references = join(_reference(cited) for cited in _by_article(answer.citations))
    spelling = spelling_line(answer)
    said = fill(_SPELLING, spelling) if spelling else Markup()
    return join([quotes, said, fill(_REFERENCES, references)])


def _part(asked: str, answer: Answer, sources: _Sources) -> Markup:
    """Render what is stated, under the question when it is one of several."""
    head = fill(_PART, asked) if asked else Markup()
    if not answer.answered:
        return join([head, fill(_DECLINED, declined_line(answer), Markup())])
    differ = join(_disagreement(d, answer, sources) for d in answer.disagreements)
    return join([head, differ, *(_statement(s, sources) for s in beside_sides(answer))])


def _statement(statement: Statement, sources: _Sources) -> Markup:
    citations = [sources.citations[number] for number in statement.citations]
    heading = sources.headings.get(statement.citations[0], "")
    said = support_line(support(statement.citations, sources.citations))
    return fill(
        _STATEMENT,
        fill(_UNDER, under_line(heading)) if heading else Markup(),
        marked(statement.quote, statement.highlights),
        join(cite_button(citation, source_line(citation)) for citation in citations),
        fill(_SUPPORT, said) if said else Markup(),
    )


def _disagreement(disagreement: Disagreement, answer: Answer, sources: _Sources) -> Markup:
    sides = join(_side(side, answer, sources) for side in disagreement.sides)
    return fill(_DIFFER, DIFFER, DIFFER, sides)


def _side(side: Side, answer: Answer, sources: _Sources) -> Markup:
    quoted = Statement(side.quote, side_highlights(side, answer), side.citations)
    return fill(_SIDE, side.value, _statement(quoted, sources))


def _by_article(citations: Iterable[Citation]) -> list[list[Citation]]:
    """Group citations by article, in order of first use."""
    grouped: dict[str, list[Citation]] = {}
    for citation in citations:
        grouped.setdefault(citation.article, []).append(citation)
    return list(grouped.values())


def _reference(cited: Sequence[Citation]) -> Markup:
    """Render one article of the answer's sources, with the numbers of its citations."""
    first = cited[0]
    by = byline(first.publisher, first.published)
    named = fill(_NAMED, first.title, fill(_BYLINE, by) if by else Markup())
    numbers = join(cite_button(citation, source_line(citation)) for citation in cited)
    return fill(_REFERENCE, place_button(place_of(first), named, "reference"), numbers)


def _declined(answer: Answer) -> Markup:
    near = join(_near(nearest) for nearest in answer.nearest)
    return fill(
        _DECLINED, declined_line(answer), fill(_NEAREST, NEAREST, near) if near else Markup()
    )


def _near(nearest: Nearest) -> Markup:
    content = fill("Open in <bdi>{}</bdi>", nearest.title)
    return fill(_NEAR, nearest.text, place_button(place_near(nearest), content, "quiet"))


def marked(text: str, spans: Iterable[Span]) -> Markup:
    """Return text with the stretches in `spans` inside <mark>."""
    cut = pieces(text, spans)
    return join(fill("<mark>{}</mark>" if p.marked else "{}", p.text) for p in cut)


def render_conversation(turns: Iterable[Turn], exported: str) -> Markup:
    """Render a conversation; `exported` is it as Markdown, for the page's Copy and Download."""
    kept = fill('<pre id="exported" hidden>{}</pre>', exported)
    return join([*(render_turn(turn) for turn in turns), kept])
