"""Evidence becomes an answer: merged, numbered, cited, or declined."""

import re
from dataclasses import replace

import pytest

from index import Hit, Passage, parse_article
from rag import Evidence
from rag.compose import Request, compose
from rag.quote import quote_evidence

NORTH = parse_article(
    "North port strike ends\n\nThe strike ended on 3 May 2024. Some 40 dockers had walked out. "
    "It lasted nine days, the union said.",
    "north.txt",
)
SOUTH = parse_article(
    "Dockers back at work\n\nForty dockers had joined the strike at North port. "
    "Work began again on May 3.",
    "south.txt",
)
EAST = parse_article(
    "Port reopens\n\nAccording to the harbour master, 65 dockers took part in the strike.",
    "east.txt",
)
WEST = parse_article(
    "Reactions\n\nThe mayor said it was “a day of great relief and heartfelt joy” for the port.",
    "west.txt",
)
COAST = parse_article(
    "What they said\n\nThe harbour master spoke of “great relief and genuine joy” on Friday.",
    "coast.txt",
)
SQUARE = parse_article(
    "On the square\n\nIt was, to quote the mayor again, a day “of great relief and heartfelt joy”.",
    "square.txt",
)
UNION = parse_article(
    "Union\n\nThe foreman has not been suspended from work at the port.", "union.txt"
)
RADIO = parse_article(
    "Radio\n\nThe foreman was suspended from work on Friday, the port said.", "radio.txt"
)
COUNT = parse_article(
    "By the numbers\n\nOf the dockers at North port, 12 sailors aside, "
    "forty had joined the strike.",
    "count.txt",
)
GUILD = parse_article(
    "Guild\n\nJan Novak spoke of “a day of great relief and heartfelt joy” in the hall.",
    "guild.txt",
)
BOARD = parse_article("Board\n\nThe foreman has been suspended from work at the port.", "board.txt")
CHAIRMAN = parse_article(
    "Chairman\n\nThe chairman of the port could not suspend Foreman Lee, he said on Friday.",
    "chairman.txt",
)
FOREMAN = parse_article(
    "Foreman\n\nForeman Lee spoke to the chairman of the port on Friday.", "foreman.txt"
)
NEITHER = parse_article(
    "Rules\n\nNeither the name of the port nor its sign may be used to sell fish.", "neither.txt"
)
NAME = parse_article("Licence\n\nThe name of the port may not be used to sell fish.", "name.txt")
BOTH = parse_article(
    "Both\n\nForty dockers had joined the strike at North port. "
    "In the end 65 dockers took part in the strike.",
    "both.txt",
)
ESTATE = parse_article(
    "Estate\n\nThe port would fetch a high price if it could be sold. It cannot: the deed "
    "forbids it.",
    "estate.txt",
)
DEED = parse_article(
    "Deed\n\nThe family gave the port to the town on condition that it never be sold.", "deed.txt"
)
PRESS = parse_article(
    "Press\n\nThe foreman has not only been suspended from work at the port, but dismissed.",
    "press.txt",
)
SPOKESMAN = parse_article(
    "Spokesman\n\nThe port did not say whether the foreman had been suspended from work.",
    "spokesman.txt",
)
COURT = parse_article(
    "Court\n\nThe foreman, who did not go to the hearing, was suspended from work at the port.",
    "court.txt",
)
BOX = parse_article(
    "The pump and its parts\n\nWhat is in the box\n\n- a pump\n- a garden hose of 2.4 m\n"
    "- a brush\n- an iron key\n\nThe pump is loud. A tap is sold apart.",
    "box.txt",
)
POINTS = parse_article(
    "The pump strike goes on\n\n- The mayor said on Monday that all pumps in the harbour will be "
    "shut until the union comes back\n- The union of pump hands, which has 300 members, said it "
    "would not come back before June\n\nIt is the first strike.",
    "points.txt",
)
ARTICLES = {
    article.id: article
    for article in (
        *(NORTH, SOUTH, EAST, WEST, COAST, SQUARE, UNION, RADIO, COUNT),
        *(GUILD, BOARD, PRESS, SPOKESMAN, COURT, CHAIRMAN, FOREMAN, ESTATE, DEED, BOTH),
        *(NEITHER, NAME, BOX, POINTS),
    )
}


def found(article, words, score):
    start = article.text.index(words)
    span = (start, start + len(words))
    passage = Passage(article.id, 0, len(article.text), article.text)
    return quote_evidence(Evidence(passage, span, span, score, score), article)


def answer(question, *evidence, confidence=0.9):
    hits = [Hit(item.passage, 1.0) for item in evidence]
    ranked = sorted(evidence, key=lambda item: -item.score)
    request = Request(question, question, hits)
    return compose(request, ranked, ARTICLES, confidence=confidence, declines=confidence < 0.5)


def test_the_same_date_in_two_spellings_is_one_statement_with_both_citations():
    result = answer("When did it end?", found(NORTH, "3 May 2024", 0.9), found(SOUTH, "May 3", 0.8))

    assert [s.quote for s in result.statements] == ["The strike ended on 3 May 2024."]
    assert [s.citations for s in result.statements] == [(1, 2)]
    assert [c.article for c in result.citations] == ["north.txt", "south.txt"]
    assert result.disagreements == ()


def test_the_answering_words_are_highlighted_inside_the_quote():
    (statement,) = answer("When did it end?", found(NORTH, "3 May 2024", 0.9)).statements

    assert [statement.quote[slice(*span)] for span in statement.highlights] == ["3 May 2024"]


def test_numbers_that_cannot_both_be_true_are_shown_as_sides_the_best_supported_first():
    """40 is said by two articles and 65 by one."""
    result = answer(
        "How many dockers joined the strike?",
        found(EAST, "65 dockers", 0.9),
        found(NORTH, "40 dockers", 0.88),
        found(SOUTH, "Forty dockers", 0.87),
    )

    (disagreement,) = result.disagreements
    assert [side.value for side in disagreement.sides] == ["40 dockers", "65 dockers"]
    numbers = {citation.number: citation.article for citation in result.citations}
    assert [[numbers[n] for n in side.citations] for side in disagreement.sides] == [
        ["north.txt", "south.txt"],
        ["east.txt"],
    ]


def test_a_believed_value_is_a_side_however_far_its_quote_falls_short_of_the_best():
    """The reader is as sure of 65; retrieval and the verifier put its quote far behind."""
    far = replace(found(EAST, "65 dockers", 0.88), score=1e-7)

    result = answer("How many dockers joined the strike?", found(SOUTH, "Forty dockers", 0.9), far)

    (disagreement,) = result.disagreements
    assert [side.value for side in disagreement.sides] == ["Forty dockers", "65 dockers"]
    assert [c.article for c in result.citations] == ["south.txt", "east.txt"]


def test_who_gives_both_values_does_not_set_them_against_each_other():
    result = answer(
        "How many dockers took part in the strike?",
        found(BOTH, "65 dockers", 0.9),
        found(EAST, "65 dockers", 0.89),
        found(BOTH, "Forty dockers", 0.87),
    )

    assert result.disagreements == ()


def test_another_value_that_the_reader_does_not_believe_is_no_side():
    far = replace(found(EAST, "65 dockers", 0.001), score=1e-7)

    result = answer("How many dockers joined the strike?", found(SOUTH, "Forty dockers", 0.9), far)

    assert result.disagreements == ()


def test_one_speech_given_to_two_speakers_is_a_disagreement():
    result = answer(
        "Who spoke of relief and joy?",
        found(WEST, "The mayor", 0.9),
        found(COAST, "The harbour master", 0.85),
    )

    (disagreement,) = result.disagreements
    assert [side.value for side in disagreement.sides] == ["The mayor", "The harbour master"]


def test_one_speech_in_two_wordings_is_a_disagreement():
    result = answer(
        "In what words was the joy put?",
        found(WEST, "great relief and heartfelt joy", 0.9),
        found(COAST, "great relief and genuine joy", 0.85),
    )

    (disagreement,) = result.disagreements
    assert [side.quote for side in disagreement.sides] == [
        WEST.text[WEST.text.index("The mayor") :],
        COAST.text[COAST.text.index("The harbour") :],
    ]


def test_what_two_say_against_a_third_is_one_side():
    result = answer(
        "Was the joy heartfelt or genuine?",
        found(COAST, "great relief and genuine joy", 0.9),
        found(WEST, "great relief and heartfelt joy", 0.85),
        found(SQUARE, "great relief and heartfelt joy", 0.84),
    )

    (disagreement,) = result.disagreements
    assert [(side.value, len(side.citations)) for side in disagreement.sides] == [
        ("great relief and heartfelt joy", 2),
        ("great relief and genuine joy", 1),
    ]


def test_what_one_says_and_the_other_denies_is_a_disagreement():
    result = answer(
        "Was the foreman suspended?",
        found(UNION, "not been suspended", 0.8),
        found(RADIO, "suspended", 0.75),
    )

    (disagreement,) = result.disagreements
    assert [side.value for side in disagreement.sides] == ["not been suspended", "suspended"]


def test_a_sentence_does_not_say_the_same_as_its_denial():
    result = answer(
        "Was the foreman suspended?",
        found(BOARD, "been suspended", 0.8),
        found(UNION, "not been suspended", 0.75),
    )

    (disagreement,) = result.disagreements
    assert [side.value for side in disagreement.sides] == ["been suspended", "not been suspended"]


@pytest.mark.parametrize(("belief", "sides"), [(0.3, 2), (1e-4, 0)])
def test_a_denial_counts_where_its_sentences_may_answer(belief, sides):
    result = answer(
        "Was the foreman suspended?",
        found(UNION, "not been suspended", belief),
        found(RADIO, "suspended", belief),
    )

    assert sum(len(found.sides) for found in result.disagreements) == sides


def sides(question: str, *told: tuple[str, str], belief: float = 0.9) -> list[str]:
    """Return the values that (sentence, answer) pairs, each an article's, are said to differ in."""
    articles = {
        f"{n}.txt": parse_article(f"Article {n}\n\n{sentence}", f"{n}.txt")
        for n, (sentence, _) in enumerate(told)
    }
    evidence = [
        replace(found(articles[f"{n}.txt"], words, belief), verdict=3.0)
        for n, (_, words) in enumerate(told)
    ]
    request = Request(question, question, [Hit(one.passage, 1.0) for one in evidence])
    result = compose(request, evidence, articles, confidence=0.9)
    return [side.value for found in result.disagreements for side in found.sides]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "Who designed the lighthouse?",
            ("The lighthouse was designed by Ilka Sorensen in 1911.", "Ilka Sorensen"),
            (
                "The architect Matthias Oyelaran designed the lighthouse.",
                "The architect Matthias Oyelaran",
            ),
        ),
        (
            "Which firm runs the lighthouse?",
            ("The lighthouse is run by Harrow Marine.", "Harrow Marine"),
            ("The Corrie Trust runs the lighthouse.", "The Corrie Trust"),
        ),
        (
            "Did the lighthouse stay open in the storm?",
            ("Visits to the lighthouse were called off in the storm.", "were called off"),
            ("The lighthouse stayed open in the storm.", "stayed open"),
        ),
        (
            "Where were the keeper's papers found?",
            ("The papers of the keeper were found in Halm.", "Halm"),
            ("The keeper's papers were found at a farm in Orn.", "a farm in Orn"),
        ),
        (
            "Where were the keeper's papers found?",
            ("The papers of the keeper were found in a disused mill.", "a disused mill"),
            ("The keeper's papers were found at the Halm Hotel.", "the Halm Hotel"),
        ),
    ],
    ids=["persons", "firms", "without a not", "places", "sites"],
)
def test_two_names_or_a_no_and_a_yes_for_one_matter_are_a_disagreement(question, one, other):
    assert sides(question, one, other) == [one[1], other[1]]
    assert sides(question, one, other, belief=0.0001) == []


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "Who designed the lighthouse?",
            ("The lighthouse was designed by Ilka Sorensen in 1911.", "Ilka Sorensen"),
            ("The lighthouse was designed by Dame Sorensen in 1911.", "Dame Sorensen"),
        ),
        (
            "Who designed the lighthouse?",
            ("The lighthouse was designed by Ilka Sorensen in 1911.", "Ilka Sorensen"),
            ("The lighthouse was designed by the mayor of Halm.", "the mayor of Halm"),
        ),
        (
            "Who designed the lighthouse?",
            ("The lighthouse was designed by Ilka Sorensen in 1911.", "Ilka Sorensen"),
            ("A lawyer's son designed the lighthouse in 1911.", "A lawyer's son"),
        ),
        (
            "Who designed the lighthouse?",
            ("The lighthouse was designed by Ilka Sorensen in 1911.", "Ilka Sorensen"),
            ("The lighthouse was designed by the Halm Harbour Board.", "the Halm Harbour Board"),
        ),
        (
            "Who designed the lighthouse?",
            ("The lighthouse was co-designed by Ilka Sorensen.", "Ilka Sorensen"),
            ("Matthias Oyelaran designed the lighthouse.", "Matthias Oyelaran"),
        ),
        (
            "Who is the keeper of the lighthouse?",
            ("The keeper of the lighthouse is Ilka Sorensen.", "Ilka Sorensen"),
            ("Matthias Oyelaran was keeper of the lighthouse until May.", "Matthias Oyelaran"),
        ),
        (
            "Which firm runs the lighthouse?",
            ("The Corrie Harbour Trust runs the lighthouse.", "The Corrie Harbour Trust"),
            ("The lighthouse is run by CHT.", "CHT"),
        ),
        (
            "Who was killed at the lighthouse?",
            ("Ilka Sorensen was killed at the lighthouse.", "Ilka Sorensen"),
            ("Matthias Oyelaran was killed at the lighthouse.", "Matthias Oyelaran"),
        ),
        (
            "Was the feast at the lighthouse cancelled?",
            ("The feast at the lighthouse was called off.", "was called off"),
            ("The feast at the lighthouse will be skipped.", "will be skipped"),
        ),
        (
            "Is the lighthouse open?",
            ("The lighthouse is no longer closed.", "is no longer closed"),
            ("The lighthouse is open.", "is open"),
        ),
        (
            "What did Sorensen say about the lighthouse?",
            ("The lighthouse was for Elsa, Sorensen said.", "Elsa"),
            ("The lighthouse was for Halm, Sorensen said.", "Halm"),
        ),
        (
            "Was anybody at the lighthouse hurt?",
            ("Nobody at the lighthouse was hurt.", "Nobody at the lighthouse was hurt"),
            ("No visitors of the lighthouse were hurt.", "No visitors of the lighthouse"),
        ),
        (
            "Will the lighthouse be painted by Friday?",
            (
                "The lighthouse has to be painted no later than Friday.",
                "has to be painted no later than Friday",
            ),
            ("The lighthouse will be painted by Friday.", "will be painted by Friday"),
        ),
        (
            "Was the lighthouse sold?",
            ("The county closed the sale of the lighthouse.", "closed the sale"),
            ("The county sold the lighthouse.", "sold the lighthouse"),
        ),
        (
            "Will the lighthouse be sold?",
            ("The lighthouse will be sold, the county says.", "will be sold"),
            ("No. The county keeps the lighthouse.", "No"),
        ),
        (
            "Where were the keeper's papers found?",
            ("The papers of the keeper were found in Halm.", "Halm"),
            ("The keeper's papers were found near Orn.", "Orn"),
        ),
        (
            "Where were the keeper's papers found?",
            ("The papers of the keeper were found in Vestria.", "Vestria"),
            ("The Vestrian keeper's papers were found in Halm.", "Halm"),
        ),
        (
            "Where were the keeper's papers found?",
            ("The papers of the keeper were found in Halm.", "Halm"),
            ("The keeper's papers were found in Kenya.", "Kenya"),
        ),
        (
            "Where were the keeper's papers found?",
            ("The papers of the keeper were found in Halm.", "Halm"),
            ("The keeper's papers were found in Mill Street.", "Mill Street"),
        ),
        (
            "Where were the keeper's papers found?",
            ("The papers of the keeper were found in a factory.", "a factory"),
            ("The keeper's papers were found in the old mill of Orn.", "the old mill of Orn"),
        ),
        (
            "Where were the keeper's papers taken?",
            ("The papers of the keeper were taken to Halm.", "Halm"),
            ("The keeper's papers were later taken to Orn.", "Orn"),
        ),
        (
            "How old is the keeper of the lighthouse?",
            ("The keeper of the lighthouse, says the 49-year-old, is asleep.", "49-year-old"),
            ("The keeper of the lighthouse has Anna Berg, a 61-year-old nurse.", "61-year-old"),
        ),
        (
            "When was the keeper of the lighthouse arrested?",
            ("The keeper of the lighthouse was arrested on 3 May.", "3 May"),
            ("The keeper of the lighthouse was arrested again on 9 June.", "9 June"),
        ),
        (
            "Is the lighthouse open?",
            ("The lighthouse is not open on Mondays.", "is not open on Mondays"),
            ("The lighthouse is open on Fridays.", "is open on Fridays"),
        ),
        (
            "Where has the keeper of the lighthouse worked?",
            ("The keeper of the lighthouse has worked in Halm.", "Halm"),
            ("The keeper of the lighthouse has worked in Orn.", "Orn"),
        ),
    ],
    ids=[
        "a surname",
        "a description",
        "no name",
        "a body",
        "together",
        "until",
        "initials",
        "of several",
        "a no asked for",
        "twice a no",
        "not a name asked for",
        "two noes",
        "no later",
        "closed",
        "a bare no",
        "near a place",
        "a place within another",
        "a country",
        "a street",
        "a site of one kind",
        "a place after another",
        "somebody else's age",
        "a second time",
        "of another part",
        "one place of several",
    ],
)
def test_answers_that_can_both_be_true_are_no_disagreement(question, one, other):
    assert sides(question, one, other) == []


@pytest.mark.parametrize("article", [PRESS, SPOKESMAN, COURT], ids=lambda article: article.id)
def test_a_negation_elsewhere_denies_nothing(article):
    result = answer(
        "Was the foreman suspended?",
        found(BOARD, "been suspended", 0.8),
        found(article, "suspended", 0.75),
    )

    assert result.disagreements == ()


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        (
            "Was Foreman Lee at the port on Friday?",
            (FOREMAN, "spoke to the chairman"),
            (CHAIRMAN, "could not suspend Foreman Lee"),
        ),
        ("May the port be sold?", (ESTATE, "It cannot"), (DEED, "that it never be sold")),
        ("May the port's name be used?", (NEITHER, "Neither"), (NAME, "may not be used")),
    ],
    ids=["whom it is about", "what was said before", "neither, and not"],
)
def test_a_denial_is_not_set_against_what_it_does_not_deny(question, one, other):
    result = answer(question, found(*one, 0.8), found(*other, 0.75))

    assert result.disagreements == ()


def test_a_description_and_a_name_can_be_one_speaker():
    result = answer(
        "Who spoke of relief and joy?",
        found(WEST, "The mayor", 0.9),
        found(GUILD, "Jan Novak", 0.85),
    )

    assert result.disagreements == ()


def test_a_quote_that_holds_the_value_beside_another_supports_it_and_does_not_contradict():
    result = answer(
        "How many dockers joined the strike?",
        found(SOUTH, "Forty", 0.9),
        found(COUNT, "12", 0.85),
    )

    (statement,) = result.statements
    assert result.disagreements == ()
    assert [c.article for c in result.citations] == ["south.txt", "count.txt"]
    assert statement.citations == (1, 2)


def test_far_evidence_supports_a_value_when_it_tells_of_the_same_matter():
    near, far = found(SOUTH, "Forty", 0.9), found(COUNT, "sailors", 0.0001)

    assert [c.article for c in answer("How many joined?", near, far).citations] == [
        "south.txt",
        "count.txt",
    ]


def test_two_people_who_did_the_same_do_not_contradict_each_other():
    result = answer(
        "Who spoke?", found(WEST, "The mayor", 0.9), found(EAST, "the harbour master", 0.88)
    )

    assert result.disagreements == ()


def test_a_number_that_is_hardly_supported_makes_no_disagreement():
    result = answer(
        "How many dockers joined the strike?",
        found(NORTH, "40 dockers", 0.9),
        found(EAST, "65 dockers", 0.3),
    )

    assert result.disagreements == ()


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        ("The ferry from Aldburg carried 240 passengers on Sunday morning.", True),
        ("The ferry from Aldburg carried 2 passengers on Sunday morning.", False),
        ("Some 240 passengers fell ill in a train to Brussels.", False),
    ],
    ids=["alike and near", "alike and far apart", "near, of something else"],
)
def test_a_doubtful_value_is_a_side_where_its_sentence_and_the_value_are_alike(other, shown):
    """The reader hardly believes the second one: its sentence decides, and how near it is."""
    ferry = parse_article(
        "Ferry\n\nThe ferry from Aldburg carried 260 passengers on Sunday.", "f.txt"
    )
    news = parse_article(f"News\n\n{other}", "n.txt")
    second = re.search(r"\d+ passengers", other).group()
    evidence = [found(ferry, "260 passengers", 0.9), found(news, second, 0.1)]
    question = "How many passengers were on the ferry?"
    request = Request(question, question, [Hit(one.passage, 1.0) for one in evidence])
    articles = {"f.txt": ferry, "n.txt": news}
    result = compose(request, evidence, articles, confidence=0.9)

    assert bool(result.disagreements) is shown


def test_the_line_that_says_where_and_when_a_text_was_written_is_no_side():
    news = parse_article("News\n\nParliament in Belgara debates it on June 9.", "n.txt")
    speech = parse_article("Speech\n\nBelgara, 14 June 2026", "s.txt")
    evidence = [found(news, "June 9", 0.95), found(speech, "14 June 2026", 0.9)]
    question = "When is the debate in Belgara?"
    request = Request(question, question, [Hit(one.passage, 1.0) for one in evidence])
    articles = {"n.txt": news, "s.txt": speech}

    assert compose(request, evidence, articles, confidence=0.9).disagreements == ()


@pytest.mark.parametrize(("one", "other", "shown"), [("£40", "£45", True), ("40", "45", False)])
def test_two_sums_of_money_differ_whatever_the_question_calls_them(one, other, shown):
    """A grant is no word for a quantity: what is asked for could be 40 barrels."""
    articles = {
        name: parse_article(f"{name}\n\nThe county offered the ferry a grant of {sum_}.", name)
        for name, sum_ in (("a.txt", one), ("b.txt", other))
    }
    evidence = [found(articles["a.txt"], one, 0.9), found(articles["b.txt"], other, 0.88)]
    question = "What grant did the county offer?"
    request = Request(question, question, [Hit(item.passage, 1.0) for item in evidence])

    assert bool(compose(request, evidence, articles, confidence=0.9).disagreements) is shown


def test_below_the_threshold_nothing_is_stated_and_the_nearest_passages_are_shown():
    result = answer("Who won the cup?", found(NORTH, "the union", 0.4), confidence=0.2)

    assert (result.answered, result.statements, result.citations) == (False, (), ())
    assert [near.article for near in result.nearest] == ["north.txt"]


def test_without_evidence_the_answer_is_declined():
    assert not answer("Who won the cup?").answered


def test_the_same_evidence_gives_the_same_answer():
    evidence = (found(NORTH, "3 May 2024", 0.9), found(SOUTH, "May 3", 0.8))

    assert answer("When did it end?", *evidence) == answer("When did it end?", *evidence)


def test_an_opening_pronoun_takes_in_the_sentence_before():
    (statement,) = answer("How long did it last?", found(NORTH, "nine days", 0.9)).statements

    assert statement.quote == (
        "Some 40 dockers had walked out. It lasted nine days, the union said."
    )
    assert [statement.quote[slice(*span)] for span in statement.highlights] == ["nine days"]


def test_a_block_quote_takes_in_the_line_that_says_whose_words_they_are():
    article = parse_article(
        "Reactions\n\nMany spoke after the vote was counted.\n\n“A great day for the port,”\n\n"
        "Ann Lee (harbour master)",
        "quote.txt",
    )

    assert found(article, "great day", 0.9).quote == (
        article.text.index("“A great"),
        len(article.text),
    )


def test_every_quote_and_citation_is_its_slice_of_the_source():
    result = answer(
        "How many dockers joined the strike?",
        found(EAST, "65 dockers", 0.9),
        found(NORTH, "40 dockers", 0.88),
    )

    for citation in result.citations:
        article = ARTICLES[citation.article]
        assert article.text[citation.start : citation.end] == citation.quote
        assert citation.locator == f"{article.id}#char={citation.start},{citation.end}"
        assert citation.sha256 == article.sha256
    first = {citation.number: citation.quote for citation in result.citations}
    assert all(s.quote == first[s.citations[0]] for s in result.statements)


@pytest.mark.parametrize("key", ["statements", "citations", "disagreements", "nearest"])
def test_the_json_has_the_documented_keys(key):
    assert isinstance(answer("When?", found(NORTH, "3 May 2024", 0.9)).to_dict()[key], list)


LIST = "- a pump\n- a garden hose of 2.4 m\n- a brush\n- an iron key"


@pytest.mark.parametrize(
    ("question", "article", "words", "quote"),
    [
        ("What is in the box?", BOX, "a brush", LIST),
        ("Which parts are in the box?", BOX, "a pump", LIST),
        ("What is in the box?", BOX, "a garden hose", LIST),
        ("What is near the tap?", BOX, "2.4 m", "a garden hose of 2.4 m"),
        ("How do I open it?", BOX, "an iron key", LIST),
        ("What is the length of the hose?", BOX, "2.4 m", "a garden hose of 2.4 m"),
        ("What is sold apart?", BOX, "A tap", "A tap is sold apart."),
        ("Who is in the box?", BOX, "a brush", "a brush"),
        (
            "What did the mayor say?",
            POINTS,
            "all pumps in the harbour will be shut until the union comes back",
            POINTS.text[POINTS.text.index("The mayor") : POINTS.text.index("\n- The union")],
        ),
    ],
)
def test_an_item_most_of_which_answers_is_quoted_with_its_short_list(
    question, article, words, quote
):
    result = answer(question, found(article, words, 0.9))

    assert [s.quote for s in result.statements] == [quote]
    assert [article.text[c.start : c.end] for c in result.citations] == [quote]


def test_the_items_of_one_list_are_one_statement_with_each_marked():
    evidence = [found(BOX, "a brush", 0.9), found(BOX, "a pump", 0.8), found(EAST, "65", 0.7)]
    listed, other = answer("Which parts are in the box?", *evidence).statements

    assert listed.quote == LIST
    assert [LIST[slice(*span)] for span in listed.highlights] == ["a pump", "a brush"]
    assert other.quote == EAST.text[EAST.text.index("According") :]


def test_a_list_is_not_quoted_below_an_item_of_it_that_answers_with_a_part():
    evidence = [found(BOX, "2.4 m", 0.9), found(BOX, "a brush", 0.85)]
    result = answer("What is the length of the hose?", *evidence)

    assert result.statements[0].quote == "a garden hose of 2.4 m"
    assert all(statement.quote != LIST for statement in result.statements)


def told(question, *sources):
    """Compose from sources in order: text, the words that the reader marked, its belief."""
    articles, evidence = {}, []
    for at, (text, words, belief) in enumerate(sources):
        article = parse_article(f"Notice {at}\n\n{text}", f"{at}.txt")
        articles[article.id] = article
        start = article.text.index(words)
        marked = Evidence(
            Passage(article.id, 0, len(article.text), article.text),
            (start, start + len(words)),
            (start, start + len(words)),
            max(belief, 1e-6),
            belief,
        )
        evidence.append(quote_evidence(marked, article))
    hits = [Hit(one.passage, 1.0) for one in evidence]
    return compose(Request(question, question, hits), evidence, articles, confidence=0.9)


def cited(result, statement=0):
    numbers = {citation.number: citation.article for citation in result.citations}
    return [numbers[number] for number in result.statements[statement].citations]


@pytest.mark.parametrize(
    ("words", "belief"),
    [("30 May", 0.8), ("6 June", 0.8), ("6 June rather than 30 May", 0.8), ("tiles", 0.05)],
)
def test_a_source_that_replaces_a_value_is_the_other_side_and_no_support(words, belief):
    result = told(
        "When does the pool open?",
        ("The pool at Varnby opens on 30 May.", "30 May", 0.9),
        (
            "The pool at Varnby opens on 6 June rather than 30 May; tiles are missing.",
            words,
            belief,
        ),
    )

    assert cited(result) == ["0.txt"]
    (disagreement,) = result.disagreements
    first, second = disagreement.sides
    assert first.value == "30 May"
    assert second.value.startswith("6 June")


def test_a_rise_is_cited_for_the_new_value_only():
    raised = "In March the fee for a berth was raised from £6,150 to £6,975."
    question = "How much is the fee for a berth?"
    old = told(question, ("The fee for a berth is £6,150.", "£6,150", 0.9), (raised, raised, 0.5))
    new = told(question, ("The fee for a berth is £6,975.", "£6,975", 0.9), (raised, raised, 0.5))
    marked = told(
        question,
        ("The fee for a berth is £6,150.", "£6,150", 0.9),
        (raised, "£6,150 to £6,975", 0.8),
    )

    assert [cited(result) for result in (old, new, marked)] == [
        ["0.txt"],
        ["0.txt", "1.txt"],
        ["0.txt"],
    ]
    (disagreement,) = marked.disagreements
    assert [side.value for side in disagreement.sides] == ["£6,150", "£6,975"]


def test_sources_that_all_tell_of_a_value_as_the_former_one_support_each_other():
    result = told(
        "When was the pool at first to open?",
        ("The pool at Varnby was originally to open on 30 May.", "30 May", 0.9),
        ("The pool at Varnby opens on 6 June rather than 30 May.", "30 May", 0.8),
    )

    assert cited(result) == ["0.txt", "1.txt"]


@pytest.mark.parametrize(
    ("other", "words", "belief"),
    [
        ("Members may leave the choir on 30 May by giving notice.", "30 May", 0.02),
        ("Jon Dahl, who had a cold, went home on 30 May.", "cold", 0.1),
    ],
    ids=["marked there", "found there"],
)
def test_a_date_of_something_else_is_no_support(other, words, belief):
    result = told(
        "By when must the pool be tiled?",
        ("The new pool must be tiled by 30 May.", "30 May", 0.9),
        (other, words, belief),
    )

    assert cited(result) == ["0.txt"]


def test_a_name_in_a_list_is_no_support_for_what_its_bearer_did():
    result = told(
        "Who opened the pool?",
        ("Mayor Lise Holt opened the pool at Varnby on Friday.", "Lise Holt", 0.9),
        ("Present: J. Dahl (chair), Lise Holt, M. Rask.", "J. Dahl", 0.05),
    )

    assert cited(result) == ["0.txt"]


@pytest.mark.parametrize(
    ("other", "merged"),
    [
        ("To empty the kettle, press the red button for two seconds and wait.", True),
        ("To empty the kettle, press the red button for six seconds instead of two.", False),
        ("To empty the kettle, press the red button for 20 seconds.", False),
        ("To empty the kettle, never press the red button for two seconds.", False),
    ],
    ids=["other words", "replaced", "another number", "denied"],
)
def test_whole_sentences_are_one_only_with_the_same_numbers_and_no_denial(other, merged):
    sentence = "To empty the kettle, press the red button for two seconds."
    result = told("How do I empty the kettle?", (sentence, sentence, 0.9), (other, other, 0.8))

    assert (cited(result) == ["0.txt", "1.txt"]) is merged


def test_a_sentence_that_nobody_read_is_a_side_by_its_value():
    """What is most like the best sentence comes without an answer marked in it."""
    sentence = "The ferry from Aldburg carried 240 passengers on Sunday morning."
    result = told(
        "How many passengers were on the ferry?",
        ("The ferry from Aldburg carried 260 passengers on Sunday.", "260 passengers", 0.9),
        (sentence, sentence, 0.1),
    )

    (disagreement,) = result.disagreements
    assert [side.value for side in disagreement.sides] == ["260 passengers", "240"]


def test_a_sentence_with_two_values_that_nobody_read_is_no_side():
    sentence = "The ferry from Aldburg carried 240 passengers on Sunday, and 190 on Monday."
    result = told(
        "How many passengers were on the ferry?",
        ("The ferry from Aldburg carried 260 passengers on Sunday.", "260 passengers", 0.9),
        (sentence, sentence, 0.1),
    )

    assert result.disagreements == ()
