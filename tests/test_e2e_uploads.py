"""Documents that are dropped into the real page in a real browser: `make e2e`."""

from __future__ import annotations

import os
import re
from pathlib import Path

import format_samples
import pytest
from browsing import (
    PHONE,
    WIDE,
    ask,
    assert_exactly_cited,
    is_in_view,
    place_of,
    ready,
    serving,
)

from index import SentenceTransformerEmbedder, build, read_folder
from index.formats.source import Source
from index.sandbox import Sandbox

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

SEEDS = Path(__file__).parent.parent / "seeds"
PDF_NAME = "harbour report.pdf"
HOSTILE_NAME = "<img src=x onerror=window.hacked=1>.html"
HOSTILE = b"""<!doctype html><html><head><title>The Zorblatt treaty</title></head><body><article>
<h1>The Zorblatt treaty &lt;script&gt;window.hacked=2&lt;/script&gt;</h1><p>The Zorblatt treaty was
signed in Quibbleton by Mira Voss. &lt;img src=x onerror=window.hacked=3&gt; It ended the war of the
lamps.</p><p>The second clause says that the lamps have to be lit at dusk, whoever pays for the oil.
<script>window.hacked=4</script></p></article></body></html>
"""
TREATY_QUESTION = "Who signed the Zorblatt treaty?"
FERRY_QUESTION = "Why did the ferry leave late?"
SEED_QUESTION = "How many prisoners did Belarus release?"
MOST_FILES = 4
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    build(folder, read_folder(SEEDS), SentenceTransformerEmbedder()).close()
    return folder


@pytest.fixture(scope="module")
def temporary(tmp_path_factory):
    """Return the server's folder for temporary files."""
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def environment(temporary):
    limits = {"FILE_MB": 1, "FILES": MOST_FILES, "SESSIONS": 100}
    settings = {f"QUOTH_UPLOAD_{name}": str(value) for name, value in limits.items()}
    return {**os.environ, **settings, "TMPDIR": str(temporary)}


@pytest.fixture(scope="module")
def url(index, environment):
    with serving(index, environment=environment) as address:
        yield address


@pytest.fixture
def page(visit, url):
    return ready(visit(url))


def file(name, data):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def add(page, *files):
    """Choose files as the button does, and wait until they are read; return the list's lines."""
    before = page.locator(".tray-list li").count()
    page.set_input_files("#documents input[type=file]", list(files))
    return settled(page, before + len(files))


def settled(page, count):
    page.wait_for_function(
        "count => document.querySelectorAll('.tray-list li').length === count"
        " && !document.querySelector('.tray-list progress')",
        arg=count,
    )
    return page.locator(".tray-list li .words").all_inner_texts()


def text_of(name, data):
    """Return the text that is read from a document, and the id that it gets."""
    with Sandbox() as sandbox:
        (article,) = sandbox.read(Source(f"your documents/{name}", data))
    return {article.id: article.text}


def holds(folder, words):
    """Say whether any file below a folder holds these bytes."""
    return any(words in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_two_documents_are_added_asked_at_once_and_cited_at_their_places(page):
    pdf = format_samples.pdf()
    page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver(() => {
                for (const bar of document.querySelectorAll('.tray-list li:has(progress) .said')) {
                    window.seen.push(bar.textContent);
                }
            }).observe(document.querySelector('#documents'), {childList: true, subtree: true});
        }"""
    )
    lines = add(page, file(PDF_NAME, pdf), file(HOSTILE_NAME, HOSTILE))
    assert {"Sending", "Waiting to be sent"} <= set(page.evaluate("window.seen"))
    assert [line.split("\n")[0] for line in lines] == [PDF_NAME, HOSTILE_NAME]
    assert all("passage" in line for line in lines)
    for question, name, data in (
        (FERRY_QUESTION, PDF_NAME, pdf),
        (TREATY_QUESTION, HOSTILE_NAME, HOSTILE),
    ):
        turn = ask(page, question)
        assert "answered" in turn.get_attribute("class")
        assert turn.locator(".asked-of").inner_text() == "Asked of your documents"
        button = turn.locator(".cite").first
        place = place_of(button)
        assert place[0] == f"your documents/{name}"
        button.click()
        wait_for_source_of(page, place)
        assert_exactly_cited(page, text_of(name, data), place)
        assert is_in_view(page, "#panel mark.cited")
    assert page.evaluate("window.hacked") is None
    assert page.locator("#quoth .source img, #quoth .turn img, #documents img").count() == 0


def wait_for_source_of(page, place):
    """Wait for a place, whatever signs the article's name is made of."""
    page.wait_for_function(
        """([article, start, end]) => {
            const source = document.querySelector('#panel .source');
            return source && source.dataset.article === article
                && Number(source.dataset.start) === start && Number(source.dataset.end) === end;
        }""",
        arg=list(place),
    )


def test_a_page_of_an_added_pdf_is_shown_as_printed(page):
    add(page, file(PDF_NAME, format_samples.pdf()))
    turn = ask(page, FERRY_QUESTION)
    turn.locator(".cite").first.click()
    page.get_by_role("button", name=re.compile("Show page . as printed")).click()
    page.wait_for_selector(".printed .box")


def test_another_browser_neither_asks_nor_sees_what_one_has_added(page, visit, url):
    add(page, file(HOSTILE_NAME, HOSTILE))
    assert "Mira Voss" in ask(page, TREATY_QUESTION).inner_text()
    stranger = ready(visit(url))
    turn = ask(stranger, TREATY_QUESTION)
    assert "declined" in turn.get_attribute("class")
    shown = stranger.content()
    assert [word for word in ("Mira Voss", "Quibbleton", "dusk") if word in shown] == []
    found = stranger.evaluate(
        "async () => (await fetch('documents', {headers: {'quoth-visit': window.quoth.visit()}}))"
        ".json()"
    )
    assert found == {"documents": []}


def test_a_switch_says_what_is_asked(page):
    add(page, file(HOSTILE_NAME, HOSTILE))
    assert "declined" in ask(page, SEED_QUESTION).get_attribute("class")
    page.get_by_text("all", exact=True).click()
    for question, where in ((SEED_QUESTION, False), (TREATY_QUESTION, True)):
        turn = ask(page, question)
        place = place_of(turn.locator(".cite").first)
        assert place[0].startswith("your documents/") is where
        turn.locator(".cite").first.click()
        wait_for_source_of(page, place)
    page.get_by_text("the shared articles", exact=True).click()
    assert "declined" in ask(page, TREATY_QUESTION).get_attribute("class")


def test_files_are_dropped_anywhere_on_the_page(page):
    drop = """([name, text]) => {
        const files = new DataTransfer();
        files.items.add(new File([text], name));
        const event = (type) => new DragEvent(type, {dataTransfer: files, bubbles: true,
            cancelable: true});
        document.querySelector('#panel').dispatchEvent(event('dragover'));
        const shown = !document.querySelector('.drop').hidden;
        document.querySelector('#panel').dispatchEvent(event('drop'));
        return shown && document.querySelector('.drop').hidden;
    }"""
    assert page.evaluate(drop, ["lamps.txt", "The lamps of Quibbleton are lit at dusk.\n"])
    assert settled(page, 1) == ["lamps.txt\nThe lamps of Quibbleton are lit at dusk. · 1 passage"]


def test_documents_are_added_opened_and_removed_by_keyboard_alone(page):
    # From now on Chromium hands choosers over; asked for only below, a key may be quicker.
    page.on("filechooser", lambda _: None)
    page.wait_for_selector("#documents .tray[data-ready]")
    page.wait_for_function("document.activeElement.matches('#question textarea')")
    reach(page, "[data-add]")  # the field may take the focus once more while the page settles
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 2
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files([file("treaty.html", HOSTILE)])
    settled(page, 1)
    reach(page, "button.name")
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .source-text:focus")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#documents button.name')")
    reach(page, "[data-remove]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".shelf")
    assert page.locator(".tray-list li").count() == 0


def reach(page, selector):
    """Press Tab until an element of the documents has the focus."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches('#documents {selector}')"):
            return
    message = f"the Tab key does not lead to {selector}"
    raise AssertionError(message)


def test_limits_are_told_in_a_line_each_and_keep_nothing_else_out(browser, url):
    # The browser itself logs that the fifth document was refused.
    context = browser.new_context(viewport=WIDE)
    page = context.new_page()
    page.goto(url)
    ready(page)
    texts = [file(f"{n}.txt", f"Lamp {n} of Quibbleton is lit.\n".encode()) for n in range(5)]
    large = file("large.txt", b"x" * (MEGABYTE + 1))
    lines = add(page, *texts, large, file("empty.txt", b""), file("old.doc", b"\xd0\xcf\x11\xe0"))
    context.close()
    said = {line.split("\n")[0]: line.split("\n")[1] for line in lines}
    assert "at most 1 MB" in said["large.txt"]
    assert "empty" in said["empty.txt"]
    assert "4 documents here" in said["4.txt"]
    assert "1 passage" in said["3.txt"]
    assert "4 documents here" in said["old.doc"]


def test_a_document_that_cannot_be_read_says_why(page):
    (line,) = add(page, file("scan.pdf", b"%PDF-1.7 nothing"))
    assert re.match(r"scan\.pdf\nCannot be read as PDF", line)
    assert page.locator(".scope").is_hidden()


def test_a_reload_keeps_the_documents_and_removing_all_leaves_no_trace(page, temporary):
    name = "lanterns.txt"
    add(page, file(name, b"The Wimbleford lanterns are lit by Ada Quist every night.\n"))
    page.reload()
    ready(page)
    page.get_by_role("button", name="1 document").click()
    assert name in page.inner_text(".tray-list")
    assert "Ada Quist" in ask(page, "Who lights the Wimbleford lanterns?").inner_text()
    assert holds(temporary, b"Wimbleford")
    page.get_by_role("button", name="1 document").click()
    page.get_by_role("button", name="Remove all").click()
    page.wait_for_function("!document.querySelector('.tray-list li')")
    assert not holds(temporary, b"Wimbleford")
    assert page.locator(".scope").is_hidden()


def test_on_a_phone_nothing_of_the_documents_is_cut_off(visit, url):
    page = ready(visit(url, PHONE))
    add(page, file(PDF_NAME, format_samples.pdf()), file(f"{'long' * 30}.html", HOSTILE))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    boxes = [box.bounding_box() for box in page.locator("#documents button:visible").all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)


def test_who_has_logged_in_adds_documents_and_nothing_is_left_when_the_server_stops(
    visit, index, environment, tmp_path
):
    alone = {**environment, "TMPDIR": str(tmp_path)}
    with serving(index, "--auth", "desk:secret", environment=alone) as address:
        page = visit(address)
        page.wait_for_selector("input[type=password]")
        page.locator("input").first.fill("desk")
        page.locator("input[type=password]").fill("secret")
        page.keyboard.press("Enter")
        page.wait_for_selector(".shelf")
        assert "passage" in add(page, file(HOSTILE_NAME, HOSTILE))[0]
        assert holds(tmp_path, b"Zorblatt")
        page.context.close()  # else it misses its server, which goes now
    assert list(tmp_path.glob("quoth-uploads-*")) == []


def test_a_server_that_takes_no_documents_shows_no_place_for_them(visit, index, environment):
    with serving(index, "--uploads", "off", environment=environment) as address:
        page = ready(visit(address))
        assert page.get_by_role("button", name="Add documents").count() == 0
        ask(page, SEED_QUESTION)
        page.context.close()  # else it misses its server, which goes now
