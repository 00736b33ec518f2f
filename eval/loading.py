"""A gold file of JSON lines -> questions, or one GoldError that says which line to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

from pydantic import TypeAdapter, ValidationError

from eval.matching import holds
from eval.questions import GoldQuestion, GoldSpan, Part, QuestionType
from index import GoldError

SEEDS_GOLD = Path(__file__).parent / "gold" / "seeds.jsonl"
_ADAPTER = TypeAdapter(GoldQuestion)
_SHOWN = 80  # characters of a wrong value that a message shows
_UNANSWERABLE = frozenset({QuestionType.UNANSWERABLE_NEAR, QuestionType.UNANSWERABLE_FAR})
_TWO = 2  # a list of one item is a thing, and nothing conflicts alone


def load_gold(path: Path, texts: Mapping[str, str]) -> list[GoldQuestion]:
    """Read a gold file and check every span against `texts`, article id -> text.

    Raises GoldError for the first line that is not right; nothing is returned then.
    """
    lines: dict[str, int] = {}
    questions = []
    for number, line in _lines(path):
        place = f"{path}, line {number}"
        question = _parse(line, place)
        if question.id in lines:
            _refuse(place, "id", question.id, f"is line {lines[question.id]}'s; give it another")
        lines[question.id] = number
        _check(question, place, texts)
        questions.append(question)
    if not questions:
        message = f"{path}: holds no questions; write one JSON object a line (see GOLD.md)"
        raise GoldError(message)
    return questions


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check --gold"
        raise GoldError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise GoldError(message) from error
    # Not splitlines(): a JSON text may hold U+2028 or U+0085 as they are.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def _parse(line: str, place: str) -> GoldQuestion:
    try:
        return _ADAPTER.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(map(str, first["loc"])) or "the line"
        found = "" if first["type"] == "missing" else f", found {_short(first['input'])}"
        message = f"{place}: {field}: {first['msg']}{found}; see GOLD.md for the fields"
        raise GoldError(message) from error


def _check(question: GoldQuestion, place: str, texts: Mapping[str, str]) -> None:
    _check_shape(question, place)
    for span in question.support:
        _check_span(span, place, texts)
    whole = Part(question.answers, question.spans) if question.answers else None
    for part in filter(None, (whole, *question.parts, *question.sides)):
        for answer in part.answers:
            if not any(holds(span.text, [answer]) for span in part.spans):
                _refuse(
                    place, "answer", answer, "is in none of its spans; correct it or add the span"
                )


def _check_shape(question: GoldQuestion, place: str) -> None:
    kind = question.type
    if kind in _UNANSWERABLE and (question.answerable or question.answers):
        _refuse(place, "type", kind.value, "has answers or spans; remove them or change the type")
    if kind not in _UNANSWERABLE and not question.answerable:
        _refuse(place, "spans", "[]", "of an answerable question; add one or change the type")
    if kind is QuestionType.CONFLICT and len(question.sides) < _TWO:
        _refuse(place, "sides", str(len(question.sides)), "of a conflict; give at least two")
    if question.spans and not question.answers and kind is not QuestionType.OPEN:
        _refuse(place, "answers", "[]", f"to a question of type {kind.value}; give at least one")
    if question.answers and not question.spans:
        _refuse(place, "spans", "[]", "under the answers; give the sentences that hold them")


def _check_span(span: GoldSpan, place: str, texts: Mapping[str, str]) -> None:
    if span.article not in texts:
        _refuse(place, "article", span.article, "is not indexed; add it or correct the id")
    found = texts[span.article][span.start : span.end]
    if found != span.text:
        where = f"is not {span.article}[{span.start}:{span.end}], which is {_short(found)}"
        _refuse(
            place, "span", span.text, f"{where}; count code points, or run `python -m eval.draft`"
        )


def _refuse(place: str, field: str, value: str, rest: str) -> NoReturn:
    message = f"{place}: {field} {_short(value)} {rest}"
    raise GoldError(message)


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
