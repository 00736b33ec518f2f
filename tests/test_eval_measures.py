"""The arithmetic, against fractions worked by hand and against second implementations."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from eval.matching import exact, overlap
from eval.measures import (
    Estimate,
    area_under_risk,
    auroc,
    calibration_bins,
    calibration_error,
    coverage_at_precision,
    mean,
    risk_coverage,
)
from eval.questions import GoldQuestion, GoldSpan, QuestionType
from eval.ranking import rank
from index import Hit, Passage
from rag.reader.training.squad import exact_match, token_f1

# Four questions, surest first: right, wrong, right, right.
SURE = np.array([0.9, 0.8, 0.6, 0.2])
RIGHT = np.array([1.0, 0.0, 1.0, 1.0])


def test_risk_and_coverage_are_the_error_rates_of_the_surest():
    coverage, risk = risk_coverage(SURE, RIGHT)
    assert coverage.tolist() == [1 / 4, 2 / 4, 3 / 4, 1]
    assert risk.tolist() == [0, 1 / 2, 1 / 3, 1 / 4]


def test_the_area_is_the_mean_risk():
    assert area_under_risk(SURE, RIGHT) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)


@pytest.mark.parametrize(("precision", "coverage"), [(1.0, 1 / 4), (0.7, 1.0), (0.76, 1 / 4)])
def test_coverage_at_a_precision_is_the_largest_that_keeps_it(precision, coverage):
    assert coverage_at_precision(SURE, RIGHT, precision) == coverage


def test_no_coverage_keeps_a_precision_that_is_never_reached():
    assert coverage_at_precision(SURE, 1 - RIGHT, 0.95) == 0.0


def test_equal_confidences_enter_together_whatever_their_order():
    same = np.array([0.5, 0.5])
    for right in ([1.0, 0.0], [0.0, 1.0]):
        assert risk_coverage(same, np.array(right))[1].tolist() == [1 / 2, 1 / 2]


def test_calibration_error_weighs_each_bin_by_its_questions():
    confidence, right = np.array([0.25, 0.25, 0.85, 1.0]), np.array([1.0, 0.0, 1.0, 1.0])
    assert calibration_bins(confidence, right) == [(0.25, 0.5, 2), (0.85, 1.0, 1), (1.0, 1.0, 1)]
    assert calibration_error(confidence, right) == pytest.approx((2 * 0.25 + 0.15 + 0) / 4)


def test_an_interval_is_the_same_on_every_run_and_holds_the_mean():
    values = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    first = mean(values)
    assert first == mean(values)
    assert first.value == 4 / 6
    assert first.low < 4 / 6 < first.high


def test_nothing_to_measure_has_no_value_and_one_question_no_interval():
    assert mean([]) == Estimate(None, 0)
    assert mean([1.0]) == Estimate(1.0, 1)


def test_auroc_counts_the_pairs_in_the_right_order_and_ties_half():
    # Positives .9 and .4 against negatives .4 and .1: 1 + 1 + 1/2 + 1 of four pairs.
    labels, scores = np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.9, 0.4, 0.4, 0.1])
    assert auroc(labels, scores) == 3.5 / 4
    assert math.isnan(auroc(np.ones(3), np.ones(3)))


@given(
    st.lists(st.tuples(st.sampled_from([0.1, 0.5, 0.9]), st.booleans()), min_size=1, max_size=12)
)
def test_risk_is_that_of_answering_everything_at_least_as_sure(pairs):
    """A slow oracle: for each confidence as threshold, count."""
    confidence = np.array([one for one, _ in pairs])
    right = np.array([float(two) for _, two in pairs])
    coverage, risk = risk_coverage(confidence, right)
    expected = {}
    for threshold in confidence:
        inside = [hit for sure, hit in pairs if sure >= threshold]
        expected[len(inside) / len(pairs)] = 1 - sum(inside) / len(inside)
    assert set(coverage) == set(expected)
    assert risk.tolist() == pytest.approx([expected[one] for one in coverage])


def spans(*starts):
    return tuple(GoldSpan("a", at, at + 10, "x" * 10) for at in starts)


def hits(*starts):
    return [Hit(Passage("a", at, at + 10, "x" * 10), -float(n)) for n, at in enumerate(starts)]


def asked(gold):
    return GoldQuestion(id="q", type=QuestionType.PERSON, question="?", answers=("x",), spans=gold)


def test_a_support_at_rank_two_gives_half_a_reciprocal_rank():
    found = rank(asked(spans(0)), hits(50, 0, 70))
    assert (found.recall_1, found.recall_5, found.mrr) == (0.0, 1.0, 1 / 2)
    assert found.ndcg_10 == pytest.approx(1 / math.log2(3))


def test_a_support_that_no_passage_holds_lowers_ndcg():
    found = rank(asked(spans(0, 200)), hits(0, 50))
    assert found.ndcg_10 == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_an_empty_ranking_scores_nought():
    found = rank(asked(spans(0)), [])
    assert (found.recall_10, found.mrr, found.ndcg_10) == (0.0, 0.0, 0.0)


@given(st.permutations(range(14)), st.sets(st.integers(0, 13), min_size=1))
def test_ndcg_and_recall_agree_with_their_definitions(order, relevant):
    found = rank(
        asked(spans(*(100 * one for one in sorted(relevant)))), hits(*(100 * o for o in order))
    )
    gains = [1 / math.log2(at + 2) for at, one in enumerate(order[:10]) if one in relevant]
    ideal = sum(1 / math.log2(at + 2) for at in range(min(10, len(relevant))))
    first = min(at for at, one in enumerate(order) if one in relevant)
    assert found.ndcg_10 == pytest.approx(sum(gains) / ideal)
    assert found.mrr == pytest.approx(1 / (first + 1))
    assert [found.recall_1, found.recall_5, found.recall_10] == [
        float(first < depth) for depth in (1, 5, 10)
    ]


@given(st.permutations(range(14)), st.sets(st.integers(0, 19), min_size=1), st.integers(1, 14))
def test_ndcg_agrees_with_scikit_learns(order, relevant, depth):
    """A second implementation, on rankings that may be short and may miss relevant passages."""
    ranked = order[:depth]
    gold = asked(spans(*(100 * one for one in sorted(relevant))))
    found = rank(gold, hits(*(100 * one for one in ranked)))
    missed = relevant - set(ranked)
    gains = [float(one in relevant) for one in ranked] + [1.0] * len(missed)
    # What was not ranked comes behind the tenth place, where it can gain nothing.
    scores = [20.0 - at for at in range(depth)] + [-1.0] * len(missed)
    padding = 30
    truth = np.array([gains[:depth] + [0.0] * padding + gains[depth:]])
    order_of = np.array([scores[:depth] + [0.5] * padding + scores[depth:]])
    assert found.ndcg_10 == pytest.approx(ndcg_score(truth, order_of, k=10))


def second_normalise(text):
    """SQuAD's rule, written another way: character by character, then word by word."""
    kept = "".join(
        "" if one in "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" else one for one in text.lower()
    )
    return [word for word in kept.split() if word not in {"a", "an", "the"}]


def second_f1(said, wanted):
    one, other = second_normalise(said), second_normalise(wanted)
    if not one or not other:
        return float(one == other)
    shared = sum(min(one.count(word), other.count(word)) for word in set(one))
    precision, recall = shared / len(one), shared / len(other)
    return 2 * precision * recall / (precision + recall) if shared else 0.0


PROSE = st.text(st.sampled_from("aAntTheE bB.,'!-19\t"), max_size=24)


@given(PROSE, PROSE)
def test_squads_scores_agree_with_a_second_implementation(said, wanted):
    assert exact_match(said, wanted) == float(second_normalise(said) == second_normalise(wanted))
    assert token_f1(said, wanted) == pytest.approx(second_f1(said, wanted))


WORDS = st.lists(st.sampled_from(["anna", "berg", "riga", "1,613"]), min_size=1, max_size=5)


@given(WORDS, WORDS)
def test_exact_match_and_f1_agree_with_counting_by_hand(said, wanted):
    left = list(wanted)
    for word in said:
        if word in left:
            left.remove(word)
    shared = len(wanted) - len(left)
    precision, recall = shared / len(said), shared / len(wanted)
    expected = 2 * precision * recall / (precision + recall) if shared else 0.0
    assert overlap(" ".join(said), [" ".join(wanted)]) == pytest.approx(expected)
    assert exact(" ".join(said), [" ".join(wanted)]) == float(said == wanted)
