"""Another system as a process in its own environment, asked question by question."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from eval.baselines.exchange import Found, Ranked, Reply, Task
from index import QuothError

# The folder that holds the package `eval`, whatever folder the command was given in.
_ROOT = Path(__file__).parent.parent.parent
SYSTEMS = {
    "haystack": "eval.baselines.haystack_pipeline",
    "txtai": "eval.baselines.txtai_extractor",
}


class BaselineError(QuothError):
    """Another system that cannot be run; the message says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class System:
    """A running system; `about` is what it says of itself."""

    name: str
    about: dict[str, str]
    process: subprocess.Popen[str]
    log: IO[str]

    def ask(self, question: str) -> Reply:
        """Return its reply. Raises BaselineError when it has died."""
        said = json.loads(_exchange(self.name, self.process, self.log, question))
        return Reply(
            ranking=[Ranked(**one) for one in said["ranking"]],
            found=[Found(**one) for one in said["found"]],
            error=said["error"],
            milliseconds=said["milliseconds"],
        )


@contextmanager
def running(name: str, python: Path, task: Task) -> Iterator[System]:
    """Start a system, hand it the task, and end it afterwards. Raises BaselineError."""
    if not python.is_file():
        message = f"{python}: there is no such Python; make it with `make baselines`"
        raise BaselineError(message)
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as log,
        subprocess.Popen(  # noqa: S603 - the Python that the person names, and our own module
            [str(python), "-m", SYSTEMS[name]],
            cwd=_ROOT,
            env=_environment(task),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            encoding="utf-8",
        ) as process,
    ):
        try:
            about = json.loads(_exchange(name, process, log, asdict(task)))
            yield System(name, about, process, log)
        finally:
            process.terminate()


def _environment(task: Task) -> dict[str, str]:
    """Return an environment without telemetry; without the hub too where a reader is given."""
    plain = {**os.environ, "HAYSTACK_TELEMETRY_ENABLED": "False", "PYTHONPATH": str(_ROOT)}
    return plain | ({"HF_HUB_OFFLINE": "1"} if task.checkpoint else {})


def _exchange(name: str, process: subprocess.Popen[str], log: IO[str], message: object) -> str:
    if process.stdin is None or process.stdout is None:  # both were asked for
        raise AssertionError
    try:
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
    except BrokenPipeError:
        line = ""
    if line:
        return line
    process.wait()
    log.seek(0)
    last = next((one.strip() for one in reversed(log.readlines()) if one.strip()), "no message")
    message = (
        f"{name} ended (status {process.returncode}): {last}. Make its environment anew with "
        "`make baselines`; without --checkpoint its default reader has to be in the local cache"
    )
    raise BaselineError(message)
