"""Rows of pieces into the rows and cells of a table: labels that wrap are one cell again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from index.readers.pdf.glyphs import Rule
from index.readers.pdf.lines import Piece
from index.readers.pdf.words import join_lines

_SAME_ROW = 0.8  # of the type size, between base lines: a value in the middle of a label of two lines
_WRAPPED = 1.4
_LOOSER = 1.25  # how much wider the gap between rows is than between the lines of one row
_CONTINUES = re.compile(r"[a-z(]")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(slots=True)
class Table:
    """The cells of a table, row by row, and where it stands in points."""

    rows: list[list[str]]
    base: float
    size: float


def table_rows(band: Sequence[list[Piece]], horizontal: Sequence[Rule]) -> Table:
    """Read the rows of a table from the lines it stands on."""
    columns = _columns(band)
    found: list[list[list[str]]] = []
    for group in _groups(band, horizontal):
        cells: list[list[str]] = [[] for _ in columns]
        for row in group:
            for piece in row:
                cells[_column_of(piece, columns)].append(piece.text)
        found.append(cells)
    return Table(
        rows=[[join_lines(cell) for cell in row] for row in found],
        base=band[-1][0].base,
        size=median(p.size for row in band for p in row),
    )


def _columns(band: Sequence[list[Piece]]) -> list[tuple[float, float]]:
    """Return the columns, from the rows that have the most cells."""
    most = max(len(row) for row in band)
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted((p.x0, p.x1) for row in band if len(row) == most for p in row):
        if found and x0 < found[-1][1]:
            found[-1] = found[-1][0], max(x1, found[-1][1])
        else:
            found.append((x0, x1))
    while len(found) > most:  # values that are not aligned with each other
        nearest = min(range(len(found) - 1), key=lambda n: found[n + 1][0] - found[n][1])
        found[nearest : nearest + 2] = [(found[nearest][0], found[nearest + 1][1])]
    return found


def _column_of(piece: Piece, columns: list[tuple[float, float]]) -> int:
    def distance(number: int) -> tuple[float, float]:
        x0, x1 = columns[number]
        return -(min(piece.x1, x1) - max(piece.x0, x0)), abs(piece.x0 - x0)

    return min(range(len(columns)), key=distance)


def _groups(band: Sequence[list[Piece]], horizontal: Sequence[Rule]) -> list[list[list[Piece]]]:
    """Put the lines that are one row of the table together."""
    if len(band) == 1:
        return [list(band)]
    joined = _between_rules(band, horizontal) or _by_spacing(band)
    groups = [[band[0]]]
    for row, joins in zip(band[1:], joined, strict=True):
        if joins:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _between_rules(band: Sequence[list[Piece]], horizontal: Sequence[Rule]) -> list[bool] | None:
    """Say of each line whether it joins the one above, where rules part the rows; None where they do not."""
    left, right = min(row[0].x0 for row in band), max(row[-1].x1 for row in band)
    across = [r.y0 for r in horizontal if min(r.x1, right) - max(r.x0, left) > 0.1 * (right - left)]
    parted = [any(a[0].base <= y <= b[0].base for y in across) for a, b in pairwise(band)]
    loose = [b[0].base - a[0].base > _WRAPPED * a[0].size for a, b in pairwise(band)]
    complete = sum(len(row) > 1 for row in band)
    if sum(parted) < max(1, complete - 1) or any(
        len(a) > 1 and len(b) > 1 and not p and far
        for (a, b), p, far in zip(pairwise(band), parted, loose, strict=True)
    ):
        return None
    return [not p for p in parted]


def _by_spacing(band: Sequence[list[Piece]]) -> list[bool]:
    """Say of each line whether it joins the one above, by the gaps between them and by how they begin."""
    gaps = [b[0].base - a[0].base for a, b in pairwise(band)]
    sizes = [max(a[0].size, b[0].size) for a, b in pairwise(band)]
    looser = _has_two_distances(band, gaps, sizes)
    joined: list[bool] = []
    for number, (above, row) in enumerate(pairwise(band)):
        below = band[number + 2] if number + 2 < len(band) else None
        size = sizes[number]
        if gaps[number] <= _SAME_ROW * size:
            joined.append(True)
        elif gaps[number] > _WRAPPED * size:
            joined.append(False)
        elif looser or _is_header(band[: number + 2]):
            joined.append(True)
        elif len(row) == 1:
            joined.append(bool(_CONTINUES.match(row[0].text)) and _is_label(row, band) and below is not above)
        else:
            joined.append(len(above) == 1 and _is_label(above, band) and bool(_CONTINUES.match(row[0].text)))
    return joined


def _has_two_distances(band: Sequence[list[Piece]], gaps: Sequence[float], sizes: Sequence[float]) -> bool:
    """Say whether the lines of one row stand closer together than the rows do."""
    apart = [gap for gap, size in zip(gaps, sizes, strict=True) if gap > _SAME_ROW * size]
    if not apart or max(apart) < _LOOSER * min(apart):
        return False
    tight = [gap < _LOOSER * min(apart) for gap in gaps]
    whole_rows = [len(a) > 1 and len(b) > 1 for a, b in pairwise(band)]
    return not any(close and whole for close, whole in zip(tight, whole_rows, strict=True))


def _is_label(row: list[Piece], band: Sequence[list[Piece]]) -> bool:
    return row[0].x0 < min(r[1].x0 for r in band if len(r) > 1) if any(len(r) > 1 for r in band) else False


def _is_header(top: Sequence[list[Piece]]) -> bool:
    """Say whether the lines are the first of the table and hold no figure: a header of several lines."""
    return all(
        (piece.bold or not re.search(r"\d", _YEAR.sub("", piece.text))) and len(row) > 1 for row in top for piece in row
    ) and all(piece.bold for row in top for piece in row)
