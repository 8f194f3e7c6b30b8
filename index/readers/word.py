"""Word documents (.docx): paragraphs, headings, lists, tables and footnotes, as they read with all changes accepted."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.oxml.ns import qn

from index.errors import DocumentError
from index.readers.archive import open_archive
from index.readers.grid import Cell, fill
from index.readers.source import Parsed
from index.readers.writing import Writer, clean, superscript
from index.types import FlagKind

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Element = Any  # of lxml, which has no types

_HEADING_STYLE = re.compile(r"heading \d|title|subtitle|überschrift \d|título.*|titre.*", re.IGNORECASE)
_LEADERS = re.compile(r"\s*(?:\.{4,}|_{4,}|…{2,})\s*")
_HEADING_WORDS = 25
_DELETED = (qn("w:del"), qn("w:moveFrom"))
_SKIPPED = (qn("w:instrText"), qn("w:delText"), qn("w:pPr"), qn("w:rPr"), qn("w:tblPr"), qn("w:sectPr"))
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_ON = ("1", "true", "on", None)


def read_docx(data: bytes) -> Parsed:
    """Read a Word document.

    Raises DocumentError for a file that is damaged, encrypted or no Word document.
    """
    with open_archive(data, "word/document.xml") as archive:
        names = archive.namelist()
    try:
        document = Document(io.BytesIO(data))
    except (KeyError, ValueError) as error:
        raise DocumentError("the Word document is damaged; open it in Word and save it anew") from error
    reader = _Reader(document)
    reader.read()
    reader.note_parts(names)
    return reader.writer.parsed()


class _Reader:
    def __init__(self, document: WordDocument) -> None:
        self.writer = Writer()
        self.body = document.element.body
        self.styles = {style.style_id: style for style in document.styles}
        self.notes = _footnotes(document)
        self.pending: list[str] = []  # footnotes to write behind the block that bears their marks
        self.rows: list[list[str]] = []  # lines with tabs, which together are a table
        self.left_out: list[str] = []
        self.deleted: list[str] = []

    def read(self) -> None:
        self._blocks(self.body)
        self._end_rows()
        if self.left_out:
            words = _short(" ".join(self.left_out))
            self.writer.notice(FlagKind.ACTIVE_CONTENT, f"Hidden text was left out: {words!r}.")
        if self.deleted:
            words = _short(" ".join(self.deleted))
            message = f"The document holds tracked changes; it is read with all of them accepted, without {words!r}."
            self.writer.notice(FlagKind.REVISED, message)
        elif next(self.body.iter(qn("w:ins"), qn("w:moveTo")), None) is not None:
            message = "The document holds tracked changes; it is read with all of them accepted."
            self.writer.notice(FlagKind.REVISED, message)

    def note_parts(self, names: list[str]) -> None:
        """Note macros, embedded files and comments."""
        kind = FlagKind.ACTIVE_CONTENT
        if any(name.endswith("vbaProject.bin") for name in names):
            self.writer.notice(kind, "The document holds macros; none was run.")
        if any("/embeddings/" in name or "/activeX/" in name for name in names):
            self.writer.notice(kind, "The document has other files embedded in it; they were not read.")
        if "word/comments.xml" in names:
            self.writer.notice(FlagKind.REVISED, "The document holds comments; they were not read.")

    def _blocks(self, parent: Element) -> None:
        for element in _unwrapped(parent):
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._end_rows()
                if _is_layout(element):
                    for cell in element.iterfind(f"{qn('w:tr')}/{qn('w:tc')}"):
                        self._blocks(cell)
                        self._end_rows()
                else:
                    self._table(element)

    def _paragraph(self, paragraph: Element) -> None:
        text = self._text(paragraph)
        boxes = [box for box in paragraph.iter(qn("w:txbxContent")) if not _is_within(box, _FALLBACK)]
        text = _LEADERS.sub("\t", text.replace("\n", " \n")).strip(" \n")
        cells = [clean(cell) for cell in text.split("\t")]
        if len([cell for cell in cells if cell]) > 1:
            self.rows.append(cells)
        elif text.strip():
            self._end_rows()
            for line in text.split("\n") if _ROW.search(text) else (text,):
                self._write(paragraph, clean(line))
        for box in boxes:
            self._end_rows()
            self._blocks(box)

    def _write(self, paragraph: Element, text: str) -> None:
        if self._is_heading(paragraph, text):
            self.writer.heading(text)
        elif self._is_item(paragraph):
            self.writer.item(text)
        else:
            self.writer.paragraph(text)
        self._end_notes()

    def _end_rows(self) -> None:
        if self.rows:
            self.writer.table(self.rows)
            self.rows = []
            self._end_notes()

    def _end_notes(self) -> None:
        for note in self.pending:
            self.writer.paragraph(note)
        self.pending = []

    def _table(self, table: Element) -> None:
        rows: list[list[Cell]] = []
        for row in _unwrapped(table):
            if row.tag != qn("w:tr") or row.find(f"{qn('w:trPr')}/{qn('w:del')}") is not None:
                continue
            rows.append(list(self._cells(row)))
        filled = fill(rows)
        continued = [[cell.text == _CONTINUED for cell in row for _ in range(cell.columns)] for row in rows]
        for number, marks in enumerate(continued):
            for column, continues in enumerate(marks[: len(filled[number])]):
                if continues:
                    above = filled[number - 1] if number else []
                    filled[number][column] = above[column] if column < len(above) else ""
        if max((len(row) for row in filled), default=0) == 1:  # a box around text
            for row in filled:
                self.writer.paragraph(row[0])
        else:
            self.writer.table(filled)
        self._end_notes()

    def _cells(self, row: Element) -> Iterator[Cell]:
        skipped = row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}")
        if skipped is not None:
            yield Cell(text="", columns=_number(skipped))
        for cell in _unwrapped(row):
            if cell.tag != qn("w:tc"):
                continue
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            continues = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            texts = (self._text(p) for p in cell.iter(qn("w:p")) if not _is_within(p, _FALLBACK))
            text = _CONTINUED if continues else clean(" ".join(texts))
            yield Cell(text=text, columns=_number(span) if span is not None else 1)

    def _text(self, paragraph: Element) -> str:
        """Return the text of a paragraph without what was deleted or hidden, raised marks apart."""
        parts: list[str] = []
        stack = list(reversed(paragraph))
        while stack:
            element = stack.pop()
            if element.tag in _DELETED:
                self.deleted += [t.text or "" for t in element.iter(qn("w:delText"), qn("w:t"))]
            elif element.tag in _SKIPPED or element.tag in (_FALLBACK, qn("w:txbxContent")):
                continue
            elif element.tag == qn("w:r"):
                parts.append(self._run(element))
                stack += [e for e in reversed(element) if e.tag not in _RUN_PARTS]
            else:
                stack += reversed(element)
        return "".join(parts)

    def _run(self, run: Element) -> str:
        text = "".join(self._piece(part) for part in run)
        properties = run.find(qn("w:rPr"))
        if properties is None or not text:
            return text
        hidden = any(_is_on(properties.find(qn(name))) for name in ("w:vanish", "w:webHidden"))
        if hidden or _cannot_be_seen(properties):
            self.left_out.append(text)
            return ""
        raised = properties.find(qn("w:vertAlign"))
        return superscript(text) if raised is not None and raised.get(qn("w:val")) == "superscript" else text

    def _piece(self, part: Element) -> str:
        if part.tag == qn("w:t"):
            return part.text or ""
        if part.tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
            return self._reference(part)
        return _PIECES.get(part.tag, "")

    def _reference(self, part: Element) -> str:
        kind = "footnotes" if part.tag == qn("w:footnoteReference") else "endnotes"
        mark = superscript(str(len(self.notes["seen"]) + 1))
        note = self.notes[kind].get(part.get(qn("w:id")))
        if note is None:
            return ""
        self.notes["seen"][mark] = note
        self.pending.append(f"{mark} {clean(' '.join(self._text(p) for p in note.iter(qn('w:p'))))}")
        return mark

    def _style(self, paragraph: Element) -> Any:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return self.styles.get(style.get(qn("w:val"))) if style is not None else None

    def _is_heading(self, paragraph: Element, text: str) -> bool:
        level = paragraph.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        style = self._style(paragraph)
        if level is not None and level.get(qn("w:val")) != "9":
            return True
        while style is not None:
            if _HEADING_STYLE.fullmatch(style.name or ""):
                return True
            style = style.base_style
        runs = [run for run in paragraph.iter(qn("w:r")) if clean("".join(t.text or "" for t in run.iter(qn("w:t"))))]
        bold = bool(runs) and all(_is_on(run.find(f"{qn('w:rPr')}/{qn('w:b')}")) for run in runs)
        return bold and len(text.split()) <= _HEADING_WORDS and not re.search(r"[.!?;]$", text) and text[:1].isalpha()

    def _is_item(self, paragraph: Element) -> bool:
        numbered = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        style = self._style(paragraph)
        return numbered is not None or bool(style is not None and (style.name or "").lower().startswith("list "))


_ROW = re.compile(r"\w: *\d[\d,.]* *(?:\n|$)")  # "Engagements: 38" on a line of a paragraph
_CONTINUED = "\ue000"  # stands for a cell that the one above goes on in
_PARAGRAPHS_OF_A_CELL = 4
_TINY = 4  # half points: nobody reads it
_PIECES = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:ptab"): "\t",
}
_WRAPPERS = tuple(map(qn, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")))
_RUN_PARTS = (qn("w:t"), qn("w:footnoteReference"), qn("w:endnoteReference"), qn("w:rPr"), *_PIECES)


def _unwrapped(parent: Element) -> Iterator[Element]:
    """Yield the children of an element, and those of the wrappers among them (content controls, insertions)."""
    for child in parent:
        if child.tag in _WRAPPERS:
            yield from _unwrapped(child)
        else:
            yield child


def _footnotes(document: WordDocument) -> dict[str, dict[str, Element]]:
    """Return the footnotes and endnotes of a document by their ids, and room for those that were met."""
    from lxml import etree

    found: dict[str, dict[str, Element]] = {"footnotes": {}, "endnotes": {}, "seen": {}}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        kind = relation.reltype.rsplit("/", 1)[-1]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            root = etree.fromstring(relation.target_part.blob, parser)
            found[kind] = {note.get(qn("w:id")): note for note in root if note.get(qn("w:type")) is None}
    return found


def _is_layout(table: Element) -> bool:
    """Say whether a table only puts blocks of text side by side: a cell of it holds a table, or many paragraphs."""
    cells = list(table.iterfind(f"{qn('w:tr')}/{qn('w:tc')}"))
    return any(
        cell.find(qn("w:tbl")) is not None or len(cell.findall(qn("w:p"))) > _PARAGRAPHS_OF_A_CELL for cell in cells
    )


def _cannot_be_seen(properties: Element) -> bool:
    """Say whether a run is white on nothing, or of two points or less."""
    value = qn("w:val")
    size, color = properties.find(qn("w:sz")), properties.find(qn("w:color"))
    behind = properties.find(qn("w:shd")) is not None or properties.find(qn("w:highlight")) is not None
    tiny = size is not None and (size.get(value) or "").isdigit() and int(size.get(value) or "") <= _TINY
    return tiny or (color is not None and not behind and (color.get(value) or "").upper() == "FFFFFF")


def _is_on(element: Element) -> bool:
    return element is not None and element.get(qn("w:val")) in _ON


def _is_within(element: Element, tag: str) -> bool:
    return next(element.iterancestors(tag), None) is not None


def _number(element: Element) -> int:
    value = element.get(qn("w:val")) or "1"
    return max(1, min(int(value), 1_000)) if value.isascii() and value.isdigit() else 1


def _short(text: str) -> str:
    text = clean(text)
    return text if len(text) <= 60 else f"{text[:60]}…"
