"""Questions in other words: what people ask who have not read the passage.

Crowd workers ask with the passage before their eyes, and borrow its words.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

from rag.reader.training.squad import Example
from rag.reader.training.wordnet import Embed, WordNet

# How probably each word is exchanged, in the forms of a question that are tried.
_SHARES = (0.9, 0.7, 0.6)
# A form less like the question than this asks something else.
_ALIKE = 0.82
# A word that the data hold more seldom is a misspelling, or one that nobody asks with.
_KNOWN = 5


def reworded(
    examples: Sequence[Example], wordnet: Path, embed: Embed, seed: int
) -> Mapping[str, Sequence[str]]:
    """Return other forms of the questions, by question; those that can be reworded.

    `wordnet` is a folder with WordNet's files. Raises TrainingDataError.
    """
    questions = list(dict.fromkeys(example.question for example in examples))
    counts: Counter[str] = Counter()
    for text in (*questions, *dict.fromkeys(example.context for example in examples)):
        counts.update(re.findall(r"[a-z]+", text))
    words = WordNet(wordnet, [w for w, count in counts.items() if count >= _KNOWN], embed)
    random = Random(f"{seed}/reworded")  # noqa: S311 - repeatable, not secret
    forms = [(asked, form) for asked in questions for form in _forms(asked, words, random)]
    if not forms:
        return {}
    before, after = embed([asked for asked, _ in forms]), embed([form for _, form in forms])
    kept: dict[str, list[str]] = {}
    for (asked, form), alike in zip(forms, (before * after).sum(axis=1), strict=True):
        if alike >= _ALIKE:
            kept.setdefault(asked, []).append(form)
    return kept


def _forms(question: str, words: WordNet, random: Random) -> list[str]:
    """Return some forms of a question with lower-case words exchanged."""
    made = [_exchanged(question, words, share, random) for share in _SHARES]
    return [form for form in dict.fromkeys(made) if form != question]


def _exchanged(question: str, words: WordNet, share: float, random: Random) -> str:
    def other(match: re.Match[str]) -> str:
        found = words.others(match[0]) if random.random() < share else []
        return random.choice(found) if found else match[0]

    return re.sub(r"\b[a-z]+\b", other, question)
