"""A quote is widened to what can stand alone, and no further."""

import pytest

from index import Passage, parse_article
from rag.quote import quote_evidence, quote_span
from rag.types import Evidence

BEFORE = "Ann Lee came home."


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("She left again on Friday.", True),
        ("But she left again on Friday.", True),
        ("Later, she left again on Friday.", True),
        ("“[She] left again on Friday.”", True),
        ("This made everybody happy on Friday.", True),
        ("This week Bob Ray left on Friday.", False),
        ("Later Bob Ray left on Friday.", False),
        ("Sheila Ray left on Friday.", False),
    ],
)
def test_a_sentence_that_opens_with_a_pronoun_takes_in_the_one_before(sentence, leans):
    article = parse_article(f"A title\n\n{BEFORE} {sentence} Nobody said why.", "a.txt")
    start = article.text.index("Friday")

    quoted = article.text[slice(*quote_span(article, (start, start + len("Friday"))))]

    assert quoted == (f"{BEFORE} {sentence}" if leans else sentence)


@pytest.mark.parametrize(
    ("block", "answer", "quoted"),
    [
        ("No. The pump has no heater. It hums.", "No", "No. The pump has no heater."),
        ("Yes, in part. The lid is glass.", "Yes, in part", "Yes, in part. The lid is glass."),
        ("It depends. Small ones do. Ask us.", "It depends", "It depends. Small ones do."),
        ("No, no. Never. Oil harms it. Stop.", "Never", "Never. Oil harms it."),
        ("No, no. Never. Oil harms it. Stop.", "no", "No, no. Never. Oil harms it."),
        ("We don’t. The law forbids it.", "don’t", "We don’t. The law forbids it."),
        ("Mrs Roe: Not yet. The roof leaks.", "Not yet", "Mrs Roe: Not yet. The roof leaks."),
        ("Does it hum? No. It is silent.", "No", "Does it hum? No. It is silent."),
        ("It hums. No. It is silent.", "No", "No. It is silent."),
        ("The lid is glass. Never.", "Never", "Never."),
        ("No heater is needed. It hums.", "No heater", "No heater is needed."),
        ("About once a year. It hums.", "once a year", "About once a year."),
    ],
)
def test_a_mere_reply_takes_in_what_follows_and_what_was_asked(block, answer, quoted):
    article = parse_article(f"A title of words\n\n{block}\n\nIt ran for years.", "a.txt")
    start = article.text.index(answer, article.text.index(block))

    assert article.text[slice(*quote_span(article, (start, start + len(answer))))] == quoted


def test_an_answer_leaves_the_mark_of_its_item_out_as_its_quote_does():
    text = "A lease\n\nIt ends at once if the tenant:\n(a) becomes insolvent;\n(b) sublets it.\n"
    article = parse_article(text, "a.txt")
    start = text.index("(a)")
    answer = start, start + len("(a) becomes insolvent")
    found = Evidence(Passage("a.txt", 0, len(text), text), answer, answer, 0.5, 0.5)

    quoted = quote_evidence(found, article)

    assert text[slice(*quoted.answer)] == "becomes insolvent"
    assert text[slice(*quoted.quote)] == "becomes insolvent;"
