"""The rows below the statement of a total, however conversion left them: whole, torn, merged, or labels before values.

A row whose label and value stand alone on one line is read as it stands. Where lines hold several labels, or labels
and values stand apart, the order of reading decides, and only if the rows then add up to the stated total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from index.catalog import Catalog, Table
from index.quantities import MAGNITUDES, NUMBER_WORDS, parse_number, printed_value
from index.reading import Block, Reading
from index.row_lines import (
    CAPTION_WORDS,
    TOTAL,
    YEAR_OF_A_COLUMN,
    Line,
    Row,
    column_of,
    drop_enumerators,
    in_column,
    is_total,
    strange_head,
    torn_total,
)
from index.wording import compile_wording

_TOKEN = re.compile(r"\S+")
_LEADER = re.compile(r"[.\u2026\u00b7_]{2,}|[\u2026|\u2022*]")
_PLACEHOLDER = re.compile(r"[-\u2013\u2014?~#]+|N/?A|n/a|TBD")
_DASH = re.compile(r"[-\u2013\u2014]")
_NUMBER_WORDS = frozenset((*NUMBER_WORDS, *MAGNITUDES))
_NONE = frozenset(("no", "none", "nil"))
_LINE_END = re.compile(r"\n+|\Z")
_NO_WORD = re.compile(r"[^\w]*\d[\d.,]*\W*|[^\w()]+")  # a figure or leaders
_PROSE_WORDS = 40
_LONGEST = 4000  # characters of a table's region
_MOST_BLOCKS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """What stands below a total: its rows, rows of the total itself, and numerals that only repeat or compare.

    `context` are offsets of percentages that follow from the rows and of other years' columns.
    """

    rows: tuple[Row, ...] = ()
    totals: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()
    context: frozenset[int] = frozenset()

    def under(self, head: str, total: Decimal | None) -> Breakdown:
        """Return the rows as doubtful if a head says something else of them and they do not add up to the total."""
        figures = [row.value for row in (*self.rows, *self.others)]
        if not head or (None not in figures and sum(value for value in figures if value is not None) == total):
            return self
        doubt = f"its column is headed {head!r}"
        return replace(self, rows=tuple(replace(row, doubt=row.doubt or doubt) for row in self.rows))


def read_breakdown(
    reading: Reading, lead: Block, table: Table, catalog: Catalog, total: Decimal | None, period: str | None
) -> Breakdown | None:
    """Read the rows below the block `lead` that states `total` for `period`; None if no row stands there."""
    position = reading.blocks.index(lead) + 1
    following: list[Block] = []
    for block in reading.blocks[position : position + _MOST_BLOCKS]:
        if block.end - block.start > _LONGEST or (block.kind != "table" and _is_prose(reading, block)):
            break
        following.append(block)
    lines: list[Line] = []
    reached = begun = 0
    found = _lines(reading, following, table, catalog)
    for number, block in enumerate(following):
        if not begun and _is_caption(reading, lead, following[number : number + 2], found):
            continue
        own = [line for line in found if line.start < block.end and block.start < line.end]
        if not _may_belong(reading, block, own, bool(begun)):
            break
        lines += [line for line in own if line.start >= reached]
        begun, reached = 1, max([reached, *(line.end for line in own)])
    while lines and not (lines[-1].labels or lines[-1].values or is_total(reading.text, lines[-1])):
        lines.pop()
    if not any(line.labels for line in lines):
        return None
    head = strange_head(reading.text, lines, reading.text[lead.start : lead.end], period)
    return _Lines(reading.text, lines, total, period).breakdown().under(head, total)


def _is_caption(reading: Reading, lead: Block, blocks: Sequence[Block], lines: Sequence[Line]) -> bool:
    """Say whether the first of two blocks names the table below it and says nothing that its lead does not say."""
    if len(blocks) < len(("caption", "table")) or blocks[0].kind == "table":
        return False
    caption, below = blocks
    own = [line for line in lines if line.start < caption.end]
    if any(line.labels or line.values or line.placeholders for line in own):
        return False
    known = CAPTION_WORDS.union(reading.text[lead.start : lead.end].lower().split())
    words = reading.text[caption.start : caption.end].lower().rstrip(":.").split()
    return known.issuperset(words) and any(line.labels for line in lines if below.start <= line.start < below.end)


def _is_prose(reading: Reading, block: Block) -> bool:
    return len(reading.text[block.start : block.end].split()) > _PROSE_WORDS and len(list(reading.sentences(block))) > 1


def row_labels(text: str, table: Table, catalog: Catalog) -> list[Label]:
    """Find the labels of a table's rows in their order: whole ones, and else those that figures or lines interrupt."""
    views = (_View.as_it_stands(text), _View.of_words(text, glued=False), _View.of_words(text, glued=True))
    candidates: list[Label] = []
    for row in table.rows:
        found: dict[int, Label] = {}
        for view in views:
            labels = sorted(view.labels(catalog, row), key=lambda label: label.end)
            shown = {label.start: label for label in labels if _is_whole(text, label)}
            if not found or _goes_on(found, shown):
                found = shown
        candidates += found.values()
    kept: list[Label] = []
    for label in sorted(candidates, key=lambda label: (label.start - label.end, label.start)):
        if all(label.end <= other.start or other.end <= label.start for other in kept):
            kept.append(label)
    return sorted(kept, key=lambda label: label.start)


def _goes_on(labels: Mapping[int, Label], others: Mapping[int, Label]) -> bool:
    """Say whether others are the same labels with more of each, behind the figure or the line's end in them."""
    return labels.keys() == others.keys() and all(label.end < others[start].end for start, label in labels.items())


def _is_whole(text: str, label: Label) -> bool:
    return not text[label.start - 1 : label.start].isalnum() and not text[label.end : label.end + 1].isalnum()


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a row as offsets into a text; what stands within it but is no part of it are `holes`."""

    row: str
    start: int
    end: int
    holes: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _View:
    """A text in which labels are looked for, with the offset that each of its characters has in the whole text."""

    text: str
    at: Sequence[int]
    holes: tuple[tuple[int, int], ...] = ()

    @classmethod
    def as_it_stands(cls, text: str) -> _View:
        return cls(text, range(len(text)))

    @classmethod
    def of_words(cls, text: str, *, glued: bool) -> _View:
        """Return the words of a text without its figures; `glued` joins what only the end of a line parts."""
        parts: list[str] = []
        at: list[int] = []
        holes: list[tuple[int, int]] = []
        last = 0
        for token in _TOKEN.finditer(text):
            if _NO_WORD.fullmatch(token.group()):
                holes.append(token.span())
                continue
            between = text[last : token.start()]
            if parts and not (glued and "\n" in between and not between.strip()):
                parts.append(" ")
                at.append(last)
            parts.append(token.group())
            at.extend(range(*token.span()))
            last = token.end()
        return cls("".join(parts), at, tuple(holes))

    def labels(self, catalog: Catalog, row: str) -> Iterator[Label]:
        indicator = catalog.by_id[row]
        for wording in (*indicator.rows_reworded, *((_as_wording(indicator.row),) if indicator.row else ())):
            for match in compile_wording(wording, catalog.phrases).finditer(self.text):
                start, end = self.at[match.start()], self.at[match.end() - 1] + 1
                yield Label(row, start, end, tuple(hole for hole in self.holes if start < hole[0] and hole[1] < end))


def _as_wording(label: str) -> str:
    """Return the pattern of a label that is written out."""
    return re.sub(r"[\[\]<>{}|]", " ", label)


def _may_belong(reading: Reading, block: Block, lines: Sequence[Line], begun: bool) -> bool:
    text = reading.text[block.start : block.end]
    if block.kind == "table" or (len(lines) > 1 and any(line.labels for line in lines)):
        return True
    if len(lines) != 1:
        return False
    (line,) = lines
    if line.labels:
        return not line.words
    return ((begun or block.kind != "title") and not line.words and bool(line.values)) or bool(TOTAL.match(text))


def _lines(reading: Reading, blocks: Sequence[Block], table: Table, catalog: Catalog) -> list[Line]:
    """Return the lines of some blocks with their parts; the lines that one label goes over are one."""
    if not blocks:
        return []
    offset = blocks[0].start
    text = reading.text[offset : blocks[-1].end]
    labels = row_labels(text, table, catalog)
    pieces = [piece for label in labels for piece in _without_holes(label)]
    lines: list[Line] = []
    for start, end in _bounds(text, labels):
        line = Line(offset + start, offset + end)
        line.labels = [(k.row, offset + k.start, offset + k.end) for k in labels if start <= k.start < end]
        for match in _TOKEN.finditer(text, start, end):
            _sort_token(text, match.start(), match.end(), pieces, line, offset)
        lines.append(line)
    drop_enumerators(reading.text, lines)
    return lines


def _bounds(text: str, labels: Sequence[Label]) -> Iterator[tuple[int, int]]:
    inside = [label for label in labels if "\n" in text[label.start : label.end]]
    start = 0
    for match in _LINE_END.finditer(text):
        end = match.start()
        if any(label.start < end < label.end for label in inside):
            continue
        if text[start:end].strip():
            yield start, end
        start = match.end()


def _without_holes(label: Label) -> Iterator[tuple[int, int]]:
    start = label.start
    for a, b in label.holes:
        yield start, a
        start = b
    yield start, label.end


def _sort_token(text: str, start: int, end: int, labels: Sequence[tuple[int, int]], line: Line, offset: int) -> None:
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
    elif bare.lower() == "single" and line.words and _word(text, line.words[-1], offset) == "a":
        line.values.append((line.words.pop()[0], span[1]))
    elif bare.lower() in _NONE:
        line.values.append(span)
    elif _DASH.fullmatch(bare) and (text[start - 1 : start] not in ("\t", "") or text[end : end + 1] == " "):
        return  # between a label and its value, or in front of an item of a list
    elif _PLACEHOLDER.fullmatch(bare):
        line.placeholders.append(span)
    elif all(word in _NUMBER_WORDS for word in bare.lower().split("-")):
        if line.values and text[line.values[-1][0] - offset].isalpha() and line.values[-1][1] == span[0] - 1:
            span = (line.values.pop()[0], span[1])
        line.values.append(span)
    else:
        line.words.append(span)


def _word(text: str, span: tuple[int, int], offset: int) -> str:
    return text[span[0] - offset : span[1] - offset].lower()


class _Lines:
    """The lines of one breakdown on the way to its rows."""

    def __init__(self, text: str, lines: list[Line], total: Decimal | None, period: str | None) -> None:
        self.text = text
        self.lines = lines
        self.total = total
        self.period = period
        self.context: set[int] = set()
        self.columns: list[str] = []
        self.column: tuple[int, int] | None = None

    def value(self, span: tuple[int, int]) -> Decimal | None:
        return printed_value(self.text[slice(*span)])

    def breakdown(self) -> Breakdown:
        rows: list[Row] = []
        totals: list[Row] = []
        others: list[Row] = []
        loose: list[Line] = []
        for line in self.lines:
            if not line.labels and self._header(line):
                continue
            chosen = self._of_the_year(line)
            if len(line.labels) == 1 and (chosen or line.placeholders) and line.values:
                rows.append(self._row(line, chosen))
            elif len(line.labels) == 1 and line.placeholders and not line.values:
                rows.append(self._row(line, line.placeholders))
            elif not line.labels and is_total(self.text, line) and len(chosen) == 1:
                totals.append(self._of_no_label(line, chosen[0]))
            elif not line.labels and line.words and line.values:
                others.append(self._of_no_label(line, line.values[0]))
            elif line.labels or line.values:
                loose.append(line)
        if apart := torn_total(self.text, self.lines, loose, self.total):
            loose.remove(apart[1])
            totals.append(self._of_no_label(apart[0], apart[1].values[0]))
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

    def _header(self, line: Line) -> bool:
        """Take a line of years as the names of the columns, and the column that a head names as the one that counts."""
        named = column_of(self.text, line, self.period)
        self.column = named or self.column
        years = [match[1] for span in line.values if (match := YEAR_OF_A_COLUMN.fullmatch(self.text[slice(*span)]))]
        if not years or len(years) != len(line.values):
            return named is not None
        if len(years) > 1:
            self.columns = years
        return True

    def _of_the_year(self, line: Line) -> list[tuple[int, int]]:
        """Return the values of a line that count: those of the column that is named, or of the stated year."""
        if self.column and len(named := in_column(self.text, line, self.column)) == 1:
            if self.columns:
                self.context |= {start for start, _ in line.values if start != named[0][0]}
            return named
        if not self.columns or len(line.values) != len(self.columns) or self.columns.count(self.period or "") != 1:
            return line.values
        own = line.values[self.columns.index(self.period or "")]
        self.context |= {start for start, _ in line.values if start != own[0]}
        return [own]

    def _row(self, line: Line, values: Sequence[tuple[int, int]]) -> Row:
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

    def _of_no_label(self, line: Line, span: tuple[int, int]) -> Row:
        return Row(
            indicator=None,
            start=min(line.words[0][0], span[0]),
            end=max(line.words[-1][1], span[1]),
            value_start=span[0],
            value_end=span[1],
            value=self.value(span),
        )

    def _in_order(self, lines: Sequence[Line], others: Sequence[Row]) -> list[Row]:
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

    def _percentages(self, line: Line, rows: Sequence[Row]) -> None:
        """Take the percentages that follow from the row's figure and the total as known."""
        figures = [row.value for row in rows if line.start <= row.value_start < line.end and row.value is not None]
        for start, end in line.percents:
            percent = parse_number(self.text[start:end])
            if percent is None or not self.total or len(figures) != 1:
                continue
            if abs(100 * figures[0] / self.total - percent) <= 1:
                self.context.add(start)
