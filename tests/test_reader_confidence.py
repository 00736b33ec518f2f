"""Reranking, confidence, calibrating, and the figures: by hand-worked numbers."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer import Typer
from typer.testing import CliRunner

from eval import reader_figures
from eval.reader_given import given_figures
from eval.reader_open import Asked, declining_figures, ranking_figures
from eval.similarity import SimilarityReader
from index import HashingEmbedder, Hit, Passage, ReaderError
from rag import confidence as confidence_module
from rag.confidence import (
    NOT_AT_ALL,
    SIGNALS,
    UNFITTED,
    Calibration,
    Logistic,
    Sureness,
    read_calibration,
    signals,
    write_calibration,
)
from rag.likeness import Likeness
from rag.reader.belief import logit, sigmoid
from rag.reader.calibrate import UNANSWERABLE, Outcome, mixture_weights, sample_of
from rag.reader.folder import CALIBRATION
from rag.reader.training.calibration_plots import draw_plots, reliability
from rag.reader.training.corpus import open_corpus
from rag.reader.training.platt import fit, joined, threshold_for
from rag.reader.training.squad import AnswerSpan, Example
from rag.reader.training.trials import Asker, Case, ask_all
from rag.reading import Reading
from rag.rerank import DOUBT, doubt_answers, doubt_quotes, rerank
from rag.types import Evidence

MOSES = "Robert Moses planned the Verrazano Bridge in 1964."
COAST = "The Verrazano Bridge spans the Narrows."


def passage(text: str, article: str = "a", start: int = 0) -> Passage:
    return Passage(article, start, start + len(text), text)


def evidence(held: Passage, words: str, margin: float) -> Evidence:
    start = held.start + held.text.index(words)
    span = (start, start + len(words))
    return Evidence(held, span, span, sigmoid(margin), sigmoid(margin))


# --- beliefs and reranking ------------------------------------------------------------------


@given(st.floats(-20, 20))
def test_a_belief_gives_its_margin_back(margin):
    """Logit is the sigmoid's inverse."""
    assert logit(sigmoid(margin)) == pytest.approx(margin, abs=1e-5)


def test_certainty_stays_finite():
    """At both ends, and far beyond what an exponential takes."""
    assert (sigmoid(-5000.0), sigmoid(5000.0)) == (0.0, 1.0)
    assert -28 < logit(0.0) < -27
    assert 27 < logit(1.0) < 28


def test_reranking_takes_the_weighted_shortfall_of_retrieval_off_the_margin():
    """Margins 2 and 3, weight 3/2, at fused scores 1 and 1/5, weight 5: 3 beats 4.5 - 4."""
    first, second = passage(MOSES), passage(COAST, "b")
    found = [evidence(second, "the Narrows", 3.0), evidence(first, "Robert Moses", 2.0)]
    ranked = rerank([Hit(first, 1.0), Hit(second, 0.2)], found)
    assert [one.passage for one in ranked] == [first, second]
    bent = [1.5 * 15 * math.tanh(margin / 15) for margin in (2.0, 3.0)]  # far margins are held down
    assert [logit(one.score) for one in ranked] == pytest.approx([bent[0], bent[1] - 4.0])
    assert {(e.passage, e.answer, e.quote) for e in ranked} == {
        (e.passage, e.answer, e.quote) for e in found
    }


def test_equal_scores_rank_by_address():
    """The order never hangs on the order of reading."""
    one, other = passage(MOSES, "a"), passage(MOSES, "b")
    hits = [Hit(one, 1.0), Hit(other, 1.0)]
    found = [evidence(other, "1964", 1.0), evidence(one, "1964", 1.0)]
    assert [e.passage.article for e in rerank(hits, found)] == ["a", "b"]


def test_what_speaks_against_evidence_costs_it_and_is_counted():
    """A year is no person; the quote is nobody's words; it tells of no birth."""
    held = passage(MOSES)
    found = [evidence(held, "1964", 1.0), evidence(held, "Robert Moses", 1.0)]
    year, person = doubt_answers("Who planned it?", found)
    assert (year.doubts, person.doubts) == (1, 0)
    assert [logit(e.score) for e in (year, person)] == pytest.approx([1.0 - DOUBT, 1.0])
    (unsaid,) = doubt_quotes("What did Moses say?", [year], [MOSES])
    (unborn,) = doubt_quotes("When was Moses born?", [unsaid], [MOSES])
    assert (unsaid.doubts, unborn.doubts) == (2, 3)
    assert logit(unborn.score) == pytest.approx(1.0 - 3 * DOUBT)
    (told,) = doubt_quotes("Where was Moses born?", [person], ["Moses was born in New Haven."])
    assert told == person


# --- signals and confidence -----------------------------------------------------------------


def test_the_signals_are_what_their_names_say():
    """Worked by hand: the best evidence decides."""
    first, other = passage(MOSES, "a"), passage(COAST, "c")
    hits = [Hit(other, 0.9), Hit(first, 0.6)]
    best = replace(evidence(first, "Robert Moses", 4.0), likeness=0.25)
    found = [best, evidence(other, "the Narrows", 1.0)]
    made = signals("Who planned it?", hits, found)
    assert tuple(made) == SIGNALS
    assert made == pytest.approx(
        {
            "belief": 4.0,
            "likeness": 0.25,
            "retrieval": 0.6,
            "strangers": 0.0,
            "doubts": 0.0,
            "sentence": 0.0,
            "verdict": 0.0,
            "company": 0.0,
        }
    )
    assert signals("Who planned it?", hits, [replace(best, doubts=2)])["doubts"] == 2.0
    whole = [replace(found[0], quote=(0, len(MOSES))), *found[1:]]
    assert signals("Who planned it in 1963?", hits, whole)["strangers"] == 1.0
    assert signals("Who planned it in 1964?", hits, whole)["strangers"] == 0.0
    assert signals("Why did he plan it?", hits, whole)["sentence"] == 1.0
    assert signals("Did he plan it?", hits, whole)["sentence"] == 1.0


def test_the_company_is_what_else_was_verified():
    """The mean of the others that the verifier was shown; alone, the best is its own."""
    held = passage(MOSES)
    best = evidence(held, "Robert Moses", 4.0)
    found = [replace(best, verdict=verdict) for verdict in (2.0, -1.0, -3.0, *[-2.0] * 5, -9.0)]
    made = signals("Who planned it?", [Hit(held, 1.0)], found)
    assert (made["verdict"], made["company"]) == (2.0, -2.0)
    assert signals("Who planned it?", [Hit(held, 1.0)], found[:1])["company"] == 2.0


def test_confidence_is_the_logistic_of_the_weighted_signals():
    """-1 + 2 * belief + 3 * retrieval, by hand; no evidence gives 0, an unfitted one the score."""
    weights = dict.fromkeys(SIGNALS, 0.0) | {"belief": 2.0, "retrieval": 3.0}
    either = Logistic(0.5, dict.fromkeys(SIGNALS, 0.0))
    calibration = Calibration(Logistic(-1.0, weights), either, 0.5, "by hand")
    first = passage(MOSES)
    sure = calibration.sureness("Who?", [Hit(first, 0.5)], [evidence(first, "Moses", 0.25)])
    assert sure.right == pytest.approx(1 / (1 + math.exp(-(-1 + 2 * 0.25 + 3 * 0.5))))
    assert sure.answerable == pytest.approx(sigmoid(0.5))
    assert calibration.sureness("Who?", [], []) == NOT_AT_ALL
    found = replace(evidence(first, "Moses", 0.25), score=0.125)
    assert UNFITTED.sureness("Who?", [Hit(first, 0.5)], [found]) == Sureness(0.125, 0.125)


def test_a_calibration_comes_back_from_its_file(tmp_path):
    """And damaged ones are refused by name."""
    right = replace(UNFITTED.right, intercept=0.25)
    made = replace(UNFITTED, right=right, threshold=0.75, fitted_on="9 open")
    write_calibration(tmp_path, made)
    assert read_calibration(tmp_path) == made
    said = json.loads((tmp_path / CALIBRATION).read_text())
    for wrong, expected in [
        ("{", "is not a calibration"),
        (json.dumps(said | {"more": 1}), "more"),
        (json.dumps(said | {"right": {"intercept": 0, "weights": {"a": 1.0}}}), "has weights for"),
        (json.dumps({"threshold": 0.5, "fitted_on": ""}), "is not a calibration"),
        (json.dumps(said | {"threshold": "high"}), "no number"),
    ]:
        (tmp_path / CALIBRATION).write_text(wrong)
        with pytest.raises(ReaderError, match=expected):
            read_calibration(tmp_path)
    (tmp_path / CALIBRATION).unlink()
    with pytest.raises(ReaderError, match=r"calibration\.json: cannot be read"):
        read_calibration(tmp_path)


def test_applying_a_calibration_takes_no_model_library():
    """Its module's own imports name none."""
    source = Path(confidence_module.__file__).read_text(encoding="utf-8")
    assert [name for name in ("torch", "sklearn", "numpy") if f"import {name}" in source] == []


# --- fitting --------------------------------------------------------------------------------


def outcomes(count: int) -> list[Outcome]:
    """Right with the chance sigmoid(belief), whatever the other signals say; three cases."""
    draws = np.random.default_rng(7)
    made = []
    for at in range(count):
        found = {name: float(draws.normal()) for name in SIGNALS}
        found["belief"] *= 4
        right = bool(draws.random() < sigmoid(found["belief"]))
        made.append(Outcome(str(at), list(Case)[at % 3], found, right, barred=at % 500 == 0))
    return made


def test_fitting_finds_the_law_that_made_the_outcomes():
    """Weight 1 on the belief, about 0 on everything else, within the sampling error; and what

    is answerable, every third of them whatever the signals say, is no more than that.
    """
    sample = replace(sample_of(outcomes(6000)), weights=np.ones(6000))
    calibration, unseen = fit(sample, "made up")
    expected = {name: float(name == "belief") for name in SIGNALS}
    assert calibration.right.weights == pytest.approx(expected, abs=0.15)
    assert calibration.right.intercept == pytest.approx(0, abs=0.15)
    assert calibration.answerable.weights == pytest.approx(dict.fromkeys(SIGNALS, 0.0), abs=0.15)
    assert unseen.answerable.mean() == pytest.approx(1 / 3, abs=0.05)
    bins = reliability(unseen.right, sample.right, sample.weights)
    assert sum(share * abs(sure - right) for sure, right, share in bins) < 0.03
    assert calibration == fit(sample, "made up")[0]
    assert (unseen.right == 0.0).tolist() == sample.barred.tolist()


def test_samples_that_are_joined_weigh_the_same():
    """However many questions each has; and nothing of either is lost."""
    few, many = sample_of(outcomes(60)), sample_of(outcomes(600))
    both = joined([few, many])
    assert both.weights.mean() == pytest.approx(1)
    assert both.weights[:60].sum() == pytest.approx(both.weights[60:].sum())
    assert both.ids == (*few.ids, *many.ids)
    assert both.signals.shape == (660, len(SIGNALS))


def test_the_cases_weigh_their_intended_shares():
    """However many of each there are."""
    cases = [Case.OPEN] * 5 + [Case.ALTERED] * 2 + [Case.REMOVED] * 3
    weights = mixture_weights(cases)
    by_case = {case: weights[[one is case for one in cases]].sum() / 10 for case in Case}
    assert by_case == pytest.approx(
        {Case.OPEN: 1 - UNANSWERABLE, Case.ALTERED: 1 / 6, Case.REMOVED: 1 / 6}
    )


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=12))
def test_the_threshold_equals_trying_every_confidence(drawn):
    """The lowest at which all that is at least as sure is right often enough."""
    made = [replace(one, right=right) for one, (_, right) in zip(outcomes(12), drawn, strict=False)]
    sure = np.array([at / 10 for at, _ in drawn])
    sample = replace(sample_of(made), weights=np.ones(len(drawn)))
    good = [one for one in sorted(set(sure)) if sample.right[sure >= one].mean() >= 0.75]
    assert threshold_for(0.75, sure, sample) == (good[0] if good else 1.0)


def test_the_plots_are_the_same_bytes_every_time(tmp_path):
    """SVG without dates and chance ids."""
    sure, right = np.array([0.1, 0.4, 0.9, 0.95]), np.array([0.0, 1.0, 1.0, 1.0])
    made = [draw_plots(tmp_path / name, sure, right, np.ones(4)) for name in ("one", "two")]
    assert [file.name for file in made[0]] == [
        "reader-reliability.svg",
        "reader-risk-coverage.svg",
    ]
    assert [file.read_bytes() for file in made[0]] == [file.read_bytes() for file in made[1]]


# --- trials and figures ---------------------------------------------------------------------


def example(name: str, question: str, answer: str, context: str, title: str) -> Example:
    start = context.index(answer)
    return Example(name, question, context, title, "f", (AnswerSpan(start, start + len(answer)),))


ASKED = [
    example("q1", "Who planned the bridge in 1964?", "Robert Moses", MOSES, "Robert_Moses"),
    example(
        "q2", "Where do ferries of Kyoto sail?", "the Kamo", "Kyoto ferries sail the Kamo.", "K"
    ),
]


@pytest.fixture(name="corpus")
def fixture_corpus(tmp_path):
    return open_corpus(ASKED, tmp_path, HashingEmbedder())


def test_a_question_is_asked_three_times_and_judged_by_its_annotations(corpus):
    """Open it is right, altered never, and without its article that article is not found."""
    embedder = HashingEmbedder()
    reader = SimilarityReader(embedder, corpus.store.article)
    asker = Asker(corpus, Reading(reader, Likeness(embedder), UNFITTED, 0.5))
    altered = {"q1": replace(ASKED[0], question="Who planned the bridge in 1931?", answers=())}
    trials = list(ask_all(asker, ASKED, altered))
    assert [(trial.id, trial.case) for trial in trials] == [
        ("q1", Case.OPEN),
        ("q1", Case.REMOVED),
        ("q1", Case.ALTERED),
        ("q2", Case.OPEN),
        ("q2", Case.REMOVED),
    ]
    opened, removed, changed = trials[:3]
    assert opened.evidence[0].passage.text == MOSES
    assert asker.right(opened, opened.evidence[0])
    assert asker.in_sentence(opened, opened.evidence[0])
    assert corpus.right(ASKED[0], opened.hits[0])
    assert not asker.right(changed, changed.evidence[0])
    assert {corpus.titles[hit.passage.article] for hit in removed.hits} == {"K"}


def test_a_corpus_is_made_once(corpus, tmp_path):
    """The same contexts open the index that is there."""
    again = open_corpus(ASKED, tmp_path, HashingEmbedder())
    assert again.store.generation == corpus.store.generation
    assert len(list(tmp_path.iterdir())) == 1


class Told:
    """A finder that knows its answers by question and text."""

    def __init__(self, known):
        self.known = known

    def best(self, pairs):
        return [self.known[pair] for pair in pairs]


def test_given_figures_against_hand_worked_values():
    """One exact and one half right; each question's hardest passage counts; one alteration."""
    altered = {"q1": replace(ASKED[0], question="Who planned it in 1931?", answers=())}
    finder = Told(
        {
            (ASKED[0].question, MOSES): ("Robert Moses", 3.0),
            (ASKED[1].question, ASKED[1].context): ("sail the Kamo", 1.0),
            (ASKED[0].question, "x"): ("x", 0.0),
            (ASKED[0].question, "y"): ("y", 2.0),
            ("Who planned it in 1931?", MOSES): ("1964", -1.0),
        }
    )
    found = given_figures(finder, ASKED, {"q1": ["x", "y"]}, altered)
    values = {one.name: (one.estimate.value, one.estimate.n) for one in found}
    assert values == {
        "exact match": (1 / 2, 2),
        "F1": (pytest.approx((1 + 2 / 3) / 2), 2),
        "AUROC against the hardest other passage": (1 / 2, 3),
        "AUROC against altered questions": (1.0, 3),
    }


def asked(case: Case, sure: float, *, right: bool = False, fused: bool = False) -> Asked:
    return Asked(case, None, fused, right, right, right, Sureness(sure, sure))


def test_open_figures_count_every_question():
    """Four answerable ones, of which fusion had one first and the reader three."""
    trials = [
        asked(Case.OPEN, 0.9, right=True, fused=True),
        asked(Case.OPEN, 0.8, right=True),
        asked(Case.OPEN, 0.7, right=True),
        asked(Case.OPEN, 0.2),
        asked(Case.ALTERED, 0.1),
        asked(Case.REMOVED, 0.6),
    ]
    ranking = {one.name: one.estimate.value for one in ranking_figures(trials)}
    assert ranking["right passage first, fusion alone"] == 1 / 4
    assert ranking["right passage first"] == 3 / 4
    assert ranking["gained over fusion"] == 2 / 4
    declining = {one.name: one.estimate.value for one in declining_figures(trials, 0.5)}
    assert declining["answerable answered"] == 3 / 4
    assert declining["declined, altered"] == 1.0
    assert declining["declined, article taken out"] == 0.0
    assert declining["AUROC against articles taken out"] == 3 / 4
    assert declining["coverage at 95% precision, answerable only"] == 3 / 4
    assert declining["coverage at 95% precision, a third unanswerable"] == 3 / 6


def test_without_the_data_the_figures_are_skipped_with_the_reason(tmp_path):
    """Status 0: the data is not part of the repository."""
    app = Typer()
    app.command()(reader_figures.main)
    result = CliRunner().invoke(app, ["--data", str(tmp_path)])
    assert result.exit_code == 0
    assert result.stdout.startswith(f"skipped: {tmp_path} holds no new_wiki.json")
