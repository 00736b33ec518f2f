"""Gold files: the committed ones are what GOLD.md says, and a bad one is refused with its line."""

import json
from collections import Counter
from pathlib import Path

import pytest

from eval.corpus import spread
from eval.draft import complete, half_of
from eval.loading import SEEDS_GOLD, load_gold
from eval.questions import QuestionType, Split
from eval.squad_gold import load_squad
from index import GoldError

ROOT = Path(__file__).parent.parent
TEXTS = {"a.txt": "Anna left Vilnius on Monday. “Ukraine’s” 5 guests stayed."}
SPAN = {"article": "a.txt", "start": 0, "end": 28, "text": "Anna left Vilnius on Monday."}
GOOD = {"id": "q1", "type": "person", "question": "Who left?", "answers": ["Anna"], "spans": [SPAN]}


def texts_of(folder):
    return {p.name: p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.txt"))}


def gold_file(tmp_path, *lines):
    path = tmp_path / "gold.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_built_in_set_is_as_large_as_it_claims_and_mostly_near_misses():
    questions = load_gold(SEEDS_GOLD, texts_of(ROOT / "seeds"))
    types = Counter(question.type for question in questions)
    assert len(questions) == 337
    assert types[QuestionType.UNANSWERABLE_NEAR] == 74
    assert types[QuestionType.UNANSWERABLE_FAR] == 16
    assert set(types) == set(QuestionType)


STORIES = {
    "dam": 60,
    "ferry": 58,
    "merger": 60,
    "painting": 59,
    "transfer": 60,
    "vaccine": 60,
}


def test_halves_of_the_first_questions_differ_by_at_most_one_in_every_type():
    """The hundred that were written later, and blindly, are for reporting only."""
    questions = load_gold(SEEDS_GOLD, texts_of(ROOT / "seeds"))
    later = [one for one in questions if one.id.startswith("seeds-fresh-")]
    assert len(later) == 100
    assert {one.split for one in later} == {Split.REPORT}
    questions = [one for one in questions if one not in later]
    for kind in QuestionType:
        halves = Counter(one.split for one in questions if one.type is kind)
        assert abs(halves[Split.TUNE] - halves[Split.REPORT]) <= 1


@pytest.mark.parametrize(("story", "count"), STORIES.items())
def test_stories_gold_files_hold_against_their_articles(story, count):
    folder = ROOT / "eval" / "stories" / story
    assert len(load_gold(folder / "gold.jsonl", texts_of(folder))) == count


@pytest.mark.parametrize("story", STORIES)
def test_every_article_of_a_story_says_that_it_is_fictional(story):
    texts = texts_of(ROOT / "eval" / "stories" / story)
    assert [name for name, text in texts.items() if "fictional" not in text.lower()] == []
    assert len(texts) == 5


def test_typographic_marks_do_not_hide_an_answer(tmp_path):
    span = {"article": "a.txt", "start": 29, "end": 57, "text": TEXTS["a.txt"][29:57]}
    line = {**GOOD, "answers": ["Ukraine"], "spans": [span]}
    assert load_gold(gold_file(tmp_path, line), TEXTS)[0].answers == ("Ukraine",)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"spans": [{**SPAN, "end": 27}]}, "'Anna left Vilnius on Monday.' is not a.txt[0:27]"),
        ({"spans": [{**SPAN, "article": "b.txt"}]}, "article 'b.txt' is not indexed"),
        ({"answers": ["Berta"]}, "answer 'Berta' is in none of its spans"),
        ({"answers": []}, "answers '[]' to a question of type person"),
        ({"answers": [], "spans": []}, "spans '[]' of an answerable question"),
        ({"type": "unanswerable near"}, "type 'unanswerable near' has answers or spans"),
        ({"type": "riddle"}, "type: Input should be 'person'"),
        ({"colour": "red"}, "colour: Unexpected keyword argument"),
        ({"type": "conflict"}, "sides '0' of a conflict; give at least two"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_the_value(tmp_path, changed, named):
    path = gold_file(tmp_path, GOOD, "", {**GOOD, "id": "q2", **changed})
    with pytest.raises(GoldError) as caught:
        load_gold(path, TEXTS)
    assert str(caught.value).startswith(f"{path}, line 3: ")
    assert named in str(caught.value)


def test_a_missing_field_is_named(tmp_path):
    path = gold_file(tmp_path, {key: value for key, value in GOOD.items() if key != "question"})
    with pytest.raises(GoldError, match="line 1: question: Field required"):
        load_gold(path, TEXTS)


def test_bad_json_is_named_by_its_line(tmp_path):
    lines = [{**GOOD, "id": f"q{n}"} for n in range(811)]
    with pytest.raises(GoldError, match="line 812: the line: Invalid JSON"):
        load_gold(gold_file(tmp_path, *lines, '{"id": "q9"'), TEXTS)


def test_a_repeated_id_names_both_lines(tmp_path):
    with pytest.raises(GoldError, match="line 2: id 'q1' is line 1's"):
        load_gold(gold_file(tmp_path, GOOD, GOOD), TEXTS)


def test_a_file_without_questions_is_refused(tmp_path):
    with pytest.raises(GoldError, match="holds no questions"):
        load_gold(gold_file(tmp_path, "", "  "), TEXTS)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(GoldError, match="cannot be read"):
        load_gold(tmp_path / "none.jsonl", TEXTS)


def test_a_draft_gets_offsets_and_a_half_and_then_loads(tmp_path):
    draft = {**GOOD, "spans": [{"article": "a.txt", "text": SPAN["text"]}]}
    done = complete(json.dumps(draft), "draft, line 1", TEXTS)
    loaded = load_gold(gold_file(tmp_path, done), TEXTS)[0]
    assert (loaded.spans[0].start, loaded.spans[0].end) == (0, 28)
    assert loaded.split is half_of("q1")


def test_a_draft_text_that_stands_twice_is_refused():
    line = json.dumps({**GOOD, "spans": [{"article": "a.txt", "text": "n"}]})
    with pytest.raises(GoldError, match=r"'n' stands 6 times in a\.txt"):
        complete(line, "draft, line 1", TEXTS)


def squad(tmp_path, data):
    path = tmp_path / "set.json"
    path.write_text(json.dumps({"version": "2.0", "data": data}), encoding="utf-8")
    return path


def test_squad_contexts_become_articles_and_answers_become_spans(tmp_path):
    answers = [{"text": "Vilnius", "answer_start": 10}] * 2
    qas = [
        {"id": "1", "question": "Where?", "answers": answers},
        {"id": "2", "question": "Why?", "answers": [], "is_impossible": True},
    ]
    context = "Anna left Vilnius.\n"
    gold = load_squad(
        squad(tmp_path, [{"title": "T", "paragraphs": [{"context": context, "qas": qas}]}])
    )
    article = gold.articles[0]
    span = gold.questions[0].spans[0]
    assert [article.text[one.start : one.end] for one in article.blocks] == ["Anna left Vilnius."]
    assert (span.article, article.text[span.start : span.end]) == (article.id, "Vilnius")
    assert [one.answerable for one in gold.questions] == [True, False]
    assert gold.given == {"1": article.id, "2": article.id}


def test_every_context_is_an_article_whether_it_is_asked_about_or_not(tmp_path):
    """Fewer articles than the file has would be fewer to confuse the right one with."""
    qas = [{"id": "1", "question": "Where?", "answers": [{"text": "Vilnius", "answer_start": 10}]}]
    paragraphs = [
        {"context": "Anna left Vilnius.", "qas": qas},
        {"context": "Nobody asks about this.", "qas": []},
        {"context": "Anna left Vilnius.", "qas": []},
    ]
    gold = load_squad(squad(tmp_path, [{"title": "T", "paragraphs": paragraphs}]))
    assert [article.text for article in gold.articles] == [
        "Anna left Vilnius.",
        "Nobody asks about this.",
    ]


@pytest.mark.parametrize(
    ("limit", "asked"),
    [(None, [*range(10)]), (3, [0, 3, 6]), (10, [*range(10)]), (99, [*range(10)])],
)
def test_a_limit_spreads_the_questions_evenly_over_the_file(limit, asked):
    assert spread(range(10), limit) == asked


def test_a_squad_answer_that_is_not_in_its_context_is_a_gold_error(tmp_path):
    qas = [{"id": "1", "question": "Where?", "answers": [{"text": "Riga", "answer_start": 10}]}]
    data = [{"title": "T", "paragraphs": [{"context": "Anna left Vilnius.", "qas": qas}]}]
    with pytest.raises(GoldError, match="'Riga' at answer_start 10"):
        load_squad(squad(tmp_path, data))
