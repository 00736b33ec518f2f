"""Unanswerable pairs: a question with passages that look right and hold none of its answers.

Candidates are the passages of the same file that BM25 or the embedder ranks highest for the
question, and the highest of its own article. A question without a distinctive word ("What is the
product?") is not posed elsewhere: almost any passage would answer it.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
import tantivy

from rag.reader.training.alterations import Embed, Vectors
from rag.reader.training.squad import Example, normalise
from rag.reader.training.values import fold, sentences

_PER_RANKER = 4  # candidates kept from each ranking: further down they are easy
_READ = 40  # ranks looked through for them: near ranks often hold the answer
_DISTINCTIVE = 0.01  # a word in at most this share of a file's passages says what is asked about
_LEAST_LEFT = 200  # characters of a passage without its answer that still say something
_FALL = 0.75  # each next candidate is drawn this much less often than the one before


@dataclass(frozen=True, slots=True)
class Passages:
    """The distinct passages of one file, their articles and their unit vectors (n, d)."""

    texts: list[str]
    titles: list[str]
    vectors: Vectors


def hard_passages(examples: Sequence[Example], embed: Embed) -> dict[str, tuple[str, ...]]:
    """By example id: passages that do not answer it, hardest first.

    An example without an answer, a distinctive word or a candidate is not among the keys.
    """
    found: dict[str, tuple[str, ...]] = {}
    for source in sorted({example.source for example in examples}):
        mine = [example for example in examples if example.source == source]
        found.update(_of_file(mine, embed))
    return found


def _of_file(examples: list[Example], embed: Embed) -> dict[str, tuple[str, ...]]:
    titles = {example.context: example.title for example in examples}
    passages = Passages(list(titles), list(titles.values()), embed(list(titles)))
    folded = [fold(text) for text in passages.texts]
    counts = Counter(word for text in folded for word in set(text.split()))
    most = max(1, math.floor(_DISTINCTIVE * len(folded)))
    asked = [one for one in examples if one.answers and _distinctive(one, counts, most)]
    if not asked:
        return {}
    texts = _answers(examples)
    lexical = _Lexical(passages.texts)
    cosines = embed([example.question for example in asked]) @ passages.vectors.T
    found: dict[str, tuple[str, ...]] = {}
    for example, row in zip(asked, cosines, strict=True):
        rankings = lexical.rank(example.question), np.argsort(-row, kind="stable").tolist()
        answers = texts[example.title, example.question]
        candidates = _candidates(example, answers, passages, folded, rankings)
        if candidates:
            found[example.id] = candidates
    return found


def _distinctive(example: Example, counts: Counter[str], most: int) -> bool:
    return any(0 < counts[word] <= most for word in fold(example.question).split())


def _answers(examples: Sequence[Example]) -> dict[tuple[str, str], set[str]]:
    """Return all answers by article and question: another passage may tell it otherwise."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for example in examples:
        found[example.title, example.question].update(example.texts)
    return found


def _candidates(
    example: Example,
    texts: set[str],
    passages: Passages,
    folded: Sequence[str],
    rankings: tuple[list[int], list[int]],
) -> tuple[str, ...]:
    answers = {f" {normalise(text)} " for text in texts} | {fold(text) for text in texts}

    def wrong(at: int) -> bool:
        return passages.texts[at] != example.context and not any(
            answer in folded[at] for answer in answers if answer.strip()
        )

    lexical, dense = rankings
    article = [at for at in dense if passages.titles[at] == example.title]
    kept = [
        [at for at in ranking[:_READ] if wrong(at)][:_PER_RANKER]
        for ranking in (lexical, dense, article)
    ]
    alternating = [
        ranking[rank] for rank in range(_PER_RANKER) for ranking in kept if rank < len(ranking)
    ]
    return tuple(passages.texts[at] for at in dict.fromkeys(alternating))


class _Lexical:
    """BM25 over a file's passages, in memory."""

    def __init__(self, texts: Sequence[str]) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", tokenizer_name="en_stem")
        schema.add_unsigned_field("at", stored=True)
        self._index = tantivy.Index(schema.build())
        writer = self._index.writer(num_threads=1)
        for at, text in enumerate(texts):
            writer.add_document(tantivy.Document(text=text, at=at))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def rank(self, question: str) -> list[int]:
        """Passage numbers, best first, at most `_READ`; ties by number."""
        words = fold(question).strip()
        if not words:
            return []
        # Folded words hold no mark and no capital, so none of them is read as query syntax.
        query = self._index.parse_query(words, ["text"])
        hits = self._searcher.search(query, _READ).hits
        numbered = [(-score, int(self._searcher.doc(place)["at"][0])) for score, place in hits]
        return [at for _, at in sorted(numbered)]


def bereft(example: Example) -> Example | None:
    """Pose the question to what its own passage says beside the answer; None if that is little.

    The hardest kind for a person too: the subject, the people and the words stay, and the sentences
    with the annotated answers are gone, nor is the wording of any of them left elsewhere.
    """
    rest = "".join(
        example.context[start:end]
        for start, end in sentences(example.context)
        if not any(span.start < end and span.end > start for span in example.answers)
    ).strip()
    said = fold(rest)
    if len(rest) < _LEAST_LEFT or any(fold(text) in said for text in example.texts):
        return None
    return replace(example, id=f"{example.id}#bereft", context=rest, answers=())


def drawn(example: Example, candidates: Sequence[str], random: Random) -> Example:
    """Pose the question to one of its candidates, the harder the likelier, without answers."""
    weights = [_FALL**rank for rank in range(len(candidates))]
    context = random.choices(candidates, weights)[0]
    return replace(example, id=f"{example.id}#passage", context=context, answers=())
