"""Which column of a table counts where its columns are years, and the total that the rows of a table bear out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from index.catalog import Catalog, Table
from index.headings import narrows
from index.quantities import printed_value
from index.resemblance import says_only
from index.row_lines import TOTAL, YEAR_OF_A_COLUMN

_LEAST_ROWS = 2
# Heads of columns that compare the years beside them.
_COMPARES = frozenset("change changes difference trend % +/- %change Δ".split()) | {"% change", "percent change"}


def year_column(heads: Sequence[str], period: str | None) -> int | None:
    """Return the column of a period, or without one of the newest year, where all columns behind the first are years.

    Columns that compare years do not count. None where a head says something else, or two are of that year.
    """
    years: dict[int, str] = {}
    for number, head in enumerate(heads):
        if not number or not head.strip():
            continue
        match = YEAR_OF_A_COLUMN.fullmatch(head.strip())
        if match:
            years[number] = match[1]
        elif head.strip().lower() not in _COMPARES:
            return None
    wanted = period or max(years.values(), default="")
    own = [number for number, year in years.items() if year == wanted]
    return own[0] if len(own) == 1 else None


def summed(
    labels: Mapping[int, str], values: Mapping[int, str], read: Mapping[int, str], catalog: Catalog
) -> tuple[int, Table] | None:
    """Return the one row of a table that names the total of all others, which are rows of it and add up to it.

    All are keyed by the number of the row: what it says, its figure as it is printed, and the indicator that it is.
    """
    for table in catalog.tables:
        rows = {number: row for number, row in read.items() if row in table.rows}
        rest = [number for number in labels if number not in rows]
        if len(rest) != 1 or not _LEAST_ROWS <= len(rows) == len(set(rows.values())):
            continue
        (total,) = rest
        figures = [printed_value(values[number]) for number in rows]
        stated = printed_value(values[total])
        known = [figure for figure in figures if figure is not None]
        if names_total(labels[total], table, catalog) and len(known) == len(figures) and sum(known) == stated:
            return total, table
    return None


def names_total(label: str, table: Table, catalog: Catalog) -> bool:
    """Say whether a label names the total of a table ("Total", "All cases", "Total cases handled by NCMEC")."""
    if TOTAL.fullmatch(label):
        return True
    indicator = catalog.by_id[table.lead]
    begins = TOTAL.match(label) is not None and not narrows(TOTAL.sub("", label, count=1), catalog)
    return begins and says_only(label, indicator, catalog, table.lead_words)
