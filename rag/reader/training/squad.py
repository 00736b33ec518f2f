"""SQuAD-format questions: loading, validation, and the two SQuAD scores.

The format and both scores are those of Rajpurkar et al. 2016 (SQuAD 1.1) and 2018 (SQuAD 2.0,
which adds `is_impossible`).
"""

import json
import re
import string
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from index import QuothError


class TrainingDataError(QuothError):
    """A training file is not what it should be; the message says where, what, and what next."""

    exit_status = 2


@dataclass(frozen=True, slots=True, order=True)
class AnswerSpan:
    """A half-open range of code points of a context."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    """One question put to one passage.

    `answers` holds one span per annotator, repeated where annotators agree (each is a vote);
    empty means that the passage does not answer. `source` is the file's name.
    """

    id: str
    question: str
    context: str
    title: str
    source: str
    answers: tuple[AnswerSpan, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The annotated answers' words, one per annotator."""
        return tuple(self.context[span.start : span.end] for span in self.answers)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a file the reading stands; every error starts with it."""

    file: str
    article: str = "-"
    question: str = "-"

    def refuse(self, expected: str, found: object, step: str) -> NoReturn:
        """Raise the error of this place."""
        shown = repr(found)
        shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "..."
        message = (
            f"{self.file}: article {self.article!r}, question {self.question!r}: "
            f"expected {expected}, found {shown}. {step}"
        )
        raise TrainingDataError(message)


_SHOWN = 120  # characters of a wrong value that an error shows: enough to find it, one line
_FORMAT = "Give a file in SQuAD's JSON format (https://rajpurkar.github.io/SQuAD-explorer)."


def load_folder(folder: Path) -> dict[str, list[Example]]:
    """Read every `*.json` of a folder, by file name in sorted order. Raises TrainingDataError."""
    if not folder.is_dir():
        message = f"{folder}: expected a folder of SQuAD-format *.json files. Check --data."
        raise TrainingDataError(message)
    files = sorted(folder.glob("*.json"))
    if not files:
        message = f"{folder}: expected at least one *.json file, found none. Check --data."
        raise TrainingDataError(message)
    return {file.name: load_file(file) for file in files}


def load_file(file: Path) -> list[Example]:
    """Read one SQuAD 1.1 or 2.0 file, questions in file order. Raises TrainingDataError."""
    place = _Place(str(file))
    try:
        root = json.loads(file.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        place.refuse("UTF-8 JSON", str(error), _FORMAT)
    if not isinstance(root, dict):
        place.refuse("an object with the key 'data'", root, _FORMAT)
    examples = list(_examples(root, place, file.name))
    if not examples:
        place.refuse("at least one question", root, "Remove the file or fill it.")
    _refuse_repeated_ids(examples, place)
    return examples


def _examples(root: dict[str, object], place: _Place, source: str) -> Iterator[Example]:
    for article in _objects(root, "data", place):
        title = _text(article, "title", place)
        here = _Place(place.file, title)
        for paragraph in _objects(article, "paragraphs", here):
            context = _text(paragraph, "context", here)
            for qa in _objects(paragraph, "qas", here):
                at = _Place(place.file, title, _text(qa, "id", here))
                question = _text(qa, "question", at)
                spans = _spans(qa, context, at)
                yield Example(at.question, question, context, title, source, spans)


def _spans(qa: dict[str, object], context: str, place: _Place) -> tuple[AnswerSpan, ...]:
    spans = tuple(_span(answer, context, place) for answer in _objects(qa, "answers", place))
    impossible = qa.get("is_impossible", False)
    if not isinstance(impossible, bool):
        place.refuse("'is_impossible' to be true or false", impossible, _FORMAT)
    if impossible and spans:
        step = "Empty 'answers' or set is_impossible to false."
        place.refuse("no answer to an impossible question", qa["answers"], step)
    if not impossible and not spans:
        place.refuse("at least one answer", [], "Add one or set is_impossible to true.")
    return spans


def _span(answer: dict[str, object], context: str, place: _Place) -> AnswerSpan:
    text, start = _text(answer, "text", place), answer.get("answer_start")
    if not isinstance(start, int) or isinstance(start, bool):
        place.refuse("'answer_start' to be a whole number", start, _FORMAT)
    found = context[start : start + len(text)] if start >= 0 else ""
    if found != text:
        step = "Count answer_start in Unicode code points of the context as stored."
        place.refuse(f"{text!r} at answer_start {start}", found, step)
    return AnswerSpan(start, start + len(text))


def _objects(parent: dict[str, object], key: str, place: _Place) -> Iterator[dict[str, object]]:
    children = parent.get(key)
    if not isinstance(children, list):
        place.refuse(f"'{key}' to be a list", children, _FORMAT)
    for child in children:
        if not isinstance(child, dict):
            place.refuse(f"'{key}' to hold objects", child, _FORMAT)
        yield child


def _text(parent: dict[str, object], key: str, place: _Place) -> str:
    value = parent.get(key)
    if not isinstance(value, str) or not value.strip():
        place.refuse(f"'{key}' to be a text that is not blank", value, _FORMAT)
    return value


def _refuse_repeated_ids(examples: Sequence[Example], place: _Place) -> None:
    seen: set[str] = set()
    for example in examples:
        if example.id in seen:
            at = _Place(place.file, example.title, example.id)
            at.refuse("an id used once in the file", example.id, "Give each question its own.")
        seen.add(example.id)


_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = frozenset(string.punctuation)


def normalise(text: str) -> str:
    """Lower case, without punctuation, articles and extra blanks (the SQuAD scorer's rule)."""
    kept = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", kept).split())


def exact_match(prediction: str, gold: str) -> float:
    """1.0 where both are the same after normalising, else 0.0."""
    return float(normalise(prediction) == normalise(gold))


def token_f1(prediction: str, gold: str) -> float:
    """Token precision and recall after normalising: their harmonic mean, in [0, 1]."""
    predicted, expected = normalise(prediction).split(), normalise(gold).split()
    if not predicted or not expected:
        return float(predicted == expected)
    shared = sum((Counter(predicted) & Counter(expected)).values())
    return 2 * shared / (len(predicted) + len(expected))


def best(score: Callable[[str, str], float], prediction: str, golds: Sequence[str]) -> float:
    """Score against the annotation that it fits best; golds must not be empty."""
    return max(score(prediction, gold) for gold in golds)
