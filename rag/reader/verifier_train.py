"""`python -m rag.reader.verifier_train`: trains the verifier of a reader.

Listwise: of the answers of a line-up and "none of these" (log-odds 0) the right ones share the
likelihood (Clark and Gardner 2018, "Simple and effective multi-paragraph reading comprehension",
where passages compete so).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated, cast

import torch
import typer
from rich.console import Console
from rich.progress import track
from transformers import BertForTokenClassification
from transformers.models.bert.modeling_bert import BertLayer

from index import QuothError
from rag.reader.marked import MarkedEncoder
from rag.reader.pairs import load_tokenizer
from rag.reader.training.encoder import device, freeze, hush_transformers
from rag.reader.training.lineup import Lineup, read_lineups
from rag.reader.training.loop import rate_factor

# The reader's lowest layers and its word embeddings serve the verifier, too: they are frozen, run
# once over all line-ups, and stored once for both networks.
SHARED_LAYERS = 3
_LINEUPS = 16  # in a batch
_BUCKETS = 8  # batches among which line-ups of one length are put together
_WARM_UP = 0.05
_WEIGHT_DECAY = 0.01
_AVERAGE = 0.998  # decay per step of the weight average, which is what is kept
_CLIP = 1.0
_MASKED = torch.finfo(torch.float32).min


@dataclass(frozen=True, slots=True)
class Seen:
    """A line-up as the frozen layers left it: of each answer the states (t, d), and its label."""

    states: tuple[torch.Tensor, ...]
    right: torch.Tensor

    @property
    def length(self) -> int:
        """The tokens of its longest answer."""
        return max(len(one) for one in self.states)


class VerifierTrainer:
    """Trains the upper layers of a verifier on line-ups that the lower ones have read."""

    def __init__(
        self, model: BertForTokenClassification, *, learning_rate: float, seed: int
    ) -> None:
        """Train `model`, a BERT with one logit a token of which the first one's counts."""
        self._model = model
        self._rate = learning_rate
        self._random = Random(seed)  # noqa: S311 - repeatable, not secret
        self._learned: list[torch.Tensor] = [one for one in model.parameters() if one.requires_grad]
        self._average = [one.detach().clone() for one in self._learned]
        self._optimizer = torch.optim.AdamW(
            self._learned, lr=learning_rate, weight_decay=_WEIGHT_DECAY, fused=True
        )
        self.steps = 0

    def train(self, seen: Sequence[Seen], epochs: float, budget: float, console: Console) -> None:
        """Train until the epochs or `budget` seconds end; then the averaged weights are kept."""
        began, losses = time.monotonic(), 0.0
        whole = max(1, int(epochs * len(seen) / _LINEUPS))
        for at, batch in enumerate(self._batches(seen, whole)):
            done = max(at / whole, (time.monotonic() - began) / budget)
            if done >= 1.0:
                break
            for group in self._optimizer.param_groups:
                group["lr"] = self._rate * rate_factor(done, _WARM_UP)
            loss = self._step(batch)
            losses = loss if not at else 0.98 * losses + 0.02 * loss
            if at % 50 == 0:
                left = (time.monotonic() - began) * (1 / done - 1) if done else budget
                console.print(
                    f"step {at}, loss {losses:.3f}, {done:.1%} done, {left / 60:.0f} min left",
                    highlight=False,
                )
        with torch.no_grad():
            for held, learned in zip(self._average, self._learned, strict=True):
                learned.copy_(held)

    def _batches(self, seen: Sequence[Seen], count: int) -> Iterator[list[Seen]]:
        made = 0
        while made < count:
            order = list(seen)
            self._random.shuffle(order)
            batches: list[list[Seen]] = []
            for low in range(0, len(order), _LINEUPS * _BUCKETS):
                part = sorted(order[low : low + _LINEUPS * _BUCKETS], key=lambda one: one.length)
                batches += [part[at : at + _LINEUPS] for at in range(0, len(part), _LINEUPS)]
            self._random.shuffle(batches)
            yield from batches
            made += len(batches)

    def _step(self, batch: Sequence[Seen]) -> float:
        logits = upper_logits(self._model, [one for seen in batch for one in seen.states])
        parts = torch.split(logits, [len(seen.states) for seen in batch])
        loss = torch.stack(
            [lineup_loss(part, seen.right) for part, seen in zip(parts, batch, strict=True)]
        ).mean()
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._learned, _CLIP)
        self._optimizer.step()
        self.steps += 1
        decay = min(_AVERAGE, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            torch._foreach_lerp_(self._average, self._learned, 1 - decay)
        return float(loss.detach())


def lineup_loss(logits: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Minus the log-likelihood that a right answer, or none where none is, is picked; a scalar.

    `logits` (n,) are the answers', "none of these" has 0; `right` (n,) is boolean.
    """
    everything = torch.logsumexp(torch.cat([logits.new_zeros(1), logits]), 0)
    return everything - torch.logsumexp(logits[right], 0) if right.any() else everything


def load_verifier(folder: Path) -> BertForTokenClassification:
    """Load a checkpoint as a verifier; one without its head, a reader's, gets a random one."""
    model: torch.nn.Module = BertForTokenClassification.from_pretrained(
        folder, num_labels=1, attn_implementation="eager", dtype=torch.float32
    )
    return cast("BertForTokenClassification", model.to(device()).eval())


def lower_states(
    model: BertForTokenClassification, inputs: Sequence[tuple[Sequence[int], int]]
) -> list[torch.Tensor]:
    """Return what the shared layers make of encoded answers: (t, d) each, in bfloat16."""
    longest = max(len(ids) for ids, _ in inputs)
    ids, types = (torch.zeros(len(inputs), longest, dtype=torch.long) for _ in range(2))
    for row, (tokens, first) in enumerate(inputs):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        types[row, first : len(tokens)] = 1
    lengths = [len(tokens) for tokens, _ in inputs]
    with torch.inference_mode():
        embedded = model.bert.embeddings(
            input_ids=ids.to(model.device), token_type_ids=types.to(model.device)
        )
        states = _through(model, embedded, lengths, 0, SHARED_LAYERS)
        return [
            one[:length].to(torch.bfloat16).cpu()
            for one, length in zip(states, lengths, strict=True)
        ]


def upper_logits(model: BertForTokenClassification, states: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return the verdicts (n,) of what the shared layers made of n answers."""
    lengths = [len(one) for one in states]
    padded = torch.nn.utils.rnn.pad_sequence([one.float() for one in states], batch_first=True)
    hidden = _through(model, padded.to(model.device), lengths, SHARED_LAYERS, -1)
    top = cast("BertLayer", model.bert.encoder.layer[-1])
    last = _at_first(top, hidden, _mask(hidden, lengths))
    return cast("torch.Tensor", model.classifier(last))[:, 0]


def _at_first(layer: BertLayer, hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Run a layer for the first token alone, which may look at all (n, t, d): (n, d).

    Only that token's state is asked for in the end, so a third of the layers' arithmetic is saved.
    """
    heads = layer.attention.self
    first = hidden[:, :1]
    query, key, value = (
        one.unflatten(-1, (heads.num_attention_heads, -1)).transpose(1, 2)
        for one in (heads.query(first), heads.key(hidden), heads.value(hidden))
    )
    seen = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    attended = layer.attention.output(seen.transpose(1, 2).flatten(2), first)
    made = layer.feed_forward_chunk(attended)  # type: ignore[no-untyped-call]
    return cast("torch.Tensor", made)[:, 0]


def _through(
    model: BertForTokenClassification,
    hidden: torch.Tensor,
    lengths: Sequence[int],
    low: int,
    high: int | None,
) -> torch.Tensor:
    """Run a BERT's layers low to high over padded states (n, t, d)."""
    mask = _mask(hidden, lengths)
    for layer in model.bert.encoder.layer[low:high]:
        hidden = layer(hidden, mask)
    return hidden


def _mask(hidden: torch.Tensor, lengths: Sequence[int]) -> torch.Tensor:
    """Return what is added to the attention of padded states (n, t, d): (n, 1, 1, t)."""
    inside = torch.arange(hidden.shape[1])[None] < torch.tensor(lengths)[:, None]
    return torch.where(inside, 0.0, _MASKED)[:, None, None].to(hidden.device)


def seen_by(
    model: BertForTokenClassification,
    lineups: Sequence[Lineup],
    encoder: MarkedEncoder,
    console: Console,
) -> list[Seen]:
    """Run the shared layers over all line-ups, once; an answer of 100 tokens then takes 77 KB."""
    encoded = [[encoder.encode(one.question, marked) for marked in one.answers] for one in lineups]
    states = _room(encoded, int(model.config.hidden_size))
    order = sorted(range(len(lineups)), key=lambda at: max(len(ids) for ids, _ in encoded[at]))
    lows = range(0, len(order), _LINEUPS)
    for low in track(lows, "Shared layers", console=console, disable=not console.is_terminal):
        part = order[low : low + _LINEUPS]
        made = lower_states(model, [one for at in part for one in encoded[at]])
        kept = [one for at in part for one in states[at]]
        for one, state in zip(kept, made, strict=True):
            one.copy_(state)
    return [
        Seen(tuple(own), torch.tensor(one.right)) for own, one in zip(states, lineups, strict=True)
    ]


def _room(
    encoded: Sequence[Sequence[tuple[Sequence[int], int]]], width: int
) -> list[list[torch.Tensor]]:
    """Return a place for each answer's states (t, width): views of one block of memory.

    Kept one by one among the layers' passing buffers they take up twice as much of it.
    """
    lengths = [len(ids) for answers in encoded for ids, _ in answers]
    block = torch.empty(sum(lengths), width, dtype=torch.bfloat16)
    places = iter(torch.split(block, lengths))
    return [[next(places) for _ in answers] for answers in encoded]


def _refuse_target(out: Path) -> None:
    if out.exists():
        message = f"{out}: exists already; name a new folder"
        raise ValueError(message)
    if not out.resolve().parent.is_dir():
        message = f"{out}: the folder {out.resolve().parent} does not exist; make it first"
        raise ValueError(message)


def _save(model: BertForTokenClassification, base: Path, out: Path) -> None:
    """Write the checkpoint beside `out`, and move it there when it is whole."""
    fresh = out.resolve().with_name(f".{out.resolve().name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    model.save_pretrained(fresh)
    shutil.copyfile(base / "tokenizer.json", fresh / "tokenizer.json")
    fresh.rename(out)


def main(  # noqa: PLR0913, PLR0917 - one parameter per option
    lineups: Annotated[list[Path], typer.Argument(help="Files of line-ups (`eval.lineups`).")],
    base: Annotated[Path, typer.Option(help="The reader's checkpoint folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the verifier's checkpoint.")],
    minutes: Annotated[float, typer.Option(help="Time to train at most.", min=0.01)] = 60.0,
    epochs: Annotated[float, typer.Option(help="Passes over the line-ups.", min=0.01)] = 3.0,
    learning_rate: Annotated[float, typer.Option(help="Peak rate of AdamW.", min=0.0)] = 1e-4,
    seed: Annotated[int, typer.Option(help="Decides the order and the head's start.")] = 1,
) -> None:
    """Train a verifier on line-ups, from the weights of the reader that found the answers.

    Example: python -m rag.reader.verifier_train lessons.jsonl --base reader --out verifier
    """
    hush_transformers()
    console = Console()
    try:
        _refuse_target(out)
        known = read_lineups(lineups)
        torch.manual_seed(seed)
        model = load_verifier(base)
        freeze(model, SHARED_LAYERS)
        console.print(f"{len(known)} line-ups, {sum(len(one.answers) for one in known)} answers")
        seen = seen_by(model, known, MarkedEncoder(load_tokenizer(base)), console)
        trainer = VerifierTrainer(model, learning_rate=learning_rate, seed=seed)
        trainer.train(seen, epochs, minutes * 60, console)
        _save(model, base, out)
    except (QuothError, OSError, ValueError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error
    console.print(f"{out}: {trainer.steps} steps")


if __name__ == "__main__":
    typer.run(main)
