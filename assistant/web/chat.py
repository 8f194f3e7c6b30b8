"""The chat page: a thin layer of Gradio over `Assistant.ask`."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from fastapi import FastAPI

from assistant.api import MAX_HISTORY, MAX_QUESTION, UNEXPECTED
from assistant.web.markup import plain_words
from assistant.web.messages import answer_html, notice_html, problem_html, question_html, question_of, welcome_html
from index.errors import StatDeskError

if TYPE_CHECKING:
    from assistant import Assistant

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


def build_chat(assistant: Assistant) -> gr.Blocks:
    """Lay out the chat page and connect it to the assistant.

    The page itself holds the conversation and sends it along with each question, so the server keeps nothing.
    """

    def welcome() -> tuple[Any, ...]:
        try:
            coverage = assistant.coverage()
            line, examples = coverage.line, coverage.examples[:MAX_EXAMPLES]
        except StatDeskError as error:
            line, examples = plain_words(str(error)), ()
        buttons = [gr.update(value=example, visible=True) for example in examples]
        hidden = [gr.update(visible=False)] * (MAX_EXAMPLES - len(buttons))
        return welcome_html(line), *buttons, *hidden

    def respond(question: str, value: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
        messages = shown_messages(value)
        if not question.strip():
            yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), notice_html(EMPTY_QUESTION)
            return
        history = earlier_questions(messages)
        messages.append({"role": "user", "content": question_html(question.strip())})
        shown, hidden = gr.update(visible=True), gr.update(visible=False)
        yield "", gr.update(value=messages, visible=True), hidden, shown, notice_html(WORKING)
        messages.append({"role": "assistant", "content": reply(assistant, question, history)})
        yield gr.skip(), messages, gr.skip(), gr.skip(), notice_html("")

    def begin_anew() -> tuple[Any, ...]:
        return "", gr.update(value=[], visible=False), gr.update(visible=True), gr.update(visible=False), notice_html("")

    with gr.Blocks(title="StatDesk", analytics_enabled=False) as chat:
        header = gr.HTML(welcome_html(""), elem_id="header")
        conversation = gr.Chatbot(
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
        with gr.Column(elem_id="examples") as start:
            gr.HTML("<h2>For example</h2>")
            examples = [gr.Button("", visible=False, elem_classes="example") for _ in range(MAX_EXAMPLES)]
        with gr.Column(elem_id="composer"):
            notice = gr.HTML(notice_html(""), elem_id="notice")
            with gr.Row(elem_id="ask-row", equal_height=True):
                question = gr.Textbox(
                    label="Your question",
                    placeholder="A figure, a place, a year",
                    lines=1,
                    max_lines=6,
                    max_length=MAX_QUESTION,
                    autofocus=True,
                    elem_id="question",
                    scale=1,
                )
                send = gr.Button("Ask", variant="primary", elem_id="send", scale=0, min_width=88)
            anew = gr.Button("New conversation", visible=False, elem_id="new", size="sm")

        outputs = [question, conversation, start, anew, notice]
        options: dict[str, Any] = {
            "outputs": outputs,
            "api_visibility": "private",
            "show_progress": "hidden",
            "concurrency_limit": CONCURRENT_ANSWERS,
            "concurrency_id": "answers",
        }
        asked = [gr.on([question.submit, send.click], respond, [question, conversation], **options)]
        asked += [example.click(respond, [example, conversation], **options) for example in examples]
        for event in asked:
            event.then(None, js="() => window.statdesk.showNewest()", api_visibility="private")
        anew.click(begin_anew, None, outputs, cancels=asked, api_visibility="private", show_progress="hidden").then(
            None, js="() => window.statdesk.focusQuestion()", api_visibility="private"
        )
        chat.load(welcome, None, [header, *examples], api_visibility="private", show_progress="hidden")
    chat.queue(api_open=False, max_size=WAITING_QUESTIONS, default_concurrency_limit=CONCURRENT_ANSWERS)
    return chat


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


def mount_chat(app: FastAPI, assistant: Assistant) -> FastAPI:
    """Put the chat at "/" of the server's application; every address that the application has already stays its own."""
    return gr.mount_gradio_app(
        app,
        build_chat(assistant),
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
