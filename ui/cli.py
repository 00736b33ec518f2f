"""The command `quoth`.

Exit statuses: 0 done or answered, 1 an error, 2 a question or an option that cannot be used, 3
the articles do not say. What was asked for goes to stdout; progress and errors go to stderr.
"""

from __future__ import annotations

import io
import os
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from rag.settings import read_settings
from ui.adding import add, remove
from ui.headings import headings_of
from ui.hits import hits_as_dicts
from ui.logs import log_as_json
from ui.opening import open_assistant, open_store, rebuild_index
from ui.plugins import Commands
from ui.questions import askable
from ui.serving import serve
from ui.terminal.answer import print_answer, print_hits
from ui.terminal.chat import Chat
from ui.terminal.facts import facts_of, print_articles, print_facts, shelf_of
from ui.terminal.text import as_json
from ui.verifying import verify

DECLINED_STATUS = 3
STANDARD_INPUT = "-"
# As many as fit on a screen.
HITS_SHOWN = 5
MOST_HITS = 100

app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Question = Annotated[str, typer.Argument(help="In quotes; `-` reads it from standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for a program to read.")]


def _show_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it with a positional)
    if wanted:
        typer.echo(f"quoth {version('quoth')}")
        raise typer.Exit


@app.callback()
def quoth(
    *,
    index: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The index folder; otherwise `QUOTH_INDEX`."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The embedding model; otherwise `QUOTH_MODEL`."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Log stages and timings to stderr, as JSON.")
    ] = False,
    log_questions: Annotated[
        bool, typer.Option("--log-questions", help="Log what is asked, too; nothing else does.")
    ] = False,
    version_: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Ask a set of articles; be answered in the articles' own words, each with its source.

    Works without a network. The five articles that come with Quoth are indexed on first use.

    **Examples**

    `quoth serve --open`

    `quoth ask "How many prisoners did Belarus release?"`

    `quoth --index ./my-index search "potash" --json`
    """
    del version_
    # A terminal or pipe that cannot show a character shows a question mark instead of failing.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    if verbose or log_questions:
        log_as_json(questions=log_questions)
    # A flag is the environment of this one run: commands that other rooms bring read their settings
    # from there as well, and know nothing of this module.
    for name, value in (("QUOTH_INDEX", index), ("QUOTH_MODEL", model)):
        if value is not None:
            os.environ[name] = str(value)


app.command()(serve)


@app.command()
def ask(question: Question, *, json: AsJson = False) -> None:
    """Ask one question. The exit status is 3 when the articles do not say.

    **Examples**

    `quoth ask "Who negotiated the release?"`

    `quoth ask "What is the capital of France?" || echo "not in the articles"`

    `echo "Who was released?" | quoth ask - --json`
    """
    asked = askable(sys.stdin.read() if question == STANDARD_INPUT else question)
    assistant = open_assistant(read_settings())
    answer = assistant.ask(asked)
    if json:
        _print_json(answer.to_dict())
    else:
        print_answer(Console(), answer, headings_of(answer, assistant.article))
    if not answer.answered:
        raise typer.Exit(DECLINED_STATUS)


@app.command()
def chat(*, json: AsJson = False) -> None:
    """Ask question after question; later ones may refer to earlier ones.

    With `--json`, reads one question a line from standard input and writes one JSON answer a line.

    **Examples**

    `quoth chat`

    `quoth chat --json < questions.txt > answers.jsonl`
    """
    conversation = Chat(open_assistant(read_settings()), Console())
    if json:
        conversation.answer_lines(sys.stdin, sys.stdout)
    else:
        conversation.run()


@app.command()
def search(
    query: Question,
    k: Annotated[
        int, typer.Option("-k", min=1, max=MOST_HITS, help="How many passages.")
    ] = HITS_SHOWN,
    *,
    json: AsJson = False,
) -> None:
    """Find the passages nearest to a question, best first, without answering it.

    **Examples**

    `quoth search "potash sanctions"`

    `quoth search "Who negotiated?" -k 10 --json`
    """
    assistant = open_assistant(read_settings())
    hits = assistant.retriever.retrieve(askable(query), k)
    if json:
        _print_json(hits_as_dicts(hits, assistant.article))
    else:
        print_hits(Console(), hits, assistant.article)


@app.command()
def info(*, json: AsJson = False) -> None:
    """Say what the index holds, how it was made, and which files could not be read.

    **Example:** `quoth info --json`
    """
    settings = read_settings()
    facts = facts_of(open_store(settings), settings)
    if json:
        _print_json(facts)
    else:
        print_facts(Console(), facts)


@app.command(name="list")
def list_(*, json: AsJson = False) -> None:
    """List the articles, with title, publisher and date as far as each text gives them.

    **Example:** `quoth list --json`
    """
    shelf = shelf_of(open_store(read_settings()).articles())
    if json:
        _print_json(shelf)
    else:
        print_articles(Console(), shelf)


app.command()(add)
app.command()(remove)
app.command()(verify)


@app.command(name="rebuild")
def rebuild_() -> None:
    """Make the index anew from its own articles, after a change of model or version.

    **Example:** `quoth --model ./my-model rebuild`
    """
    rebuild_index(read_settings())


def main() -> None:
    """Run the command `quoth`."""
    app(prog_name="quoth")


def _print_json(value: object) -> None:
    typer.echo(as_json(value, encoding=sys.stdout.encoding or "ascii"))
