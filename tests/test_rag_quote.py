"""A quote is widened to what can stand alone, and no further."""

import pytest

from index import parse_article
from rag.quote import quote_span

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
