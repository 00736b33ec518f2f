"""What the reader, retrieval and the sentence say together of a piece of evidence.

Retrieval says which passages are about the question, the reader which words answer it, and the
sentence around them how much it is about the same thing. The weights were chosen by the share of
questions whose first evidence is supported: on 1,903 of held-out lessons and 1,096 of new stories,
none of which the reader had seen, and the tuning halves of the gold questions about the seeds (82)
and six stories (116): .715, .822, .866, .733. Weights fitted by listwise softmax regression to the
first two had .716, .818, .841, .733; with all but the reader counting 1.6 times as much (as before)
it was .694, .818, .854, .724. With a verifier on top it is .747, .853, .878, .741 (with a weight
of 2 .755, .853, .854, .716; of 1 .740, .852, .866, .741).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from index import Hit
from rag.doubts.fitting import fits, is_since
from rag.doubts.presupposition import lacks_event
from rag.doubts.pronouns import person_named
from rag.doubts.siblings import of_sibling
from rag.doubts.speech import answers_speech
from rag.likeness import Kinship
from rag.reader.belief import logit, sigmoid
from rag.types import Evidence, Span

MARGIN_WEIGHT = 1.5
RETRIEVAL_WEIGHT = 5.0
LIKENESS_WEIGHT = 10.0
WORDS_WEIGHT = 7.0
VERDICT_WEIGHT = 1.5
# How many of the best the verifier reads again. Five put as many right first, and listed .51 of the
# lists' members in place of .54 (tuning halves of the gold questions).
VERIFIED = 8
# In logits, for each reason to doubt it: an answer of the wrong kind ("prisoners" to "how many")
# comes after any of the right kind that the reader half believes. Declining outright where the best
# is doubted, or shares little with the question, told the answerable from the unanswerable worse:
# AUROC .811 for .834 on held-out lessons, .827 for .843 on the stories' tuning halves.
DOUBT = 2.5
# How many characters before and behind an answer can bound it or hold its unit.
AROUND = 16
# Beyond this many logits a margin says no more, and would drown what else is known.
_MOST_MARGIN = 15.0
# What a sentence has in common with a question at the least and at the most, about: the signals
# are centred between, so that a score of one half stays "as likely as not".
_MIDDLE = 0.5


def rerank(hits: Sequence[Hit], evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence re-scored by the reader and retrieval, best first.

    Every passage of the evidence must be among the hits.
    """
    retrieval = {hit.passage: hit.score for hit in hits}
    return _best_first(
        [
            replace(e, score=sigmoid(_margin(e) + RETRIEVAL_WEIGHT * (retrieval[e.passage] - 1)))
            for e in evidence
        ]
    )


def weigh_sentences(evidence: Sequence[Evidence], kinships: Sequence[Kinship]) -> list[Evidence]:
    """Return the evidence re-scored by its sentences' kinship to the question, best first."""
    return _best_first(
        [
            replace(
                e,
                score=sigmoid(
                    logit(e.score)
                    + LIKENESS_WEIGHT * (kinship.cosine - _MIDDLE)
                    + WORDS_WEIGHT * (kinship.words - _MIDDLE)
                ),
                likeness=kinship.cosine,
            )
            for e, kinship in zip(evidence, kinships, strict=True)
        ]
    )


def weigh_verdicts(evidence: Sequence[Evidence], verdicts: Sequence[float]) -> list[Evidence]:
    """Return the evidence re-scored by a verifier's log-odds, best first.

    `verdicts` are those of the first ones; what was not looked at counts as the least of them.
    """
    least = min(verdicts)
    every = [*verdicts, *[least] * (len(evidence) - len(verdicts))]
    return _best_first(
        [
            replace(e, score=sigmoid(logit(e.score) + VERDICT_WEIGHT * verdict), verdict=verdict)
            for e, verdict in zip(evidence, every, strict=True)
        ]
    )


def doubt_answers(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence in its order, doubted where it is not of the kind that is asked for.

    A day since which something lasts is doubted twice where a day is asked for.
    """
    return [_doubted(e, *_misfits(question, e)) for e in evidence]


def doubt_quotes(
    question: str, evidence: Sequence[Evidence], quotes: Sequence[str], passages: Sequence[str] = ()
) -> list[Evidence]:
    """Return the evidence in its order, doubted for what its quote lacks.

    Somebody's words where these are asked for, a birth or a death where that is; the west wing
    where it has an east wing; the person who is named where it speaks of another. `quotes` are
    the evidence's, and `passages` tell who is a person, and a woman.
    """
    person = person_named(question, passages)
    return [
        _doubted(
            e,
            not answers_speech(question, quote),
            lacks_event(question, quote),
            of_sibling(question, quote),
            person is not None and person.is_another(quote, answer_within(e)),
        )
        for e, quote in zip(evidence, quotes, strict=True)
    ]


def answer_within(evidence: Evidence) -> Span:
    """Return where the answer stands in the evidence's quote."""
    start, end = (at - evidence.quote[0] for at in evidence.answer)
    return start, end


def doubt_tables(evidence: Sequence[Evidence], lacking: Sequence[bool]) -> list[Evidence]:
    """Return the evidence in its order, doubted where its table lacks what is asked for."""
    return [_doubted(e, lacks) for e, lacks in zip(evidence, lacking, strict=True)]


def _misfits(question: str, evidence: Evidence) -> tuple[bool, bool]:
    """Say whether evidence cannot be of the kind that is asked for, and is a bygone beginning."""
    start, text = evidence.passage.start, evidence.passage.text
    first, last = evidence.answer[0] - start, evidence.answer[1] - start
    before, after = text[max(0, first - AROUND) : first], text[last : last + AROUND]
    return not fits(question, text[first:last], after, before), is_since(question, before)


def _margin(evidence: Evidence) -> float:
    return MARGIN_WEIGHT * _MOST_MARGIN * math.tanh(logit(evidence.score) / _MOST_MARGIN)


def _best_first(evidence: list[Evidence]) -> list[Evidence]:
    return sorted(evidence, key=lambda e: (-e.score, e.passage.article, e.answer))


def _doubted(evidence: Evidence, *reasons: bool) -> Evidence:
    return replace(
        evidence,
        score=sigmoid(logit(evidence.score) - DOUBT * sum(reasons)),
        doubts=evidence.doubts + sum(reasons),
    )
