"""What an empty conversation shows: what this is, and questions to begin with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from index import Article
from ui.web.html import fill, join

_OPENING = (
    '<div class="opening"><h2>Ask the articles.</h2><p>Answers are quoted word for word, and every'
    " quote opens at its place in the source. Where the articles are silent, or disagree, the"
    " answer says so.</p>{}</div>"
)
_EXAMPLES = '<ul class="examples" aria-label="Example questions">{}</ul>'
_EXAMPLE = '<li><button type="button" class="example" data-ask="{}">{}</button></li>'


@dataclass(frozen=True, slots=True)
class Example:
    """A question to begin with, and the article that it is about."""

    question: str
    article: str


# One of each kind: a number, a person, a place, a reason, and one that the articles do not answer.
EXAMPLES = (
    Example("How many prisoners did Belarus release?", "000_1d3725ac9601f15b.txt"),
    Example("Who negotiated the release?", "004_f3da923e4d35a86d.txt"),
    Example("Where was Bialiatski taken after his release?", "003_a6a9ca8fee69d7ee.txt"),
    Example("Why does potash matter to Belarus?", "004_f3da923e4d35a86d.txt"),
    Example("What did the released prisoners eat?", "000_1d3725ac9601f15b.txt"),
)


def render_opening(articles: Iterable[Article]) -> Markup:
    """Render the start of a conversation, with the examples that these articles are about."""
    ids = {article.id for article in articles}
    fitting = [example.question for example in EXAMPLES if example.article in ids]
    buttons = join(fill(_EXAMPLE, question, question) for question in fitting)
    return fill(_OPENING, fill(_EXAMPLES, buttons) if buttons else Markup())
