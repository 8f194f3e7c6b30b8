"""Figures that are given once more with another value, in other words: then a person must say which is right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.catalog import Catalog, Indicator
from index.headings import narrows
from index.quantities import Numeral, find_numerals, in_round_numbers, qualifier_before
from index.reading import Reading
from index.resemblance import restates
from index.statements import OWN_PLACE, YEAR, figures_of, hide_places, may_state, speaks_of_the_nation

_FACTOR = 3  # values further apart are of different things
_CLAUSE = re.compile(r"[^;]+")


@dataclass(frozen=True, slots=True)
class Given:
    """A figure that is read with certainty: its indicator, period and value."""

    indicator: Indicator
    period: str | None
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure, as offsets into the reading, that may be that of `given` with another value."""

    given: Given
    start: int
    end: int
    value_start: int
    value_end: int


def restated(
    reading: Reading, catalog: Catalog, place: str | None, given: Sequence[Given], read: Sequence[int]
) -> Iterator[Restated]:
    """Yield the figures that may restate one that is given, in a document about `place`.

    Its clause, or its row of a table, is near to one indicator alone, has one figure, and names no other place or year;
    the head of its table names none either. Stretches with one of `read`, the offsets of all that is found, are left
    out.
    """
    for start, end, head in _stretches(reading):
        if any(start <= at < end for at in read) or not may_state(reading.text[start:end]) or narrows(head, catalog):
            continue
        for match in _CLAUSE.finditer(reading.text[start:end]):
            clause = match.group()
            figure = _only_figure(clause, catalog)
            meant = _meant(clause, head, figure, catalog, place, given) if figure else None
            if figure and meant:
                at = start + match.start()
                yield Restated(meant, start, end, at + figure.start, at + figure.end)


def _stretches(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Yield the sentences, with "", and the rows of tables with the years and places that their head may name."""
    for block in reading.blocks:
        if block.kind != "table":
            yield from ((start, end, "") for start, end in reading.sentences(block))
            continue
        rows = reading.text[block.start : block.end].split("\n")
        head = "" if any(not YEAR.fullmatch(rows[0][n.start : n.end]) for n in find_numerals(rows[0])) else rows[0]
        start = block.start
        for row in rows:
            yield start, start + len(row), head if row != rows[0] else ""
            start += len(row) + 1


def _only_figure(clause: str, catalog: Catalog) -> Numeral | None:
    numerals = {n.start: n for n in find_numerals(clause, words=True)}
    figures = [numerals[at] for at in figures_of(clause, catalog) if at in numerals]
    return figures[0] if len(figures) == 1 and figures[0].value is not None else None


def _meant(
    clause: str, head: str, figure: Numeral, catalog: Catalog, place: str | None, given: Sequence[Given]
) -> Given | None:
    hidden, places = hide_places(clause, catalog)
    places_told = {*places.values(), *hide_places(head, catalog)[1].values()}
    if places_told - {place}:
        return None
    of_place = bool(places_told) or OWN_PLACE.search(hidden)
    of_nation = speaks_of_the_nation(f"{clause} {head}")
    years = set(YEAR.findall(f"{clause} {head}")) if catalog.periods.kind == "year" else set()
    like = [
        g
        for g in given
        if not (of_place if g.indicator.level == "nation" else of_nation)
        and years <= {g.period}
        and g.value is not None
        and _near(g.value, figure.value)
        and restates(hidden, g.indicator, catalog, figure=figure.value, stated=g.value)
    ]
    same = len({g.indicator.id for g in like}) == 1 and not any(_agree(clause, figure, g.value) for g in like)
    return like[0] if same else None


def _agree(clause: str, figure: Numeral, value: Decimal | None) -> bool:
    """Say whether a figure is a value, or the value in round numbers."""
    qualifier = qualifier_before(clause, figure.start)
    round_ = value is not None and in_round_numbers(clause[figure.start : figure.end], qualifier, value)
    return figure.value == value or round_


def _near(value: Decimal, other: Decimal | None) -> bool:
    return other is not None and value <= _FACTOR * other and other <= _FACTOR * value
