"""A reader's span is put right at its edges, and never leaves its passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import Passage
from rag import Evidence
from rag.snapping import snap

TEXT = (
    "The ferry left Port Ellisay at 6:40 p.m. with 3,400 people, a 63-year-old pilot and goats. "
    "Fog hid Brudsey. Divers came, led by J. K. Sarn and by Dr. Ode of the U.S. Navy. "
    "In 2012, £80,000 and 2.5 million shares went to Oda Lund’s aunt for the first nine nights."
)
OFFSET = 7  # a passage does not begin where its article does


def marked(words, score=0.5):
    start = OFFSET + TEXT.index(words)
    span = (start, start + len(words))
    return Evidence(Passage("a.txt", OFFSET, OFFSET + len(TEXT), TEXT), span, span, score, score)


def words_of(evidence):
    start, end = evidence.answer
    return TEXT[start - OFFSET : end - OFFSET]


@pytest.mark.parametrize(
    ("question", "span", "right"),
    [
        ("Which port did it leave?", "Ellisay", "Port Ellisay"),
        ("Which port did it leave?", "left Port", "left Port Ellisay"),
        ("How many people were there?", "people", "3,400 people"),
        ("How old is the pilot?", "year", "63-year"),
        ("What was on board?", "people,", "people"),
        ("What was on board?", "people", "people"),
        ("When did it leave?", "6:40 p.m.", "6:40 p.m."),
        ("What did fog hide?", "Brudsey", "Brudsey"),
        ("Whose divers came?", "Sarn", "J. K. Sarn"),
        ("Who led the divers?", "Ode", "Dr. Ode"),
        ("Which navy does he serve?", "Navy", "U.S. Navy"),
        ("Whose aunt was paid?", "Oda Lund", "Oda Lund"),
        ("Whose aunt was paid?", "Lund", "Oda Lund"),
        ("How much was paid?", "£80,000", "£80,000"),
        ("How many shares were given?", "million shares", "2.5 million shares"),
        ("How many nights was it for?", "nine nights", "nine nights"),
        ("How long was it for?", "ine nigh", "nine nights"),
        ("How many were there?", "people, a 63", "3,400 people, a 63"),
    ],
)
def test_names_are_whole_a_quantity_has_its_number_and_marks_are_left_out(question, span, right):
    assert [words_of(one) for one in snap(question, [marked(span)])] == [right]


@pytest.mark.parametrize(
    ("text", "span", "right"),
    [
        ("Ask pumps@harrow.example before noon.", "pumps@harrow", "pumps@harrow.example"),
        ("Ask pumps@harrow.example before noon.", "harrow.example", "pumps@harrow.example"),
        ("Read www.harrow.example/faq first.", "www.harrow", "www.harrow.example/faq"),
        ("Open seals.csv with care.", "seals", "seals.csv"),
        ("Version 4.0.12 mends it.", "4.0", "4.0.12"),
        ("The pump was off.Nobody saw it.", "off", "off"),
        ("It makes 31 dB(A) at night.", "31 dB", "31 dB(A)"),
        ("It makes 31 dB(A) at night.", "31 dB(A", "31 dB(A)"),
        ("Clause 9(2)(b) forbids it.", "Clause 9", "Clause 9(2)(b)"),
        ("The Port Agency (PA) forbids it.", "Port Agency", "Port Agency"),
        ("The Port Agency(PA) forbids it.", "PA", "PA"),
        ("The catchers left.", "catch", "catchers"),
        ("他在北京工作了三年。", "北京", "北京"),
        ("เขาทำงานที่กรุงเทพมหานครมาสามปีแล้ว", "กรุงเทพ", "กรุงเทพ"),
    ],
)
def test_an_answer_does_not_end_inside_what_has_no_white_space(text, span, right):
    start = text.index(span)
    answer = (start, start + len(span))
    evidence = Evidence(Passage("a.txt", 0, len(text), text), answer, answer, 0.5, 0.5)

    assert [text[slice(*one.answer)] for one in snap("What is it?", [evidence])] == [right]


PRICES = "Guests pay £2,325 each month, US$40, 12.5% or 40p, since 12.05.2024; see 2.3.1 and 3,4,5."


@pytest.mark.parametrize(
    ("span", "right"),
    [
        ("325", "£2,325"),
        ("£2", "£2,325"),
        ("2,325 each", "£2,325 each"),
        ("each month", "£2,325 each month"),
        ("40", "US$40"),
        ("12", "12.5%"),
        ("40p", "40p"),
        ("2024", "12.05.2024"),
        ("3.1", "2.3.1"),
        ("4,5", "4,5"),
    ],
)
def test_a_number_is_whole_and_has_its_sign(span, right):
    start = PRICES.index(span)
    marks = (start, start + len(span))
    evidence = Evidence(Passage("a.txt", 0, len(PRICES), PRICES), marks, marks, 0.5, 0.5)
    found = snap("How much is it?", [evidence])

    assert [PRICES[slice(*one.answer)] for one in found] == [right]


@pytest.mark.parametrize(
    ("question", "text", "right"),
    [
        ("How many berths are free?", "There are 38 berths, of which 7 are free.", "7"),
        ("How many berths are still free?", "Of the berths, 38, seven of them are free.", "seven"),
        (
            "How many men were hurt?",
            "There were 38 men, of whom seven were hurt, and a dog.",
            "seven",
        ),
        ("How many men were hurt?", "There were 38 men, of whom seven were hurt by ice.", "38"),
        ("How many men were hurt?", "There were 38 men. Of them seven were hurt.", "38"),
        ("How many men were hurt?", "There were 38 men, 9 boys, of whom seven were hurt.", "38"),
        ("How many men were hurt?", "There were 38 men, of whom many were hurt.", "38"),
        ("How many berths are there?", "There are 38 berths, of which 7 are free.", "38"),
    ],
)
def test_of_a_whole_and_its_part_the_one_asked_for_is_chosen(question, text, right):
    span = (text.index("38"), text.index("38") + 2)
    found = snap(question, [Evidence(Passage("a.txt", 0, len(text), text), span, span, 0.5, 0.5)])

    assert [text[slice(*one.answer)] for one in found] == [right]


def test_a_span_of_marks_alone_is_no_answer():
    assert snap("How many people were there?", [marked(", ")]) == []


def test_of_two_that_become_one_the_likelier_stays():
    found = snap("Which port did it leave?", [marked("Port", 0.2), marked("Ellisay", 0.7)])

    assert [(words_of(one), one.score) for one in found] == [("Port Ellisay", 0.7)]


@given(st.text(min_size=1, max_size=60), st.data())
def test_a_span_stays_inside_its_passage_on_any_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    passage = Passage("a.txt", OFFSET, OFFSET + len(text), text)
    span = (OFFSET + start, OFFSET + end)
    for one in snap("How many?", [Evidence(passage, span, span, 0.5, 0.5)]):
        assert OFFSET <= one.answer[0] < one.answer[1] <= OFFSET + len(text)
        assert one.quote == one.answer
