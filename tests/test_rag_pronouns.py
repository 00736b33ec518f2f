"""What says "he" of somebody who is not named is not about a woman who is asked about."""

import pytest

from rag.doubts.pronouns import person_named

TEXTS = ["Ida Velin, 52, said that she would sing. Velin wrote songs. She lives in Oslo."]


@pytest.mark.parametrize(
    ("quote", "another"),
    [
        ("A court sentenced him to 20 years.", True),
        ("A court sentenced her to 20 years.", False),
        ("A court sentenced him and her to 20 years.", False),
        ("He heard Velin sing for 20 years.", False),
        ("The sentence was 20 years.", False),
        ("A court sentenced Lars Borg to 20 years.", True),
        ("A court sentenced them and Lars Borg to 20 years.", False),
        ("A court sentenced Ida Wellin’s friend Lars Borg to 20 years.", False),
    ],
)
def test_a_pronoun_of_the_other_sex_is_somebody_elses(quote, another):
    person = person_named("What sentence did Ida Velin get?", TEXTS)

    assert person is not None
    start = quote.find("20 years")
    assert person.is_another(quote, (start, start + 8)) is another


def test_who_stands_in_the_answer_may_be_somebody_else():
    person = person_named("What did Ida Velin write?", TEXTS)

    assert person is not None
    assert not person.is_another("It was a song for Lars Borg.", (7, 27))


@pytest.mark.parametrize(
    "question",
    [
        "What sentence did Ida Velin’s husband get?",
        "What sentence did Ida Velin ask for Lars Borg?",
        "What sentence did the singer get?",
        "What sentence did Oslo impose?",
    ],
)
def test_only_the_one_person_named_is_looked_at(question):
    assert person_named(question, TEXTS) is None


def test_nobody_is_of_another_sex_than_the_texts_tell():
    person = person_named("What sentence did Ida Velin get?", ["Ida Velin, 52, sang."])

    assert person is not None
    assert not person.is_another("A court sentenced him to 20 years.", (25, 33))
