"""Who said what was just shown: found in the text around the cited places, else the publisher.

The rules look for reporting verbs, as in Pareti 2015, "Attribution: a computational approach":
"X said", "“...,” said X", "according to X"; a pronoun's speaker is named in the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from index import Article, BlockKind, Passage, block_sentences
from rag.conversation.looks import SAYING, looks_of
from rag.conversation.source import wants_publisher
from rag.conversation.words import Role, Word, can_be_noun, split, verb_forms
from rag.types import Answer, Citation, Evidence, Span
from rag.values.names import ABBREVIATIONS, find_names

# What was shown has a few sources; all are named.
_MOST_CITED = 5
_LONGEST_SPEAKER = 90
_VERB = rf"(?:{SAYING}|reported|reports|urged|thanked|quoted)"
_STOPS = r"(?=[,.;:“”\"]|\s(?:who|which|that|in|at|on|when|as|after|before|during|with|while)\b|$)"
# The full stop of "Dr. Lee" and "the U.N." ends nothing.
_SPEAKER = rf"(?:\b(?:[A-Z]|(?i:{ABBREVIATIONS})|No)\.|[^,.;:“”\"])+?"
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<who>{_SPEAKER}){_STOPS}")
_AFTER_SPEECH = re.compile(
    rf"(?:[”\"»],?|[,.?!][’'])\s+{_VERB}\s+(?P<who>(?!that\b){_SPEAKER}){_STOPS}"
)
# Without marks only after a whole clause: "The price is too high, said Greta Sand".
_AFTER_CLAUSE = re.compile(rf",\s+(?:said|says)\s+(?P<who>(?=[A-Z]|the ){_SPEAKER}){_STOPS}")
_BEFORE_VERB = re.compile(
    rf"(?P<who>(?:[^;:“”\"]|:(?=\d))+?),?\s+(?:has |had |have )?(?:\w+ly )?{_VERB}\b"
)
# Where a clause before the speaker's can end; what follows "who" or "an" belongs to the speaker.
_CLAUSE_ENDS = re.compile(r"(?:,? (?:and|but|that|while|as)|”,?|,[”’']|,(?! (?:who|which|an?)\b)) ")
# "On Monday, the mayor said": an apposition would have a second comma, before the verb.
_LAST_COMMA = re.compile(r".*, (?!.*\b(?:and|or)\b)")
_RELATIVE = re.compile(r",? (?:who|which|that)$")
# "It was said", "declined to say", "came in and said": whoever speaks does not stand before it.
_NO_SPEAKER = re.compile(r"\b(?:was|were|been|being|be|is|are|am|to|not|and|or|but)$")
_SPEAKS_ON = re.compile(r"[“”\"«»]")
_PRONOUN = re.compile(r"(?:he|she|they|it)$", re.IGNORECASE)
_OPENING = re.compile(
    r"^(?:(?:but|and|as|however|meanwhile|still|also|later|on \w+day|which|where|earlier|yesterday"
    r"|then),?\s+"
    r"|(?-i:[A-Z][A-Z .,]+)(?:\([^()]+\) )?[—–-]+ )",  # "WARSAW (AP) — "
    re.IGNORECASE,
)


def sources_of(
    question: str, answer: Answer, article_of: Callable[[str], Article | None]
) -> list[Evidence]:
    """Return who said what an answer states, as evidence from the articles that it cites."""
    found: dict[tuple[str, int], Evidence] = {}
    for cited in answer.citations[:_MOST_CITED]:
        article = article_of(cited.article)
        if article is None or article.sha256 != cited.sha256:
            continue  # it has changed or gone since, and the offsets with it
        places = [] if wants_publisher(question) else list(_speakers(article, cited, answer))
        for speaker, quote in places[:1] or [_publisher(article, cited)]:
            passage = Passage(article.id, *quote, article.text[slice(*quote)])
            evidence = Evidence(passage, speaker, quote, answer.confidence, answer.confidence)
            found.setdefault((article.id, speaker[0]), evidence)
    return list(found.values())


def _speakers(article: Article, cited: Citation, answer: Answer) -> Iterator[tuple[Span, Span]]:
    """Yield speakers with the quotes that name them, from the sentences that answered."""
    block = next((b for b in article.blocks if b.start <= cited.start < b.end), None)
    if block is None:
        return
    sentences = block_sentences(article.text, block)
    inside = [s for s in sentences if s[0] < cited.end and s[1] > cited.start]
    highlighted = _highlighted(cited, answer)
    inside = [s for s in inside if any(s[0] <= at < s[1] for at in highlighted)] or inside
    near = [
        sentences[at]
        for sentence in inside
        if _SPEAKS_ON.search(article.text[slice(*sentence)])
        for at in (sentences.index(sentence) + 1, sentences.index(sentence) - 1)
        if 0 <= at < len(sentences)
    ]
    for start, end in dict.fromkeys([*inside, *near]):
        for first, last in _named_speakers(article.text[start:end]):
            speaker = (start + first, start + last)
            before = [s for s in sentences if s[1] <= start]
            if _PRONOUN.fullmatch(article.text[slice(*speaker)]):
                named = _antecedent(article, before, article.text[slice(*speaker)])
                if named is None:
                    continue
                speaker = named
            quote = (min(cited.start, start, speaker[0]), max(cited.end, end))
            yield speaker, (_sentence_start(sentences, quote[0]), quote[1])


def _highlighted(cited: Citation, answer: Answer) -> list[int]:
    """Return where the answering words of a citation's statement begin, in the article."""
    return [
        cited.start + start
        for statement in answer.statements
        if statement.citations[0] == cited.number
        for start, _ in statement.highlights
    ]


def _sentence_start(sentences: Sequence[Span], at: int) -> int:
    return next((start for start, end in sentences if start <= at < end), at)


def _named_speakers(sentence: str) -> Iterator[Span]:
    for pattern in (_ACCORDING, _AFTER_SPEECH):
        for found in pattern.finditer(sentence):
            yield found.span("who")
    for found in _AFTER_CLAUSE.finditer(sentence):
        before = sentence[: found.start()]
        if _has_verb(before) or "," not in before:
            yield found.span("who")
    for found in _BEFORE_VERB.finditer(sentence):
        if "," not in found["who"] and _AFTER_CLAUSE.match(sentence, found.end("who")):
            continue  # "Prices rose, said the bank": the comma ends a clause, and no apposition
        start, end = _last_subject(sentence, *found.span("who"))
        said = sentence[start:end]
        if _NO_SPEAKER.search(said) or not 0 < end - start <= _LONGEST_SPEAKER:
            continue
        if _PRONOUN.fullmatch(said) or any(map(_can_speak, split(said))):
            yield start, end


def _can_speak(word: Word) -> bool:
    """Say whether a word can be a speaker: a noun, "the 27-year-old", "No. 10"."""
    return can_be_noun(word) or word.role is Role.NUMBER


def _last_subject(sentence: str, start: int, end: int) -> Span:
    """Cut what stands before the verb down to its subject: what a clause before it is not."""
    relative = _RELATIVE.search(sentence[start:end])
    if relative:
        end -= len(relative.group())
    start += _to_last_clause(sentence[start:end], one=not relative and sentence[end] != ",")
    opening = _OPENING.match(sentence[start:end])
    if opening:
        start += opening.end()
    while start < end and not (sentence[start].isalnum()):
        start += 1
    return start, end


def _to_last_clause(said: str, *, one: bool) -> int:
    """Return where the last clause begins; `one` where no comma can be of an apposition."""
    if one and (aside := _LAST_COMMA.match(said)):
        return aside.end()
    for found in reversed(list(_CLAUSE_ENDS.finditer(said))):
        if _has_verb(said[: found.start()]) or found.group().strip() in {"that", "while"}:
            return found.end()
    return 0


def _has_verb(text: str) -> bool:
    return any(
        word.role is Role.AUXILIARY or (verb_forms(word) and not can_be_noun(word))
        for word in split(text)
    )


def _antecedent(article: Article, before: Sequence[Span], pronoun: str) -> Span | None:
    """Return whom a pronoun stands for: the first that can be, in the nearest sentence before."""
    around = [article.text[before[0][0] : before[-1][1]]] if before else []
    for start, end in reversed(before[-2:]):
        for name in find_names(article.text[start:end]):
            looks = looks_of(name.text, around)
            one = pronoun.casefold() in {"he", "she"}
            if not one or (looks.is_person and looks.can_be(pronoun.casefold())):
                return start + name.start, start + name.end
    return None


def _publisher(article: Article, cited: Citation) -> tuple[Span, Span]:
    """Return the publisher in the line that names it, else the title, else the cited words."""
    for block in article.blocks:
        line = article.text[block.start : block.end]
        if article.publisher and block.kind is BlockKind.BOILERPLATE:
            at = line.find(article.publisher)
            if at >= 0:
                start = block.start + at
                return (start, start + len(article.publisher)), (block.start, block.end)
    for block in article.blocks:
        if block.kind is BlockKind.TITLE:
            title = block_sentences(article.text, block)[0]
            return title, title
    return (cited.start, cited.end), (cited.start, cited.end)
