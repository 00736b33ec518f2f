"""`quoth eval` as it is typed: what it refuses, in which words, and that nothing is half-run."""

import json

import pytest
from typer.testing import CliRunner

from eval.asking import Trace
from eval.judging import judge
from eval.questions import GoldQuestion, GoldSpan, QuestionType
from eval.results import results_of, save_results
from index import parse_article
from ui.cli import app

TEXT = "Anna left Vilnius on Monday. Bob stayed in Riga.\n"
SPAN = {"article": "a.txt", "start": 0, "end": 28, "text": TEXT[:28]}
GOOD = {"id": "q1", "type": "person", "question": "Who left?", "answers": ["Anna"], "spans": [SPAN]}
QA = {"id": "s1", "question": "Who left?", "answers": [{"text": "Anna", "answer_start": 0}]}


@pytest.fixture
def quoth(tmp_path, monkeypatch):
    """Return the command over one article; `read` gives what it printed and its exit status."""
    monkeypatch.setenv("QUOTH_INDEX", str(tmp_path / "index"))
    monkeypatch.setenv("COLUMNS", "1000")
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")

    def read(*arguments):
        ran = CliRunner().invoke(app, ["eval", *map(str, arguments)])
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        assert not (tmp_path / "index").exists()  # refused before any index is made
        return " ".join(ran.output.split()), ran.exit_code

    return read


@pytest.fixture
def refused(quoth, tmp_path):
    """Return what the command says of a gold file, and check that it wrote nothing."""

    def read(*lines, name="gold.jsonl"):
        path, report = tmp_path / name, tmp_path / "report.html"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        folder = ["--articles", tmp_path / "articles"] if name.endswith("l") else []
        said, status = quoth("--gold", path, *folder, "--report", report)
        assert not report.exists()
        assert status == 1
        return said.removeprefix(str(path))

    return read


def test_a_span_that_is_not_in_the_text_is_named_with_its_line(refused):
    line = {**GOOD, "id": "q2", "spans": [{**SPAN, "end": 27}]}
    said = refused(GOOD, line)
    assert said.startswith(", line 2: span 'Anna left Vilnius on Monday.' is not a.txt[0:27]")


def test_an_id_used_twice_is_named_with_both_lines(refused):
    assert refused(GOOD, GOOD) == ", line 2: id 'q1' is line 1's; give it another"


def test_a_missing_field_is_named(refused):
    line = {key: value for key, value in GOOD.items() if key != "question"}
    assert refused(line) == ", line 1: question: Field required; see GOLD.md for the fields"


def test_bad_json_at_line_812_is_named_by_that_number(refused):
    lines = [{**GOOD, "id": f"q{number}"} for number in range(811)]
    assert refused(*lines, '{"id": "q9"').startswith(", line 812: the line: Invalid JSON")


def test_a_file_without_questions_is_refused(refused):
    said = refused("", "  ")
    assert said == ": holds no questions; write one JSON object a line (see GOLD.md)"


def test_an_article_that_is_not_indexed_is_named(refused):
    said = refused({**GOOD, "spans": [{**SPAN, "article": "b.txt"}]})
    assert said == ", line 1: article 'b.txt' is not indexed; add it or correct the id"


def squad(*qas):
    paragraphs = [{"context": TEXT, "qas": list(qas)}]
    return {"version": "2.0", "data": [{"title": "T", "paragraphs": paragraphs}]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (squad({**QA, "answers": [{"text": "Anna", "answer_start": 3}]}), "'Anna' at answer_start"),
        (squad(QA, QA), "question 's1': expected an id used once in the file, found 's1'"),
        (squad({"id": "s1", "answers": []}), "expected 'question' to be a text that is not blank"),
        (squad(), "expected at least one question"),
        (f"{json.dumps(GOOD)}\n{json.dumps(GOOD)}", "want a name that ends in .jsonl"),
    ],
)
def test_a_bad_squad_file_is_refused_with_its_place(refused, content, said):
    assert said in refused(content, name="gold.json")


def test_bad_json_in_a_squad_file_is_named_by_its_line(refused):
    lines = json.dumps(squad(QA), indent=0).split("\n")
    assert "line 5 column" in refused(*lines[:4], "!", *lines[4:], name="gold.json")


def test_a_gold_file_that_is_missing_or_not_utf_8_is_refused(quoth, tmp_path):
    there = tmp_path / "gold.jsonl"
    there.write_bytes(b"\xff\xfe{}")
    articles = ("--articles", tmp_path / "articles")
    said, status = quoth("--gold", tmp_path / "none.jsonl", *articles)
    assert ("cannot be read (No such file or directory); check --gold" in said, status) == (True, 1)
    said, status = quoth("--gold", there, *articles)
    assert ("is not UTF-8 (byte 0); save it as UTF-8" in said, status) == (True, 1)


@pytest.mark.parametrize("option", ["--report", "--json", "--baseline", "--ablate"])
def test_a_file_that_cannot_be_written_is_refused_before_the_questions(quoth, tmp_path, option):
    said, status = quoth(option, tmp_path / "none" / "x")
    assert status == 1
    assert f"there is no folder {tmp_path / 'none'}; make it, or name another file" in said
    said, status = quoth(option, tmp_path)
    assert (said, status) == (f"{tmp_path}: is a folder; name a file", 1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--closed"], "--closed: needs --gold with a SQuAD file"),
        (["--gold", "x.json", "--articles", "y"], "--articles: goes with JSON lines"),
        (["--gold", "x.json", "--split", "tune"], "--split: goes with JSON lines"),
        (["--articles", "y"], "--articles: needs --gold"),
        (["--compare", "a", "b", "--limit", "3"], "--compare: asks nothing; give it alone"),
        (["--ablate", "t.md", "--json", "x"], "--ablate: writes its table only"),
        (["--limit", "0"], "greater than or equal to 1"),
        (["--split", "half"], "'half' is not one of 'tune', 'report'"),
    ],
)
def test_options_that_would_be_ignored_are_refused(quoth, arguments, said):
    found, status = quoth(*arguments)
    assert status == 2
    assert said in found.replace("│ ", "")


def test_a_document_without_a_place_for_the_table_is_left_alone(quoth, tmp_path):
    path = tmp_path / "notes.md"
    path.write_text("My notes.\n", encoding="utf-8")
    said, status = quoth("--ablate", path)
    assert status == 1
    assert "has no lines <!-- ablation --> and <!-- /ablation -->" in said
    assert path.read_text(encoding="utf-8") == "My notes.\n"


def test_a_setting_with_a_wrong_value_is_one_sentence(quoth, monkeypatch):
    monkeypatch.setenv("QUOTH_TOP_K", "lots")
    said, status = quoth("--limit", "1")
    assert status == 2
    assert said.startswith("The setting top_k cannot be 'lots'")


def results_file(path, *ids):
    gold = path.with_suffix(".jsonl")
    gold.write_text("".join(ids), encoding="utf-8")
    save_results(results_of(outcomes(ids), {}, gold), path)
    return path


def outcomes(ids):
    articles = {"a.txt": parse_article(TEXT, "a.txt")}
    span = GoldSpan("a.txt", 0, 28, TEXT[:28])
    return [
        judge(
            GoldQuestion(
                id=one, type=QuestionType.PERSON, question="?", answers=("Anna",), spans=(span,)
            ),
            Trace(error="boom"),
            articles,
        )
        for one in ids
    ]


def test_two_runs_that_share_no_question_are_not_compared(quoth, tmp_path):
    before, after = results_file(tmp_path / "a.json", "x"), results_file(tmp_path / "b.json", "y")
    said, status = quoth("--compare", before, after)
    assert status == 1
    assert said.startswith("a.jsonl (before) and b.jsonl (after) share no question id")


def test_a_comparison_over_different_gold_files_says_so(quoth, tmp_path):
    before = results_file(tmp_path / "a.json", "x")
    after = results_file(tmp_path / "b.json", "x", "y")
    said, status = quoth("--compare", before, after)
    assert status == 0
    assert "the gold files differ; questions are matched by id" in said
    assert "asked only after, not compared: 1" in said
