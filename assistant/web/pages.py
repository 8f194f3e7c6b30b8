"""The pages of the source documents: what a citation's address opens."""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from urllib.parse import quote

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from assistant.web.markup import plain_words
from assistant.web.protection import page_policy
from index import Library
from index.errors import UnknownDocumentError
from index.places import name_of
from index.types import Document, DocumentSummary

_HERE = Path(__file__).parent
_TEXT_POLICY = "default-src 'none'; sandbox"


@cache
def page_file(name: str) -> str:
    """Return the text of a file that belongs to the pages."""
    return (_HERE / name).read_text("utf-8")


def page(
    title: str, body: str, *, script: str = "", style: str = "", connects: bool = False, status_code: int = 200
) -> HTMLResponse:
    """Return a whole page; `title` is text, `body` is HTML, `style` adds to that of every page."""
    style = page_file("page.css") + style
    content = Template(page_file("page.html")).substitute(
        title=html.escape(f"{title} · StatDesk"), body=body, style=style, script=script
    )
    policy = page_policy(script=script, style=style, connects=connects)
    return HTMLResponse(content, status_code, headers={"content-security-policy": policy})


def problem_page(title: str, sentence: str, status_code: int) -> HTMLResponse:
    """Return a page that says in plain words what is wrong."""
    return page(
        title,
        f'<h1>{html.escape(title)}</h1>\n<p class="note">{html.escape(plain_words(sentence))}</p>',
        status_code=status_code,
    )


def document_address(document_id: str) -> str:
    """Return the address of a document's page."""
    return f"/documents/{quote(document_id, safe='')}"


def source_markup(text: str) -> str:
    """Write a document's text for a <pre> so that the page's own text is the same, code point for code point.

    The HTML parser drops a newline right after <pre>, turns CR LF into LF and drops NUL: a newline is put before, CR is
    written as a reference, and NUL as U+FFFD.
    """
    return "\n" + html.escape(text, quote=False).replace("\r", "&#13;").replace("\0", "\ufffd")


def source_link(address: str) -> str:
    """Write where a file came from: as a link if that is a page of the web, else as text."""
    shown = html.escape(address)
    if not address.lower().startswith(("http://", "https://")):
        return shown
    return f'<a href="{shown}" rel="noopener noreferrer nofollow" target="_blank">{shown}</a>'


def _origin(document: Document) -> str:
    """Write when and from where a document's file was retrieved; "" if nobody said so."""
    when = html.escape(document.retrieved or "")
    where = f"from {source_link(document.url)}" if document.url else ""
    said = " ".join(part for part in (when, where) if part)
    return f"<dt>Retrieved</dt><dd>{said}</dd>" if said else ""


def _replaced(document: Document, current: Document | None) -> str:
    """Say on top of a version that another one answers instead; "" of a current one."""
    if document.replaced_at is None:
        return ""
    day = html.escape(document.replaced_at[:10])
    link = f' <a href="{document_address(current.id)}">Open the current version</a>.' if current else ""
    return (
        f'<p class="note replaced" role="note"><strong>This version was replaced on {day}.</strong> '
        f"StatDesk no longer answers from it.{link}</p>\n"
    )


def document_body(document: Document, current: Document | None = None) -> str:
    """Return the inside of a document's page; `current` is the version that answers instead of one replaced."""
    address = document_address(document.id)
    rows = {
        "Place": name_of(document.place) if document.place else None,
        "Year": document.period,
        "Said by a person": document.said or None,
        "File": document.source,
    }
    shown = "".join(
        f"<dt>{term}</dt><dd>{html.escape(description)}</dd>" for term, description in rows.items() if description
    )
    return (
        f"{_replaced(document, current)}<h1>{html.escape(document.title)}</h1>\n"
        f"<dl>{shown}{_origin(document)}"
        f'<dt>As plain text</dt><dd><a href="{address}/text">{html.escape(document.source)}</a></dd></dl>\n'
        '<p class="note" id="note" role="status">The whole text is shown.</p>\n'
        '<noscript><p class="note">The quoted passage can only be highlighted with JavaScript. '
        "You can search this page for it.</p></noscript>\n"
        f'<pre class="text" id="source">{source_markup(document.text)}</pre>'
    )


def list_body(documents: list[DocumentSummary]) -> str:
    """Return the inside of the page that lists the documents."""
    items = "\n".join(
        f'<li><a href="{document_address(document.id)}">{html.escape(_name(document))}</a>'
        f"<span>{html.escape(document.title)}</span></li>"
        for document in documents
    )
    return f'<h1>All sheets</h1>\n<ul class="sheets">\n{items}\n</ul>' if documents else "<h1>There are no sheets.</h1>"


def _name(document: DocumentSummary) -> str:
    parts = [name_of(document.place) if document.place else document.source, document.period]
    return ", ".join(part for part in parts if part)


def document_router(library: Library) -> APIRouter:
    """Return the routes under /documents."""
    router = APIRouter(tags=["Source documents"], default_response_class=HTMLResponse)
    missing: Mapping[int | str, dict[str, str]] = {404: {"description": "There is no such document."}}

    @router.head("/documents", include_in_schema=False)
    @router.get("/documents/", include_in_schema=False)
    @router.get("/documents", summary="The list of all documents, as a page")
    def documents() -> Response:
        return page("All sheets", list_body(library.documents()))

    @router.head("/documents/{document_id}", include_in_schema=False)
    @router.get(
        "/documents/{document_id}",
        summary="A document's text, as a page",
        description="With `#start-end` in the address (code points, half open) the page highlights that passage.",
        responses=dict(missing),
    )
    def document(document_id: str) -> Response:
        found = library.document(document_id)
        current = library.current_version(found) if found.replaced_at else None
        return page(found.title, document_body(found, current), script=page_file("document.js"))

    @router.head("/documents/{document_id}/text", include_in_schema=False)
    @router.get(
        "/documents/{document_id}/text",
        summary="A document's text, exactly as it was read",
        response_class=PlainTextResponse,
        responses=dict(missing),
    )
    def text(document_id: str) -> Response:
        # Encoded here, so that newlines stay as they are.
        content = library.document(document_id).text.encode()
        return PlainTextResponse(content, headers={"content-security-policy": _TEXT_POLICY})

    @router.get("/documents/{path:path}", include_in_schema=False)
    def no_such_document(path: str) -> Response:
        raise UnknownDocumentError(path)

    return router
