"""What a person does with the page in a browser, and how `quoth serve` is started for it."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys

WIDE = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextlib.contextmanager
def serving(folder, *options, environment=None):
    """Run `quoth serve` over an index; yield its address."""
    start = "from ui.cli import main; main()"
    command = [sys.executable, "-c", start, "--index", str(folder), "serve", "--port", "0"]
    with subprocess.Popen(  # noqa: S603 - the command under test
        [*command, *options], stderr=subprocess.PIPE, text=True, env=environment
    ) as server:
        try:
            lines = iter(server.stderr.readline, "")
            yield next(m[0] for m in (re.search(r"http://[\w.:]+", line) for line in lines) if m)
        finally:
            server.terminate()


def is_foreign(requested, address):
    return not requested.startswith((address, "data:", "blob:"))


def ready(page):
    page.wait_for_selector(".opening")
    page.wait_for_selector(".shelf")
    return page


def ask(page, question):
    """Type a question, press Enter, and return the turn when it is settled."""
    settled = page.locator(".turn:not(.pending-turn)").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    turn = page.locator(".turn:not(.pending-turn)").nth(settled)
    turn.wait_for()
    return turn


def place_of(element):
    data = element.evaluate("element => ({...element.dataset})")
    return data["article"], int(data["start"]), int(data["end"])


def wait_for_source(page, place):
    article_id, start, end = place
    page.wait_for_selector(
        f'#panel .source[data-article="{article_id}"][data-start="{start}"][data-end="{end}"]'
    )


def highlighted(page):
    """Return what is marked in the panel: offsets and text of each mark."""
    return page.eval_on_selector_all(
        "#panel mark.cited",
        "marks => marks.map(m => [Number(m.dataset.start), Number(m.dataset.end), m.textContent])",
    )


def assert_exactly_cited(page, sources, place):
    """Check that the marks are slices of the article and that, joined, they are the cited place."""
    article_id, start, end = place
    text, marks = sources[article_id], highlighted(page)
    assert [text[at:to] for at, to, _ in marks] == [words for _, _, words in marks]
    # Between two blocks there is only blank space, which is in no block and cannot be marked.
    assert re.sub(r"\s", "", text[start:end]) == re.sub(r"\s", "", "".join(m[2] for m in marks))
    assert (marks[0][0], marks[-1][1]) == (start, end)


def is_in_view(page, selector):
    """Say whether an element lies within the window and within its scrolling box."""
    return page.eval_on_selector(
        selector,
        """element => {
            const box = element.getBoundingClientRect();
            const scrolls = element.closest('.source-text').getBoundingClientRect();
            const panel = document.querySelector('#panel').getBoundingClientRect();
            const top = Math.max(scrolls.top, panel.top, 0);
            const bottom = Math.min(scrolls.bottom, panel.bottom, innerHeight);
            return box.height > 0 && box.top >= top && box.top < bottom;
        }""",
    )
