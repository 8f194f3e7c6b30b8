"""A PDF file into text with page starts."""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.errors import DocumentError
from index.readers.mislabelled import ENCRYPTED
from index.readers.pdf.blocks import Block, blocks
from index.readers.pdf.glyphs import PageGlyphs, page_glyphs
from index.readers.pdf.layout import layout
from index.readers.pdf.lines import Piece, pieces
from index.readers.pdf.margins import without_margins
from index.readers.pdf.words import Words
from index.readers.source import Parsed
from index.readers.writing import Writer, clean
from index.types import FlagKind

_PAGES = 2_000
_SHOWN = 60  # characters of a text that a notice quotes
_UNMAPPED = 0.05  # of the characters of a page: with more that are unknown, it cannot be read
_SCAN = "the pages are pictures without text; run OCR (text recognition) over the file first, then add it again"


def read_pdf(data: bytes) -> Parsed:
    """Read a PDF.

    Raises DocumentError for a file that is encrypted, damaged, or a scan without text.
    """
    document = _open(data)
    try:
        return _read(document)
    finally:
        document.close()


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            raise DocumentError(ENCRYPTED) from error
        raise DocumentError("the PDF is damaged or incomplete; get it again, or save it anew") from error
    if not 0 < len(document) <= _PAGES:
        raise DocumentError(f"the PDF has {len(document):,} pages; between 1 and {_PAGES:,} can be read")
    return document


def _read(document: pdfium.PdfDocument) -> Parsed:
    pages: list[PageGlyphs] = []
    for number in range(len(document)):
        try:
            pages.append(page_glyphs(document[number]))
        except pdfium.PdfiumError as error:
            raise DocumentError(f"page {number + 1} of the PDF is damaged; get the file again") from error
    if not any(page.glyphs for page in pages):
        raise DocumentError(_SCAN if any(page.image_cover for page in pages) else "the PDF holds no text")
    _require_readable(pages)
    found = [pieces(page.glyphs, page.vertical) for page in pages]
    body = _body_size(found)
    kept = without_margins([(page.height, p) for page, p in zip(pages, found, strict=True)], body)
    words = Words(piece.text for page in kept for piece in page)
    laid_out = [list(layout(page, pages[number].horizontal)) for number, page in enumerate(kept)]
    writer = Writer()
    _write(writer, blocks(laid_out, words), len(pages))
    _note_pages(writer, pages)
    _note_active_content(writer, document)
    return writer.parsed()


def _require_readable(pages: list[PageGlyphs]) -> None:
    for number, page in enumerate(pages, start=1):
        if page.unmapped > _UNMAPPED * max(len(page.glyphs), 1):
            raise DocumentError(
                f"the type on page {number} does not say which characters it shows; run OCR (text recognition) over "
                "the file first, then add it again"
            )


def _body_size(found: list[list[Piece]]) -> float:
    weights: dict[float, int] = {}
    for page in found:
        for piece in page:
            size = round(piece.size * 2) / 2
            weights[size] = weights.get(size, 0) + len(piece.text)
    return max(weights, key=lambda size: weights[size]) if weights else 10.0


def _write(writer: Writer, found: list[Block], pages: int) -> None:
    begun = 0
    starts: list[int] = []

    def begin(page: int, at: int) -> None:
        nonlocal begun
        while begun < page:  # a page without text begins where the next one does
            starts.append(at)
            begun += 1

    for block in found:
        match block.kind:
            case "heading":
                span = writer.heading(block.text)
            case "table":
                span = writer.table(block.rows)
            case "item":
                span = writer.item(block.text)
            case _:
                span = writer.paragraph(block.text)
        if span is None:
            continue
        begin(block.page, span[0])
        for before, page in block.breaks:
            begin(page, span[1] - len(clean(block.text[before:])))
    begin(pages, writer.length)
    writer.page_starts = starts


def _note_pages(writer: Writer, pages: list[PageGlyphs]) -> None:
    for number, page in enumerate(pages, start=1):
        span = _page_span(writer, number)
        if page.hidden:
            message = f"Text on page {number} that cannot be seen was left out: {_short(page.hidden)!r}."
            writer.notice(FlagKind.ACTIVE_CONTENT, message, span)
        if page.rotated:
            message = f"Text on page {number} that does not stand upright was left out: {_short(page.rotated)!r}."
            writer.notice(FlagKind.ACTIVE_CONTENT, message, span)
        if page.from_ocr:
            message = f"Page {number} is a picture whose text was made by OCR; check its figures against the picture."
            writer.notice(FlagKind.OCR, message, span)
        elif not page.glyphs and page.image_cover:
            message = f"Page {number} is a picture without text and was not read; run OCR (text recognition) over it."
            writer.notice(FlagKind.OCR, message)


def _page_span(writer: Writer, number: int) -> tuple[int, int] | None:
    starts = [*writer.page_starts, writer.length]
    span = starts[number - 1], starts[number]
    return span if span[0] < span[1] else None


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _note_active_content(writer: Writer, document: pdfium.PdfDocument) -> None:
    kind = FlagKind.ACTIVE_CONTENT
    scripts = raw.FPDFDoc_GetJavaScriptActionCount(document) > 0
    links = sum(_script_links(document[number]) for number in range(len(document)))
    if scripts or links:
        writer.notice(kind, "The PDF holds scripts (JavaScript); none was run.")
    if (embedded := raw.FPDFDoc_GetAttachmentCount(document)) > 0:
        writer.notice(kind, f"The PDF has other files embedded in it ({embedded}); they were not read.")
    if document.get_formtype() != raw.FORMTYPE_NONE:
        writer.notice(kind, "The PDF is a form; what is filled in its fields was not read.")


def _script_links(page: Any) -> int:
    """Count the links of a page that run a script instead of opening an address."""
    count = 0
    for at in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        try:
            link = raw.FPDFAnnot_GetLink(annotation)
            action = raw.FPDFLink_GetAction(link) if link else None
            if action and _is_script(page.pdf, action):
                count += 1
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return count


def _is_script(document: pdfium.PdfDocument, action: Any) -> bool:
    kind = raw.FPDFAction_GetType(action)
    if kind in (raw.PDFACTION_LAUNCH,):
        return True
    if kind != raw.PDFACTION_URI:
        return False
    address = ctypes.create_string_buffer(256)
    raw.FPDFAction_GetURIPath(document, action, address, 256)
    return address.value.strip().lower().startswith(b"javascript:")
