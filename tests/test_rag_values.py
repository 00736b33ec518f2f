"""Answers are compared as values."""

import datetime as dt
import math

import pytest

from rag.question import AnswerKind
from rag.values.names import find_names, fold
from rag.values.quantities import Quantity, read_quantity
from rag.values.value import Relation, Said, compare, distance, same_words

WEDNESDAY = dt.date(2025, 12, 17)


def said(text, before="", after=""):
    return Said(text, before, after, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "before", "expected"),
    [
        ("123", "", Quantity(123, 123, "count")),
        ("123 people", "", Quantity(123, 123, "count")),
        ("one hundred and twenty-three", "", Quantity(123, 123, "count")),
        ("100", "over ", Quantity(100, math.inf, "count")),
        ("more than 100", "", Quantity(100, math.inf, "count")),
        ("2.5 million", "", Quantity(2_500_000, 2_500_000, "count")),
        ("approximately 20%", "", Quantity(18, 22, "percent")),
        ("nearly 50", "", Quantity(37.5, 50, "count")),
        ("1,613 days", "", Quantity(1613, 1613, "days")),
        ("two weeks", "", Quantity(14, 14, "days")),
        ("10-year", "", Quantity(3652.5, 3652.5, "days")),
        ("ten-year", "", Quantity(3652.5, 3652.5, "days")),
        ("twelve months", "", Quantity(365.25, 365.25, "days")),
        ("a year and a half", "", Quantity(547.875, 547.875, "days")),
        ("two years and six months", "", Quantity(730.5, 913.125, "days")),
        ("half an hour", "", Quantity(0.020833333, 0.020833333, "days")),
        ("27-year-old", "", Quantity(27, 27, "age")),
        ("half a million", "", Quantity(500_000, 500_000, "count")),
        ("two and a half million", "", Quantity(2_500_000, 2_500_000, "count")),
        ("5 to 6 km", "", Quantity(5, 6, "count", "kilometre")),
        ("a million", "more than ", Quantity(1_000_000, math.inf, "count")),
        ("100", "no more than ", Quantity(0, 100, "count")),
        ("two hours", "no longer than ", Quantity(0, 0.083333333, "days")),
        ("100", "not less than ", Quantity(100, math.inf, "count")),
        ("100 or more", "", Quantity(100, math.inf, "count")),
        ("5 more than planned", "", Quantity(5, 5, "count")),
        ("100 per day", "", Quantity(100, 100, "count")),
        ("three to five years", "", Quantity(1095.75, 1826.25, "days")),
        ("3 and 5", "between ", Quantity(3, 5, "count")),
        ("four to five million", "", Quantity(4_000_000, 5_000_000, "count")),
        ("52-48", "", Quantity(52, 52, "count")),
    ],
)
def test_a_quantity_is_read_as_an_interval_of_a_measure(text, before, expected):
    assert read_quantity(text, before) == expected


def read(marked):
    """Read what stands in brackets, with at most 24 characters around it, as from an article."""
    before, _, rest = marked.partition("[")
    text, _, after = rest.partition("]")
    return read_quantity(text, before[-24:], after[:24])


@pytest.mark.parametrize(
    "marked",
    [
        "The pier is paid for by a loan from the Harbour Loan Board over [twenty years].",
        "The club may repay it over [twenty years] at 3 per cent.",
        "Brask will spend £30m over [twenty years].",
        "Fares rose 5% over [twenty years].",
        "It costs £90 a year over [twenty years].",
        "They will pay over a [twenty-year] term.",
        "Over [twenty years], the island will buy the pier back.",
    ],
)
def test_a_time_that_a_loan_or_an_amount_goes_over_is_as_long_and_no_longer(marked):
    assert read(marked) == Quantity(7305, 7305, "days")


@pytest.mark.parametrize(
    "marked",
    [
        "The loan was repaid over [twenty years] ago.",
        "The loan took over [twenty years] to repay.",
        "Brask has paid for over [twenty years].",
        "It is paid just over [twenty years].",
        "They are owed pay over [twenty years] late.",
        "She spent over [twenty years] at sea.",
        "Over [twenty years] have gone.",
        "The lighthouse has been dark for well over [twenty years].",
    ],
)
def test_a_time_that_is_over_so_long_is_longer(marked):
    assert read(marked) == Quantity(7305, math.inf, "days")


@pytest.mark.parametrize(
    ("marked", "low", "high"),
    [
        ("costs not exceeding [£900] plus interest", 0, 900),
        ("the toll shall not exceed [£900]", 0, 900),
        ("the toll is not to exceed [£900]", 0, 900),
        ("a fine exceeding [£900]", 900, math.inf),
        ("the bill exceeded [£900]", 900, math.inf),
        ("not more than [£900]", 0, 900),
        ("no more\nthan [£900]", 0, 900),
        ("nor more than [£900]", 0, 900),
        ("must not be more than [£900]", 0, 900),
        ("not over [£900]", 0, 900),
        ("not above [£900]", 0, 900),
        ("not\nless than [£900]", 900, math.inf),
        ("no fewer than [£900]", 900, math.inf),
        ("not under [£900]", 900, math.inf),
        ("hundreds, if not over [£900]", 900, math.inf),
        ("[£900 plus VAT]", 900, 900),
    ],
)
def test_a_bound_that_is_denied_bounds_the_other_way(marked, low, high):
    assert read(marked) == Quantity(low, high, "count", "pound")


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("the fee is increased from [£40 to £55]", Quantity(55, 55, "count", "pound")),
        ("the fee is [increased from £40 to £55]", Quantity(55, 55, "count", "pound")),
        ("the fee is increased from £40 to [£55]", Quantity(55, 55, "count", "pound")),
        ("the fee is increased from [£40] to £55", None),
        ("the fee rises from [£40] a head to £55", None),
        ("is amended from [£40 (adults) to £55]", Quantity(55, 55, "count", "pound")),
        ("cut the tax from [9 per cent to 7 per cent]", Quantity(7, 7, "percent")),
        ("raised from [40 to more than 55]", Quantity(55, math.inf, "count")),
        ("grew from [4 to 5 million]", Quantity(5_000_000, 5_000_000, "count")),
        ("fell from [5 million] to 4 million", None),
        ("up from [40] to 55", None),
        ("fares fell from [£40], according to 55 skippers", Quantity(40, 40, "count", "pound")),
    ],
)
def test_what_is_changed_is_what_it_was_changed_to(marked, expected):
    assert read(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("used by from [2 to 5 per cent] of users", Quantity(2, 5, "percent")),
        ("a cabin costs from [£20 to £40]", Quantity(20, 40, "count", "pound")),
        ("reduced for children from [3 to 5]", Quantity(3, 5, "count")),
        ("a rise of from [5 to 10 per cent]", Quantity(5, 10, "percent")),
        ("survived a fall from [5 to 7 metres]", Quantity(5, 7, "count", "metre")),
    ],
)
def test_a_range_of_what_is_not_changed_stays_a_range(marked, expected):
    assert read(marked) == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("40 pence", "penny"),
        ("40p a sheet", "penny"),
        ("two guineas", "guinea"),
        ("54 dB(A)", "decibel"),
        ("54 decibels", "decibel"),
        ("45 m²", "square metre"),
        ("45 sq m", "square metre"),
        ("forty-five square metres", "square metre"),
        ("12 kWh", "kilowatt-hour"),
        ("12 kilowatt-hours", "kilowatt-hour"),
        ("20 °C", "celsius"),
        ("20 degrees Celsius", "celsius"),
        ("60 miles an hour", "mile per hour"),
        ("60 mph", "mile per hour"),
        ("60 miles", "mile"),
        ("6ft", "foot"),
        ("11 p.m.", ""),
        ("60 people", ""),
    ],
)
def test_a_unit_is_one_however_it_is_written(text, unit):
    assert read_quantity(text).unit == unit


@pytest.mark.parametrize("text", ["many", "", "121 other prisoners", "five more", "another 50"])
def test_no_quantity_is_read_where_none_is_given_or_only_the_rest_is_counted(text):
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "hundreds",
        "several thousand",
        "two dozen",
        "no one",
        "the third",
        "two-thirds",
        "three quarters",
        "one in five",
        "COVID-19",
        "once a year",
    ],
)
def test_vague_numbers_ordinals_and_parts_are_no_quantities(text):
    assert read_quantity(text) is None


def test_the_unit_behind_an_answer_is_read_with_it():
    assert read_quantity("six", after=" and a half days") == Quantity(6.5, 6.5, "days")


@pytest.mark.parametrize(
    ("kind", "one", "other", "expected"),
    [
        (AnswerKind.QUANTITY, said("123"), said("123 people"), Relation.SAME),
        (AnswerKind.QUANTITY, said("123"), said("100", "over "), Relation.SAME),
        (AnswerKind.QUANTITY, said("123"), said("114"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("18 months"), said("10 years"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("18 months"), said("123"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("123"), said("121 other"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("hundreds"), said("300"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("her 30s"), said("34"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("40,000 euros"), said("$45,000"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("100 km"), said("62 miles"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("$5m"), said("five million dollars"), Relation.SAME),
        (AnswerKind.QUANTITY, said("three quarters"), said("three"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("a third"), said("two thirds"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("27"), said("27-year-old"), Relation.SAME),
        (AnswerKind.QUANTITY, said("33 people"), said("27-year-old"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("90 minutes"), said("an hour and a half"), Relation.SAME),
        (AnswerKind.QUANTITY, said("27 hours"), said("27 hours and 9 minutes"), Relation.SAME),
        (AnswerKind.QUANTITY, said("£700"), said("£900", "not over "), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("£990"), said("£900", "not over "), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("£900"), said("£900", "not over "), Relation.SAME),
        (AnswerKind.QUANTITY, said("about 95"), said("up to 100"), Relation.SAME),
        (AnswerKind.QUANTITY, said("about 200"), said("212"), Relation.SAME),
        (AnswerKind.QUANTITY, said("twice"), said("two times"), Relation.SAME),
        (AnswerKind.QUANTITY, said("twice"), said("four times"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("7.8 kilometres"), said("eleven pages"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("9 million euros more"), said("7 million"), Relation.UNRELATED),
        (AnswerKind.DATE, said("half past two in the afternoon"), said("14:30"), Relation.SAME),
        (AnswerKind.DATE, said("shortly after two at night"), said("2.10 am"), Relation.SAME),
        (AnswerKind.DATE, said("two in the morning"), said("2.10 am"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("around 380,000"), said("388,200"), Relation.SAME),
        (AnswerKind.QUANTITY, said("around 380,000"), said("400,000"), Relation.SAME),
        (AnswerKind.QUANTITY, said("about 50"), said("60"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("nearly an hour"), said("45 minutes"), Relation.SAME),
        (AnswerKind.QUANTITY, said("twice-married, 48"), said("48"), Relation.SAME),
        (AnswerKind.QUANTITY, said("12 degrees"), said("12 degrees Celsius"), Relation.SAME),
        (AnswerKind.DATE, said("after 2 a.m."), said("2.15 a.m."), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("about 28 days"), said("a month"), Relation.SAME),
        (AnswerKind.QUANTITY, said("about half an hour"), said("33 minutes"), Relation.SAME),
        (AnswerKind.QUANTITY, said("nearly half an hour"), said("9 minutes"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("around 380,000"), said("412,000"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("about 36 hours"), said("a day and a half"), Relation.SAME),
        (AnswerKind.QUANTITY, said("at least 90"), said("up to 100"), Relation.UNRELATED),
        (AnswerKind.QUANTITY, said("up to 90"), said("at most 100"), Relation.DIFFERENT),
        (AnswerKind.QUANTITY, said("47"), said("nearly 50"), Relation.SAME),
        (AnswerKind.QUANTITY, said("40 pence"), said("£40"), Relation.UNRELATED),
        (
            AnswerKind.QUANTITY,
            said("ten years", before="by a loan over "),
            said("fifteen years", before="repaid over "),
            Relation.DIFFERENT,
        ),
        (AnswerKind.DATE, said("July 2024"), said("since May"), Relation.UNRELATED),
        (AnswerKind.DATE, said("18:40 on 13 May"), said("18:40 on 14 May"), Relation.UNRELATED),
        (AnswerKind.DATE, said("10:00", after=" GMT"), said("11:00 CET"), Relation.UNRELATED),
        (AnswerKind.DATE, said("10:00", after=" GMT"), said("11:00"), Relation.DIFFERENT),
        (AnswerKind.THING, said("guilty"), said("not guilty"), Relation.UNRELATED),
        (AnswerKind.PERSON, said("Ann Lee"), said("Ann Lee's sister"), Relation.UNRELATED),
        (AnswerKind.PERSON, said("Bea"), said("Ann Lee's sister Bea"), Relation.SAME),
        (AnswerKind.PLACE, said("the U.S."), said("the US"), Relation.SAME),
        (AnswerKind.DATE, said("13 December"), said("December 13, 2025"), Relation.SAME),
        (AnswerKind.DATE, said("Saturday"), said("13 December"), Relation.SAME),
        (AnswerKind.DATE, said("July 2021"), said("2020"), Relation.DIFFERENT),
        (AnswerKind.DATE, said("December 13"), said("2025"), Relation.UNRELATED),
        (AnswerKind.PERSON, said("Kolesnikova"), said("Maria Kalesnikava"), Relation.SAME),
        (AnswerKind.PERSON, said("John Coale"), said("Lukashenko"), Relation.UNRELATED),
    ],
)
def test_answers_are_the_same_different_or_unrelated(kind, one, other, expected):
    assert compare(one, other, kind) is expected
    assert compare(other, one, kind) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kalesnikava", "Kolesnikova"),
        ("Maksim Znak", "Maxim Znak"),
        ("Zelensky", "Zelenskyy"),
        ("Dvořák", "Dvorak"),
        ("Catherine", "Katherine"),
        ("Лукашенко", "Lukashenko"),
        ("Pieter Aldous", "Peter Aldus"),
        ("Tikhanouskaya", "Tikhanovskaya"),
        ("Dmitriy Petrov", "Dmitri Petrov"),
        ("Sergei", "Serge"),
        ("Siarhei", "Sergey"),
        ("Hrodna", "Grodno"),
        ("Yelena", "Elena"),
        ("Jelena", "Yelena"),
        ("Aleksandr", "Alexander"),
        ("Aksana", "Oksana"),
        ("Tchaikovsky", "Tschaikowski"),
        ("Gorbachev", "Gorbatschow"),
        ("Khrushchev", "Khruschev"),
        ("Qaddafi", "Gaddafi"),
        ("Tatsiana", "Tatyana"),
        ("Kharkiv", "Kharkov"),
        ("Meyer", "Meier"),
        ("Stefanovic", "Stefanovich"),
        ("Yury", "Yuri"),
        ("Sara", "Sarah"),
        ("Carl", "Karl"),
        ("Eric", "Erik"),
    ],
)
def test_spellings_of_one_name_are_the_same(one, other):
    assert same_words(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Austria", "Australia"),
        ("Johnson", "Johnston"),
        ("Maria", "Marina"),
        ("Iran", "Iraq"),
        ("Poland", "Polish"),
        ("Minsk", "Misk"),
        ("Niger", "Nigeria"),
        ("Martin Weber", "Martina Weber"),
        ("Oleksandra", "Oleksandr"),
        ("Alexandra", "Alexander"),
        ("Andrea", "Andrei"),
        ("Marina", "Maureen"),
        ("Elena", "Eleni"),
        ("Carter", "Criteria"),
        ("Hassan", "Hussein"),
        ("Hunter", "Gunter"),
        ("Anna", "Anne"),
        ("Cole", "Kyle"),
        ("Chelsea", "Chilis"),
    ],
)
def test_different_names_are_not_the_same(one, other):
    assert not same_words(one, other)


def test_names_are_runs_of_capitals_and_slices_of_the_text():
    text = "Why did Ales Bialiatski thank the University of Oxford in Łódź?"

    found = find_names(text)

    assert [name.text for name in found] == ["Ales Bialiatski", "University of Oxford", "Łódź"]
    assert all(text[name.start : name.end] == name.text for name in found)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Hussein al-Thani met Ursula von der Leyen.",
            ["Hussein al-Thani", "Ursula von der Leyen"],
        ),
        ("Ana de los Reyes is in Côte d’Ivoire.", ["Ana de los Reyes", "Côte d’Ivoire"]),
        ("AT&T bought Lee & Sons.", ["AT&T", "Lee & Sons"]),
        (
            "Mr\u00a0Lee met Brig. Gen. Ray in Ft. Worth.",
            ["Mr\u00a0Lee", "Brig. Gen. Ray", "Ft. Worth"],
        ),
        ("Did Theresa May see New York?", ["Theresa May", "New York"]),
        ("He left for New Zealand on New Year’s Day.", ["New Zealand", "New Year’s Day"]),
        ("At Desk Nine four people sat.", ["Desk Nine"]),
        ("In May Ann Lee left, and may Bob Ray.", ["Ann Lee", "Bob Ray"]),
        ("The US told us of the US Navy.", ["US", "US Navy"]),
        ("the European Union and the United Kingdom", ["European Union", "United Kingdom"]),
    ],
)
def test_a_names_small_words_belong_to_it(text, names):
    assert [name.text for name in find_names(text)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("On Friday Lee left.", ["Friday", "Lee"]),
        ("Lee told Reuters Friday that he left.", ["Lee", "Reuters", "Friday"]),
        ("On 12 June Lee was in Minsk June 14.", ["June", "Lee", "Minsk", "June"]),
        ("The Sunday Times met on Good Friday.", ["Sunday Times", "Good Friday"]),
    ],
)
def test_a_date_ends_a_name_beside_it(text, names):
    assert [name.text for name in find_names(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "I’m here.",
        "They've left.",
        "Don’t!",
        "Twenty-three left.",
        "Nobody left.",
        "Roughly how many?",
    ],
)
def test_a_common_word_at_a_sentences_start_is_no_name(text):
    assert find_names(text) == []


def test_folding_leaves_lower_case_ascii_words():
    assert fold("Müller’s  Straße—Київ") == "muller strasse kiiv"


def test_a_bound_is_not_the_date_of_what_happened():
    july = said("July 2024", before="since ")

    assert compare(said("13 December"), july, AnswerKind.DATE) is Relation.UNRELATED


def test_two_bounds_of_one_kind_compare_as_dates_do():
    july, may = said("July 2024", before="since "), said("Since May 2024")

    assert compare(july, may, AnswerKind.DATE) is Relation.DIFFERENT
    assert compare(july, said("2024", before="since "), AnswerKind.DATE) is Relation.SAME
    assert compare(july, said("May 2024", before="until "), AnswerKind.DATE) is Relation.UNRELATED


def test_words_without_a_number_do_not_answer_as_a_number_does():
    one, other = said("6 million florins"), said("florins")

    assert compare(one, other, AnswerKind.QUANTITY) is Relation.UNRELATED
    assert compare(one, other, AnswerKind.THING) is Relation.SAME


@pytest.mark.parametrize("number", ["9" * 400, "about " + "9" * 400, "9" * 400 + " million"])
def test_a_number_beyond_all_bounds_is_read(number):
    assert read_quantity(number) == Quantity(math.inf, math.inf, "count")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("9 people", "99 people", math.log(10)), ("up to 50", "50", 0.0), ("none", "many", 0.0)],
)
def test_how_far_apart_quantities_are(one, other, expected):
    """Worked by hand: the logarithm of the ratio (of one more each)."""
    assert distance(said(one), said(other)) == pytest.approx(expected)
    assert distance(said(other), said(one)) == pytest.approx(expected)
