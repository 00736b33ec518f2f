"""The verifier: what it is shown, what it learns, how it is shipped, and what its word is worth."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from tiny_reader import word_pieces
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering
from typer.testing import CliRunner

from index import Article, Block, BlockKind, Hit, Passage, ReaderError
from rag.confidence import UNFITTED
from rag.likeness import Kinship
from rag.reader import verifier_train
from rag.reader.export import export
from rag.reader.extractive import ExtractiveReader
from rag.reader.folder import SHARED, VERIFIER, WEIGHTS, read_manifest
from rag.reader.marked import Marked, MarkedEncoder, mark
from rag.reader.restore import restore
from rag.reader.training.encoder import freeze
from rag.reader.training.lineup import Lineup, read_lineups, write_lineups
from rag.reader.training.squad import TrainingDataError
from rag.reader.verifier import Verifier
from rag.reader.verifier_train import (
    VerifierTrainer,
    lineup_loss,
    load_verifier,
    lower_states,
    seen_by,
    upper_logits,
)
from rag.reading import Reading
from rag.types import Evidence

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789.,?"
TEXTS = st.text(alphabet=LETTERS + "  é中", max_size=300)
CLS, SEP, OPEN, CLOSE = 2, 3, 4, 5


def tiny_tokenizer(specials=("[CLS]", "[SEP]", "[unused0]", "[unused1]")) -> Tokenizer:
    return word_pieces(["[PAD]", "[UNK]", *specials, *LETTERS, *(f"##{one}" for one in LETTERS)])


@pytest.fixture(name="checkpoint", scope="module")
def fixture_checkpoint(tmp_path_factory):
    """A reader of random weights with one layer above those that a verifier shares."""
    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = tiny_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=verifier_train.SHARED_LAYERS + 1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=160,
        initializer_range=0.3,
    )
    torch.manual_seed(1)
    model = BertForQuestionAnswering(config)
    with torch.no_grad():
        for weights in model.parameters():  # biases that differ, as of a trained one
            weights.add_(torch.randn(weights.shape) / 20)
    model.save_pretrained(folder)
    return folder


@pytest.fixture(name="encoder")
def fixture_encoder():
    return MarkedEncoder(tiny_tokenizer())


# --- what it is shown -----------------------------------------------------------------------


def article(text: str, title: str = "A title") -> Article:
    return Article(
        id="a.txt",
        title=title,
        publisher=None,
        published=None,
        text=text,
        sha256="0" * 64,
        blocks=(Block(0, len(text), BlockKind.PARAGRAPH),),
    )


def evidence(text: str, words: str, quote: str | None = None) -> Evidence:
    start = text.index(words)
    opens = text.index(quote) if quote else start
    closes = opens + len(quote or words)
    passage = Passage("a.txt", 0, len(text), text)
    return Evidence(passage, (start, start + len(words)), (opens, closes), 0.5, 0.5)


def test_an_answer_is_marked_where_it_stands():
    """The parts are the article's own text, and reach beyond the quote on both sides."""
    text = "x " * 400 + "Ann came on Monday. " + "y " * 400
    marked = mark(evidence(text, "Monday", "Ann came on Monday."), article(text))
    assert marked.answer == "Monday"
    assert marked.before.endswith("x Ann came on ")
    assert marked.after.startswith(". y y")
    assert marked.before + marked.answer + marked.after in text
    assert (len(marked.before), len(marked.after)) == (262, 151)


def test_the_date_and_the_heading_of_an_entry_are_marked_with_it():
    """Once each, and the title not again."""
    text = "The log\n\nMonday, 4 May 1899\n\nCargo\n\nTea came. Ann left.\n"
    blocks = [Block(0, 7, BlockKind.TITLE)]
    blocks += [Block(9, 27, BlockKind.HEADING), Block(29, 34, BlockKind.HEADING)]
    blocks += [Block(36, 56, BlockKind.PARAGRAPH)]
    log = replace(article(text, title="The log"), blocks=tuple(blocks))
    assert mark(evidence(text, "Ann"), log).under == "Monday, 4 May 1899 Cargo"
    log = replace(log, blocks=(*blocks[:2], *blocks[3:]))
    assert mark(evidence(text, "Ann"), log).under == "Monday, 4 May 1899"
    assert not mark(evidence(text, "Monday"), log).under


def test_the_input_is_question_source_and_marked_text(encoder):
    """Two segments; the answer stands between its marks."""
    ids, first = encoder.encode("a?", Marked("b", "c", "u", "d", "e", "f"))
    tokens = tiny_tokenizer()
    at = tokens.token_to_id
    assert ids == (
        *(CLS, at("a"), at("?"), SEP),
        *(at("b"), at("c"), at("u"), SEP),
        *(at("d"), OPEN, at("e"), CLOSE, at("f"), SEP),
    )
    assert first == 4


@given(TEXTS, st.tuples(*[TEXTS] * 6))
@settings(max_examples=200, deadline=None)
def test_the_input_fits_and_keeps_the_ends_of_the_answer(question, parts):
    """However long the parts: at most 176 ids, one pair of marks, the words next to them kept."""
    encoder, tokenizer = MarkedEncoder(tiny_tokenizer()), tiny_tokenizer()
    ids, first = encoder.encode(question, Marked(*parts))
    assert len(ids) <= 48 + 20 + 6 + 24 + 72 + 6
    assert (ids.count(OPEN), ids.count(CLOSE), ids[first - 1], ids[-1]) == (1, 1, SEP, SEP)
    before, answer, after = (
        tokenizer.encode(part, add_special_tokens=False).ids for part in parts[3:]
    )
    opened, closed = ids.index(OPEN), ids.index(CLOSE)
    inside = list(ids[opened + 1 : closed])
    assert inside == answer or (len(inside), inside[0], inside[-1]) == (44, answer[0], answer[-1])
    assert len(before) == 0 or ids[opened - 1] == before[-1]
    assert len(after) == 0 or ids[closed + 1] == after[0]
    # Nothing is left out while there is room.
    text = ids[ids.index(SEP, first) + 1 : -1]
    shown = len(text) - 2  # without the marks
    assert shown == min(len(before) + len(inside) + len(after), 72)


def test_a_tokenizer_without_marks_is_refused():
    """There is nothing to mark an answer with."""
    with pytest.raises(ReaderError, match="unused0"):
        MarkedEncoder(tiny_tokenizer(("[CLS]", "[SEP]")))


# --- line-ups -------------------------------------------------------------------------------


def lineup(*answers: str, right: int | None) -> Lineup:
    marked = tuple(Marked("t", "", "", "he said ", one, " then") for one in answers)
    return Lineup("what?", marked, tuple(at == right for at in range(len(answers))))


def test_lineups_come_back_as_they_were_written(tmp_path):
    """Line separators inside a text do not part the lines of the file."""
    kept = [lineup("a\u2028b", "c\n", right=1), lineup("d", right=None)]
    write_lineups(kept, tmp_path / "some.jsonl")
    assert read_lineups([tmp_path / "some.jsonl"]) == kept


GOOD = {"title": "t", "published": "", "under": "", "before": "", "answer": "a", "after": ""}
GOOD |= {"right": True}
BAD = {
    "{": "is no line-up",
    "[]": "is no line-up",
    json.dumps({"question": "q", "answers": [{"title": "t"}]}): "KeyError",
    json.dumps({"question": "q", "answers": []}): "at least one answer",
    json.dumps({"question": 1, "answers": [GOOD]}): "have to be strings",
    json.dumps({"question": "q", "answers": [GOOD | {"right": "yes"}]}): "right: true or false",
    json.dumps({"question": "q", "answers": [GOOD | {"right": False}]}): "no line-up holds a right",
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_lineup_is_named_and_leaves_nothing(line, checkpoint, tmp_path):
    """File and line, what is wrong; no checkpoint is begun."""
    file = tmp_path / "bad.jsonl"
    file.write_text("\n" + line, encoding="utf-8")
    with pytest.raises(TrainingDataError, match=BAD[line]):
        read_lineups([file])
    app = verifier_train.typer.Typer()
    app.command()(verifier_train.main)
    out = tmp_path / "out"
    done = CliRunner().invoke(app, [str(file), "--base", str(checkpoint), "--out", str(out)])
    assert (done.exit_code, out.exists()) == (2, False)
    assert "error:" in done.stderr
    assert "bad.jsonl" in done.stderr


def test_training_from_the_command_line(checkpoint, tmp_path):
    """A checkpoint that loads; a folder that is there already is left as it is."""
    file, out = tmp_path / "some.jsonl", tmp_path / "out"
    write_lineups([lineup("7", "a", right=0), lineup("b", right=None)], file)
    app = verifier_train.typer.Typer()
    app.command()(verifier_train.main)
    asked = [str(file), "--base", str(checkpoint), "--out", str(out), "--epochs", "20"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert load_verifier(out).config.num_labels == 1
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []
    before = (out / "model.safetensors").stat().st_mtime_ns
    again = CliRunner().invoke(app, asked)
    assert (again.exit_code, (out / "model.safetensors").stat().st_mtime_ns) == (2, before)
    assert "exists already" in again.stderr


# --- what it learns -------------------------------------------------------------------------


@given(st.lists(st.floats(-20, 20), min_size=1, max_size=6), st.data())
def test_the_loss_is_that_of_picking_a_right_one(logits, data):
    """Against the sums written out; "none of these" has log-odds 0, and is right where none is."""
    right = data.draw(st.lists(st.booleans(), min_size=len(logits), max_size=len(logits)))
    weights = [math.exp(one) for one in logits]
    hit = sum(w for w, r in zip(weights, right, strict=True) if r) if any(right) else 1.0
    expected = -math.log(hit / (1 + sum(weights)))
    found = lineup_loss(torch.tensor(logits, dtype=torch.float64), torch.tensor(right))
    assert float(found) == pytest.approx(expected, abs=1e-9)


@pytest.fixture(name="trained", scope="module")
def fixture_trained(checkpoint, tmp_path_factory):
    """A verifier taught that digits answer and letters do not."""
    known = [
        lineup(*(["7", "a", "b"] if at % 3 else ["c", "a", "b"]), right=0 if at % 3 else None)
        for at in range(48)
    ]
    torch.manual_seed(1)
    model = load_verifier(checkpoint)
    freeze(model, verifier_train.SHARED_LAYERS)
    quiet = Console(quiet=True)
    seen = seen_by(model, known, MarkedEncoder(tiny_tokenizer()), quiet)
    trainer = VerifierTrainer(model, learning_rate=3e-3, seed=1)
    trainer.train(seen, 30, 120.0, quiet)
    out = tmp_path_factory.mktemp("verifier")
    model.save_pretrained(out)
    tiny_tokenizer().save(str(out / "tokenizer.json"))
    return out


def test_states_then_logits_are_the_whole_network(trained, encoder):
    """Running the shared layers apart changes nothing but bfloat16's rounding; padding, neither."""
    model = load_verifier(trained)
    some = [encoder.encode("what?", one) for one in lineup("7", "abc abc abc", right=None).answers]
    apart = upper_logits(model, lower_states(model, some))
    whole = [
        model(
            input_ids=torch.tensor([ids]),
            token_type_ids=torch.tensor([[0] * first + [1] * (len(ids) - first)]),
        ).logits[0, 0, 0]
        for ids, first in some
    ]
    assert torch.allclose(apart, torch.stack(whole), atol=0.1)


def test_training_leaves_the_shared_layers_alone(checkpoint, trained):
    """Only what is above them, and the head, has moved."""
    before = load_verifier(checkpoint).state_dict()
    after = load_verifier(trained).state_dict()
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    own = f"encoder.layer.{verifier_train.SHARED_LAYERS}."
    assert moved
    assert all(own in name or name.startswith("classifier") for name in moved)


# --- how it is shipped ----------------------------------------------------------------------


@pytest.fixture(name="folder", scope="module")
def fixture_folder(checkpoint, trained, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "reader"
    export(checkpoint, out, verifier=trained)
    return out


def test_the_shipped_verifier_tells_digits_from_letters(folder):
    """The right one before the others, and before none; of letters alone, none."""
    answers = lineup("7", "a", "b", right=0).answers
    asked = Verifier(folder).verdicts(["what?"] * len(answers), answers)
    assert asked[0] > 0 > max(asked[1:])


def test_what_is_verified_beside_it_changes_no_bit(folder):
    """Whatever the company and the threads, an answer's verdict is the same number."""
    answers = lineup("7", "a long answer of several words", "b", right=0).answers
    one, two = Verifier(folder, threads=1), Verifier(folder, threads=4)
    asked = ["what?"] * len(answers)
    alone = [one.verdicts(["what?"], [answer])[0] for answer in answers]
    assert alone == one.verdicts(asked, answers) == two.verdicts(asked, answers)


def test_the_shared_weights_are_stored_once(checkpoint, folder, trained, tmp_path):
    """The folder is smaller than its two networks apart, and reads to the same bits."""
    export(checkpoint, tmp_path / "plain")
    export(trained_as_reader(checkpoint, trained, tmp_path), tmp_path / "other")
    apart = sum((tmp_path / name / WEIGHTS).stat().st_size for name in ("plain", "other"))
    together = sum((folder / name).stat().st_size for name in (WEIGHTS, VERIFIER, SHARED))
    layer = 4 * 32 * 32 + 2 * 32 * 64  # its matrices, a byte for each weight
    tables = (tiny_tokenizer().get_vocab_size() + 160) * 32  # of words and of positions
    common = verifier_train.SHARED_LAYERS * layer + tables
    assert common <= (folder / SHARED).stat().st_size < 1.1 * common
    # A tensor's place takes some bytes, too.
    assert apart - together > 0.8 * common
    hits = [Hit(Passage("a.txt", 0, 11, "abc def 123"), 1.0)]
    plain = ExtractiveReader(tmp_path / "plain")
    assert ExtractiveReader(folder).read("a?", hits) == plain.read("a?", hits)
    assert not plain.manifest.has_verifier
    assert read_manifest(folder).has_verifier


def trained_as_reader(checkpoint: Path, trained: Path, tmp_path: Path) -> Path:
    """The verifier's layers under a reader's head, to be exported by themselves."""
    reader = BertForQuestionAnswering.from_pretrained(checkpoint)
    reader.load_state_dict(load_verifier(trained).state_dict(), strict=False)
    reader.save_pretrained(tmp_path / "asreader")
    tiny_tokenizer().save(str(tmp_path / "asreader" / "tokenizer.json"))
    return tmp_path / "asreader"


@pytest.mark.parametrize("name", [VERIFIER, SHARED])
def test_a_missing_or_altered_file_is_refused(folder, tmp_path, name):
    """As for the reader's own files."""
    copied = tmp_path / "reader"
    copied.mkdir()
    for file in folder.iterdir():
        (copied / file.name).write_bytes(file.read_bytes())
    (copied / name).write_bytes((copied / name).read_bytes() + b" ")
    with pytest.raises(ReaderError, match=rf"{name}: its SHA-256"):
        ExtractiveReader(copied)
    (copied / name).unlink()
    with pytest.raises(ReaderError, match=rf"{name} is missing"):
        ExtractiveReader(copied)


def test_a_reader_with_a_verifier_can_be_restored(folder, checkpoint, tmp_path):
    """Weights that stand in shared.bin are found there."""
    restore(folder, tmp_path / "again")
    mine = BertForQuestionAnswering.from_pretrained(checkpoint).state_dict()
    again = BertForQuestionAnswering.from_pretrained(tmp_path / "again").state_dict()
    assert all(torch.allclose(mine[name], again[name], atol=0.02) for name in mine)


def test_a_verifier_can_be_restored_and_a_folder_without_one_is_refused(
    folder, checkpoint, trained, tmp_path
):
    restore(folder, tmp_path / "again", verifier=True)
    mine, again = (load_verifier(one).state_dict() for one in (trained, tmp_path / "again"))
    assert mine.keys() == again.keys()
    assert all(torch.allclose(mine[name], again[name], atol=0.02) for name in mine)
    export(checkpoint, tmp_path / "alone")
    with pytest.raises(ReaderError, match="has no verifier"):
        restore(tmp_path / "alone", tmp_path / "no", verifier=True)
    assert not (tmp_path / "no").exists()


# --- what its word is worth -----------------------------------------------------------------

TEXT = "Ann came on Monday. Bob came on Friday. Cy came on Sunday."


class Finds:
    """A reader that finds every day, the later the surer."""

    def read(self, question, hits):
        del question, hits
        return [
            Evidence(Passage("a.txt", 0, len(TEXT), TEXT), span, span, score, score)
            for score, span in ((0.9, (50, 57)), (0.8, (32, 38)), (0.7, (12, 18)))
        ]


class Alike:
    """Sentences all as like the question."""

    def kinships(self, questions, texts):
        del questions
        return [Kinship(0.9, 0.9) for _ in texts]


class Judge:
    """A verifier that says what it is told to, by answer."""

    def __init__(self, said):
        self.said = said

    def verdicts(self, questions, answers):
        del questions
        return [self.said[one.answer] for one in answers]


def read_with(verifier):
    reading = Reading(Finds(), Alike(), UNFITTED, 0.5, verifier=verifier)
    hits = [Hit(Passage("a.txt", 0, len(TEXT), TEXT), 1.0)]
    found, _ = reading.read("When did Ann come?", hits, {"a.txt": article(TEXT)})
    return [(TEXT[slice(*one.answer)], one.verdict) for one in found]


def test_the_verifier_can_put_another_answer_first():
    """What it is sure of comes before what the reader liked better."""
    assert [words for words, _ in read_with(None)] == ["Sunday", "Friday", "Monday"]
    judged = read_with(Judge({"Monday": 6.0, "Friday": -1.0, "Sunday": -6.0}))
    assert judged == [("Monday", 6.0), ("Friday", -1.0), ("Sunday", -6.0)]


def test_what_was_not_verified_counts_as_the_least(monkeypatch):
    """It never gains by not having been looked at."""
    monkeypatch.setattr("rag.reading.VERIFIED", 2)
    judged = dict(read_with(Judge({"Friday": 4.0, "Sunday": -2.0})))
    assert judged == {"Friday": 4.0, "Sunday": -2.0, "Monday": -2.0}


def test_the_verifier_is_asked_with_the_name_as_each_passage_spells_it():
    """A name in another spelling is a stranger to it; the question keeps all its other words."""
    texts = ["Kalesnikava came on Monday.", "Kolesnikova came on Friday."]
    passages = [Passage(f"{at}.txt", 0, len(text), text) for at, text in enumerate(texts)]

    class FindsBoth:
        def read(self, question, hits):
            del question
            ends = [(hit.passage, len(hit.passage.text) - 1) for hit in hits]
            return [Evidence(one, (end - 6, end), (0, end), 0.5, 0.5) for one, end in ends]

    asked = {}

    class Listens:
        def verdicts(self, questions, answers):
            asked.update(zip((one.answer for one in answers), questions, strict=True))
            return [0.0] * len(answers)

    reading = Reading(FindsBoth(), Alike(), UNFITTED, 0.5, verifier=Listens())
    articles = {f"{at}.txt": article(text) for at, text in enumerate(texts)}
    reading.read("Which day did Kolesnikava come?", [Hit(one, 1.0) for one in passages], articles)
    assert asked == {
        "Monday": "Which day did Kalesnikava come?",
        "Friday": "Which day did Kolesnikova come?",
    }


def test_verdicts_are_finite_for_odd_texts(folder):
    """Empty parts, other scripts, marks alone."""
    odd = [
        Marked("", "", "", "", "", ""),
        Marked("中", "é", "b", "🌉" * 500, "…", "\0"),
        Marked(*"abcdef"),
    ]
    assert np.isfinite(Verifier(folder).verdicts([""] * 3, odd)).all()
