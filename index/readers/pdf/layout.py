"""Pieces of lines into reading order: columns one after the other, tables apart from running text.

A page is parted at the gutter that most lines leave free; lines across the gutter part it into bands. What stands on
both sides of a gutter within a band is columns of text if both sides read like text, and else a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from index.readers.pdf.glyphs import Rule
from index.readers.pdf.lines import Piece, rows
from index.readers.pdf.tables import Table, table_rows

_DEEPEST = 6  # columns within columns
_TRIED = 8  # gutters
_TEXT_WORDS = 3  # a line of running text has more words than most cells
_VALUE_WORDS = 3  # a cell with a figure has no more words than this
_FULL_WORDS = 5
_FAR = 2.0  # of the type size: a gap that wide parts a label from its value even on a line of its own
_APART = 2.2  # of the type size, from base line to base line: what is farther apart is not one group of rows
_TIGHT = 1.5
_LEADS = re.compile(r"[.:;]$")  # how a sentence above a table ends, and no label


@dataclass(slots=True)
class Line:
    """A line of running text within a column from `left` to `right`, in points."""

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    left: float
    right: float


def layout(pieces: Sequence[Piece], horizontal: Sequence[Rule], depth: int = 0) -> Iterator[Line | Table]:
    """Yield the lines and tables of a page or column in the order in which they are read."""
    lines = rows(pieces)
    if (depth < _DEEPEST and any(len(row) > 1 for row in lines)) or _has_columns(pieces):
        for gutter in _gutters(pieces)[:_TRIED]:
            bands = list(_bands(lines, gutter))
            parted = [_part(band, gutter, horizontal) for band in bands]
            if any(parted):
                for band, parts in zip(bands, parted, strict=True):
                    yield from _read_band(band, parts, horizontal, depth)
                return
    left, right = min((p.x0 for p in pieces), default=0), max((p.x1 for p in pieces), default=0)
    for row in lines:
        yield _line(row, left, right)


def _line(row: list[Piece], left: float, right: float) -> Line:
    largest = max(row, key=lambda p: len(p.text))
    return Line(
        text=" ".join(p.text for p in row),
        x0=row[0].x0,
        x1=row[-1].x1,
        base=largest.base,
        size=largest.size,
        bold=all(p.bold for p in row),
        left=left,
        right=right,
    )


def _has_columns(pieces: Sequence[Piece]) -> bool:
    """Say whether lines stand beside each other, on whatever base lines."""
    starts = sorted(p.x0 for p in pieces)
    return any(p.x1 < starts[-1] for p in pieces)


def _gutters(pieces: Sequence[Piece]) -> list[float]:
    """Return the places left of which and right of which most lines stand, best first."""
    candidates = sorted({round(p.x0) - 1.0 for p in pieces})
    scored: list[tuple[float, float]] = []
    for x in candidates:
        score = 0.0
        for free, band in groupby(sorted(pieces, key=lambda p: p.base), key=lambda p: not p.x0 < x < p.x1 - 0.5):
            sides = [p.x0 > x for p in band]
            score += min(sum(sides), len(sides) - sum(sides)) if free else 0
        if score:
            scored.append((-score, x))
    return [x for _, x in sorted(scored)]


def _bands(lines: list[list[Piece]], gutter: float) -> Iterator[list[list[Piece]]]:
    """Part the lines of a page where one stands across the gutter."""
    for _, band in groupby(lines, key=lambda row: any(p.x0 < gutter < p.x1 - 0.5 for p in row)):
        yield list(band)


@dataclass(slots=True)
class _Parts:
    """How a band is read: as columns, or as text above a table and text below it."""

    columns: tuple[list[Piece], list[Piece]] | None = None
    above: list[Piece] | None = None
    table: Table | None = None
    below: list[Piece] | None = None


def _part(band: list[list[Piece]], gutter: float, horizontal: Sequence[Rule]) -> _Parts | None:
    left = [p for row in band for p in row if p.x0 < gutter]
    right = [p for row in band for p in row if p.x0 > gutter]
    if not left or not right or any(p.x0 < gutter < p.x1 - 0.5 for p in left):
        return None
    size = median(p.size for p in left + right)
    ruled = _rules_across(horizontal, gutter, band)
    if ruled < 2 and _are_columns(left, right):
        return _Parts(columns=(left, right))
    if max(p.x1 for p in left) > gutter:
        return None
    paired = [row for row in band if row[0].x0 < gutter < row[-1].x0]
    if len(paired) < 2 and ruled < 2:
        if not paired:
            return None
        gap = min(p.x0 for p in paired[0] if p.x0 > gutter) - max(p.x1 for p in paired[0] if p.x0 < gutter)
        if gap < _FAR * size or not any(_is_value(p.text) for p in paired[0] if p.x0 > gutter):
            return None
    elif ruled < 2 and not any(_is_value(p.text) for p in right) and len(paired) < len(band) / 2:
        return None
    first, last = _extent(band, gutter)
    body = band[first:last]
    return _Parts(
        above=[p for row in band[:first] for p in row],
        table=table_rows(body, horizontal),
        below=[p for row in band[last:] for p in row],
    )


def _extent(band: list[list[Piece]], gutter: float) -> tuple[int, int]:
    """Return which rows of a band are the table: text right above or below it stands apart, or in another type."""

    def is_lone(row: list[Piece]) -> bool:
        return row[-1].x0 < gutter

    def alike(a: list[Piece], b: list[Piece]) -> bool:
        near = abs(a[0].base - b[0].base) <= _TIGHT * max(a[0].size, b[0].size)
        return near and a[0].bold == b[0].bold and abs(a[0].size - b[0].size) < 0.08 * b[0].size

    first = next(n for n, row in enumerate(band) if not is_lone(row))
    last = len(band) - next(n for n, row in enumerate(reversed(band)) if not is_lone(row))
    top = first
    while top and alike(band[top - 1], band[top]) and top > first - 2 and not _LEADS.search(band[top - 1][-1].text):
        top -= 1
    if top and top < first and abs(band[top][0].base - band[top - 1][0].base) <= _TIGHT * band[top][0].size:
        top = first  # the last lines of a paragraph, not the first lines of a label
    while last < len(band) and alike(band[last - 1], band[last]):
        last += 1
    return top, last


def _read_band(
    band: list[list[Piece]], parts: _Parts | None, horizontal: Sequence[Rule], depth: int
) -> Iterator[Line | Table]:
    if parts is None:
        yield from layout([p for row in band for p in row], horizontal, depth + 1)
    elif parts.columns:
        for column in parts.columns:
            yield from layout(column, horizontal, depth + 1)
    else:
        if parts.above:
            yield from layout(parts.above, horizontal, depth + 1)
        if parts.table:
            yield parts.table
        if parts.below:
            yield from layout(parts.below, horizontal, depth + 1)


def _rules_across(horizontal: Sequence[Rule], gutter: float, band: list[list[Piece]]) -> int:
    top, bottom = band[0][0].top - band[0][0].size, band[-1][0].bottom + band[-1][0].size
    return len({round(r.y0) for r in horizontal if r.x0 < gutter - 5 and gutter + 5 < r.x1 and top <= r.y0 <= bottom})


def _is_value(text: str) -> bool:
    return bool(re.search(r"\d", text)) and len(text.split()) <= _VALUE_WORDS


def _are_columns(left: list[Piece], right: list[Piece]) -> bool:
    """Say whether both sides of a gutter read like text on their own."""
    sides = [rows(left), rows(right)]
    if min(map(len, sides)) < 2:
        return False
    if all(_is_text(side) for side in sides):
        return True
    # a table of its own (labels with values) may stand beside a column of text
    for side, other in (sides, reversed(sides)):
        labelled = [row for row in other if len(row) > 1 and not _is_value(row[0].text)]
        if _is_text(side, _FULL_WORDS) and len(labelled) >= len(other) / 2:
            return True
    return False


def _is_text(side: list[list[Piece]], words: int = _TEXT_WORDS) -> bool:
    texts = [" ".join(p.text for p in row) for row in side]
    values = sum(_is_value(text) for text in texts)
    return median(len(text.split()) for text in texts) >= words and values <= 0.4 * len(texts)
