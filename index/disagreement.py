"""Flags that compare documents: overall figures that differ between sheets, and places above the overall figure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from index.fact_queries import NEWEST
from index.rows import fact_of, flag_row
from index.schema import documents, facts, flags
from index.types import NATION, Fact, Flag, FlagKind, Qualifier

# Made anew whenever the set of documents changes.
COMPARING = (FlagKind.OVERALL_DIFFERS, FlagKind.EXCEEDS_OVERALL)
_ABOVE = "The place's figure is above the overall figure of that year."


def compare(connection: sa.Connection, counterparts: Mapping[str, str]) -> None:
    """Make the flags that compare documents anew.

    `counterparts` names the overall indicator of which a place indicator is a part.
    """
    _forget(connection)
    for indicator, period, of_sheets in _differing(connection):
        found = _overall(connection, indicator, period, of_sheets)
        listed = ", ".join(f"{value:,f}" for value in sorted({fact.value for fact in found}))
        message = f"The sheets give different overall figures: {listed}."
        _mark(connection, found, FlagKind.OVERALL_DIFFERS, message)
    for part, whole in counterparts.items():
        _mark(connection, _above(connection, part, whole), FlagKind.EXCEEDS_OVERALL, _ABOVE)


def _forget(connection: sa.Connection) -> None:
    # one with its figure beside it is about a figure that a person has withdrawn
    connection.execute(sa.delete(flags).where(flags.c.kind.in_(COMPARING), flags.c.candidate.is_(None)))
    f = facts.c
    for kind in COMPARING:
        for row in connection.execute(sa.select(f.id, f.flags).where(f.flags.contains(kind))).all():
            kept = [name for name in json.loads(row.flags) if name != kind]
            connection.execute(sa.update(facts).where(f.id == row.id).values(flags=json.dumps(kept)))


def _differing(connection: sa.Connection) -> Sequence[tuple[str, str | None, str | None]]:
    """Return indicator and period of the overall figures that differ; of an undated one the period of its sheets.

    A figure without a year may differ from year to year: only sheets of one year can disagree on it.
    """
    f = facts.c
    sheets = sa.case((f.period.is_(None), documents.c.period))
    query = (
        sa.select(f.indicator, f.period, sheets)
        .join(documents, documents.c.id == f.document_id)
        .where(f.place == NATION)
        .group_by(f.indicator, f.period, sheets)
        .having(sa.func.count(f.value.distinct()) > 1)
    )
    return [(indicator, period, of_sheets) for indicator, period, of_sheets in connection.execute(query)]


def _overall(connection: sa.Connection, indicator: str, period: str | None, of_sheets: str | None) -> list[Fact]:
    f = facts.c
    query = sa.select(facts).join(documents, documents.c.id == f.document_id)
    query = query.where(f.indicator == indicator, f.place == NATION)
    if period is None:
        own = documents.c.period.is_(None) if of_sheets is None else documents.c.period == of_sheets
        query = query.where(f.period.is_(None), own)
    else:
        query = query.where(f.period == period)
    return [fact_of(*row) for row in connection.execute(query.order_by(*NEWEST, f.value_start))]


def _above(connection: sa.Connection, part: str, whole: str) -> list[Fact]:
    """Return the figures of places that are above the exact overall figure of their period."""
    overall = {
        period: value
        for period, value, qualifier, _ in _figures(connection, whole, NATION)
        if qualifier == Qualifier.EXACT
    }
    figures = _figures(connection, part)
    above = [id_ for period, value, _, id_ in figures if period in overall and value > overall[period]]
    return [fact_of(*row) for row in connection.execute(sa.select(facts).where(facts.c.id.in_(above)))]


def _figures(
    connection: sa.Connection, indicator: str, place: str | None = None
) -> Iterator[tuple[str | None, Decimal, str, str]]:
    """Yield period, value, qualifier and id of every fact of an indicator; to make whole facts takes far longer."""
    f = facts.c
    query = sa.select(f.period, f.value, f.qualifier, f.id).join(documents, documents.c.id == f.document_id)
    query = query.where(f.indicator == indicator)
    query = query.where(f.place == place) if place else query
    for period, value, qualifier, id_ in connection.execute(query.order_by(*NEWEST, f.value_start)):
        yield period, Decimal(value), qualifier, id_


def _mark(connection: sa.Connection, found: Iterable[Fact], kind: FlagKind, message: str) -> None:
    for fact in found:
        marked = json.dumps(sorted({*fact.flags, kind}))
        connection.execute(sa.update(facts).where(facts.c.id == fact.id).values(flags=marked))
        flag = Flag(
            document_id=fact.document_id,
            kind=kind,
            indicator=fact.indicator,
            message=message,
            quote=fact.quote,
            start=fact.start,
            end=fact.end,
        )
        connection.execute(sa.insert(flags).values(flag_row(flag)))
