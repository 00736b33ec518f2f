"""What a quote stands under is found, and a reply is as like a question as what it replies to."""

from __future__ import annotations

import pytest

from index import Hit, Passage, parse_article
from rag import Evidence
from rag.confidence import UNFITTED
from rag.headings import dated_above, heading_above, question_above
from rag.likeness import Kinship
from rag.reading import Reading

TEXT = """A title that says something about it

An opening sentence without a heading.

Unconfirmed

Somebody may have seen it. Nobody knows.

Bottom line

It is over now.
"""
SOURCE = parse_article(TEXT, "headed.txt")


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("An opening sentence", ""),
        ("Somebody may", "Unconfirmed"),
        ("Nobody knows", "Unconfirmed"),
        ("Bottom line", "Unconfirmed"),
        ("It is over", "Bottom line"),
    ],
)
def test_a_quote_stands_under_the_last_heading_before_it(words, heading):
    assert heading_above(SOURCE, TEXT.index(words)) == heading


DIARY = """Papers of the Harbour Board

(b) a third on 3 May 1897;
He came here on 4 June 1897 and never left again.

Friday, 11 November 1898
Wind all day.

Gale from 1890
He died on 4 May 1901.
Next meeting: 4 June 1901
Captain Roe told us of the wreck of 3 March 1875 and all that came
- the boats

Held in the Custom House on Tuesday, 10 January 1899, at 2 o'clock
Present: nobody.

Date: Wed, 12 March 1902, 07:48
Subject: May
Dear Ann,
"""


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("(b) a third", ""),
        ("Friday", ""),
        ("Wind", "Friday, 11 November 1898"),
        ("- the boats", "Friday, 11 November 1898"),
        ("Present", "Held in the Custom House on Tuesday, 10 January 1899, at 2 o'clock"),
        ("Dear Ann", "Date: Wed, 12 March 1902, 07:48"),
        ("never left again", ""),
    ],
)
def test_an_entry_is_dated_by_the_last_short_line_with_a_month_and_a_year(words, line):
    diary = parse_article(DIARY, "diary.txt")
    assert dated_above(diary, DIARY.index(words)) == line


ASKED = """A title that says something about it

Care

Wash it by hand. It will not rust.

does it hum at night?

No. The fan stops at ten.

It starts again at six.

what is in the box?

- a pump
- a hose
"""


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("No. The fan", "does it hum at night?"),
        ("It starts", "Care"),
        ("a hose", "what is in the box?"),
        ("does it hum", "Care"),
    ],
)
def test_a_quote_stands_under_the_question_right_above_it(words, heading):
    assert heading_above(parse_article(ASKED, "asked.txt"), ASKED.index(words)) == heading


@pytest.mark.parametrize(
    ("words", "heading", "question"),
    [
        ("No. The fan", "Care", "does it hum at night?"),
        ("It starts", "Care", ""),
        ("It starts", "what is in the box?", "what is in the box?"),
        ("A title", None, ""),
    ],
    ids=["right above", "a heading", "a heading that asks", "nothing above"],
)
def test_a_question_above_is_right_above_or_the_passages_heading(words, heading, question):
    at = ASKED.index(words)
    span = (ASKED.index(heading), ASKED.index(heading) + len(heading)) if heading else None
    passage = Passage("asked.txt", at, at + 2, ASKED[at : at + 2], heading=span)
    evidence = Evidence(passage, (at, at + 2), (at, at + 2), 0.5, 0.5)

    assert question_above(evidence, parse_article(ASKED, "asked.txt")) == question


class FindsTheFirstWord:
    """A reader that marks the first word of every passage."""

    def read(self, question, hits):
        del question
        return [
            Evidence(hit.passage, (at, at + 2), (at, at + 2), 0.9, 0.9)
            for hit in hits
            for at in [hit.passage.start]
        ]


class AlikeByWord:
    """Finds alike whatever holds "hum"."""

    def kinships(self, questions, texts):
        del questions
        return [Kinship(*(0.9, 0.1) if "hum" in text else (0.3, 0.2)) for text in texts]


@pytest.mark.parametrize(
    ("question", "likeness"),
    [("Is it loud?", 0.9), ("Is the Tavid loud?", 0.9), ("Is the Ferrol loud?", 0.3)],
)
def test_a_reply_is_as_like_a_question_as_what_it_replies_to(question, likeness):
    text = ASKED.replace("does it hum", "does the Tavid hum")
    article = parse_article(text, "asked.txt")
    hits = [
        Hit(Passage("asked.txt", at, at + 3, text[at : at + 3]), 1.0)
        for at in (text.index("No. The fan"), text.index("It starts"))
    ]

    evidence, _ = Reading(FindsTheFirstWord(), AlikeByWord(), UNFITTED, 0.5).read(
        question, hits, {"asked.txt": article}
    )

    found = {article.text[slice(*one.answer)]: one.likeness for one in evidence}
    assert found == {"No": likeness, "It": 0.3}
