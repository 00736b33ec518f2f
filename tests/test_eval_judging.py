"""The judge: what counts as right, as cited, and which stage is to blame otherwise."""

import dataclasses

import pytest

from eval.asking import Trace
from eval.judging import judge
from eval.matching import exact, holds, overlap, supports
from eval.outcomes import Lost
from eval.questions import GoldQuestion, GoldSpan, Part, QuestionType
from index import Hit, Passage, parse_article
from rag import Answer, Citation, Disagreement, Evidence, Side, Statement

TEXT = "Anna Berg left Vilnius. Bob stayed in Riga. Carl says that Anna stayed."
ARTICLES = {"a": parse_article(TEXT, "a")}
FIRST, SECOND, THIRD = (0, 23), (24, 43), (44, 71)


def gold_span(span):
    return GoldSpan("a", *span, TEXT[slice(*span)])


def question(**changed):
    plain = GoldQuestion(
        id="q",
        type=QuestionType.PERSON,
        question="Who left Vilnius?",
        answers=("Anna Berg", "Anna"),
        spans=(gold_span(FIRST),),
    )
    return dataclasses.replace(plain, **changed)


UNANSWERABLE = GoldQuestion(id="u", type=QuestionType.UNANSWERABLE_NEAR, question="Who fell?")


def citation(number, span):
    return Citation(number, "a", "T", None, None, *span, TEXT[slice(*span)], "0", "a#")


def answer(*spans, disagreements=(), quotes=None):
    quotes = quotes or [TEXT[slice(*span)] for span in spans]
    return Answer(
        question="?",
        understood_as="?",
        statements=tuple(
            Statement(quote, ((0, 4),), (number,)) for number, quote in enumerate(quotes, start=1)
        ),
        disagreements=disagreements,
        citations=tuple(citation(n, span) for n, span in enumerate(spans, start=1)),
        confidence=0.7,
        nearest=(),
    )


def trace(reply, *, hits=(FIRST,), evidence=(FIRST,), read=5):
    passages = [Passage("a", *span, TEXT[slice(*span)]) for span in hits]
    return Trace(
        hits=[Hit(one, 1.0) for one in passages],
        read=read,
        evidence=[
            Evidence(Passage("a", *span, TEXT[slice(*span)]), span, span, 0.5, 0.5)
            for span in evidence
        ],
        answer=reply,
    )


def test_the_first_statement_with_the_answer_and_its_sentence_is_right_and_cited():
    outcome = judge(question(), trace(answer(FIRST)), ARTICLES)
    assert (outcome.right, outcome.cited, outcome.lost) == (True, True, None)


def test_a_later_statement_does_not_count_for_a_single_value():
    outcome = judge(question(), trace(answer(SECOND, FIRST)), ARTICLES)
    assert (outcome.right, outcome.lost) == (False, Lost.NOT_COMPOSED)


def test_a_later_statement_counts_for_a_why_question():
    asked = question(type=QuestionType.WHY_HOW)
    assert judge(asked, trace(answer(SECOND, FIRST)), ARTICLES).cited


def test_the_right_words_under_a_wrong_citation_are_right_but_not_cited():
    outcome = judge(question(), trace(answer(THIRD)), ARTICLES)
    assert (outcome.right, outcome.cited, outcome.lost) == (True, False, Lost.NOT_COMPOSED)


def test_an_open_question_without_wordings_is_judged_by_its_citation():
    asked = question(type=QuestionType.OPEN, answers=())
    verdicts = [judge(asked, trace(answer(span)), ARTICLES).cited for span in (FIRST, SECOND)]
    assert verdicts == [True, False]


def test_an_unanswerable_question_is_right_when_declined_and_only_then():
    declined = judge(UNANSWERABLE, trace(answer()), ARTICLES)
    answered = judge(UNANSWERABLE, trace(answer(FIRST)), ARTICLES)
    assert (declined.cited, declined.lost) == (True, None)
    assert (answered.cited, answered.lost) == (False, Lost.WRONGLY_ANSWERED)


@pytest.mark.parametrize("asked", [question(), UNANSWERABLE])
def test_an_error_is_wrong_even_where_declining_is_right(asked):
    outcome = judge(asked, Trace(error="boom"), ARTICLES)
    assert (outcome.right, outcome.cited, outcome.lost) == (False, False, Lost.FAILED)


@pytest.mark.parametrize(
    ("seen", "lost"),
    [
        ({"hits": (SECOND,)}, Lost.NOT_RETRIEVED),
        ({"hits": (SECOND, FIRST), "read": 1}, Lost.NOT_RETRIEVED),
        ({"evidence": (SECOND,)}, Lost.NOT_READ),
        ({"evidence": (SECOND, FIRST)}, Lost.OUTRANKED),
        ({"evidence": (FIRST,)}, Lost.WRONGLY_DECLINED),
    ],
)
def test_the_first_stage_that_lost_the_answer_is_blamed(seen, lost):
    assert judge(question(), trace(answer(), **seen), ARTICLES).lost is lost


def test_completeness_is_the_share_of_items_shown_with_their_support():
    parts = tuple(
        Part((word,), (gold_span(span),))
        for word, span in (("Anna", FIRST), ("Bob", SECOND), ("Carl", THIRD))
    )
    asked = question(type=QuestionType.LIST, answers=(), spans=(), parts=parts)
    outcome = judge(asked, trace(answer(FIRST, SECOND)), ARTICLES)
    assert outcome.scores.completeness == 2 / 3
    assert outcome.scores.citation_precision == 1.0


CONFLICT = question(
    type=QuestionType.CONFLICT,
    answers=(),
    spans=(),
    sides=(
        Part(("left Vilnius",), (gold_span(FIRST),), "left"),
        Part(("Anna stayed",), (gold_span(THIRD),), "stayed"),
    ),
)


def side(number, span):
    return Side("value", TEXT[slice(*span)], (number,))


def test_a_conflict_is_shown_when_one_disagreement_holds_all_its_sides():
    both = Disagreement((side(1, FIRST), side(2, THIRD)))
    outcome = judge(CONFLICT, trace(answer(FIRST, THIRD, disagreements=(both,))), ARTICLES)
    assert outcome.scores.sides_shown == 1.0
    assert outcome.scores.false_disagreement is None


def test_sides_of_two_disagreements_are_not_set_against_each_other():
    apart = (
        Disagreement((side(1, FIRST), side(2, SECOND))),
        Disagreement((side(3, THIRD), side(2, SECOND))),
    )
    outcome = judge(CONFLICT, trace(answer(FIRST, SECOND, THIRD, disagreements=apart)), ARTICLES)
    assert outcome.scores.sides_shown == 1 / 2


def test_a_disagreement_where_nothing_conflicts_is_false_unless_allowed():
    shown = trace(
        answer(FIRST, THIRD, disagreements=(Disagreement((side(1, FIRST), side(2, THIRD))),))
    )
    assert judge(question(), shown, ARTICLES).scores.false_disagreement == 1.0
    allowed = question(may_disagree=True)
    assert judge(allowed, shown, ARTICLES).scores.false_disagreement is None


def test_a_quote_that_is_not_its_slice_is_not_verbatim():
    wrong = dataclasses.replace(citation(1, FIRST), start=1)
    reply = dataclasses.replace(answer(FIRST), citations=(wrong,))
    assert judge(question(), trace(reply), ARTICLES).statements[0].citations[0].verbatim is False


def test_citation_recall_is_the_share_of_supporting_articles_cited():
    elsewhere = GoldSpan("b", 0, 4, "Anna")
    asked = question(spans=(gold_span(FIRST), elsewhere))
    assert judge(asked, trace(answer(FIRST)), ARTICLES).scores.citation_recall == 1 / 2


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Ukraine’s ports", "Ukraine", True),
        ("co-winner—laureate in 2022", "laureate", True),
        ("1,613 days", "1613", True),
        ("the U.S. Embassy", "US embassy", True),
        ("1,123 people", "123", False),
        ("thousands of people", "thousand", False),
        ("Bialiatski and Pinchuk", "Pinchuk and Bialiatski", False),
    ],
)
def test_an_answer_is_held_word_for_word_whatever_the_marks(text, wanted, found):
    assert holds(text, [wanted]) is found


def test_highlights_are_scored_as_squad_does_against_the_best_wording():
    assert exact("the “Anna Berg”", ["Anna", "Anna Berg"]) == 1.0
    # 2 shared of 3 and 2 words: 2 * 2 / (3 + 2).
    assert overlap("Anna Berg left", ["Bob", "Anna Berg"]) == 4 / 5


@pytest.mark.parametrize(
    ("span", "supported"),
    [((0, 43), True), ((5, 14), True), ((12, 40), False), ((22, 43), False), ((23, 43), False)],
)
def test_support_is_half_of_the_shorter_of_quote_and_gold_span(span, supported):
    assert supports("a", span, [gold_span(FIRST)]) is supported


def test_support_has_to_be_in_the_same_article():
    assert supports("b", FIRST, [gold_span(FIRST)]) is False
