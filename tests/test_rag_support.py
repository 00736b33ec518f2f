"""A quote supports the value that it gives where it tells of the same matter, and upholds it."""

import pytest

from rag.merging.support import rejects, same_matter


def place(quote, value):
    start = quote.index(value)
    return start, start + len(value)


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("The pool opens on 6 June rather than 30 May.", "30 May"),
        ("The ticket costs €9 instead of €7.", "€7"),
        ("The ticket costs €9, not €7.", "€7"),
        ("The ticket is not €7 but €9.", "€7"),
        ("Swimmers can no longer pay in May.", "May"),
        ("The opening was postponed from 30 May to 6 June.", "30 May"),
        ("They raised the price of a single ticket from €7 to €9.", "€7"),
        ("It was to be 30 May, but the tiles came late.", "30 May"),
        ("Originally planned for 30 May, it opens a week later.", "30 May"),
        ("The previous deadline of 30 May has passed.", "30 May"),
        ("A ticket costs €9 (previously €7).", "€7"),
        ("Until then €7 was paid.", "€7"),
        ("In clause 2, €7 is replaced by €9.", "€7"),
        ("The price of €7 was raised to €9.", "€7"),
        ("For “€7” read “€9”.", "€7"),
        ("The council voted for substituting €9 for €7.", "€7"),
        ("The pool did not open on 30 May.", "30 May"),
        ("The pool is in Ostrel, not in Varnby.", "Varnby"),
        ("Lise Holt, rather than Jon Dahl, runs the pool.", "Jon Dahl"),
    ],
)
def test_a_value_that_is_denied_or_replaced_is_rejected(quote, value):
    assert rejects(quote, place(quote, value))


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("The pool opens on 6 June rather than 30 May.", "6 June"),
        ("The ticket costs €9, not €7.", "€9"),
        ("The ticket is not €7 but €9.", "€9"),
        ("They raised the price of a single ticket from €7 to €9.", "€9"),
        ("The pool is open from 30 May to 6 June.", "30 May"),
        ("The pool did not open until 30 May.", "30 May"),
        ("Not only 40 children came.", "40"),
        ("No fewer than 40 children came.", "40"),
        ("A bath of not more than 40 degrees is healthy.", "40"),
        ("It was due to open on 30 May.", "30 May"),
        ("It is unknown whether or not 40 children came.", "40"),
        ("The tiles were not there. On 30 May they came.", "30 May"),
        ("The 40 children were moved to Ostrel on 3 May.", "40"),
        ("Lise Holt was moved from Varnby to Ostrel.", "Varnby"),
        ("The board did not hear Jon Dahl.", "Jon Dahl"),
    ],
)
def test_a_value_that_stands_or_whose_neighbour_is_denied_is_upheld(quote, value):
    assert not rejects(quote, place(quote, value))


POOL = "The new pool at Varnby must open by 30 June."


@pytest.mark.parametrize(
    ("quote", "belief", "same"),
    [
        ("Varnby gets its pool, which must be open by 30 June.", 0.0, True),
        ("A member may leave the choir on 30 June.", 0.02, False),
        ("Bathers will have to wait for 30 June.", 0.9, True),
        ("Bathers will have to wait for 30 June.", 0.001, False),
    ],
    ids=["told in the same words", "of something else", "believed", "not believed"],
)
def test_one_value_is_of_one_matter_by_shared_words_and_belief(quote, belief, same):
    assert same_matter(POOL, quote, ("30 June", "30 June"), belief) is same


def test_a_number_of_two_figures_meets_by_chance_less_often_than_a_small_or_round_one():
    quote, other = "Varnby sold {} tickets.", "The day brought in {} tickets."
    agree = [
        same_matter(quote.format(number), other.format(number), (number, number), 0.003)
        for number in ("1,316", "4", "3,000")
    ]

    assert agree == [True, False, False]
