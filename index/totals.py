"""Totals that a sentence states in words of its own, borne out by the rows below it: they add up to its one figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.breakdown import read_breakdown
from index.catalog import Catalog, Indicator, Table
from index.headings import narrows
from index.quantities import find_numerals, printed_value, qualifier_before
from index.reading import Block, Reading
from index.resemblance import says_only
from index.row_lines import CAPTION_WORDS
from index.statements import (
    OWN_PLACE,
    YEAR,
    figures_of,
    hide_places,
    may_state,
    speaks_of_the_nation,
    statement_periods,
)
from index.types import Qualifier

_LEAST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Total:
    """A total as offsets into the reading, with the year that its sentence gives; None if it gives none."""

    indicator: Indicator
    block: Block
    start: int
    end: int
    value_start: int
    value_end: int
    year: str | None


def borne_out(reading: Reading, catalog: Catalog, table: Table, place: str, read: Sequence[int]) -> Iterator[Total]:
    """Yield the totals of a table in a document about `place` that only the rows below them make certain.

    The sentence names that place and no other, and one year at most; its words are those of the total's indicator, or
    known to change nothing. Sentences with one of `read`, the offsets of all that is found, are left out.
    """
    indicator = catalog.by_id[table.lead]
    for block in reading.blocks:
        total = None if block.kind == "table" else _total(reading, block, indicator, catalog, table, place)
        if total is None or any(total.start <= at < total.end for at in read):
            continue
        value = printed_value(reading.text[total.value_start : total.value_end])
        below = read_breakdown(reading, block, table, catalog, value, total.year)
        if value is None or below is None or len(below.rows) < _LEAST_ROWS:
            continue
        figures = [row.value for row in (*below.rows, *below.others)]
        certain = all(row.doubt is None for row in below.rows) and None not in figures
        if certain and sum(figure for figure in figures if figure is not None) == value:
            yield total


def _total(
    reading: Reading, block: Block, indicator: Indicator, catalog: Catalog, table: Table, place: str
) -> Total | None:
    """Return the one figure of the last sentence of a block that has any, if that may be the total."""
    for start, end in reversed(list(reading.sentences(block))):
        sentence = reading.text[start:end]
        if not may_state(sentence) and CAPTION_WORDS.issuperset(sentence.lower().rstrip(":.").split()):
            continue
        hidden, places = hide_places(sentence, catalog)
        if not may_state(sentence) or narrows(hidden, catalog) or speaks_of_the_nation(sentence):
            return None
        named = set(places.values()) or ({place} if OWN_PLACE.search(hidden) else set())
        numerals = {n.start: n for n in find_numerals(sentence, words=True)}
        figures = [numerals[at] for at in figures_of(sentence, catalog) if at in numerals]
        given = {period for period, _, _ in statement_periods(sentence, catalog)}
        if named != {place} or len(figures) != 1 or given != set(YEAR.findall(sentence)) or len(given) > 1:
            return None
        (figure,) = figures
        exact = qualifier_before(sentence, figure.start) is Qualifier.EXACT
        if not exact or not says_only(hidden, indicator, catalog, table.lead_words):
            return None
        return Total(indicator, block, start, end, start + figure.start, start + figure.end, next(iter(given), None))
    return None
