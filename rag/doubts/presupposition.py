"""What a question takes for granted, and whether a text bears it out.

A question about Kolesnikova in 2023 presupposes both. A passage that has neither, and yet seems to
answer, most likely speaks of somebody else or another year.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from functools import cache

from index import Article
from index.store.lexical import terms
from rag.headings import dated_above
from rag.types import Evidence
from rag.values.dates import dates_in_words
from rag.values.designations import designations, is_designated
from rag.values.names import find_names, fold
from rag.values.quantities import in_digits
from rag.values.spelling import same_word

# "5", "1,200", "2.5%", and as a version "2.4.0" or "v2.4".
_NUMBER = re.compile(r"(?:(?<![\w.,])|(?<=\b[vV]))\d(?:[\d,]*\d)?(?:\.\d+)*%?(?!\w|[.,]\d)")
# In a text also a part of a word: "1990s", "2.5bn", "20th".
_DIGITS = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)*")
_CONDITION = re.compile(r"\b(?:if|unless)\b[^,?;]*", re.IGNORECASE)
_ITEM = re.compile(r"\d+[.)]")
# "Two million" bears out the 2 of "2 million".
_SCALE = re.compile(r"\b(?:thousand|million|billion|trillion)\b", re.IGNORECASE)
_ACRONYM = re.compile(r"\b(?:[A-Z]\.?){2,}(?!\w)")
_TOKEN = re.compile(r"[^\W_]+|[,;:!?()“”\"\n]")
# What an acronym leaves out: the Organisation for the Prohibition of Chemical Weapons is the OPCW.
_LEFT_OUT = frozenset("a and for in of on the to".split())
# The pronoun is no country.
_PRONOUN = re.compile(r"\bus\b")
# Shorter words of a name ("of", "Le") do not tell whether it is there.
_TELLING = 3
# "Lithuania" and "Lithuanian" share all but a vowel and at most this ending.
_LONGEST_ENDING = 3
_SHORTEST_STEM = 5
# A country's shorter name is whole in its people's: "Russian", "Iranians", "Iraqi".
_SHORTEST_COUNTRY = 4
_PEOPLE = re.compile(r"i?ans?|(?<=[aeo])ns?|(?<=[nq])is?")
# Countries whose people are not called by the country's own word in texts about them; where it is
# one ("Lithuanian ports"), `_derived` sees it.
_ONE_COUNTRY = tuple(
    frozenset(name.replace("_", " ") for name in names.split())
    for names in """
    america american americans us u_s usa united_states
    britain british briton britons uk u_k united_kingdom
    netherlands holland dutch
    china chinese
    denmark danish dane danes
    finland finnish finn finns
    france french
    greece greek greeks
    ireland irish
    italy italian italians
    norway norwegian norwegians
    poland polish pole poles
    portugal portuguese
    scotland scottish scot scots
    spain spanish spaniard spaniards
    sweden swedish swede swedes
    switzerland swiss
    turkey turkish turk turks
    wales welsh
    """.strip().splitlines()
)
# "13 December", "Dec. 13".
_ONE_MONTH = tuple(
    frozenset({month, month[:3], month[:4]}) for month in map(str.casefold, calendar.month_name[1:])
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
# "The 2022 election" has its year as a name.
_NAMED_BY_YEAR = re.compile(
    r"\b(?:the|an?|this|that|his|her|its|their|\w+[’']s?) (?:1[5-9]|20)\d\d ([^\W\d_]+)",
    re.IGNORECASE,
)
_BESIDE = 30  # characters
_YEARS_FROM_TO = re.compile(r"(\d{4})(?:\s*[–-]\s*| (?:to|and|until|till) )(\d{4})")
# What a year can be told by, or reckoned from: "last year", "less than in 2031", "since 1990".
_RELATIVE_YEAR = re.compile(
    r"\b(?:(?:last|this|next|previous|following|same) year"
    r"|years? (?:ago|earlier|later|before|after)|now|today|currently|still"
    r"|(?:since|until|till|by|before|after|between|from|than|with|to) (?:in )?(?=\d{4}\b))",
    re.IGNORECASE,
)
# A birth or a death that is asked for. One that is only mentioned ("before she died", "put to
# death", "Somali-born") need not stand in the answer's sentence.
_MAIN = r"^(?:(?!(?<=\w )(?:after|as|before|that|until|when|where|who|whose)\b).)*?(?<!-)"
_OF_IT = r"(?:date|day|month|year|time|hour|place|cause) of [^?]*"
_ASKS_BIRTH = (
    rf"{_MAIN}\bborn\b|\bwhen (?:is|was) [^?]*\bbirthday\b|\b{_OF_IT}\bbirth\b"
    r"|\bbirth(?:date|place)\b"
)
# "b. Oslo, 2 May 1921", "d.1931", and not "D. Berg".
_TELLS_BIRTH = (
    r"\b(?:born|birth\w*|native|aged?|years? old)\b|-year-old|\(\d{4}\s?[–-]"
    r"|(?-i:\bb\.\s?[A-Z\d])"
)
_ASKS_DEATH = rf"{_MAIN}\b(?:die|died|dies)\b|\b{_OF_IT}\bdeath\b|\bdeath toll\b"
_TELLS_DEATH = (
    r"\b(?:die[ds]?|dying|dead|deaths?|late|kill(?:s|ed)|murder\w*|drown\w*|deceased?|execut\w+"
    r"|assassinat\w+|behead\w*|breathed (?:her|his|their) last|demise|slain|slew"
    r"|fatal\w*|hanged|passed away|perish\w*|suicide|succumb\w*"
    r"|(?:claim(?:s|ed)?|costs?|los[et]|tak(?:e|es|en)|took)\b.{1,40}\bli(?:fe|ves))\b"
    r"|[–-]\s?\d{4}\)|(?-i:\bd\.\s?[A-Z\d])"
)
_BIRTH_AND_DEATH = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for asked, told in ((_ASKS_BIRTH, _TELLS_BIRTH), (_ASKS_DEATH, _TELLS_DEATH))
)


def presuppositions(question: str) -> list[str]:
    """Return the names, the designations ("Unit 3") and the numbers that a question states."""
    designated = designations(question)
    # A blank for each: its noun is no name by itself, nor its number a number.
    rest = question
    for one in designated:
        rest = rest.replace(one.group(), " " * len(one.group()))
    # In capitals throughout, capitals tell nothing.
    found = [] if question.isupper() else find_names(rest)
    names = [re.sub(r"[’']s?$", "", name.text) for name in found]
    named = fold(" ".join(names)).split()
    # "If I am 22" takes nothing for granted.
    numbers = [n for n in _NUMBER.findall(_CONDITION.sub("", rest)) if n not in named]
    return [*names, *dict.fromkeys(one.group() for one in designated), *numbers]


def unborne(question: str, text: str) -> tuple[str, ...]:
    """Return the names and numbers of a question that a text does not hold in any spelling."""
    text = dates_in_words(text, ())
    return tuple(stated for stated in presuppositions(question) if not _bears_out(stated, text))


def stands_in(name: str, text: str) -> bool:
    """Say whether a name stands in a text: by its last word, its country's or its initials."""
    return _is_among(name, fold(_PRONOUN.sub(" ", text)).split()) or _abbreviated(name, text)


def is_country(name: str) -> bool:
    """Say whether a name is a country's or a continent's, by Unicode's list of territories."""
    folded = fold(name)
    return folded in _territories() or any(folded in names for names in _ONE_COUNTRY)


@cache
def _territories() -> frozenset[str]:
    # Only where two places are compared: reading the list takes 40 ms.
    from babel import Locale  # noqa: PLC0415

    return frozenset(fold(name) for name in Locale("en").territories.values())


def bearing(evidence: Evidence, article: Article) -> str:
    """Return what can bear out the presuppositions of a question that evidence answers.

    Its passage, with the number of the item that it goes on with ("9." of a lease's clauses), the
    heading this stands under and the date of its entry, and its article's title and date.
    """
    passage = evidence.passage
    line = article.text.rfind("\n", 0, passage.start) + 1
    item = _ITEM.match(article.text, line, passage.start)
    number = f"{item.group()}\n" if item else ""
    heading = article.text[slice(*passage.heading)] if passage.heading else ""
    published = f"{article.published:%d %B %Y}" if article.published else ""
    dated = dated_above(article, evidence.quote[0])
    return f"{article.title}\n{published}\n{dated}\n{heading}\n{number}{passage.text}"


def names_another(question: str, text: str) -> bool:
    """Say whether a question states a year or number that a text does not bear out.

    A person may be named otherwise than in the question, but 2024 is not 2022: of the gold
    questions about the seeds and six stories, no right answer (275) and 7 wrong ones (of 168 to
    unanswerable questions) stand in a text that lacks a number of the question.
    """
    return any(
        re.search(r"\d", stated) or designations(stated) for stated in unborne(question, text)
    )


def of_other_year(question: str, quote: str) -> bool:
    """Say whether a quote states years, and none that can be one that the question states.

    "Last year" may be it, and so may one from 1974 to 1989; where the 2022 laureate was taken may
    well have its own year, but the 2018 election is not the 2022 election. The passage around may
    well speak of the year asked about, of something else. (Of 3,951 right finds for the gold and
    lessons' questions none is of another year so, of the first finds for 871 unanswerable ones 6.)
    """
    asked, told = set(_YEAR.findall(question)), set(_YEAR.findall(quote))
    if not asked or not told or asked & told or _RELATIVE_YEAR.search(quote):
        return False
    ranges = _YEARS_FROM_TO.findall(quote)
    if any(first <= year <= last for year in asked for first, last in ranges):
        return False
    named = set(terms(" ".join(_NAMED_BY_YEAR.findall(question))))
    return not named or bool(named & set(terms(" ".join(_beside_years(quote)))))


def _beside_years(text: str) -> list[str]:
    """Return what stands close to each year of a text."""
    spans = (found.span() for found in _YEAR.finditer(text))
    return [text[max(0, start - _BESIDE) : end + _BESIDE] for start, end in spans]


def lacks_event(question: str, quote: str) -> bool:
    """Say whether a question about a birth or a death meets a quote that speaks of none.

    A date beside a person's name is near enough to fool a reader, whatever happened on it.
    """
    return any(
        asked.search(question) and not told.search(quote) for asked, told in _BIRTH_AND_DEATH
    )


def _bears_out(stated: str, text: str) -> bool:
    """Say whether a text bears out a name, a designation or a number of a question."""
    if designations(stated):
        return is_designated(stated, text)
    return (_is_counted if _NUMBER.fullmatch(stated) else stands_in)(stated, text)


def _is_counted(number: str, text: str) -> bool:
    """Say whether a number stands in a text, in digits or in words."""
    digits = number.replace(",", "").rstrip("%")
    if digits in _numbers(text) or digits in fold(text).split():
        return True
    return digits in _numbers(in_digits(text)) | _numbers(in_digits(_SCALE.sub(" ", text)))


def _numbers(text: str) -> set[str]:
    """Return the numbers of a text; of a version "2.4.1" also the 2.4 that it is one of."""
    found = {number.replace(",", "") for number in _DIGITS.findall(text)}
    return found | {number.rpartition(".")[0] for number in found if number.count(".") > 1}


def _is_among(name: str, words: Sequence[str]) -> bool:
    """Say whether a name's last telling word, or its country's, stands among folded words."""
    parts = fold(name).split()
    if not parts:
        return True
    spellings = (*_ONE_COUNTRY, *_ONE_MONTH)
    if any(_any_of(names, parts) and _any_of(names, words) for names in spellings):
        return True
    telling = [part for part in parts if len(part) >= _TELLING] or parts
    return any(same_word(telling[-1], word) or _derived(telling[-1], word) for word in words)


def _any_of(names: frozenset[str], words: Sequence[str]) -> bool:
    """Find one of a country's names, which may be of two words, among folded words."""
    text = f" {' '.join(words)} "
    return any(f" {name} " in text for name in names)


def _abbreviated(name: str, text: str) -> bool:
    """Say whether a text has the name's initials, or, of initials, the words: EU, European Union.

    Only capitals count: "as" does not stand for Ada Stone.
    """
    parts = fold(name).split()
    if name.isupper() and "".join(parts) in _capitals(text):
        return True
    initials = "".join(part[0] for part in parts)
    found = (re.sub(r"\W", "", acronym).casefold() for acronym in _ACRONYM.findall(text))
    return len(parts) > 1 and initials in found


def _capitals(text: str) -> str:
    """Return the initials of a text's capitalised words, a blank where something is between."""
    initials = []
    for token in _TOKEN.findall(text):
        if token[0].isupper():
            initials.append(fold(token)[:1])
        elif token not in _LEFT_OUT:
            initials.append(" ")
    return "".join(initials)


def _derived(one: str, other: str) -> bool:
    """Say whether one word is the other with an ending: Lithuania, Lithuanian."""
    shorter, longer = sorted((one, other), key=len)
    whole = len(shorter) >= _SHORTEST_COUNTRY and longer.startswith(shorter)
    if whole and _PEOPLE.fullmatch(longer, len(shorter)):
        return True
    stem = shorter.rstrip("aeiouy")
    if len(stem) < _SHORTEST_STEM or len(longer) - len(shorter) > _LONGEST_ENDING:
        return False
    return longer.startswith(stem)
