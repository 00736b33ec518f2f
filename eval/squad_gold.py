"""A SQuAD 1.1 or 2.0 file -> a corpus and gold questions: its contexts become the articles."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from eval.questions import GoldQuestion, GoldSpan, QuestionType
from index import Article, Block, BlockKind, GoldError
from rag.reader.training.squad import Example, TrainingDataError, load_file


@dataclass(frozen=True, slots=True)
class SquadGold:
    """`given` holds, by question id, the article that the question was put to."""

    questions: list[GoldQuestion]
    articles: list[Article]
    given: dict[str, str]


def load_squad(path: Path) -> SquadGold:
    """Read a SQuAD file: every question, and every context, those without a question too.

    Raises GoldError.
    """
    try:
        examples = load_file(path)
        contexts = _contexts(path)
    except TrainingDataError as error:
        message = f"{error} (Gold questions as JSON lines want a name that ends in .jsonl.)"
        raise GoldError(message) from error
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); check --gold"
        raise GoldError(message) from error
    articles = {
        context: _article(title, context, number)
        for number, (context, title) in enumerate(contexts.items(), start=1)
    }
    ids = {context: article.id for context, article in articles.items()}
    return SquadGold(
        questions=[_question(example, ids[example.context]) for example in examples],
        articles=list(articles.values()),
        given={example.id: ids[example.context] for example in examples},
    )


def _contexts(path: Path) -> dict[str, str]:
    """Return each context once, with its title; the file's form was checked by `load_file`."""
    data = json.loads(path.read_text(encoding="utf-8"))["data"]
    found: dict[str, str] = {}
    for article in data:
        for paragraph in article["paragraphs"]:
            found.setdefault(paragraph["context"], article["title"])
    return found


def _article(title: str, text: str, number: int) -> Article:
    start = len(text) - len(text.lstrip())
    return Article(
        id=f"{number:05d} {title}",
        title=title,
        publisher=None,
        published=None,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        # A context is one paragraph, whatever its lines look like.
        blocks=(Block(start, len(text.rstrip()), BlockKind.PARAGRAPH),),
    )


def _question(example: Example, article: str) -> GoldQuestion:
    spans = sorted(set(example.answers))
    return GoldQuestion(
        id=example.id,
        type=QuestionType.PHRASE if spans else QuestionType.UNANSWERABLE_NEAR,
        question=example.question,
        answers=tuple(dict.fromkeys(example.texts)),
        spans=tuple(
            GoldSpan(article, one.start, one.end, example.context[one.start : one.end])
            for one in spans
        ),
    )
