"""An answer has to be of the kind, and of the measure, that is asked for."""

import pytest

from rag.doubts.fitting import fits, is_since


@pytest.mark.parametrize(
    ("question", "answer", "after"),
    [
        ("How many people came?", "40", " people"),
        ("How many people came?", "several", ""),
        ("How many days did it last?", "nine days", ""),
        ("How long was the strike?", "nine", " days"),
        ("How long is the bridge?", "300", " metres"),
        ("What was the number of days in jail?", "40", " days"),
        ("How long is his sentence?", "a four-year", " term"),
        ("How long is he banned?", "for life", ""),
        ("How long is it shut?", "until further notice", ""),
        ("How much time did he spend in jail?", "31 years", ""),
        ("How many people died?", "nobody", ""),
        ("How old is the child?", "eleven-week", "-old"),
        ("How old was he?", "43", ", died two days"),
        ("What share did they have?", "two-thirds", ""),
        ("What share did they have?", "an eighth", ""),
        ("What share did they have?", "two in three", ""),
        ("How old is she?", "43", ""),
        ("What share did they have?", "20%", " of exports"),
        ("What share did they have?", "a third", ""),
        ("How much did it cost?", "40 million", " dollars"),
        ("What fee did they pay?", "1,900", ""),
        ("How many people came?", "2000", " people"),
        ("When was it?", "3 May", ""),
        ("When was it?", "last week", ""),
        ("When was it?", "the fifteenth", ""),
        ("When was it?", "half past five", ""),
        ("When was it?", "Christmas Eve", ""),
        ("On which day does it open?", "Thursdays", ""),
        ("At what time did it sail?", "twenty to nine", ""),
        ("Within what time did they reply?", "ten days", ""),
        ("Who spoke?", "Ann Lee", ""),
        ("Why?", "rain", ""),
        ("Who is Ann Lee?", "a pilot", ""),
    ],
)
def test_what_can_be_the_answer_fits(question, answer, after):
    assert fits(question, answer, after)


@pytest.mark.parametrize(
    ("question", "answer", "after"),
    [
        ("How many people came?", "people", ""),
        ("How many people came?", "1,613", " days of detention"),
        ("How many people came?", "20", "% of exports"),
        ("How long was the strike?", "123", " prisoners"),
        ("How old is she?", "1,613", " days"),
        ("What share did they have?", "123", " prisoners"),
        ("When was it?", "the port", ""),
        ("When was it?", "two men", ""),
        ("When was it?", "they may", ""),
        ("How many people came?", "45", " minutes"),
        ("How much did it cost?", "the 27", "-year-old"),
        ("How much did the bridge cost?", "2030", " at the earliest"),
        ("What fee did they pay?", "38th", " minute"),
        ("How much did he earn?", "two", " years"),
        ("How many beds are there?", "22:00", ""),
        ("Who spoke?", "the union", ""),
        ("Who is Ann Lee?", "Bob Ray", ""),
        ("Where did Ann Lee live?", "here", ""),
    ],
)
def test_what_cannot_be_the_answer_does_not(question, answer, after):
    assert not fits(question, answer, after)


def test_since_when_is_no_answer_to_when_unless_it_is_asked():
    assert not fits("When were they freed?", "July 2024", before="prisoners since ")
    assert fits("Since when are they free?", "July 2024", before="prisoners since ")
    assert fits("What is the deadline?", "July 2024", before="has until ")
    assert fits("When did the siege begin?", "July 2024", before="besieged since ")


@pytest.mark.parametrize(
    ("before", "after", "fitting"),
    [
        ("Among them was the ", " peace prize laur", False),
        ("It condemned Ann’s ", " raid on the port", False),
        ("He was freed in the ", " release of prisoners", True),
        ("She came back in ", " after the war.", True),
        ("He had served the ", " and 2023 sentences", True),
        ("That was the year ", " peace prizes went", True),
    ],
)
def test_a_year_that_only_names_another_thing_dates_nothing(before, after, fitting):
    assert fits("When was Ann Lee released?", "2022", after, before) is fitting


def test_a_day_since_which_something_lasts_is_doubted_once_more():
    assert is_since("When were they freed?", "held since ")
    assert not is_since("When were they freed?", "held until ")
    assert not is_since("Since when are they held?", "held since ")
    assert not is_since("How many are held?", "held since ")
