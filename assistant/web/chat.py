"""The chat page: a thin layer of Gradio over `Assistant.ask`."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI

from assistant import Assistant
from assistant.web.limits import MAX_HISTORY, MAX_QUESTION
from assistant.web.markup import plain_words
from assistant.web.messages import (
    UNEXPECTED,
    answer_html,
    notice_html,
    problem_html,
    question_html,
    question_of,
    welcome_html,
)
from index.errors import StatDeskError

MAX_EXAMPLES = 6
CONCURRENT_ANSWERS = 16
WAITING_QUESTIONS = 256
EMPTY_QUESTION = "Type a question first."
WORKING = "Looking it up in the sheets…"

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)

Messages = list[dict[str, str]]


def reply(assistant: Assistant, question: str, history: Sequence[str]) -> str:
    """Return the answer to show, or in plain words why there is none."""
    try:
        return answer_html(assistant.ask(question, history=history))
    except StatDeskError as error:
        return problem_html(plain_words(str(error)))
    except Exception:
        _log.exception("A question could not be answered")
        return problem_html(UNEXPECTED)


def shown_messages(value: Sequence[dict[str, Any]] | None) -> Messages:
    """Return the page's messages with their HTML, as the browser sent them; anything but text is left out."""
    messages: Messages = []
    for message in value or ():
        content = message.get("content")
        parts = content if isinstance(content, list) else [content]
        texts = [part if isinstance(part, str) else (part or {}).get("text") for part in parts]
        text = "".join(part for part in texts if isinstance(part, str))
        if message.get("role") in ("user", "assistant") and text:
            messages.append({"role": message["role"], "content": text})
    return messages


def earlier_questions(messages: Messages) -> list[str]:
    """Return the questions among the messages, oldest first, no more than `ask` is given."""
    asked = [question_of(message["content"]) for message in messages if message["role"] == "user"]
    return [question for question in asked if question is not None][-MAX_HISTORY:]


def welcome(assistant: Assistant, documents_can_be_added: bool) -> tuple[Any, ...]:
    """Fill in what is covered and the examples, as the index stands now."""
    examples: Sequence[str] = ()
    try:
        coverage = assistant.coverage()
        line, examples = coverage.line, coverage.examples[:MAX_EXAMPLES]
    except StatDeskError as error:
        line = plain_words(str(error))
    buttons = [gr.update(value=example, visible=True) for example in examples]
    hidden = [gr.update(visible=False)] * (MAX_EXAMPLES - len(buttons))
    return welcome_html(line, documents_can_be_added), *buttons, *hidden


def respond(assistant: Assistant, question: str, value: Sequence[dict[str, Any]] | None) -> Iterator[tuple[Any, ...]]:
    """Show the question at once, then its answer; yield values for `ChatPage.outputs`."""
    question = question.strip()
    if not question:
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), notice_html(EMPTY_QUESTION)
        return
    messages = shown_messages(value)
    history = earlier_questions(messages)
    messages.append({"role": "user", "content": question_html(question)})
    shown, hidden = gr.update(visible=True), gr.update(visible=False)
    yield "", gr.update(value=messages, visible=True), hidden, shown, notice_html(WORKING)
    messages.append({"role": "assistant", "content": reply(assistant, question, history)})
    yield gr.skip(), messages, gr.skip(), gr.skip(), notice_html("")


def begin_anew() -> tuple[Any, ...]:
    """Empty the page for another conversation."""
    return "", gr.update(value=[], visible=False), gr.update(visible=True), gr.update(visible=False), notice_html("")


def build_chat(assistant: Assistant, documents_can_be_added: bool = False) -> gr.Blocks:
    """Lay out the chat page and connect it to the assistant.

    The page itself holds the conversation and sends it along with each question, so the server keeps nothing.
    """
    chat: gr.Blocks = gr.Blocks(title="StatDesk", analytics_enabled=False)
    with chat:
        page = ChatPage()
        hidden: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        to_ask = hidden | {
            "fn": partial(respond, assistant),
            "outputs": page.outputs,
            "concurrency_limit": CONCURRENT_ANSWERS,
            "concurrency_id": "answers",
        }
        asked = [gr.on([page.question.submit, page.send.click], inputs=[page.question, page.conversation], **to_ask)]
        asked += [example.click(inputs=[example, page.conversation], **to_ask) for example in page.examples]
        for event in asked:
            event.then(None, js="() => window.statdesk.showNewest()", **hidden)
        page.anew.click(begin_anew, None, page.outputs, cancels=asked, **hidden).then(
            None, js="() => window.statdesk.focusQuestion()", **hidden
        )
        chat.load(partial(welcome, assistant, documents_can_be_added), None, [page.header, *page.examples], **hidden)
    chat.queue(api_open=False, max_size=WAITING_QUESTIONS, default_concurrency_limit=CONCURRENT_ANSWERS)
    return chat


class ChatPage:
    """The parts of the page, laid out in the Blocks that are open."""

    def __init__(self) -> None:
        self.header = gr.HTML(welcome_html(""), elem_id="header")
        self.conversation = _conversation()
        with gr.Column(elem_id="examples") as self.start:
            gr.HTML("<h2>For example</h2>")
            self.examples = [gr.Button("", visible=False, elem_classes="example") for _ in range(MAX_EXAMPLES)]
        with gr.Column(elem_id="composer"):
            self.notice = gr.HTML(notice_html(""), elem_id="notice")
            with gr.Row(elem_id="ask-row", equal_height=True):
                self.question = gr.Textbox(
                    label="Your question",
                    placeholder="A figure, a place, a year",
                    lines=1,
                    max_lines=6,
                    max_length=MAX_QUESTION,
                    autofocus=True,
                    elem_id="question",
                    scale=1,
                )
                self.send = gr.Button("Ask", variant="primary", elem_id="send", scale=0, min_width=88)
            self.anew = gr.Button("New conversation", visible=False, elem_id="new", size="sm")

    @property
    def outputs(self) -> list[Any]:
        """The parts that `respond` and `begin_anew` give values for, in their order."""
        return [self.question, self.conversation, self.start, self.anew, self.notice]


def _conversation() -> gr.Chatbot:
    return gr.Chatbot(
        visible=False,
        elem_id="conversation",
        label="Conversation",
        show_label=False,
        container=False,
        height="auto",
        autoscroll=False,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        line_breaks=False,
        sanitize_html=True,
        allow_tags=False,
        allow_file_downloads=False,
        group_consecutive_messages=False,
        layout="bubble",
    )


def theme() -> gr.themes.Base:
    """Return the page's look: the system's own fonts, so that nothing is loaded from elsewhere."""
    fonts = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif")
    return gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        text_size=gr.themes.sizes.text_lg,
        font=[gr.themes.Font(name) for name in fonts],
        font_mono=[gr.themes.Font("ui-monospace"), gr.themes.Font("monospace")],
    )


def mount_chat(app: FastAPI, assistant: Assistant, *, documents_can_be_added: bool) -> FastAPI:
    """Put the chat at "/" of the server's application; every address that the application has already stays its own."""
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_chat(assistant, documents_can_be_added),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=0,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        favicon_path=str(_HERE / "favicon.svg"),
        theme=theme(),
        css_paths=[_HERE / "chat.css"],
        head=f"<script>{(_HERE / 'chat.js').read_text('utf-8')}</script>",
    )
    return mounted
