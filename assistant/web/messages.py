"""Answers and questions as messages of the chat page: pure functions from values to HTML."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Answer, Citation, Reason, Status
from assistant.web.markup import clean_quote, decode, encode, markdown_to_html
from index.places import name_of

MOST_SOURCES_SHOWN_OPEN = 5
UNEXPECTED = "Something went wrong on the server. Please try again; if it happens again, tell the people who run it."

_QUESTION_START, _QUESTION_END = '<div class="asked"><span class="for-screen-readers">You asked: </span>', "</div>"

_STATUS_LABELS = {
    Status.PARTIAL: "Partly answered",
    Status.NOT_FOUND: "Not in the sheets",
    Status.CLARIFY: "Please say which",
    Status.URGENT: "If this is about a child in danger",
}
_REASON_LABELS = {
    Reason.NO_SHEET_FOR_PLACE: "No sheet for that place",
    Reason.NO_SHEET_FOR_PERIOD: "No sheet for that year",
    Reason.NATIONAL_ONLY: "Only an overall figure",
    Reason.OFF_TOPIC: "Outside what the sheets cover",
}


def status_label(answer: Answer) -> str | None:
    """Return in plain words how a question was met, or None for a plain answer."""
    if answer.status is Status.NOT_FOUND and answer.reason in _REASON_LABELS:
        return _REASON_LABELS[answer.reason]
    return _STATUS_LABELS.get(answer.status)


def question_html(question: str) -> str:
    """Show a question exactly as it was typed; `question_of` is the way back."""
    return f"{_QUESTION_START}{encode(question)}{_QUESTION_END}"


def question_of(message: str) -> str | None:
    """Return the question that `question_html` made `message` of, or None if it made it of none."""
    if not (message.startswith(_QUESTION_START) and message.endswith(_QUESTION_END)):
        return None
    return decode(message.removeprefix(_QUESTION_START).removesuffix(_QUESTION_END))


def answer_html(answer: Answer) -> str:
    """Show an answer: how the question was met, the text with linked markers, the sources."""
    links = {citation.number: _marker(citation) for citation in answer.citations}
    label = status_label(answer)
    parts = [
        f'<div class="answer answer-{answer.status.value}">',
        f'<p class="status">{encode(label)}</p>' if label else "",
        f'<div class="answer-text">{markdown_to_html(answer.text, links)}</div>',
        _sources(answer.citations),
        "</div>",
    ]
    return "\n".join(part for part in parts if part)


def problem_html(sentence: str) -> str:
    """Show that a question could not be answered at all, in one sentence."""
    return (
        '<div class="answer answer-problem"><p class="status">Something is wrong here</p>'
        f'<div class="answer-text"><p>{encode(sentence)}</p></div></div>'
    )


def welcome_html(coverage: str, documents_can_be_added: bool = False) -> str:
    """Show what StatDesk is and what it covers."""
    add = ' <a href="/add" target="_blank">Add documents</a>' if documents_can_be_added else ""
    return (
        '<header class="welcome"><h1>StatDesk</h1>'
        "<p>Answers from official fact sheets. Every figure links to where it is printed.</p>"
        f'<p class="coverage">{encode(coverage)} <a href="/documents" target="_blank">All sheets</a>{add}</p></header>'
    )


def notice_html(sentence: str) -> str:
    """Show a short notice, read out by screen readers when it changes."""
    return f'<p class="notice" role="status" aria-live="polite">{encode(sentence)}</p>'


def where(citation: Citation) -> str:
    """Name a citation's document for a reader: "Colorado, 2023", or its title where it has no place."""
    name = name_of(citation.place) if citation.place else citation.title
    return f"{name}, {citation.period}" if citation.period else name


def _marker(citation: Citation) -> str:
    title = encode(f"Source {citation.number}: {where(citation)}")
    return f'<a class="cite" href="{encode(citation.url)}" target="_blank" title="{title}">[{citation.number}]</a>'


def _sources(citations: Sequence[Citation]) -> str:
    if not citations:
        return ""
    count = "1 source" if len(citations) == 1 else f"{len(citations)} sources"
    state = " open" if len(citations) <= MOST_SOURCES_SHOWN_OPEN else ""
    items = "\n".join(_source(citation) for citation in citations)
    return f'<details class="sources"{state}><summary>{count}</summary>\n<ol>\n{items}\n</ol></details>'


def _origin(citation: Citation) -> str:
    """Say when and from where a document's file was retrieved; only the address of a web page is a link."""
    words, address = encode(citation.provenance), citation.source_url
    if not address or not address.lower().startswith(("http://", "https://")):
        return words
    shown = encode(address)
    link = f'<a href="{shown}" target="_blank" rel="noopener noreferrer nofollow">{shown}</a>'
    return words.removesuffix(shown) + link


def _source(citation: Citation) -> str:
    details = [citation.section, f"page {citation.page}" if citation.page else None]
    rest = "".join(f'<span class="section">{encode(detail)}</span>' for detail in details if detail)
    origin = f'<p class="origin">{_origin(citation)}</p>' if citation.provenance else ""
    context = "".join(
        f'<p class="context">Read together with: “{encode(clean_quote(extract.quote))}”</p>'
        for extract in citation.context
    )
    return (
        f'<li value="{citation.number}"><p class="source-head"><span class="number">[{citation.number}]</span> '
        f'<span class="place">{encode(where(citation))}</span>{rest}</p>'
        f"<blockquote>{encode(clean_quote(citation.quote))}</blockquote>{context}{origin}"
        f'<p class="open"><a href="{encode(citation.url)}" target="_blank">Open in the sheet'
        f'<span class="for-screen-readers"> (source {citation.number})</span></a></p></li>'
    )
