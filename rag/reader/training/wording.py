"""Changes of a question's words that need no values: opposites, negation, roles, topic words."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from rag.reader.training.squad import Example
from rag.reader.training.values import Value, fold

_OPPOSITE_PAIRS = (
    "first last, before after, most least, more fewer, largest smallest, biggest smallest, "
    "highest lowest, higher lower, oldest youngest, longest shortest, best worst, better worse, "
    "earliest latest, early late, northern southern, north south, eastern western, east west, "
    "increase decrease, increased decreased, rise fall, rose fell, won lost, win lose, wins loses, "
    "gain lose, began ended, begin end, begins ends, start end, started ended, male female, "
    "men women, man woman, men women, boys girls, father mother, brother sister, son daughter, "
    "husband wife, king queen, major minor, main secondary, positive negative, "
    "good bad, liked disliked, likes dislikes, love hate, loved hated, loves hates, "
    "easy difficult, easier harder, old new, older newer, large small, larger smaller, big little, "
    "long short, high low, heavy light, hot cold, inside outside, above below, over under, "
    "upper lower, left right, front back, top bottom, buy sell, bought sold, open close, "
    "opened closed, public private, legal illegal, accepted rejected, agree disagree, "
    "allowed forbidden, attack defend, built destroyed, created destroyed, founded dissolved, "
    "entered left, joined left, arrived departed, include exclude, included excluded, "
    "internal external, maximum minimum, modern ancient, national local, increasing decreasing, "
    "past future, possible impossible, present absent, rich poor, strong weak, stronger weaker, "
    "support oppose, supported opposed, supports opposes, urban rural, useful useless, young old, "
    "war peace, advantage disadvantage, advantages disadvantages, cause prevent, caused prevented, "
    "cheaper costlier, faster slower, fast slow, full empty, majority minority, night day, "
    "passed rejected, recommended discouraged, recommend discourage, same opposite, often rarely"
)
_NUMBER_WORDS = (
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    ("second", "third", "fourth", "fifth", "sixth", "seventh"),
    ("first", "second", "third"),
    ("once", "twice"),
)
_NEGATED = {
    "did": "didn't",
    "does": "doesn't",
    "do": "don't",
    "can": "can't",
    "could": "couldn't",
    "will": "won't",
    "would": "wouldn't",
    "should": "shouldn't",
    "has": "hasn't",
    "had": "hadn't",
    "was": "wasn't",
    "were": "weren't",
    "is": "isn't",
    "are": "aren't",
}
_NEGATIVE = re.compile(r"\b(not|never|no|without|except|cannot)\b|n['’]t\b", re.IGNORECASE)
_SUBJECT = re.compile(r"^\s*(who|which \w+) (?=\w+ed\b)", re.IGNORECASE)
# Between two names these make a pair without roles: exchanging them changes nothing.
_SYMMETRIC = re.compile(r"\b(and|or|between|vs|versus|with|than)\b|[,/&]", re.IGNORECASE)


def _opposites() -> dict[str, list[str]]:
    both: dict[str, list[str]] = defaultdict(list)
    for pair in _OPPOSITE_PAIRS.split(","):
        one, other = pair.split()
        both[one].append(other)
        both[other].append(one)
    return dict(both)


_OPPOSITES = _opposites()


def opposite(question: str, random: Random) -> str | None:
    """Turn one word into its opposite; None if the question holds none."""
    found = [word for word in re.finditer(r"\w+", question) if word.group() in _OPPOSITES]
    if not found:
        return None
    old = random.choice(found)
    new = random.choice(_OPPOSITES[old.group()])
    return question[: old.start()] + new + question[old.end() :]


def other_number_word(question: str, random: Random) -> str | None:
    """Change a spelled number or ordinal; None if the question holds none."""
    for row in random.sample(_NUMBER_WORDS, len(_NUMBER_WORDS)):
        found = re.search(rf"\b({'|'.join(row)})\b", question)
        if found:
            new = random.choice([word for word in row if word != found.group()])
            return question[: found.start()] + new + question[found.end() :]
    return None


def negated(question: str, random: Random) -> str | None:
    """Negate the first auxiliary; None if there is none or the question is negative."""
    if _NEGATIVE.search(question):
        return None
    subject = _SUBJECT.match(question)
    if subject:
        return f"{subject.group()}never {question[subject.end() :]}"
    found = re.search(rf"\b({'|'.join(_NEGATED)})\b", question)
    if found is None:
        return None
    to_be = found.group() in {"was", "were", "is", "are"}
    new = f"{found.group()} not" if to_be and random.random() < 1 / 2 else _NEGATED[found.group()]
    return question[: found.start()] + new + question[found.end() :]


def exchanged(question: str, named: Sequence[Value]) -> str | None:
    """Exchange the first two names; None if they have no roles."""
    if len(named) < 2 or named[0].text == named[1].text:  # noqa: PLR2004 - two names
        return None
    one, other = named[0], named[1]
    between = question[one.end : other.start]
    if _SYMMETRIC.search(between) or re.search(r"\bbetween\b", question[: one.start]):
        return None
    before, after = question[: one.start], question[other.end :]
    return before + other.text + between + one.text + after


_FEWEST, _SHORTEST = 2, 4  # a topic word occurs in two questions at least, and has four letters
_COMMON = 0.02  # a word in more of a file's questions than this is part of asking, not a topic
_ENDINGS = ("ing", "ed", "ly", "s")


@dataclass(frozen=True, slots=True)
class Topics:
    """The topic words of each file's questions, and the words each follows there."""

    words: list[str]
    _by_source: dict[str, frozenset[str]]
    _followers: dict[tuple[str, str], frozenset[str]]

    @classmethod
    def of(cls, examples: Sequence[Example]) -> "Topics":
        """Count over the questions as they are, lower-case words only."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        followers: dict[tuple[str, str], set[str]] = defaultdict(set)
        sizes = Counter(example.source for example in examples)
        for example in examples:
            words = re.findall(r"\w+", example.question)
            counts[example.source].update(set(words))
            for before, word in pairwise(words):
                followers[example.source, before.lower()].add(word)
        by_source = {
            source: frozenset(w for w, n in count.items() if _topical(w, n, sizes[source]))
            for source, count in counts.items()
        }
        words = sorted(set().union(*by_source.values()))
        return cls(words, by_source, {key: frozenset(value) for key, value in followers.items()})

    def of_question(self, example: Example) -> list[Value]:
        """Find the topic words of a question that its passage holds too."""
        passage = fold(example.context)
        return [
            Value(match.start(), match.end(), match.group())
            for match in re.finditer(r"\w+", example.question)
            if match.group() in self._by_source[example.source]
            and f" {match.group()[:5]}" in passage
        ]

    def alternatives(self, example: Example, old: Value) -> list[str]:
        """List topic words with the same ending that follow the same word in some question."""
        before = re.findall(r"\w+", example.question[: old.start])
        followers = self._followers.get((example.source, before[-1].lower() if before else ""))
        offered = (followers or frozenset()) & self._by_source[example.source]
        asked = fold(example.question)
        return sorted(
            word
            for word in offered
            if _ending(word) == _ending(old.text) and f" {word[:5]}" not in asked
        )


def _topical(word: str, count: int, questions: int) -> bool:
    return (
        len(word) >= _SHORTEST
        and word.isalpha()
        and word.islower()
        and _FEWEST <= count <= max(_FEWEST, _COMMON * questions)
    )


def _ending(word: str) -> str:
    return next((ending for ending in _ENDINGS if word.endswith(ending)), "")
