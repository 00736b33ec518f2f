"""Line-ups: a question with what the reader found for it, and which of that is right.

A file of them (`*.jsonl`, one a line) is what a verifier learns from: `{"question": …, "answers":
[{"title": …, "published": …, "under": …, "before": …, "answer": …, "after": …, "right": true},
…]}`. In a line-up with nothing right the right choice is none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.reader.marked import Marked
from rag.reader.training.squad import TrainingDataError

_PARTS = ("title", "published", "under", "before", "answer", "after")


@dataclass(frozen=True, slots=True)
class Lineup:
    """A question, its marked answers, and whether each is right."""

    question: str
    answers: tuple[Marked, ...]
    right: tuple[bool, ...]


def write_lineups(lineups: Iterable[Lineup], file: Path) -> None:
    """Write them as JSON lines; the file is replaced when all are written."""
    fresh = file.with_name(f".{file.name}.new")
    with fresh.open("w", encoding="utf-8") as stream:
        for one in lineups:
            answers = [
                {**marked.to_dict(), "right": right}
                for marked, right in zip(one.answers, one.right, strict=True)
            ]
            line = {"question": one.question, "answers": answers}
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
    fresh.replace(file)


def read_lineups(files: Sequence[Path]) -> list[Lineup]:
    """Read the line-ups of all files. Raises TrainingDataError, with the file and line."""
    found = [
        _parsed(line, f"{file}:{number}")
        for file in files
        for number, line in enumerate(_lines(file), start=1)
        if line.strip()
    ]
    if not any(any(one.right) for one in found):
        named = ", ".join(map(str, files))
        message = f"{named}: no line-up holds a right answer; make some with `eval.lineups`"
        raise TrainingDataError(message)
    return found


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{file}: cannot be read as UTF-8 text ({error})"
        raise TrainingDataError(message) from error


def _parsed(line: str, place: str) -> Lineup:
    try:
        said = json.loads(line)
        question, answers = said["question"], said["answers"]
        marked = tuple(Marked(**{part: one[part] for part in _PARTS}) for one in answers)
        right = tuple(one["right"] for one in answers)
    except (ValueError, TypeError, KeyError) as error:
        message = f"{place}: is no line-up ({type(error).__name__}: {error})"
        raise TrainingDataError(message) from error
    texts = [question, *(text for one in marked for text in one.to_dict().values())]
    if not all(isinstance(text, str) for text in texts):
        message = f"{place}: question, {', '.join(_PARTS)} have to be strings"
        raise TrainingDataError(message)
    if not right or not all(isinstance(one, bool) for one in right):
        message = f"{place}: expected at least one answer, each with right: true or false"
        raise TrainingDataError(message)
    return Lineup(question, marked, right)
