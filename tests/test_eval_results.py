"""Runs as files: asked end to end without a model, saved, compared, gated, and reported."""

import dataclasses
import json
import re

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from eval.asking import Examiner
from eval.cli import command
from eval.comparing import compare, paired_p
from eval.figures import figures_of
from eval.judging import judge
from eval.outcomes import Lost
from eval.printing import print_comparison, print_results
from eval.questions import GoldQuestion, GoldSpan, QuestionType, Split
from eval.report import marked, render_report
from eval.results import (
    configuration_of,
    load_results,
    results_of,
    save_baseline,
    save_results,
)
from eval.similarity import SimilarityReader
from index import GoldError, HashingEmbedder, build, parse_article
from rag import Assistant, Evidence, Retriever, Settings
from rag.confidence import UNFITTED
from rag.likeness import Likeness
from rag.reading import Reading

TEXTS = {
    "ferry.txt": "The ferry left Riga at noon. Its captain was Anna Berg.",
    "train.txt": "The train left Vilnius at night. Its driver was Bob Roth.",
}
THRESHOLD = 0.2
RIGHT, DECLINED = "right with a right citation", "unanswerable declined"


def gold_question(number, text, article, words):
    start = TEXTS[article].index(words)
    return GoldQuestion(
        id=f"q{number}",
        type=QuestionType.PLACE,
        question=text,
        split=Split.TUNE if number % 2 else Split.REPORT,
        answers=(words,),
        spans=(GoldSpan(article, start, start + len(words), words),),
    )


QUESTIONS = [
    gold_question(1, "From where did the ferry leave at noon?", "ferry.txt", "ferry left Riga"),
    gold_question(2, "From where did the train leave at night?", "train.txt", "train left Vilnius"),
    GoldQuestion(id="q3", type=QuestionType.UNANSWERABLE_FAR, question="Why do owls hoot?"),
]


class BrokenReader:
    def read(self, question, hits):  # noqa: ARG002 - the seam's signature
        message = f"cannot read {question!r}"
        raise RuntimeError(message)


@pytest.fixture
def examine(tmp_path):
    embedder = HashingEmbedder()
    articles = [parse_article(text, name) for name, text in TEXTS.items()]
    store = build(tmp_path / "index", articles, embedder)
    settings = Settings(index=tmp_path / "index")
    by_id = {one.id: one for one in articles}

    def run(reader=None, given=None, questions=QUESTIONS):
        reader = reader or SimilarityReader(embedder, store.article)
        reading = Reading(reader, Likeness(embedder), UNFITTED, THRESHOLD)
        assistant = Assistant(store, Retriever(store, embedder), reading, top_k=5)
        examiner = Examiner(assistant, given)
        outcomes = [judge(one, examiner.ask(one), by_id) for one in questions]
        gold = tmp_path / "gold.jsonl"
        gold.write_text("{}\n", encoding="utf-8")
        return results_of(outcomes, configuration_of(settings), gold)

    return run


def values_of(results):
    return {one.name: one.estimate.value for one in results.figures["all"]}


def test_a_run_without_a_model_answers_what_the_articles_say_and_declines_the_rest(examine):
    found = values_of(examine())
    assert (found[RIGHT], found[DECLINED], found["verbatim"]) == (1.0, 1.0, 1.0)


def test_running_twice_gives_the_same_results_to_the_last_digit(examine):
    assert examine().without_times() == examine().without_times()


def test_a_reader_that_crashes_makes_every_question_wrong_and_none_vanish(examine):
    results = examine(BrokenReader())
    found = values_of(results)
    assert [one.lost for one in results.outcomes] == [Lost.FAILED] * 3
    assert (
        results.outcomes[0].error
        == "RuntimeError: cannot read 'From where did the ferry leave at noon?'"
    )
    assert (found[RIGHT], found[DECLINED], found["F1 of the highlight"]) == (0.0, 0.0, 0.0)
    assert (found["answerable declined"], found["false disagreements"]) == (1.0, 1.0)
    assert {one.estimate.n for one in results.figures["all"] if one.name == RIGHT} == {2}


def test_a_closed_question_sees_its_own_article_only(examine):
    results = examine(given={"q1": "train.txt"}, questions=QUESTIONS[:1])
    assert [one.text for one in results.outcomes[0].passages] == [TEXTS["train.txt"]]
    assert results.outcomes[0].lost is Lost.NOT_RETRIEVED


def test_a_closed_question_finds_its_article_however_many_rank_above_it(examine, monkeypatch):
    monkeypatch.setattr("eval.asking.RANKED", 1)
    results = examine(given={"q1": "train.txt"}, questions=QUESTIONS[:1])
    assert [(one.article, one.score) for one in results.outcomes[0].passages] == [
        ("train.txt", 1.0)
    ]


class Opening:
    """Finds the right sentence, and marks how it begins."""

    def read(self, question, hits):  # noqa: ARG002 - the seam's signature
        first = hits[0].passage
        return [
            Evidence(
                first, (first.start, first.start + 9), (first.start, first.start + 9), 0.9, 0.9
            )
        ]


def test_what_the_reader_found_is_kept_though_the_question_is_of_another_year(examine):
    """The reader is blamed for not reading only when it did not read."""
    asked = dataclasses.replace(QUESTIONS[0], question="Where was the ferry in 1931?")
    outcome = examine(Opening(), questions=[asked]).outcomes[0]
    assert (outcome.confidence, outcome.lost) == (0.0, Lost.WRONGLY_DECLINED)
    assert outcome.evidence[0].supports


def test_every_question_keeps_its_evidence_and_passages_with_their_ranks(examine):
    outcome = examine().outcomes[0]
    seen = [*outcome.evidence, *outcome.passages]
    assert [one.text for one in seen] == [TEXTS[one.article][one.start : one.end] for one in seen]
    assert [one.rank for one in outcome.passages] == [1, 2]
    assert outcome.passages[0].supports


def test_times_have_a_median_and_a_late_one_for_each_stage_and_leave_errors_out(examine):
    stages = ("retrieve", "read", "compose", "total")
    times = examine().times
    assert [one.name for one in times] == [
        f"{stage}, {name}" for stage in stages for name in ("median", "95th percentile")
    ]
    assert {one.estimate.n for one in times} == {3}
    assert {one.estimate.n for one in examine(BrokenReader()).times} == {0}


def test_the_questions_before_it_are_asked_first_and_a_bad_one_fails_it(examine):
    asked = dataclasses.replace(QUESTIONS[0], history=("  ",))
    outcome = examine(questions=[asked]).outcomes[0]
    assert "the question is empty" in outcome.error


def test_what_an_earlier_turn_found_does_not_count_for_a_later_one_that_fails(examine):
    asked = dataclasses.replace(QUESTIONS[0], history=(QUESTIONS[0].question,), question="?!")
    outcome = examine(questions=[asked]).outcomes[0]
    assert "has no word in it" in outcome.error
    assert (outcome.ranking.mrr, outcome.best_right, outcome.evidence) == (0.0, False, ())


def test_results_survive_being_written_and_read(examine, tmp_path):
    results = examine()
    save_results(results, tmp_path / "a.json")
    assert load_results(tmp_path / "a.json") == results


def test_a_baseline_compares_as_the_results_it_was_made_from(examine, tmp_path):
    results = examine()
    save_baseline(results, tmp_path / "base.json")
    baseline = load_results(tmp_path / "base.json")
    assert baseline.outcomes == ()
    assert compare(baseline, results) == compare(results, results)


@pytest.mark.parametrize(
    ("content", "said"),
    [("{", "Invalid JSON"), ("{}", "Field required"), (None, "cannot be read")],
)
def test_a_file_that_holds_no_results_is_refused(tmp_path, content, said):
    path = tmp_path / "a.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(GoldError, match=said):
        load_results(path)


def test_results_of_another_format_are_refused_with_both_numbers(examine, tmp_path):
    save_results(dataclasses.replace(examine(), format=99), tmp_path / "a.json")
    with pytest.raises(GoldError, match="format 99, not 1"):
        load_results(tmp_path / "a.json")


def with_values(results, name, values):
    named = {f"x{n}": value for n, value in enumerate(values)}
    return dataclasses.replace(results, values={**results.values, name: named})


def test_comparing_lists_what_got_better_and_what_worse(examine):
    results = examine()
    before = with_values(results, RIGHT, [1.0, 0.0, 1.0])
    after = with_values(results, RIGHT, [0.0, 1.0, 1.0])
    comparison = compare(before, after)
    assert (comparison.better, comparison.worse) == (("x1",), ("x0",))


def test_what_got_worse_is_printed_with_its_question(examine):
    right = examine()
    wrong = examine(BrokenReader())
    console = Console(record=True, width=140)
    print_comparison(compare(right, wrong), console)
    text = console.export_text()
    assert "better: 0\nworse: 3\n  q1  From where did the ferry leave at noon?" in text


def test_a_drop_that_chance_explains_does_not_close_the_gate_and_a_real_one_does(examine):
    results = examine()
    before = with_values(results, RIGHT, [1.0] * 20)
    slight = with_values(results, RIGHT, [0.0] * 2 + [1.0] * 18)
    real = with_values(results, RIGHT, [0.0] * 8 + [1.0] * 12)
    assert compare(before, slight).real_drops() == []
    assert [one.name for one in compare(before, real).real_drops()] == [RIGHT]
    assert compare(real, before).real_drops() == []


def test_one_altered_quote_closes_the_gate(examine):
    results = examine()
    altered = with_values(results, "verbatim", [1.0] * 99 + [0.0])
    drops = compare(with_values(results, "verbatim", [1.0] * 100), altered).real_drops()
    assert [one.name for one in drops] == ["verbatim"]


def test_the_paired_test_counts_the_swaps_that_differ_at_least_as_much():
    # Six questions lost and none won: of 2 ** 6 ways to swap, two are as lopsided.
    before, after = np.array([1.0] * 6 + [1.0, 0.0]), np.array([0.0] * 6 + [1.0, 0.0])
    assert paired_p(before, after) == pytest.approx(2 / 2**6)
    assert paired_p(before, before) == 1.0


def test_the_report_is_one_file_that_escapes_what_articles_say_and_calls_no_host(examine):
    hostile = dataclasses.replace(QUESTIONS[0], question="Riga <script>alert(1)</script> ferry?")
    page = render_report(examine(questions=[hostile, *QUESTIONS[1:]]))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert re.findall(r"""(?:src|href)=["'](?!#)""", page.replace("xlink:", "")) == []


def test_the_report_marks_the_answering_words_where_they_stand():
    assert marked("a <b> & c", [(2, 5), (4, 6)]) == "a <mark>&lt;b&gt;</mark><mark> </mark>&amp; c"
    assert marked("plain", []) == "plain"


def test_every_question_of_the_report_opens_to_its_evidence(examine):
    page = render_report(examine())
    assert (
        page.count("The reader&#39;s best evidence") + page.count("The reader's best evidence") == 3
    )
    assert page.count("Passages retrieved first") == 3
    assert "ferry.txt, 0–28" in page


def test_the_report_of_equal_results_is_the_same_bytes(examine):
    results = examine().without_times()
    assert render_report(results) == render_report(results)


def test_the_printed_list_names_every_failure_and_shows_controls_as_signs(examine):
    asked = dataclasses.replace(QUESTIONS[2], id="q4", question="Why\x1b[2J ferry left Riga noon?")
    console = Console(record=True, width=140)
    print_results(examine(questions=[asked]), console)
    text = console.export_text()
    assert "answered the unanswerable: 1" in text
    assert "q4  Why\N{REPLACEMENT CHARACTER}[2J ferry" in text
    assert "\x1b" not in text


def test_figures_by_half_cover_the_questions_of_that_half_only(examine):
    results = examine()
    counts = {
        half: next(one.estimate.n for one in figures if one.name == RIGHT)
        for half, figures in results.figures.items()
    }
    assert counts == {"all": 2, "tune": 1, "report": 1}


def test_one_half_alone_is_not_shown_twice(examine):
    assert list(examine(questions=QUESTIONS[1:]).figures) == ["all"]


def test_the_table_counts_the_questions_to_which_a_measure_cannot_apply(examine):
    console = Console(record=True, width=160)
    print_results(examine(), console)
    text = console.export_text()
    rows = {tuple(line.split()[:2]): line.split()[-1] for line in text.splitlines() if line.strip()}
    assert "3 questions: 2 answerable, 1 not; 0 failed with an error (counted as wrong)" in text
    assert (rows["answers", "right"], rows["area", "under"]) == ("1", "0")


def test_the_command_compares_two_files_without_asking_anything(examine, tmp_path):
    results = examine()
    for name in ("a", "b"):
        save_results(results, tmp_path / f"{name}.json")
    asked = CliRunner().invoke(
        command, ["--compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    )
    assert asked.exit_code == 0
    assert "better: 0" in asked.output


def test_the_command_refuses_a_missing_baseline_before_asking(tmp_path):
    asked = CliRunner().invoke(command, ["--gate", str(tmp_path / "none.json")])
    assert isinstance(asked.exception, GoldError)
    assert "write one with `quoth eval --json`" in str(asked.exception)


def test_a_results_file_is_plain_json_with_its_name_and_commit(examine, tmp_path):
    save_results(examine(), tmp_path / "a.json")
    read = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert read["name"].startswith("gold model=all-MiniLM-L6-v2 ")
    assert read["name"].endswith(f"@ {read['commit']}")


def test_a_comparison_tells_of_questions_that_only_one_run_asked(examine):
    console = Console(record=True, width=140)
    print_comparison(compare(examine(questions=QUESTIONS[:1]), examine()), console)
    assert "asked only after, not compared: 2" in console.export_text()


def test_no_outcomes_give_no_figures_rather_than_a_crash():
    assert {one.estimate.value for one in figures_of([])} == {None}
