"""What the words around a number make of it: a bound, a term, or what no longer holds.

"Over 100" is the least there are and "not exceeding £100" the most; a loan "over ten years" lasts
ten; of what "is increased from £5 to £6" only £6 still holds.
"""

from __future__ import annotations

import enum
import re


class Bound(enum.Enum):
    """How a number bounds what it counts; a cap may be far above it, "nearly 50" is not."""

    LEAST = "least"
    CAP = "cap"
    BELOW = "below"
    NEARLY = "nearly"
    ABOUT = "about"


# What may stand between a bound and its number: "over a million", "more than US$5".
_GAP = r"(?:\W+half|\W+(?:half )?an?|\W*(?:US|AU?|CA?|NZ|HK))?\W*$"
_BOUND = re.compile(
    r"(?P<denied>(?<!if )\b(?:no|not|nor|never|cannot|without|\w+n[’']t)"
    r" (?:(?:to )?be |to |have )?)?"
    r"\b(?:(?P<more>over|above|(?:more|greater) than|exceed(?:s|ed|ing)?|in excess of)"
    r"|(?P<less>under|below|(?:fewer|less) than)"
    r"|(?P<least>at least|upwards of|a minimum of)"
    r"|(?P<cap>at most|up to|a maximum of|n(?:o|ot) longer than)"
    r"|(?P<nearly>nearly|almost|close to)|(?P<below>as (?:many|much) as))"
    rf"{_GAP}",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"(?:about|around|approximately|approx\.?|roughly|some|circa|estimated|~){_GAP}",
    re.IGNORECASE,
)
# "Over ten years" is as long as something lasts behind what is spread in time: a loan, an amount
# or a share ("£3m over ten years", "rose 5% over two years").
_OVER = re.compile(r"(?P<over>\bover)(?P<a> an?)?\W*$", re.IGNORECASE)
_SPREAD = re.compile(
    r"\b(?:loan|mortgage|borrow(?:s|ed|ing)?|lend|lent|repa(?:y|ys|ying|yable|yments?|id)"
    r"|pa(?:y|ys|ying|yable|yments?|id)|instal+ments?|spread|phased|staggered|stages|gradually"
    r"|amorti[sz]ed|depreciated|written off)\b"
    r"|(?:[$€£¥] ?\d[\d,.]*(?: ?(?:thousand|million|billion|m|bn))?|%|per ?cent"
    r"|\b(?:dollars|euros|pounds))(?: (?:a|per|each|every) (?:day|week|month|year))?\W*$",
    re.IGNORECASE,
)
# "Paid for over ten years", "the loan took over ten years", "just over": more than that.
_LONGER_BEFORE = re.compile(
    r"\b(?:for|in|of|after|with|at|by|to|than|just|well|far|way|little|slightly|much"
    r"|takes?|took|taken|lasts?|lasted|spent|served|waited)\W*$",
    re.IGNORECASE,
)
# "Paid over ten years ago", "over three months late", "over ten years' rent".
_LONGER_BEHIND = re.compile(
    r"[\s-]*[^\W\d_]+"
    r"(?:[’']| (?:ago|old|late|later|earlier|longer|before|after|since|overdue|of)\b)",
    re.IGNORECASE,
)
# "Over a ten-year term"; but "over a hundred years".
_ONE_TERM = re.compile(r"[\s-]*(?:second|minute|hour|day|week|month|year|decade)\b", re.IGNORECASE)
_THEN_COMMA = re.compile(r"[\s-]*[^\W\d_]+,")
# "Is increased from", "cut the fee from", "up from"; not "reduced for children from 3 to 5 years"
# nor "a rise of from 5 to 10 per cent". Nor what grows or extends from 5 to 10 metres.
_CHANGE = re.compile(
    r"\b(?:(?P<up>increas(?:e[sd]?|ing)|rais(?:e[sd]?|ing)|ris(?:e[sn]?|ing)|rose|grew|grown"
    r"|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?|lift(?:s|ed|ing)?|extended|extension|(?<!made )up)"
    r"|(?P<down>cuts?|cutting|f[ae]ll(?:s|en|ing)?|reduc(?:e[sd]?|ing|tion)|lower(?:s|ed|ing)?"
    r"|drop(?:s|ped|ping)?|decreas(?:e[sd]?|ing)|declin(?:e[sd]?|ing)|shortened|down)"
    r"|revis(?:e[sd]?|ing|ion)|amend(?:s|ed|ing|ment)?|chang(?:e[sd]?|ing)|alter(?:s|ed|ing)?)"
    r"(?: (?!(?:for|among|aged|between)\b)[\w’'-]+,?){0,4}?(?<! of)(?<! by) from"
    r"(?: [^\W\d_]+){0,3}\W*(?:US|AU?|CA?|NZ|HK)?\W?$",
    re.IGNORECASE,
)
# " to £27,900", "% to 7%", " people in May to about 9"; not "according to 12 analysts".
_TO = re.compile(
    r"[^\W\d_]*%?(?:[ ,()’'-]+[^\W\d_]+){0,4}?\)?(?<!according)(?<!due)(?<!thanks) to "
    r"(?:[^\W\d_]+ ){0,3}?"
    r"[^\W\d_]{0,2}[$€£¥]?(?P<new>\d[\d,]*(?:\.\d+)?)",
    re.IGNORECASE,
)
# "Fell from 5 to 4 million": the first is five million too, whichever end has its "million".
_SCALE = 1000


def bound_of(before: str, rest: str, *, lasting: bool) -> Bound | None:
    """Return how the words before a number bound it, None where they do not.

    `rest` is what stands behind it, `lasting` whether it is a time. White space is single spaces.
    """
    found = _BOUND.search(before)
    if found and not (lasting and _is_term(before, rest)):
        if found["least"] or (found["less"] if found["denied"] else found["more"]):
            return Bound.LEAST
        if found["nearly"]:
            return Bound.NEARLY
        return Bound.CAP if found["cap"] or found["more"] else Bound.BELOW
    return Bound.ABOUT if _ABOUT.search(before) else None


def _is_term(before: str, rest: str) -> bool:
    """Say whether a time behind "over" is as long as something lasts, and not longer."""
    found = _OVER.search(before)
    if not found:
        return False
    if found["a"]:
        return bool(_ONE_TERM.match(rest))
    if _LONGER_BEHIND.match(rest) or _LONGER_BEFORE.search(before, 0, found.start()):
        return False
    opens = found["over"] == "Over" and _THEN_COMMA.match(rest)
    return bool(opens or _SPREAD.search(before[: found.start()]))


def change_to(number: float, before: str, rest: str) -> int | None:
    """Return where in `rest` the number stands that a number was changed to; None where it was not.

    What goes up to less or down to more is no change: "a fall from 5 to 7 metres".
    """
    change, target = _CHANGE.search(before), _TO.match(rest)
    if not change or not target:
        return None
    new = float(target["new"].replace(",", ""))
    more, less = number < new < number * _SCALE, new < number < new * _SCALE
    if (change["up"] and less) or (change["down"] and more):
        return None
    return target.start("new")
