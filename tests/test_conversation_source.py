""" "Who said that?" is answered from the places just cited, in the articles' own words."""

from __future__ import annotations

import pytest
from dialogues import Said, answer_to, read_articles

from eval.similarity import SimilarityReader
from index import HashingEmbedder, build, parse_article
from rag import Answer, Assistant, Retriever, Statement
from rag.compose import cite
from rag.confidence import UNFITTED
from rag.conversation import asks_for_source, complete, sources_of
from rag.likeness import Likeness
from rag.reading import Reading

ARTICLES = read_articles()


def speakers(place, question="Who said that?"):
    """Return the speakers found for an answer that stands at a place, and check the slices."""
    answer = answer_to(Said("What?", (), place), ARTICLES)
    found = sources_of(question, answer, ARTICLES.get)
    for one in found:
        text = ARTICLES[one.passage.article].text
        assert one.quote[0] <= one.answer[0] < one.answer[1] <= one.quote[1]
        assert text[slice(*one.quote)] == one.passage.text
    return [ARTICLES[one.passage.article].text[slice(*one.answer)] for one in found]


@pytest.mark.parametrize(
    ("place", "speaker"),
    [
        ("court_2 | needed nine hours | nine hours", "Chief fire officer Rolf Dane"),
        ("court_2 | the flames spread because | a sprinkler", "the fire brigade"),
        ("court_1 | told the court that petrol | petrol", "The prosecutor, Helena Stross"),
        ("business_1 | We were told by e-mail | by e-mail", "Ewa Kolb"),
        ("business_1 | an analyst of Holm Bank | the price was too high", "Greta Sand"),
        ("sports_1 | had started too fast | started too fast", "Petra Oduya"),
        ("court_1 | I have lost two years | two years of my life", "Nina Tal"),
        ("space_1 | fell silent eleven minutes | eleven minutes", "the Nordal Space Agency"),
        ("dig_1 | the hull was too narrow | too narrow", "Professor Colin Stead"),
        ("music_1 | He never spoke | He never spoke to any of us", "the oboist Rosa Lindgren"),
    ],
)
def test_the_speaker_is_found_around_the_cited_place(place, speaker):
    """The words that name the speaker are in the sentence, or in the one that it leans on."""
    found = speakers(place)

    assert len(found) == 1
    assert found[0].startswith(speaker)


def shown_from(sentence):
    """Return an answer that states one sentence of an article, and the article."""
    article = parse_article(f"A headline\n\n{sentence}\n", "one")
    start = article.text.index(sentence)
    cited = cite(article, (start, start + len(sentence)), 1)
    return Answer("?", "?", (Statement(sentence, (), (1,)),), (), (cited,), 0.9, ()), article


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("“We are tired,” said Dr. Jane O’Neil, who leads the team.", "Dr. Jane O’Neil"),
        ("“No,” said a spokesman for St. John’s Hospital.", "a spokesman for St. John’s Hospital"),
        ("Millions have fled, according to the U.N. on Monday.", "the U.N."),
        ("Six were hurt, according to a U.S. official who was there.", "a U.S. official"),
        ("‘We will not yield,’ Mr Jones said.", "Mr Jones"),
        ("In a statement, the company said it regretted the error.", "the company"),
        ("From Warsaw, the diplomat told reporters it was over.", "the diplomat"),
        ("Prices rose again, the Labor Department said.", "the Labor Department"),
        ("Prices rose 3.2 percent, said the Labor Department.", "the Labor Department"),
        ("His telephone, police said, had been switched off.", "police"),
        ("Ann Lee, the mayor, said it was over.", "Ann Lee, the mayor"),
        ("The tests showed nothing, but Dr. Lee said more were needed.", "Dr. Lee"),
        ("As the president has said, the war is over.", "the president"),
        ("The 27-year-old said she was lucky.", "The 27-year-old"),
        ("No. 10 said the minister had not been told.", "No. 10"),
        ("The man who said he saw it was arrested.", "The man"),
        ("WARSAW (AP) — Polish officials said 121 people were freed.", "Polish officials"),
        ("She opened the door and told them it was over.", "A headline"),
        ("The spokesman declined to say how many were hurt.", "A headline"),
    ],
)
def test_a_speaker_is_named_as_the_sentence_names_it(sentence, speaker):
    """Abbreviations do not cut a speaker short, and a clause before it is no part of it."""
    answer, article = shown_from(sentence)

    (found,) = sources_of("Who said that?", answer, lambda _: article)

    assert article.text[slice(*found.answer)] == speaker


def test_the_words_between_two_speeches_are_not_quoted():
    """What is asked about is a speech, not the reporting between two."""
    answer, _ = shown_from(
        "“No,” she said to all who were there. “We shall not be moved from here.”"
    )

    assert complete("Who said that?", [answer]) == "Who said “We shall not be moved from here.”?"


@pytest.mark.parametrize(
    ("place", "publisher"),
    [
        ("court_1 | Forty families had to leave | Forty", "The Tallow Courier"),
        ("science_2 | The decision was taken on | 18 October", "Suri Weekly"),
        ("court_2 | employed 85 people | 85", "Insurer to sue the brewer of Tallow"),
    ],
)
def test_what_the_article_says_itself_is_its_publishers_word(place, publisher):
    """Without a speaker the publisher is named where the article names it, else the title."""
    assert speakers(place) == [publisher]


def test_which_paper_asks_for_the_publisher_even_where_somebody_is_quoted():
    """The paper that reports is not the person it quotes."""
    place = "science_2 | Shopkeeper Oda Brandt | there was no work"

    assert speakers(place, "Which newspaper reported that?") == ["Suri Weekly"]


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Who said that?", True),
        ("And who reported that?", True),
        ("Says who?", True),
        ("According to whom?", True),
        ("Which article says so?", True),
        ("What is your source?", True),
        ("How do you know that?", True),
        ("Who said that he was innocent?", False),
        ("Who said so in 2021?", False),
        ("What is the source of the river?", False),
    ],
)
def test_only_a_question_about_what_was_shown_asks_for_its_source(question, asks):
    """A question that names what was said is searched for like any other."""
    assert asks_for_source(question) is asks


def test_a_source_that_was_removed_or_changed_is_not_quoted():
    """Offsets into a text that is no longer there would point at other words."""
    answer = answer_to(Said("What?", (), "court_2 | needed nine hours | nine hours"), ARTICLES)
    changed = parse_article("Another text stands here now.", "court_2")

    for article in (None, changed):
        assert sources_of("Who said that?", answer, lambda _, one=article: one) == []


def test_the_assistant_answers_from_the_citations_just_shown(tmp_path):
    """Nothing is retrieved: the statement is a slice of the article cited before."""
    embedder = HashingEmbedder()
    store = build(tmp_path / "index", list(ARTICLES.values()), embedder)
    reader = SimilarityReader(embedder, store.article)
    reading = Reading(reader, Likeness(embedder), UNFITTED, 0.001)
    assistant = Assistant(store, Retriever(store, embedder), reading, top_k=8)
    said = Said("How long?", (), "court_2 | needed nine hours | nine hours")
    shown = answer_to(said, ARTICLES)

    answer = assistant.ask("Who said that?", [shown])

    words = "Chief fire officer Rolf Dane said that his crews needed nine hours to put it out."
    assert answer.understood_as == f"Who said “{words}”?"
    assert [s.quote for s in answer.statements] == [words]
    assert answer.citations[0].locator == shown.citations[0].locator
    assert complete("How old is he?", [shown, answer]) == "How old is Rolf Dane?"
