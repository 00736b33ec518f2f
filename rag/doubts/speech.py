"""Questions about what somebody said, and whether a quote is of that somebody saying something."""

from __future__ import annotations

import re

from rag.doubts.presupposition import stands_in
from rag.values.names import find_names, fold, is_date

# Verbs that report speech, in the forms of questions and of news copy.
_REPORTING = (
    r"(?:said|sa(?:y|ys|ying)|told|tell(?:s|ing)?|stat(?:e|es|ed|ing)|urg(?:e|es|ed|ing)"
    r"|warn(?:s|ed|ing)?|caution(?:s|ed|ing)?|add(?:s|ed|ing)|argu(?:e|es|ed|ing)"
    r"|claim(?:s|ed|ing)?|describ(?:e|es|ed|ing)|emphasi[sz](?:e|es|ed|ing)"
    r"|stress(?:es|ed|ing)?|not(?:es|ed|ing)|remark(?:s|ed|ing)?|express(?:es|ed|ing)?"
    r"|announc(?:e|es|ed|ing)|acknowledg(?:e|es|ed|ing)|vow(?:s|ed|ing)?|insist(?:s|ed|ing)?"
    r"|explain(?:s|ed|ing)?|declar(?:e|es|ed|ing)|admit(?:s|ted|ting)?|den(?:y|ies|ied|ying)"
    r"|promis(?:e|es|ed|ing)|demand(?:s|ed|ing)?|suggest(?:s|ed|ing)?|writ(?:e|es|ing|ten)|wrote"
    r"|credit(?:s|ed|ing)|according to|quot(?:e|es|ed|ing)|comment(?:s|ed|ing)?|ask(?:s|ed|ing)?"
    r"|hail(?:s|ed|ing)?|prais(?:e|es|ed|ing)|critici[sz](?:e|es|ed|ing)|confirm(?:s|ed|ing)?"
    r"|report(?:s|ed|ing)?|hint(?:s|ed|ing)?|reiterat(?:e|es|ed|ing)|conced(?:e|es|ed|ing)"
    r"|pledg(?:e|es|ed|ing)|thank(?:s|ed|ing)?|predict(?:s|ed|ing)?|recall(?:s|ed|ing)?"
    r"|call(?:s|ed|ing)?|appeal(?:s|ed|ing)?|propos(?:e|es|ed|ing)|testif(?:y|ies|ied|ying)"
    r"|answer(?:s|ed|ing)?|repl(?:y|ies|ied|ying)|respond(?:s|ed|ing)?|retort(?:s|ed|ing)?)"
)
# Behind one of these the same word is a noun or a clause of its own: "her call", "to warn".
_NO_VERB_BEHIND = "".join(
    rf"(?<!{word} )"
    for word in r"""
    \ba \ban \bthe \bher \bhis \bits \bmy \bour \btheir \byour \bno [’']s
    \bof \bby \bfor \bfrom \bin \bon \bwith (?<!\bhave\s)(?<!\buse\s)\bto
    \bam \bare \bbe \bbeen \bis \bwas \bwere
    """.split()
)
_ASKING = r"\b(?:what|how) (?:{auxiliary})\b(?P<speaker>.+?){noun}\b{verb}\b{form}"
# "What did Lee say" has the bare form, "what has Lee said" the participle: "From what did Lee take
# the three notes?" asks for no words.
_ASKS_SPEECH = tuple(
    re.compile(
        _ASKING.format(auxiliary=auxiliary, noun=_NO_VERB_BEHIND, verb=_REPORTING, form=form),
        re.IGNORECASE,
    )
    for auxiliary, form in (
        ("did|does|do", r"(?<!ed)(?<!ing)(?<![^s]s)(?<!said)(?<!told)(?<!wrote)(?<!according to)"),
        ("has|have|had", r"(?:(?<=ed)|(?<=said)|(?<=told)|(?<=written))"),
    )
)
# What a name before the verb belongs to: "the skipper of the Tove Lind", "dockers in Lima".
_PREPOSITION = re.compile(
    r"\b(?:about|after|at|before|behind|by|during|for|from|in|near|of|on|to|under|with)\b",
    re.IGNORECASE,
)
# What may stand between a speaker's name and the verb. A noun makes it another's: "the Oslo fund".
_BEFORE_VERB = re.compile(
    r"[\s.]*(?:$|[,(]|(?:\w+ly|also|and|ever|first|have|himself|herself|just|later|never|not|once|or"
    r"|so|soon|still|then|use)\b)",
    re.IGNORECASE,
)
# Every pair of marks is matched, or the words between two short speeches would be taken for one.
_MARKED = re.compile(r"[“\"«„]([^“”\"«»„]*)[”\"»“]")
_SAYING = re.compile(rf"\b{_REPORTING}\b", re.IGNORECASE)
# Between a name and its verb: nothing, an aside, a day, or an auxiliary.
_NEAR = re.compile(
    r"(?:,[^,.;]{1,60},)?(?:(?: on)? (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)?"
    r" (?:(?:has|had|have|also|later|then|[a-z]+ly) ){0,2}"
)
# Who stands right behind one of these is spoken to or of: "told Reuters", "thanked Lee".
_TRANSITIVE = re.compile(
    r"(?:ask|call|caution|credit|critici|describ|hail|prais|quot|tell|thank|told|urg|warn)",
    re.IGNORECASE,
)
_REPORTED = re.compile(rf"\b{_REPORTING}\b|[“”\"«»„‘]|(?<!\w)'\w", re.IGNORECASE)


def speeches(text: str, least: int) -> list[str]:
    """Return what stands in quotation marks, of at least that many characters, in order."""
    return [speech for speech in _MARKED.findall(text) if len(speech) >= least]


def answers_speech(question: str, quote: str) -> bool:
    """Say whether a quote can be what somebody said, if that is what a question asks for."""
    speaker = asked_speaker(question)
    return speaker is None or speaks_in(speaker, quote)


def asked_speaker(question: str) -> str | None:
    """Return whose words a question asks for, as far as it names them; None if it asks for none.

    "What did Ann Lee say?" asks for Ann Lee's; "What did the union say?" for nobody's by name: "".
    """
    found = next((found for asks in _ASKS_SPEECH if (found := asks.search(question))), None)
    return None if found is None else _named(found["speaker"])


def _named(subject: str) -> str:
    """Return the name that the whole subject stands for; "Lee's lawyer" is not named: ""."""
    for name in find_names(subject):
        if _PREPOSITION.search(subject, 0, name.start):
            return ""
        belongs = name.text.endswith(("'s", "’s")) or subject.startswith(("'", "’"), name.end)
        if not belongs and _BEFORE_VERB.match(subject, name.end):
            return name.text
    return ""


def speaks_in(speaker: str, quote: str) -> bool:
    """Say whether a quote reports speech of the speaker, by surname and in any spelling.

    Where names stand beside its verbs of saying, one of them has to be the speaker's: in "Lee told
    reporters that Ray was free" it is Lee who speaks. "He said" may be anybody named.
    """
    if not _REPORTED.search(quote):
        return False
    if not fold(speaker):
        return True
    return any(stands_in(speaker, name) for name in _names_beside_saying(quote) or [quote])


def _names_beside_saying(quote: str) -> list[str]:
    """Return the names right before a verb of saying, or right after: "Lee said", "said Lee"."""
    names = [name for name in find_names(quote) if not is_date(name.text)]
    found = []
    for verb in _SAYING.finditer(quote):
        before = [n for n in names if _NEAR.fullmatch(quote, n.end, verb.start())]
        after = [n for n in names if quote[verb.end() : n.start] == " " and n.start > verb.end()]
        if _TRANSITIVE.match(verb.group()):
            after = []
        # "Lee told Ray": who stands before the verb speaks, and who stands behind is spoken to.
        found += before[-1:] or after[:1]
    return [name.text for name in found]
