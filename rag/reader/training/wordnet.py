"""WordNet's files -> which words stand for which (Miller 1995; wndb(5WN) describes the files)."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from lemminflect import getAllLemmas, getInflection

from rag.reader.training.alterations import Vectors
from rag.reader.training.squad import TrainingDataError

Embed = Callable[[Sequence[str]], Vectors]
Lemma = tuple[str, str]  # with its part of speech, in lemminflect's name for it

_FILES = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj", "ADV": "adv"}
_TAGS = {
    "NOUN": ("NN", "NNS"),
    "VERB": ("VB", "VBD", "VBG", "VBN", "VBP", "VBZ"),
    "ADJ": ("JJ", "JJR", "JJS"),
    "ADV": ("RB",),
}
# WordNet orders a word's senses by frequency; later ones ask something else.
_SENSES = 2
# A more general, a similar, or a grouped word. A more special one asks for more than was asked.
_POINTERS = frozenset({"@", "&", "$"})
# Below this cosine two words of one meaning are seldom used for one another.
_ALIKE = 0.5
_SHORTEST = 3
# They carry little meaning of their own, and WordNet much of others'.
_LEFT = frozenset(
    """
    be have do can will would could should may might must much many old long far often name year
    years time day kind type state case person people thing man make made take took get got go
    went come came give gave say said
    """.split()
)


class WordNet:
    """What a folder with WordNet's `index.*` and `data.*` files says, for the words of a text."""

    def __init__(self, folder: Path, known: Collection[str], embed: Embed) -> None:
        """Read the files; only words in `known` are offered. Raises TrainingDataError."""
        try:
            near = self._near(folder, frozenset(known))
        except (OSError, ValueError, IndexError) as error:
            message = (
                f"{folder}: cannot be read as WordNet's files ({error}); on Debian, install "
                "wordnet-base and name /usr/share/wordnet"
            )
            raise TrainingDataError(message) from error
        words = sorted({word for (lemma, _), some in near.items() for word in (lemma, *some)})
        vectors = dict(zip(words, embed(words), strict=True)) if words else {}
        self._others = {
            key: tuple(w for w in some if float(vectors[key[0]] @ vectors[w]) >= _ALIKE)
            for key, some in near.items()
        }

    def others(self, word: str) -> list[str]:
        """List what can be said for a lower-case word, in the word's own form."""
        if len(word) < _SHORTEST or word in _LEFT:
            return []
        found: list[str] = []
        for part, lemmas in getAllLemmas(word).items():
            if lemmas[0] in _LEFT:
                return []
            tags = _TAGS.get(part, ())
            tag = next((one for one in tags if word in _inflected(lemmas[0], one)), None)
            if tag:
                for other in self._others.get((lemmas[0], part), ()):
                    found.extend(_inflected(other, tag)[:1])
        return list(dict.fromkeys(found))

    @staticmethod
    def _near(folder: Path, known: frozenset[str]) -> dict[Lemma, list[str]]:
        """Return for each known lemma those that share one of its common senses, or are near it."""
        near: dict[Lemma, list[str]] = {}
        for part, name in _FILES.items():
            senses = _senses(folder / f"index.{name}")
            members, pointed = _synsets(folder / f"data.{name}")
            common: dict[str, set[str]] = defaultdict(set)
            for lemma, synsets in senses.items():
                for synset in synsets:
                    common[synset].add(lemma)
            for lemma in known & senses.keys():
                around = [near for one in senses[lemma] for near in (one, *pointed[one])]
                found = [
                    word
                    for synset in around
                    for word in members[synset]
                    if word != lemma and word in common[synset] and word in known
                ]
                if found:
                    near[lemma, part] = list(dict.fromkeys(found))
        return near


def _inflected(lemma: str, tag: str) -> tuple[str, ...]:
    """Return a lemma's forms by LemmInflect's dictionary; its rules for other words are pickles."""
    forms: tuple[str, ...] = getInflection(lemma, tag, inflect_oov=False)
    return forms


def _lines(file: Path) -> list[list[str]]:
    """Return the fields of each line; the licence at the top is indented."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in lines if not line.startswith(" ")]


def _senses(file: Path) -> dict[str, list[str]]:
    """Return each single word's commonest synsets."""
    return {
        fields[0]: fields[6 + int(fields[3]) :][:_SENSES]
        for fields in _lines(file)
        if fields[0].isalpha()
    }


def _synsets(file: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return each synset's words, and the synsets of the same part of speech that it points to."""
    members: dict[str, list[str]] = {}
    pointed: dict[str, list[str]] = {}
    for fields in _lines(file):
        count = int(fields[3], 16)
        words = fields[4 : 4 + 2 * count : 2]
        members[fields[0]] = [re.sub(r"\(.*\)", "", word).casefold() for word in words]
        at = 4 + 2 * count
        pointers = [fields[at + 1 + 4 * n : at + 5 + 4 * n] for n in range(int(fields[at]))]
        part = fields[2].replace("s", "a")  # a satellite adjective is an adjective
        pointed[fields[0]] = [p[1] for p in pointers if p[0] in _POINTERS and p[2] == part]
    return members, pointed
