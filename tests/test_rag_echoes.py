"""A fact that other articles tell too is cited from them, though the question did not find it."""

from index import Hit, Passage, parse_article
from rag import Evidence
from rag.merging.echoes import echoes

NORTH = parse_article("North\n\nThe ferry Lantern carried 186 people that evening.", "north.txt")
SOUTH = parse_article(
    "South\n\nIt was foggy. All 186 people on the ferry Lantern were saved that evening.",
    "south.txt",
)


def whole(article):
    return Passage(article.id, 0, len(article.text), article.text)


def test_every_sentence_of_other_articles_passages_is_an_echo_and_a_slice():
    start = NORTH.text.index("186")
    best = Evidence(whole(NORTH), (start, start + 3), (start, start + 3), 0.9, 0.9)
    hits = [Hit(whole(NORTH), 1.0), Hit(whole(SOUTH), 0.9)]

    found = echoes(best, hits, {a.id: a for a in (NORTH, SOUTH)})

    assert {one.passage.article for one in found} == {"south.txt"}
    assert [SOUTH.text[slice(*one.answer)] for one in found] == [
        "South",
        "It was foggy.",
        "All 186 people on the ferry Lantern were saved that evening.",
    ]
