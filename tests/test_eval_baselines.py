"""Other systems: how they are asked, how their answers are placed, and judged as Quoth's."""

import sys
from pathlib import Path

import pytest

from eval.baselines.exchange import Found, Ranked, Reply, Task
from eval.baselines.placing import trace_of
from eval.baselines.side_by_side import Plan
from eval.baselines.systems import SYSTEMS, BaselineError, running
from eval.judging import judge
from eval.outcomes import Lost
from eval.questions import GoldQuestion, GoldSpan, QuestionType
from index import Passage, parse_article

TEXT = "Anna Berg left Vilnius. Bob stayed in Riga. Carl says that Anna stayed."
ARTICLES = {"a": parse_article(TEXT, "a")}
PASSAGES = [Passage("a", 0, 43, TEXT[:43]), Passage("a", 44, 71, TEXT[44:])]
QUESTION = GoldQuestion(
    id="q",
    type=QuestionType.PERSON,
    question="Who left Vilnius?",
    answers=("Anna Berg",),
    spans=(GoldSpan("a", 0, 23, TEXT[:23]),),
)
RANKING = [Ranked(1, 0.9), Ranked(0, 0.8)]


def judged(*found, question=QUESTION, error=None):
    reply = Reply(RANKING, found, error, 7.0)
    return judge(question, trace_of(reply, question, PASSAGES, ARTICLES), ARTICLES)


def test_an_answer_with_its_place_is_quoted_in_its_sentence_and_marked():
    outcome = judged(Found("Anna Berg", 0.7, 0, 0, 9))
    assert (outcome.cited, outcome.scores.exact, outcome.confidence) == (True, 1.0, 0.7)
    assert outcome.statements[0].text == TEXT[:23]
    assert outcome.statements[0].marks == ((0, 9),)
    assert (outcome.ranking.recall_1, outcome.ranking.mrr) == (0.0, 0.5)
    assert outcome.milliseconds.total == 7.0


def test_an_answer_without_a_place_stands_where_its_words_first_do_in_the_passage_it_cites():
    assert judged(Found("Anna Berg", 0.7, 0)).statements[0].citations[0].start == 0


def test_words_that_are_not_in_the_cited_passage_may_be_right_but_not_rightly_cited():
    outcome = judged(Found("Anna Berg", 0.7, 1))
    assert (outcome.right, outcome.cited) == (True, False)
    assert outcome.statements[0].text == "Anna Berg"


def test_only_the_first_answer_counts_for_a_single_value():
    outcome = judged(Found("Bob", 0.7, 0, 24, 27), Found("Anna Berg", 0.6, 0, 0, 9))
    assert (outcome.right, len(outcome.statements)) == (False, 2)


def test_no_answer_is_declining_and_an_error_is_wrong():
    far = GoldQuestion(id="u", type=QuestionType.UNANSWERABLE_FAR, question="Why do owls hoot?")
    assert judged(question=far).cited
    assert judged(question=far, error="boom").lost is Lost.FAILED


@pytest.fixture
def echo(monkeypatch):
    monkeypatch.setitem(SYSTEMS, "echo", "tests.eval_echo")
    return "echo"


def task(*passages):
    return Task(passages, "embedder", "checkpoint", 16)


def test_a_system_in_another_process_answers_line_by_line_whatever_it_prints(echo):
    with running(echo, Path(sys.executable), task("one", "two")) as system:
        replies = [system.ask(question) for question in ("Who?", "fail", "“Ёлка” 🎄?\n")]
    assert system.about == {"system": "echo of 2"}
    assert [[one.text for one in reply.found] for reply in replies] == [
        ["Who?"],
        [],
        ["“Ёлка” 🎄?\n"],
    ]
    assert [reply.error for reply in replies] == [None, "RuntimeError: fail", None]
    assert replies[0].ranking == [Ranked(0, 1.0)]


def test_a_system_that_cannot_start_is_named_with_its_last_words(echo):
    said = r"echo ended \(status 1\): ValueError: nothing to index\. Make its environment anew"
    with pytest.raises(BaselineError, match=said), running(echo, Path(sys.executable), task()):
        pass


def test_a_missing_environment_is_refused_with_the_command_that_makes_it(echo, tmp_path):
    python = tmp_path / "python"
    with (
        pytest.raises(
            BaselineError, match="there is no such Python; make it with `make baselines`"
        ),
        running(echo, python, task("one")),
    ):
        pass


def test_without_a_checkpoint_the_table_says_what_was_read_with():
    assert (
        Plan(Path("python"), None).weights == "their own default models (no checkpoint was given)"
    )
    assert Plan(Path("python"), Path("runs/reader-a")).weights == "the checkpoint reader-a"
