"""Follow-ups that take up the last turn as a whole: "And then?", "When was that?"."""

from __future__ import annotations

import re

from rag.conversation.nominals import noun_like
from rag.conversation.phrases import noun_phrases
from rag.conversation.referents import dates
from rag.conversation.rephrase import reopened, told
from rag.conversation.turn import FollowUp
from rag.question import AnswerKind

_SURE = re.compile(
    r"^(?:are you (?:\w+ )?(?:sure|certain|serious)|really"
    r"|is (?:that|this) (?:\w+ )?(?:true|right|correct|so|confirmed|certain|official)"
    r"|are you sure (?:about|of) (?:that|this|it))$",
    re.IGNORECASE,
)
# "When was that?", "How did it happen?", "How many days was that?"
_OF_ALL_THAT = re.compile(
    r"^(?P<opening>.+?) (?:(?:is|was|were|are) (?:that|this)(?: (?:for|in|at|to|from))?"
    r"|(?:is|was|were|are|has|had|did|does|do|will|would) (?:that|this|it|all this|all that)"
    r" (?:happen|happened|happening|occur|take place|be|the case|so))$",
    re.IGNORECASE,
)
NEXT = re.compile(
    r"^(?:(?:and|so|but) )?(?:what (?:is )?)?"
    r"(?:then|next|afterwards|(?P<how>before|after|since|until) (?:then|that))\W*$",
    re.IGNORECASE,
)
_PREPOSITION = re.compile(r"^(?:in|on|at|since|by) ")
_MORE = re.compile(
    r"^(?:please )?(?:tell me more|(?:some )?more(?: details?| please)?|go on|elaborate|explain"
    r"|(?:can|could) you (?:tell me more|explain|elaborate))(?: (?:about|on) (?:that|this|it))?$",
    re.IGNORECASE,
)
_WHO_IS_THAT = re.compile(
    r"^(?P<asks>(?:who|what) (?:is|was|are|were)) (?:that|this)$", re.IGNORECASE
)
# "How far is that?" asks about the place just named; "How long was that?" about what happened.
_HOW_IS_THAT = re.compile(
    r"^(?P<asks>how (?!many|much|long|often|come|is|was|are|were)\w+ (?:is|was|are|were))"
    r" (?:that|this)$",
    re.IGNORECASE,
)
_WHY_DID_IT = re.compile(
    r"^(?:why|how come) (?:is|are|was|were|has|have|had|do|does|did|will|would|can|could)"
    r" (?:he|she|it|they)(?P<denied> not)?$",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"^what (?:(?:is|was|were) the (?:\w+ )?(?:reason|cause)s?(?: (?:of|for|behind) (?:that|this))?"
    r"|(?:caused|led to|triggered|(?:is|was) behind) (?:that|this))$",
    re.IGNORECASE,
)
_WHY_SO = re.compile(
    r"^why (?P<is>is|was) (?:that|this|it) (?:so )?(?P<what>[a-z]+)$", re.IGNORECASE
)


def once_more(followed: FollowUp) -> str:
    """Ask the last question again for "Are you sure?"."""
    return followed.last.asked if _SURE.match(followed.bare) else ""


def afterwards(followed: FollowUp) -> str:
    """Return what happened next as a question of its own."""
    found = NEXT.match(followed.bare)
    if not found:
        return ""
    how = found["how"] or "after"
    dated = _PREPOSITION.sub("", next(dates(followed.turns), ""))
    when = dated or told(followed.last)
    return f"What happen{'s' if how == 'until' else 'ed'} {how} {when}" if when else ""


def of_the_same(followed: FollowUp) -> str:
    """Complete what asks for more of the answer just given: its reason, its time, who that is."""
    bare = followed.bare
    if reason := _asks_why(bare):
        return reopened(reason, followed.last)
    if (found := _WHO_IS_THAT.match(bare)) and followed.last.answer:
        return f"{found['asks']} {followed.last.answer}"
    if (found := _WHY_SO.match(bare)) and (clause := told(followed.last)):
        return f"Why {found['is']} it {found['what']} that {clause}"
    if (found := _HOW_IS_THAT.match(bare)) and noun_like(followed.last.answer):
        return f"{found['asks']} {followed.last.answer}"
    if found := _OF_ALL_THAT.match(bare):
        return reopened(found["opening"], followed.last)
    return ""


def _asks_why(bare: str) -> str:
    if found := _WHY_DID_IT.match(bare):
        return "Why not" if found["denied"] else "Why"
    return "Why" if _REASON.match(bare) else ""


def more(followed: FollowUp) -> str:
    """Return "Tell me more about the race" for "Tell me more": what the last turn was about."""
    if not _MORE.match(followed.bare):
        return ""
    turn = followed.last
    about = turn.answer if turn.kind is AnswerKind.PERSON else ""
    subject = turn.clause.subject if turn.clause else ""
    phrases = noun_phrases(turn.clause.rest if turn.clause else turn.asked)
    about = about or subject or (phrases[0].text if phrases else turn.asked)
    return f"Tell me more about {about}"
