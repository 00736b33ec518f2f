"""`python -m eval.lineups OUT`: what a reader finds for the lessons, as line-ups for its verifier.

Each story of `eval/lessons/read` is asked some of its questions; with `--data`, so are the
encyclopedia's passages that the reader was trained on. The reader's best finds are lined up as
Quoth would quote them. One is right when it stands in a supporting sentence and gives the answer;
one that stands there and gives other words is left out, for nobody has said what it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from eval.corpus import assistant_over
from eval.matching import holds, overlap, supports
from eval.questions import SEVERAL, GoldQuestion, QuestionType
from eval.squad_gold import load_squad
from eval.teaching import LESSONS, stories_in
from index import Article, QuothError, build
from rag import Assistant, Evidence, Settings
from rag.conversation import complete
from rag.quote import quote_evidence
from rag.reader.marked import mark
from rag.reader.training.lineup import Lineup, write_lineups
from rag.reader.training.mixture import YARDSTICK, split
from rag.reader.training.squad import load_file
from rag.rerank import rerank

# So many questions are asked of a story, more of the newest, which no reader was trained on.
ASKED = 13
ASKED_NEW = 34
NEWEST = ("docs", "twins", "y", "z")
# So many of the encyclopedia's questions; in this share of them the article that answers is struck.
ENCYCLOPEDIA = 2400
STRUCK = 0.4
# The best of a question's finds are looked at, and so many lined up, of the right ones two.
LOOKED_AT = 14
LINED_UP = 5
RIGHT = 2
# Words that share this much with an answer give it (token F1).
_SAME_WORDS = 0.5
_SEED = 7


@dataclass(frozen=True, slots=True)
class Find:
    """Something that was found for a question; `right` is None where nobody has said."""

    evidence: Evidence
    article: Article
    right: bool | None


def of_lessons(part: Path, folder: Path) -> Iterator[Lineup]:
    """Yield the line-ups of a folder's stories, each asked of an index of its own in `folder`."""
    random = Random(_SEED)  # noqa: S311 - repeatable, not secret
    bar = track(stories_in(part), "Asking the lessons", console=Console(stderr=True))
    opened: Assistant | None = None
    for story in bar:
        place = folder / story.name
        if opened is None:
            opened = assistant_over(story.articles, Settings(index=place), _quiet)
        else:
            embedder = opened.reading.likeness.embedder
            opened = opened.over(build(place, story.articles, embedder))
        most = ASKED_NEW if story.name.startswith(NEWEST) else ASKED
        for question in random.sample(story.questions, min(most, len(story.questions))):
            found = finds(opened, question)
            if not question.answerable or any(one.right for one in found):
                yield from _lined_up(question, found)


def of_encyclopedia(file: Path, folder: Path) -> Iterator[Lineup]:
    """Yield line-ups of the passages that the reader was trained on. Raises QuothError."""
    random = Random(_SEED)  # noqa: S311 - repeatable, not secret
    examples = split({file.name: load_file(file)}, YARDSTICK).train
    contexts = {one.context for one in examples}
    answerable = {one.id for one in examples if one.answers}
    squad = load_squad(file)
    articles = [one for one in squad.articles if one.text in contexts]
    questions = [one for one in squad.questions if one.id in answerable]
    opened = assistant_over(articles, Settings(index=folder / "encyclopedia"), _quiet)
    asked = random.sample(questions, min(ENCYCLOPEDIA, len(questions)))
    for question in track(asked, "Asking the encyclopedia", console=Console(stderr=True)):
        found = finds(opened, question)
        if random.random() < STRUCK:
            answering = {span.article for span in question.spans}
            found = [one for one in found if one.article.id not in answering]
        elif not any(one.right for one in found):
            continue
        yield from _lined_up(question, found)


def finds(assistant: Assistant, question: GoldQuestion) -> list[Find]:
    """Return the best finds for a question, best first, quoted and judged."""
    understood = complete(question.question, (), lambda name: assistant.article(name).text)
    hits = assistant.retriever.retrieve(understood, Settings().top_k)
    articles = {one: assistant.article(one) for one in {hit.passage.article for hit in hits}}
    evidence = rerank(hits, assistant.reading.found(understood, hits))[:LOOKED_AT]
    return [_judged(one, articles[one.passage.article], question) for one in evidence]


def _judged(evidence: Evidence, article: Article, question: GoldQuestion) -> Find:
    quoted = quote_evidence(evidence, article)
    if not question.answerable or not supports(article.id, quoted.quote, question.support):
        return Find(quoted, article, right=False)
    if question.type in SEVERAL - {QuestionType.LIST} or question.type is QuestionType.YES_NO:
        return Find(quoted, article, right=True)
    words = article.text[slice(*quoted.answer)]
    given = holds(words, question.wordings) or overlap(words, question.wordings) >= _SAME_WORDS
    return Find(quoted, article, right=True if given else None)


def _lined_up(question: GoldQuestion, found: Sequence[Find]) -> Iterator[Lineup]:
    right = [one for one in found if one.right][:RIGHT]
    wrong = [one for one in found if one.right is False][: LINED_UP - len(right)]
    if picked := [*right, *wrong]:
        answers = tuple(mark(one.evidence, one.article) for one in picked)
        yield Lineup(question.question, answers, tuple(bool(one.right) for one in picked))


def _quiet(done: int, total: int) -> None:
    del done, total


def main(
    out: Annotated[Path, typer.Argument(help="The file of line-ups to write (.jsonl).")],
    data: Annotated[
        Path | None, typer.Option(help="The folder that the reader was trained on.")
    ] = None,
    part: Annotated[Path, typer.Option(help="The folder of stories.")] = LESSONS / "read",
) -> None:
    """Ask the reader what it was taught with, and line up what it finds.

    Example: python -m eval.lineups lineups.jsonl --data ../shared/qa
    """
    try:
        with tempfile.TemporaryDirectory() as scratch:
            made = list(of_lessons(part, Path(scratch)))
            if data:
                made += of_encyclopedia(data / YARDSTICK.file, Path(scratch))
        Random(_SEED).shuffle(made)  # noqa: S311 - repeatable, not secret
        write_lineups(made, out)
    except (QuothError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{out}: {len(made)} line-ups, {sum(any(one.right) for one in made)} with an answer")


if __name__ == "__main__":
    typer.run(main)
