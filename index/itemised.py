"""Rows of a total that stand in sentences or items of a list instead of a table.

"NCMEC handled 34 cases: 21 missing from a social services facility, 13 other." They are read only if every word beside
figures and labels changes nothing, and the figures add up to the total.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from index.breakdown import row_labels
from index.catalog import Catalog, Table
from index.headings import narrows
from index.quantities import find_numerals, printed_value, qualifier_before
from index.reading import Reading
from index.resemblance import says_only
from index.statements import LONGEST, YEAR, figures_of, hide_places, speaks_of_the_nation, statement_periods
from index.types import Qualifier
from index.wording import PLACE, compile_wording

_LEAST_ROWS = 2
_MOST_SENTENCES = 5  # behind that of the total
_NONE = re.compile(r"\b(?:none|no)\b", re.IGNORECASE)
_WORD = re.compile(rf"[^\W\d_]+|\d|%|{PLACE}")
_ABBREVIATION = re.compile(r"\([A-Z]{2,}[A-Z-]*\)")
# What stands beside figures and labels in an account of the rows and changes nothing.
_FILLERS = frozenset(
    "of these those them the a an and were was are is been being there had have has went gone who which that with in "
    "all children child kids youth case cases missing involved involving concerned concerning remaining rest remainder "
    "namely including comprising comprised consisted consisting made up as follows by type while another further plus "
    "most majority largest biggest smallest group followed for accounted breakdown split into divided".split()
)


@dataclass(frozen=True, slots=True)
class Item:
    """A row as offsets into the reading."""

    indicator: str
    start: int
    end: int
    value_start: int
    value_end: int


@dataclass(frozen=True, slots=True)
class Itemised:
    """A total and its rows; `year` is that of its sentence, None if it gives none."""

    start: int
    end: int
    value_start: int
    value_end: int
    year: str | None
    items: tuple[Item, ...]


def itemised(
    reading: Reading, catalog: Catalog, table: Table, place: str, certain: Sequence[int]
) -> Iterator[Itemised]:
    """Yield the totals of a table that sentences account for, in a document about `place`.

    `certain` are the offsets of the totals that are read with certainty; others must be said in words of theirs.
    """
    sentences = [span for block in reading.blocks if block.kind != "table" for span in reading.sentences(block)]
    for number, (start, end) in enumerate(sentences):
        sentence = reading.text[start:end]
        figures = figures_of(sentence, catalog) if end - start <= LONGEST else []
        if not figures:
            continue
        numerals = {n.start: n for n in find_numerals(sentence, words=True)}
        total = numerals.get(figures[0])
        front = sentence[: figures[1]] if len(figures) > 1 else sentence
        if (
            total is None
            or not total.value
            or not _states_a_total(front, (total.start, total.end), table, catalog, place)
        ):
            continue
        known = start + total.start in certain
        if len(figures) == 1 and not known:
            continue
        given = {period for period, _, _ in statement_periods(sentence, catalog)}
        behind = [(start + len(front), end)] if len(figures) > 1 else []
        behind += islice(sentences, number + 1, number + 1 + _MOST_SENTENCES)
        items = _adding_up(reading, behind, table, catalog, given, total.value)
        if items and given == set(YEAR.findall(sentence)) and len(given) <= 1:
            at = start + total.start
            yield Itemised(start, end, at, start + total.end, next(iter(given), None), items)


def _states_a_total(front: str, total: tuple[int, int], table: Table, catalog: Catalog, place: str) -> bool:
    """Say whether what stands in front of the rows says the total, and nothing that could narrow it."""
    hidden, places = hide_places(front, catalog)
    for start, end in (total, *((start, end) for _, start, end in statement_periods(front, catalog))):
        hidden = hidden[:start] + " " * (end - start) + hidden[end:]
    exact = qualifier_before(front, total[0]) is Qualifier.EXACT
    if set(places.values()) - {place} or speaks_of_the_nation(front) or narrows(hidden, catalog) or not exact:
        return False
    return says_only(hidden, catalog.by_id[table.lead], catalog, table.lead_words)


def _adding_up(
    reading: Reading,
    spans: Sequence[tuple[int, int]],
    table: Table,
    catalog: Catalog,
    given: set[str],
    total: Decimal,
) -> tuple[Item, ...]:
    """Return the rows of the stretches that account for a total, none where they do not; rows of zero may end them."""
    found: tuple[Item, ...] = ()
    whole: tuple[Item, ...] = ()
    for start, end in spans:
        read = _items(reading.text[start:end], start, table, catalog, given)
        found = (*found, *read)
        rows = [item.indicator for item in found]
        values = [printed_value(reading.text[item.value_start : item.value_end]) for item in found]
        known = [value for value in values if value is not None]
        if not read or len(rows) > len(set(rows)) or len(known) < len(values) or sum(known) > total:
            break
        if len(rows) >= _LEAST_ROWS and sum(known) == total:
            whole = found
    return whole


def _items(text: str, offset: int, table: Table, catalog: Catalog, given: set[str]) -> list[Item]:
    """Return the rows of a stretch if figures and labels take turns in it and all else changes nothing."""
    rest = text
    for period, start, end in statement_periods(text, catalog):
        if period not in given:
            return []
        rest = rest[:start] + " " * (end - start) + rest[end:]
    labels = [(label.row, label.start, label.end) for label in row_labels(text, table, catalog) if not label.holes]
    for _, start, end in labels:
        rest = rest[:start] + "," + " " * (end - start - 1) + rest[end:]
    values = [(n.start, n.end) for n in find_numerals(rest, words=True)]
    values += [match.span() for match in _NONE.finditer(rest)]
    for start, end in values:
        if qualifier_before(text, start) is not Qualifier.EXACT:
            return []
        rest = rest[:start] + "," + " " * (end - start - 1) + rest[end:]
    for row, wordings in table.in_sentences.items():
        for wording in wordings:
            for match in compile_wording(wording, catalog.phrases).finditer(rest):
                labels.append((row, *match.span()))
                rest = rest[: match.start()] + " " * len(match.group()) + rest[match.end() :]
    words = {word.lower() for word in _WORD.findall(_ABBREVIATION.sub(" ", rest))}
    if not words <= _FILLERS or len(labels) != len(values):
        return []
    marks = sorted([(start, end, row) for row, start, end in labels] + [(start, end, "") for start, end in values])
    pairs = list(zip(marks[::2], marks[1::2], strict=True))
    if len({bool(first[2]) for first, _ in pairs}) != 1 or any(bool(a[2]) == bool(b[2]) for a, b in pairs):
        return []
    return [
        Item(
            indicator=first[2] or second[2],
            start=offset + first[0],
            end=offset + second[1],
            value_start=offset + (second if first[2] else first)[0],
            value_end=offset + (second if first[2] else first)[1],
        )
        for first, second in pairs
    ]
