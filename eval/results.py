"""A run as a file: named by configuration and commit, equal whenever the figures are."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from eval.figures import MEASURES, Figure, by_type, figures_of, latencies, of_split
from eval.outcomes import Milliseconds, Outcome
from eval.questions import Split
from index import GoldError
from rag import Settings

# Raised when the file's meaning changes; another number is refused, not guessed at.
FORMAT = 1
ALL = "all"


@dataclass(frozen=True, slots=True)
class Results:
    """What one run found.

    `figures` are over "all" and, where questions of both were asked, by half ("tune", "report").
    `values` holds each measure by question id, which is what comparing takes; `outcomes` is empty
    in a baseline. `times` are no part of a result, since no two runs take the same.
    """

    format: int
    name: str
    commit: str
    configuration: Mapping[str, str]
    gold: str
    gold_sha256: str
    questions: int
    figures: Mapping[str, tuple[Figure, ...]]
    by_type: tuple[Figure, ...]
    values: Mapping[str, Mapping[str, float]]
    outcomes: tuple[Outcome, ...] = ()
    times: tuple[Figure, ...] = field(default=(), compare=False)

    def without_times(self) -> Results:
        """Return the results as any other run on these articles and settings would find them."""
        timeless = (replace(one, milliseconds=Milliseconds()) for one in self.outcomes)
        return replace(self, outcomes=tuple(timeless), times=())


_ADAPTER = TypeAdapter(Results)


def results_of(
    outcomes: Sequence[Outcome], configuration: Mapping[str, str], gold: Path
) -> Results:
    """Compute every figure of a run. Raises GoldError when the gold file is gone by now."""
    commit = commit_name()
    halves = {half.value: of_split(outcomes, half) for half in Split}
    return Results(
        format=FORMAT,
        name=f"{gold.stem} {' '.join(f'{k}={v}' for k, v in configuration.items())} @ {commit}",
        commit=commit,
        configuration=configuration,
        gold=gold.name,
        gold_sha256=_sha256(gold),
        questions=len(outcomes),
        figures={
            ALL: tuple(figures_of(outcomes)),
            **(
                {half: tuple(figures_of(members)) for half, members in halves.items()}
                if all(halves.values())
                else {}
            ),
        },
        by_type=tuple(by_type(outcomes)),
        values={
            measure.name: {
                one.question.id: value for one in outcomes if (value := measure.of(one)) is not None
            }
            for measure in MEASURES
        },
        outcomes=tuple(outcomes),
        times=tuple(latencies(outcomes)),
    )


def _sha256(file: Path) -> str:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        message = f"{file}: cannot be read any more ({error.strerror}); ask again"
        raise GoldError(message) from error


# The other settings say where things are kept, and who may add to them.
_DECISIVE = {"model", "reader", "top_k", "threshold"}


def configuration_of(settings: Settings) -> dict[str, str]:
    """Return what decides an answer and is set; of a path its name, whosever machine it is."""
    found = settings.model_dump(mode="json", include=_DECISIVE)
    return {
        name: str(value).replace("\\", "/").rsplit("/", 1)[-1]
        for name, value in found.items()
        if value is not None
    }


def commit_name() -> str:
    """Return the commit that the code is at, "+" when it was changed since; else the version."""
    here = Path(__file__).parent
    command = ["git", "-C", str(here), "describe", "--always", "--dirty=+", "--exclude=*"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - constant
    except (OSError, subprocess.CalledProcessError):  # no git, or not a checkout
        return _version()
    return found.stdout.strip()


def _version() -> str:
    try:
        return f"v{version('quoth')}"
    except PackageNotFoundError:
        return "unversioned"


def save_results(results: Results, path: Path) -> None:
    """Write the results whole. Raises GoldError when the disk refuses."""
    write_file(path, _ADAPTER.dump_json(results, indent=1) + b"\n")


def save_baseline(results: Results, path: Path) -> None:
    """Write what comparing takes, small enough to be committed: no outcome, no commit's answers."""
    small = replace(results, outcomes=(), times=())
    write_file(path, _ADAPTER.dump_json(small, indent=1) + b"\n")


def check_writable(path: Path) -> None:
    """Raise GoldError for a file that cannot be written: before the questions, not after them."""
    folder = path.parent
    if path.is_dir():
        message = f"{path}: is a folder; name a file"
    elif not folder.is_dir():
        message = f"{path}: there is no folder {folder}; make it, or name another file"
    elif not os.access(path if path.exists() else folder, os.W_OK):
        message = f"{path}: may not be written; name another file"
    else:
        return
    raise GoldError(message)


def write_file(path: Path, data: bytes) -> None:
    """Write a file that a person asked for. Raises GoldError when the disk refuses."""
    try:
        path.write_bytes(data)
    except OSError as error:
        message = f"{path}: cannot be written ({error.strerror}); name another file"
        raise GoldError(message) from error


def load_results(path: Path) -> Results:
    """Read results or a baseline. Raises GoldError."""
    try:
        results = _ADAPTER.validate_json(path.read_bytes())
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); write one with `quoth eval --json`"
        raise GoldError(message) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        message = f"{path}: {where}: {first['msg']}; write it anew with `quoth eval --json`"
        raise GoldError(message) from error
    if results.format != FORMAT:
        message = f"{path}: is of format {results.format}, not {FORMAT}; write it anew"
        raise GoldError(message)
    return results
