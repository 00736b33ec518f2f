"""Questions about what somebody said, and whether a quote is of that somebody saying something."""

from __future__ import annotations

import re

from rag.names import find_names, fold
from rag.values import same_word

# Verbs that report speech, in the forms of questions and of news copy.
_REPORTING = (
    r"(?:said|sa(?:y|ys|ying)|told|tell(?:s|ing)?|stat(?:e|es|ed|ing)|urg(?:e|es|ed|ing)"
    r"|warn(?:s|ed|ing)?|caution(?:s|ed|ing)?|add(?:s|ed|ing)|argu(?:e|es|ed|ing)"
    r"|claim(?:s|ed|ing)?|describ(?:e|es|ed|ing)|emphasi[sz](?:e|es|ed|ing)"
    r"|stress(?:es|ed|ing)?|not(?:es|ed|ing)|remark(?:s|ed|ing)?|express(?:es|ed|ing)?"
    r"|announc(?:e|es|ed|ing)|acknowledg(?:e|es|ed|ing)|vow(?:s|ed|ing)?|insist(?:s|ed|ing)?"
    r"|explain(?:s|ed|ing)?|declar(?:e|es|ed|ing)|admit(?:s|ted|ting)?|den(?:y|ies|ied|ying)"
    r"|promis(?:e|es|ed|ing)|demand(?:s|ed|ing)?|suggest(?:s|ed|ing)?|writ(?:e|es|ing)|wrote"
    r"|credit(?:s|ed|ing)|according to|quot(?:e|es|ed|ing)|comment(?:s|ed|ing)?|ask(?:s|ed|ing)?"
    r"|hail(?:s|ed|ing)?|prais(?:e|es|ed|ing)|critici[sz](?:e|es|ed|ing)|confirm(?:s|ed|ing)?"
    r"|report(?:s|ed|ing)?|hint(?:s|ed|ing)?|reiterat(?:e|es|ed|ing)|conced(?:e|es|ed|ing)"
    r"|pledg(?:e|es|ed|ing)|thank(?:s|ed|ing)?|predict(?:s|ed|ing)?|recall(?:s|ed|ing)?"
    r"|call(?:s|ed|ing)?|appeal(?:s|ed|ing)?|propos(?:e|es|ed|ing)|testif(?:y|ies|ied|ying))"
)
_ASKS_SPEECH = re.compile(
    rf"\b(?:what|how) (?:did|does|do|has|have|had)\b(?P<speaker>.+?)(?<!the )\b{_REPORTING}\b",
    re.IGNORECASE,
)
_SAYING = re.compile(rf"\b{_REPORTING}\b", re.IGNORECASE)
# Between a name and its verb: nothing, an aside, or an auxiliary.
_NEAR = re.compile(r"(?:,[^,.;]{1,60},)? (?:(?:has|had|have|also|later|then) ){0,2}")
_REPORTED = re.compile(rf"\b{_REPORTING}\b|[“”\"«»„]", re.IGNORECASE)


def answers_speech(question: str, quote: str) -> bool:
    """Say whether a quote can be what somebody said, if that is what a question asks for."""
    speaker = asked_speaker(question)
    return speaker is None or speaks_in(speaker, quote)


def asked_speaker(question: str) -> str | None:
    """Return whose words a question asks for, as far as it names them; None if it asks for none.

    "What did Ann Lee say?" asks for Ann Lee's; "What did the union say?" for nobody's by name: "".
    """
    found = _ASKS_SPEECH.search(question)
    if found is None:
        return None
    names = find_names(found["speaker"])
    return names[-1].text if names else ""


def speaks_in(speaker: str, quote: str) -> bool:
    """Say whether a quote reports speech of the speaker, by surname and in any spelling.

    Where names stand beside its verbs of saying, one of them has to be the speaker's: in "Lee told
    reporters that Ray was free" it is Lee who speaks. "He said" may be anybody named.
    """
    if not _REPORTED.search(quote):
        return False
    words = fold(speaker).split()
    if not words:
        return True
    speaking = _names_beside_saying(quote)
    return any(_holds(name, words[-1]) for name in speaking or [quote])


def _holds(text: str, word: str) -> bool:
    return any(same_word(word, other) for other in fold(text).split())


def _names_beside_saying(quote: str) -> list[str]:
    """Return the names right before a verb of saying, or right after: "Lee said", "said Lee"."""
    names = find_names(quote)
    found = []
    for verb in _SAYING.finditer(quote):
        before = [n for n in names if _NEAR.fullmatch(quote, n.end, verb.start())]
        after = [n for n in names if quote[verb.end() : n.start] == " " and n.start > verb.end()]
        # "Lee told Ray": who stands before the verb speaks, and who stands behind is spoken to.
        found += before[-1:] or after[:1]
    return [name.text for name in found]
