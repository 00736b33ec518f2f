"""What is asked, and of which articles: the built-in set, a person's own, or a SQuAD file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.loading import SEEDS_GOLD, load_gold
from eval.questions import GoldQuestion, Split
from eval.squad_gold import load_squad
from index import Article, GoldError, Progress, SentenceTransformerEmbedder, build, read_folder
from rag import Assistant, Settings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to evaluate on.

    `gold` None is the built-in set about the seeds. `articles` is a folder to ask instead of the
    settings' index. `closed` puts a SQuAD question to its own context alone. `limit` asks only so
    many questions, spread evenly over the file.
    """

    gold: Path | None = None
    articles: Path | None = None
    closed: bool = False
    limit: int | None = None
    split: Split | None = None

    @property
    def is_squad(self) -> bool:
        """Whether the gold file is SQuAD's JSON, which brings its own articles."""
        return self.gold is not None and self.gold.suffix == ".json"

    def named(self) -> dict[str, str]:
        """Return what was asked for beyond the gold file, for the name of the results."""
        parts = {
            "articles": self.articles and self.articles.name,
            "closed": "yes" if self.closed else None,
            "limit": self.limit and str(self.limit),
            "split": self.split and self.split.value,
        }
        return {name: value for name, value in parts.items() if value}


@dataclass(frozen=True, slots=True)
class Corpus:
    """An assistant over the articles, and the questions; `given` as in `SquadGold`."""

    assistant: Assistant
    questions: list[GoldQuestion]
    gold: Path
    given: dict[str, str] = field(default_factory=dict)


def open_corpus(wanted: Wanted, settings: Settings, folder: Path, progress: Progress) -> Corpus:
    """Load the questions, and open (or make, in the empty `folder`) the index to ask.

    Raises GoldError and every other QuothError before a question is asked; what can be checked
    without the index is checked before the index is made.
    """
    gold = wanted.gold or SEEDS_GOLD
    inside = settings.model_copy(update={"index": folder})
    if wanted.is_squad:
        squad = load_squad(gold)
        asked = spread(squad.questions, wanted.limit)
        if not wanted.closed:
            return Corpus(assistant_over(squad.articles, inside, progress), asked, gold)
        # A question that sees its own article alone needs no other one indexed.
        needed = {squad.given[question.id] for question in asked}
        articles = [article for article in squad.articles if article.id in needed]
        return Corpus(assistant_over(articles, inside, progress), asked, gold, squad.given)
    if wanted.articles is not None:
        articles = read_folder(wanted.articles)
        questions = _questions(gold, articles, wanted)
        return Corpus(assistant_over(articles, inside, progress), questions, gold)
    # An empty folder is filled from the seeds: the built-in set never meets other articles.
    assistant = Assistant.open(settings if wanted.gold else inside, progress=progress)
    return Corpus(assistant, _questions(gold, assistant.articles(), wanted), gold)


def assistant_over(
    articles: Sequence[Article], settings: Settings, progress: Progress
) -> Assistant:
    """Index articles in the settings' empty folder, and open them."""
    embedder = SentenceTransformerEmbedder(settings.model)
    build(settings.index, articles, embedder, progress=progress)
    return Assistant.open(settings)


def _questions(gold: Path, articles: Sequence[Article], wanted: Wanted) -> list[GoldQuestion]:
    loaded = load_gold(gold, {article.id: article.text for article in articles})
    asked = [question for question in loaded if wanted.split in {None, question.split}]
    if not asked:
        half = wanted.split.value if wanted.split else ""
        message = (
            f"{gold}: none of its {len(loaded)} questions is of the {half} half; check --split"
        )
        raise GoldError(message)
    return spread(asked, wanted.limit)


def spread(questions: Sequence[GoldQuestion], limit: int | None) -> list[GoldQuestion]:
    """Return at most `limit` questions, evenly spaced, the first among them.

    The first so many of a file are about its first articles, and speak for no others.
    """
    count = len(questions) if limit is None else min(limit, len(questions))
    return [questions[at * len(questions) // count] for at in range(count)]
