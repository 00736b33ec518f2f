"""The page: Gradio components wired to the desk.

The conversation and the sources are each one `gr.HTML` of escaped HTML. A click in them reaches
Python as a custom event; what was clicked is asked of static/quoth.js when the event leaves, so
that of several quick clicks the last one counts. Only `/ask` and `/retrieve` are for programs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import gradio as gr
from gradio.components import Component
from gradio.events import Dependency

from ui.web.api import ASKING, add_endpoints
from ui.web.assets import read_asset
from ui.web.desk import Desk

TITLE = "Quoth"
# What Gradio makes of "this happens to that component": called with a function, it connects it.
Event = Callable[..., Dependency]

# What the browser sends in place of the hidden inputs, by functions of static/quoth.js.
_TYPED = "(typed) => [typed, window.quoth.conversation(), window.quoth.asker()]"
_EXAMPLE = "() => [window.quoth.example(), window.quoth.conversation(), window.quoth.asker()]"
_CONVERSATION = "() => [window.quoth.conversation()]"
_LOADED = "() => [window.quoth.conversation(), window.quoth.asker()]"
# Documents are sent only now that the server knows the tab.
_ADMIT = "() => window.quothDocuments.admit()"
_NEW_CONVERSATION = "() => [window.quoth.renew()]"
_WANTED = "() => [window.quoth.wanted(), window.quoth.asker()]"
# Gradio finds the names of custom events in quotes in this code.
_ON_HEADER = "window.quoth.onHeader(element, () => trigger('renew'))"
_ON_CONVERSATION = (
    "window.quoth.onConversation(element, () => trigger('example'), () => trigger('place'), watch)"
)
_ON_DOCUMENTS = "window.quothDocuments.start(element, () => trigger('place'))"
_ON_PANEL = "window.quoth.onPanel(element, () => trigger('place'), watch)"


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components that events read and write."""

    conversation_id: gr.Textbox
    place: gr.JSON
    asker: gr.JSON
    header: gr.HTML
    conversation: gr.HTML
    question: gr.Textbox
    send: gr.Button
    documents: gr.HTML
    panel: gr.HTML


def build_page(desk: Desk) -> gr.Blocks:
    """Build the chat over a desk."""
    page = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    with page:
        parts = _lay_out(desk)
        _wire(page, desk, parts)
        add_endpoints(desk)
    return page


def _lay_out(desk: Desk) -> _Parts:
    with gr.Column(elem_id="quoth"):
        conversation_id = gr.Textbox(visible=False)
        place = gr.JSON(visible=False)
        asker = gr.JSON(visible=False)
        header = _html("header", _ON_HEADER, read_asset("header.html"))
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                conversation = _html("conversation", _ON_CONVERSATION, desk.opening())
                with gr.Row(elem_id="asking"):
                    question = gr.Textbox(
                        elem_id="question",
                        label="Your question",
                        placeholder="Ask the articles…",
                        max_lines=6,
                        container=False,
                        autofocus=True,
                    )
                    send = gr.Button("Ask", elem_id="send", variant="primary")
                documents = _html("documents", _ON_DOCUMENTS, desk.tray())
            with gr.Column(elem_id="sources"):
                panel = _html("panel", _ON_PANEL, desk.shelf())
    return _Parts(
        conversation_id,
        place,
        asker,
        header,
        conversation,
        question,
        send,
        documents,
        panel,
    )


def _html(name: str, script: str, value: str) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=script, apply_default_css=False)


def _wire(page: gr.Blocks, desk: Desk, parts: _Parts) -> None:
    """Connect what people do to what the desk does."""

    def pose(question: str, conversation_id: str, asker: object) -> tuple[str, str]:
        return "", desk.pose(question or "", conversation_id, asker)

    def load(conversation_id: str, asker: object) -> tuple[str, str]:
        desk.admit(asker)
        return show(conversation_id)

    def show(conversation_id: str) -> tuple[str, str]:
        return desk.show(conversation_id), desk.shelf()

    def open_place(place: object, asker: object) -> str:
        return desk.source(place, asker) if place else desk.shelf()

    asked = [parts.question, parts.conversation_id, parts.asker]
    posed = [parts.question, parts.conversation]
    shown = [parts.conversation, parts.panel]
    named = [parts.conversation_id]
    loaded = _connect(page.load, load, ([*named, parts.asker], shown), _LOADED)
    loaded.then(None, js=_ADMIT, api_visibility="private")
    started = (
        loaded,
        _connect(parts.question.submit, pose, (asked, posed), _TYPED, trigger_mode="always_last"),
        _connect(parts.send.click, pose, (asked, posed), _TYPED, trigger_mode="always_last"),
        _connect(parts.conversation.example, pose, (asked, posed), _EXAMPLE),
    )
    for event in started:
        _answer_after(event, desk, parts)
    _connect(parts.header.renew, show, (named, shown), _NEW_CONVERSATION)
    opening = ([parts.place, parts.asker], [parts.panel])
    for clicked in (parts.conversation.place, parts.documents.place, parts.panel.place):
        _connect(clicked, open_place, opening, _WANTED, trigger_mode="always_last")


def _connect(
    event: Event,
    function: Callable[..., object],
    ends: tuple[Sequence[Component], Sequence[Component]],
    script: str,
    *,
    trigger_mode: Literal["once", "always_last"] = "once",
) -> Dependency:
    """Run a function at once, not in the queue; `ends` are what it is given and what it fills.

    Of events that come while it runs, "once" drops all: a double click on an example asks once.
    "always_last" runs it again for the last: of quick clicks on citations, the last one counts.
    """
    inputs, outputs = ends
    return event(
        function,
        inputs,
        outputs,
        js=script,
        queue=False,
        show_progress="hidden",
        trigger_mode=trigger_mode,
        api_visibility="private",
    )


def _answer_after(event: Dependency, desk: Desk, parts: _Parts) -> None:
    """Answer what waits; a question posed while another is being answered has its own run."""

    def answer(conversation_id: str) -> Iterator[str]:
        yield from desk.answer(conversation_id)

    event.then(
        answer,
        [parts.conversation_id],
        [parts.conversation],
        js=_CONVERSATION,
        show_progress="hidden",
        trigger_mode="multiple",
        api_visibility="private",
        concurrency_id=ASKING,
    )
