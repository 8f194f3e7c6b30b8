"""Figures as they are read at one place of a document, before they are judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.catalog import Catalog, Indicator, Table
from index.current_period import CurrentPeriod
from index.declaring import years_in
from index.itemised import itemised
from index.labelled import Labelled, labelled_figures
from index.reading import Block, Reading
from index.totals import borne_out
from index.types import Qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A figure read at one place of the reading; all offsets are into it, and `doubt` says why it is not certain.

    `context` are the stretches that give place or period where the sentence or row does not, `compared` is where
    figures of other years stand beside it.
    """

    indicator: Indicator
    block: Block
    start: int
    end: int
    value_start: int
    value_end: int
    place: str
    period: str | None
    context: tuple[tuple[int, int], ...] = ()
    method: str = "statement"
    doubt: str | None = None
    qualifier: Qualifier | None = None
    compared: tuple[int, ...] = ()


def either(found: Sequence[Found], rows: Sequence[Found]) -> list[Found]:
    """Return what sentences and the rows of a table say, each figure once; where they differ in it, it is doubtful.

    An item of a list is a row and may be a sentence: "18 were other missing children cases."
    """
    stated = {f.value_start: f.indicator.id for f in found if f.doubt is None}
    certain = {f.value_start for f in rows if f.doubt is None}
    kept = [f for f in found if f.doubt is not None or f.value_start not in certain]
    for row in rows:
        differs = row.doubt is None and stated.get(row.value_start, row.indicator.id) != row.indicator.id
        if differs:
            kept.append(replace(row, doubt="its sentence and the table differ in what it counts"))
        elif row.doubt is None or row.value_start not in stated:
            kept.append(row)
    return kept


def labelled(reading: Reading, catalog: Catalog, current: CurrentPeriod, period: str | None) -> Iterator[Found]:
    """Yield the figures beside labels, of the year of their heading or else of the document, which is of `period`."""
    for f in labelled_figures(reading, catalog, period):
        own, context = _period(f, reading, current)
        yield Found(
            indicator=f.indicator,
            block=block_at(reading, f.value_start),
            start=f.start,
            end=f.end,
            value_start=f.value_start,
            value_end=f.value_end,
            place=f.place,
            period=None if f.indicator.period == "none" else own,
            context=context,
            method="row",
            qualifier=f.qualifier,
            compared=f.compared,
            doubt=f.doubt,
        )


def _period(f: Labelled, reading: Reading, current: CurrentPeriod) -> tuple[str | None, tuple[tuple[int, int], ...]]:
    """Return the period of a figure beside a label, and what tells its place and period.

    Its heading gives the year, or else the last line in front of it that has one, if the sheet declares no other.
    """
    told = [span for span in (f.heading, f.dated) if span]
    years = {year for span in told for year in years_in(reading.text[slice(*span)])}
    own = bool(f.heading and years_in(reading.text[slice(*f.heading)]))
    if not own and current.declared:
        year, where = current.declared
        years.add(year)
        told += [where] if where else []
    return next(iter(years)) if len(years) == 1 else None, tuple(dict.fromkeys(told))


def totals(
    reading: Reading,
    catalog: Catalog,
    place: str | None,
    table: Table,
    current: CurrentPeriod,
    found: Sequence[Found],
) -> list[Found]:
    """Return the total of a table that no known wording states, and that the rows below it bear out."""
    certain = [f for f in found if f.doubt is None]
    if place is None or any(f.indicator.id == table.lead for f in certain):
        return []
    read = [f.value_start for f in certain]
    return [
        Found(
            indicator=t.indicator,
            block=t.block,
            start=t.start,
            end=t.end,
            value_start=t.value_start,
            value_end=t.value_end,
            place=place,
            period=t.year or (current.declared[0] if current.declared else None),
            context=(current.declared[1],) if not t.year and current.declared and current.declared[1] else (),
        )
        for t in borne_out(reading, catalog, table, place, read)
    ]


def itemised_rows(
    reading: Reading,
    catalog: Catalog,
    place: str | None,
    table: Table,
    current: CurrentPeriod,
    found: Sequence[Found],
) -> list[Found]:
    """Return the totals and rows of a table that sentences account for, but what is read with certainty already."""
    certain = {f.value_start: f for f in found if f.doubt is None}
    leads = [at for at, f in certain.items() if f.indicator.id == table.lead]
    read: list[Found] = []
    for account in itemised(reading, catalog, table, place, leads) if place else ():
        lead = certain.get(account.value_start)
        block = block_at(reading, account.value_start)
        named = set(years_in(reading.text[block.start : account.end]))
        declared = current.declared if current.declared and named <= {current.declared[0]} else None
        period = lead.period if lead else account.year or (declared[0] if declared else None)
        told = (declared[1],) if not account.year and declared and declared[1] else ()
        total = lead or Found(
            indicator=catalog.by_id[table.lead],
            block=block,
            start=account.start,
            end=account.end,
            value_start=account.value_start,
            value_end=account.value_end,
            place=place or "",
            period=period,
            context=told,
        )
        rows = [
            Found(
                indicator=catalog.by_id[item.indicator],
                block=block_at(reading, item.value_start),
                start=item.start,
                end=item.end,
                value_start=item.value_start,
                value_end=item.value_end,
                place=place or "",
                period=period,
                context=tuple(dict.fromkeys(((account.start, account.end), *total.context))),
                method="row",
            )
            for item in account.items
        ]
        others = [certain[f.value_start].indicator for f in rows if f.value_start in certain]
        if all(other.id in table.rows for other in others):
            read += [f for f in (total, *rows) if f.value_start not in certain]
    return read


def block_at(reading: Reading, at: int) -> Block:
    """Return the block that holds an offset of a reading."""
    return next(b for b in reading.blocks if b.start <= at < b.end)
