"""The rows below the statement of a total, however conversion left them: whole, torn, merged, or labels before values.

A row whose label and value stand alone on one line is read as it stands. Where lines hold several labels, or labels
and values stand apart, the order of reading decides, and only if the rows then add up to the stated total.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.catalog import Catalog, Table
from index.quantities import MAGNITUDES, NUMBER_WORDS, parse_number
from index.reading import Block, Reading
from index.wording import compile_wording

_TOKEN = re.compile(r"\S+")
_LEADER = re.compile(r"[.\u2026\u00b7_]{2,}|[\u2026|\u2022*]")
_PLACEHOLDER = re.compile(r"[-\u2013\u2014?~#]+|N/?A|n/a|TBD")
_DASH = re.compile(r"[-\u2013\u2014]")
_TOTAL = re.compile(r"(?:grand\s)?totals?(?:\scases)?", re.IGNORECASE)
_YEAR = re.compile(r"(?:FY\s?)?((?:19|20)\d{2})")
_NUMBER_WORDS = frozenset((*NUMBER_WORDS, *MAGNITUDES))
_LONGEST = 4000  # characters of a table's region
_MOST_BLOCKS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row as offsets into the reading; `indicator` is None for one that the catalog does not know."""

    indicator: str | None
    start: int
    end: int
    value_start: int
    value_end: int
    value: Decimal | None
    in_order: bool = False
    doubt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """What stands below a total: its rows, rows of the total itself, and numerals that only repeat or compare.

    `context` are offsets of percentages that follow from the rows and of other years' columns.
    """

    rows: tuple[Row, ...] = ()
    totals: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()
    context: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Line:
    """The parts of one line, as (start, end) in the reading."""

    start: int
    end: int
    labels: list[tuple[str, int, int]] = field(default_factory=list)
    values: list[tuple[int, int]] = field(default_factory=list)
    percents: list[tuple[int, int]] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    placeholders: list[tuple[int, int]] = field(default_factory=list)


def read_breakdown(
    reading: Reading, lead: Block, table: Table, catalog: Catalog, total: Decimal | None, period: str | None
) -> Breakdown | None:
    """Read the rows below the block `lead` that states `total` for `period`; None if no row stands there."""
    position = reading.blocks.index(lead) + 1
    region: list[Block] = []
    for block in reading.blocks[position : position + _MOST_BLOCKS]:
        if block.end - block.start > _LONGEST or not _may_belong(reading, block, table, catalog, bool(region)):
            break
        region.append(block)
    lines = [line for block in region for line in _lines(reading, block, table, catalog)]
    while lines and not lines[-1].labels and not lines[-1].values:
        lines.pop()
    if not any(line.labels for line in lines):
        return None
    return _Lines(reading.text, lines, total, period).breakdown()


def _labels(text: str, table: Table, catalog: Catalog) -> list[tuple[str, int, int]]:
    """Find the labels of a table's rows, the longest first where they overlap, in their order."""
    found: list[tuple[str, int, int]] = []
    for row in table.rows:
        indicator = catalog.by_id[row]
        wordings = (*indicator.rows_reworded, *((_as_wording(indicator.row),) if indicator.row else ()))
        for wording in wordings:
            found += [(row, m.start(), m.end()) for m in compile_wording(wording, catalog.phrases).finditer(text)]
    kept: list[tuple[str, int, int]] = []
    for label in sorted(found, key=lambda label: (label[1] - label[2], label[1])):
        whole = not text[label[1] - 1 : label[1]].isalnum() and not text[label[2] : label[2] + 1].isalnum()
        if whole and all(label[2] <= start or end <= label[1] for _, start, end in kept):
            kept.append(label)
    return sorted(kept, key=lambda label: label[1])


def _as_wording(label: str) -> str:
    """Return the pattern of a label that is written out."""
    return re.sub(r"[\[\]<>{}|]", " ", label)


def _may_belong(reading: Reading, block: Block, table: Table, catalog: Catalog, begun: bool) -> bool:
    text = reading.text[block.start : block.end]
    if block.kind == "table":
        return True
    (line, *_) = _lines(reading, block, table, catalog)
    if line.labels:
        return not line.words
    return ((begun or block.kind != "title") and not line.words and bool(line.values)) or bool(_TOTAL.match(text))


def _lines(reading: Reading, block: Block, table: Table, catalog: Catalog) -> list[_Line]:
    text = reading.text[block.start : block.end]
    labels = _labels(text, table, catalog)
    lines: list[_Line] = []
    start = 0
    for whole in text.split("\n"):
        end = start + len(whole)
        line = _Line(block.start + start, block.start + end)
        line.labels = [(row, block.start + a, block.start + b) for row, a, b in labels if start < b <= end]
        inside = [(a, b) for _, a, b in labels]
        for match in _TOKEN.finditer(text, start, end):
            _sort_token(text, match.start(), match.end(), inside, line, block.start)
        lines.append(line)
        start = end + 1
    return lines


def _sort_token(text: str, start: int, end: int, labels: Sequence[tuple[int, int]], line: _Line, offset: int) -> None:
    """Put what stands between two blanks where it belongs; a label may touch it without a blank."""
    for a, b in labels:
        if a <= start and end <= b:
            return
        if a <= start < b:
            start = b
        elif a < end <= b:
            end = a
    token = _LEADER.sub(lambda match: " " * len(match.group()), text[start:end])
    start += len(token) - len(token.lstrip())
    token = token.strip()
    bare = token.strip(":;,()")
    start += len(token) - len(token.lstrip(":;,("))
    bare = bare[:-1] if bare.endswith(".") and bare[:-1].isdigit() else bare
    span = (offset + start, offset + start + len(bare))
    if not bare or bare in "./":
        return
    if any(character.isdigit() for character in bare):
        (line.percents if bare.endswith("%") else line.values).append(span)
    elif bare.lower() in ("percent", "pct") and line.values:
        line.percents.append(line.values.pop())
    elif _DASH.fullmatch(bare) and text[start - 1 : start] not in ("\t", ""):
        return  # between a label and its value, or in front of an item of a list
    elif _PLACEHOLDER.fullmatch(bare):
        line.placeholders.append(span)
    elif all(word in _NUMBER_WORDS for word in bare.lower().split("-")):
        if line.values and text[line.values[-1][0] - offset].isalpha() and line.values[-1][1] == span[0] - 1:
            span = (line.values.pop()[0], span[1])
        line.values.append(span)
    else:
        line.words.append(span)


class _Lines:
    """The lines of one breakdown on the way to its rows."""

    def __init__(self, text: str, lines: list[_Line], total: Decimal | None, period: str | None) -> None:
        self.text = text
        self.lines = lines
        self.total = total
        self.period = period
        self.context: set[int] = set()
        self.columns: list[str] = []

    def value(self, span: tuple[int, int]) -> Decimal | None:
        return parse_number(self.text[slice(*span)])

    def breakdown(self) -> Breakdown:
        rows: list[Row] = []
        totals: list[Row] = []
        others: list[Row] = []
        loose: list[_Line] = []
        for line in self.lines:
            if not line.labels and self._header(line):
                continue
            chosen = self._of_the_year(line)
            said = self.text[line.words[0][0] : line.words[-1][1]] if line.words else ""
            if len(line.labels) == 1 and (chosen or line.placeholders) and line.values:
                rows.append(self._row(line, chosen))
            elif len(line.labels) == 1 and line.placeholders and not line.values:
                rows.append(self._row(line, line.placeholders))
            elif not line.labels and _TOTAL.fullmatch(said) and len(chosen) == 1:
                totals.append(self._of_no_label(line, chosen[0]))
            elif not line.labels and line.words and line.values:
                others.append(self._of_no_label(line, line.values[0]))
            elif line.labels or line.values:
                loose.append(line)
        if any(line.labels for line in loose):
            torn = [line for line in self.lines if (line.labels or line in loose)]
            rows = self._in_order(torn, others)
        twice = {r.indicator for r in rows if sum(r.indicator == other.indicator for other in rows) > 1}
        for line in self.lines:
            self._percentages(line, [*rows, *others, *totals])
        return Breakdown(
            rows=tuple(r for r in rows if r.indicator not in twice),
            totals=tuple(totals),
            others=(*others, *(r for r in rows if r.indicator in twice)),
            context=frozenset(self.context),
        )

    def _header(self, line: _Line) -> bool:
        """Take a line of years as the names of the columns."""
        years = [match[1] for span in line.values if (match := _YEAR.fullmatch(self.text[slice(*span)]))]
        if not years or len(years) != len(line.values):
            return False
        if len(years) > 1:
            self.columns = years
        return True

    def _of_the_year(self, line: _Line) -> list[tuple[int, int]]:
        """Return the values of a line that count: with columns of years, the one of the stated year."""
        if not self.columns or len(line.values) != len(self.columns) or self.columns.count(self.period or "") != 1:
            return line.values
        own = line.values[self.columns.index(self.period or "")]
        self.context |= {start for start, _ in line.values if start != own[0]}
        return [own]

    def _row(self, line: _Line, values: Sequence[tuple[int, int]]) -> Row:
        ((row, start, end),) = line.labels
        a, b = values[0][0], values[-1][1]
        doubt = None
        if len(values) > 1:
            doubt = "several figures stand in the row"
        elif line.words:
            doubt = "other words stand in the row"
        elif self.value((a, b)) is None or (line.placeholders and values is not line.placeholders):
            doubt = "it is no certain number"
        return Row(
            indicator=row,
            start=min(start, a),
            end=max(end, b),
            value_start=a,
            value_end=b,
            value=self.value((a, b)),
            doubt=doubt,
        )

    def _of_no_label(self, line: _Line, span: tuple[int, int]) -> Row:
        return Row(
            indicator=None,
            start=min(line.words[0][0], span[0]),
            end=max(line.words[-1][1], span[1]),
            value_start=span[0],
            value_end=span[1],
            value=self.value(span),
        )

    def _in_order(self, lines: Sequence[_Line], others: Sequence[Row]) -> list[Row]:
        """Pair the n-th label with the n-th value; what does not add up is doubtful."""
        labels = [label for line in lines for label in line.labels]
        values = [span for line in lines for span in line.values]
        if len(labels) != len(values):
            return [
                self._doubtful(self._row(line, line.values))
                for line in lines
                if len(line.labels) == 1 == len(line.values)
            ]
        paired = [
            Row(
                indicator=row,
                start=min(start, span[0]),
                end=max(end, span[1]),
                value_start=span[0],
                value_end=span[1],
                value=self.value(span),
                in_order=True,
            )
            for (row, start, end), span in zip(labels, values, strict=True)
        ]
        figures = [row.value for row in paired if row.value is not None]
        unsure = others or self.columns or any(line.words for line in lines)
        if not unsure and len(figures) == len(paired) and sum(figures) == self.total:
            return paired
        return [self._doubtful(row) for row in paired]

    @staticmethod
    def _doubtful(row: Row) -> Row:
        return Row(
            indicator=row.indicator,
            start=row.start,
            end=row.end,
            value_start=row.value_start,
            value_end=row.value_end,
            value=row.value,
            in_order=True,
            doubt="labels and figures stand apart, and read in their order they do not add up to the stated total",
        )

    def _percentages(self, line: _Line, rows: Sequence[Row]) -> None:
        """Take the percentages that follow from the row's figure and the total as known."""
        figures = [row.value for row in rows if line.start <= row.value_start < line.end and row.value is not None]
        for start, end in line.percents:
            percent = parse_number(self.text[start:end])
            if percent is None or not self.total or len(figures) != 1:
                continue
            if abs(100 * figures[0] / self.total - percent) <= 1:
                self.context.add(start)
