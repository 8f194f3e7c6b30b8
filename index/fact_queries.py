"""The queries for facts, each built once: building one takes longer than running it."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa

from index.schema import documents, facts

# The newest period first, none at last: the two databases disagree on where NULL comes unless it is said.
NEWEST = (documents.c.period.desc().nulls_last(), documents.c.source, documents.c.id)


@cache
def facts_query(
    indicators: int,
    places: int,
    periods: int,
    *,
    no_period: bool = False,
    value: bool = False,
    document: bool = False,
    span: bool = False,
) -> sa.Select[Any]:
    """Build the query for one combination of filters.

    The numbers are 0 for no filter, 1 for one value, 2 for several.
    """
    f = facts.c
    query = sa.select(facts).join(documents, documents.c.id == f.document_id)
    if indicators:
        query = query.where(_one_of(f.indicator, "indicators", single=indicators == 1))
    if places:
        query = query.where(_one_of(f.place, "places", single=places == 1))
    fits = [_one_of(f.period, "periods", single=periods == 1)] if periods else []
    fits += [f.period.is_(None)] if no_period else []
    if fits:
        query = query.where(sa.or_(*fits))
    if value:
        query = query.where(f.value == sa.bindparam("value"))
    if document:
        query = query.where(f.document_id == sa.bindparam("document"))
    if span:
        query = query.where(f.start == sa.bindparam("start"), f.end == sa.bindparam("end"))
    return query.order_by(*NEWEST, f.value_start)


@cache
def first_of_slot_query() -> sa.Select[Any]:
    """Build the query for the first fact of one slot with a period."""
    query = sa.select(facts).join(documents, documents.c.id == facts.c.document_id).where(*_slot(facts, period=True))
    return query.order_by(*NEWEST, facts.c.value_start).limit(1)


@cache
def first_in_sheets_query(period: bool, in_place: bool, in_period: bool) -> sa.Select[Any]:
    """Build the query for the first fact of one slot, with or without a period, in the sheets of a place or period.

    It goes from sheet to sheet in their order and ends at the first that prints it: a figure without a period stands in
    all of them.
    """
    other, d = facts.alias(), documents.c
    prints = sa.select(other.c.id).where(other.c.document_id == d.id, *_slot(other, period=period)).exists()
    sheet = sa.select(d.id).where(prints).order_by(*NEWEST).limit(1)
    sheet = sheet.where(d.place == sa.bindparam("in_place")) if in_place else sheet
    sheet = sheet.where(d.period == sa.bindparam("in_period")) if in_period else sheet
    query = sa.select(facts).where(facts.c.document_id == sheet.scalar_subquery(), *_slot(facts, period=period))
    return query.order_by(facts.c.value_start).limit(1)


def _slot(table: sa.FromClause, *, period: bool) -> tuple[sa.ColumnElement[bool], ...]:
    column = table.c.period
    of_period = column == sa.bindparam("period") if period else column.is_(None)
    return table.c.indicator == sa.bindparam("indicator"), table.c.place == sa.bindparam("place"), of_period


def _one_of(column: sa.Column[Any], name: str, *, single: bool) -> sa.ColumnElement[bool]:
    """Compare a column with one value or with several; for one the statement need not be written anew each time."""
    return column == sa.bindparam(name) if single else column.in_(sa.bindparam(name, expanding=True))
