"""Figures out of grids: tables with a header row, whose cells take their meaning from row label and column header.

A cell is a fact only where its number is certain and its measure, place and period are each told once. Every other
cell is flagged: a dash, "n/a" or an empty cell is no zero.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.catalog import Axis, Catalog, Grid, Indicator
from index.quantities import find_numerals, parse_number
from index.reading import Block, Reading
from index.types import Candidate, Document, Extract, Fact, Flag, FlagKind, Qualifier

_MARK = r"\([a-z\d]\)|[*†‡¹²³]"
_CELL = re.compile(rf"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<percent>\s?%)?\s*(?P<mark>{_MARK})?", re.IGNORECASE)
_LABEL_MARK = re.compile(rf"\s*(?:{_MARK})$", re.IGNORECASE)
_MAY_BE_THOUSANDS = re.compile(r"\.\d{3}$")
_LEAST_CELLS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class GridReading:
    """What the grids of a document yield.

    `claimed` are the offsets of the facts' numerals in the reading, `context` those of numerals in labels, headers,
    captions and footnote marks.
    """

    facts: tuple[Fact, ...] = ()
    flags: tuple[Flag, ...] = ()
    claimed: frozenset[int] = frozenset()
    context: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a table: its text and its offsets in the reading."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Table:
    """A table with the grid of the catalog that describes it."""

    grid: Grid
    header: Sequence[_Cell]
    rows: Sequence[Sequence[_Cell]]
    caption: _Cell | None
    section: str | None


@dataclass(frozen=True, slots=True)
class _Slots:
    """What is known of a figure before its number is read."""

    indicator: Indicator
    place: str
    period: str


def read_grids(document: Document, reading: Reading, catalog: Catalog) -> GridReading:
    """Read the grids of a document by its family's catalog."""
    if not catalog.grids:
        return GridReading()
    reader = _GridReader(document, reading, catalog)
    for number, block in enumerate(reading.blocks):
        if block.kind == "table":
            reader.read(block, reading.blocks[number - 1] if number else None)
    facts = reader.without_contradictions()
    return GridReading(
        facts=tuple(facts),
        flags=tuple(reader.flags),
        claimed=frozenset(reader.claimed[fact.id] for fact in facts),
        context=frozenset(reader.context),
    )


class _GridReader:
    """Reads the grids of one document, one after the other."""

    def __init__(self, document: Document, reading: Reading, catalog: Catalog) -> None:
        self.document = document
        self.reading = reading
        self.catalog = catalog
        self.facts: list[Fact] = []
        self.flags: list[Flag] = []
        self.claimed: dict[str, int] = {}
        periods = catalog.period_reader.find(reading.text)
        self.context = {n.start for m in periods for n in self._numerals(m.start, m.end)}
        title = next(b for b in reading.blocks if b.kind == "title")
        self._title = _Cell(reading.title, title.start, title.end)
        self._labels = {_folded(i.row): i.id for i in catalog.indicators if i.row}

    def read(self, block: Block, before: Block | None) -> None:
        """Read one table, if a grid of the catalog describes it; `before` is the block in front of it."""
        rows = list(_rows(self.reading, block))
        captions: list[_Cell] = []
        while rows and len(rows[0]) < _LEAST_CELLS:
            captions += rows.pop(0)
        if before is not None and before.kind in ("heading", "paragraph"):
            captions.append(_Cell(self.reading.text[before.start : before.end], before.start, before.end))
        if len(rows) < _LEAST_CELLS:
            return
        grids = sorted(self.catalog.grids, key=lambda grid: grid.caption is None)  # a caption tells most
        for grid in grids:
            caption = self._caption(grid, captions)
            columns = {n: key for n, cell in enumerate(rows[0]) if n and (key := self._key(grid.columns, cell.text))}
            labelled = any(self._key(grid.rows, row[0].text) for row in rows[1:])
            if columns and labelled and (caption or grid.caption is None):
                self._read_cells(_Table(grid, rows[0], rows[1:], caption, block.section), columns)
                return

    def _caption(self, grid: Grid, captions: Sequence[_Cell]) -> _Cell | None:
        pattern = self.catalog.compiled(grid.caption) if grid.caption else None
        return next((c for c in captions if pattern and pattern.search(c.text)), None)

    def _key(self, axis: Axis, text: str) -> str | None:
        """Return what a label stands for on an axis: the id of an indicator, or the code of a place or period."""
        bare = _LABEL_MARK.sub("", text)
        if axis == "indicators":
            return self._labels.get(_folded(text)) or self._labels.get(_folded(bare))
        if axis == "places":
            return self.catalog.place_names.code_of(bare)
        return self.catalog.period_reader.code_of(bare)

    def _read_cells(self, table: _Table, columns: dict[int, str]) -> None:
        grid, header = table.grid, table.header
        for cell in (*header, *(row[0] for row in table.rows), *((table.caption,) if table.caption else ())):
            self.context |= {n.start for n in self._numerals(cell.start, cell.end)}
        keys = [self._key(grid.rows, row[0].text) for row in table.rows]
        twice = {key for key, n in Counter((*columns.values(), *filter(None, keys))).items() if n > 1}
        read: dict[tuple[str, int], Fact] = {}
        for row, key in zip(table.rows, keys, strict=True):
            if len(row) < _LEAST_CELLS:
                continue
            if key is None:
                self._flag(FlagKind.UNKNOWN_MEASURE, None, f"The catalog does not know the row {row[0].text!r}.", row)
            elif len(row) != len(header):
                message = f"The row has {len(row)} cells, the header {len(header)}: it is not certain which is which."
                self._flag(FlagKind.UNREADABLE_NUMBER, None, message, row)
            elif key in twice:
                self._flag(FlagKind.STATED_TWICE, None, f"The table has the row {row[0].text!r} twice.", row)
            else:
                for column, head in columns.items():
                    if head in twice:
                        message = f"The table has the column {header[column].text!r} twice."
                        self._flag(FlagKind.STATED_TWICE, None, message, (row[0], row[column]))
                    elif fact := self._fact(table, row, column, {grid.rows: key, grid.columns: head}):
                        read[key, column] = fact
        if grid.adds_up:
            self._add_up(grid, [key for key in keys if key], read)

    def _fact(self, table: _Table, row: Sequence[_Cell], column: int, keys: dict[Axis, str]) -> Fact | None:
        """Return the fact of a cell, or flag it."""
        label, cell, head, caption = row[0], row[column], table.header[column], table.caption
        slots = self._slots(table.grid, keys, caption)
        about = f"{label.text}, {head.text}"
        if isinstance(slots, str):
            self._flag(FlagKind.UNKNOWN_MEASURE, None, f"{about}: {slots}", (label, cell))
            return None
        match = _CELL.fullmatch(cell.text)
        mark = match["mark"] if match and match["mark"] else self._star(cell)
        footnote = self._footnote(mark) if mark else None
        problem = _problem(cell.text, match, slots.indicator, mark if footnote is None else None)
        context = [head, *((caption,) if caption else ()), self._title]
        extracts = tuple(self._extract(part.start, part.end) for part in context)
        extracts += (footnote,) if footnote else ()
        quote = self._extract(label.start, cell.end)
        number = next(iter(self._numerals(cell.start, cell.end)), None)
        if problem or match is None or number is None:
            candidate = self._candidate(slots, quote, cell, extracts, table.section) if number else None
            message = f"{about}: {problem or 'the cell holds no number'}."
            self._flag(FlagKind.UNREADABLE_NUMBER, slots.indicator.id, message, (label, cell), candidate)
            return None
        start, end = cell.start, cell.start + match.end("number")
        value_start, value_end = self.reading.span(start, end)
        fact = Fact(
            id=f"{self.document.id}:{value_start}",
            document_id=self.document.id,
            indicator=slots.indicator.id,
            place=slots.place,
            period=slots.period,
            value=parse_number(match["number"]) or Decimal(0),
            qualifier=Qualifier.EXACT,
            unit=slots.indicator.unit,
            quote=quote.quote,
            start=quote.start,
            end=quote.end,
            value_start=value_start,
            value_end=value_end,
            context=extracts,
            section=table.section,
            method="cell_with_note" if footnote else "cell",
        )
        self.facts.append(fact)
        self.claimed[fact.id] = start
        self.context |= {n.start for n in self._numerals(end, cell.end)}
        return fact

    def _slots(self, grid: Grid, keys: dict[Axis, str], caption: _Cell | None) -> _Slots | str:
        """Return measure, place and period of a cell, or why they are not certain."""
        indicator = self.catalog.by_id[keys.get("indicators") or grid.indicator or ""]
        outside = [cell.text for cell in (caption, self._title) if cell is not None]
        names, periods = self.catalog.place_names, self.catalog.period_reader
        place, period = keys.get("places"), keys.get("periods")
        if place is None:
            named = next((found for text in outside if (found := names.named_in(text))), frozenset())
            place = next(iter(named)) if len(named) == 1 else None
        if period is None:
            told = next((found for text in outside if (found := periods.named_in(text))), frozenset())
            period = next(iter(told)) if len(told) == 1 else None
        overall = self.catalog.overall_code
        if place is None or period is None:
            missing = self.catalog.place_word.one if place is None else self.catalog.period_word.one
            return f"no {missing} can be read for it."
        if indicator.level == "nation" and place != overall:
            return f"{indicator.label} is a measure of {self.catalog.overall} only."
        if self.document.place not in (overall, place):
            return f"{names.name_of(place)} is named in a document about {names.name_of(self.document.place or '')}."
        return _Slots(indicator, place, period)

    def _candidate(
        self, slots: _Slots, quote: Extract, cell: _Cell, context: tuple[Extract, ...], section: str | None
    ) -> Candidate:
        """Return the figure that a doubtful cell would be if a person accepted it."""
        value_start, value_end = self.reading.span(cell.start, cell.end)
        return Candidate(
            indicator=slots.indicator.id,
            place=slots.place,
            period=slots.period,
            value=None,
            qualifier=Qualifier.EXACT,
            unit=slots.indicator.unit,
            quote=quote.quote,
            start=quote.start,
            end=quote.end,
            value_start=value_start,
            value_end=value_end,
            context=context,
            section=section,
        )

    def _star(self, cell: _Cell) -> str | None:
        """Return the star behind a cell, which the reading takes for emphasis; None if it is emphasis."""
        if not cell.text:
            return None
        start, end = self.reading.span(cell.start, cell.end)
        ahead, behind = self.document.text[:start], self.document.text[end:]
        opened, closed = len(ahead) - len(ahead.rstrip("*")), len(behind) - len(behind.lstrip("*"))
        return "*" if closed > opened else None

    def _footnote(self, mark: str) -> Extract | None:
        """Return the line that explains a mark, or None."""
        found = re.search(rf"(?m)^{re.escape(mark)}(?!\*)[ \t]*[^\s*][^\r\n]*", self.document.text)
        if found is None:
            return None
        stretch = {n for n, at in enumerate(self.reading.starts) if found.start() <= at < found.start() + len(mark)}
        self.context |= stretch
        return Extract(quote=found.group(), start=found.start(), end=found.end())

    def _add_up(self, grid: Grid, keys: Sequence[str], read: dict[tuple[str, int], Fact]) -> None:
        """Flag the columns of a grid of places that do not add up to the row of all of them."""
        overall, kind = self.catalog.overall_code, FlagKind.ROWS_DO_NOT_ADD_UP
        by_column = grid.rows == "places"
        lines = dict.fromkeys(column if by_column else key for key, column in read)
        for line in lines:
            facts = [f for (key, column), f in read.items() if (column if by_column else key) == line]
            parts = [f for f in facts if f.place != overall]
            whole = next((f for f in facts if f.place == overall), None)
            complete = not by_column or len(facts) == len(keys)
            added = sum((f.value for f in parts), Decimal(0))
            if whole is None or not complete or added == whole.value:
                continue
            message = f"The {self.catalog.place_word.many} add up to {added:,f}, the stated total is {whole.value:,f}."
            self.flags.append(_flag_of(self.document, kind, whole.indicator, message, whole))
            members = {f.id for f in facts}
            self.facts = [replace(f, flags=(*f.flags, kind)) if f.id in members else f for f in self.facts]

    def without_contradictions(self) -> list[Fact]:
        """Return the facts but for those that the document states with different values, which are flagged."""
        stated: dict[tuple[str, str, str | None], set[Decimal]] = {}
        for f in self.facts:
            stated.setdefault((f.indicator, f.place, f.period), set()).add(f.value)
        kept: list[Fact] = []
        for f in self.facts:
            if len(stated[f.indicator, f.place, f.period]) == 1:
                kept.append(f)
                continue
            label = self.catalog.by_id[f.indicator].label
            message = f"The document gives {label} more than once, with different values."
            self.flags.append(_flag_of(self.document, FlagKind.STATED_TWICE, f.indicator, message, f))
        return kept

    def _numerals(self, start: int, end: int) -> Iterator[_Cell]:
        for n in find_numerals(self.reading.text[start:end], magnitudes=False):
            yield _Cell(self.reading.text[start + n.start : start + n.end], start + n.start, start + n.end)

    def _extract(self, start: int, end: int) -> Extract:
        a, b = self.reading.span(start, end)
        return Extract(quote=self.document.text[a:b], start=a, end=b)

    def _flag(
        self,
        kind: FlagKind,
        indicator: str | None,
        message: str,
        cells: Sequence[_Cell],
        candidate: Candidate | None = None,
    ) -> None:
        extract = self._extract(cells[0].start, max(cell.end for cell in cells))
        self.flags.append(_flag_of(self.document, kind, indicator, message, extract, candidate))


def _problem(text: str, match: re.Match[str] | None, indicator: Indicator, unexplained: str | None) -> str | None:
    """Say why a cell holds no certain number, `unexplained` being its mark without a footnote; None if it does."""
    if not text:
        return "the cell is empty, which is not zero"
    if match is None:
        return f"the cell reads {text!r}, which is not a certain number"
    if parse_number(match["number"]) is None:
        return f"the cell reads {text!r}, which is not a certain number"
    if _MAY_BE_THOUSANDS.search(match["number"]):
        return f"the cell reads {text!r}: its point may part thousands"
    if match["percent"] and indicator.unit != "percent":
        return f"the cell reads {text!r}, but the measure is no percentage"
    if unexplained:
        return f"the cell reads {text!r}, and no footnote explains {unexplained}"
    return None


def _rows(reading: Reading, block: Block) -> Iterator[list[_Cell]]:
    """Yield the rows of a table as cells."""
    start = block.start
    for line in reading.text[block.start : block.end].split("\n"):
        cells: list[_Cell] = []
        at = start
        for text in line.split("\t"):
            lead = len(text) - len(text.lstrip())
            cells.append(_Cell(text.strip(), at + lead, at + lead + len(text.strip())))
            at += len(text) + 1
        if any(cell.text for cell in cells):
            yield cells
        start += len(line) + 1


def _folded(label: str) -> str:
    return " ".join(label.casefold().split()).rstrip(":")


def _flag_of(
    document: Document,
    kind: FlagKind,
    indicator: str | None,
    message: str,
    at: Fact | Extract,
    candidate: Candidate | None = None,
) -> Flag:
    return Flag(
        document_id=document.id,
        kind=kind,
        indicator=indicator,
        message=message,
        quote=at.quote,
        start=at.start,
        end=at.end,
        candidate=candidate,
    )
