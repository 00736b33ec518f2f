"""Follow-ups that ask whose words were just shown: "Who said that?", "Which paper reported it?"."""

from __future__ import annotations

import re

from rag.doubts.speech import speeches
from rag.types import Answer

# What a follow-up may begin with without leaning on anything by it.
WHO_SAID = "Who said “"
LEAD = re.compile(
    r"^\s*(?:(?:and|but|or|also|then|so(?! (?:far|many|much)\b))\b[, ]*"
    r"|(?:ok(?:ay)?|well|yes|no|hm+)\b\s*[,.!]\s*(?![\s\d]))+",
    re.IGNORECASE,
)
_REPORTING = (
    r"(?:said|says|say|saying|reported|reports|report|claimed|claims|stated|states|wrote|writes"
    r"|confirmed|confirms|announced|mentioned|mentions|told you|published|argues|argued)"
)
_THAT = r"(?:that|this|it|so|these things|those things|these|those)"
_PAPER = (
    r"(?:newspaper|paper|article|source|agency|publisher|outlet|site|website|text|document"
    r"|report)s?"
)
_ASKS = re.compile(
    rf"""^(?:
        who\ (?:\w+ly\ )?{_REPORTING}\ {_THAT}
      | who(?:\ is|[’']s)\ (?:saying|reporting|claiming|quoted|speaking|the\ source)
        (?:\ {_THAT}|\ here|\ there|\ (?:for|of)\ {_THAT})?
      | (?:which|what|whose)\ {_PAPER}\ (?:\w+ly\ )?(?:{_REPORTING}|is|are|was)\ {_THAT}
        (?:\ from|\ in)?
      | (?:according\ to|says|said)\ (?:who|whom|what|which\ {_PAPER})
      | (?:what|who|which)(?:\ is|\ are|\ was|[’']s|[’']re)\ (?:the|your|its|their)\ {_PAPER}
        (?:\ (?:for|of)\ {_THAT})?
      | where\ (?:does|do|did)\ (?:it|you|that|this)\ (?:say|get|read|find|come|stand)
        (?:\ {_THAT})?(?:\ from)?
      | where\ is\ {_THAT}\ (?:from|written|stated|reported)
      | how\ do\ you\ know(?:\ {_THAT})?
      | (?:what\ is\ |what[’']s\ )?(?:the\ |your\ )?(?:sources?|citation)
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
_PUBLISHER = re.compile(rf"\b{_PAPER}\b|\bpublish|^where\b", re.IGNORECASE)
# Characters; shorter ones are single words in quotation marks.
_LONG_ENOUGH = 12
# A quotation in a question only has to remind of it.
_SHOWN = 160
_ENOUGH_WORDS = 3


def asks_for_source(question: str) -> bool:
    """Say whether a follow-up asks who said or reported what was just shown."""
    return bool(_ASKS.match(LEAD.sub("", question).strip(" ?!.")))


def wants_publisher(question: str) -> bool:
    """Say whether it asks which article says so, rather than who in it."""
    return bool(_PUBLISHER.search(question))


def whose_words(answer: Answer) -> str:
    """Return "Who said “…”?" about the first thing that the answer states; empty if declined."""
    if not answer.statements:
        return ""
    stated = answer.statements[0]
    start, end = stated.highlights[0] if stated.highlights else (0, len(stated.quote))
    words = stated.quote[start:end]
    if len(words.split()) < _ENOUGH_WORDS:
        words = stated.quote
    if spoken := speeches(words, _LONG_ENOUGH):
        words = spoken[0].rstrip(",")
    words = " ".join(words.split()).strip('“”"')
    if len(words) > _SHOWN:
        words = words[:_SHOWN].rsplit(" ", 1)[0] + "…"
    return f"{WHO_SAID}{words}”?"
