"""The five sheets as other programs write them: PDF by three producers, Word, HTML."""

from __future__ import annotations

import html
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from fpdf import FPDF
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

CHROMIUM = shutil.which("chromium")
STYLES = getSampleStyleSheet()
BODY = ParagraphStyle("body", parent=STYLES["BodyText"], fontSize=10, leading=12.5, spaceAfter=6)
CELL = ParagraphStyle("cell", parent=BODY, spaceAfter=0)


def blocks(text: str) -> Iterator[tuple[str, Any]]:
    """The headings, paragraphs and tables of a sheet's text, without its Markdown."""
    for part in re.split(r"\n\s*\n", text.strip()):
        group = re.sub(r"\*\*|</?a[^>]*>", "", part)
        if group.startswith("#") or (len(group.split()) <= 18 and group[-1] not in ".:;" and "\t" not in group):
            yield "heading", group.lstrip("# ")
        elif "\t" in group:
            yield "table", [line.split("\t") for line in group.split("\n")]
        else:
            yield "paragraph", group.strip()


def decorated(canvas: Any, template: Any) -> None:
    """A running header and a footer with the page number, as many programs print them."""
    canvas.setFont("Helvetica", 8)
    canvas.drawString(72, letter[1] - 40, "National Center for Missing and Exploited Children | Data 2023")
    canvas.drawCentredString(letter[0] / 2, 30, f"Page {template.page} of 3")


def platypus(story: list[Any], *, columns: int = 1, decorate: Any = None, height: float = letter[1]) -> bytes:
    """A PDF that reportlab lays out in one or two columns."""
    out = io.BytesIO()
    template = BaseDocTemplate(out, pagesize=(letter[0], height))
    gap = 20.0
    width = (letter[0] - 144 - gap * (columns - 1)) / columns
    frames = [
        Frame(72 + n * (width + gap), 60, width, height - 130, leftPadding=0, rightPadding=0) for n in range(columns)
    ]
    template.addPageTemplates(PageTemplate(frames=frames, onPage=decorate or (lambda canvas, document: None)))
    template.build(story)
    return out.getvalue()


def story_of(text: str, *, ruled: bool, width: float = 468) -> list[Any]:
    """A sheet as reportlab's flowables."""
    story: list[Any] = []
    for number, (kind, content) in enumerate(blocks(text)):
        if kind == "heading":
            story.append(Paragraph(html.escape(content), STYLES["Title" if number == 0 else "Heading2"]))
        elif kind == "paragraph":
            story.append(Paragraph(html.escape(content), BODY))
        else:
            rows = [[Paragraph(html.escape(label), CELL), value] for label, value in content]
            style = [("VALIGN", (0, 0), (-1, -1), "TOP")]
            if ruled:
                style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
            story += [KeepTogether(Table(rows, [width * 0.6, width * 0.3], style=TableStyle(style))), Spacer(1, 8)]
    return story


def reportlab_pdf(text: str, *, columns: int = 1, ruled: bool = True) -> bytes:
    """A sheet by reportlab, with running header and page numbers."""
    width = 468.0 if columns == 1 else 224.0
    return platypus(story_of(text, ruled=ruled, width=width), columns=columns, decorate=decorated)


class _Sheet(FPDF):
    def header(self) -> None:
        self.set_font("Times", size=8)
        self.cell(0, 5, "NCMEC Fact Sheet", align="R", new_x="LMARGIN", new_y="NEXT")
        self.ln(10)

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Times", size=8)
        self.cell(0, 5, str(self.page_no()), align="C")


def fpdf_pdf(text: str) -> bytes:
    """A sheet by fpdf2, justified, with running header and bare page numbers, tables without rules."""
    pdf = _Sheet(format="A5")
    pdf.set_auto_page_break(True, 25)
    pdf.add_page()
    for number, (kind, content) in enumerate(blocks(text)):
        if kind == "table":
            pdf.set_font("Times", size=11)
            for label, value in content:
                y = pdf.get_y()
                pdf.multi_cell(90, 5, label, align="L", new_x="RIGHT", new_y="NEXT")
                below = pdf.get_y()
                pdf.set_xy(105, y)
                pdf.cell(20, 5, value, align="R")
                pdf.set_xy(pdf.l_margin, below + 3)
            pdf.ln(3)
            continue
        heading = kind == "heading"
        pdf.set_font("Times", "B" if heading else "", (16 if number == 0 else 12) if heading else 11)
        latin = content.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"').replace("\u2013", "-")
        pdf.multi_cell(0, 5.5, latin, align="L" if heading else "J", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(3)
    return bytes(pdf.output())


def html_page(text: str) -> str:
    """A sheet as a web page, with what surrounds the text on one."""
    parts: list[str] = []
    for number, (kind, content) in enumerate(blocks(text)):
        if kind == "heading":
            level = 1 if number == 0 else 2
            parts.append(f"<h{level}>{html.escape(content)}</h{level}>")
        elif kind == "paragraph":
            parts.append(f"<p>{html.escape(content)}</p>")
        else:
            rows = ("".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in content)
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return (
        "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Sheet | NCMEC</title>"
        "<style>nav{color:red}</style><script>var reports = 12345;</script></head><body>"
        "<header><nav><a href='/'>Home</a> <a href='/2022'>2022: 9,999 reports</a></nav></header>"
        "<div id='cookie-banner'>We and our 876 partners use cookies.</div><main>"
        + "\n".join(parts)
        + "</main><footer>© 2024. Call 1-800-000-0000.</footer></body></html>"
    )


def chromium_pdf(page: str, directory: Path) -> bytes:
    """A web page as Chromium prints it, with its own header and footer."""
    source, printed = directory / "page.html", directory / "page.pdf"
    source.write_text(page, encoding="utf-8")
    subprocess.run(
        [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={printed}", source.as_uri()],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return printed.read_bytes()


def word_document(text: str) -> bytes:
    """A sheet as a Word document with a running header and footer."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "NCMEC Data 2023"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 3"
    for number, (kind, content) in enumerate(blocks(text)):
        if kind == "heading":
            document.add_heading(content, level=0 if number == 0 else 2)
        elif kind == "paragraph":
            document.add_paragraph(content)
        else:
            table = document.add_table(rows=0, cols=2)
            for row in content:
                for cell, value in zip(table.add_row().cells, row, strict=True):
                    cell.text = value
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a document or workbook."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def two_pages(*first: str, then: tuple[str, ...] = ()) -> bytes:
    """Paragraphs on one page and on the next."""
    return platypus([*(Paragraph(p, BODY) for p in first), PageBreak(), *(Paragraph(p, BODY) for p in then)])
