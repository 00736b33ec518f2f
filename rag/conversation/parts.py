"""A message -> what it tells and each question it asks: "It was sold. Who paid, and when?".

A reader is trained on one question at a time. What is told beside it says what it is about, and no
article has to bear it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index import split_sentences
from rag.conversation.clause import parse
from rag.conversation.contractions import spelt_out
from rag.conversation.request import direct, without_greeting
from rag.conversation.source import LEAD
from rag.conversation.words import Role, split, unmarked
from rag.question import AUXILIARY, WH

# A message with more is a questionnaire or a pasted text; it is asked as one.
MOST_QUESTIONS = 4
# Characters; what is told just before the question is told for its sake.
TOLD = 300
_PREPOSITION = (
    r"(?:about|against|as|at|by|during|for|from|in|into|of|on|since|through|to|under|until|with)"
)
_ASKING = rf"(?:{_PREPOSITION} )?{WH}\b"
_QUESTION = re.compile(rf"^(?:{_ASKING}|{AUXILIARY}\b)", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:\b[A-Za-z]\.)+$")
# As in "We write about the strike: when did it begin?" and "What about Ada, has she found work?".
_INTRODUCED = re.compile(
    rf"^(?:(?P<told>[^:?]+)(?::| [–—-])|(?:(?:and|so|but) )?(?:what|how) about (?P<about>[^,?]+),)"
    rf" (?P<asked>(?:{_ASKING}|{AUXILIARY}\b).+)$",
    re.IGNORECASE,
)
# "When, where and by whom was it sold?"
_ADVERB = rf"(?:when|where|why|how|{_PREPOSITION} (?:whom|what|which \w+))"
_OPENINGS = re.compile(
    rf"^(?P<openings>{_ADVERB}(?:, {_ADVERB})*,? and {_ADVERB}) (?P<rest>{AUXILIARY}\b.+)$",
    re.IGNORECASE,
)
_AND = re.compile(
    rf"(?:,? (?:and|but)(?: also)?(?:,? if so)?,?|,(?: if so,?)?) (?={_ASKING}"
    rf"|{AUXILIARY} (?:he|she|it|they|the|there|an?|his|her|its|their|(?-i:[A-Z])))",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_QUOTES = re.compile(r"[\"“”«»]")
# What a person says of where they have it from is not what it is about.
_HEARSAY = re.compile(
    r"^(?:i|we|my [\w-]+|a [\w-]+|somebody|someone|people|they|he|she)\b(?:[’'](?:m|re|ve|s))?"
    r"(?: (?:just|once|have|am|are|was|were|also|only|now|always))*"
    r" (?:read|reading|heard|hear|saw|see|seen|know|says?|said|told (?:me|us)|thinks?|thought"
    r"|writing|write|working|believes?|insists?|remembers?|noticed|talking|asking|looking|interested)"
    r"(?: (?:that|about|on|of|at|in|into|somewhere))*,? ",
    re.IGNORECASE,
)
# A question of so many words has nothing for the next to lean on: "Who sold and who bought it?".
_FEW = 2
# "Who bought it and for how much": an opening without a verb leans on the question before.
_BARE_OPENING = 4


@dataclass(frozen=True, slots=True)
class Message:
    """What a person wrote: `told` beside the `questions`, which are at least one."""

    told: str
    questions: tuple[str, ...]

    @property
    def topic(self) -> str:
        """What is told, without "I read that"; empty where no word is left."""
        topic = unmarked(_HEARSAY.sub("", self.told))
        return topic if _WORD.search(topic) else ""


def read_message(text: str) -> Message:
    """Return what a message tells and asks; one that asks for one thing is left as it is."""
    text = without_greeting(text)
    told, asked = _told_and_asked(text)
    questions = tuple(part for one in asked for part in _coordinated(direct(one)))
    if not questions or len(questions) > MOST_QUESTIONS:
        return Message("", (direct(text),))
    return Message(told[-TOLD:], questions)


def _told_and_asked(text: str) -> tuple[str, list[str]]:
    told, asked = [], []
    for sentence in _sentences(text):
        introduced = _INTRODUCED.match(sentence)
        about = introduced and (introduced["about"] or introduced["told"])
        if introduced and about and not _is_question(about):
            told.append(about)
            asked.append(introduced["asked"])
        elif _is_question(sentence) and not _names_topic(sentence):
            asked.append(sentence)
        elif _WORD.search(sentence):
            told.append(sentence)
    return " ".join(told), asked


def _sentences(text: str) -> Iterator[str]:
    """Yield sentences; a point that may belong to a word ends none, nor does one in a quotation."""
    kept = ""
    for start, end in split_sentences(text, 0, len(text)):
        kept = f"{kept} {text[start:end]}".strip()
        whole = len(_QUOTES.findall(kept)) % 2 == 0
        if whole and (kept.endswith("?") or not (_ABBREVIATED.search(kept) or _is_question(kept))):
            yield kept
            kept = ""
    if kept:
        yield kept


def _is_question(sentence: str) -> bool:
    return sentence.endswith("?") or _QUESTION.match(LEAD.sub("", direct(sentence))) is not None


def _names_topic(sentence: str) -> bool:
    """Tell "The cook?", before what is asked of him, from a question."""
    words = split(sentence)
    return (
        0 < len(words) <= _BARE_OPENING
        and words[0].role in {Role.DETERMINER, Role.NAME}
        and all(word.role in {Role.DETERMINER, Role.NAME, Role.OPEN} for word in words)
    )


def _coordinated(question: str) -> list[str]:
    """Return the questions that are joined by "and" in one."""
    bare = unmarked(question)
    if opened := _OPENINGS.match(bare):
        openings = re.split(r",? and |, ", opened["openings"])
        return [_as_question(f"{opening} {opened['rest']}") for opening in openings]
    parts: list[str] = []
    start = 0
    for found in _AND.finditer(bare):
        before, after = bare[start : found.start()], bare[found.end() :]
        upto = _AND.search(after)
        if _stands_alone(before) and _asks(after[: upto.start()] if upto else after):
            parts.append(before)
            start = found.end()
    if not parts:
        return [question]
    return [_as_question(part) for part in (*parts, bare[start:])]


def _stands_alone(question: str) -> bool:
    """Say whether a direct question ends here: one that has no other within."""
    question = spelt_out(LEAD.sub("", question))
    words = split(question)
    asking = [word for word in words if word.role is Role.WH]
    return (
        len(words) > _FEW
        and _QUESTION.match(question) is not None
        and len(asking) <= (0 if words[0].role is Role.AUXILIARY else 1)
        and _asks(question)
    )


def _asks(question: str) -> bool:
    """Say whether this asks outright: "where was he", "for how much", and not "who he is"."""
    question = spelt_out(question)
    words = split(question)
    if words[0].role is Role.AUXILIARY:
        return True
    clause = parse(question)
    if clause is None or not (clause.auxiliary or clause.rest):
        return len(words) <= _BARE_OPENING and not any(
            word.role in {Role.PRONOUN, Role.AUXILIARY} for word in words
        )
    return bool(clause.auxiliary) or (clause.about_argument and not clause.subject)


def _as_question(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}?"
