"""The five sheets in other formats give exactly the facts of the text files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from rendered import CHROMIUM, chromium_pdf, fpdf_pdf, html_page, reportlab_pdf, word_document

from index.build import process
from index.catalog import load_catalogs
from index.readers import SourceFile, read_file
from index.readers.parsers import parse

SHEETS = ("colorado", "connecticut", "massachusetts", "minnesota", "new-york")
RENDERED: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "html": ("html", lambda text: html_page(text).encode()),
    "docx": ("docx", word_document),
    "reportlab-ruled": ("pdf", reportlab_pdf),
    "reportlab-plain-table": ("pdf", lambda text: reportlab_pdf(text, ruled=False)),
    "reportlab-two-columns": ("pdf", lambda text: reportlab_pdf(text, columns=2)),
    "reportlab-two-columns-plain": ("pdf", lambda text: reportlab_pdf(text, columns=2, ruled=False)),
    "fpdf2-justified": ("pdf", fpdf_pdf),
}
Figures = set[tuple[str, str, str | None, str, str]]


def facts_of(text: str) -> Figures:
    processed = process("sheet", text, "0" * 64, "", load_catalogs())
    for fact in processed.extraction.facts:
        assert text[fact.start : fact.end] == fact.quote
    return {(f.indicator, f.place, f.period, str(f.value), f.qualifier.value) for f in processed.extraction.facts}


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("shape", RENDERED)
def test_sheet_in_another_format_gives_the_same_facts(corpus: Path, sheet: str, shape: str) -> None:
    text = (corpus / f"{sheet}-2023.txt").read_text("utf-8")
    format_, render = RENDERED[shape]
    expected = facts_of(text)
    assert len(expected) >= 20
    parsed = parse(format_, render(text))
    assert facts_of(parsed.text) == expected
    assert ("Page 1" not in parsed.text) and "Fact Sheet" not in parsed.text and "12345" not in parsed.text


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("sheet", SHEETS)
def test_sheet_that_chromium_printed_gives_the_same_facts(corpus: Path, sheet: str, tmp_path: Path) -> None:
    text = (corpus / f"{sheet}-2023.txt").read_text("utf-8")
    (tmp_path / "sheet.pdf").write_bytes(chromium_pdf(html_page(text), tmp_path))
    read: SourceFile = read_file(tmp_path / "sheet.pdf")
    assert facts_of(read.text) == facts_of(text)
    assert read.format == "pdf"
    assert read.page_starts[0] == 0
    assert "file://" not in read.text
