"""What tests of several files share: the browser (once in a process), and a desk for documents."""

import contextlib
import gc
import shutil

import pytest
from browsing import WIDE, is_foreign

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
# Chromium itself calls home unless told not to.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only these tests need it

    assert CHROMIUM, "no Chromium on the PATH; on Debian: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser):
    """Open pages in contexts of their own; afterwards nothing may have gone wrong on any."""
    wrong = []
    with contextlib.ExitStack() as opened:

        def open_page(address, viewport=WIDE, **options):
            context = browser.new_context(viewport=viewport, **options)
            opened.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(30_000)
            page.on(
                "request", lambda r: wrong.append(r.url) if is_foreign(r.url, address) else None
            )
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
            page.goto(address)
            return page

        yield open_page
    assert wrong == [], "requests to other hosts, or errors on the page"


@pytest.fixture(scope="module")
def garbage_collected():
    """Collect what these tests leave, when they are over."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    """Return an assistant over one shared article; a file of tests may have another of its own."""
    from upload_desk import made_assistant  # noqa: PLC0415 - it loads Gradio, and few tests need it

    return made_assistant(tmp_path_factory.mktemp("index"))


@pytest.fixture
def visits(tmp_path, assistant):
    """Let Anne and Ben add documents; their sessions' folders are alone in `tmp_path`."""
    from upload_desk import visiting  # noqa: PLC0415 - it loads Gradio, and few tests need it

    with visiting(tmp_path, assistant) as kept:
        yield kept
