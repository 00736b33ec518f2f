"""A gold file without offsets -> one with them: `python -m eval.draft DRAFT FOLDER > gold.jsonl`.

A draft is a gold file in which a span may leave out `start` and `end`, and a question its `split`.
Each such text is looked for in its article, where it has to stand exactly once; offsets that are
given are kept. A question without a half gets one by the hash of its id, so that adding a question
never moves another.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from eval.questions import Split
from index import GoldError, QuothError, read_folder

_ARGUMENTS = 3
_HALVES = 2
Json = dict[str, object]


def complete(line: str, place: str, texts: Mapping[str, str]) -> str:
    """Return one line of JSON with every offset and the half filled in. Raises GoldError."""
    try:
        question = json.loads(line)
    except json.JSONDecodeError as error:
        message = f"{place}: is not JSON ({error}); write one object a line"
        raise GoldError(message) from error
    for span in _spans(question):
        _locate(span, place, texts)
    if isinstance(question, dict):
        question.setdefault("split", half_of(str(question.get("id"))).value)
    return json.dumps(question, ensure_ascii=False)


def half_of(question_id: str) -> Split:
    """Return the half that a new question belongs to."""
    digest = hashlib.sha256(question_id.encode()).digest()
    return Split.TUNE if digest[0] % _HALVES == 0 else Split.REPORT


def _spans(value: object) -> Iterator[Json]:
    """Yield every span of a question, however deep."""
    if isinstance(value, dict):
        if "article" in value:
            yield value
        for inner in value.values():
            yield from _spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _spans(inner)


def _locate(span: Json, place: str, texts: Mapping[str, str]) -> None:
    if "start" in span:
        return
    article, text = str(span["article"]), str(span.get("text", ""))
    if article not in texts:
        message = f"{place}: article {article!r} is not in the folder; correct the id"
        raise GoldError(message)
    count = texts[article].count(text) if text else 0
    if count != 1:
        message = (
            f"{place}: {text!r} stands {count} times in {article}; copy a text that stands once"
        )
        raise GoldError(message)
    start = texts[article].index(text)
    span |= {"start": start, "end": start + len(text)}


def main(arguments: list[str]) -> int:
    """Complete the draft named by the arguments, on standard output."""
    if len(arguments) != _ARGUMENTS:
        sys.stderr.write("usage: python -m eval.draft DRAFT FOLDER > gold.jsonl\n")
        return 2
    draft, folder = Path(arguments[1]), Path(arguments[2])
    try:
        texts = {article.id: article.text for article in read_folder(folder)}
        lines = draft.read_text(encoding="utf-8").split("\n")
        done = [
            complete(line, f"{draft}, line {number}", texts)
            for number, line in enumerate(lines, start=1)
            if line.strip()
        ]
    except (QuothError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in done))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
