"""A follow-up and the turns before -> the question that it stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from rag.conversation.clause import parse
from rag.conversation.contractions import spelt_out
from rag.conversation.ellipsis import with_part
from rag.conversation.lexicon import Form, is_plural
from rag.conversation.nominals import bare_noun, phrases_in, possessive
from rag.conversation.phrases import noun_phrases
from rag.conversation.pronouns import free_pronouns, resolve
from rag.conversation.rephrase import reopened, told
from rag.conversation.source import LEAD, asks_for_source, whose_words
from rag.conversation.times import is_time
from rag.conversation.turn import FollowUp, ReadText, Turn
from rag.conversation.whole_turn import NEXT, afterwards, more, of_the_same, once_more
from rag.conversation.words import Role, Word, can_be_noun, split, unmarked, verb_forms
from rag.question import AnswerKind
from rag.types import Answer

# Only the last turns can be meant, and twenty turns must cost no more than two.
TURNS = 3
# A longer run of words without a verb is a search of its own.
_PART_WORDS = 6
_OPENING_WORDS = 5
_ABOUT = re.compile(r"^(?:what|how) about\b\s*", re.IGNORECASE)
_AFTER_THAT = re.compile(
    r"\b(?P<how>after|before|since|until) (?:that|this|it)$"
    r"|(?<=happened )(?:next|then|afterwards|later)$|\b(?:afterwards)$",
    re.IGNORECASE,
)
_SAID_THAT = re.compile(r"\b(?:say|says|said|saying) (?P<that>that|this|it|so)$", re.IGNORECASE)
_DECIDED_THAT = re.compile(r"^who (?:(?:had|has) )?decided(?P<that> (?:that|this))$", re.IGNORECASE)
_BARE_COUNT = re.compile(
    r"^how many (?=(?:were|was|are|is|have|had|has|did|will|would)\b)", re.IGNORECASE
)
_INDEFINITE = re.compile(
    r"^(?:was|were|did) (?:(?:any|some|every)(?:one|body|thing)|no(?:body|thing))\b", re.IGNORECASE
)
_ANY = re.compile(r"^(?:any|no)\b(?!\.)", re.IGNORECASE)
_IF = re.compile(r"^(?:if|unless) [^,]+$", re.IGNORECASE)
_APART = re.compile(r"^(?P<part>[^,]{2,60}), (?P<question>.+)$")


def complete(question: str, history: Sequence[Answer], read: ReadText | None = None) -> str:
    """Return the question as it stands alone; unchanged when it leans on nothing.

    `history` is oldest first. `read` gives the text of an article by its id: around the places
    cited last it is looked up who is "he" and who is "she".
    """
    question = question.strip()
    bare = unmarked(LEAD.sub("", question))
    if not history or not bare:
        bare = "what next" if history and NEXT.match(question) else ""
    if not split(bare):
        return question
    led = LEAD.match(question) is not None or question.endswith("?")
    bare = spelt_out(bare)
    followed = FollowUp(bare, led, history[-TURNS:], cache(read) if read else None)
    completed = next((text for rule in _RULES if (text := rule(followed))), bare)
    return question if completed == bare else _as_question(completed)


def _whose_words(followed: FollowUp) -> str:
    return whose_words(followed.history[-1]) if asks_for_source(followed.bare) else ""


def _of_a_part(followed: FollowUp) -> str:
    about = _ABOUT.match(followed.bare)
    conditional = followed.led and _IF.match(followed.bare)
    undergoes = followed.led and _is_participle(split(followed.bare))
    if not (about or conditional or undergoes or _is_part(followed.bare, led=followed.led)):
        return ""
    turns = followed.turns
    part = resolve(_ABOUT.sub("", followed.bare), turns)
    if undergone := _undergone(part, turns[-1]):
        return undergone
    if _ANY.match(part):
        return f"{turns[-1].asked}, and {part[:1].lower()}{part[1:]}"
    return with_part(part, turns[-2] if _asked_already(part, turns) else turns[-1])


def _is_participle(words: Sequence[Word]) -> bool:
    return len(words) == 1 and Form.PARTICIPLE in verb_forms(words[0])


def _undergone(part: str, turn: Turn) -> str:
    """Return "How many people were injured" for "And injured?" after "How many people died?"."""
    clause = turn.clause
    part = re.sub(r"^the ", "", part, flags=re.IGNORECASE)  # "And the injured?"
    if clause is None or not _is_participle(split(part)):
        return ""
    verb, _, after = clause.rest.partition(" ")
    found = split(verb)
    if not found or not verb_forms(found[0]) & {Form.PAST, Form.PARTICIPLE}:
        return ""
    passive = clause.auxiliary or ("were" if clause.wh == "how" else "")
    if passive.casefold() not in {"is", "are", "was", "were"}:
        return ""
    said = (clause.opening, passive, clause.subject, part[:1].lower() + part[1:], after)
    return " ".join(filter(None, said))


def _asked_already(part: str, turns: Sequence[Turn]) -> bool:
    """Say whether "And in Velde?" cannot mean "Where?", just asked, but the question before it."""
    kind = turns[-1].kind
    where = kind is AnswerKind.PLACE and not is_time(part)
    when = kind is AnswerKind.DATE and is_time(part)
    return len(turns) > 1 and (where or when) and split(part)[0].role is Role.PREPOSITION


def _reopened(followed: FollowUp) -> str:
    if not _is_opening(followed.bare):
        return ""
    return reopened(resolve(followed.bare, followed.turns), followed.last)


def _is_part(bare: str, *, led: bool) -> bool:
    """Say whether a follow-up is a mere part of a question: no verb, no question word."""
    words = split(bare)
    begins = led or (words[:1] and words[0].role is Role.PREPOSITION)
    if not begins or len(words) > _PART_WORDS or any(w.role is Role.WH for w in words):
        return False
    # "The injured" is no verb.
    adjectives = {word for before, word in pairwise(words) if before.role is Role.DETERMINER}
    return not any(_is_verb(word) for word in words if word not in adjectives)


def _is_opening(bare: str) -> bool:
    """Say whether a follow-up has a question word but no verb: "By whom?", "Which hospital?"."""
    words = split(bare)
    begins = words[:1] if words[0].role is Role.WH else words[1:2]
    if len(words) > _OPENING_WORDS:
        return False
    opens = begins and begins[0].role is Role.WH and words[0].role in {Role.WH, Role.PREPOSITION}
    whole = parse(bare) is not None and not _asks_for_noun(words)
    return bool(opens) and not whole and not any(map(_is_verb, words))


def _asks_for_noun(words: Sequence[Word]) -> bool:
    """Tell the nouns of "What time?" and "How many assists?" from verbs."""
    *before, last = words
    opening = " ".join(word.text.casefold() for word in before)
    if opening in {"how many", "how much"}:
        return is_plural(last.text)
    if re.fullmatch(r"\w+ (?:what|which)", opening) and before[0].role is Role.PREPOSITION:
        return can_be_noun(last)  # "on what charges"
    only_base = verb_forms(last) & {Form.BASE, Form.PAST, Form.PRESENT} == {Form.BASE}
    return opening in {"what", "which"} and only_base and can_be_noun(last)


def _is_verb(word: Word) -> bool:
    if word.role is Role.AUXILIARY:
        return True
    finite = verb_forms(word) & {Form.PAST, Form.PRESENT}
    return bool(finite) and not can_be_noun(word)


def _brought_in(followed: FollowUp) -> str:
    """Return "And his wife, what did she say?" as one question about his wife."""
    found = _APART.match(followed.bare)
    question = found["question"] if found else ""
    if not found or parse(question) is None or not free_pronouns(question):
        return ""
    named = resolve(found["part"], followed.turns)
    for word in split(question):
        folded = word.text.casefold()
        if folded in {"he", "she", "they", "it", "him", "her", "them", "his", "its", "their"}:
            owner = folded in {"his", "its", "their"}
            meant = possessive(named) if owner else named
            return question[: word.start] + meant + question[word.end :]
    return ""


def _within(followed: FollowUp) -> str:
    """Complete what a whole question leaves open: pronouns, "after that", "how many were"."""
    text = followed.bare
    if _BARE_COUNT.match(text):
        text = _counted(text, followed.last)
    if found := _SAID_THAT.search(text):
        text = _with_words(text, found, followed.last)
    if (found := _DECIDED_THAT.match(text)) and (clause := _decided(followed.last)):
        text = f"{text[: found.start('that')]} that {clause}"
    if found := _AFTER_THAT.search(text):
        clause = told(followed.last)
        if clause:
            text = f"{text[: found.start()].rstrip()} {found['how'] or 'after'} {clause}"
    if free_pronouns(text):
        return resolve(text, followed.turns)
    if _INDEFINITE.match(text) and not _has_object(text) and (clause := _event(followed.last)):
        return f"{text} when {clause}"
    return text


def _has_object(text: str) -> bool:
    """Say whether "Was anyone ..." names something; "hurt" is no noun there."""
    clause = parse(text)
    return bool(noun_phrases(clause.objects if clause else text))


def _event(turn: Turn) -> str:
    """Return what happened then: "the fire broke out"; empty for a state, or what is to come."""
    past = turn.clause and turn.clause.auxiliary.casefold() in {"", "did", "was", "were"}
    return told(turn) if past and turn.kind is not AnswerKind.THING else ""


def _decided(turn: Turn) -> str:
    """Return what was so, and may have been decided; where or when it was may be the decision."""
    told_so = turn.kind not in {AnswerKind.DATE, AnswerKind.PLACE}
    return told(turn) if told_so and "decid" not in turn.asked.casefold() else ""


def _counted(text: str, turn: Turn) -> str:
    """Say of what: "How many were women?" after "How many prisoners were freed?"."""
    clause = turn.clause
    noun = bare_noun(clause.asked_noun) if clause else ""
    if not noun:
        plurals = [phrase for phrase in phrases_in(turn) if phrase.plural]
        noun = bare_noun(plurals[0].text) if plurals else ""
    if not noun:
        return text
    of = noun if text.endswith(" there") else f"of the {noun}"
    return re.sub(r"^(how many) ", rf"\1 {of} ", text, flags=re.IGNORECASE)


def _with_words(text: str, found: re.Match[str], turn: Turn) -> str:
    """Say what was said: "when he said “there was no work”"."""
    if not turn.highlights:
        return text
    words = turn.highlights[0].strip(" “”\"'‘’.,;")
    return f"{text[: found.start('that')]}“{words}”"


def _as_question(text: str) -> str:
    text = unmarked(text)
    return f"{text[:1].upper()}{text[1:]}?"


# In this order: the first that completes a follow-up decides.
_RULES = (
    _whose_words,
    once_more,
    afterwards,
    more,
    of_the_same,
    _brought_in,
    _of_a_part,
    _reopened,
    _within,
)
