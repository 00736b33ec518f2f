"""What the tests of ui/ share: articles, answers that quote them, and an assistant of both."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from index import Article, FileRecord, Hit, Passage, QuestionError, StoreError, parse_article
from rag import Answer, Citation, Nearest, Statement, Timings

HOSTILE = """<script>alert('title')</script> & "quotes" [bold]not markup[/bold]

A first sentence with <img src=x onerror=alert(1)> in it. The answer is <b>42</b> & more. \
${alert(2)} {{constructor}} `back` tick.

• A list item with 👩‍👩‍👧 and İstanbul and שלום עולם in it, and $x^2$ too.
"""
PLAIN = """A plain article about potash

Reuters published this on 13 December 2025. Belarus released 123 prisoners on Saturday.

Potash is a mineral that is used in fertiliser. It is exported through ports.
"""


def article(text: str, article_id: str) -> Article:
    """Return a text as an article."""
    return parse_article(text, article_id)


def cite(source: Article, quote: str, number: int = 1) -> Citation:
    """Cite the first place where a quote stands."""
    start = source.text.index(quote)
    end = start + len(quote)
    return Citation(
        number=number,
        article=source.id,
        title=source.title,
        publisher=source.publisher,
        published=source.published,
        start=start,
        end=end,
        quote=quote,
        sha256=source.sha256,
        locator=f"{source.id}#char={start},{end}",
    )


def stated(question: str, source: Article, quote: str, words: str) -> Answer:
    """Answer with one quote, in which `words` are marked."""
    start = quote.index(words)
    statement = Statement(quote, ((start, start + len(words)),), (1,))
    return Answer(
        question=question,
        understood_as=question,
        statements=(statement,),
        disagreements=(),
        citations=(cite(source, quote),),
        confidence=0.9,
        nearest=(),
        timings=Timings(10.0, 20.0, 1.0, 31.0),
    )


def declined(question: str, source: Article) -> Answer:
    """Decline, with the start of an article as the nearest passage."""
    block = source.blocks[-1]
    text = source.text[block.start : block.end]
    near = Nearest(source.id, source.title, block.start, block.end, text, 0.3)
    return Answer(question, question, (), (), (), 0.1, (near,))


class FakeRetriever:
    """Finds the blocks of the articles, in their order."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles

    def retrieve(self, question: str, k: int) -> list[Hit]:
        if not question.strip():
            message = "the question is empty"
            raise QuestionError(message)
        passages = [
            Passage(a.id, b.start, b.end, a.text[b.start : b.end])
            for a in self._articles
            for b in a.blocks
        ]
        return [Hit(passage, 1 / rank) for rank, passage in enumerate(passages[:k], start=1)]


class FakeStore:
    """Counts what it is told, and holds articles that were read from no file."""

    def __init__(self, passages: int, articles: Sequence[Article]) -> None:
        self.generation = 7
        self._passages = passages
        self._articles = list(articles)

    def articles(self) -> list[Article]:
        return self._articles

    def files(self) -> list[FileRecord]:
        return [FileRecord("bad.pdf", "/in/bad.pdf", failure="is damaged")]

    def count_passages(self) -> int:
        return self._passages


class FakeAssistant:
    """Gives prepared answers, declines everything else, and remembers what was asked."""

    def __init__(self, articles: Sequence[Article], answers: Sequence[Answer] = ()) -> None:
        self.retriever = FakeRetriever(articles)
        self.store = FakeStore(passages=11, articles=articles)
        self.asked: list[tuple[str, tuple[Answer, ...]]] = []
        self._articles = {a.id: a for a in articles}
        self._answers = {answer.question: answer for answer in answers}

    def ask(self, question: str, history: Sequence[Answer] = ()) -> Answer:
        if not question.strip():
            message = "the question is empty; ask something"
            raise QuestionError(message)
        self.asked.append((question, tuple(history)))
        first = next(iter(self._articles.values()))
        return self._answers.get(question) or declined(question, first)

    def article(self, article_id: str) -> Article:
        if article_id not in self._articles:
            message = f"there is no article {article_id!r}"
            raise StoreError(message)
        return self._articles[article_id]

    def articles(self) -> list[Article]:
        return [self._articles[article_id] for article_id in sorted(self._articles)]


class Element:
    """An element of parsed HTML: its tag, attributes and text."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.text = ""

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()


class Page(HTMLParser):
    """Parses HTML into a flat list of elements, each with all the text inside it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.text = ""
        self._open: list[Element] = []
        # A plain string: slices of Markup would escape what is added to them.
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"unbalanced </{tag}>"

    def handle_data(self, data: str) -> None:
        self.text += data
        for element in self._open:
            element.text += data

    def all(self, tag: str = "", css_class: str = "") -> list[Element]:
        """Return the elements of a tag and a class, in order."""
        return [
            element
            for element in self.elements
            if (not tag or element.tag == tag) and (not css_class or css_class in element.classes)
        ]

    def one(self, tag: str = "", css_class: str = "") -> Element:
        """Return the only element of a tag and a class."""
        (found,) = self.all(tag, css_class)
        return found
