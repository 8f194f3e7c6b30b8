"""HTML, Word, Excel and CSV into text: what a person sees, with a notice of what was left out."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from rendered import saved

from index.errors import DocumentError
from index.readers.number_formats import displayed
from index.readers.parsers import parse
from index.settings import Settings


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (40545, "#,##0", "40,545"),
        (0.19, "0%", "19%"),
        (0.1949, "0.0%", "19.5%"),
        (2.5, "General", "2.5"),
        (1234567, '#,##0.0,,"M"', "1.2M"),
        (-3, "0;(0)", "(3)"),
        (-3, "#,##0", "-3"),
        (0, '0;-0;"none"', "none"),
        (12.5, "$#,##0.00", "$12.50"),
        (7, "000", "007"),
        (0.1 + 0.2, "General", "0.3"),
        (Decimal("1e3"), "General", "1000"),
        (datetime.datetime(2023, 7, 4), "yyyy-mm-dd", "2023-07-04"),
        (datetime.datetime(2023, 7, 4), "mmmm d, yyyy", "July 4, 2023"),
        (datetime.datetime(2023, 7, 4, 15, 5), "h:mm AM/PM", "3:05 PM"),
        (True, "General", "TRUE"),
        ("=cmd", "General", "=cmd"),
        (None, "0", ""),
    ],
)
def test_values_read_as_the_spreadsheet_shows_them(value: object, code: str, shown: str) -> None:
    assert displayed(value, code) == shown


def test_workbook_gives_its_visible_sheets_with_values_as_displayed() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "By country"
    for row in (
        ["Missing children by country", None, None],
        ["Country", "2022", "Share"],
        ["France", 40545, 0.19],
        ["Spain", 9720, 0.05],
        ["Hidden", 1, 1],
        ["Chad", "=1+1", None],
        [],
        ["Source: NCMEC"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    for row_number in (3, 4):
        sheet.cell(row_number, 2).number_format = "#,##0"
        sheet.cell(row_number, 3).number_format = "0%"
    sheet.row_dimensions[5].hidden = True
    book.create_sheet("Old").append(["Secret", 99])
    book["Old"].sheet_state = "hidden"
    parsed = parse("xlsx", saved(book))
    assert parsed.text == (
        "# By country\n\nMissing children by country\n\n"
        "Country\t2022\tShare\nFrance\t40,545\t19%\nSpain\t9,720\t5%\nChad\t\n\nSource: NCMEC"
    )
    messages = " ".join(notice.message for notice in parsed.notices)
    assert "'Old'" in messages and "Hidden rows" in messages and "B6" in messages
    assert len(parsed.notices) == 3


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Kind,2023\nCases,12\n", "Kind\t2023\nCases\t12"),
        (b"Kind;2023\nCases, all;1,5\n", "Kind\t2023\nCases, all\t1,5"),
        (b"Kind\t2023\nCases\t12\n", "Kind\t2023\nCases\t12"),
        (b'Kind,2023\n"Cases,\nall",12\n', "Kind\t2023\nCases, all\t12"),
        ("Größe,2023\nFälle,12\n".encode("cp1252"), "Größe\t2023\nFälle\t12"),
        ("\ufeffKind,2023\nCases,12".encode(), "Kind\t2023\nCases\t12"),
        ("Kind,2023\nCases,12".encode("utf-16"), "Kind\t2023\nCases\t12"),
        (
            b"Reports by country\n\nKind,2023\nCases,12\n=cmd|' /C calc'!A0,7\n\nSource: us\n",
            "# Reports by country\n\nKind\t2023\nCases\t12\n=cmd|' /C calc'!A0\t7\n\nSource: us",
        ),
    ],
)
def test_csv(data: bytes, text: str) -> None:
    assert parse("csv", data).text == text


def test_csv_in_an_encoding_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(DocumentError, match="encoding"):
        parse("csv", "Страна,2023\nРоссия,12\n".encode("cp1251"))


def test_word_document_reads_as_with_all_changes_accepted() -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.add_heading("Report", 0)
    paragraph = document.add_paragraph("There were 893")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(" cases.")
    paragraph.add_run(" Say 99.").font.hidden = True
    names = nsdecls("w")
    paragraph._p.append(parse_xml(f"<w:del {names}><w:r><w:delText> Of 800.</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {names}><w:r><w:t xml:space='preserve'> Of 900.</w:t></w:r></w:ins>"))
    document.add_paragraph("Boys: 20", style="List Bullet")
    document.add_paragraph("Missing\t807")
    document.add_paragraph("Other\t70")
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Kind", "2023"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Cases"
    table.cell(1, 1).text, table.cell(2, 1).text = "12", "13"
    parsed = parse("docx", saved(document))
    assert parsed.text == (
        "# Report\n\nThere were 893¹ cases. Of 900.\n\n- Boys: 20\n\nMissing\t807\nOther\t70\n\n"
        "Kind\t2023\nCases\t12\nCases\t13"
    )
    assert sorted(notice.kind.value for notice in parsed.notices) == ["active_content", "revised"]


def test_web_page_without_what_surrounds_it() -> None:
    page = (
        "<html><head><title>T</title><style>.x{display:none} @media print{.z{display:none}}</style></head><body>"
        "<header><nav>Home</nav></header><div class='cookie-banner'>876 partners</div><main><p>Fact sheet</p>"
        "<h1>Reports<sup>1</sup></h1><p>It has 893<sup>2</sup> cases, the 1<sup>st</sup> time."
        "<span class=x>hidden 5</span> <span class=z>Seen.</span></p><ul><li>Boys: 20<li><p>Girls: 30</p></ul>"
        "<table><caption>By country</caption><tr><th rowspan=2>Country<th colspan=2>Reports<tr><th>2022<th>2023"
        "<tr><td rowspan=2>France<td>1<td>2<tr><td>3<td>4</table></main><footer>99</footer></body></html>"
    )
    parsed = parse("html", page.encode())
    assert parsed.text == (
        "# Reports¹\n\nFact sheet\n\nIt has 893² cases, the 1st time. Seen.\n\n- Boys: 20\n\n- Girls: 30\n\n"
        "By country\n\n"
        "Country\tReports\tReports\nCountry\t2022\t2023\nFrance\t1\t2\nFrance\t3\t4"
    )
    assert [notice.kind.value for notice in parsed.notices] == ["active_content"]


def test_notices_are_flags_and_a_bad_file_stops_no_other(own_home: Path, tmp_path: Path) -> None:
    from index import Library

    (tmp_path / "table.csv").write_text("Country,2022\nFrance,40545\n")
    (tmp_path / "page.html").write_text("<h1>Reports</h1><p>There were 12.</p><script>x()</script>")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    library = Library(Settings(home=own_home))
    report = library.add([tmp_path])
    assert sorted(report.added) == ["page.html", "table.csv"]
    assert list(report.refused) == [str(tmp_path / "bad.pdf")]
    assert {d.source: d.format for d in library.documents()}["table.csv"] == "csv"
    page = library.document("page.html")
    (flag,) = [flag for flag in library.check().flags if flag.document_id == page.id]
    assert (flag.kind.value, flag.quote) == ("active_content", "# Reports"[2:])
    assert page.text[flag.start : flag.end] == flag.quote
    library.close()


def test_label_and_figure_that_a_style_sets_side_by_side_stay_apart() -> None:
    rows = "".join(
        f'<div style="display:flex"><span>{label}</span><span>{figure}</span></div>'
        for label, figure in (("Other cases", "267"), ("Reported by (ORR)", "55"))
    )
    text = parse(
        "html",
        f"<p>Cases</p>{rows}<p><span>20</span><span>24</span> <span>Cyber</span><span>Tipline</span></p>".encode(),
    ).text
    assert text == "Cases\n\nOther cases 267\n\nReported by (ORR) 55\n\n2024 CyberTipline"


def test_rows_on_the_lines_of_one_paragraph_are_paragraphs(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Highlights\nCases handled in 2022: 241\nFamilies supported: 342")
    document.add_paragraph("A sentence that goes\nover two lines.")
    path = tmp_path / "rows.docx"
    document.save(str(path))
    text = parse("docx", path.read_bytes()).text
    assert text.split("\n\n")[-4:] == [
        "Highlights",
        "Cases handled in 2022: 241",
        "Families supported: 342",
        "A sentence that goes over two lines.",
    ]
