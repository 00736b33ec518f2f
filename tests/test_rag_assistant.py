"""The whole pipeline, over a real store with the fake embedder."""

import dataclasses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eval.similarity import SimilarityReader
from index import (
    ArticleError,
    HashingEmbedder,
    QuestionError,
    StoreError,
    build,
    parse_article,
    read_folder,
)
from rag import Assistant, Evidence, Retriever
from rag.assembly import SEEDS
from rag.confidence import UNFITTED
from rag.likeness import Likeness
from rag.reading import Reading

THRESHOLD = 0.02


def assistant_over(path, articles):
    embedder = HashingEmbedder()
    store = build(path, articles, embedder)
    reader = SimilarityReader(embedder, store.article)
    reading = Reading(reader, Likeness(embedder), UNFITTED, THRESHOLD)
    return Assistant(store, Retriever(store, embedder), reading, top_k=16)


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    return assistant_over(tmp_path_factory.mktemp("index"), read_folder(SEEDS))


def check_slices(assistant, answer):
    for citation in answer.citations:
        text = assistant.article(citation.article).text
        assert text[citation.start : citation.end] == citation.quote
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for statement in answer.statements:
        assert statement.quote == quotes[statement.citations[0]]
        assert all(0 <= a < b <= len(statement.quote) for a, b in statement.highlights)
    for near in answer.nearest:
        assert assistant.article(near.article).text[near.start : near.end] == near.text


def test_an_answer_quotes_its_sources_word_for_word(seeds):
    answer = seeds.ask("How many prisoners were pardoned and released?")

    assert answer.answered
    check_slices(seeds, answer)


def test_what_nothing_speaks_of_is_declined_with_the_nearest_passages(seeds):
    answer = seeds.ask("Which recipes need turmeric?")

    assert (answer.answered, len(answer.nearest)) == (False, 3)
    check_slices(seeds, answer)


class SureReader:
    """Believes in the first word of every passage, whatever is asked."""

    def read(self, _question, hits):
        return [
            Evidence(hit.passage, (at, at + 3), (at, at + 3), 0.999, 0.999)
            for hit in hits
            for at in (hit.passage.start,)
        ]


@pytest.mark.parametrize(
    ("question", "answered"),
    [("How many prisoners were released?", True), ("Do routers reset passwords?", False)],
)
def test_a_sure_reader_is_not_believed_where_nothing_is_about_the_question(
    seeds, question, answered
):
    reading = dataclasses.replace(seeds.reading, reader=SureReader())
    sure = Assistant(seeds.store, seeds.retriever, reading, top_k=16)
    assert sure.ask(question).answered is answered


def test_the_same_question_gives_the_same_answer(seeds):
    one, other = (seeds.ask("Who is John Coale?") for _ in range(2))

    assert dataclasses.replace(one, timings=None) == dataclasses.replace(other, timings=None)


@pytest.mark.parametrize(
    ("question", "understood_as"),
    [
        ("Could you tell me who was released in December?", "Who was released in December?"),
        ("Who was imprisnoed in Minsk?", "Who was imprisoned in Minsk?"),
        ("Hi, do you know where Bialiatski was imprisnoed?", "Where was Bialiatski imprisoned?"),
    ],
)
def test_requests_and_slips_are_shown_as_they_were_understood(seeds, question, understood_as):
    answer = seeds.ask(question)

    assert (answer.question, answer.understood_as) == (question, understood_as)


def test_a_follow_up_says_how_it_was_understood(seeds):
    first = seeds.ask("Who is Ales Bialiatski?")

    assert seeds.ask("Where did he go?", [first]).understood_as == "Where did Ales Bialiatski go?"


@pytest.mark.parametrize("question", ["", "   ", "?!…", "🙂🙂", "\n\t", "a\ud800b", "word " * 5000])
def test_a_question_that_cannot_be_asked_is_refused_in_one_sentence(seeds, question):
    with pytest.raises(QuestionError, match=r"^the question .*(ask|shorten) ?.*$"):
        seeds.ask(question)


def test_a_question_without_a_word_is_refused_in_a_conversation_too(seeds):
    first = seeds.ask("Who is Ales Bialiatski?")

    with pytest.raises(QuestionError, match="has no word"):
        seeds.ask("???", [first])


@pytest.mark.parametrize(
    "question",
    [
        "'; DROP TABLE articles; --",
        'title:"Belarus" AND (text:* OR -x)^2 ~3 [a TO b]',
        "SELECT * FROM passages WHERE 1=1",
        "Хто атрымаў Нобелеўскую прэмію?",
        "🙂 who was freed? 🙂",
        "﷽ \u202eabc\u0000",
        "<script>alert(1)</script>",
        "a" * 200,
    ],
)
def test_odd_questions_get_an_ordinary_answer(seeds, question):
    answer = seeds.ask(question)

    assert answer.question == question
    check_slices(seeds, answer)


def test_an_unknown_article_is_named_in_the_error(seeds):
    with pytest.raises(StoreError, match=r"no article 'nowhere.txt'"):
        seeds.article("nowhere.txt")


class Removing:
    """Retrieves from a store, and then has the best passage's article removed, as others may."""

    def __init__(self, store):
        self.store = store
        self.inner = Retriever(store, HashingEmbedder())
        self.removed = ""

    def retrieve(self, question, k=5):
        hits = self.inner.retrieve(question, k)
        if not self.removed:
            self.removed = hits[0].passage.article
            self.store.commit(remove=[self.removed])
        return hits


def test_an_article_that_is_removed_while_it_is_asked_about_is_not_missed(tmp_path):
    """The answer is that of the others, though it was found; nobody is told of files."""
    assistant = assistant_over(tmp_path / "index", read_folder(SEEDS))
    assistant.retriever = Removing(assistant.store)
    question = "How many prisoners were pardoned and released?"
    answer = assistant.ask(question)

    assert len(assistant.articles()) == len(read_folder(SEEDS)) - 1
    cited = {one.article for one in (*answer.citations, *answer.nearest)}
    assert cited
    assert assistant.retriever.removed not in cited
    check_slices(assistant, answer)


def test_retrieval_is_best_first_and_repeats_nothing(seeds):
    hits = seeds.retriever.retrieve("Who negotiated?", 10)

    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage for hit in hits}) == 10


def test_seeds_are_read_byte_for_byte(seeds):
    for article in seeds.articles():
        assert article.text.encode() == (SEEDS / article.id).read_bytes()


WORDS = st.sampled_from(
    [
        "Żółw",
        "naïve",
        "東京",
        "都知事は",
        "😀",
        "👩‍👩‍👧",
        "سلام",
        "עולם",
        "e\u0301te\u0301",
        "ends.",
        "\u202eup",
        "“A",
        "b,”",
    ]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(WORDS, min_size=3, max_size=30), min_size=1, max_size=4))
def test_quotes_are_slices_in_every_script(tmp_path_factory, paragraphs):
    text = "\n\n".join(" ".join(words) for words in paragraphs)
    try:
        article = parse_article(text, "any.txt")
    except ArticleError:
        return  # nothing in it to quote
    assistant = assistant_over(tmp_path_factory.mktemp("any"), [article])

    check_slices(assistant, assistant.ask(" ".join(paragraphs[0][:5]) + " who"))


def test_each_question_of_a_message_is_answered(seeds):
    answer = seeds.ask("How many prisoners were released, and which recipes need turmeric?")

    assert [part.answered for part in answer.parts] == [True, False]
    check_slices(seeds, answer)
    assert seeds.ask("Why?", [answer]) == seeds.ask("Why?", answer.parts)


@pytest.mark.parametrize(
    "told",
    ["We met a,b," + "c,d," * 90 + "and left.", "I read that —!", "I heard it. Who said that?"],
)
def test_whatever_is_told_beside_a_question_the_question_is_answered(seeds, told):
    answer = seeds.ask(f"{told} How many prisoners were released?")

    assert (answer.parts or (answer,))[-1].answered
