"""The browser that every test of a page shares: Playwright runs once in a process."""

import contextlib
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
