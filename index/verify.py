"""Proving anew all that an index promises, and mending what can be made from the rest of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from index.build import Progress, make_entries, recipe_for
from index.embedder import Embedder
from index.errors import StoreError, StoreIncompatible
from index.store import FolderStore, schema
from index.store.connection import DATABASE, as_store_errors, connect, made_with
from index.store.dense import search_dense
from index.store.derived import load_derived
from index.store.lexical import lexical_in_memory, search_lexical
from index.store.passages import iterate_texts, select_passages, select_places, select_vectors
from index.store.pool import transaction
from index.store.proofs import (
    Problem,
    Remedy,
    prove_article,
    prove_database,
    prove_segment,
    prove_vectors,
)
from index.store.segments import EVERYTHING, loose_runs, select_segments

# Searches that are compared with a slow and obvious one, and how deep.
_SAMPLED = 25
_DEPTH = 10
# Sums of float32 products, added up in another order.
_SCORE_TOLERANCE = 1e-5
# A writer would have to commit this often while one proof is under way.
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Verification:
    """What was proved of one generation, and what does not hold."""

    generation: int
    articles: int
    passages: int
    problems: tuple[Problem, ...]

    @property
    def repairable(self) -> bool:
        """Whether there is anything that `repair` can mend."""
        return any(problem.repairable for problem in self.problems)


def verify(path: Path, *, progress: Progress | None = None) -> Verification:
    """Prove every stored invariant of the index in `path`; nothing is written.

    `progress(done, total)` counts articles and segments. Raises StoreMissing, StoreIncompatible,
    or StoreDamaged when the database cannot even be read.
    """
    with closing(FolderStore.open_as_made(path)) as store:
        for _ in range(_ATTEMPTS):
            report = _verify(path, progress)
            # Files that a writer has just replaced are not missing.
            if not report.problems or store.generation == report.generation:
                return report
    message = f"{path}: is being rewritten all the time; verify it when that is done"
    raise StoreError(message)


def repair(
    path: Path,
    report: Verification,
    embedder: Callable[[], Embedder],
    *,
    progress: Progress | None = None,
) -> None:
    """Mend what a report says can be mended, in one commit; the model is loaded only when needed.

    Raises StoreError, and StoreIncompatible when vectors are needed that another model made.
    """
    with closing(FolderStore.open_as_made(path)) as store:
        damaged = _subjects(report.problems, Remedy.RECUT)
        articles = [store.article(article_id) for article_id in damaged]
        entries = []
        if articles:
            model = embedder()
            if recipe_for(model) != store.recipe:
                message = (
                    f"{path}: was made with {store.recipe}, and the settings say "
                    f"{recipe_for(model)}; `quoth rebuild` makes it anew from its own articles"
                )
                raise StoreIncompatible(message)
            entries = make_entries(articles, model, progress=progress)
        store.repair(_subjects(report.problems, Remedy.REWRITE), entries)


def _subjects(problems: Sequence[Problem], remedy: Remedy) -> list[str]:
    return sorted({problem.subject for problem in problems if problem.remedy is remedy})


def _verify(path: Path, progress: Progress | None) -> Verification:
    with (
        as_store_errors(path),
        closing(connect(path / DATABASE)) as connection,
        transaction(connection, "DEFERRED"),
    ):
        problems = tuple(_problems(connection, path, progress or _say_nothing))
        return Verification(
            schema.read_generation(connection),
            schema.count(connection, "articles"),
            schema.count(connection, "passages"),
            problems,
        )


def _problems(connection: sqlite3.Connection, path: Path, progress: Progress) -> list[Problem]:
    """Return what is wrong, the deeper before what stands on it."""
    dimension = made_with(connection, path).dimension
    ids, segments = schema.select_ids(connection), select_segments(connection)
    total = len(ids) + len(segments)
    found = list(prove_database(connection))
    for done, article_id in enumerate(ids):
        progress(done, total)
        found += prove_article(connection, article_id)
    for run in loose_runs(connection, segments):
        what = f"the passages {run.first}-{run.last} are in no segment"
        found.append(Problem(what, Remedy.REWRITE))
        found += prove_vectors(connection, run, dimension)
    for done, segment in enumerate(segments, start=len(ids)):
        progress(done, total)
        found += prove_vectors(connection, segment.run, dimension)
        found += prove_segment(connection, path, segment, dimension)
    progress(total, total)
    return found or list(_prove_searches(connection, path, dimension))


def _prove_searches(
    connection: sqlite3.Connection, path: Path, dimension: int
) -> Iterator[Problem]:
    """Compare sampled searches with every vector's inner product, and with one index of all."""
    derived = load_derived(connection, path, dimension, None, lambda _: True)
    numbers, vectors = select_vectors(connection, EVERYTHING, dimension)
    at = {number: row for row, number in enumerate(numbers.tolist())}
    whole = lexical_in_memory(iterate_texts(connection, EVERYTHING))
    places = partial(select_places, connection)
    for number in numbers[:: max(1, len(numbers) // _SAMPLED)].tolist():
        scores = vectors @ vectors[at[number]]
        found = search_dense(derived.dense, vectors[at[number]], _DEPTH, places)
        told = np.array([score for _, score in found])
        true = scores[[at[hit] for hit, _ in found]]
        best = np.sort(scores)[::-1][: len(found)]
        if np.abs(np.stack([true, best]) - told).max() > _SCORE_TOLERANCE:
            yield Problem(f"a search by the vector of passage {number} misses", Remedy.RESTORE)
        text = select_passages(connection, [number])[number].text
        found, expected = (
            search_lexical(one, text, _DEPTH, places) for one in (derived.lexical, whole)
        )
        if found != expected:
            yield Problem(f"a search by the words of passage {number} misses", Remedy.RESTORE)


def _say_nothing(_done: int, _total: int) -> None:
    pass
