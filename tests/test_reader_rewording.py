"""Questions in other words, from a WordNet of a few words."""

import numpy as np
import pytest

from rag.reader.training.rewording import reworded
from rag.reader.training.squad import Example, TrainingDataError
from rag.reader.training.wordnet import WordNet

LICENCE = "  1 This software and database is being provided under a licence\n"
# company and firm share a sense; a business is more general than they are, and a bakery more
# special; "bank" stands with "shore" only in its third sense.
INDEX = """\
company n 1 1 @ 1 1 00000001
firm n 1 1 @ 1 1 00000001
business n 1 0 1 1 00000002
bakery n 1 1 @ 1 1 00000003
bank n 3 0 3 3 00000004 00000005 00000006
shore n 1 0 1 1 00000006
corporate_body n 1 0 1 1 00000001
"""
DATA = """\
00000001 14 n 03 company 0 firm 0 corporate_body 0 002 @ 00000002 n 0000 ~ 00000003 n 0000 | a gloss
00000002 14 n 01 business 0 001 ~ 00000001 n 0000 | a gloss
00000003 14 n 01 bakery 0 001 @ 00000001 n 0000 | a gloss
00000004 14 n 01 bank 0 000 | money
00000005 14 n 01 bank 0 000 | clouds
00000006 14 n 02 bank 0 shore 0 000 | a river's
"""
WORDS = ["company", "firm", "business", "bakery", "bank", "shore"]


@pytest.fixture(name="folder")
def fixture_folder(tmp_path):
    for name in ("noun", "verb", "adj", "adv"):
        noun = name == "noun"
        (tmp_path / f"index.{name}").write_text(LICENCE + INDEX * noun)
        (tmp_path / f"data.{name}").write_text(LICENCE + DATA * noun)
    return tmp_path


def alike(texts):
    """Find any two texts the same."""
    return np.ones((len(texts), 1), np.float32)


def unlike(texts):
    """Find no two texts alike."""
    return np.eye(len(texts), dtype=np.float32)


def posed(question: str) -> Example:
    return Example("q", question, " ".join(WORDS * 5), "T", "f", ())


def test_a_word_stands_for_those_of_its_senses_and_for_more_special_ones(folder):
    """Never a special word for a general one, and never one of a rare sense."""
    net = WordNet(folder, WORDS, alike)
    assert net.others("firm") == ["company", "business"]
    assert net.others("bakery") == ["company", "firm"]
    assert net.others("business") == []
    assert net.others("bank") == []


def test_the_other_word_takes_the_same_form(folder):
    """The plural of one for the plural of the other."""
    assert WordNet(folder, WORDS, alike).others("firms") == ["companies", "businesses"]


@pytest.mark.parametrize(("known", "embed"), [(["firm", "bank"], alike), (WORDS, unlike)])
def test_what_the_data_do_not_hold_or_the_encoder_finds_unlike_is_not_offered(folder, known, embed):
    """Both guard against words that nobody would ask with."""
    assert WordNet(folder, known, embed).others("firm") == []


def test_a_question_is_asked_in_other_words_the_same_way_each_time(folder):
    """Names stay, and a question that has no other form is left out."""
    examples = [posed("Which firm owns Firm?"), posed("Who left?")]
    forms = reworded(examples, folder, alike, 1)
    assert set(forms) == {"Which firm owns Firm?"}
    assert set(forms["Which firm owns Firm?"]) <= {
        "Which company owns Firm?",
        "Which business owns Firm?",
    }
    assert reworded(examples, folder, alike, 1) == forms
    assert reworded([posed("Who left?")], folder, alike, 1) == {}


def test_a_form_that_is_not_like_its_question_is_left_out(folder):
    """Words may be alike where the questions are not."""

    def by_length(texts):
        asks = np.array([" " in text for text in texts])
        rows = np.array([[text.startswith("Which firm"), 1.0] for text in texts], np.float32)
        rows[~asks] = [0.0, 1.0]
        rows[asks, 1] = 0.0
        return rows

    assert reworded([posed("Which firm closed?")], folder, by_length, 1) == {}


def test_a_folder_without_wordnet_is_named(tmp_path):
    """With what to install."""
    with pytest.raises(TrainingDataError, match=f"{tmp_path}: cannot be read.*wordnet-base"):
        WordNet(tmp_path, WORDS, alike)
