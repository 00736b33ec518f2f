"""`quoth chat`: questions typed one after the other, with the conversation so far as context."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol, TextIO

from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from index import Article, QuothError
from rag import Answer, Citation
from ui.headings import Headings, headings_of
from ui.markdown import export
from ui.marking import overlap, pieces
from ui.questions import askable
from ui.terminal.answer import print_answer
from ui.terminal.text import styled, visible
from ui.wording import restated, source_line

try:
    import readline  # gives `input` arrow keys, and a line to begin with; Windows has none
except ImportError:
    readline = None  # type: ignore[assignment]

PROMPT = "\nquestion> "
NOT_MEANT = "Not what you meant? /edit puts it on the line, to change it and ask again."
HELP = (
    "/1, /2, …  show source 1, 2, … of the last answer, with the cited words marked\n"
    "/edit      change the last question as it was understood, and ask that\n"
    "/save FILE save the conversation as Markdown\n"
    "/new       forget the conversation and start again\n"
    "/help      show this\n"
    "/quit      leave (so does Ctrl-D)"
)


class Answering(Protocol):
    """What the chat needs of the assistant."""

    def ask(self, question: str, history: Sequence[Answer] = ()) -> Answer:
        """Answer a question; earlier answers, oldest first, say what it refers to."""

    def article(self, article_id: str) -> Article:
        """Return an article whole."""


class Chat:
    """A conversation on a terminal. Errors are said in one line and end nothing."""

    def __init__(self, assistant: Answering, console: Console) -> None:
        """Start without history."""
        self._assistant = assistant
        self._console = console
        self._answers: list[Answer] = []
        self._begun = ""  # what the next line begins with

    def run(self) -> None:
        """Read questions and commands until /quit or the end of input."""
        self._console.print(styled("Ask a question, or /help.", "dim"))
        while True:
            try:
                line = self._read_line()
            except EOFError:
                self._console.print()
                return
            if line == "/quit":
                return
            if line:
                self._respond(line)

    def answer_lines(self, questions: Iterable[str], output: TextIO) -> None:
        """Answer one question a line with one JSON object a line; an error is an object too."""
        for question in questions:
            if not question.strip():
                continue
            try:
                answer = self._ask(question.strip())
            except QuothError as error:
                line: object = {"question": question.strip(), "error": str(error)}
            else:
                line = answer.to_dict()
            output.write(json.dumps(line) + "\n")
            output.flush()

    def _read_line(self) -> str:
        """Read a line; after /edit it begins with the question that is to be changed."""
        begun, self._begun = self._begun, ""
        if not begun or readline is None:
            return input(PROMPT).strip()
        readline.set_startup_hook(lambda: readline.insert_text(begun))
        try:
            return input(PROMPT).strip()
        finally:
            readline.set_startup_hook()

    def _respond(self, line: str) -> None:
        try:
            if line.startswith("/"):
                self._obey(line)
            else:
                answer = self._ask(line)
                print_answer(self._console, answer, self._headings(answer))
                if restated(answer):
                    self._console.print(styled(NOT_MEANT, "dim"), highlight=False)
        except (QuothError, OSError) as error:
            self._console.print(styled(str(error), "red"), highlight=False)

    def _ask(self, question: str) -> Answer:
        answer = self._assistant.ask(askable(question), tuple(self._answers))
        self._answers.append(answer)
        return answer

    def _headings(self, answer: Answer) -> Headings:
        return headings_of(answer, self._assistant.article)

    def _obey(self, line: str) -> None:
        name, _, argument = line[1:].partition(" ")
        if name == "new":
            self._answers.clear()
            self._console.print(styled("A new conversation.", "dim"))
        elif name == "edit":
            self._edit()
        elif name == "save":
            self._save(argument.strip())
        elif name.isdecimal():
            self._show_source(int(name))
        else:
            self._console.print(styled(HELP, "dim"), highlight=False)

    def _edit(self) -> None:
        if not self._answers:
            self._console.print(styled("There is no question yet to change.", "red"))
            return
        self._begun = self._answers[-1].understood_as
        if readline is None:
            copied = styled(f"Copy and change it: {self._begun}", "dim")
            self._console.print(copied, highlight=False)

    def _save(self, name: str) -> None:
        if not name:
            self._console.print(styled("Say where: /save conversation.md", "red"))
            return
        path = Path(name).expanduser()
        exported = export((answer, self._headings(answer)) for answer in self._answers)
        # "x": a file that is there already is somebody's, and stays.
        with path.open("x", encoding="utf-8") as file:
            file.write(exported)
        self._console.print(styled(f"Saved {path}", "dim"), highlight=False)

    def _show_source(self, number: int) -> None:
        cited = (
            [c for c in self._answers[-1].citations if c.number == number] if self._answers else []
        )
        if not cited:
            self._console.print(styled(f"The last answer has no source {number}.", "red"))
            return
        self._console.print(Rule(visible(source_line(cited[0])), style="dim"))
        self._console.print(_in_context(self._assistant.article(cited[0].article), cited[0]))
        self._console.print(styled(cited[0].locator, "dim"), highlight=False)


def _in_context(article: Article, citation: Citation) -> Text:
    """Return the blocks that a citation touches, with the cited place marked."""
    cited = (citation.start, citation.end)
    touched = [block for block in article.blocks if overlap((block.start, block.end), cited)]
    start = min((block.start for block in touched), default=citation.start)
    end = max((block.end for block in touched), default=citation.end)
    place = (citation.start - start, citation.end - start)
    cut = pieces(article.text[start:end], [place])
    return Text.assemble(*((visible(p.text), "reverse" if p.marked else "") for p in cut))
