"""Asking every gold question and judging the answers."""

from __future__ import annotations

from eval.asking import Examiner
from eval.corpus import Corpus
from eval.judging import judge
from eval.outcomes import Outcome
from index import Progress


def run(corpus: Corpus, progress: Progress) -> list[Outcome]:
    """Ask the corpus's questions, in order; `progress(done, total)` counts them."""
    examiner = Examiner(corpus.assistant, corpus.given)
    articles = {article.id: article for article in corpus.assistant.articles()}
    outcomes = []
    for done, question in enumerate(corpus.questions, start=1):
        outcomes.append(judge(question, examiner.ask(question), articles))
        progress(done, len(corpus.questions))
    return outcomes
