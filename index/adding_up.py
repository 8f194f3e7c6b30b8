"""Whether the rows of a table add up to the total that its document states."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from index.catalog import Table
from index.quantities import QUALIFIER_WORDS
from index.types import Fact, Flag, FlagKind, Qualifier

# How what rows print adds up where one of them is inexact, against the total.
_COMPARED: Mapping[Qualifier, Callable[[Decimal, Decimal], bool]] = {
    Qualifier.MORE_THAN: operator.lt,
    Qualifier.AT_LEAST: operator.le,
    Qualifier.LESS_THAN: operator.gt,
}


def rows_add_up(
    facts: list[Fact], table: Table, flags: list[Flag], printed: int | None = None, others: Sequence[Decimal] = ()
) -> list[Fact]:
    """Flag the total and the rows of a table whose rows do not add up to it; they stay facts.

    `printed` is how many of its rows the document prints (all of them if None), `others` are the values of further
    rows. Nothing is said while one of the figures is not read.
    """
    kind = FlagKind.ROWS_DO_NOT_ADD_UP
    total = next((f for f in facts if f.indicator == table.lead), None)
    same = [f for f in facts if f.indicator in table.rows and total and f.period == total.period]
    rows = {f.indicator: f for f in same}  # a row may be printed twice
    if total is None or not rows or len(rows) < (len(table.rows) if printed is None else printed):
        return facts
    added = sum((*(f.value for f in rows.values()), *others), Decimal(0))
    inexact = {f.qualifier for f in (total, *rows.values())} - {Qualifier.EXACT}
    if _fits(added, inexact, total.value):
        return facts
    bound = " ".join(("", *(QUALIFIER_WORDS[q] for q in inexact)))
    flags.append(
        Flag(
            document_id=total.document_id,
            kind=kind,
            indicator=table.lead,
            message=f"The rows add up to{bound} {added:,f}, the stated total is {total.value:,f}.",
            quote=total.quote,
            start=total.start,
            end=total.end,
        )
    )
    members = {total.id, *(f.id for f in same)}
    return [replace(f, flags=(*f.flags, kind)) if f.id in members else f for f in facts]


def _fits(added: Decimal, inexact: set[Qualifier], total: Decimal) -> bool:
    """Say whether rows can make up a total; `inexact` are the qualifiers of those that are not as printed."""
    if not inexact:
        return added == total
    compared = _COMPARED.get(next(iter(inexact))) if len(inexact) == 1 else None
    return compared is None or compared(added, total)
