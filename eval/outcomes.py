"""What became of one question: asked, shown, right, lost. Written to the results file."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from eval.questions import GoldQuestion


class Lost(enum.Enum):
    """The first stage that lost a question, in the order in which a question passes them."""

    FAILED = "failed with an error"
    NOT_RETRIEVED = "not retrieved"
    NOT_READ = "not read"
    OUTRANKED = "outranked"
    WRONGLY_DECLINED = "wrongly declined"
    NOT_COMPOSED = "not composed"
    WRONGLY_ANSWERED = "answered the unanswerable"


Marked = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """A slice of an article that was cited: `article.text[start:end] == quote` when `verbatim`."""

    article: str
    start: int
    end: int
    quote: str
    verbatim: bool
    supports: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, or a side of a disagreement, as it was shown, with what it cites.

    `highlights` are words of `text`; `marks` tells where in it they stand, where that is known.
    """

    text: str
    highlights: tuple[str, ...]
    citations: tuple[Shown, ...]
    marks: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a stage had before it: a passage, or a quote with the answering words in `marks`.

    `rank` counts from 1, the best.
    """

    rank: int
    article: str
    start: int
    end: int
    text: str
    score: float
    supports: bool
    marks: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well the supporting passages were ranked, in 0..1 each.

    `recall_k` is 1 when one of the first k passages supports an answer (success@k).
    """

    recall_1: float = 0.0
    recall_5: float = 0.0
    recall_10: float = 0.0
    mrr: float = 0.0
    ndcg_10: float = 0.0


@dataclass(frozen=True, slots=True)
class Milliseconds:
    """Wall-clock time by stage; no part of a result, since no two runs take the same."""

    retrieve: float = 0.0
    read: float = 0.0
    compose: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """What one answer is worth, in 0..1; None where a measure does not apply to the question.

    `exact` and `f1` are SQuAD's, of the highlighted words. `citation_precision` is the share of
    citations that support; `citation_recall` the share of supporting articles that are cited;
    `completeness` the share of a list's items shown with their support; `sides_shown` the share of
    a conflict's sides shown as a disagreement; `false_disagreement` 1 when one is shown wrongly.
    """

    exact: float | None = None
    f1: float | None = None
    citation_precision: float | None = None
    citation_recall: float | None = None
    completeness: float | None = None
    sides_shown: float | None = None
    false_disagreement: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one question.

    `right`: an acceptable answer was shown, or an unanswerable question declined. `cited`: and a
    citation of that statement supports it. `best_right`: the reader's best evidence is a supporting
    span, whether or not the question was then declined; with `confidence` it makes the curves.
    `passages` and `evidence` are the best few that were retrieved and read, and the first that
    supports an answer wherever it came.
    """

    question: GoldQuestion
    understood_as: str
    error: str | None
    answered: bool
    confidence: float
    right: bool
    cited: bool
    best_right: bool
    lost: Lost | None
    scores: Scores
    ranking: Ranking | None
    statements: tuple[Claim, ...]
    disagreements: tuple[tuple[Claim, ...], ...]
    passages: tuple[Seen, ...] = ()
    evidence: tuple[Seen, ...] = ()
    milliseconds: Milliseconds = field(default=Milliseconds(), compare=False)
