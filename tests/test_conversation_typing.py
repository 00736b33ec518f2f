"""Follow-ups as people type them: contractions, capitals, abbreviations, times, amounts."""

from __future__ import annotations

import pytest
from test_conversation import turn

from rag.conversation import complete
from rag.conversation.contractions import spelt_out
from rag.conversation.times import is_time
from rag.conversation.words import Role, split, unmarked

MAYOR = turn("Who's the mayor of Leeds?", "Mayor Tracy Brabin said so.", "Tracy Brabin")
CHARGED = turn("Has the suspect been charged?")
CRASH = turn("Where did the plane crash?", "The plane crashed near Smolensk.", "near Smolensk")
DEATHS = turn("How many people died in the flood?", "At least 27 people died.", "27")
MALTA = turn("What is the population of Malta?", "It has half a million people.", "half a million")
OPEN = turn("Who won the 2021 U.S. Open?", "Emma Raducanu won it.", "Emma Raducanu")
EVENT = turn("What happened in Lyon?", "A building collapsed in Lyon.", "A building collapsed")
VICTIM = turn("What happened to Jan Novak?", "He was killed in Prague.", "killed in Prague")
DEED = turn("What did the Fed do?", "The Fed raised rates by half a point.", "raised rates")
AWARD = turn("To whom did the king give the award?", "He gave it to Ms. Lee.", "Ms. Lee")
TRIAL = turn("How long did the trial last?", "The trial lasted six weeks.", "six weeks")


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("Who's he?", "Who is he?"),
        ("who’s won the race", "who has won the race"),
        ("what's he done", "what has he done"),
        ("Who'd he beat?", "Who did he beat?"),
        ("who'd been told", "who had been told"),
        ("whats the price", "what is the price"),
        ("Why didn’t the minister resign", "Why did the minister not resign"),
        ("Didn't the minister resign?", "Did the minister resign?"),
        ("Which countries didn't sign the treaty?", "Which countries did not sign the treaty?"),
        ("Why isn't it open", "Why is it not open"),
        ("why can't he go", "why can he not go"),
        ("WHO FOUND IT?", "who found it?"),
        ("NATO?", "NATO?"),
        ("Who said “that's fine”?", "Who said “that's fine”?"),
    ],
)
def test_contractions_are_spelt_out(typed, spelt):
    """A question is read with its contractions in full, but for what it quotes."""
    assert spelt_out(typed) == spelt


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        (MAYOR, "What's her party?", "What is Tracy Brabin’s party?"),
        (MAYOR, "Why?", "Why is Tracy Brabin the mayor of Leeds?"),
        (CHARGED, "what's his name?", "What is the suspect’s name?"),
        (DEATHS, "Who's responsible?", "Who's responsible?"),
        (
            turn("Why didn't the minister resign?"),
            "Who replaced him?",
            "Who replaced the minister?",
        ),
        (turn("WHERE WAS THE BOMB FOUND?"), "WHEN?", "When was the bomb found?"),
        (
            turn("Why did the minister not resign?"),
            "And then?",
            "What happened after the minister did not resign?",
        ),
        (turn("Did the captain of the ship die?"), "Who is he?", "Who is the captain of the ship?"),
        (
            turn("Name the captain of the team."),
            "How old is he?",
            "How old is the captain of the team?",
        ),
        (turn("What did the Pope say?"), "Where was he?", "Where was the Pope?"),
        (AWARD, "Was she pleased?", "Was Ms. Lee pleased?"),
        (
            turn("Which team does Kane play for?", "Kane plays for Real Madrid.", "Real Madrid"),
            "Who is its coach?",
            "Who is Real Madrid’s coach?",
        ),
        (CRASH, "was anyone hurt?", "Was anyone hurt when the plane crashed?"),
        (
            turn("Who founded it?", "Ann Lee founded it.", "Ann Lee"),
            "Did anyone help her?",
            "Did anyone help Ann Lee?",
        ),
        (turn("Is the water safe?"), "Is it safe now?", "Is the water safe now?"),
        (turn("How much does the ticket cost?"), "What's it worth?", "What is the ticket worth?"),
        (turn("How much did the U.S. pay?"), "When did they pay it?", "When did the U.S. pay it?"),
        (TRIAL, "When did it end?", "When did the trial end?"),
        (
            turn("When did the first World Cup take place?"),
            "Who won it?",
            "Who won the first World Cup?",
        ),
    ],
)
def test_what_is_typed_is_completed(asked, question, expected):
    """Contractions, capitals and abbreviations hide neither what is asked nor whom it is about."""
    assert complete(question, [asked]) == expected


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        (turn("Was the drug approved?"), "And in the U.S.?", "Was the drug approved in the U.S.?"),
        (turn("How much did the E.U. pay?"), "And the U.S.?", "How much did the U.S. pay?"),
        (turn("Who lives at No. 10?"), "And No. 11?", "Who lives at No. 11?"),
        (turn("When did Theresa May resign?"), "And Ann Lee?", "When did Ann Lee resign?"),
        (turn("When was the law passed?"), "and in May?", "When was the law passed in May?"),
        (OPEN, "And in 2022?", "Who won the 2022 U.S. Open?"),
        (OPEN, "And the 2022 one?", "Who won the 2022 U.S. Open?"),
        (
            turn("When was the first World Cup?"),
            "And the second?",
            "When was the second World Cup?",
        ),
        (
            turn("What is the rate in Spain?"),
            "And a year ago?",
            "What is the rate in Spain a year ago?",
        ),
        (turn("What is the rate in Spain?"), "France?", "What is the rate in France?"),
        (MALTA, "And Cyprus?", "What is the population of Cyprus?"),
        (MALTA, "And of Cyprus?", "What is the population of Cyprus?"),
        (MALTA, "How big is it?", "How big is the population of Malta?"),
        (
            turn("When was Lumina's factory closed?"),
            "And Ferrant's?",
            "When was Ferrant’s factory closed?",
        ),
        (turn("Who wrote The Waste Land?"), "And Ulysses?", "Who wrote Ulysses?"),
        (
            turn("How many flights were cancelled?"),
            "And trains?",
            "How many trains were cancelled?",
        ),
        (DEATHS, "and injured", "How many people were injured in the flood?"),
        (DEATHS, "And the injured?", "How many people were injured in the flood?"),
        (turn("Was Smith charged?"), "Convicted?", "Was Smith convicted?"),
        (
            turn("How many people live in Wales?"),
            "and Northern Ireland",
            "How many people live in Northern Ireland?",
        ),
        (turn("Was the drug approved?"), "Any risks?", "Was the drug approved, and any risks?"),
        (TRIAL, "And the appeal?", "How long did the appeal last?"),
    ],
)
def test_a_new_part_takes_the_place_of_its_like(asked, question, expected):
    """Abbreviations, times, owners and counted nouns are replaced as a whole, and nothing else."""
    assert complete(question, [asked]) == expected


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        (EVENT, "When?", "When did the building collapse in Lyon?"),
        (turn("What happened in Lyon?"), "When?", "When did that happen in Lyon?"),
        (
            turn("How many blazes happened in Chile?"),
            "When?",
            "When did the blazes happen in Chile?",
        ),
        (VICTIM, "Why?", "Why was Jan Novak killed in Prague?"),
        (DEED, "Why?", "Why did the Fed raise rates?"),
        (turn("What has Lee done?", "Lee has left.", "left"), "Why?", "Why has Lee left?"),
        (turn("What did Lee do?", "Lee was calm.", "calm"), "Why?", "Why did Lee do that?"),
        (CRASH, "What time?", "What time did the plane crash?"),
        (CRASH, "How come?", "Why did the plane crash?"),
        (CRASH, "What caused that?", "Why did the plane crash?"),
        (TRIAL, "Why so long?", "Why did the trial last so long?"),
        (turn("Are schools closed?"), "Why are they?", "Why are schools closed?"),
        (turn("Where have the refugees gone?"), "How many?", "How many refugees have gone?"),
        (
            turn("How did the index do?", "It fell 2%.", "fell 2%"),
            "Why?",
            "Why did the index fall 2%?",
        ),
        (
            turn("What did Lithuania recently declare?", "It declared a truce.", "a truce"),
            "And then?",
            "What happened after Lithuania recently declared a truce?",
        ),
        (
            turn("When was the mine closed?", "It closed three years ago.", "three years ago"),
            "Who owned it before then?",
            "Who owned the mine before three years ago?",
        ),
        (
            turn("When did Spain last win the cup?"),
            "Whom did they beat?",
            "Whom did Spain beat?",
        ),
        (
            turn("What makes the drug dangerous?", "It stops the heart.", "stops the heart"),
            "Who makes it?",
            "Who makes the drug?",
        ),
        (
            turn("Who won?", "Ann Lee won.", "Ann Lee"),
            "What's next?",
            "What happened after Ann Lee won?",
        ),
    ],
)
def test_the_earlier_question_is_asked_again(asked, question, expected):
    """What happened, and what somebody did, is told in the right voice and form."""
    assert complete(question, [asked]) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who's Taylor Swift?",
        "Didn't the army leave Kabul?",
        "Is it safe to drink tap water?",
        "Is it known when the court will rule?",
        "May the police search a house?",
        "Which countries won't sign the treaty?",
        "IS THE BRIDGE IN LEEDS OPEN?",
    ],
)
def test_what_is_complete_stays_as_it_was_typed(question):
    """A question that leans on nothing keeps its contractions and capitals."""
    assert complete(question, [DEATHS]) == question


def test_a_capital_tells_months_and_names_from_auxiliaries():
    """ "May" is a month or a name inside a question, and an auxiliary in front of a subject."""
    roles = {
        text: next(word.role for word in split(text) if word.text in {"May", "Will"})
        for text in ("in May", "Did Theresa May win", "Was Will Smith there", "May it be sold")
    }

    assert list(roles.values()) == [Role.NAME, Role.NAME, Role.NAME, Role.AUXILIARY]
    assert is_time("in May")
    assert not is_time("Theresa May")
    assert unmarked("in the U.S.?") == "in the U.S."
    assert unmarked("in the city.") == "in the city"
