"""Whether the rows of a table add up to the total that its document states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from index.catalog import Table
from index.types import Fact, Flag, FlagKind


def rows_add_up(
    facts: list[Fact], table: Table, flags: list[Flag], printed: int | None = None, others: Sequence[Decimal] = ()
) -> list[Fact]:
    """Flag the total and the rows of a table whose rows do not add up to it; they stay facts.

    `printed` is how many of its rows the document prints (all of them if None), `others` are the values of further
    rows. Nothing is said while one of the figures is not read.
    """
    kind = FlagKind.ROWS_DO_NOT_ADD_UP
    total = next((f for f in facts if f.indicator == table.lead), None)
    rows = [f for f in facts if f.indicator in table.rows]
    if total is None or not rows or len(rows) < (len(table.rows) if printed is None else printed):
        return facts
    added = sum((*(f.value for f in rows), *others), Decimal(0))
    if added == total.value:
        return facts
    flags.append(
        Flag(
            document_id=total.document_id,
            kind=kind,
            indicator=table.lead,
            message=f"The rows add up to {added:,f}, the stated total is {total.value:,f}.",
            quote=total.quote,
            start=total.start,
            end=total.end,
        )
    )
    members = {total.id, *(f.id for f in rows)}
    return [replace(f, flags=(*f.flags, kind)) if f.id in members else f for f in facts]
