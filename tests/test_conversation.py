"""Follow-ups are completed from the conversation, and only follow-ups."""

from __future__ import annotations

import dataclasses
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval.loading import SEEDS_GOLD, load_gold
from index import read_folder
from rag import Answer, Citation, Statement
from rag.assembly import SEEDS
from rag.conversation import TURNS, complete
from rag.conversation.nominals import definite

# "How many were freed?" leans on what was counted before.
LEANING = re.compile(
    r"^and\b|^how many (?:are|were)\b"
    r"|\b(?:he|she|it|they|him|her|them|his|its|their|there|that|this)\b",
    re.IGNORECASE,
)


def turn(question, quote="", highlighted=""):
    """Return an answer to a question, quoting one sentence of an article."""
    start = quote.index(highlighted) if highlighted else 0
    spans = ((start, start + len(highlighted)),) if highlighted else ()
    statements = (Statement(quote, spans, (1,)),) if quote else ()
    cited = Citation(1, "a.txt", "A", None, None, 0, len(quote), quote, "0", "a.txt#char=0,1")
    return Answer(question, question, statements, (), (cited,) if quote else (), 0.9, ())


NEGOTIATOR = turn(
    "Who negotiated the release?", "The talks were led by John Coale in Minsk.", "John Coale"
)
PLACE = turn("Where was Ales Bialiatski taken?", "He was driven to Vilnius.", "Vilnius")
COUNT = turn("How many prisoners went to Ukraine?", "Most went to Ukraine: 114.", "114")
WHO = turn("Who was released?", "Ales Bialiatski was released on Saturday.", "Ales Bialiatski")
DECLARED = turn(
    "What did Lithuania recently declare?",
    "Lithuania recently declared a national emergency.",
    "a national emergency",
)


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        ([NEGOTIATOR], "What did he say?", "What did John Coale say?"),
        ([NEGOTIATOR], "And what did he say?", "What did John Coale say?"),
        ([NEGOTIATOR], "what was his title", "What was John Coale’s title?"),
        ([PLACE], "What did he do there?", "What did Ales Bialiatski do in Vilnius?"),
        ([PLACE], "When did he leave from there?", "When did Ales Bialiatski leave from Vilnius?"),
        ([COUNT], "And to Lithuania?", "How many prisoners went to Lithuania?"),
        ([COUNT], "How many were women?", "How many of the prisoners were women?"),
        ([COUNT], "And the others?", "What happened to the other prisoners?"),
        ([COUNT], "When?", "When did the prisoners go to Ukraine?"),
        ([WHO], "Why?", "Why was Ales Bialiatski released?"),
        (
            [COUNT],
            "And with their families?",
            "How many prisoners went to Ukraine with the prisoners’ families?",
        ),
        ([turn("How fast is it with sails?")], "And without?", "How fast is it without?"),
        (
            [turn("Who resigned?", "Helena Drobny resigned on Friday.", "Helena Drobny")],
            "Who is doing her job now?",
            "Who is doing Helena Drobny’s job now?",
        ),
        (
            [turn("How many families have left Pell?", "Sixty families have left.", "Sixty")],
            "Who pays their rent?",
            "Who pays the families’ rent?",
        ),
        (
            [turn("Why did the alarm not ring?", "It had been switched off.", "switched off")],
            "Who decided that?",
            "Who decided that the alarm did not ring?",
        ),
        (
            [
                turn("Has any fuel leaked?", "Not a drop of fuel has leaked.", "Not a drop"),
                turn(
                    "Who said “Not a drop of fuel has leaked”?", "Anna Raman said so.", "Anna Raman"
                ),
            ],
            "How much of it is left?",
            "How much of the fuel is left?",
        ),
        (
            [turn("Where will the museum be built?", "It will be built in Pell.", "Pell")],
            "Who decided that?",
            "Who decided that?",
        ),
        (
            [turn("Did the council decide to wait?", "It decided to wait.", "decided to wait")],
            "Who decided that?",
            "Who decided that?",
        ),
        (
            [turn("Who changed the law?", "Anna Raman changed it.", "Anna Raman")],
            "Who paid her own fine?",
            "Who paid her own fine?",
        ),
        (
            [turn("What does the union want?", "It wants more pay.", "more pay")],
            "Why does it want this?",
            "Why does the union want this?",
        ),
        (
            [turn("Where is “Guernica” kept?", "It is kept in Madrid.", "Madrid")],
            "Who painted it?",
            "Who painted Guernica?",
        ),
        (
            [turn("When will the talks end?")],
            "And if they fail?",
            "What happens if the talks fail?",
        ),
        (
            [turn("How much does the card cost?")],
            "And if I’m 22?",
            "How much does the card cost if I’m 22?",
        ),
        (
            [turn("Who was shot?")],
            "And if it rains?",
            "What happens if it rains?",
        ),
        (
            [turn("Who is Lars Velin?", "Ida Velin sang. She died. Lars Velin baked.", "baked")],
            "When did he die?",
            "When did Lars Velin die?",
        ),
        (
            [turn("How high is Skarrow Dam?", "Skarrow Dam is 68 metres high.", "68 metres")],
            "Who owns it?",
            "Who owns Skarrow Dam?",
        ),
        (
            [turn("How much did Vesk Power promise?")],
            "And the county?",
            "How much did the county promise?",
        ),
        ([turn("What did Vesk Power promise?")], "How much?", "How much did Vesk Power promise?"),
        (
            [turn("When did Perpetua Vance close her shop?")],
            "Who opened it?",
            "Who opened Perpetua Vance’s shop?",
        ),
        (
            [turn("Is there a cure for Harrow fever?")],
            "How many people died of it?",
            "How many people died of Harrow fever?",
        ),
        (
            [turn("How many adults took part?"), turn("Where did the adults take part?")],
            "And in Velde?",
            "How many adults took part in Velde?",
        ),
        (
            [turn("Where did the nurse drive the samples?")],
            "How many were there?",
            "How many samples were there?",
        ),
        ([turn("Which bridge must not be used?")], "Why not?", "Why must the bridge not be used?"),
        ([WHO], "Who else?", "Who else was released?"),
        ([WHO], "And what about his wife?", "What about Ales Bialiatski’s wife?"),
        ([WHO], "And his wife, what did she say?", "What did Ales Bialiatski’s wife say?"),
        ([WHO], "What happened after that?", "What happened after Ales Bialiatski was released?"),
        ([WHO], "And then?", "What happened after Ales Bialiatski was released?"),
        ([WHO], "Tell me more", "Tell me more about Ales Bialiatski?"),
        ([WHO], "Are you sure?", "Who was released?"),
        ([DECLARED], "Why?", "Why did Lithuania recently declare a national emergency?"),
        ([DECLARED], "When did it do that?", "When did Lithuania do that?"),
        ([turn("Was anyone hurt in the fire?")], "Who?", "Who was hurt in the fire?"),
        ([turn("Was the bridge closed?")], "Why not?", "Why was the bridge not closed?"),
        ([turn("Why was the bridge closed?")], "By whom?", "By whom was the bridge closed?"),
        ([turn("When was the bridge closed?")], "And the roads?", "When were the roads closed?"),
        ([turn("Who won in 2021?")], "And in 2022?", "Who won in 2022?"),
        (
            [turn("When was Bialiatski arrested?")],
            "What about Kolesnikova?",
            "When was Kolesnikova arrested?",
        ),
        (
            [turn("What did the mayor say about the budget?")],
            "And about the schools?",
            "What did the mayor say about the schools?",
        ),
        ([WHO], "On what charges?", "On what charges was Ales Bialiatski released?"),
        (
            [turn("What made Ada Marsh leave?"), turn("Who is Ada Marsh?")],
            "What made her suspicious?",
            "What made Ada Marsh suspicious?",
        ),
        (
            [turn("What did the Lund dispatcher say?")],
            "And his bosses?",
            "What did the Lund dispatcher’s bosses say?",
        ),
        (
            [turn("How many years did John Coale get?")],
            "How many men did they accuse him of killing?",
            "How many men did they accuse John Coale of killing?",
        ),
        (
            [turn("What did Simon Pharo recommend?")],
            "Were they ever asked?",
            "Was Simon Pharo ever asked?",
        ),
        (
            [turn("Where does the Halm Group build?")],
            "Do they rent?",
            "Does the Halm Group rent?",
        ),
        (
            [turn("Where do the miners meet?")],
            "Do they vote?",
            "Do the miners vote?",
        ),
        (
            [turn("Who fled?", "The rest fled.", "The rest")],
            "Were they caught?",
            "Were the rest caught?",
        ),
    ],
)
def test_a_follow_up_is_completed(history, question, expected):
    """What a follow-up leaves out is put in, in a question that can be asked by itself."""
    assert complete(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What is potash used for?",
        "Did Trump say that he approved?",
        "Is it true that sanctions were lifted?",
        "How long does it take to reach Vilnius?",
        "How many balloons crossed the border?",
        "Were there protests in Poland?",
        "After he was freed, where did Mikola Statkevich go?",
        "So far, how many countries have joined?",
        "Which workers will lose their jobs?",
        "potash exports",
        "No one was hurt, was there a fire?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question):
    """A new topic does not drag the old one along."""
    assert complete(question, [NEGOTIATOR, PLACE]) == question


def test_no_question_of_the_gold_set_is_changed_by_another_topic_before_it():
    """Every gold question without a pronoun is complete, whatever was asked before."""
    texts = {article.id: article.text for article in read_folder(SEEDS)}
    asked = [question.question for question in load_gold(SEEDS_GOLD, texts) if not question.history]
    complete_ones = [text for text in asked if not LEANING.search(text)]

    changed = [
        (before, text)
        for before, text in itertools.pairwise(complete_ones)
        if complete(text, [turn(before)]) != text
    ]

    assert changed == []
    assert len(complete_ones) > 150


def test_he_is_never_a_place_or_an_adjective():
    """Only who looks like a person in the texts can be "he"."""
    history = turn(
        "Which industry was meant?",
        "The Belarusian share of potash was sold in Belarus by Acme Mining.",
        "The Belarusian share",
    )

    assert complete("What did he say?", [history]) == "What did he say?"


def test_he_and_she_are_told_apart_by_the_texts_around():
    """Somebody whom the sources call "she" is not "he", even when just named."""
    article = "Mayor Ina Holt praised Tom Berg. He thanked her. Mayor Ina Holt left. She was tired."
    history = turn("Who praised Tom Berg?", "Mayor Ina Holt praised Tom Berg.", "Ina Holt")

    completed = [
        complete(question, [history], lambda _: article)
        for question in ("How old is she?", "How old is he?")
    ]

    assert completed == ["How old is Ina Holt?", "How old is Tom Berg?"]


def test_where_nobody_was_named_the_person_is_described():
    """Without an answer, "she" is whoever the question asked for."""
    history = turn("Who reached the ferry first?")

    expected = "How old is the person who reached the ferry first?"
    assert complete("How old is she?", [history]) == expected


def test_without_a_conversation_nothing_is_completed():
    """A first question is only trimmed."""
    assert complete("  What did he say? ", []) == "What did he say?"


def test_only_the_last_turns_are_looked_at():
    """Twenty turns cost no more than a few, and old topics are not dragged along."""
    unread = dataclasses.replace(NEGOTIATOR, statements=None)
    history = [unread, *[turn("What is potash?")] * 19]

    assert complete("What did he say?", history) == "What did he say?"
    assert len(history) > TURNS


@settings(deadline=None)
@given(
    st.text(max_size=60),
    st.lists(st.sampled_from([NEGOTIATOR, PLACE, COUNT, WHO, DECLARED, turn("???")]), max_size=4),
)
def test_whatever_is_typed_is_completed_to_something_that_can_be_asked(typed, history):
    """No text, in whatever script, makes completing fail or leaves less than was typed."""
    completed = complete(f"{typed} why", history)

    assert any(character.isalnum() for character in completed)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "And what about his her it there then they who why how many of them in Rask said that"
            " was did the others , ?".split()
        ),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from([NEGOTIATOR, PLACE, COUNT, WHO, DECLARED]),
)
def test_any_run_of_small_words_is_completed(words, history):
    """The rules meet every order of their own words without an error."""
    assert complete(" ".join(words), [history]).strip()


@pytest.mark.parametrize(
    ("phrase", "known"),
    [
        ("any fuel", "the fuel"),
        ("any more money", "any more money"),
        ("any other country", "any other country"),
    ],
)
def test_what_there_was_any_of_is_known_from_then_on(phrase, known):
    assert definite(phrase) == known
