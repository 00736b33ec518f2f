"""Which groups of evidence cannot both be true."""

from __future__ import annotations

import re

from index.store.lexical import terms
from rag.doubts.speech import speeches
from rag.merging.grouping import Claim, Group
from rag.merging.opposites import denies, named_apart
from rag.merging.places import places_apart
from rag.merging.times import of_another
from rag.question import AnswerKind, Asked
from rag.reader.belief import logit
from rag.values.dates import find_dates
from rag.values.names import find_names, fold
from rag.values.quantities import read_quantity
from rag.values.units import is_money
from rag.values.value import Relation, compare, distance, same_words

# Whether two values of one kind are said of the same, in logits of the reader's belief: that in the
# less believed of the two, more for words that their quotes share (of all words of the two) and, of
# quantities, less the further they are apart: sources differ about 85 or 90 million, seldom about
# 85 or 2. Chosen by logistic regression over 4,291 pairs of different values, 132 of them conflicts
# (79 stories that the reader had not seen, and the tuning halves of the gold questions). Of the 88
# conflicts that are asked about in these stories 27 are found, and 53 of 4,249 other questions seem
# to have one; of 47 of these, read closely, 22 do, though not so marked. (From 1.5 it is 23 and
# 43, from -0.5 30 and 75.) Two dates are as often years as days apart: what counts
# besides is the verifier's log-odds in the less certain, up to MOST_VERDICT. Of 26 conflicts about
# dates in these and in eight later stories by four authors 10 are found, and 1 of 177 other
# questions seems to have one.
SHARED_WORDS = 20.0
APART = 3.0
SAME_MATTER = 0.5
SAME_OF_DATES = 4.65
MOST_VERDICT = 2.0
# Beyond these, more says no more.
_MOST_BELIEF = 8.0
_FURTHEST = 4.0
# What an answer by name or by yes or no says besides, for each log-odds of the verifier in the less
# certain of the two, and from where two such answers are of one matter. Names were chosen on nine
# stories by three authors, who planted twelve conflicts in each, and on held-out lessons and the
# gold questions' tuning halves: of the questions about somebody or something named 18 of 35
# conflicts are seen in the nine, where 2 of 44 others seem to have one, and 2 of 6 elsewhere, with
# 2 of 841. Yes and no, and places, on these lessons and halves and the eight later stories: 10 of
# 31 conflicts with yes or no are seen and none of 145 others, 7 of 23 about places and none of 154.
# A place counts the verdict whole: what a sentence about another place leaves out tells most.
VERDICT = 0.5
SAME_NAMED = 5.5
SAME_DENIED = 1.8
SAME_PLACE = 8.1
# The share of words in common from which one sentence can deny what another says.
SAME_SUBJECT = 0.05
# Three words in a row, in quotation marks in both, are one speech quoted twice.
SPEECH_WORDS = 3
# What stands between a name and its bearer's age, or between an age and a name.
_BEFORE_AGE = re.compile(r",? (?:who is |is |was |aged |an? |the |now |only )*")
_BEHIND_AGE = re.compile(r"[\w-]+[ -]?(?:years?[ -]olds?)?(?: [a-z][\w-]*){0,3},? ")
_QUOTE_MARKS = "“”\"«»„‘’'.,"
# Characters; shorter ones are single words in quotation marks.
SPEECH_LENGTH = 8


def contradicts(one: Group, other: Group, asked: Asked) -> bool:
    """Say whether two groups cannot both be true: their values, speeches, names, or yes and no."""
    if asked.many:
        return _speeches_differ(one.best, other.best, asked)
    return (
        values_differ(one, other, asked)
        or _speeches_differ(one.best, other.best, asked)
        or answers_differ(one.best, other.best, asked)
    )


def values_differ(one: Group, other: Group, asked: Asked) -> bool:
    """Say whether two groups give one thing two quantities or dates; of a list, none does."""
    return not asked.many and any(
        _values_differ(mine, theirs, asked) for mine in one.values for theirs in other.values
    )


def _values_differ(one: Claim, other: Claim, asked: Asked) -> bool:
    """Two quantities or dates that one thing cannot both have."""
    kind = asked.kind
    if kind is AnswerKind.THING and _is_measured(one) and _is_measured(other):
        kind = AnswerKind.QUANTITY
    if kind not in {AnswerKind.QUANTITY, AnswerKind.DATE}:
        return False
    if _is_dateline(one) or _is_dateline(other) or _of_two_ages(one, other):
        return False
    if one.origin == other.origin or compare(one.said, other.said, kind) is not Relation.DIFFERENT:
        return False
    if kind is AnswerKind.DATE:
        verdict = min(_verdict(one, other), MOST_VERDICT)
        matter = _of_one_matter(one, other) + verdict
        return matter >= SAME_OF_DATES and not of_another(one, other)
    return _of_one_matter(one, other, distance(one.said, other.said)) >= SAME_MATTER


def _is_dateline(claim: Claim) -> bool:
    """Whether a quote is only where and when its text was written: "Oslo, 14 May 2026"."""
    place, comma, date = claim.quote.partition(",")
    dates = [date[slice(*span)] for span in find_dates(date)]
    named = [name.text for name in find_names(place)] == [place.strip()]
    return bool(comma) and named and dates == [date.strip(" .\n")]


def _of_two_ages(one: Claim, other: Claim) -> bool:
    """Whether one quote tells how old somebody is whom the other does not name.

    "Anna Berg, a 45-year-old nurse" does not contradict "says the 49-year-old".
    """
    quantities = (read_quantity(c.said.text, c.said.before, c.said.after) for c in (one, other))
    if not any(found and found.measure == "age" for found in quantities):
        return False
    named = [_aged(claim) for claim in (one, other)]
    return any(
        bool(words) and not words & set(fold(claim.quote).split())
        for words, claim in zip(named, (other, one), strict=True)
    )


def _aged(claim: Claim) -> set[str]:
    """Return the words of the name beside an age: "Anna Berg, 45", "the 45-year-old Berg"."""
    answer = claim.evidence.answer[0] - claim.evidence.quote[0]
    for name in find_names(claim.quote):
        if _BEFORE_AGE.fullmatch(claim.quote, name.end, answer) or _BEHIND_AGE.fullmatch(
            claim.quote, answer, name.start
        ):
            return set(fold(name.text).split())
    return set()


def _of_one_matter(one: Claim, other: Claim, apart: float = 0.0) -> float:
    """Return how much speaks for what two claims say being said of the same, in logits."""
    belief = logit(min(one.evidence.belief, other.evidence.belief))
    return (
        min(max(belief, -_MOST_BELIEF), _MOST_BELIEF)
        + SHARED_WORDS * _shared_words(one, other)
        - APART * min(apart, _FURTHEST)
    )


def _is_measured(claim: Claim) -> bool:
    """Whether the answer is a number with a unit: a share, a duration or money; no bare count."""
    found = read_quantity(claim.said.text, claim.said.before, claim.said.after)
    return found is not None and (found.measure != "count" or is_money(found.unit))


def _speeches_differ(one: Claim, other: Claim, asked: Asked) -> bool:
    """One speech, given to different speakers or in different words."""
    if one.origin == other.origin or same_words(one.said.text, other.said.text):
        return False
    shared = _same_speech(one, other)
    if shared is None:
        return False
    inside = [
        claim.said.text.strip(_QUOTE_MARKS) in speech
        for claim, speech in zip((one, other), shared, strict=True)
    ]
    if asked.kind is AnswerKind.PERSON:
        # "The prime minister" may be Jan Novak: a description and a name can be one speaker.
        named = [bool(find_names(claim.said.text)) for claim in (one, other)]
        return named[0] == named[1] and not any(inside)
    return all(inside) and not (shared[0] in shared[1] or shared[1] in shared[0])


def answers_differ(one: Claim, other: Claim, asked: Asked) -> bool:
    """Say whether two claims give one thing two names, or a question a yes and a no."""
    if asked.many or one.origin == other.origin:
        return False
    matter, verdict = _of_one_matter(one, other), _verdict(one, other)
    if asked.kind is AnswerKind.PLACE:
        sure = asked.by_name and matter + verdict >= SAME_PLACE
        return sure and places_apart(one, other)
    matter += VERDICT * verdict
    if asked.kind is AnswerKind.YES_NO:
        alike = _shared_words(one, other) >= SAME_SUBJECT
        return alike and matter >= SAME_DENIED and denies(one, other, asked)
    return matter >= SAME_NAMED and named_apart(one, other, asked)


def _verdict(one: Claim, other: Claim) -> float:
    """Return the verifier's log-odds of the less certain of two answers."""
    return min(one.evidence.verdict, other.evidence.verdict)


def _shared_words(one: Claim, other: Claim) -> float:
    """Return the share of all words of two quotes that both have (Jaccard), 0..1."""
    mine, theirs = set(terms(one.quote)), set(terms(other.quote))
    return len(mine & theirs) / max(1, len(mine | theirs))


def _same_speech(one: Claim, other: Claim) -> tuple[str, str] | None:
    """Return the quoted words that two claims share a run of, each as its own source has them."""
    for mine in speeches(one.quote, SPEECH_LENGTH):
        for theirs in speeches(other.quote, SPEECH_LENGTH):
            words = fold(mine).split()
            runs = (
                " ".join(words[at : at + SPEECH_WORDS])
                for at in range(len(words) - SPEECH_WORDS + 1)
            )
            if any(f" {run} " in f" {fold(theirs)} " for run in runs):
                return mine, theirs
    return None
