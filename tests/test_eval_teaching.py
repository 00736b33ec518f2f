"""The stories that the reader learns from, as a SQuAD file."""

import json

import pytest
from typer.testing import CliRunner

from eval import lineups, teaching
from eval.questions import Split
from index import HashingEmbedder
from rag.reader.training.lineup import read_lineups
from rag.reader.training.squad import load_file

WIRE = (
    "Ferry runs aground\n\nThe ferry Lantern ran onto a reef on Tuesday. Twelve people were hurt, "
    "the coastguard said. Captain Torsvik stayed aboard.\n"
)
LOCAL = "A long night\n\nNine people were hurt when the Lantern struck. Nobody knows why.\n"


@pytest.fixture
def part(tmp_path):
    """One story of two articles that contradict each other, and three questions."""
    folder = tmp_path / "read"
    (folder / "x01-ferry").mkdir(parents=True)
    (folder / "x01-ferry" / "a.txt").write_text(WIRE, encoding="utf-8")
    (folder / "x01-ferry" / "b.txt").write_text(LOCAL, encoding="utf-8")

    def span(file, text, sentence):
        start = text.index(sentence)
        end = start + len(sentence)
        return {"article": f"x01-ferry/{file}", "start": start, "end": end, "text": sentence}

    asked = [
        {
            "id": "x01-ferry-01",
            "type": "number",
            "question": "What was the toll of injured?",
            "answers": ["Twelve", "Nine"],
            "spans": [
                span("a.txt", WIRE, "Twelve people were hurt, the coastguard said."),
                span("b.txt", LOCAL, "Nine people were hurt when the Lantern struck."),
            ],
        },
        {
            "id": "x01-ferry-02",
            "type": "person",
            "question": "Who remained on the ship?",
            "answers": ["Torsvik", "Captain Torsvik"],
            "spans": [span("a.txt", WIRE, "Captain Torsvik stayed aboard.")],
        },
        {"id": "x01-ferry-03", "type": "unanswerable near", "question": "When was it built?"},
    ]
    lines = "\n".join(json.dumps(one) for one in asked)
    folder.with_suffix(".jsonl").write_text(lines + "\n", encoding="utf-8")
    return folder


def squad_of(part, tmp_path):
    file = tmp_path / "lessons.json"
    file.write_text(json.dumps(teaching.as_squad(part, HashingEmbedder())), encoding="utf-8")
    return load_file(file)


def test_every_passage_that_answers_is_taught_with_its_own_answer(part, tmp_path):
    """Also where two articles give different ones; the longest wording is marked."""
    found = {(one.question, one.texts) for one in squad_of(part, tmp_path) if one.answers}
    assert found == {
        ("What was the toll of injured?", ("Twelve",)),
        ("What was the toll of injured?", ("Nine",)),
        ("Who remained on the ship?", ("Captain Torsvik",)),
    }


def test_what_a_story_does_not_answer_is_put_to_its_likest_passages(part, tmp_path):
    """Without an answer, and to no more passages than are wanted."""
    unanswered = [one for one in squad_of(part, tmp_path) if not one.answers]
    assert {one.question for one in unanswered} == {"When was it built?"}
    assert 1 <= len(unanswered) <= teaching.TEMPTING
    assert {one.context for one in unanswered} <= {
        WIRE.partition("\n\n")[2].strip(),
        LOCAL.partition("\n\n")[2].strip(),
    }


def test_a_span_that_is_not_in_its_article_is_refused(part, tmp_path):
    """One line names it, the exit status is 2, and no file is left."""
    gold = part.with_suffix(".jsonl")
    gold.write_text(gold.read_text(encoding="utf-8").replace("Nine people", "Ten people"))
    app = teaching.typer.Typer()
    app.command()(teaching.main)
    result = CliRunner().invoke(app, [str(tmp_path / "out.json"), "--part", str(part)])
    assert result.exit_code == 2
    assert "x01-ferry/b.txt" in result.output
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("name", ["read", "fit"])
def test_the_lessons_that_are_shipped_are_sound(name):
    """Every span is its slice, and none of their questions is kept for reporting."""
    folder = teaching.LESSONS / name
    stories = teaching.stories_in(folder)
    assert {story.name for story in stories} == {one.name for one in folder.iterdir()}
    assert all(len(story.articles) > 1 for story in stories)
    assert {question.split for story in stories for question in story.questions} == {Split.TUNE}


def lined_up(arguments):
    app = lineups.typer.Typer()
    app.command()(lineups.main)
    return CliRunner().invoke(app, arguments)


def test_what_is_found_for_a_lesson_is_lined_up_and_judged(part, tmp_path):
    """Right is what gives the answer in a supporting sentence; for an unanswerable one, nothing."""
    out = tmp_path / "out.jsonl"
    done = lined_up([str(out), "--part", str(part)])
    assert done.exit_code == 0, done.output
    found = {one.question: one for one in read_lineups([out])}
    right = {
        question: {marked.answer for marked, yes in zip(one.answers, one.right, strict=True) if yes}
        for question, one in found.items()
    }
    assert right["When was it built?"] == set()
    assert any("Torsvik" in words for words in right["Who remained on the ship?"])
    hurt = right["What was the toll of injured?"]
    assert all("Twelve" in words or "Nine" in words for words in hurt)
    assert all(len(one.answers) <= lineups.LINED_UP for one in found.values())
    assert all(sum(one.right) <= lineups.RIGHT for one in found.values())


def test_the_encyclopedia_is_lined_up_without_its_yardstick(part, tmp_path):
    """No text of the articles kept for reporting is shown."""
    data = []
    for number in range(12):
        context = f"Lake number {number} is {number + 20} metres deep. It lies in the north."
        words = f"{number + 20} metres"
        asked = {
            "id": str(number),
            "question": f"How deep is lake number {number}?",
            "answers": [{"text": words, "answer_start": context.index(words)}],
        }
        data.append(
            {"title": f"Lake {number}", "paragraphs": [{"context": context, "qas": [asked]}]}
        )
    (tmp_path / "qa").mkdir()
    file = tmp_path / "qa" / "new_wiki.json"
    file.write_text(json.dumps({"version": "1.1", "data": data}), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    done = lined_up([str(out), "--part", str(part), "--data", str(tmp_path / "qa")])
    assert done.exit_code == 0, done.output
    lakes = [one for one in read_lineups([out]) if "lake" in one.question]
    assert {one.question for one in lakes} <= {f"How deep is lake number {n}?" for n in range(4)}
    shown = {marked.title for one in lakes for marked in one.answers}
    assert shown
    assert shown <= {f"Lake {number}" for number in range(4)}


def test_lineups_without_data_leave_nothing(part, tmp_path):
    """One line, exit status 2."""
    done = lined_up([str(tmp_path / "o.jsonl"), "--part", str(part), "--data", str(tmp_path / "x")])
    assert (done.exit_code, (tmp_path / "o.jsonl").exists()) == (2, False)
    assert "error:" in done.output
