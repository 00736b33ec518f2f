"""Items of a list -> the list: one of five bullets shown alone hides that there are more.

Ranking and merging have been done by then: an item is compared with the question by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index import Article, Block, BlockKind, count_words
from rag.merging.grouping import Group
from rag.question import AnswerKind, asked_for
from rag.types import Evidence, Span

# A list longer than this is a text of its own, such as a contract's clauses.
LONGEST_LIST = 600
# An item that answers with so much of its words is one of those asked for ("a power cable" of "a
# power cable of 1.8 m"); where "1.8 m" answers, the other items do not.
MOST_OF_ITEM = 0.5
# Items of so few words are things or steps; longer ones, such as the points that stand above a news
# story, say different things and are quoted together only where several are asked for.
ITEM_WORDS = 15
_STEPS = re.compile(r"how (?:do|does|can|could|should|must)\b", re.IGNORECASE)


def quote_lists(
    groups: Sequence[Group], articles: Mapping[str, Article], question: str
) -> list[Group]:
    """Return the groups, those that quote one list's items as one that quotes the whole list."""
    shown: list[Group] = []
    for group in groups:
        best = group.best.evidence
        held = next((one for one in shown if one.listed and _holds(one, best)), None)
        if held is None:
            whole = _list_asked_for(question, best, articles[best.passage.article])
            wide = _widened(group, articles, whole) if whole else group
            alone = any(_holds(wide, one.best.evidence) for one in shown)
            shown.append(group if alone else wide)
        else:
            held.also.append(best.answer)
            held.claims.extend(group.claims)
    return shown


def _list_asked_for(question: str, evidence: Evidence, article: Article) -> Span | None:
    """Return the list whose item is quoted if most of it answers; None where it is long."""
    items = _items_around(article.blocks, evidence.quote)
    if not items[1:] or items[-1].end - items[0].start > LONGEST_LIST:
        return None
    asked = asked_for(question)
    if not asked.many:
        (start, end), (first, last) = evidence.answer, evidence.quote
        kindred = asked.kind is AnswerKind.THING or _STEPS.match(question)
        words = [count_words(article.text[item.start : item.end]) for item in items]
        if not kindred or end - start < MOST_OF_ITEM * (last - first) or max(words) > ITEM_WORDS:
            return None
    return items[0].start, items[-1].end


def _items_around(blocks: Sequence[Block], quote: Span) -> Sequence[Block]:
    """Return the list items that stand together around a quote, none where it is in no list."""
    at = next(n for n, block in enumerate(blocks) if block.start <= quote[0] < block.end)
    first = last = at
    while first >= 0 and blocks[first].kind is BlockKind.LIST_ITEM:
        first -= 1
    while last < len(blocks) and blocks[last].kind is BlockKind.LIST_ITEM:
        last += 1
    return blocks[first + 1 : last]


def _widened(group: Group, articles: Mapping[str, Article], quote: Span) -> Group:
    evidence = replace(group.best.evidence, quote=quote)
    text = articles[evidence.passage.article].text
    claim = replace(group.best, evidence=evidence, quote=text[slice(*quote)])
    return Group([claim, *group.claims[1:]], listed=True)


def _holds(group: Group, one: Evidence) -> bool:
    """Say whether what a group quotes holds another quote."""
    whole = group.best.evidence
    (start, end), (first, last) = whole.quote, one.quote
    return whole.passage.article == one.passage.article and start <= first and last <= end
