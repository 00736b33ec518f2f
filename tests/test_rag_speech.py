"""What somebody said is answered by quotes of theirs."""

import pytest

from rag.doubts.speech import answers_speech, asked_speaker


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Ann Lee say?", "Lee"),
        ("What has Ann Lee promised the dockers?", "Lee"),
        ("How did Ann Lee describe it?", "Lee"),
        ("What did the union say?", ""),
        ("What did Ann Lee eat?", None),
        ("Who said that Ann Lee was tired?", None),
        ("What did she make of the added time?", None),
        ("What did Lee send by way of thanks?", None),
        ("What did Lee do after her call?", None),
        ("What did Lee do to warn the crew?", None),
        ("What did Lee do before he reported it?", None),
        ("What had Lee been told?", None),
        ("What did Lee have to say?", "Lee"),
        ("What did Lee answer when asked?", "Lee"),
        ("What did the union’s report say?", ""),
        ("What did Lee’s lawyer say?", ""),
        ("What did the Oslo fund demand?", ""),
        ("What did dockers in Oslo say?", ""),
        ("What did Ann Lee, the mayor of Oslo, say?", "Lee"),
        ("What did the analyst Ann Lee later say?", "Lee"),
    ],
)
def test_a_question_for_somebodys_words_names_the_speaker(question, speaker):
    found = asked_speaker(question)

    assert found == speaker or (found or "").endswith(speaker or "\0")


@pytest.mark.parametrize(
    ("quote", "answers"),
    [
        ("“It was hard,” Lee said.", True),
        ("Ann Lee warned of delays.", True),
        ("‘It was hard,’ replied Lee.", True),
        ("Lee on Friday told Reuters that it was hard.", True),
        ("Bob Ray said that it was hard.", False),
        ("Lee came home on Friday.", False),
        ("Bob Ray told Reuters that Lee was free.", False),
        ("“It was hard,” said Lee, and Bob Ray agreed.", True),
        ("Lee, who is 40, told Bob Ray that it was hard.", True),
        ("Lee was tired. She said that it was hard.", True),
    ],
)
def test_only_a_quote_that_has_the_speaker_speaking_can_answer(quote, answers):
    assert answers_speech("What did Ann Lee say?", quote) is answers


def test_a_speaker_can_be_written_otherwise():
    assert answers_speech("What did the U.S. say?", "The United States said nothing.")
    assert answers_speech("What did Russia demand?", "Russian officials demanded more.")


def test_other_questions_are_not_held_to_speech():
    assert answers_speech("Where did Ann Lee go?", "She went home.")
