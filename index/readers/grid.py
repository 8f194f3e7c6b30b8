"""Cells of a table that span rows and columns, filled so that each row can be read alone."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import DocumentError

_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of a cell, the rows and columns it spans, and whether it heads them."""

    text: str
    rows: int = 1
    columns: int = 1
    heads: bool = False


def fill(rows: list[list[Cell]]) -> list[list[str]]:
    """Return the texts of rows of cells.

    A cell that spans rows stands in each of them; one that spans columns stands in each of them if it heads them,
    else in the first.
    """
    filled: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}  # by column: rows still to fill, and with what
    written = 0
    for row in rows:
        line: list[str] = []

        def fill_from_above(line: list[str] = line) -> None:
            while len(line) in below:
                left, text = below.pop(len(line))
                if left > 1:
                    below[len(line)] = left - 1, text
                line.append(text)

        for cell in row:
            fill_from_above()
            for number in range(cell.columns):
                text = cell.text if number == 0 or cell.heads else ""
                if cell.rows > 1:
                    below[len(line)] = cell.rows - 1, text
                line.append(text)
        fill_from_above()
        written += len(line)
        if written > _CELLS:
            raise DocumentError(f"a table of more than {_CELLS:,} cells is not a table of a document")
        filled.append(line)
    return filled
