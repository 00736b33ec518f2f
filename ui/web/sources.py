"""The sources panel: an article whole, with the cited place marked, or the list of articles."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from markupsafe import Markup

from index import Article, Block, BlockKind, PageImage
from ui.marking import overlap
from ui.web.html import fill, join
from ui.web.places import SHA_PREFIX, Place, place_button
from ui.wording import byline

# Buttons for a thousand articles help nobody; beyond this the questions are the way in.
ARTICLES_LISTED = 200

_CLASSES = {
    BlockKind.TITLE: "title",
    BlockKind.HEADING: "heading",
    BlockKind.PARAGRAPH: "paragraph",
    BlockKind.LIST_ITEM: "list-item",
    BlockKind.QUOTE: "quotation",
    BlockKind.TABLE_ROW: "table-row",
    BlockKind.BOILERPLATE: "boilerplate",
}
_HEADINGS = {BlockKind.TITLE: "h3", BlockKind.HEADING: "h4"}
_ELEMENTS = {
    "p": '<p class="block-text {}" dir="auto">{}</p>',
    "h3": '<h3 class="block-text {}" dir="auto">{}</h3>',
    "h4": '<h4 class="block-text {}" dir="auto">{}</h4>',
}
_CITED = '<mark class="cited" tabindex="-1" data-start="{}" data-end="{}">{}</mark>'
_PANEL = (
    '<div class="source" data-article="{}" data-start="{}" data-end="{}"{}>'
    '<header class="source-head"><div class="source-name"><h2 dir="auto">{}</h2>{}</div>'
    '<button type="button" class="quiet" data-back>Back to the answer</button>'
    '<button type="button" class="quiet" data-shelf>All articles</button></header>{}'
    '<div class="source-text" tabindex="0" role="region" aria-label="Text of the source">{}</div>'
    '<footer class="source-foot"><bdi>{}</bdi></footer></div>'
)
_BYLINE = '<p class="byline"><bdi>{}</bdi></p>'
_CHANGED = (
    '<p class="failure" role="alert">This article has changed since the answer was given; the'
    " marked place may not be what was quoted. Ask again.</p>"
)
_SHOW_PRINTED = (
    '<button type="button" class="quiet" data-open data-printed data-article="{}" data-start="{}"'
    ' data-end="{}" data-sha="{}">Show page {} as printed</button>'
)
_PRINTED = (
    '<figure class="printed"><img alt="Page {} as printed, with the cited place marked"'
    ' src="data:image/png;base64,{}">{}</figure>'
)
_BOX = (
    '<span class="box" tabindex="-1" style="left: {}%; top: {}%; width: {}%; height: {}%"></span>'
)
_NOT_PRINTED = (
    '<p class="failure" role="alert">The page cannot be shown as printed: its file has changed, is'
    " gone, or cannot be drawn. This is the text that was read from it.</p>"
)
_SHELF = (
    '<div class="shelf"><h2 tabindex="-1">{}</h2><p class="shelf-line">Every answer is quoted from'
    " them. Open one to read it.</p><ul>{}</ul>{}</div>"
)
_SHELVED = '<span class="named"><bdi>{}</bdi>{}</span>'
_SHELF_BYLINE = '<span class="byline"><bdi>{}</bdi></span>'


def render_source(article: Article, place: Place, image: PageImage | None = None) -> Markup:
    """Render an article whole, block by block, with the place marked by its offsets.

    `image` is the page as printed, when the place asks for it.
    """
    by = byline(article.publisher, article.published)
    changed = bool(place.sha) and not article.sha256.startswith(place.sha[:SHA_PREFIX])
    cited = (place.start, place.end)
    locator = f"{article.id}#char={place.start},{place.end}" if place.end else article.id
    return fill(
        _PANEL,
        article.id,
        place.start,
        place.end,
        Markup(" data-printed") if place.printed else "",
        article.title,
        fill(_BYLINE, by) if by else Markup(),
        join([Markup(_CHANGED) if changed else Markup(), _page(article, place, image)]),  # noqa: S704
        join(_block(article.text, block, cited) for block in article.blocks),
        locator,
    )


def _page(article: Article, place: Place, image: PageImage | None) -> Markup:
    """Return the page as printed, or the button that asks for it; nothing without pages."""
    page = article.page_at(place.start)
    if page is None or not place.end:
        return Markup()
    if not place.printed:
        return fill(_SHOW_PRINTED, article.id, place.start, place.end, place.sha, page)
    if image is None:
        return Markup(_NOT_PRINTED)  # noqa: S704 (a constant)
    boxes = (
        fill(_BOX, *(f"{100 * part:.2f}" for part in (left, top, right - left, bottom - top)))
        for left, top, right, bottom in image.boxes
    )
    return fill(_PRINTED, image.page, b64encode(image.png).decode(), join(boxes))


def render_shelf(articles: Sequence[Article]) -> Markup:
    """Render the list of articles, each a button that opens it."""
    heading = "1 article" if len(articles) == 1 else f"{len(articles):,} articles"
    listed = articles[:ARTICLES_LISTED]
    more = len(articles) - len(listed)
    rest = fill("<p>and {} more; ask to find them.</p>", f"{more:,}") if more else Markup()
    return fill(_SHELF, heading, join(fill("<li>{}</li>", _shelved(a)) for a in listed), rest)


def _shelved(article: Article) -> Markup:
    by = byline(article.publisher, article.published)
    line = fill(_SHELF_BYLINE, by) if by else Markup()
    return place_button(Place(article.id), fill(_SHELVED, article.title, line), "reference")


def _block(text: str, block: Block, cited: tuple[int, int]) -> Markup:
    element = _ELEMENTS[_HEADINGS.get(block.kind, "p")]
    return fill(element, _CLASSES[block.kind], _words(text, block, cited))


def _words(text: str, block: Block, cited: tuple[int, int]) -> Markup:
    """Return a block's text; what it shares with the cited place is marked with its offsets."""
    shared = overlap((block.start, block.end), cited)
    if shared is None:
        return fill("{}", text[block.start : block.end])
    start, end = shared
    mark = fill(_CITED, start, end, text[start:end])
    return join([fill("{}", text[block.start : start]), mark, fill("{}", text[end : block.end])])
