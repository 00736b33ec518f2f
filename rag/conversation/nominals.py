"""Phrases as they can be put into a question: names, short answers, what has been spoken of."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.conversation.lexicon import Form
from rag.conversation.phrases import Phrase, noun_phrases
from rag.conversation.source import WHO_SAID
from rag.conversation.turn import Turn, as_phrase
from rag.conversation.words import Role, can_be_noun, split, verb_forms
from rag.values.names import find_names

# A longer answer is a clause, which cannot stand where a noun does.
_MOST_WORDS = 7
_LEADING = re.compile(r"^(?:both|all|some|about|over|nearly|almost|more than) ", re.IGNORECASE)
# "Amina Farouk of the Coastal Trust" is Amina Farouk; the Bank of England is not a bank.
_OF = re.compile(r"^(\S+ \S.*?) of .*$")
_AMOUNT = re.compile(
    r"^(?:(?:about|over|nearly|almost|around|roughly|up to|only|just|(?:more|less|fewer) than"
    r"|at (?:least|most)) )?(?:[$€£¥]? ?\d|(?:half|a (?:quarter|third)) (?:an?|of|the)\b"
    r"|an? (?:dozen|hundred|thousand|million|billion|trillion)\b"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)\b"
    r"[ -](?:(?:hundred|thousand|million|billion|per ?cent|and|one|two|three|four|five|six|seven"
    r"|eight|nine)\b))",
    re.IGNORECASE,
)
_OWN = re.compile(r"^(?:his|her|its|their) ", re.IGNORECASE)
_ANY = re.compile(r"^any (?!(?:more|of|other)\b)", re.IGNORECASE)
_WHICH_ONES = re.compile(r"^(?:of )?(?:(?:the|any|some|his|her|its|their) )?")


def phrases_in(turn: Turn) -> list[Phrase]:
    """Return the noun phrases of the question: its subject, then the rest, the opening last.

    The subject is one phrase with all that belongs to it: "the factory in Odel". Words of which it
    is asked who said them hold none.
    """
    if turn.asked.startswith(WHO_SAID):
        return []
    clause = turn.clause
    if clause is None:
        return noun_phrases(turn.asked)
    subject = noun_phrases(clause.subject)
    whole = [replace(subject[0], end=len(clause.subject), text=clause.subject)] if subject else []
    asked = "" if clause.wh == "how" else clause.asked_noun
    objects = [_of_its_owner(phrase, clause.subject) for phrase in noun_phrases(clause.objects)]
    return [*whole, *objects, *noun_phrases(asked), *subject[1:]]


def _of_its_owner(phrase: Phrase, subject: str) -> Phrase:
    """Return "her shop" as Perpetua Vance’s, whom the question is about."""
    own = _OWN.match(phrase.text)
    if not own or not subject:
        return phrase
    return replace(phrase, text=f"{possessive(subject)} {phrase.text[own.end() :]}")


def names_in(text: str) -> list[str]:
    """Return the names in a text, without a possessive ending or what somebody is of."""
    return [_OF.sub(r"\1", re.sub(r"[’']s?$", "", name.text)) for name in find_names(text)]


def head_of(phrase: str) -> str:
    """Return the noun of a phrase: "captain" of "the captain of the ship"."""
    return re.split(r" (?:of|in|at|for|from|who) ", phrase)[0].split()[-1]


def noun_like(answer: str) -> bool:
    """Say whether an answer can stand where a noun does: short, and no clause."""
    words = split(answer)
    if not words or len(words) > _MOST_WORDS or words[0].role is Role.PREPOSITION:
        return False
    if Form.GERUND in verb_forms(words[0]) and len(words) > 1:
        return False
    if verb_forms(words[0]) and len(words) > 1 and words[1].role is Role.DETERMINER:
        return False  # "stops the heart"
    if any(w.role in {Role.PRONOUN, Role.AUXILIARY, Role.WH} for w in words):
        return False
    return any(can_be_noun(w) for w in words) and not any(
        verb_forms(w) and not can_be_noun(w) for w in words[1:]
    )


def is_amount(answer: str) -> bool:
    """Say whether an answer is a number or a sum, in digits or words: "half a million"."""
    return bool(_AMOUNT.match(answer))


def is_many(answer: str) -> bool:
    """Say whether a phrase stands for several."""
    found = noun_phrases(answer)
    return bool(found) and (found[0].plural or " and " in answer)


def definite(phrase: str) -> str:
    """Return a phrase as what has been spoken of: "an inquiry", "any inquiry": "the inquiry"."""
    bare = as_phrase(_ANY.sub("the ", _LEADING.sub("", phrase)), "")
    words = split(bare)
    if not words or words[0].role not in {Role.OPEN, Role.NUMBER} or words[-1].role is Role.NAME:
        return bare
    return f"the {bare}" if is_many(bare) else bare


def bare_noun(phrase: str) -> str:
    """Return a phrase without what says which ones: "of the runners" is "runners"."""
    return _WHICH_ONES.sub("", phrase)


def located(answer: str, quote: str) -> str:
    """Return a place with the preposition that it has in the quote: "at Quay Street"."""
    found = re.search(rf"\b(in|at|on|near) {re.escape(answer)}", quote)
    return f"{found[1] if found else 'in'} {answer}"


def possessive(name: str) -> str:
    """Return a name as an owner: "Lumina’s", "the workers’"."""
    ends = (
        name.endswith("s") and not name[:1].isupper() and name.rsplit(maxsplit=1)[-1][:1].islower()
    )
    return f"{name}’" if ends else f"{name}’s"
