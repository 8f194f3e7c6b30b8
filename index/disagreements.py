"""Documents that do not agree: overall figures that differ between sheets, and places above the overall figure.

Which sheet prints which, and which of them a person must look at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from index.fact_queries import NEWEST
from index.quantities import grouped
from index.rows import fact_of, flag_row
from index.schema import documents, facts, flags
from index.types import COMPARING, NATION, Fact, Flag, FlagKind, Qualifier

if TYPE_CHECKING:
    from index.database import Database

# So many sheets, and more than half of all, must agree for the others to be the ones that deviate.
_FEWEST = 3
_ABOVE = "The place's figure is above the overall figure of that year."


def printings(facts: Sequence[Fact]) -> list[tuple[Fact, ...]]:
    """Group facts of one overall figure by their value, one fact for each document; what most print comes first."""
    groups: dict[Decimal, dict[str, Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.value, {}).setdefault(fact.document_id, fact)
    ordered = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [tuple(group.values()) for _, group in ordered]


def agreed(facts: Sequence[Fact]) -> Decimal | None:
    """Return the value that a clear majority of documents prints; None if there is no such majority."""
    most, *others = printings(facts)
    clear = len(most) >= _FEWEST and len(most) > sum(map(len, others))
    return most[0].value if clear else None


def representative(facts: Sequence[Fact]) -> Fact:
    """Return the fact of one overall figure that stands for all its printings: the first that most sheets bear out."""
    if FlagKind.OVERALL_DIFFERS not in facts[0].flags:
        return facts[0]
    usual = agreed(facts)
    return next((fact for fact in facts if fact.value == usual), facts[0])


def counted(facts: Sequence[Fact]) -> str:
    """Say how many documents print which value: "28,886 in 30 sheets, 28,887 in 1"."""
    counts = [(grouped(same[0].value), len(same)) for same in printings(facts)]
    word = "sheet" if counts[0][1] == 1 else "sheets"
    return ", ".join(f"{value} in {number}{'' if n else f' {word}'}" for n, (value, number) in enumerate(counts))


def sheets_that_print(fact: Fact, database: Database) -> list[Fact]:
    """Return all printings of an overall figure; one without a year is that of the sheets of one year."""
    found = database.facts(indicators=[fact.indicator], places=[fact.place], periods=[fact.period])
    if fact.period is not None:
        return found
    year = database.document(fact.document_id).period
    return [other for other in found if database.document(other.document_id).period == year]


def compare(connection: sa.Connection, counterparts: Mapping[str, str]) -> None:
    """Make the flags that compare documents anew.

    `counterparts` names the overall indicator of which a place indicator is a part.
    """
    _forget(connection)
    for indicator, period, of_sheets in _differing(connection):
        found = _overall(connection, indicator, period, of_sheets)
        message = f"The sheets give different overall figures: {counted(found)}."
        # every answer that uses one of them says so; only the sheets that deviate need a person
        usual = agreed(found)
        doubted = [fact for fact in found if fact.value != usual]
        _mark(connection, found, FlagKind.OVERALL_DIFFERS, message, doubted=doubted)
    for part, whole in counterparts.items():
        above = _above(connection, part, whole)
        _mark(connection, above, FlagKind.EXCEEDS_OVERALL, _ABOVE, doubted=above)


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


def _mark(
    connection: sa.Connection, found: Sequence[Fact], kind: FlagKind, message: str, *, doubted: Sequence[Fact]
) -> None:
    """Mark facts as ones of which answers say something, and flag those that a person must look at."""
    for fact in found:
        marked = json.dumps(sorted({*fact.flags, kind}))
        connection.execute(sa.update(facts).where(facts.c.id == fact.id).values(flags=marked))
    for fact in doubted:
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
