"""Sentences and passages: slices of the source, in order, with nothing left out."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import ArticleError, BlockKind, HashingEmbedder, article_sentences, parse_article
from index.build import embedding_text, fits_in
from index.chunking import MAX_CHARACTERS, split_passages
from index.graphemes import safe_cut
from index.sentences import LONGEST_SENTENCE, split_sentences
from index.tokens import count_tokens

WRITING = st.text(
    st.sampled_from(
        'aBz. !?,;:\n\r\t|-•>#"“”()0129é日本。שלום👨\u200d👩🇫🇷\u0301\u2028\x85\u00a0\u3000'
    ),
    max_size=200,
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)
WORDS = st.lists(
    st.sampled_from(
        "Minsk freed 123 people. who A. B.\u00a0C. No! \n\n • 自由。 👍🏽 é".split(" ")
    ),
    max_size=60,
).map(" ".join)


def articles(texts):
    """Turn texts into articles; those without a sentence are none."""

    def article(text):
        try:
            return parse_article(text, "a")
        except ArticleError:
            return None

    return texts.map(article).filter(lambda found: found is not None)


def at_most(length):
    return lambda text: len(text) <= length


@given(WRITING | ANYTHING | WORDS)
def test_sentences_hold_all_that_is_not_blank(text):
    """Sentences are trimmed slices in order, and only blanks stand between them."""
    at = 0
    for start, end in split_sentences(text, 0, len(text)):
        assert text[at:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        at = end
    assert text[at:].strip() == ""


@pytest.mark.parametrize("letter", ["a", "日", "“", "\u0301", " x", ". "])
def test_endless_sentences_are_cut(letter):
    """No sentence is longer than the limit, and what is cut is all there."""
    text = (letter * 3 * LONGEST_SENTENCE)[: 3 * LONGEST_SENTENCE]
    spans = split_sentences(text, 0, len(text))
    assert max(end - start for start, end in spans) <= LONGEST_SENTENCE
    assert "".join(text.split()) == "".join("".join(text[a:b].split()) for a, b in spans)


def test_sentences_across_windows_are_whole():
    """A long text of short sentences is cut nowhere but between them."""
    text = "It rained in Minsk. " * 2000
    cut = {text[a:b] for a, b in split_sentences(text, 0, len(text))}
    assert cut == {"It rained in Minsk."}


@pytest.mark.parametrize(
    "sentence",
    [
        "Send it to Ada.Quill@post.example today.",
        "See https://quill.example/A/Guide.PDF today.",
        "Go to www.Quill.Example first.",
        "The wall is approx. 40 m long.",
        "It stands in vol. II of her letters.",
        "Each bag may weigh max. 23 kg.",
        "They moved to Ft. Harlan in spring.",
        "We thanked Ms. Quill for it.",
        "The fee is £9 incl. VAT.",
        "Call tel. 555 0100 at night.",
    ],
)
def test_no_sentence_ends_at_an_abbreviation_or_inside_an_address(sentence):
    """What sentencex would cut there is one sentence, and the next one is another."""
    text = f"It rained. {sentence} Nobody came."
    cut = [text[a:b] for a, b in split_sentences(text, 0, len(text))]
    assert cut == ["It rained.", sentence, "Nobody came."]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It rose to 900 Ft.", "The summit was near."),
        ("She loves the arts.", "12 of them paint."),
        ("He left the hotel.", "5 men came."),
        ("It was a quiet night.", "Ms. Quill slept."),
        ("The second was in ch.", "I was late."),
    ],
)
def test_a_sentence_that_only_looks_so_still_ends(first, second):
    """A unit behind its number, and a word that ends like an abbreviation, end a sentence."""
    text = f"{first} {second}"
    assert [text[a:b] for a, b in split_sentences(text, 0, len(text))] == [first, second]


def test_an_address_without_an_end_is_cut_all_the_same():
    """The longest sentence is a limit for what is put together, too."""
    text = f"See https://{'A.B' * LONGEST_SENTENCE}"
    spans = split_sentences(text, 0, len(text))
    assert max(end - start for start, end in spans) <= LONGEST_SENTENCE


@given(articles(WRITING | ANYTHING | WORDS), st.integers(1, 60))
def test_passages_are_slices_in_order_that_fit(article, limit):
    """Every passage is its slice, fits, and begins where the last one has ended or later."""
    at = 0
    for passage in split_passages(article, at_most(limit)):
        assert article.text[passage.start : passage.end] == passage.text
        assert at <= passage.start < passage.end
        assert len(passage.text) <= limit
        assert passage.text == passage.text.strip()
        at = passage.end


@given(articles(WRITING | ANYTHING | WORDS), st.integers(1, 60))
def test_no_sentence_is_lost(article, limit):
    """All ink of a sentence is in a passage, or is the heading or title that passages know."""
    held = set()
    for passage in split_passages(article, at_most(limit)):
        held.update(range(passage.start, passage.end))
        held.update(range(*(passage.heading or (0, 0))))
    for block in article.blocks:
        if block.kind is BlockKind.TITLE:
            held.update(range(block.start, block.end))
    for start, end in article_sentences(article):
        assert [at for at in range(start, end) if at not in held if article.text[at].strip()] == []


@given(articles(WORDS), st.integers(1, 60))
def test_nothing_of_the_furniture_is_in_a_passage(article, limit):
    """No passage overlaps a block that is marked as boilerplate."""
    marked = [b for b in article.blocks if b.kind is BlockKind.BOILERPLATE]
    for passage in split_passages(article, at_most(limit)):
        assert not [b for b in marked if b.start < passage.end and b.end > passage.start]


def greedy(spans, limit):
    """Pack sentences one by one: the slow, obvious way."""
    packed = []
    for start, end in spans:
        if packed and end - packed[-1][0] <= limit:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    return packed


@given(st.lists(st.integers(1, 15), min_size=1, max_size=40), st.integers(17, 80))
def test_packing_equals_the_obvious_way(lengths, limit):
    """Doubling and bisecting packs what adding one sentence after the other packs."""
    text = " ".join("W" + "w" * n + "." for n in lengths)
    article = parse_article(text, "a")
    spans = [found.span() for found in re.finditer(r"\S+", text)]
    assert spans == article_sentences(article)
    actual = [(p.start, p.end) for p in split_passages(article, at_most(limit))]
    assert greedy(spans, limit) == actual


@given(st.lists(st.integers(1, 30), min_size=1, max_size=30), st.integers(3, 40))
def test_long_sentences_are_cut_between_words_as_late_as_can_be(lengths, limit):
    """Only a word that does not fit is cut, and no piece could have taken the next word."""
    text = " ".join("w" * n for n in lengths) + "."
    pieces = [p.text for p in split_passages(parse_article(text, "a"), at_most(limit))]
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    for before, after in pairwise(pieces):
        word = after.split()[0]
        cut_within = len(before) == limit
        assert cut_within or len(before) + 1 + len(word) > limit


@pytest.mark.parametrize(
    "text", ["👨\u200d👩\u200d👧\u200d👦", "👍🏽", "🇫🇷", "e\u0301\u0323", "\r\n", "❤\ufe0f", "नि"]
)
def test_a_character_as_seen_is_not_torn(text):
    """Joined emoji, skin tones, flags, accents and CR LF stay together."""
    whole = text * 3
    for length in range(len(text), len(whole)):
        cut = safe_cut(whole, 0, length)
        assert cut % len(text) == 0
        assert 0 < cut <= length


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("no spaces", "a" * 400_000),
        ("no full stop", "word " * 60_000),
        ("CJK", "白俄罗斯释放囚犯" * 10_000),
        ("blanks", "a" + " " * 1_200_000 + "b."),
        ("tiny paragraphs", "\n\n".join(f"Paragraph {n}." for n in range(20_000))),
        ("lower-case lines", "\n\n".join(["so much depends"] * 20_000)),
        ("quotes", "“" * 60_000 + "a"),
    ],
)
def test_extreme_texts_take_little_time(name, text):
    """A text without full stops or spaces, or of tiny pieces, is cut in near linear time."""
    began = time.process_time()
    passages = split_passages(parse_article(text, name), fits_in(HashingEmbedder()))
    assert time.process_time() - began < 10
    assert max(len(p.text) for p in passages) <= MAX_CHARACTERS
    assert max(count_tokens(p.text) for p in passages) <= 160
    ink = sum(len("".join(p.text.split())) for p in passages)
    assert ink == len("".join(text.split()))


def test_the_heading_is_known_and_is_not_in_the_passage():
    """A passage knows the slice of the heading above it; a heading with no text is a passage."""
    text = "A title that says something\n\nRain\n\nIt rained.\n\nSnow\n\nWind"
    article = parse_article(text, "a")
    actual = [
        (p.text, text[slice(*p.heading)] if p.heading else None)
        for p in split_passages(article, at_most(99))
    ]
    assert actual == [("It rained.", "Rain"), ("Snow", None), ("Wind", None)]


def test_the_title_is_embedded_as_far_as_it_fits():
    """What is embedded has title and heading in front when the model can read them too."""
    embedder = HashingEmbedder()
    text = "A title that says something\n\nRain\n\n" + "Drop. " * 100
    article = parse_article(text, "a")
    short = split_passages(article, at_most(5))[0]
    long = split_passages(article, lambda text: embedder.count_tokens(text) <= 200)[0]
    longest = split_passages(parse_article("drop. " * 127, "b"), at_most(9_999))[0]
    assert embedding_text(article, short, embedder) == f"{article.title}\nRain\nDrop."
    assert embedding_text(article, long, embedder).endswith(long.text)
    assert embedding_text(article, longest, embedder) == longest.text
