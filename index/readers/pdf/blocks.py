"""Lines and tables in reading order into headings, paragraphs, list items and tables, across columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Literal

from index.readers.pdf.layout import Line
from index.readers.pdf.lines import BULLET
from index.readers.pdf.tables import Table
from index.readers.pdf.words import Words, join

Kind = Literal["heading", "paragraph", "item", "note", "table"]

_HEADING_SIZE = 1.12  # of the size of the text
_TITLE_SIZE = 1.3
_ABOVE_TITLE = 40  # words
_ENOUGH_LINES = 8  # to tell the distance of the lines of a paragraph from that of paragraphs
_USUAL_DISTANCE = 1.25
_NOTE_SIZE = 0.93
_HEADING_WORDS = 25
_PARAGRAPH_GAP = 1.3  # of the usual distance of lines
_SAME_SIZE = 0.06
_FULL = 0.15  # of the width of the column: how far from its right edge a line that goes on may end
_INDENT = 0.8  # of the type size
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]¹²³⁰⁴-⁹*†‡]*$")
_ITEM = re.compile(rf"(?P<mark>{BULLET.pattern})\s+(?=\S)")
_DRAWN_BULLET = re.compile(r"[^\w(]")
_NOTE = re.compile(
    r"(?P<mark>[¹²³⁰⁴-⁹ᵃ-ᵍʰⁱ]+|[*†‡§]{1,3}|\d{1,2}(?=\s))\s*\S|(?:note|notes|source|sources)\s*:", re.IGNORECASE
)
_FIGURE = re.compile(r"[\W\d_]*")


@dataclass(slots=True)
class Block:
    """A block of text with the pages it stands on: `breaks` are (characters before the page, page)."""

    kind: Kind
    text: str
    page: int
    rows: list[list[str]] = field(default_factory=list)
    breaks: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Style:
    """The type of the running text: its size, whether it is bold, the distance of its lines in type sizes."""

    size: float
    bold: bool
    distance: float


def style_of(pages: Iterable[Sequence[Line | Table]]) -> Style:
    """Return the style most characters of a document have."""
    sizes: Counter[tuple[float, bool]] = Counter()
    distances: list[float] = []
    for page in pages:
        lines = [line for line in page if isinstance(line, Line)]
        for line in lines:
            sizes[round(line.size * 2) / 2, line.bold] += len(line.text)
        distances += [(b.base - a.base) / a.size for a, b in pairwise(lines) if 0.8 < (b.base - a.base) / a.size < 2.2]
    size, bold = sizes.most_common(1)[0][0] if sizes else (10.0, False)
    known = len(distances) >= _ENOUGH_LINES
    return Style(size=size or 10.0, bold=bold, distance=median(distances) if known else _USUAL_DISTANCE)


def blocks(pages: Sequence[Sequence[Line | Table]], words: Words) -> list[Block]:
    """Return the blocks of a document in reading order; footnotes stand behind what they annotate."""
    style = style_of(pages)
    found: list[Block] = []
    for number, page in enumerate(pages, start=1):
        begun = len(found)
        notes: list[Block] = []
        for paragraph in _paragraphs(page, style):
            block = _block(paragraph, number, style, words)
            if block.kind == "note":
                notes.append(block)
            elif not _continue(found, block, style, words):
                found.append(block)
        _place(notes, found, max(0, begun - 1))
    return _title_first(found, style)


def _title_first(found: list[Block], style: Style) -> list[Block]:
    """Put the title, the largest heading of the first page, before the few words that may stand above it."""
    headings = [b for b in found if b.kind == "heading" and b.page == 1]
    title = max(headings, key=lambda b: b.lines[0].size, default=None)
    if title is None or title.lines[0].size < _TITLE_SIZE * style.size:
        return found
    above = found[: found.index(title)]
    if sum(len(b.text.split()) for b in above) > _ABOVE_TITLE or any(b.kind == "table" for b in above):
        return found
    return [title, *(b for b in found if b is not title)]


def _paragraphs(page: Sequence[Line | Table], style: Style) -> Iterable[list[Line] | Table]:
    """Yield the tables of a page, and its lines in groups that are one paragraph each."""
    group: list[Line] = []
    for element in page:
        if isinstance(element, Table):
            if group:
                yield group
            group = []
            yield element
            continue
        if group and _begins(group, element, style):
            yield group
            group = []
        group.append(element)
    if group:
        yield group


def _begins(group: Sequence[Line], line: Line, style: Style) -> bool:
    """Say whether a line begins a new paragraph."""
    last, first = group[-1], group[0]
    gap = line.base - last.base
    if gap <= 0 or gap > _PARAGRAPH_GAP * style.distance * max(line.size, last.size):
        return True
    if abs(line.size - last.size) > _SAME_SIZE * last.size:
        return True
    if _ITEM.match(line.text) and (_DRAWN_BULLET.match(line.text) or _ITEM.match(first.text)):
        return True
    if line.bold != last.bold and (_ends(last) or all(g.bold for g in group)) and not _goes_on(last, line):
        return True
    indented = line.x0 > first.left + _INDENT * line.size and line.x0 > last.x0 + _INDENT * line.size
    return (indented and len(group) > 1 and _ends(last)) or (_ends(last) and not _is_full(last))


def _goes_on(last: Line, line: Line) -> bool:
    """Say whether bold type begins or ends within a sentence."""
    return line.text[:1].islower() or (_is_full(last) and not _ends(last))


def _ends(line: Line) -> bool:
    return bool(_SENTENCE_END.search(line.text))


def _is_full(line: Line) -> bool:
    return line.x1 >= line.right - _FULL * (line.right - line.left)


def _block(paragraph: list[Line] | Table, page: int, style: Style, words: Words) -> Block:
    if isinstance(paragraph, Table):
        return Block(kind="table", text="", page=page, rows=paragraph.rows)
    text = ""
    for line in paragraph:
        text = join(text, line.text, words)
    kind: Kind = "paragraph"
    item = _ITEM.match(text)
    if _is_heading(paragraph, text, style):
        kind = "heading"
    elif paragraph[0].size <= _NOTE_SIZE * style.size and _NOTE.match(text):
        kind = "note"
    elif item and _DRAWN_BULLET.match(text):
        kind, text = "item", text[item.end() :]
    return Block(kind=kind, text=text, page=page, lines=list(paragraph))


def _is_heading(paragraph: Sequence[Line], text: str, style: Style) -> bool:
    size = median(line.size for line in paragraph)
    larger = size >= _HEADING_SIZE * style.size
    bolder = all(line.bold for line in paragraph) and not style.bold and size >= _NOTE_SIZE * style.size
    if not (larger or bolder) or len(text.split()) > _HEADING_WORDS or _FIGURE.fullmatch(text):
        return False
    return not re.search(r"[.!?;]$", text) or (larger and text.endswith(("?", "!")))


def _continue(found: list[Block], block: Block, style: Style, words: Words) -> bool:
    """Join a paragraph to the last one if a column or page broke it in two; say whether it was."""
    if not found or block.kind != "paragraph" or found[-1].kind not in ("paragraph", "item"):
        return False
    last, line, first = found[-1], found[-1].lines[-1], block.lines[0]
    moved = block.page != last.page or first.base <= line.base or first.left != line.left
    if not moved or _SENTENCE_END.search(last.text) or abs(first.size - line.size) > _SAME_SIZE * line.size:
        return False
    if not (first.text[:1].islower() or _is_full(line)):
        return False
    joined = join(last.text, block.text, words)
    if block.page != (last.breaks[-1][1] if last.breaks else last.page):
        last.breaks.append((len(joined) - len(block.text), block.page))
    last.text, last.lines = joined, last.lines + block.lines
    return True


def _place(notes: Sequence[Block], found: list[Block], begun: int) -> None:
    """Put footnotes behind the block that bears their mark, else at the end of their page."""
    for note in reversed(notes):
        note.kind = "paragraph"
        match = _NOTE.match(note.text)
        mark = match["mark"] if match else None
        bearing = [
            at
            for at in range(begun, len(found))
            if mark and (mark in found[at].text or any(mark in cell for row in found[at].rows for cell in row))
        ]
        found.insert(bearing[0] + 1 if bearing else len(found), note)
