"""The dialogues under data/dialogues: fictional articles, and answers composed from them.

A file of dialogues is read line by line: "? " asks; "= " is a completion that is accepted (several
lines: each is); "> " says where the answer stands, as `article | words of the sentence | answering
words [| more]`, or "-" for a declined one. A blank line ends a dialogue, "#" begins a comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index import Article, Hit, Passage, article_sentences, parse_article
from rag import Answer, Evidence
from rag.compose import Request, compose
from rag.quote import quote_span

FOLDER = Path(__file__).parent / "data" / "dialogues"
_SURE = 0.9
_MARKS = re.compile(r"[?.!”“\"]")


@dataclass(frozen=True)
class Said:
    """One turn: what is asked, the completions that are accepted, and where the answer stands."""

    asked: str
    accepted: tuple[str, ...]
    place: str

    @property
    def understood(self) -> str:
        """The question as it should have been understood."""
        return self.accepted[0] if self.accepted else self.asked

    def accepts(self, completed: str) -> bool:
        """Whether a completion is one of those accepted, but for marks and capitals."""
        return _plain(completed) in {_plain(text) for text in self.accepted}


def _plain(text: str) -> str:
    return _MARKS.sub("", text).replace("’", "'").strip().casefold()


def read_articles() -> dict[str, Article]:
    """Return the fictional articles by their names."""
    files = sorted(FOLDER.glob("*_*.txt"))
    return {file.stem: parse_article(file.read_text(encoding="utf-8"), file.stem) for file in files}


def read_dialogues(file: str) -> list[list[Said]]:
    """Return the dialogues of a file, each a list of turns."""
    text = (FOLDER / file).read_text(encoding="utf-8")
    return [turns for block in text.split("\n\n") if (turns := list(_turns(block)))]


def _turns(block: str) -> Iterator[Said]:
    asked, accepted = "", []
    for line in block.splitlines():
        mark, _, text = line.partition(" ")
        if mark == "?":
            asked, accepted = text, []
        elif mark == "=":
            accepted.append(text)
        elif mark == ">":
            yield Said(asked, tuple(accepted), text)


def evidence_at(place: str, articles: dict[str, Article]) -> list[Evidence]:
    """Return what a place points at, quoted as the assistant quotes it; nothing for "-"."""
    if place == "-":
        return []
    name, words, *answers = (part.strip() for part in place.split("|"))
    article = articles[name]
    at = article.text.index(words)
    sentences = [span for span in article_sentences(article) if span[0] <= at < span[1]]
    # The line that names a publisher is no sentence.
    start, end = sentences[0] if sentences else (at, article.text.index("\n", at))
    found = []
    for words in answers:
        first = article.text.index(words, start, end)
        answer = (first, first + len(words))
        quote = quote_span(article, answer) if sentences else (start, end)
        found.append(
            Evidence(
                Passage(name, start, end, article.text[start:end]), answer, quote, _SURE, _SURE
            )
        )
    return found


def answer_to(turn: Said, articles: dict[str, Article]) -> Answer:
    """Compose the turn's answer from its evidence."""
    evidence = evidence_at(turn.place, articles)
    return compose(
        Request(turn.asked, turn.understood, [Hit(one.passage, 1.0) for one in evidence]),
        evidence,
        articles,
        confidence=_SURE if evidence else 0.0,
    )
