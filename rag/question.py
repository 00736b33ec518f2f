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
    """What a question asks for; `many` when a list would answer, `by_name` when one name would.

    `of_no` says that it asks for something not done: "Was it called off?"
    """

    kind: AnswerKind
    many: bool
    by_name: bool = False
    of_no: bool = False

    @property
    def in_few_words(self) -> bool:
        """Whether one name, date or quantity would answer (a place may be told at length)."""
        if self.many or self.kind is AnswerKind.PLACE:
            return False
        return self.by_name or self.kind in {
            AnswerKind.PERSON,
            AnswerKind.DATE,
            AnswerKind.QUANTITY,
        }


AUXILIARY = (
    r"(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might"
    r"|must|isn[’']t|aren[’']t|wasn[’']t|weren[’']t|don[’']t|doesn[’']t|didn[’']t|hasn[’']t"
    r"|haven[’']t|hadn[’']t|can[’']t|couldn[’']t|won[’']t|wouldn[’']t|shouldn[’']t)"
)
WH = r"(?:what|which|who|whom|whose|when|where|why|how)"
# What asks is in what comes behind: "When he died, who wept?"
_LEADING = re.compile(
    rf"^(?:when|where) (?!{AUXILIARY}\b)[^,?]*, (?=(?:\w+ )?{WH}\b)",
    re.IGNORECASE,
)
# "What is the", "What's the", "What was his"
WHAT = r"\bwhat(?:(?:[’']?s|\ (?:is|was|are|were))\ (?:the|his|her|its|their))?\ "
# What may stand between that and the quantity asked for: "the average annual wage".
OF_QUANTITY = (
    r"(?:(?:average|annual|yearly|quarterly|monthly|weekly|daily|hourly|final|total|overall|current"
    r"|death|interest|minimum|maximum)\ )*"
)
# What is paid, where the question says so: interest may be curiosity, and a charge a crime's.
_PAYMENT = r"(?:interest|premium|deposit|charge|toll|tariff|penalty|surcharge|levy)"
_PAID = r"(?:payable|paid|pays?|owed|levied|due(?!\ to)|charged(?!\ with))"
# "What did they pay?", and not "On what did they spend it?" or "What did they pay for?".
_OF_MONEY = r"(?<!on\ )(?<!for\ )(?<!with\ )\bwhat(?!.*\b(?:for|in|on|with)\W*$)"
# Of whom or what it is asked; "What do unions say about equal pay?" has another verb.
_SUBJECT = (
    r"(?:(?!(?:about|affect|after|before|by|do|for|free|get|if|in|know|mean|on|say|think|that|want"
    r"|when|which|who|with)\b)[\w.’'-]+\ ){1,6}?"
)
_TIMES = r"(?:an?\ (?:day|week|month|year|night|head)|altogether|annually|each|every|per)"
_PAYS = rf"""(?:have\ to\ |had\ to\ )?
    (?<!equal\ )(?<!sick\ )(?<!low\ )(?<!my\ )(?<!our\ )(?<!your\ )(?<!their\ )(?<!his\ )(?<!her\ )
    (?<!its\ )(?<!the\ )(?<![’']s\ )
    (?:pa(?:y|id)(?=\W*$|\ (?:{_TIMES}|back|for(?!\ (?:in|with)\b)|her|him|the|them|to\ the)\b)
      |charged?(?=\W*$|\ (?:{_TIMES}|for)\b)
      |spen[dt](?=\W*$|\ (?:{_TIMES}|in\ \d+|on)\b)
      |earn(?:ed)?(?=\W*$|\ (?:{_TIMES}|as|at|from|in\ \d+|last)\b)
      |owed?(?=\W*$|\ (?:him|her|the|them|if)\b)(?!.*\ to\b))"""
# In this order: the first pattern that is found, no later than the question's first question word,
# decides.
_KINDS = {
    AnswerKind.OPEN: rf"""
        ^(?:(?:and|but|so)\ )?(?:
            why\b
          | how[’'](?:d|ll|re|s)\b
          | how\ (?:come|does|do|did|is|are|was|were|has|have|had|can|could|will|would|should
              |might)\b
          | how\ (?:an?|he|her|his|it|its|she|the|their|these|they|this|those)\b
          | what\ (?:happened|happens|led\ to|caused|do\ we\ know|is\ known|does\ it\ mean
              |are\ the\ implications)\b
          | what(?:[’']s|\ (?:is|was))\ (?:going\ on|happening)\b
          | what\ (?:has|had|will|would|did)\ happen(?:ed)?\b
          | {WHAT}(?:reason|cause|effect|consequence|background|significance|summary
              |main\ (?:point|reason|cause|effect|consequence))s?\b
          | in\ what\ way | for\ what\ reasons?\b
          | (?:please\ )?(?:describe|explain|summari[sz]e|tell\ me\ (?:about|more)|give\ me)\b
        )""",
    AnswerKind.YES_NO: rf"^(?:(?:and|but|so)\ )?{AUXILIARY}\b|(?<=,\ )(?!may\b){AUXILIARY}\b",
    AnswerKind.QUANTITY: rf"""
        \bhow\ (?:many|much|long(?!\ ago)|old|far|large|big|high|tall|often|heavy|wide|deep|fast
          |loud|thick)\b
      | {WHAT}{OF_QUANTITY}(?:number|percentage|per\ ?cent|share|proportion|fraction
          |amount|sum|price|cost|fee|salary|wage|rent|fine|reward|age|total|size|distance|length|height
          |depth|weight|altitude|elevation|duration|quantity|figure|toll|margin|majority|portion
          |temperature|speed|rate)\b
      | {WHAT}{OF_QUANTITY}(?:\w+\ )?{_PAYMENT}\ (?:[^,;?]*\ )?{_PAID}\b
      | \bwhat(?:\ is|\ was|[’']?s)\ (?:the|his|her|its|their)\ {OF_QUANTITY}
          (?:premium|deposit|surcharge)(?=\W*$|\ (?:of|on|per)\b)
      | \bwhat\ {AUXILIARY}\ [^,;?]*\ (?:cost|weigh|worth)(?=\W*$|\ (?:to|per|in|at|for|each)\b)
      | {WHAT}{OF_QUANTITY}(?:\w+\ )?(?:bounty|compensation|jail\ term|lump\ sum|prison\ term|ransom
          |term\ of\ imprisonment|turnover)\b
          (?!\ (?:claim|fund|hunter|note|order|package|scheme))
      | \b(?:for|over)\ what\ period\b
      | {_OF_MONEY}\ (?:do|does|did|will|would|must|should|can|could|ha[sd]|have)\ {_SUBJECT}{_PAYS}
      | {_OF_MONEY}\ (?:is|are|was|were|ha[sd]\ been)\ (?:budgeted|owed|paid|spent)
          (?=\W*$|\ (?:for|in|on|per|each|to\ (?:the|him|her|them))\b)
      | \bwhat\ {AUXILIARY}\ {_SUBJECT}
          (?:add\ up\ to(?=\W*$)|come\ to(?=\ (?:altogether|in\ all|in\ total)\W*$))""",
    AnswerKind.DATE: rf"""
        ^(?:(?:since|until|till|by|on|in|and|from|for|about|around|roughly|as\ of|up\ to)\ )?when\b
      | \bwhen\ {AUXILIARY}\b
      | \b(?:what|which)\ (?:exact\ )?(?:deadline|time|year|date|day|month|decade|century|season
          |weekday|hour|night)s?\b
      | {WHAT}(?:exact\ )?(?:date|deadline)\b | \bhow\ (?:long\ ago|recently|soon)\b""",
    AnswerKind.PERSON: r"\b(?:who|whom|whose)\b | \bwhich\ (?:person|man|woman)\b",
    AnswerKind.PLACE: r"""
        \bwhere(?:abouts)?\b
      | \b(?:what|which)\ (?:country|countries|city|cities|town|place|location|state|region|capital
          |continent|village|province|district|nation|island|street|destination)s?\b""",
}
_COMPILED = [
    (kind, re.compile(pattern, re.IGNORECASE | re.VERBOSE)) for kind, pattern in _KINDS.items()
]
# What asks is the first of these; a later one opens a clause: "What of those who remain?"
_QUESTION_WORD = re.compile(r"\b(?:what|which|who|whom|whose|when|where|why|how)\b", re.IGNORECASE)
# A word of a name, with what goes before it in other languages: "von der Leyen", "al-Busaidi".
_NAME_WORD = (
    r"(?:(?:al|bin|bint|da|de|del|den|der|di|dos|du|el|ibn|la|le|ten|ter|van|von|zu) )*"
    r"(?:(?:ad|al|an|as|ash|at|d|el)[’'-])?(?-i:[^\W\d_a-z])[\w.’'-]*"
)
# Who somebody is, whose name is given, is told by what they are or did.
WHO_IS_NAMED = re.compile(
    rf"who(?:[’']s| is| was) {_NAME_WORD}(?: {_NAME_WORD})*\W*$", re.IGNORECASE
)
# What is asked for is told by so many characters; the rest of a longer one is not looked at.
_TELLING = 600
# A noun in the plural, and not a verb ("which firm runs the port") or somebody's name.
_PLURAL = (
    r"(?!(?:is|was|has|does|this|process|business|news|series|class|press|congress|politics"
    r"|economics|athletics|grounds|means|odds|terms|words)\b)(?!\w*(?:us|sis)\b)"
    r"(?:countries|cities|people|women|men|children|(?-i:[^\W\d_A-Z])\w+[^s\W]s)\b"
    r"(?! (?:an?|the|his|her|its|their|him|it|them|this|those|away|off|out|to|up)\b)"
)
_MANY = re.compile(
    r"\b(?:who|what|which) (?:all )?(?:are|were|have)\b|\bwho else\b|\bwho all\b"
    r"|\b(?:which|what)(?: other| two| three| four| five)? "
    rf"(?:(?!(?:{AUXILIARY}|an?|the)\b)[\w-]+ )?{_PLURAL}"
    r"|\blist (?:the|all|some|every|two|three|four|five|other)\b"
    rf"|\bname (?:(?:all|some|every|two|three|four|five|other)\b|the (?:\w+ )?{_PLURAL})",
    re.IGNORECASE,
)


# Which judge it was is told by a name; what Reed said, who Reed is, or what role he had, by more.
_BY_NAME = re.compile(
    rf"\bwhich (?!{AUXILIARY}\b)\w"
    r"|\bwhat (?:agency|airline|bank|company|firm|judge|newspaper|party|ship|union)\b",
    re.IGNORECASE,
)
# Several may have died, and several may have said so, though one is asked for.
_OF_SEVERAL = re.compile(
    r"\bwho(?:m|se)?\b.*\b(?:attend|criticis|criticiz|die[sd]\b|join|oppos|prais|protest|said|say"
    r"|scored|spoke|support|thank|voted|(?:are|been|got|is|was|were) (?:\w+ )?(?:arrest|charged"
    r"|convict|detain|freed|hurt|injur|jailed|killed|released|wounded))",
    re.IGNORECASE,
)
# Who lived, worked or played somewhere may have done so elsewhere, too; and what is asked about in
# the plural may be in several places. "The train", "a visit" and "its play" are no verbs.
_NO_VERB_BEHIND = r"(?<!\bthe )(?<!\ba )(?<!\ban )(?<![’']s )(?<!\bhis )(?<!\bher )(?<!\bits )"
_OF_SEVERAL_PLACES = re.compile(
    rf"{_NO_VERB_BEHIND}\b(?:appear|broadcast|campaign|compet|damag|deploy|destroy|educat|employ"
    r"|exhibit|fight|fled|flee|flow|fought|gr[eo]w|graduat|hit|lectur|liv|mak|meet|met|operat|own"
    r"|perform|play|publish|rais|record|sail|s[eo]ll?|sold|serv|shot|shown|spen[dt]|speak|spoke|stay"
    r"|struck|stud(?=[iy])|taught|teach|tour|train|travell?|visit|work)"
    r"(?:e?s|ed?|ing|n|y|ied|ies)?\b"
    r"|\b(?:approved|legal|banned|illegal|else|from)\b"
    r"|\b(?:have|has|had)(?: (?:an?|his|her|its|their)\b|\W*$)"
    rf"|\b{AUXILIARY} (?:the |its |their |\w+[’']s? )?"
    r"(?:attacks|branches|explosions|factories|floods|offices|people|protest(?:er)?s|rallies"
    r"|refugees|schools|strikes|troops|weapons)\b"
    r"|^(?:what|which)\b",
    re.IGNORECASE,
)
_OF_NO = re.compile(
    r"\b(?:not?|never|without|ban(?:s|ned)?|call(?:ed)? off|cancel\w*|clos(?:e(?! to)|ed|ing|ure)"
    r"|forb[ia]d\w*|prevent\w*|refus\w+|reject\w+|shut|stop(?:s|ped)?)\b|n[’']t\b",
    re.IGNORECASE,
)


def asked_for(question: str) -> Asked:
    """Tell what would answer a question."""
    question = _LEADING.sub("", question.strip()[:_TELLING], count=1)
    if WHO_IS_NAMED.match(question):
        return Asked(AnswerKind.THING, many=False)
    opening = _QUESTION_WORD.search(question)
    last = opening.start() if opening else len(question)
    kind = next(
        (k for k, p in _COMPILED if (found := p.search(question)) and found.start() <= last),
        AnswerKind.THING,
    )
    single = {AnswerKind.QUANTITY, AnswerKind.YES_NO, AnswerKind.OPEN, AnswerKind.DATE}
    by_name = kind is AnswerKind.PERSON and not _OF_SEVERAL.search(question)
    by_name = by_name or (kind is AnswerKind.THING and bool(_BY_NAME.search(question)))
    by_name = by_name or (kind is AnswerKind.PLACE and not _OF_SEVERAL_PLACES.search(question))
    many = kind not in single and bool(_MANY.search(question))
    return Asked(kind, many, by_name, bool(_OF_NO.search(question)))
