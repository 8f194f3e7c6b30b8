"""CSV: one table, with whatever stands above and below it."""

from __future__ import annotations

import csv
import io
from collections import Counter

from index.errors import DocumentError
from index.readers.decoding import decode
from index.readers.source import Parsed
from index.readers.writing import Writer, clean

_SEPARATORS = ("\t", ";", ",", "|")
_LONGEST_CELL = 1_000_000
_LABEL_WORDS = 4
_SAMPLED = 200  # rows


def read_csv(data: bytes) -> Parsed:
    """Read a CSV or TSV file; its separator is the one by which most rows have the same number of cells.

    What begins with "=" is text like any other. Raises DocumentError.
    """
    csv.field_size_limit(_LONGEST_CELL)
    text = decode(data)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error as error:
        raise DocumentError(f"the file cannot be read as CSV ({error})") from error
    writer = Writer()
    write_rows(writer, [[clean(cell) for cell in row] for row in rows])
    return writer.parsed()


def _separator(text: str) -> str:
    def fitness(separator: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        counts = Counter(len(row) for row, _ in zip(reader, range(_SAMPLED), strict=False) if any(row))
        width, rows = max(counts.items(), key=lambda c: (c[0] > 1, c[1]), default=(1, 0))
        return (rows / max(sum(counts.values()), 1) if width > 1 else 0.0), width

    return max(_SEPARATORS, key=fitness)


def write_rows(writer: Writer, rows: list[list[str]]) -> None:
    """Write rows as a table; lines of one cell above it are its title, below it its notes.

    An empty row ends a table.
    """
    table: list[list[str]] = []
    for number, row in enumerate((*rows, [])):
        filled = [cell for cell in row if cell]
        follows = sum(map(bool, rows[number + 1])) if number + 1 < len(rows) else 0
        # a single cell within a table is a group's label, or a row whose other values are missing
        if len(filled) > 1 or (table and filled and (row[0] == "" or follows > 1 or _is_label(filled[0]))):
            table.append(row)
            continue
        writer.table(table)
        if filled and (writer.length or not filled[0][:1].isalpha()):
            writer.paragraph(filled[0])
        elif filled:
            writer.heading(filled[0])
        table = []


def _is_label(cell: str) -> bool:
    """Say whether the only cell of a row names it, rather than being a note below the table."""
    return len(cell.split()) <= _LABEL_WORDS and ":" not in cell and not cell.endswith(".")
