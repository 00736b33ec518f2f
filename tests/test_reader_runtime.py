"""The reader at run time, on a tiny random model that the real export has made."""

import json
import math
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file
from tiny_reader import word_pieces
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering
from typer import Typer
from typer.testing import CliRunner

from eval.bench_reader import Latency, cut
from index import Hit, Passage, QuestionError, ReaderError, split_sentences
from rag.reader.belief import logit, sigmoid
from rag.reader.export import export, main
from rag.reader.extractive import SPANS_PER_PASSAGE, ExtractiveReader
from rag.reader.folder import CALIBRATION, FILES, MANIFEST, TOKENIZER, WEIGHTS, write_manifest
from rag.reader.restore import restore
from rag.reader.spans import FEW_TOKENS, MAX_ANSWER_TOKENS, RUNNING_ON, Span, best_spans

POSITIONS = 48  # a window this short makes most of the texts below need several
HARD = "ab é ñ中文字🌉👩‍👧 אבג مرحبا .,1ßﬁİ\u0301\u200d\n"
PIECES = "abcdefghijklmnopqrstuvwxyzßאבגمرحبا0123456789.,?"  # noqa: RUF001

# --- the tiny model -------------------------------------------------------------------------


def tiny_tokenizer() -> Tokenizer:
    specials = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
    return word_pieces([*specials, *PIECES, *(f"##{one}" for one in PIECES), "中", "文"])


@pytest.fixture(name="checkpoint", scope="session")
def fixture_checkpoint(tmp_path_factory):
    """A checkpoint of random weights, wide enough that its logits differ."""
    folder = tmp_path_factory.mktemp("tiny")
    tokenizer = tiny_tokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=POSITIONS,
        initializer_range=0.5,
    )
    torch.manual_seed(1)
    BertForQuestionAnswering(config).save_pretrained(folder)
    return folder


@pytest.fixture(name="folder", scope="session")
def fixture_folder(checkpoint, tmp_path_factory):
    out = tmp_path_factory.mktemp("exported") / "reader"
    export(checkpoint, out)
    return out


@pytest.fixture(name="reader", scope="session")
def fixture_reader(folder):
    return ExtractiveReader(folder)


@pytest.fixture(name="copied")
def fixture_copied(folder, tmp_path):
    return Path(shutil.copytree(folder, tmp_path / "reader"))


def hit(text: str, start: int = 0, article: str = "a.txt") -> Hit:
    return Hit(Passage(article, start, start + len(text), text), 1.0)


# --- the best spans -------------------------------------------------------------------------


def slow_spans(logits, first, count, parts=None, *, few_words=False):
    """Try every pair of one part; then strike out whatever touches a span already taken."""
    starts, ends = logits
    inside = range(first, len(starts) - 1)
    nothing = starts[0] + ends[0]
    pairs = [
        Span(a - first, b - first, float(starts[a] + ends[b] - nothing))
        for a in inside
        for b in inside
        if a <= b < a + MAX_ANSWER_TOKENS
        and (parts is None or parts[a - first] == parts[b - first])
    ]

    def worth(span):
        beyond = max(0, span.end - span.start + 1 - FEW_TOKENS) if few_words else 0
        return span.margin - RUNNING_ON * beyond

    ordered = sorted(pairs, key=lambda span: (-worth(span), span.start, span.end))
    taken: list[Span] = []
    for span in ordered:
        if len(taken) < count and all(span.end < t.start or t.end < span.start for t in taken):
            taken.append(span)
    return taken


@given(st.integers(0, 45), st.integers(1, 4), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_best_spans_equal_trying_every_pair(words, first, count, random):
    """start <= end, inside the passage, within the limit, apart from one another, ties in order."""
    size = first + words + 1
    # Few distinct values make ties; whole numbers make sums exact.
    starts, ends = (
        np.array([random.randint(-4, 4) for _ in range(size)], np.float32) for _ in "se"
    )
    assert best_spans((starts, ends), first, count) == slow_spans((starts, ends), first, count)
    parts = np.cumsum([random.random() < 0.3 for _ in range(words)], dtype=np.int64)
    found = best_spans((starts, ends), first, count, parts)
    assert found == slow_spans((starts, ends), first, count, parts)


@given(st.integers(0, 45), st.integers(1, 4), st.integers(1, 5), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_the_best_few_words_equal_trying_every_pair(words, first, count, random):
    starts, ends = (
        np.array([random.uniform(-4, 4) for _ in range(first + words + 1)], np.float32)
        for _ in "se"
    )
    found = best_spans((starts, ends), first, count, few_words=True)
    assert found == slow_spans((starts, ends), first, count, few_words=True)


def test_few_words_do_not_run_from_one_likely_answer_to_the_end_of_another():
    starts, ends = np.zeros(14, np.float32), np.zeros(14, np.float32)
    starts[2], ends[3] = 5, 4.5  # passage tokens 0 to 1
    starts[9], ends[11] = 4.5, 5  # passage tokens 7 to 9
    assert best_spans((starts, ends), 2, 1) == [Span(0, 9, 10.0)]
    assert best_spans((starts, ends), 2, 2, few_words=True) == [Span(0, 1, 9.5), Span(7, 9, 9.5)]


# --- reading --------------------------------------------------------------------------------


def sentence_at(text, at):
    """Count the sentences begun up to a place, line by line."""
    line = text.rfind("\n", 0, at + 1) + 1
    end = (text + "\n").index("\n", line)
    begun = sum(start <= at for start, _ in split_sentences(text, line, end))
    return text.count("\n", 0, at + 1), begun


def slow_read(reader, question, passage):
    """Every window's every span, by the tokenizer and the session alone: (answer, margin)s."""
    tokenizer = tiny_tokenizer()
    cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    asked = tokenizer.encode(question, add_special_tokens=False).ids
    encoded = tokenizer.encode(passage.text, add_special_tokens=False)
    room = POSITIONS - len(asked) - 3
    step = room - room // 2  # half a window overlaps, where that is less than 128 tokens
    lows = [low for low in range(0, len(encoded.ids), step) if low + room < len(encoded.ids)]
    lows.append(max(0, len(encoded.ids) - room))
    found = {}
    for low in lows:
        part = encoded.ids[low : low + room]
        ids = np.array([[cls, *asked, sep, *part, sep]])
        types = np.array([[0] * (len(asked) + 2) + [1] * (len(part) + 1)])
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        starts, ends = (logits[0] for logits in reader.session.run(None, feed))
        parts = [sentence_at(passage.text, at) for at, _ in encoded.offsets[low : low + room]]
        for span in slow_spans((starts, ends), len(asked) + 2, len(part) ** 2, parts):
            place = (
                passage.start + encoded.offsets[low + span.start][0],
                passage.start + encoded.offsets[low + span.end][1],
            )
            found[place] = max(span.margin, found.get(place, -math.inf))
    return found


@given(
    st.text(HARD, min_size=1, max_size=150), st.text("ab é中🌉?", max_size=12), st.integers(0, 9)
)
@settings(max_examples=100, deadline=None)
def test_reading_finds_the_best_span_at_its_place_in_the_article(reader, text, question, start):
    """Accents, CJK, emoji, right-to-left and joiners; one window or many; code points, exactly."""
    passage = hit(text, start).passage
    expected = slow_read(reader, question, passage)
    evidence = reader.read(question, [Hit(passage, 1.0)])
    assert bool(evidence) == bool(expected)
    if evidence:
        assert logit(evidence[0].score) == pytest.approx(max(expected.values()), abs=1e-4)
        assert expected[evidence[0].answer] == pytest.approx(max(expected.values()), abs=1e-4)
        assert all(one.quote == one.answer for one in evidence)
        assert all(start <= a < b <= start + len(text) for a, b in (e.answer for e in evidence))


@given(st.text(HARD, min_size=60, max_size=300))
@settings(max_examples=50, deadline=None)
def test_the_same_words_are_found_once_by_windows_that_overlap(reader, text):
    """Evidence of one passage shares no code point, and is as much as asked for at most."""
    places = sorted(one.answer for one in reader.read("a b?", [hit(text)]))
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert len(places) <= SPANS_PER_PASSAGE


def test_no_answer_goes_from_one_sentence_or_line_into_the_next(reader):
    text = "Abab baba abba. Baab abba baba! Abba\nbaba abab\nabba baab baba. Abab baba"
    read = [reader.read(question, [hit(text)]) for question in ("a?", "b?", "a b?")]
    found = [one.answer for some in read for one in some]
    ends = [0, *(at + 1 for at, mark in enumerate(text) if mark in ".!\n"), len(text)]
    assert len(found) >= 3
    assert all(any(a <= x and y <= b for a, b in pairwise(ends)) for x, y in found)


def test_a_word_behind_the_first_window_is_read(reader):
    """Each of 60 words is inside some window: together they hold every offset."""
    text = " ".join(f"a{at:02d}" for at in range(60))
    windows = list(reader.encoder.windows(reader.encoder.head("b?"), text))
    covered = {offset for window in windows for offset in window.offsets}
    assert len(windows) > 1
    assert max(len(window.ids) for window in windows) == POSITIONS
    assert covered == set(tiny_tokenizer().encode(text, add_special_tokens=False).offsets)


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_a_passage_without_words_holds_no_evidence(reader, text):
    """And is no error: its margin is -inf."""
    assert reader.read("a?", [hit(text)]) == []
    assert reader.best([("a?", text)]) == [("", -math.inf)]


def test_no_passages_give_no_evidence(reader):
    """Nothing found is an empty list."""
    assert reader.read("a?", []) == []


def test_a_question_that_leaves_no_room_is_refused(reader):
    """The message gives its length, the limit and the way on; one token less is read."""
    most = POSITIONS * 3 // 4
    with pytest.raises(QuestionError, match=rf"{most + 1} tokens.*at most {most}.*shorten it"):
        reader.read("a " * (most + 1), [hit("ab")])
    assert len(reader.read("a " * most, [hit("a")])) == 1


def test_the_best_words_are_those_of_the_best_evidence(reader):
    """`best` is `read` for one passage and one span."""
    text = "abc 中文 def. ghi jkl mno pqr stu vwx yz é. " * 3
    (words, margin) = reader.best([("a b?", text)])[0]
    first = reader.read("a b?", [hit(text)])[0]
    assert words == text[slice(*first.answer)]
    assert sigmoid(margin) == first.score


def test_what_is_read_beside_a_passage_changes_no_bit(folder, reader):
    """Alone, in another order, among other passages, and by one thread or four: the same bytes."""
    texts = ["abc def", "é中文 ghi " * 9, "x", "1 2 3, 4.", "jkl " * 40]
    hits = [hit(text, article=f"{at}.txt") for at, text in enumerate(texts)]
    together = reader.read("a b?", hits)
    alone = [one for single in hits for one in reader.read("a b?", [single])]
    order = {(one.passage.article, one.answer): one for one in alone}
    assert {(one.passage.article, one.answer): one for one in together} == order
    assert reader.read("a b?", hits[::-1]) == together
    assert [ExtractiveReader(folder, threads=n).read("a b?", hits) for n in (1, 4)] == [
        together
    ] * 2


def test_reading_imports_neither_torch_nor_transformers(folder):
    """Loading and reading take onnxruntime and tokenizers only."""
    program = (
        "import sys; from pathlib import Path; from index import Hit, Passage;"
        "from rag.reader.extractive import ExtractiveReader;"
        "reader = ExtractiveReader(Path(sys.argv[1]));"
        "assert reader.read('a?', [Hit(Passage('a', 0, 3, 'abc'), 1.0)]);"
        "print(sorted({'torch', 'transformers', 'sklearn', 'onnx'} & set(sys.modules)))"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


# --- the folder -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_missing_file_is_named(copied, name):
    """With the folder and the way on."""
    (copied / name).unlink()
    with pytest.raises(ReaderError, match=rf"{copied}.*{name}.*export"):
        ExtractiveReader(copied)


@pytest.mark.parametrize("name", FILES)
def test_an_altered_file_is_refused_by_its_hash(copied, name):
    """Found and expected hash are both shown."""
    file = copied / name
    file.write_bytes(file.read_bytes() + b" ")
    with pytest.raises(
        ReaderError, match=rf"{name}: its SHA-256 is \w{{12}}…, and reader\.json says"
    ):
        ExtractiveReader(copied)


SAID = {"name": "tiny", "max_tokens": 48, "sha256": dict.fromkeys(FILES, "0")}
WRONG = {
    "no JSON": ("{", "is not a reader's manifest"),
    "a list": ("[1]", "is not a reader's manifest"),
    "a field too many": (json.dumps(SAID | {"colour": "red"}), "colour"),
    "a field too few": (json.dumps({"name": "tiny"}), "max_tokens"),
    "a number as text": (json.dumps(SAID | {"max_tokens": "48"}), "wrong type"),
    "a file unhashed": (json.dumps(SAID | {"sha256": {}}), rf"no SHA-256 of {WEIGHTS}"),
    "a file elsewhere": (
        json.dumps(SAID | {"sha256": {"../x": "0"}}),
        "wrong type",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_damaged_manifest_is_refused(copied, wrong):
    """The message names the file and what is wrong with it."""
    text, expected = WRONG[wrong]
    (copied / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(ReaderError, match=expected):
        ExtractiveReader(copied)


def test_weights_that_are_no_network_are_refused(copied):
    """Even where the manifest vouches for them."""
    (copied / WEIGHTS).write_bytes(b"not onnx")
    write_manifest(copied, "tiny", POSITIONS)
    with pytest.raises(ReaderError, match=r"model\.onnx: cannot be loaded"):
        ExtractiveReader(copied)


# --- the export -----------------------------------------------------------------------------


def test_the_exported_network_computes_what_the_checkpoint_does(checkpoint, tmp_path):
    """In 32 bits, to rounding; padding and length are free."""
    export(checkpoint, tmp_path / "fp32", int8=False)
    session = onnxruntime.InferenceSession(str(tmp_path / "fp32" / WEIGHTS))
    model = BertForQuestionAnswering.from_pretrained(checkpoint).eval()
    ids = torch.tensor([[2, 5, 6, 3, 7, 8, 9, 3], [2, 5, 3, 7, 3, 0, 0, 0]])
    types = torch.tensor([[0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 0, 1, 1, 0, 0, 0]])
    feed = {"input_ids": ids, "attention_mask": (ids > 0).long(), "token_type_ids": types}
    with torch.inference_mode():
        expected = model(**feed)
    starts, ends = session.run(None, {name: value.numpy() for name, value in feed.items()})
    assert starts == pytest.approx(expected.start_logits.numpy(), abs=1e-4)
    assert ends == pytest.approx(expected.end_logits.numpy(), abs=1e-4)


@pytest.fixture(name="altered")
def fixture_altered(checkpoint, tmp_path):
    return Path(shutil.copytree(checkpoint, tmp_path / "checkpoint"))


def without_head(folder):
    tensors = load_file(folder / "model.safetensors")
    kept = {name: tensor for name, tensor in tensors.items() if "qa_outputs" not in name}
    save_file(kept, folder / "model.safetensors", {"format": "pt"})


def with_more_words(folder):
    tokenizer = tiny_tokenizer()
    tokenizer.add_tokens(["more"])
    tokenizer.save(str(folder / TOKENIZER))


def without_separator(folder):
    tokenizer = word_pieces(["[UNK]", "a"])
    tokenizer.save(str(folder / TOKENIZER))


SPOILT = {
    "no head": (without_head, "no question-answering head"),
    "no config": (lambda f: (f / "config.json").unlink(), r"holds no config\.json"),
    "no weights": (lambda f: (f / "model.safetensors").unlink(), r"holds no model\.safetensors"),
    "no tokenizer": (lambda f: (f / TOKENIZER).unlink(), r"holds no tokenizer\.json"),
    "no tokenizer's JSON": (lambda f: (f / TOKENIZER).write_text("{"), "is not a tokenizer"),
    "another tokenizer": (with_more_words, r"has \d+ tokens, and the model knows \d+"),
    "no BERT tokenizer": (without_separator, r"no \[CLS\] and \[SEP\]"),
    "damaged weights": (
        lambda f: (f / "model.safetensors").write_bytes(b"\x00" * 64),
        "cannot be loaded",
    ),
    "damaged config": (lambda f: (f / "config.json").write_text("{"), "cannot be loaded"),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_checkpoint_that_cannot_be_read_with_is_refused(altered, tmp_path, spoilt):
    """The command says what is wrong in one line, with status 1, and leaves nothing behind."""
    spoil, expected = SPOILT[spoilt]
    spoil(altered)
    app = Typer()
    app.command()(main)
    result = CliRunner().invoke(app, [str(altered), str(tmp_path / "out")])
    assert result.exit_code == 1
    assert [line.startswith("error: ") for line in result.stderr.splitlines()][:1] == [True]
    with pytest.raises(ReaderError, match=expected):
        export(altered, tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint"]


def test_an_export_never_replaces_what_is_no_reader(checkpoint, tmp_path):
    """A folder with other files in it, and a place in a folder that is not there."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("Dear Ann")
    with pytest.raises(ReaderError, match=r"letters: exists and holds no reader\.json"):
        export(checkpoint, tmp_path / "letters")
    with pytest.raises(ReaderError, match=r"nowhere does not exist; make it first"):
        export(checkpoint, tmp_path / "nowhere" / "reader")
    assert [path.name for path in tmp_path.rglob("*")] == ["letters", "dear.txt"]


def test_an_export_replaces_a_reader_as_a_whole(checkpoint, copied):
    """A file that the new one does not have is gone; the size is told against the limit."""
    (copied / "old.txt").write_text("old")
    app = Typer()
    app.command()(main)
    result = CliRunner().invoke(app, [str(checkpoint), str(copied)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "MB, within the 30 MB of a shipped reader" in result.stdout
    assert sorted(path.name for path in copied.iterdir()) == sorted([*FILES, MANIFEST])
    assert [path.name for path in copied.parent.iterdir()] == ["reader"]
    assert json.loads((copied / CALIBRATION).read_text())["fitted_on"] == ""


# --- the benchmark --------------------------------------------------------------------------


def test_the_benchmark_reads_passages_of_the_length_it_names(reader):
    """As many as asked for, each of exactly so many word pieces, gone round where text is short."""
    hits = cut(reader, "abc def ghi. " * 9, tokens=20, count=12)
    assert [len(reader.encoder.tokens(one.passage.text).ids) for one in hits] == [20] * 12
    round_length = len({one.passage for one in hits})
    assert hits[round_length:] == hits[: 12 - round_length]


def test_the_benchmarks_ratio_is_a_share_of_the_bare_rate():
    """Read in 100 ms what the session alone takes 85 ms for."""
    assert Latency(passages=8, tokens=160, repeats=1, read_ms=100, bare_ms=85).ratio == 0.85


# --- back to a checkpoint -------------------------------------------------------------------


def test_a_restored_reader_is_the_checkpoint_to_eight_bits(checkpoint, tmp_path):
    """No weight is further off than a step of 127 over its matrix's greatest."""
    trained = Path(shutil.copytree(checkpoint, tmp_path / "trained"))
    torch.manual_seed(2)
    varied = {
        name: weights + torch.randn(weights.shape) / 10
        for name, weights in load_file(trained / "model.safetensors").items()
    }
    save_file(varied, trained / "model.safetensors", metadata={"format": "pt"})
    folder = tmp_path / "exported"
    export(trained, folder)
    restore(folder, tmp_path / "back")

    mine, theirs = (load_file(one / "model.safetensors") for one in (tmp_path / "back", trained))
    assert set(mine) == set(theirs)
    for name, weights in theirs.items():
        assert (mine[name] - weights).abs().max() <= weights.abs().max() / 127
    config = BertConfig.from_pretrained(tmp_path / "back")
    assert (config.num_hidden_layers, config.num_attention_heads) == (2, 2)
    export(tmp_path / "back", tmp_path / "again")
    question, passage = "What is the cat on?", hit("the cat is on the mat")
    (first, *_), (again, *_) = (
        ExtractiveReader(one).read(question, [passage]) for one in (folder, tmp_path / "again")
    )
    assert (again.answer, again.belief) == (first.answer, pytest.approx(first.belief, abs=0.1))


def test_what_is_no_trained_int8_reader_is_not_restored(checkpoint, folder, tmp_path):
    """In random weights the biases are all zero, and the export keeps equal ones once."""
    export(checkpoint, tmp_path / "plain", int8=False)

    for reader in (tmp_path / "plain", folder):
        with pytest.raises(ReaderError, match="no int8 BERT reader"):
            restore(reader, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_restoring_overwrites_nothing(folder, tmp_path):
    with pytest.raises(ValueError, match="exists already"):
        restore(folder, tmp_path)
