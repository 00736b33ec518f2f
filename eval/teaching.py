"""`python -m eval.teaching OUT`: the stories that the reader learns from, as a SQuAD 2.0 file.

Each story of `eval/lessons/read` becomes an article, each passage as Quoth cuts it a context. A
question is put to every passage that answers it, with all the places there; one that the story does
not answer, to the passages that are most like it. (What an answerable question is also put to
without an answer, `rag.reader.train` chooses.)
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from eval.loading import load_gold
from eval.questions import GoldQuestion, GoldSpan
from index import (
    Article,
    Embedder,
    Passage,
    QuothError,
    SentenceTransformerEmbedder,
    Vectors,
    read_folder,
)
from index.build import fits_in
from index.chunking import split_passages

LESSONS = Path(__file__).parent / "lessons"
# An unanswerable question is put to so many passages of its story: the likest tempt the most.
TEMPTING = 2

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Story:
    """What several outlets tell of one event, and the questions about it."""

    name: str
    articles: list[Article]
    questions: list[GoldQuestion]


def stories_in(part: Path) -> list[Story]:
    """Load the stories of a folder, with questions in `<folder>.jsonl`.

    An article's id is `<story>/<file>`, a question's `<story>-<number>`. Raises GoldError and
    ArticleError.
    """
    articles = {article.id: article for article in read_folder(part)}
    texts = {name: article.text for name, article in articles.items()}
    stories: dict[str, Story] = {}
    for question in load_gold(part.with_suffix(".jsonl"), texts):
        name = question.id.rpartition("-")[0]
        stories.setdefault(name, Story(name, [], [])).questions.append(question)
    for article in articles.values():
        if told := stories.get(article.id.partition("/")[0]):
            told.articles.append(article)
    return list(stories.values())


def as_squad(part: Path, embedder: Embedder) -> Json:
    """Return the lessons of a folder as SQuAD 2.0 JSON. Raises GoldError and ArticleError."""
    data = [
        {"title": story.name, "paragraphs": _paragraphs(story, embedder)}
        for story in stories_in(part)
    ]
    return {"version": "v2.0", "data": data}


def _paragraphs(story: Story, embedder: Embedder) -> list[Json]:
    passages = [
        passage
        for article in story.articles
        for passage in split_passages(article, fits_in(embedder))
    ]
    vectors = embedder.embed_passages([passage.text for passage in passages])
    posed: dict[Passage, list[Json]] = {passage: [] for passage in passages}
    for question in story.questions:
        for passage, answers in _put(question, passages, vectors, embedder):
            posed[passage].append(
                {
                    "id": f"{question.id}/{passages.index(passage)}",
                    "question": question.question,
                    "answers": answers,
                    "is_impossible": not answers,
                }
            )
    return [{"context": passage.text, "qas": qas} for passage, qas in posed.items() if qas]


def _put(
    question: GoldQuestion, passages: Sequence[Passage], vectors: Vectors, embedder: Embedder
) -> Iterator[tuple[Passage, list[Json]]]:
    """Yield the passages that a question is put to, with its answers there."""
    if question.answerable:
        yield from _answering(question, passages)
        return
    likeness = vectors @ embedder.embed_query(question.question)
    for at in (-likeness).argsort(kind="stable")[:TEMPTING].tolist():
        yield passages[at], []


def _answering(
    question: GoldQuestion, passages: Sequence[Passage]
) -> Iterator[tuple[Passage, list[Json]]]:
    """Yield the passages that answer, with the places in them."""
    for passage in passages:
        answers = [
            {"text": text, "answer_start": start - passage.start}
            for span in question.support
            if span.article == passage.article
            for start, text in _places(span, question.wordings)
            if passage.start <= start and start + len(text) <= passage.end
        ]
        if answers:
            yield passage, answers


def _places(span: GoldSpan, wordings: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield where in the article the longest wording of an answer stands in a supporting span."""
    for wording in sorted(wordings, key=len, reverse=True):
        at = span.text.find(wording)
        if at >= 0:
            yield span.start + at, wording
            return


def main(
    out: Annotated[Path, typer.Argument(help="The SQuAD 2.0 file to write, say DATA/lessons.json")],
    part: Annotated[Path, typer.Option(help="The folder of stories.")] = LESSONS / "read",
) -> None:
    """Write the stories that the reader learns from as a file for `python -m rag.reader.train`."""
    try:
        squad = as_squad(part, SentenceTransformerEmbedder())
        text = json.dumps(squad, ensure_ascii=False, indent=1) + "\n"
        out.write_text(text, encoding="utf-8")
    except (QuothError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
