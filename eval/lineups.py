"""`python -m eval.lineups OUT`: what a reader finds for the lessons, as line-ups for its verifier.

Each story of `eval/lessons/read` is asked some of its questions; with `--data`, so are the
encyclopedias' passages that the reader was trained on. The reader's best finds are lined up as
Quoth would quote them. One is right when it stands in a supporting sentence and gives the answer;
one that stands there and gives other words is left out, for nobody has said what it is. A share of
the line-ups stands there a second time: the question is altered, and nothing in it right any more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
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
from index import Article, QuothError, SentenceTransformerEmbedder, build
from rag import Assistant, Evidence, Settings
from rag.conversation import complete
from rag.quote import quote_evidence
from rag.reader.marked import mark
from rag.reader.training.alterations import Alterer, Embed
from rag.reader.training.lineup import Lineup, write_lineups
from rag.reader.training.mixture import YARDSTICK, split
from rag.reader.training.squad import AnswerSpan, Example, load_file
from rag.rerank import rerank

# So many questions are asked of a story; of the newest, which no reader was trained on, all.
ASKED = 25
NEWEST = ("y", "z")
# So many of an encyclopedia's answerable questions; for this share of them the passage that answers
# is struck. Its unanswerable ones are asked, too.
ENCYCLOPEDIAS = {YARDSTICK.file: 4800, "squad2_first10.json": 1600}
STRUCK = 0.4
# The best of a question's finds are looked at, and so many lined up, of the right ones two.
LOOKED_AT = 14
LINED_UP = 5
RIGHT = 2
# Words that share this much with an answer give it (token F1).
_SAME_WORDS = 0.5
# In so many of those with something right the question is altered, where a change fits.
ALTERED = 0.2
_SEED = 7


@dataclass(frozen=True, slots=True)
class Find:
    """Something that was found for a question; `right` is None where nobody has said."""

    evidence: Evidence
    article: Article
    right: bool | None


def of_lessons(part: Path, folder: Path) -> Iterator[tuple[str, Lineup]]:
    """Yield stories' names and line-ups, each asked of an index of its own in `folder`."""
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
        most = len(story.questions) if story.name.startswith(NEWEST) else ASKED
        for question in random.sample(story.questions, min(most, len(story.questions))):
            found = finds(opened, question)
            if not question.answerable or any(one.right for one in found):
                yield from ((story.name, one) for one in _lined_up(question, found))


def of_encyclopedia(file: Path, folder: Path) -> Iterator[tuple[str, Lineup]]:
    """Yield articles' titles and line-ups of what the reader was trained on. Raises QuothError."""
    random = Random(_SEED)  # noqa: S311 - repeatable, not secret
    held_out = YARDSTICK if file.name == YARDSTICK.file else None
    examples = split({file.name: load_file(file)}, held_out).train
    contexts, known = {one.context for one in examples}, {one.id for one in examples}
    squad = load_squad(file)
    articles = [one for one in squad.articles if one.text in contexts]
    titles = {one.id: one.title for one in articles}
    questions = [one for one in squad.questions if one.id in known]
    answerable = [one for one in questions if one.answerable]
    asked = random.sample(answerable, min(ENCYCLOPEDIAS[file.name], len(answerable)))
    asked += [one for one in questions if not one.answerable]
    opened = assistant_over(articles, Settings(index=folder / file.stem), _quiet)
    for question in track(asked, f"Asking {file.name}", console=Console(stderr=True)):
        found = finds(opened, question)
        answering = squad.given[question.id]
        if question.answerable and random.random() < STRUCK:
            found = [one for one in found if one.article.id != answering]
        elif question.answerable and not any(one.right for one in found):
            continue
        yield from ((titles[answering], one) for one in _lined_up(question, found))


def altered(asked: Iterable[tuple[str, Lineup]], embed: Embed) -> list[Lineup]:
    """Return a share of the line-ups with another question, which nothing in them answers.

    `asked` says whence each is: what is put into a question comes from the same story or article.
    """
    random = Random(_SEED)  # noqa: S311 - repeatable, not secret
    answered = [(name, one) for name, one in asked if any(one.right)]
    examples = [_as_example(name, one) for name, one in answered]
    alterer = Alterer(examples, embed)
    changed: list[Lineup] = []
    for (_, one), example in zip(answered, examples, strict=True):
        other = alterer.alter(example, random) if random.random() < ALTERED else None
        if other is not None:
            changed.append(Lineup(other.example.question, one.answers, (False,) * len(one.right)))
    return changed


def _as_example(name: str, lineup: Lineup) -> Example:
    """Take all that a line-up shows for one passage."""
    context, spans = "", []
    for marked, right in zip(lineup.answers, lineup.right, strict=True):
        start = len(context) + len(marked.before)
        if right:
            spans.append(AnswerSpan(start, start + len(marked.answer)))
        context += f"{marked.before}{marked.answer}{marked.after}\n\n"
    return Example("", lineup.question, context, name, "", tuple(spans))


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
            asked = list(of_lessons(part, Path(scratch)))
            for file in [data / name for name in ENCYCLOPEDIAS] if data else []:
                asked += of_encyclopedia(file, Path(scratch))
        changed = altered(asked, SentenceTransformerEmbedder().embed_passages)
        made = [*(one for _, one in asked), *changed]
        Random(_SEED).shuffle(made)  # noqa: S311 - repeatable, not secret
        write_lineups(made, out)
    except (QuothError, OSError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(
        f"{out}: {len(made)} line-ups, {sum(any(one.right) for one in made)} with an answer, "
        f"{len(changed)} with an altered question"
    )


if __name__ == "__main__":
    typer.run(main)
