"""Slips in a question are put right; words that are only rare, and other people's names, stay."""

import pytest

from index import SentenceTransformerEmbedder
from rag.typos import corrected

TEXT = (
    "The opposition leader Ales Bialiatski was released on Saturday, the ministry said. "
    "Karpova, a blogger, praised the geofenced release; the peace talks went on."
)


def nothing_known(_word):
    return False


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("When was Bialiatski relaesed?", "When was Bialiatski released?"),
        ("when was the oposition leader released", "when was the opposition leader released"),
        ("Who is Bialitaski?", "Who is Bialiatski?"),
        ("who is bialitaski", "who is Bialiatski"),
        ("Wich leader was released?", "Which leader was released?"),
        ("Waht did Karpova praise?", "What did Karpova praise?"),
        ("WHEN WAS THE LEADER RELAESED?", "WHEN WAS THE LEADER RELEASED?"),
        # Not in the text, and common.
        ("Who recieved him?", "Who received him?"),
    ],
)
def test_a_slip_is_put_right(typed, meant):
    assert corrected(typed, [TEXT], nothing_known) == meant


@pytest.mark.parametrize(
    "question",
    [
        "What did Karpov say?",  # somebody else
        "what did karpov say",
        "Who is Babariko?",
        "Was he maltreated?",
        "What is a geofence?",
        "Who paid for the hydroplant?",
        "When was Bialiatski released?",
        "Kdo byl propuštěn?",
        "谁被释放了？",
        "",
    ],
)
def test_everything_else_stays_as_it_is(question):
    assert corrected(question, [TEXT], nothing_known) == question


def test_what_is_known_at_once_needs_no_dictionary(monkeypatch):
    """Loading it takes a fifth of a second and 40 MB, which a plain question does not cost."""
    monkeypatch.setattr("rag.typos._dictionary", lambda: pytest.fail("was loaded"))
    encoder = SentenceTransformerEmbedder()
    whole = encoder.count_tokens("a")
    question = "When was the leader released, and who welcomed the decision?"
    assert corrected(question, [TEXT], lambda word: encoder.count_tokens(word) == whole) == question
