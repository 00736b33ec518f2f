"""A cited page of a PDF is drawn with boxes around the quote, while the file is what was read."""

from __future__ import annotations

import io

import format_samples as samples
import pytest
from PIL import Image

from index import (
    ArticleError,
    FolderStore,
    HashingEmbedder,
    Wishes,
    add_files,
    draw_cited_page,
    find_files,
    recipe_for,
)
from index.formats.source import Source
from index.sandbox import Sandbox

EMBEDDER = HashingEmbedder()


@pytest.fixture
def added(tmp_path):
    """A store that holds one PDF, and the PDF."""
    path = tmp_path / "story.pdf"
    path.write_bytes(samples.pdf())
    store = FolderStore.create(tmp_path / "index", recipe_for(EMBEDDER))
    add_files(store, EMBEDDER, find_files([path]), Wishes(), progress=lambda _: None)
    yield store, path
    store.close()


def place(store, quote):
    text = store.article("story.pdf").text
    start = text.index(quote)
    return "story.pdf", start, start + len(quote)


def ink(image, box):
    """Return how much of a box is not white, 0..1."""
    picture = Image.open(io.BytesIO(image.png)).convert("L")
    sides = [round(part * length) for part, length in zip(box, picture.size * 2, strict=True)]
    histogram = picture.crop(sides).histogram()
    return 1 - histogram[255] / sum(histogram)


def test_the_boxes_are_around_the_quote(added):
    """There is ink in every box, and none any more when the quote is painted over with them."""
    store, _ = added
    image = draw_cited_page(store, *place(store, samples.SECOND))
    assert image.page == 2
    assert len(image.boxes) == 2
    assert all(ink(image, box) > 0.05 for box in image.boxes)
    whole = (0.0, 0.1, 1.0, 0.9)  # between the page's head and its number
    inside = sum(ink(image, b) * (b[2] - b[0]) * (b[3] - b[1]) for b in image.boxes)
    assert inside == pytest.approx(ink(image, whole) * 0.8, rel=0.05)


def test_a_part_of_a_line_has_a_part_of_its_box(added):
    """The box of the words in the middle lies inside the box of the line."""
    store, _ = added
    (line,) = draw_cited_page(store, *place(store, samples.ITEMS[0])).boxes
    (part,) = draw_cited_page(store, *place(store, "second boat")).boxes
    assert line[0] < part[0] < part[2] < line[2]
    assert (line[1], line[3]) == (part[1], part[3])


def test_a_file_that_changed_or_is_gone_is_not_drawn(added):
    """What would be drawn is no longer what was read, so the text alone is shown."""
    store, path = added
    where = place(store, samples.FIRST)
    assert draw_cited_page(store, *where) is not None
    path.write_bytes(samples.pdf(title="Another"))
    assert draw_cited_page(store, *where) is None
    path.unlink()
    assert draw_cited_page(store, *where) is None


def test_an_article_without_pages_has_no_picture(added, tmp_path):
    """Text has no pages to draw."""
    store, _ = added
    (tmp_path / "a.txt").write_text("Rain fell.")
    add_files(store, EMBEDDER, find_files([tmp_path / "a.txt"]), Wishes(), progress=lambda _: None)
    assert draw_cited_page(store, "a.txt", 0, 4) is None


def test_a_page_that_is_not_there_is_refused():
    """The number of pages is told, and the sandbox reads on."""
    with Sandbox() as sandbox:
        source = Source("a.pdf", samples.pdf())
        with pytest.raises(ArticleError, match="has 3 pages, and no page 9"):
            sandbox.draw(source, 9, 0, 1)
        assert sandbox.draw(source, 1, 0, 1).page == 1
