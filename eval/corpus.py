"""What is asked, and of which articles: the built-in set, a person's own, or a SQuAD file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from eval.loading import SEEDS_GOLD, load_gold
from eval.questions import GoldQuestion, Split
from eval.squad_gold import load_squad
from index import SentenceTransformerEmbedder, build, read_folder
from rag import Assistant, Settings

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to evaluate on.

    `gold` None is the built-in set about the seeds. `articles` is a folder to ask instead of the
    settings' index. `closed` puts a SQuAD question to its own context alone.
    """

    gold: Path | None = None
    articles: Path | None = None
    closed: bool = False
    limit: int | None = None
    split: Split | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """An assistant over the articles, and the questions; `given` as in `SquadGold`."""

    assistant: Assistant
    questions: list[GoldQuestion]
    gold: Path
    given: dict[str, str] = field(default_factory=dict)


def open_corpus(wanted: Wanted, settings: Settings, folder: Path, progress: Progress) -> Corpus:
    """Open (or make, in the empty `folder`) the index to ask, and load the questions.

    Raises GoldError and every other QuothError before a question is asked.
    """
    gold = wanted.gold or SEEDS_GOLD
    if gold.suffix == ".json":
        return _open_squad(gold, wanted, settings, folder, progress)
    inside = settings.model_copy(update={"index": folder})
    if wanted.articles is not None:
        embedder = SentenceTransformerEmbedder(settings.model)
        build(folder, read_folder(wanted.articles), embedder, progress=progress)
        assistant = Assistant.open(inside)
    elif wanted.gold is None:
        # An empty folder is filled from the seeds: the built-in set never meets other articles.
        assistant = Assistant.open(inside, progress=progress)
    else:
        assistant = Assistant.open(settings, progress=progress)
    texts = {article.id: article.text for article in assistant.articles()}
    questions = [
        question for question in load_gold(gold, texts) if wanted.split in {None, question.split}
    ]
    return Corpus(assistant, questions[: wanted.limit], gold)


def _open_squad(
    gold: Path, wanted: Wanted, settings: Settings, folder: Path, progress: Progress
) -> Corpus:
    squad = load_squad(gold, wanted.limit)
    build(folder, squad.articles, SentenceTransformerEmbedder(settings.model), progress=progress)
    assistant = Assistant.open(settings.model_copy(update={"index": folder}))
    return Corpus(assistant, squad.questions, gold, squad.given if wanted.closed else {})
