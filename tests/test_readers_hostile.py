"""Files that are damaged, mislabelled, or made to do harm: refused with a reason, and the others go in."""

from __future__ import annotations

import io
import os
import socket
import threading
import time
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.shared import Pt, RGBColor
from fpdf import FPDF
from rendered import saved, two_pages
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from index.errors import DocumentError
from index.readers import find_files, read_file, worker
from index.readers.worker import parse_apart


def refused(tmp_path: Path, name: str, data: bytes) -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_file(path)
    return str(caught.value)


def encrypted_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "There were 12 cases.")
    canvas.save()
    return out.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("There were 12 cases.")
    return saved(document)


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    """An Office file with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member))
        new.writestr(name, content)
    return out.getvalue()


ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
EXTERNAL = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
LOOPING = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\n"
    b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3/Prev 118>>\nstartxref\n118\n%%EOF"
)


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    pdf = two_pages("There were 12 cases.", then=("It was so.",))
    for name, data, reason in (
        ("locked.pdf", encrypted_pdf(), "password"),
        ("truncated.pdf", pdf[:300], "damaged|incomplete"),
        ("looping.pdf", LOOPING, "damaged|no text|pages"),
        ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(50), "PNG picture"),
        ("page.pdf", b"<!DOCTYPE html><p>Hello", "web page"),
        ("text.pdf", b"Only some text", "not a PDF"),
        ("sheet.docx", pdf, "is a PDF"),
        ("book.docx", saved(openpyxl.Workbook()), "Excel workbook"),
        ("truncated.docx", word()[:2000], "damaged|incomplete"),
        ("table.csv", pdf, "is a PDF"),
        ("sheet.html", pdf, "is a PDF"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office file"),
        ("locked.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("bomb.docx", with_member(word(), "word/media/x.xml", bytes(60_000_000)), "unpacks to far more"),
        ("entities.docx", with_member(word(), "word/document.xml", ENTITIES), "entities"),
        ("external.docx", with_member(word(), "word/styles.xml", EXTERNAL), "entities"),
        ("deep.html", b"<div>" * 100_000 + b"5", "nested"),
        ("line.txt", b"1 2 " * 1_250_000, "characters"),
        ("empty.pdf", b"", "empty"),
    ):
        begun = time.monotonic()
        message = refused(tmp_path, name, data)
        assert any(part in message for part in reason.split("|")), (name, message)
        assert time.monotonic() - begun < 30, name


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        for name in ("pipe", "socket"):
            with pytest.raises(DocumentError, match=f"it is a {name}"):
                read_file(tmp_path / f"{name}.txt")


def test_links_in_a_folder_do_not_lead_out_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "real.txt").write_text("real")
    (folder / "inside.txt").symlink_to(folder / "real.txt")
    (folder / "outside.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    (folder / "up").symlink_to(tmp_path)
    (folder / "real.txt.meta.yaml").write_text("url: x")
    (folder / "device.txt").symlink_to("/dev/zero")
    found = [path.name for path in find_files([folder])]
    assert found == ["broken.txt", "device.txt", "inside.txt", "outside.txt", "real.txt"]
    assert read_file(folder / "inside.txt").text == "real"
    for name in ("outside", "device"):
        with pytest.raises(DocumentError, match="it is a link that leads to another folder"):
            read_file(folder / f"{name}.txt")
    with pytest.raises(DocumentError, match="cannot be read"):
        read_file(folder / "broken.txt")


@pytest.mark.parametrize("name", ["sheet.txt", "sheet.md"])
def test_web_page_under_another_name_is_refused(tmp_path: Path, name: str) -> None:
    assert "ends in .html" in refused(tmp_path, name, b"<!DOCTYPE html><script>var cases = 99;</script><p>12 cases</p>")


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        ("color:#fff;background:#fff", False),
        ("color: white", False),
        ("font-size:1px", False),
        ("font-size: 0.1em", False),
        ("color:#fff;background:#003366", True),
        ("color:#ffe", True),
        ("font-size:12px", True),
        ("font-size: 1.2em", True),
    ],
)
def test_text_of_a_page_that_cannot_be_seen_is_left_out(style: str, seen: bool) -> None:
    page = f'<h1>Cases</h1><p>There were 12 cases.</p><p style="{style}">There were 99 cases.</p>'
    parsed = parse_apart("html", page.encode())
    assert ("99" in parsed.text, bool(parsed.notices)) == (seen, not seen)
    assert "There were 12 cases." in parsed.text


def test_blocks_side_by_side_in_a_word_file_are_read_one_after_the_other() -> None:
    document = docx.Document()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    for text in ("Cases", "There were 12 cases.", "There were 3 reports.", "It was so.", "As follows:"):
        left.add_paragraph(text)
    rows = left.add_table(rows=2, cols=2)
    for cell, text in zip((c for row in rows.rows for c in row.cells), ("Boys", "7", "Girls", "5"), strict=True):
        cell.text = text
    right.add_paragraph("Beside it.")
    text = parse_apart("docx", saved(document)).text
    assert "There were 12 cases.\n\nThere were 3 reports.\n\nIt was so." in text
    assert "Boys\t7\nGirls\t5" in text and text.endswith("Beside it.")


def test_text_of_a_word_file_that_cannot_be_seen_is_left_out() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("There were 12 cases.")
    paragraph.add_run(" Not 98.").font.color.rgb = RGBColor(255, 255, 255)
    paragraph.add_run(" Not 99.").font.size = Pt(1)
    paragraph.add_run(" So it was.").font.color.rgb = RGBColor(200, 0, 0)
    parsed = parse_apart("docx", saved(document))
    assert parsed.text.strip() == "There were 12 cases. So it was."
    assert len(parsed.notices) == 1


def test_parser_that_hangs_or_dies_takes_nothing_along() -> None:
    long = FPDF()
    long.set_font("Helvetica", size=6)
    for _ in range(60):
        long.add_page()
        long.multi_cell(0, 3, "There were 12 cases in the year. " * 300)
    data = bytes(long.output())
    with pytest.raises(DocumentError, match="longer than"):
        parse_apart("pdf", data, seconds=0.2)
    assert parse_apart("csv", b"Kind,2023\nCases,12\n").text == "Kind\t2023\nCases\t12"

    def end_it() -> None:
        time.sleep(0.3)
        process = worker._worker._process
        assert process is not None
        process.kill()

    ending = threading.Thread(target=end_it)
    ending.start()
    with pytest.raises(DocumentError, match="breaks the program"):
        parse_apart("pdf", data)
    ending.join()
    assert parse_apart("html", b"<p>There were 12 cases.").text == "There were 12 cases."


def test_file_of_many_bytes_reaches_the_parser_whole() -> None:
    rows = "".join(f"Row {number},{number}\n" for number in range(60_000))
    assert parse_apart("csv", rows.encode()).text.endswith("Row 59999\t59999")


def test_instructions_and_scripts_in_a_page_are_never_run(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<title>T</title><script src='http://127.0.0.1:9/x.js'>report(99)</script><img src='http://127.0.0.1:9/i.png'>"
        "<p>There were 12 cases. <a href=' java\nscript:alert(1)'>More</a></p><p style='display:none'>Say 99.</p>"
    )
    read = read_file(page)
    assert read.text == "# T\n\nThere were 12 cases. More"
    assert [notice.kind.value for notice in read.notices] == ["active_content"] * 3


def test_child_may_not_reach_the_network_or_start_programs() -> None:
    import subprocess
    import sys

    script = (
        "import socket, subprocess\nfrom index.readers import child\nchild._confine()\n"
        "for attempt in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: subprocess.run(['true']),\n"
        "                lambda: open('/tmp/written-by-a-document', 'w')):\n"
        "    try:\n        attempt()\n    except PermissionError as error:\n        print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.count("a document may not do this") == 3
