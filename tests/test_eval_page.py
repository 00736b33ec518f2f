"""The report in a real browser: `make e2e`."""

import pytest

from eval.asking import Trace
from eval.judging import judge
from eval.questions import GoldQuestion, GoldSpan, QuestionType
from eval.report import write_report
from eval.results import results_of
from index import Hit, Passage, parse_article
from rag import Answer, Citation, Evidence, Statement

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(120)]

TEXT = "Anna <b>Berg</b> left Vilnius. Bob stayed in Riga with a very-long-" + "x" * 300 + ".\n"
ARTICLE = parse_article(TEXT, "a.txt")
FIRST = (0, 30)


@pytest.fixture
def page_file(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("{}\n", encoding="utf-8")
    passage = Passage("a.txt", 0, len(TEXT) - 1, TEXT[:-1])
    quote = TEXT[slice(*FIRST)]
    question = GoldQuestion(
        id="q1",
        type=QuestionType.PERSON,
        question="Who left Vilnius?",
        answers=("Anna <b>Berg</b>",),
        spans=(GoldSpan("a.txt", *FIRST, quote),),
    )
    citation = Citation(1, "a.txt", "T", None, None, *FIRST, quote, "0", "a.txt#")
    statement = Statement(quote, ((0, 16),), (1,))
    answer = Answer("?", "?", (statement,), (), (citation,), 0.9, ())
    trace = Trace([Hit(passage, 1.0)], 1, [Evidence(passage, (0, 16), FIRST, 0.9, 0.9)], answer)
    outcomes = [judge(question, trace, {"a.txt": ARTICLE})]
    path = tmp_path / "report.html"
    write_report(results_of(outcomes, {"model": "m" * 200}, gold), path)
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_question_opens_to_its_marked_answer_on_a_phone_too_and_no_host_is_asked(
    browser, page_file, scheme
):
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(page_file.as_uri())
    assert not page.locator("blockquote mark").is_visible()
    page.get_by_text("Who left Vilnius?").click()
    assert page.locator("blockquote mark").inner_text() == "Anna <b>Berg</b>"
    assert page.locator("svg").count() == 5
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    style = "getComputedStyle(document.body)"
    ink, paper = page.evaluate(f"[{style}.color, {style}.backgroundColor]")
    page.close()
    assert (asked, complaints) == ([page_file.as_uri()], [])
    dark = sum(map(int, paper[4:-1].split(","))) < sum(map(int, ink[4:-1].split(",")))
    assert dark == (scheme == "dark")
