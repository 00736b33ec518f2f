"""What a question presupposes is looked for in the text, in any spelling."""

import pytest

from index import Passage, parse_article
from rag import Evidence
from rag.doubts.presupposition import (
    bearing,
    lacks_event,
    names_another,
    of_other_year,
    presuppositions,
    unborne,
)


@pytest.mark.parametrize(
    ("question", "stated"),
    [
        ("In 2027, who got 5,000 crowns?", ["2027", "5,000"]),
        ("Who got $1.2bn?", []),
        ("Roughly how many left?", []),
        ("How much is it if I’m 22?", []),
        ("If 5 come, who pays the 40 crowns?", ["40"]),
        ("According to Ann Lee, who left?", ["Ann Lee"]),
        ("What did US envoys tell us?", ["US"]),
        ("WHO WAS FREED IN 2025?", ["2025"]),
        ("When did version 3.1.0 replace v2.9?", ["3.1.0", "2.9"]),
        ("Did Ann Lee let Unit 3 in 2021?", ["Ann Lee", "Unit 3", "2021"]),
        ("Who sings in Act II?", ["Act II"]),
        ("In which room 12 people slept?", ["12"]),
        ("Whom does the Harbours Act 1998 protect?", ["Harbours Act", "1998"]),
    ],
)
def test_opening_words_and_marks_are_not_presupposed(question, stated):
    assert presuppositions(question) == stated


def test_names_and_numbers_of_a_question_are_what_it_presupposes():
    question = "How many of the 123 did the United States free in 2023 for Ann Lee’s sister?"

    assert presuppositions(question) == ["United States", "Ann Lee", "123", "2023"]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What did the United States lift?", "The U.S. lifted sanctions."),
        ("What did the U.S. lift?", "The United States lifted sanctions."),
        ("What did the EU say?", "The European Union said nothing."),
        ("Which ports of Lithuania?", "Lithuanian ports were closed."),
        ("Where is Maria Kolesnikova?", "Kalesnikava is in Ukraine."),
        ("What failed on 13 December 2025?", "13.12.2025 disk"),
        ("What did the American envoy say?", "The U.S. envoy spoke."),
        ("What did the American envoy say?", "The US envoy spoke."),
        ("What did the British say?", "The United Kingdom said nothing."),
        ("What did the U.S. lift?", "American sanctions were lifted."),
        (
            "What did the OPCW say?",
            "The Organisation for the Prohibition of Chemical Weapons spoke.",
        ),
        ("What did the International Monetary Fund say?", "The IMF spoke."),
        ("What did Russia say?", "Russian officials spoke."),
        ("What did the Iraqis say?", "Iraq said nothing."),
        ("What did Poland say?", "Polish officials spoke."),
        ("Who were the 5?", "Five people left."),
        ("Who left on 13 December?", "On Dec. 13 Ann Lee left."),
        ("Who got the 2 million?", "Ann Lee got two million crowns."),
        ("Who got 5,000 crowns?", "Ann Lee got 5000 crowns."),
        ("Who was there in 1990?", "In the 1990s Ann Lee was there."),
        ("Who was it?", "Nobody."),
        ("What did version 3.1 add?", "3.1.4 adds maps."),
        ("Who let Unit 3?", "Units 2 and 3 were let by Ann Lee."),
        ("Who let Unit 3?", "The third unit was let by Ann Lee."),
        ("What does clause 4 forbid?", "Clauses 3 to 5 forbid dogs."),
        ("What does clause 4 forbid?", "3. Rent is due.\n4. Dogs are forbidden."),
        ("Who sings in Act II?", "Ann Lee sings in the second act."),
        ("Who sings in Act 2?", "ACT II. Ann Lee sings."),
        ("What is in Series 3?", "Series | Contents\n2 | Maps\n3 | Letters"),
        ("Who flew Flight 402?", "Ann Lee was the captain of KL402."),
        ("Who drove line 14?", "Ann Lee drove the 14 that day."),
        ("Who lives in Flat 7?", "Ann Lee lives at No. 7."),
        ("Which bus burnt at Platform Four?", "A bus burnt at platform 4."),
        ("What does Article 5 say?", "By Art. 5(2) dogs are forbidden."),
    ],
)
def test_another_spelling_bears_a_name_out(question, text):
    assert unborne(question, text) == ()


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("Who won in 2023?", "He won in 2022.", ("2023",)),
        ("How many did Poland take?", "Ukraine took 114.", ("Poland",)),
        ("What did Johnson say?", "Johnston spoke.", ("Johnson",)),
        ("What did Ada Stone say?", "He spoke as he left.", ("Ada Stone",)),
        ("What did the EU say?", "Each umpire spoke.", ("EU",)),
        ("What did the US say?", "He told us.", ("US",)),
        ("Who got 5,000 crowns?", "He got 14,000 crowns.", ("5,000",)),
        ("Who got 12500 crowns?", "He got 12600 crowns.", ("12500",)),
        ("What did version 3.1.0 add?", "3.1.4 adds maps, 3.0.1 charts.", ("3.1.0",)),
        ("Who let Unit 3?", "Clause 3 forbids it, and Unit 4 was let.", ("Unit 3",)),
        ("Who let Unit 3?", "3. Ann Lee let 3 units in Unit 12, 3 of them new.", ("Unit 3",)),
        ("Who sings in Act II?", "Two sing in act III.", ("Act II",)),
        ("What does clause 9 forbid?", "Clauses 3 to 5 forbid 9 dogs.", ("clause 9",)),
        ("Who lives in Flat 7b?", "Ann Lee lives in Flat 7.", ("Flat 7b",)),
        ("Who flew Flight 402?", "Flight 418 had 402 on board.", ("Flight 402",)),
    ],
)
def test_what_the_text_does_not_hold_is_named(question, text, missing):
    assert unborne(question, text) == missing


def article_with(passage):
    article = parse_article(f"Prize for a poet\n\nPublished 3 May 2022\n\n{passage}", "a.txt")
    start = article.text.index(passage)
    held = Passage("a.txt", start, start + len(passage), passage)
    return Evidence(held, (start, start + 1), (start, start + 1), 0.5, 0.5), article


@pytest.mark.parametrize(
    ("question", "another"),
    [
        ("Who won in 2022?", False),
        ("Who won in 2024?", True),
        ("Who won the prize that Ada Olsen won?", False),
        ("Who got 40 crowns?", False),
        ("Who got 50 crowns?", True),
    ],
)
def test_a_number_is_borne_out_by_the_passage_or_its_articles_title_or_date(question, another):
    evidence, article = article_with("The winner received 40 crowns.")

    assert names_another(question, bearing(evidence, article)) is another


def test_a_year_is_borne_out_by_the_line_that_dates_the_entry():
    entries = "Friday, 11 November 1898\nGale.\n\nThursday, 4 May 1899\nHe sailed."
    text = f"A diary\n\n{entries}\n\nSlate, fourpence a ton.\n"
    article = parse_article(text, "a.txt")
    start = article.text.index("Slate")
    held = Passage("a.txt", start, start + 5, "Slate")
    evidence = Evidence(held, (start, start + 5), (start, start + 5), 0.5, 0.5)

    assert not names_another("What was the due on slate in 1899?", bearing(evidence, article))
    assert names_another("What was the due on slate in 1900?", bearing(evidence, article))


def test_a_passage_within_an_item_is_of_the_items_number():
    text = "House rules\n\n8. Cats. Cats may stay.\n\n9. Dogs. None may stay.\n"
    article = parse_article(text, "a.txt")
    start = article.text.index("None")
    held = Passage("a.txt", start, start + 14, article.text[start : start + 14])
    evidence = Evidence(held, (start, start + 4), (start, start + 14), 0.5, 0.5)

    assert not names_another("Who may stay by rule 9?", bearing(evidence, article))
    assert names_another("Who may stay by rule 8?", bearing(evidence, article))


@pytest.mark.parametrize(
    ("question", "quote", "lacking"),
    [
        ("When was Ann Lee born?", "In 2021 Ann Lee was arrested.", True),
        ("When was Ann Lee born?", "Ann Lee, a native of Oslo, was arrested in 2021.", False),
        ("When was Ann Lee born?", "Ann Lee (1858-1931) painted it.", False),
        ("When did Ann Lee die?", "Ann Lee (1858-1931) painted it.", False),
        ("When did Ann Lee die?", "Ann Lee painted it in 1891.", True),
        ("When did Ann Lee paint it?", "Ann Lee painted it in 1891.", False),
        ("When was Ann Lee born?", "Ann Lee, b. Oslo 2 May 1921.", False),
        ("When did Ann Lee die?", "The fire took Ann Lee’s life in 1931.", False),
        ("When did Ann Lee die?", "We record the decease of Ann Lee on 9 May 1897.", False),
        ("When did Ann Lee die?", "The consul was assassinated on 9 May 1897.", False),
        ("Where did Ann Lee die?", "Lee, Ann (b.1836 Oslo; d.Bergen 1897), painter.", False),
        ("When did Ann Lee die?", "Ann Lee and the painter D. Berg met in 1891.", True),
        ("What was the death toll?", "The vaccine prevented 81 percent of cases.", True),
        ("What was the death toll?", "The fever killed 71 people.", False),
        ("Who was put to death in 1931?", "They hung Ann Lee.", False),
        ("What did Ann Lee paint before she died?", "Her last picture was of Oslo.", False),
        ("When did the Oslo-born Ann Lee win?", "Ann Lee won in 1891.", False),
    ],
)
def test_a_birth_or_death_is_dated_only_by_a_quote_that_speaks_of_one(question, quote, lacking):
    assert lacks_event(question, quote) is lacking


@pytest.mark.parametrize(
    ("question", "quote", "other"),
    [
        ("Who won the prize in 1979?", "Ann Lee won the prize in 1974 and again in 1989.", True),
        ("Who ruled in 1979?", "Ann Lee ruled between 1974 and 1989.", False),
        ("Who ruled in 1979?", "Ann Lee (ruled 1974–1989) left.", False),
        ("Who won the prize in 1991?", "Ann Lee won the prize in 1974 and again in 1989.", True),
        ("Who won the prize in 1979?", "Ann Lee won the prize in 1974.", True),
        ("Who won the prize in 1979?", "Ann Lee won the prize in 1979, her son in 1989.", False),
        ("Who won the prize in 1979?", "Ann Lee won the prize.", False),
        ("Who won the prize?", "Ann Lee won the prize in 1974.", False),
        (
            "How many fell ill in 2032?",
            "Last year 96 fell ill, more than twice as many as in 2030.",
            False,
        ),
        ("How many fell ill in 2032?", "96 fell ill, fewer than in 2030.", False),
        ("Who ruled in 1979?", "Ann Lee has ruled since 1974.", False),
        ("Where is the 1979 laureate?", "Ann Lee was taken to Oslo in 1989.", False),
        ("Who won the 1979 election?", "Ann Lee won the election of 1989.", True),
    ],
)
def test_a_quote_of_other_years_alone_is_of_another_year(question, quote, other):
    assert of_other_year(question, quote) is other
