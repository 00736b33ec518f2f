"""The real page in a real browser: `make e2e`.

The server is the command `quoth serve` itself, over the seeds and one hostile article. Chromium is
the system's (Debian: apt-get install chromium).
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import threading
import time
from pathlib import Path

import pytest
from browsing import (
    PHONE,
    ask,
    assert_exactly_cited,
    is_in_view,
    place_of,
    ready,
    serving,
    wait_for_source,
)
from ui_fakes import PLAIN, FakeAssistant, article, cite, stated

from index import SentenceTransformerEmbedder, build, parse_article, read_folder
from rag import Disagreement, Side

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    # Gradio and its client leave event loops to the garbage collector, which warns of them.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SEEDS = Path(__file__).parent.parent / "seeds"
HOSTILE_ID = "hostile.txt"
HOSTILE = """A strange treaty <script>window.hacked = 1</script> of long ago

👩‍👩‍👧 The Zorblatt treaty was signed in Quibbleton by <img src="https://evil.example/x.png" \
onerror="window.hacked = 2"> Mira Voss 🎉. שלום. It ended the {{constructor}} war of \
${window.hacked = 3} and `lasted` & lasted.
"""
HOSTILE_QUESTION = "Who signed the Zorblatt treaty in Quibbleton?"
QUESTION = "How many prisoners did Belarus release?"
# Answered near the end of the longest article, far below what the panel shows at first.
DEEP_QUESTION = "What does the US embassy in Lithuania stand ready for?"
FOLD = 5000
UNANSWERABLE = "What is the boiling point of tungsten?"


# The server and the browser ------------------------------------------------------------------


@pytest.fixture(scope="session")
def sources():
    """Return every article's text by its id."""
    articles = [*read_folder(SEEDS), parse_article(HOSTILE, HOSTILE_ID)]
    return {one.id: one.text for one in articles}


@pytest.fixture(scope="session")
def url(tmp_path_factory, sources):
    """Run `quoth serve` over the seeds and the hostile article."""
    folder = tmp_path_factory.mktemp("index")
    articles = [parse_article(text, name) for name, text in sources.items()]
    build(folder, articles, SentenceTransformerEmbedder()).close()
    with serving(folder) as address:
        yield address


@pytest.fixture
def page(visit, url):
    return ready(visit(url))


@contextlib.contextmanager
def served(assistant, auth=None):
    """Serve the page in this process, over a fake assistant."""
    import uvicorn  # noqa: PLC0415 - only these tests need it

    from ui.web.desk import Desk  # noqa: PLC0415 - imports Gradio
    from ui.web.server import Address, bind, build_app  # noqa: PLC0415 - imports Gradio

    address = Address("127.0.0.1", 0)
    with bind(address) as listener:
        app = build_app(Desk(assistant), address, auth=auth)
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def focused(page):
    """Describe the focused element by its id's or its own class or tag."""
    return page.evaluate(
        "() => { const e = document.activeElement; return e.className.split(' ')[0] || e.tagName; }"
    )


# The rules -----------------------------------------------------------------------------------


def test_a_question_is_answered_with_quotes_of_the_sources(page, sources):
    turn = ask(page, QUESTION)
    quotes = turn.locator(".quote").all_text_contents()
    assert "answered" in turn.get_attribute("class")
    assert [q for q in quotes if not any(q in text for text in sources.values())] == []
    assert "123" in " ".join(quotes)


def test_a_citation_opens_the_article_with_exactly_the_cited_text_marked_and_in_view(page, sources):
    turn = ask(page, QUESTION)
    for button in turn.locator(".cite").all():
        place = place_of(button)
        button.click()
        wait_for_source(page, place)
        assert_exactly_cited(page, sources, place)
        page.wait_for_function("document.activeElement.matches('mark.cited')")
        assert is_in_view(page, "#panel mark.cited")
        assert button.get_attribute("aria-current") == "true"


def test_a_place_deep_in_a_long_article_is_scrolled_to(page, sources):
    turn = ask(page, DEEP_QUESTION)
    buttons = turn.locator("[data-open]").all()
    deep = next(button for button in buttons if place_of(button)[1] > FOLD)
    page.get_by_role("button", name="All articles").click()
    page.wait_for_selector(".shelf")
    deep.click()
    wait_for_source(page, place_of(deep))
    page.wait_for_function("document.activeElement.matches('mark.cited')")
    assert_exactly_cited(page, sources, place_of(deep))
    assert is_in_view(page, "#panel mark.cited")


def test_the_panel_shows_the_whole_article(page, sources):
    turn = ask(page, QUESTION)
    button = turn.locator(".cite").first
    button.click()
    wait_for_source(page, place_of(button))
    shown = "".join(page.locator("#panel .block-text").all_text_contents())
    assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", sources[place_of(button)[0]])


def test_of_many_quick_clicks_the_last_one_counts(page, sources):
    turn = ask(page, QUESTION)
    buttons = turn.locator(".cite").all()
    for _ in range(5):
        for button in buttons:
            button.dispatch_event("click")
    last = place_of(buttons[-1])
    wait_for_source(page, last)
    page.wait_for_load_state("networkidle")
    assert_exactly_cited(page, sources, last)


def test_hostile_html_in_an_article_stays_text(page, sources):
    turn = ask(page, HOSTILE_QUESTION)
    button = turn.locator("[data-open]").first
    button.click()
    place = place_of(button)
    assert place[0] == HOSTILE_ID
    wait_for_source(page, place)
    assert_exactly_cited(page, sources, place)
    assert "<script>window.hacked = 1</script>" in page.inner_text("#panel .title")
    assert "${window.hacked = 3}" in page.inner_text("#panel .source-text")
    assert page.locator("#quoth .source script, #quoth .source img, #quoth .turn img").count() == 0
    assert page.evaluate("window.hacked") is None


def test_a_hostile_question_stays_text(page):
    question = "<img src=x onerror='window.hacked=4'> {{constructor}} ${window.hacked=5} treaty?"
    turn = ask(page, question)
    assert turn.locator("h2").inner_text() == question
    assert page.evaluate("window.hacked") is None


def test_what_the_articles_do_not_say_looks_different_and_offers_passages(page, sources):
    turn = ask(page, UNANSWERABLE)
    assert "declined" in turn.get_attribute("class")
    assert turn.locator(".declined-line").inner_text() == "The articles do not say."
    assert turn.locator(".quote").count() == 0
    button = turn.locator(".nearest button").first
    button.click()
    wait_for_source(page, place_of(button))
    assert_exactly_cited(page, sources, place_of(button))


@pytest.mark.parametrize(
    ("question", "friendly"),
    [("", "empty"), ("   ", "empty"), ("?!?!", "no word"), ("why " * 5000, "characters long")],
)
def test_a_question_that_cannot_be_asked_is_one_line_and_ends_nothing(page, question, friendly):
    turn = ask(page, question)
    assert friendly in turn.locator(".failure").inner_text()
    assert "123" in page_text_after(page, QUESTION)


def page_text_after(page, question):
    """Ask after a failure, whose turn gives way, and return the turn's text."""
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_selector(".turn.answered")
    return page.inner_text(".turn.answered")


def test_everything_is_reached_by_keyboard_alone(page, sources):
    page.wait_for_function("document.activeElement.matches('#question textarea')")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.answered")
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if focused(page) == "cite":
            break
    place = place_of(page.locator(":focus"))
    page.keyboard.press("Enter")
    wait_for_source(page, place)
    page.wait_for_function("document.activeElement.matches('mark.cited')")
    assert_exactly_cited(page, sources, place)
    page.keyboard.press("Escape")
    assert place_of(page.locator(":focus")) == place
    assert focused(page) == "cite"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('#question textarea')")


def test_the_focused_control_can_be_seen(page):
    page.keyboard.press("Shift+Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 2


def test_an_example_question_is_answered_when_clicked(page):
    page.locator(".example").first.click()
    page.wait_for_selector(".turn.answered")
    assert page.locator(".turn .question").inner_text() == QUESTION


def test_five_example_questions_are_offered(page):
    assert page.locator(".example").count() == 5


def test_on_a_phone_the_sources_stand_under_the_chat_and_nothing_is_cut_off(visit, url, sources):
    page = ready(visit(url, PHONE))
    turn = ask(page, QUESTION)
    chat, panel = page.locator("#talk").bounding_box(), page.locator("#sources").bounding_box()
    assert panel["y"] >= chat["y"] + chat["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    button = turn.locator(".cite").first
    button.click()
    wait_for_source(page, place_of(button))
    page.wait_for_function("document.activeElement.matches('mark.cited')")
    assert_exactly_cited(page, sources, place_of(button))
    assert is_in_view(page, "#panel mark.cited")
    page.get_by_role("button", name="Back to the answer").click()
    assert place_of(page.locator(":focus")) == place_of(button)
    assert button.bounding_box()["y"] >= 0


def test_a_reload_keeps_the_conversation_and_a_new_one_starts_empty(page):
    ask(page, QUESTION)
    page.reload()
    page.wait_for_selector(".turn.answered")
    page.get_by_role("button", name="New conversation").click()
    ready(page)
    assert page.locator(".turn").count() == 0
    page.reload()
    ready(page)
    assert page.locator(".turn").count() == 0


def test_two_questions_in_quick_succession_are_both_answered_in_order(page):
    for question in (QUESTION, UNANSWERABLE):
        page.fill("#question textarea", question)
        page.press("#question textarea", "Enter")
        page.wait_for_function("document.querySelector('#question textarea').value === ''")
    page.wait_for_selector(".turn.declined")
    assert page.locator(".turn .question").all_inner_texts() == [QUESTION, UNANSWERABLE]
    assert page.locator(".turn.answered").count() == 1


def test_tabs_do_not_mix_even_when_they_ask_at_once(visit, url):
    pages = [ready(visit(url)) for _ in range(3)]
    for number, page in enumerate(pages):
        page.fill("#question textarea", f"Who was released, number {number}?")
        page.press("#question textarea", "Enter")
    for number, page in enumerate(pages):
        page.wait_for_selector(".turn.answered, .turn.declined")
        assert page.locator(".turn .question").all_inner_texts() == [
            f"Who was released, number {number}?"
        ]


def test_the_conversation_is_copied_and_downloaded_as_markdown(visit, url, tmp_path):
    page = ready(visit(url, permissions=["clipboard-read", "clipboard-write"]))
    locator = "#char="
    assert page.get_by_role("button", name="Copy").is_disabled()
    turn = ask(page, QUESTION)
    page.get_by_role("button", name="Copy").click()
    page.wait_for_function("document.querySelector('#say').textContent === 'Copied.'")
    copied = page.evaluate("navigator.clipboard.readText()")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    download.value.save_as(tmp_path / "saved.md")
    assert (tmp_path / "saved.md").read_text(encoding="utf-8") == copied
    assert download.value.suggested_filename.endswith(".md")
    assert f"## {QUESTION}".replace("?", "\\?") in copied
    assert copied.replace("\\", "").count(locator) == len(
        set(turn.locator(".statement .cite").all_inner_texts())
    )


def test_light_and_dark_follow_the_system_until_chosen(visit, url):
    page = ready(visit(url, color_scheme="dark"))
    assert brightness(page) < 60
    page.get_by_role("button", name="Switch between light and dark").click()
    assert brightness(page) > 200
    page.reload()
    ready(page)
    assert brightness(page) > 200


def brightness(page):
    """Return the mean of red, green and blue of the page's background."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return (red + green + blue) / 3


def test_differing_sources_stand_side_by_side_and_a_completed_question_can_be_edited(visit):
    source = article(PLAIN, "plain.txt")
    one = cite(source, "Belarus released 123 prisoners on Saturday.", 1)
    other = cite(source, "Potash is a mineral that is used in fertiliser.", 2)
    answer = dataclasses.replace(
        stated("How many?", source, one.quote, "123"),
        understood_as="How many prisoners did Belarus release?",
        disagreements=(Disagreement((Side("123", one.quote, (1,)), Side("9", other.quote, (2,)))),),
        citations=(one, other),
    )
    with served(FakeAssistant([source], [answer])) as address:
        page = visit(address)
        page.wait_for_selector(".opening")
        ask(page, "How many?")
        first, second = (side.bounding_box() for side in page.locator(".side").all())
        assert first["y"] == second["y"]
        assert first["x"] + first["width"] <= second["x"] + 1
        page.get_by_role("button", name="Edit").click()
        assert page.input_value("#question textarea") == answer.understood_as
        page.context.close()  # else it misses its server, which goes now


def test_a_login_is_asked_for_and_nothing_is_shown_before(visit):
    source = article(PLAIN, "plain.txt")
    with served(FakeAssistant([source]), auth=("desk", "secret")) as address:
        page = visit(address)
        page.wait_for_selector("input[type=password]")
        assert "potash" not in page.content()
        page.locator("input").first.fill("desk")
        page.locator("input[type=password]").fill("secret")
        page.keyboard.press("Enter")
        page.wait_for_selector(".shelf")
        assert "potash" in page.inner_text("#panel")
        page.context.close()  # else it misses its server, which goes now


@pytest.fixture(scope="session")
def client(url):
    from gradio_client import Client  # noqa: PLC0415 - only these tests need it

    return Client(url, verbose=False)


def test_programs_ask_and_get_the_answer_as_json(client, sources):
    answer = client.predict(QUESTION, api_name="/ask")
    assert answer["answered"] is True
    assert [c["quote"] for c in answer["citations"]] == [
        sources[c["article"]][c["start"] : c["end"]] for c in answer["citations"]
    ]
    again = client.predict("And of those, who?", [answer], api_name="/ask")
    assert again["question"] == "And of those, who?"


def test_programs_retrieve_passages_best_first(client, sources):
    hits = client.predict("Zorblatt treaty", 3, api_name="/retrieve")
    assert [hit["text"] for hit in hits] == [
        sources[hit["article"]][hit["start"] : hit["end"]] for hit in hits
    ]
    assert hits[0]["article"] == HOSTILE_ID
    assert len(hits) == 3
    assert [hit["score"] for hit in hits] == sorted((hit["score"] for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("arguments", "api_name", "said"),
    [
        (["  "], "/ask", "empty"),
        ([QUESTION, [{"not": "an answer"}]], "/ask", "history"),
        ([QUESTION, 0], "/retrieve", "from 1 to 100"),
    ],
)
def test_a_program_is_told_what_was_wrong(client, arguments, api_name, said):
    from gradio_client.exceptions import AppError  # noqa: PLC0415 - only these tests need it

    with pytest.raises(AppError, match=said):
        client.predict(*arguments, api_name=api_name)
