"""The question within a request: "Could you tell me when he was freed?" asks when he was freed.

What stands around a question is nobody's name and no part of the answer, but it is in the way:
retrieval matches its words, the reader has learnt from bare questions, and "Could you" seems to ask
for a yes or a no.
"""

from __future__ import annotations

import re

from rag.conversation.words import Role, split, unmarked
from rag.question import AUXILIARY, WH, AnswerKind, asked_for

_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear (?:all|sirs?|quoth)"
    r"|excuse me|sorry|(?:many )?thanks|thank you|please|pls|great|perfect|cool|nice)"
    r"(?: (?:there|all|again|quoth|everyone|a lot|so much|very much))?\s*[,.!:–—-]+\s*)+",
    re.IGNORECASE,
)
_CAN_YOU = (
    r"(?:can|could|would|will)\ (?:you|anyone|anybody|someone|somebody)"
    r"(?:\ (?:please|kindly|perhaps|maybe|possibly|also|quickly))*\ "
)
_REQUEST = re.compile(
    rf"""^(?:
        (?:please\ |kindly\ )?(?:{_CAN_YOU})?
            (?:(?:tell|show|remind|inform)\ (?:me|us)|explain|clarify|let\ (?:me|us)\ know)
            (?:\ (?:please|again))?
      | {_CAN_YOU}(?:say|check|find\ out|look\ up)
      | (?:do|does|would)\ (?:you|we|anyone|anybody|someone|somebody)
            (?:\ (?:happen\ to|perhaps|maybe|also))?\ know
      | (?:i|we)(?:[’']d|\ would)\ (?:also\ )?(?:like|love)\ to\ (?:know|ask|find\ out|hear|learn)
      | (?:i|we)\ (?:also\ )?(?:just\ )?(?:want|wanted|need)\ to\ (?:know|ask|find\ out)
      | i\ (?:(?:was|am)\ )?(?:just\ )?wonder(?:ing|ed)? | i[’']m\ (?:just\ )?(?:wondering|curious)
      | (?:may|can|could|might)\ (?:i|we)\ (?:please\ )?ask(?:\ you)?
      | (?:(?:my|the|a|one|another)\ )?(?:(?:quick|next|other|more|different|new|last)\ )*question
            (?:\ is)? | (?:is\ there\ )?any\ idea
    )(?P<mark>\s*[,:;–—-]\s*|\ )""",
    re.IGNORECASE | re.VERBOSE,
)
_INDIRECT = re.compile(
    rf"^(?:(?:about|at|by|for|from|in|of|on|since|to|until|with) )?(?:{WH}\b|(?:whether|if) )",
    re.IGNORECASE,
)
_DIRECT = re.compile(rf"^{AUXILIARY}\b", re.IGNORECASE)
_ENDING = re.compile(
    r"(?:,? (?:please|pls)|(?:,|(?<=[.!?])) (?:(?:many )?thanks|thank you)"
    r"(?: in advance| a lot| so much| very much)?)(?P<mark>\s*[?.!]*)$"
    r"|, (?:do you know|can you tell me|any idea|i wonder)(?P<other>\s*[?.!]*)$",
    re.IGNORECASE,
)
# The articles are what is asked in any case.
_ARTICLES = (
    r"(?:according to|as stated in|based on) (?:(?:the|these|those|your|all|given|provided) )+"
    r"(?:articles?|texts?|passages?|documents?)"
)
_IN_ARTICLES = re.compile(
    rf"^{_ARTICLES}\s*[,:]\s*|,? {_ARTICLES}(?P<mark>\s*[?.!]*)$", re.IGNORECASE
)
# "Whether he was freed", "when he was freed": a short subject without a clause of its own, and what
# comes first in the direct question.
_INVERTIBLE = re.compile(
    rf"^(?:whether|if|(?P<adverb>when|where|why|how)) "
    rf"(?P<subject>(?!{AUXILIARY}\b)(?:(?!{AUXILIARY}\b|{WH}\b|that\b)[^\s,;:]+ ){{1,6}})"
    rf"(?P<auxiliary>(?-i:{AUXILIARY})) (?P<rest>.+)$",
    re.IGNORECASE,
)
# "What the cause was", "when the funeral is"
_ENDS_IN_VERB = re.compile(
    r"^(?P<opening>what|who|when|where) "
    rf"(?P<subject>(?:(?!{AUXILIARY}\b|{WH}\b|that\b)[^\s,;:]+ ){{1,6}})"
    r"(?P<verb>is|are|was|were)$",
    re.IGNORECASE,
)
_WHETHER = re.compile(r"^(?:whether|if) ", re.IGNORECASE)
# A search: so many words, none of which makes a sentence.
_FEWEST, _MOST = 2, 10
_IN_A_SEARCH = frozenset(
    {Role.OPEN, Role.NAME, Role.NUMBER, Role.PREPOSITION, Role.ADVERB, Role.CONJUNCTION}
)
_COMMAND = re.compile(
    r"^(?:list|name|show|give|find|tell|compare|define|describe|explain|summari[sz]e|quote|who)\b",
    re.IGNORECASE,
)


def without_greeting(text: str) -> str:
    """Return a message without "Hello!" or "Thanks." before it."""
    return _GREETING.sub("", text.strip()) or text


def direct(question: str) -> str:
    """Return a question without greeting, request and thanks, as it would be asked outright.

    "According to the articles" goes, too: whatever is answered is. Unchanged when nothing of that
    kind is around it: "Do you know him?" is no request.
    """
    text = without_greeting(question)
    text = _IN_ARTICLES.sub(lambda around: around["mark"] or "", text)
    text = _ENDING.sub(lambda end: end["mark"] or end["other"] or "", text)
    found = _REQUEST.match(text)
    asked = text[found.end() :] if found else ""
    if _INDIRECT.match(asked):
        text = _inverted(asked)
    elif found and (
        found["mark"].strip() == ":" or (found["mark"].strip() and _DIRECT.match(asked))
    ):
        text = asked
    bare = unmarked(text)
    if not bare or text == question.strip():
        return question
    return f"{bare[:1].upper()}{bare[1:]}?"


def searched(question: str) -> str:
    """Return "What is the ferry fare?" for the search "ferry fare"; a question stays as it is.

    The reader has learnt from questions, and doubts what it finds for a string of nouns.
    """
    words = split(question)
    if not _FEWEST <= len(words) <= _MOST or question.rstrip().endswith(("?", ".", "!", ":")):
        return question
    asked = asked_for(question)
    if asked.kind is not AnswerKind.THING or asked.many or _COMMAND.match(question):
        return question
    said = [word for word in words if word.text.casefold() not in {"the", "a", "an"}]
    if any(word.role not in _IN_A_SEARCH for word in said) or words[0].role is Role.PREPOSITION:
        return question
    return f"What is the {question[said[0].start :].strip()}?"


def _inverted(asked: str) -> str:
    """Return "When was he freed" for "when he was freed", "Was he freed" for "whether he was"."""
    bare = unmarked(asked)
    found = _INVERTIBLE.match(bare)
    if found:
        adverb = f"{found['adverb']} " if found["adverb"] else ""
        return f"{adverb}{found['auxiliary']} {found['subject']}{found['rest']}"
    if found := _ENDS_IN_VERB.match(bare):
        return f"{found['opening']} {found['verb']} {found['subject'].strip()}"
    return _WHETHER.sub("Is it true that ", bare)
