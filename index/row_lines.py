"""The lines below a total, each with its parts, and what in them is no row: numbers of a list, a total set apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from index.quantities import printed_value

TOTAL = re.compile(r"(?:(?:grand\s)?totals?(?:\scases)?|(?:all|sum of all)\scases)", re.IGNORECASE)
YEAR_OF_A_COLUMN = re.compile(r"(?:FY\s?)?((?:19|20)\d{2})")
# What captions and heads say that changes nothing.
CAPTION_WORDS = frozenset(
    "a the of by and in for from type types kind category table breakdown number no count counts figure figures total "
    "case cases case(s) status description share percent change fiscal calendar year fy # %".split()
)
_NUMBERS = frozenset(("cases", "number", "count", "number of cases", "no. of cases", "total", "total cases"))
_ENUMERATED = re.compile(r"\s*(\d{1,2})[.)]\s")


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


@dataclass(slots=True)
class Line:
    """The parts of one line, as (start, end) in the reading."""

    start: int
    end: int
    labels: list[tuple[str, int, int]] = field(default_factory=list)
    values: list[tuple[int, int]] = field(default_factory=list)
    percents: list[tuple[int, int]] = field(default_factory=list)
    words: list[tuple[int, int]] = field(default_factory=list)
    placeholders: list[tuple[int, int]] = field(default_factory=list)


def drop_enumerators(text: str, lines: Sequence[Line]) -> None:
    """Take the numbers of a list, 1 to n in front of its labels, from the values where each has another."""
    numbered = [line for line in lines if line.labels]
    numbers = [_ENUMERATED.match(text, line.start, line.end) for line in numbered]
    listed = [str(n) for n in range(1, len(numbered) + 1)]
    if len(numbered) > 1 and [m and m[1] for m in numbers] == listed and all(len(x.values) > 1 for x in numbered):
        for line in numbered:
            del line.values[0]


def strange_head(text: str, lines: Sequence[Line], lead: str, period: str | None) -> str:
    """Return the line above the first label that says what neither the lead nor any table does; "" if there is none."""
    known = CAPTION_WORDS.union(lead.lower().split())
    for line in lines:
        if line.labels:
            return ""
        said = text[line.start : line.end].strip()
        words = {text[a:b].lower().strip("():.,'") for a, b in line.words}
        years = {match[1] for a, b in line.values if (match := YEAR_OF_A_COLUMN.fullmatch(text[a:b]))}
        if not TOTAL.match(said) and (words - known or (years and period not in years)):
            return said
    return ""


def is_total(text: str, line: Line) -> bool:
    """Say whether the words of a line name the total, and nothing else."""
    return bool(line.words and TOTAL.fullmatch(text[line.words[0][0] : line.words[-1][1]]))


def column_of(text: str, line: Line, period: str | None) -> tuple[int, int] | None:
    """Return the one column, of how many, that a head names by the period, or else as that of the numbers."""
    cells = [cell.strip().lower() for cell in text[line.start : line.end].split("\t")]
    years = [YEAR_OF_A_COLUMN.fullmatch(cell.upper()) for cell in cells]
    own = [n for n, match in enumerate(years) if match and match[1] == period]
    if not any(years):
        own = [n for n, cell in enumerate(cells) if n and cell in _NUMBERS]
    return (own[0], len(cells)) if len(own) == 1 else None


def in_column(text: str, line: Line, column: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the values of a line that stand in a column; none if the line has another number of columns."""
    number, width = column
    cells = text[line.start : line.end].split("\t")
    if len(cells) != width:
        return []
    start = line.start + sum(len(cell) + 1 for cell in cells[:number])
    return [span for span in line.values if start <= span[0] and span[1] <= start + len(cells[number])]


def torn_total(
    text: str, lines: Sequence[Line], loose: Sequence[Line], total: Decimal | None
) -> tuple[Line, Line] | None:
    """Return the line that names the total and the line of its figure, if that is the stated one.

    The figure stands on the next line, or on the one before where values stand before their labels.
    """
    after = 1 if loose and loose[0].labels else -1
    for at, line in enumerate(lines):
        beside = lines[at + after] if 0 <= at + after < len(lines) else line
        if line.labels or line.values or beside.labels or not is_total(text, line):
            continue
        if beside in loose and [printed_value(text[a:b]) for a, b in beside.values] == [total]:
            return line, beside
    return None
