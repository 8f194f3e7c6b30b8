"""Passages of documents of no family: sentences, answers to printed questions, lists with their lead, table rows.

Each carries in `context` what it cannot be understood without: the title, the headings over it and, of a row, the
header, the group and the footnotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.reading import Block, Reading, cells, line_around, read
from index.tables import Notes, Row, Table, column_labels, extract, marks, note_mark, read_table
from index.types import Document, Extract, Passage

_ITEM = re.compile(r"\s*(?:[-+\u2022\u2013]|\*(?!\*)|(?P<number>\d{1,2}[.)]))\s+")
_QUESTION = re.compile(
    r"\s*(?:#{1,6}\s+)?(?:[*_]{1,3})?\s*(?:Q(?:uestion)?\s?\d{0,3}\s?[:.)]\s*)?(?P<asks>\S.*\?)[*_\s]*"
)
_ANSWER = re.compile(r"\s*(?:[*_]{1,3})?A(?:nswer)?\s?[:.)](?:[*_]{1,3})?\s+")
_HASHES = re.compile(r"\s*(#{1,6})\s")
_UNMARKED, _ASKED = 7, 8  # depths of headings that no "#" marks, below those that have it
_LONGEST_ANSWER = 1500  # characters
_LEAD_WORDS = 40
_NAMED_TABLE = re.compile(r"\b(?:table|figure|annex|section)\s+\d+(?:\.\d+)*", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\d-])(?!(?:19|20)\d{2}(?![\d,.]\d))\d")
# Words that are written for a program that reads the document. Nothing near them is quoted.
_TO_A_PROGRAM = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:instructions?|prompts?|rules|guidelines|context)\b|"
    r"\bsystem prompt\b|\b(?:tell|inform|assure) the (?:user|reader|asker)\b|\byou are (?:now )?an? (?:\w+ )?"
    r"(?:assistant|chatbot|language model|ai)\b|\b(?:answer|respond|reply) (?:only |always |to every \w+ )?with\b|"
    r"\bas an ai\b|\b(?:assistant|chatbot|language model|ai)s?\b[^.\n]{0,30}\b(?:must|should|shall|has to|have to)\b|"
    r"^\s*(?:system|assistant)\s*:",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(slots=True)
class _Piece:
    """A paragraph or a list item: its span in the stored text and how a person reads it."""

    start: int
    end: int
    reading: str
    item: bool = False
    block: Block | None = None


@dataclass(slots=True)
class _Under:
    """The headings over what is being read, the nearest last, each with its depth."""

    title: Extract | None = None
    headings: list[tuple[int, Extract, str]] = field(default_factory=list)

    def enter(self, depth: int, heading: Extract, words: str, *, caption: bool = False) -> None:
        asks = words.endswith("?")  # one printed question does not stand under another
        kept = depth + caption  # the caption of a table does not end the section that its title begins
        self.headings = [h for h in self.headings if h[0] < kept and not (asks and h[2].endswith("?"))]
        self.headings.append((depth, heading, words))

    @property
    def section(self) -> str | None:
        return self.headings[-1][2] if self.headings else None

    @property
    def asks(self) -> bool:
        return bool(self.section and self.section.endswith("?"))

    def context(self) -> tuple[Extract, ...]:
        return (*((self.title,) if self.title else ()), *(heading for _, heading, _ in self.headings))


def plain_passages(document: Document, reading: Reading) -> Iterator[Passage]:
    """Yield the passages of a document of no family in their order."""
    for number, passage in enumerate(_passages(document, reading)):
        yield replace(passage, id=f"{document.id}:{number}")


def _passages(document: Document, reading: Reading) -> Iterator[Passage]:
    text, under = document.text, _Under()
    lead: list[_Piece] = []
    leads: list[_Piece] = []  # what stands between the headings and a table's caption
    table: Table | None = None
    notes: Notes | None = None
    for paragraph, block in enumerate(reading.blocks):
        start, end = reading.span(block.start, block.end)
        words = reading.text[block.start : block.end]
        if block.kind != "table":
            table = None
        if block.kind in ("title", "heading"):
            yield from _said(document, reading, lead, under, paragraph)
            captions = paragraph + 1 < len(reading.blocks) and reading.blocks[paragraph + 1].kind == "table"
            follows = captions and not lead and paragraph > 0 and reading.blocks[paragraph - 1].kind == "heading"
            leads = lead if captions and not words.endswith("?") else []
            lead = []
            hashes = _HASHES.match(text, line_around(text, start, end)[0], end)
            depth = _ASKED if not hashes and words.endswith("?") else len(hashes[1]) if hashes else _UNMARKED
            if block.kind == "title":
                under.title = extract(text, start, end)
            else:
                under.enter(depth, extract(text, start, end), words, caption=follows and depth == _UNMARKED)
        elif block.kind == "table":
            leads = [piece for piece in (*leads, *lead) if not piece.item and _leads(piece.reading)]
            yield from _said(document, reading, lead, under, paragraph)
            lead = []
            table = read_table(text, reading, block, table)
            notes = notes or Notes(text)
            yield from _rows(document, table, under, leads, paragraph, start, notes)
            leads = []
        elif not _TO_A_PROGRAM.search(words):
            for piece in _pieces(text, block, start, end, words, last=paragraph == len(reading.blocks) - 1):
                if isinstance(piece, tuple):
                    yield from _said(document, reading, lead, under, paragraph)
                    lead = []
                    under.enter(_ASKED, piece[0], piece[1])
                else:
                    lead.append(piece)
    yield from _said(document, reading, lead, under, len(reading.blocks))


def _leads(words: str) -> bool:
    """Say whether a paragraph leads the table below it; what annotates a table or tells figures itself does not."""
    return (
        len(words.split()) <= _LEAD_WORDS and not note_mark(words) and not _FIGURE.search(_NAMED_TABLE.sub("", words))
    )


def _pieces(
    text: str, block: Block, start: int, end: int, words: str, *, last: bool
) -> Iterator[_Piece | tuple[Extract, str]]:
    """Split a paragraph at its list items and printed questions; a question comes with its words."""
    first, stop = line_around(text, start, end)
    lines = [(first + m.start(), first + m.end()) for m in re.finditer(r"[^\r\n]+", text[first:stop])]
    asks = [_QUESTION.fullmatch(text, *line) if _stands_alone(text, line) else None for line in lines]
    if not any(asks) and not any(_ITEM.match(text, *line) for line in lines):
        yield _Piece(start, end, words, block=block)
        return
    piece: _Piece | None = None
    for number, (line, question) in enumerate(zip(lines, asks, strict=True)):
        if question and not (last and number == len(lines) - 1):
            if piece:
                yield piece
            piece = None
            a, b = question.span("asks")
            yield extract(text, a, b), read(text[a:b]).text
            continue
        item = _ITEM.match(text, *line)
        answer = None if item else _ANSWER.match(text, *line)
        begins = item or answer
        a = line[0] if begins is None else begins.end()
        if item and item["number"]:
            a = item.start("number")
        a += len(text[a : line[1]]) - len(text[a : line[1]].lstrip())
        b = line[0] + len(text[line[0] : line[1]].rstrip())
        if piece and not item and not answer:
            piece.end, piece.reading = b, f"{piece.reading} {read(text[a:b]).text}"
        elif a < b:
            if piece:
                yield piece
            piece = _Piece(a, b, read(text[a:b]).text, item=bool(item))
    if piece:
        yield piece


def _stands_alone(text: str, line: tuple[int, int]) -> bool:
    """Say whether a line holds one question and nothing else."""
    words = text[line[0] : line[1]].strip(" \t*_")
    return words.endswith("?") and not re.search(r"[.!?]\s+[A-Z]", words.partition(":")[2] or words)


def _said(
    document: Document, reading: Reading, pieces: Sequence[_Piece], under: _Under, paragraph: int
) -> Iterator[Passage]:
    """Yield the passages of the paragraphs and lists between two headings."""
    position = 0
    while position < len(pieces):
        end = position + 1
        if under.asks:
            while end < len(pieces) and pieces[end].end - pieces[position].start <= _LONGEST_ANSWER:
                end += 1
        elif len(pieces) > end and pieces[end].item and not pieces[position].item:
            while end < len(pieces) and pieces[end].item:
                end += 1
        run = pieces[position:end]
        position = end
        if len(run) == 1 and not under.asks and run[0].block:
            yield from _sentences(document, reading, run[0].block, under, paragraph)
            continue
        lines = "\n".join(piece.reading for piece in run)
        yield _passage(document, under, paragraph, run[0].start, run[-1].end, lines, under.context())


def _sentences(document: Document, reading: Reading, block: Block, under: _Under, paragraph: int) -> Iterator[Passage]:
    for start, end in reading.sentences(block):
        a, b = reading.span(start, end)
        yield _passage(document, under, paragraph, a, b, reading.text[start:end], under.context())


def _passage(
    document: Document, under: _Under, paragraph: int, start: int, end: int, reading: str, context: tuple[Extract, ...]
) -> Passage:
    return Passage(
        id="",
        document_id=document.id,
        section=under.section,
        paragraph=paragraph,
        text=document.text[start:end],
        reading=reading,
        start=start,
        end=end,
        context=context,
    )


def _rows(
    document: Document,
    table: Table,
    under: _Under,
    leads: Sequence[_Piece],
    paragraph: int,
    start: int,
    notes: Notes,
) -> Iterator[Passage]:
    text = document.text
    over = {(e.start, e.end): e for e in under.context()}
    over |= {(lead.start, lead.end): extract(text, lead.start, lead.end) for lead in leads}
    above = [over[span] for span in sorted(over)]
    above += [extract(text, row.start, row.end) for row in (*table.titles, *table.header)]
    marked = {mark for over in above for mark in marks(over.quote)}
    names = [read(e.quote).text for e in above[: len(above) - len(table.header)]] or [document.title]
    labels = column_labels([row.cells for row in table.header], max((len(r.cells) for r in table.rows), default=0))
    for row in table.rows:
        line = text[row.start : row.end]
        if _TO_A_PROGRAM.search(line):
            continue
        known = marked | marks(line) | (marks(row.group.quote) if row.group else set())
        below = sorted((note for mark in known if (note := notes.of(mark, start))), key=lambda note: note.start)
        group = (row.group,) if row.group else ()
        yield _passage(
            document,
            under,
            paragraph,
            row.start,
            row.end,
            row_reading([*names, *([read(row.group.quote).text] if row.group else [])], labels, row),
            (*above, *group, *below),
        )


def row_reading(names: Sequence[str], labels: Sequence[Sequence[str]], row: Row) -> str:
    """Return a row in words: what it stands under, then each cell with the labels of its column."""
    said = [
        f"{' '.join(label)}: {cell}" if label else cell for label, cell in zip(labels, row.cells, strict=False) if cell
    ]
    return " \u2014 ".join((*dict.fromkeys(names), "; ".join(said)))


def is_row(passage: Passage) -> bool:
    """Say whether a passage of a document of no family is a row of a table."""
    return "\t" in passage.text or bool(headers(passage.text, passage.start, passage.context))


def headers(line: str, start: int, context: Sequence[Extract]) -> list[Extract]:
    """Return those of the stretches around a line that are the header over it; none if it is no row."""
    mark = "\t" if "\t" in line else "|"
    return [over for over in context if over.end <= start and mark in over.quote and mark in line]


def row_cells(line: str) -> list[str]:
    """Return the cells of a stored row or header as a person reads them."""
    return [read(line[a:b]).text if line[a:b].strip() else "" for a, b in cells(line, 0, len(line))]
