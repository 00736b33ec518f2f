"""Page furniture: the lines around an article that are not part of it.

The patterns are common to news and blog pages. Each has to match a whole short line that does not
read as a sentence, so that an article's own words are never taken for furniture.
"""

from __future__ import annotations

import re

from index.dates import dated_place, is_dateline

# No label is longer; longer lines are an article's own words.
LONGEST = 120

_EXACT = frozenset(
    label.strip()
    for label in """
about us | add a comment | advertisement | all rights reserved | back to top | breaking news
comment | comments | contact us | cookie policy | copy link | discussion | editor | editorial staff
file photo | getty images | home | latest news | leave a comment | leave a reply | log in | login
menu | most popular | most read | news desk | newsletter | post a comment | print | print this page
privacy policy | published | read more | recommended | related | save | scroll to top | search
see also | share | sign in | sign up | skip to content | skip to main content | sponsored | staff
staff reporter | staff writer | subscribe | subscribe now | terms of service | terms of use
trending | trending now | updated | web desk | web editor
""".strip()
    .replace("\n", "|")
    .split("|")
)
_NAME = r"(?-i:[A-Z][\w.'’-]*)"
_PATTERN = re.compile(
    rf"""
    share\ (?:this|on|via)(?:\ (?:article|story|post|page|facebook|twitter|x|whatsapp|linkedin
      |telegram|reddit|email))*
  | listen\ to\ this\ (?:article|story|page).{{0,40}}
  | (?:leave|post|add)\ an?\ (?:comment|reply)\b.{{0,40}}
  | submit\ (?:a|your)\ (?:tip|correction|story|comment|news|photo)
  | know\ something\ we\ missed\?.{{0,80}}
  | (?:more|latest)\ (?:in|from|on)\ {_NAME}(?:\ \S+){{0,4}}
  | (?:related|recommended|trending|popular)\ (?:articles?|stories|posts|news|topics|content|tags)
  | (?:read|see)\ (?:more|next|also|related)\s*[:»>→…].{{0,120}}
  | continue\ reading(?:\ .{{0,40}})? | story\ continues\ below.{{0,40}}
  | (?:sign\ up|subscribe|join|register)\b.{{0,60}}\b(?:newsletters?|inbox|alerts?|channel|podcast
      |free|today)
  | follow\ us(?:\ (?:on|at|via)\ .{{1,60}})? | click\ here(?:\ (?:to|for)\ .{{1,60}})?
  | (?:image|photo|picture|illustration|caption)s?(?:\ (?:credit|source|by))?
      \s*:\s*.{{1,60}}(?<![.!?])
  | (?:publisher|publication|published\ by)\s*:\s*.{{1,60}}(?<![.!?])
  | (?:video|source|credit)s?\s*:\s*\S+(?:\ \S+){{0,5}}(?<![.!?])
  | (?:image|photo|picture|illustration)s?\ (?:by|courtesy\ of|via)\ {_NAME}.{{0,60}}(?<![.!?])
  | (?:©|file\ (?:photo|image|picture)\b|ai[-\ ]generated\ (?:illustration|image|photo)\b).{{0,80}}
  | !\[[^\]]*\]\([^)]*\)
  | .{{0,60}}?(?<!\d)\d{{1,3}}[-\ ]min(?:ute)?s?\ read
  | (?:by|written\ by|reporting\ by|edited\ by)\ {_NAME}(?:,?\ (?:and\ )?{_NAME}){{0,5}}
  | (?:additional\ )?(?:reporting|writing|editing)\ by\ .{{1,60}};\ .{{0,60}}
  | (?:copyright\ )?(?:©|\(c\)|\d{{4}})\ .{{0,60}}all\ rights\ reserved.{{0,20}}
  | copyright\ (?:©|\(c\)|\d{{4}}).{{0,80}} | our\ standards:\ .{{0,80}}
  | \d{{1,6}}\ (?:comments?|shares?|views?|likes?)
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "The Halm Herald", "Northline Press Agency", "Valley News": what a newspaper calls itself.
_CAPITALISED = r"[^\W\d_a-z][\w.'’&-]*"
_OUTLET = re.compile(
    r"(?!(?:Annual|Book|Breaking|Business|Company|Film|Financial|Industry|Latest|Literature|Local"
    r"|National|Opening|Product|Regional|School|Sports?|Top|World|Year) )"
    rf"(?:The )?{_CAPITALISED}(?: (?:{_CAPITALISED}|and|de|del|di|du|of|on|the|upon|&)){{0,4}}? "
    r"(?:Advertiser|Advocate|Argus|Banner|Beacon|Broadcasting|Bulletin|Chronicle|Citizen|Clarion"
    r"|Courier|Daily|Democrat|Digest|Dispatch|Echo|Enquirer|Ensign|Examiner|Gazette|Gleaner|Globe"
    r"|Guardian|Herald|Independent|Inquirer|Journal|Lantern|Leader|Ledger|Magazine|Mail|Mercury"
    r"|Messenger|Monitor|Monthly|News|Newswire|Observer|Pioneer|Post|Press|Quarterly|Radio|Record"
    r"|Register|Review|Sentinel|Spectator|Standard|Star|Statesman|Sun|Telegraph"
    r"|Television|Times|Today|Transcript|Tribune|TV|Voice|Weekly|Wire)"
    r"(?: (?:Agency|Association|Online|Services?))?"
)
# "By Ada Roe, Emily Post" names a second writer.
_PERSON = re.compile(
    r" and |^\w+ (?:Banner|Leader|Mail|Pioneer|Post|Press|Record|Star|Sun|Voice|Wire)$"
)
_SEPARATOR = re.compile(r"\s+[|·•]\s+|\t+")
# A label may close with a mark of its own; a full stop makes most lines a sentence.
_CLOSING = " :…»\u203a>"


def is_furniture(line: str) -> bool:
    """Say whether a trimmed line is page furniture in every part ("By A. Name | 1 May 2025")."""
    if len(line) > LONGEST:
        return False
    return all(map(_is_label, furniture_parts(line)))


def is_imprint(line: str) -> bool:
    """Say whether every part of a line tells who published what is below it, where or when.

    It is, in all that is no furniture, a newspaper's or an agency's name, or a place and a date.
    """
    return len(line) <= LONGEST and all(
        _is_label(part) or outlet_of(part) or dated_place(part) for part in furniture_parts(line)
    )


def tells_date(line: str) -> bool:
    """Say whether a part of a line is a date, alone or behind a place or a newspaper's name."""
    if len(line) > LONGEST:
        return False
    return any(is_dateline(part) or dated_place(part) for part in furniture_parts(line))


def outlet_of(part: str) -> str:
    """Return the newspaper, agency or station that a part of a line names, empty if none.

    Beside it may stand a date, or who wrote: "By Ada Roe, Halm Herald". "Latest News" is a label.
    """
    dated = dated_place(part)
    names = (dated[0] if dated else part.strip()).split(", ")
    if names[0].startswith("By "):
        names = [name for name in names[1:] if not _PERSON.search(name)]
    elif _is_label(part):
        return ""
    return next((name for name in names if _OUTLET.fullmatch(name)), "")


def furniture_parts(line: str) -> list[str]:
    """Return the parts of a line between the marks that pages put between labels."""
    return _SEPARATOR.split(line)


def _is_label(text: str) -> bool:
    text = text.strip()
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    if text.casefold().rstrip(_CLOSING + ".") in _EXACT or is_dateline(text):
        return True
    # A line that goes on from another one starts with a small letter.
    return not text[:1].islower() and bool(_PATTERN.fullmatch(text.rstrip(_CLOSING)))
