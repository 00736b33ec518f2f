"""The sentences that the page, the terminal and the export all say in the same words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from rag import Answer, Citation, Side, Statement
from ui.marking import Span

DECLINED = "The articles do not say."
NEAREST = "The nearest passages, which may not answer the question:"
DIFFER = "The sources differ."
UNDERSTOOD = "Understood as"
SEARCHING = "Searching the articles…"
_NEARLY_ONE = 0.99


def sentence(message: str) -> str:
    """Return an error message as a sentence: capitalised, with a full stop."""
    closed = message if message.endswith((".", "!", "?")) else f"{message}."
    return closed[:1].upper() + closed[1:]


def declined_line(answer: Answer) -> str:
    """Say that nothing answers, and what of the question the articles do not mention at all."""
    if not answer.missing:
        return DECLINED
    return f"{DECLINED} Nothing found in them mentions {_listed(answer.missing)}."


def parts_of(answer: Answer) -> list[tuple[str, Answer]]:
    """Return what an answer consists of: each question that was asked at once, with its answer.

    A single question has no heading of its own.
    """
    return [(part.understood_as, part) for part in answer.parts] or [("", answer)]


def spelling_line(answer: Answer) -> str:
    """Say how the cited articles write the question's names otherwise; empty when they do not."""
    others: dict[str, list[str]] = {}
    for asked, written in answer.also_written:
        others.setdefault(asked, []).append(written)
    said = [f"{asked} is also written {_listed(written)}" for asked, written in others.items()]
    return f"{'; '.join(said)}." if said else ""


def _listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: "a", "a or b", "a, b or c"."""
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def byline(publisher: str | None, published: dt.date | None) -> str:
    """Say who published an article and when, as far as its text tells; may be empty."""
    known = [publisher] if publisher else []
    if published:
        known.append(f"{published.day} {published:%B %Y}")
    return " · ".join(known)


def source_line(source: Citation) -> str:
    """Name a source in one line: title, then publisher, date and page where known."""
    page = f"p. {source.page}" if source.page else ""
    parts = [source.title, byline(source.publisher, source.published), page]
    return " · ".join(filter(None, parts))


def numbered(answer: Answer) -> dict[int, Citation]:
    """Return the citations of an answer by their number."""
    return {citation.number: citation for citation in answer.citations}


def support(numbers: Iterable[int], citations: Mapping[int, Citation]) -> int:
    """Count the different articles behind citation numbers: two quotes of one article are one."""
    return len({citations[number].article for number in numbers})


def support_line(articles: int) -> str:
    """Say how many articles bear a statement out; one article needs no words."""
    return f"said in {articles} articles" if articles > 1 else ""


def under_line(heading: str) -> str:
    """Say which heading a quote stands under."""
    return f"Under “{heading}”"


def percent(share: float) -> str:
    """Say a share of 1 in whole percent; nothing is rounded to certain or impossible."""
    if share > _NEARLY_ONE:
        return "over 99%"
    return "under 1%" if share < 1 - _NEARLY_ONE else f"{share:.0%}"


def confidence_line(answer: Answer) -> str:
    """Say how sure the answer is, and how long it took when that was measured."""
    said = "Confidence" if answer.answered else "Best match only"
    sure = f"{said} {percent(answer.confidence)}"
    if answer.timings is None:
        return sure
    return f"{sure} · {answer.timings.total / 1000:.2f} s"


def restated(answer: Answer) -> str:
    """Return the completed question when it is not what was typed; otherwise an empty string."""
    same = " ".join(answer.understood_as.split()) == " ".join(answer.question.split())
    return "" if same else answer.understood_as


def beside_sides(answer: Answer) -> list[Statement]:
    """Return the statements that no side of a disagreement quotes already, so none shows twice."""
    quoted = {side.quote for disagreement in answer.disagreements for side in disagreement.sides}
    return [statement for statement in answer.statements if statement.quote not in quoted]


def side_highlights(side: Side, answer: Answer) -> tuple[Span, ...]:
    """Return the answering words of a side: a statement's with the same quote, or its only ones."""
    same = (statement for statement in answer.statements if statement.quote == side.quote)
    start = side.quote.find(side.value)
    found = ((start, start + len(side.value)),) if side.quote.count(side.value) == 1 else ()
    return next((statement.highlights for statement in same), found)
