"""What kind of answer a question asks for, told from its words alone.

The classes follow Li and Roth 2002, "Learning question classifiers" (person, place, date and
quantity are theirs), with the open and the yes/no questions that they leave out.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass


class AnswerKind(enum.Enum):
    """What would answer."""

    PERSON = "person"
    PLACE = "place"
    DATE = "date"
    QUANTITY = "quantity"
    THING = "thing"
    YES_NO = "yes/no"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for; `many` when a list would answer."""

    kind: AnswerKind
    many: bool


_AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|don[’']t|doesn[’']t|didn[’']t|hasn[’']t"
    r"|haven[’']t|hadn[’']t|can[’']t|couldn[’']t|won[’']t|wouldn[’']t|shouldn[’']t)"
)
# In this order: the first pattern that is found, no later than the question's first question word,
# decides.
_KINDS = {
    AnswerKind.OPEN: r"""
        ^(?:(?:and|but|so)\ )?(?:
            why\b
          | how\ (?:come|does|do|did|is|are|was|were|has|have|had|can|could|will|would|should
              |might)\b
          | what\ (?:happened|happens|is\ going\ on|was\ going\ on|led\ to|caused|do\ we\ know
              |is\ known|does\ it\ mean|are\ the\ implications)\b
          | what\ (?:(?:is|was|are|were)\ the\ )?(?:reason|cause|effect|consequence|background
              |significance|summary|main\ point)s?\b
          | in\ what\ way | for\ what\ reasons?\b
          | (?:please\ )?(?:describe|explain|summari[sz]e|tell\ me\ (?:about|more)|give\ me)\b
        )""",
    AnswerKind.YES_NO: rf"^(?:(?:and|but|so)\ )?{_AUXILIARY}\b",
    AnswerKind.QUANTITY: r"""
        \bhow\ (?:many|much|long(?!\ ago)|old|far|large|big|high|tall|often|heavy|wide|deep|fast)\b
      | \bwhat\ (?:(?:is|was)\ the\ )?(?:number|percentage|per\ ?cent|share|proportion|fraction
          |amount|sum|price|cost|fee|salary|wage|rent|fine|reward|age|total|size|distance|length|height
          |depth|weight|duration|quantity|figure|toll|margin|majority|portion|temperature|speed|rate)\b""",
    AnswerKind.DATE: r"""
        ^(?:(?:since|until|till|by|on|in|and|from)\ )?when\b
      | \b(?:what|which)\ (?:exact\ )?(?:time|year|date|day|month|decade|century|season|weekday|hour
          |night)s?\b
      | \bwhat\ (?:is|was)\ the\ (?:date|deadline)\b | \bhow\ (?:long\ ago|recently|soon)\b""",
    AnswerKind.PERSON: r"\b(?:who|whom|whose)\b | \bwhich\ (?:person|man|woman)\b",
    AnswerKind.PLACE: r"""
        \bwhere\b
      | \b(?:what|which)\ (?:country|countries|city|cities|town|place|location|state|region|capital
          |continent|village|province|district|nation|island|street|destination)s?\b""",
}
_COMPILED = [
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for kind, pattern in _KINDS.items()
]
# What asks is the first of these; a later one opens a clause: "What of those who remain?"
_QUESTION_WORD = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
# Who somebody is, whose name is given, is told by what they are or did.
WHO_IS_NAMED = re.compile(
    r"who(?:[’']s| is| was) (?-i:[^\W\d_a-z])[\w.’'-]*(?: (?-i:[^\W\d_a-z])[\w.’'-]*)*\W*$",
    re.IGNORECASE,
)
_MANY = re.compile(
    r"\b(?:who|what|which) (?:all )?(?:are|were|have)\b|\bwho else\b|\bwho all\b"
    r"|\b(?:which|what)(?: other| two| three| four| five)? (?:\w+ )?"
    r"(?!(?:is|was|has|does|this|us|process|status|business|news|series|class|press|congress)\b)"
    r"(?:countries|cities|people|women|men|\w{2,}[^s\W]s)\b"
    r"|\b(?:list|name) (?:the|all|some|every|two|three|four|five|other)\b",
    re.IGNORECASE,
)


def asked_for(question: str) -> Asked:
    """Tell what would answer a question."""
    question = question.strip()
    if WHO_IS_NAMED.match(question):
        return Asked(AnswerKind.THING, many=False)
    opening = _QUESTION_WORD.search(question)
    last = opening.start() if opening else len(question)
    kind = next(
        (k for k, p in _COMPILED if (found := p.search(question)) and found.start() <= last),
        AnswerKind.THING,
    )
    single = {AnswerKind.QUANTITY, AnswerKind.YES_NO, AnswerKind.OPEN, AnswerKind.DATE}
    return Asked(kind, kind not in single and bool(_MANY.search(question)))
