"""Excel workbooks (.xlsx): each visible worksheet as a heading with its table, values as displayed."""

from __future__ import annotations

import io
import warnings
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from index.errors import DocumentError
from index.readers.archive import open_archive
from index.readers.number_formats import displayed
from index.readers.separated import write_rows
from index.readers.source import Parsed
from index.readers.writing import Writer, clean
from index.types import FlagKind

_CELLS = 3_000_000
_NAMED = 5  # cells that a notice names
_DAMAGED = "the workbook is damaged; open it in Excel and save it anew"


def read_xlsx(data: bytes) -> Parsed:
    """Read a workbook.

    Raises DocumentError for a file that is damaged, encrypted or no workbook.
    """
    with open_archive(data, "xl/workbook.xml") as archive:
        names = archive.namelist()
    values, formulas = _load(data, stored=True), _load(data, stored=False)
    writer = Writer()
    if values.properties.title:
        writer.heading(values.properties.title)
    for sheet in values.worksheets:
        _require_bounded(sheet)
        if sheet.sheet_state != "visible":
            writer.notice(FlagKind.ACTIVE_CONTENT, f"The hidden worksheet {sheet.title!r} was left out.")
            continue
        rows = _rows(writer, sheet)
        if any(map(any, rows)):
            writer.heading(sheet.title)
            write_rows(writer, rows)
        _note_without_values(writer, sheet, formulas[sheet.title])
    _note_parts(writer, names)
    return writer.parsed()


def _load(data: bytes, *, stored: bool) -> Any:
    """Load a workbook with the values that were stored for its formulas, or with the formulas."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions that are not read
        try:
            return load_workbook(io.BytesIO(data), data_only=stored, keep_links=False)
        except (KeyError, ValueError, TypeError) as error:
            raise DocumentError(_DAMAGED) from error


def _require_bounded(sheet: Worksheet) -> None:
    if sheet.max_row * sheet.max_column > _CELLS:
        raise DocumentError(
            f"the worksheet {sheet.title!r} reaches over {sheet.max_row:,} rows and {sheet.max_column:,} columns; "
            "delete the empty ones and add it again"
        )


def _rows(writer: Writer, sheet: Worksheet) -> list[list[str]]:
    """Return the texts of the visible cells; merged cells are filled."""
    rows_hidden = {n for n, row in sheet.row_dimensions.items() if row.hidden or row.height == 0}
    columns_hidden = {
        n
        for column in sheet.column_dimensions.values()
        if column.hidden or column.width == 0
        for n in range(column.min or 0, (column.max or 0) + 1)
    }
    texts: dict[tuple[int, int], str] = {}
    left_out = False
    for row in sheet.iter_rows():
        for cell in row:
            text = clean(displayed(cell.value, cell.number_format)) if cell.value is not None else ""
            texts[cell.row, cell.column] = text
            left_out |= bool(text) and (cell.row in rows_hidden or cell.column in columns_hidden)
    if left_out:
        message = f"Hidden rows or columns of the worksheet {sheet.title!r} were left out."
        writer.notice(FlagKind.ACTIVE_CONTENT, message)
    _fill_merged(sheet, texts)
    columns = [n for n in range(1, sheet.max_column + 1) if n not in columns_hidden]
    used = [n for n in columns if any(texts[row, n] for row in range(1, sheet.max_row + 1))]
    columns = [n for n in columns if used and used[0] <= n <= used[-1]]
    return [[texts[row, n] for n in columns] for row in range(1, sheet.max_row + 1) if row not in rows_hidden]


def _fill_merged(sheet: Worksheet, texts: dict[tuple[int, int], str]) -> None:
    """Repeat a merged cell in each row it spans, and a label in each column; a title of the sheet stays one cell."""
    for merged in sheet.merged_cells.ranges:
        text = texts.get((merged.min_row, merged.min_col), "")
        wide = merged.min_col == 1 and merged.max_col >= sheet.max_column
        across = not wide and not any(character.isdigit() for character in text)
        for row in range(merged.min_row, merged.max_row + 1):
            for column in range(merged.min_col, (merged.max_col if across else merged.min_col) + 1):
                if (row, column) in texts:
                    texts[row, column] = text


def _note_without_values(writer: Writer, sheet: Worksheet, formulas: Worksheet) -> None:
    missing = [
        f"{get_column_letter(cell.column)}{cell.row}"
        for row in formulas.iter_rows()
        for cell in row
        if cell.data_type == "f" and sheet.cell(cell.row, cell.column).value is None
    ]
    if missing:
        named = ", ".join(missing[:_NAMED]) + (" and others" if len(missing) > _NAMED else "")
        writer.notice(
            FlagKind.ACTIVE_CONTENT,
            f"The worksheet {sheet.title!r} has formulas without a stored value ({named}); save it anew in Excel.",
        )


def _note_parts(writer: Writer, names: list[str]) -> None:
    kind = FlagKind.ACTIVE_CONTENT
    if any(name.endswith("vbaProject.bin") for name in names):
        writer.notice(kind, "The workbook holds macros; none was run.")
    if any(name.startswith("xl/externalLinks/") for name in names):
        writer.notice(kind, "The workbook links to other workbooks; they were not opened.")
    if any("/embeddings/" in name or "/activeX/" in name for name in names):
        writer.notice(kind, "The workbook has other files embedded in it; they were not read.")
