"""Whether two words are one name, written otherwise: Tikhanovskaya and Tsikhanouskaya.

What is written otherwise is, most of all, what came from another script. So each word is first put
into plain letters ("tsch" and "tch" are "ch", "w" is "v"), in every way that it can be meant ("ou"
is a vowel in Aldous and a consonant in Tsikhanouskaya). Two of them are one name when their
consonants sound alike (metaphone, by jellyfish), their vowels stand in the same places and are near
each other, and they are alike on the whole (Jaro-Winkler, by rapidfuzz).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from jellyfish import metaphone
from rapidfuzz.distance import JaroWinkler

# Jaro-Winkler, in plain letters, from which two words that sound alike are one name.
_SAME_SPELLING = 0.78
# What has less in common as it is written is not looked at more closely; Siarhei and Sergey have
# .64.
_HOPELESS = 0.55
# Shorter words differ by too little: Ann and Anna, Iran and Iraq. They are one name when they are
# the same in plain letters: Yury and Yuri, Sara and Sarah.
_SHORTEST_VARIANT = 5
_SHORTEST = 4
# The same pairs of words are compared for every group of an answer's evidence.
_PAIRS = 1 << 14

# Of two ways to write something, the second is tried besides the first.
_OTHERWISE = (
    (r"^kh", "h"),
    (r"^q", "g"),
    (r"^ch(?=[oru])|ch(?=r)", "k"),
    (r"ou(?=[^aeiou])|[aeo]u$", "ov"),
    (r"(?<=[^cgkpstz])h(?=[aeiourl])|^h(?=[lr])", "g"),
    (r"ts", "t"),
    (r"dz", "d"),
    (r"^u(?=[lr])", "v"),
    (r"(?<=[bdgkpt])er$", "r"),
    (r"j(?=[aeiou])", "zh"),
    (r"ff?$", "v"),
    (r"ph", "v"),
    (r"ov$", "iv"),
    (r"c$", "ch"),
)
# In this order. Capitals stand for sounds of two letters.
_PLAIN = (
    (r"shch|schtsch", "S"),
    (r"tsch|tch|cz", "C"),
    (r"sch|sh", "S"),
    (r"ch", "C"),
    (r"kh", "k"),
    (r"zh", "j"),
    (r"ph", "f"),
    (r"th|dt", "t"),
    (r"gh", "g"),
    (r"ck|q", "k"),
    (r"x", "ks"),
    (r"^[ijy](?=e)", ""),
    (r"j(?=[aeiou])|(?<=[aeiou])j", "i"),
    (r"y", "i"),
    (r"([b-df-hj-np-tv-zCS])\1", r"\1"),
    (r"w", "v"),
    (r"z", "s"),
    (r"c(?=[eiy])", "s"),
    (r"c", "k"),
    (r"(?<=[aeiou])h(?![aeiou])", ""),
)
_OTHERWISE_COMPILED = [(re.compile(pattern), other) for pattern, other in _OTHERWISE]
_PLAIN_COMPILED = [(re.compile(pattern), plain) for pattern, plain in _PLAIN]
_VOWELS = re.compile(r"[aeiou]+")
_NEAR = frozenset(frozenset(pair) for pair in ("ae", "ao", "au", "ei", "eo", "ou"))
# What a name can have at its end and remain the same: Serge and Sergei, Zelensky and Zelenskyy.
_SAME_END = re.compile(r"[ehijy]{1,2}|[fks]")


@dataclass(frozen=True, slots=True)
class _Form:
    """A word in plain letters: its runs of vowels in order, and how its consonants sound.

    `sound` is whether it begins and ends with a vowel, and metaphone's consonants.
    """

    plain: str
    vowels: tuple[str, ...]
    sound: tuple[bool, bool, str]


@lru_cache(maxsize=_PAIRS)
def same_word(one: str, other: str) -> bool:
    """Say whether two folded words are one, or two spellings of one name."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST_VARIANT:
        return len(shorter) >= _SHORTEST and _plain(one) == _plain(other)
    if JaroWinkler.similarity(one, other) < _HOPELESS or _is_anothers(shorter, longer):
        return False
    return any(_alike(a, b) for a, b in product(_forms(one), _forms(other)))


def _is_anothers(shorter: str, longer: str) -> bool:
    """Say whether the ends tell two people apart: Martin and Martina, Andrea and Andrei."""
    if longer.startswith(shorter) and not _SAME_END.fullmatch(longer, len(shorter)):
        return True
    ends = {shorter[-1], longer[-1]}
    return "a" in ends and not ends <= set("aeo")


def _alike(one: _Form, other: _Form) -> bool:
    return (
        one.sound == other.sound
        and len(one.vowels) == len(other.vowels)
        and all(_near(a, b) for a, b in zip(one.vowels, other.vowels, strict=True))
        and JaroWinkler.similarity(one.plain, other.plain) >= _SAME_SPELLING
    )


def _near(one: str, other: str) -> bool:
    """Say whether two runs of vowels have one in common, or two that are written for each other."""
    return any(a == b or frozenset((a, b)) in _NEAR for a in one for b in other)


@lru_cache(maxsize=65536)  # a corpus's words are compared again and again
def _forms(word: str) -> tuple[_Form, ...]:
    return tuple(_form(plain) for plain in sorted({_plain(way) for way in _ways(word)}))


def _ways(word: str) -> Iterable[str]:
    ways = {word}
    for pattern, other in _OTHERWISE_COMPILED:
        ways |= {pattern.sub(other, way) for way in ways}
    return ways


def _plain(word: str) -> str:
    for pattern, plain in _PLAIN_COMPILED:
        word = pattern.sub(plain, word)
    return word


def _form(plain: str) -> _Form:
    # To metaphone every run of vowels is the same: which they are is compared apart. One at the
    # beginning, which it keeps, and one at the end, which it does not see, are told beside it.
    flat = _VOWELS.sub("a", plain)
    sound = metaphone(flat.removeprefix("a").replace("S", "sh").replace("C", "ch"))
    return _Form(
        plain, tuple(_VOWELS.findall(plain)), (flat.startswith("a"), flat.endswith("a"), sound)
    )
