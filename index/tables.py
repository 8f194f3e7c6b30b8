"""Tables of documents of no family: which rows are headers, groups, notes and rows, and what annotates them.

A row keeps its shape: cells stand under the labels of their columns, and what is printed around them (title, lead,
group, footnotes) goes with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from index.quantities import parse_number
from index.reading import Block, Reading, line_around
from index.types import Extract

_YEAR = re.compile(r"(?:FY\s?)?(?:19|20)\d{2}(?:\s?[/\u2013-]\s?(?:\d{2}|(?:19|20)\d{2}))?", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<!\\)(\*{1,3})(?=\S)(.+?)(?<=[^\s\\])\1")
# How Markdown and HTML write footnote marks: 1,234\*, 1,234<sup>1</sup>, 1,234[^1] with "[^1]: ..." below.
_ESCAPED = re.compile(r"\\([*_\[\]()\u2020\u2021\u00a7])")
_RAISED = re.compile(r"<sup>\s*([\d*]{1,2}|[a-z])\s*</sup>")
_WRAPPED = re.compile(r"([*_]{1,3})(?=\\|<sup>|\[)(.+?)\1")
_SUPERSCRIPT = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_MARK = (
    r"\[\^[^\[\]\s]{1,9}\]|\*{1,3}|[\u2020\u2021\u00a7]+|"
    r"[\u2070\u00b9\u00b2\u00b3\u2074-\u2079]+|\[(?:\d{1,2}|[a-z])\]|\((?:\d|[a-z])\)"
)
_ENDING_MARKS = re.compile(rf"(?<=[^\s|*])\s?((?:{_MARK})+)(?=\s*(?:$|[\t|;,]))")
_ONE_MARK = re.compile(_MARK)
_NOTE = re.compile(rf"\s*(?:[-+]\s+)?({_MARK}|(?:notes?|sources?)\b\s*:)(?::(?=\s))?\s*", re.IGNORECASE)
_NEXT_NOTE = re.compile(rf"(?<=[.;])\s+(?=(?:\\?(?:{_MARK}))+\s)")
_LINE = re.compile(r"[^\r\n]+")
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
_LETTERS = re.compile(r"[^\W\d_]")
_WHOLE = re.compile(r"(?:sub-?|grand )?totals?\b|all\b|overall\b|world\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells as a person reads them, and its span in the stored text."""

    cells: tuple[str, ...]
    start: int
    end: int
    group: Extract | None = None

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the rows above all others in it that title it, its header, its rows, and the notes below them."""

    titles: tuple[Row, ...]
    header: tuple[Row, ...]
    rows: tuple[Row, ...]


def read_table(text: str, reading: Reading, block: Block, before: Table | None) -> Table:
    """Read the table of a block; `before` is the table that it may go on from, without a header of its own."""
    lines = list(_lines(text, reading, block))
    titles: list[Row] = []
    while len(lines) > 1 and lines[0].filled == 1 and len(lines[0].cells) <= len(lines[1].cells) > 1:
        titles.append(lines.pop(0))
    size = _header_size(lines)
    header, body = tuple(lines[:size]), lines[size:]
    if not header and before and before.header and len(lines[0].cells) == len(before.header[-1].cells):
        header = before.header
    repeated = {row.cells for row in header}
    return Table(tuple(titles), header, tuple(_grouped(text, [row for row in body if row.cells not in repeated])))


def _lines(text: str, reading: Reading, block: Block) -> Iterator[Row]:
    start = block.start
    for line in reading.text[block.start : block.end].split("\n"):
        if line.strip():
            first, last = line_around(text, *reading.span(start, start + len(line)))
            stop = first + len(text[first:last].rstrip())
            lead = len(text[first:stop]) - len(text[first:stop].lstrip(" "))
            yield Row(tuple(cell.strip() for cell in line.split("\t")), first + lead, stop)
        start += len(line) + 1


def is_number(cell: str) -> bool:
    """Say whether a cell holds one number and nothing else but a unit sign or a footnote mark."""
    bare = _ENDING_MARKS.sub("", cell).strip(" %$\u20ac\u00a3")
    return bool(parse_number(bare) is not None or _DECIMAL_COMMA.fullmatch(bare)) and not is_year(cell)


def is_year(cell: str) -> bool:
    """Say whether a cell holds a year, or two that make one ("2021/22")."""
    return bool(_YEAR.fullmatch(_ENDING_MARKS.sub("", cell).strip()))


def _header_size(lines: Sequence[Row]) -> int:
    """Count the rows of the header: the first, if it holds no figures, and those below that split its columns."""
    if len(lines) < 2 or any(map(is_number, lines[0].cells)):
        return 0
    for column, cell in enumerate(lines[0].cells):
        below = [row.cells[column] for row in lines[1:] if column < len(row.cells) and row.cells[column]]
        worded = sum(1 for value in below if len(_LETTERS.findall(value)) > len("n/a"))
        if is_year(cell) and worded and worded >= sum(1 for value in below if is_number(value)):
            return 0  # "Founded 1984", and below it "Seat: Geneva": labels with their values
    size = 1
    figures = any(is_number(cell) for row in lines for cell in row.cells)
    while figures and size < len(lines) - 1 and _spans(lines[size - 1]) and not any(map(is_number, lines[size].cells)):
        if lines[size].filled < 2:
            break
        size += 1
    return size


def _spans(row: Row) -> bool:
    """Say whether a label of a row stands over several columns."""
    inner = row.cells[1:]
    return any(not b or a == b for a, b in pairwise(inner)) or bool(inner and not row.cells[0] and row.filled > 1)


def _grouped(text: str, rows: Sequence[Row]) -> Iterator[Row]:
    """Yield the rows with figures or words under their group; rows that only name a group or hold a note are none."""
    group: Extract | None = None
    wholes = sum(1 for row in rows if row.filled > 1 and _WHOLE.match(row.cells[0]))
    groups = 0
    for number, row in enumerate(rows):
        alone = row.filled == 1 and len(row.cells) > 1
        if alone and (note_mark(text[row.start : row.end]) or number == len(rows) - 1):
            continue
        if alone:
            group = extract_of(text, row)
            groups += 1
            continue
        # one total below several groups is the table's, not the last group's
        own = not (_WHOLE.match(row.cells[0]) and wholes < max(groups, 2) and number >= len(rows) - 1)
        yield replace(row, group=group if own else None)


def extract_of(text: str, row: Row) -> Extract:
    """Return the one filled cell of a row, as it is printed."""
    line = text[row.start : row.end]
    lead = len(line) - len(line.lstrip(" \t|"))
    return extract(text, row.start + lead, row.start + len(line.rstrip(" \t|")))


def extract(text: str, start: int, end: int) -> Extract:
    """Return a stretch of a text."""
    return Extract(quote=text[start:end], start=start, end=end)


def column_labels(header: Sequence[Sequence[str]], width: int) -> list[tuple[str, ...]]:
    """Return the labels over each of `width` columns, from the top; a label spans the empty cells to its right.

    >>> column_labels([("Quarter", "Sessions", ""), ("", "Online", "On site")], 3)
    [('Quarter',), ('Sessions', 'Online'), ('Sessions', 'On site')]
    """
    over: list[list[str]] = [[] for _ in range(width)]
    for level, row in enumerate(header):
        label = ""
        for column in range(width):
            cell = row[column] if column < len(row) else ""
            label = cell or (label if column > 1 and level < len(header) - 1 else "")
            if label and label not in over[column]:
                over[column].append(label)
    return [tuple(labels) for labels in over]


def marks(text: str) -> set[str]:
    """Return the footnote marks that stand at the end of cells or of a line of a text.

    >>> sorted(marks("**France**\\t1,234*\\t80 (a)"))
    ['(a)', '*']
    """
    bare = _as_read(_EMPHASIS.sub(r"\2", text))
    return {mark for run in _ENDING_MARKS.findall(bare) for mark in _ONE_MARK.findall(run)}


def _as_read(text: str) -> str:
    """Return a text with its footnote marks as a reader sees them."""

    def raised(match: re.Match[str]) -> str:
        mark = match[1]
        return mark.translate(_SUPERSCRIPT) if mark.isdigit() else mark if "*" in mark else f"({mark})"

    return _RAISED.sub(raised, _ESCAPED.sub(r"\1", text))


def note_mark(line: str) -> str:
    """Return the footnote mark, or the word, with which a line begins that is a note; "" for any other line."""
    wrapped = _WRAPPED.fullmatch(line.strip(" \t|"))
    match = _NOTE.match(_as_read(wrapped[2] if wrapped else line.strip(" \t|")))
    return match[1] if match else ""


class Notes:
    """The footnotes of a text, found once for all of its tables."""

    def __init__(self, text: str) -> None:
        self._by_mark: dict[str, list[Extract]] = {}
        for match in _LINE.finditer(text):
            position = match.start()
            for part in _NEXT_NOTE.split(match.group()):  # several notes may stand in one line
                line = part.strip(" \t|")
                mark = note_mark(line)
                if (
                    _ONE_MARK.fullmatch(mark)
                    and line != mark
                    and (_WRAPPED.fullmatch(line) or not _EMPHASIS.match(line))
                ):
                    position = text.index(line, position)
                    self._by_mark.setdefault(mark, []).append(extract(text, position, position + len(line)))

    def of(self, mark: str, start: int) -> Extract | None:
        """Return the first footnote with a mark behind `start`, where a table begins; None if there is none."""
        found = self._by_mark.get(mark, [])
        first = bisect_left(found, start, key=lambda note: note.start)
        return found[first] if first < len(found) else None
