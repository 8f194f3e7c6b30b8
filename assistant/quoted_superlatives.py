"""Which row of a table has the most or the least: found by comparing every row of it, or not at all.

The winner is quoted, so nothing is said that no document prints. A column with a gap, or with cells that are not of
one kind, decides nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.content import WHOLE, concepts, content, folded, word_set, words, years
from assistant.quoted_asking import Asked
from assistant.quoted_rows import is_value
from assistant.quoted_units import Unit, Units
from index.quantities import parse_number
from index.tables import marks

_FEWEST_ROWS = 3
_TIES = 3
_WHICH = re.compile(r"\b(?:which|what|who|whose|where)\b", re.IGNORECASE)
_DATE = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")
_AMOUNT = re.compile(
    r"(?:[£$€]|(?:gbp|eur|usd)\s?)?(?P<number>\d[\d.,]*)\s?(?:[£$€%]|gbp|eur|usd|euros?|(?P<unit>[^\W\d_]+?)s?\.?)?"
)
# Seconds; a month or a year only orders what stands beside it.
_UNITS = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "hour": 3600, "hr": 3600, "h": 3600, "day": 86400}
_UNITS |= {"week": 7 * 86400, "month": 30 * 86400, "year": 365 * 86400}
_KEY, _MEANT = 0.5, 0.55
_CLEAR = 0.15


@dataclass(frozen=True, slots=True)
class Extreme:
    """The rows that hold the largest or smallest cell of a column."""

    units: tuple[Unit, ...]
    column: int
    largest: bool


def asks_for_extreme(asked: Asked) -> bool | None:
    """Say whether a question asks which has the most (True) or the least (False); None if it asks neither."""
    said = folded(asked.text).split()
    if not _WHICH.search(asked.text):
        return None
    found = [word in word_set("largest") for word in (w.strip("?.,!") for w in said) if _compares(word)]
    return found[0] if len(set(found)) == 1 else None


def _compares(word: str) -> bool:
    return word in word_set("largest") or word in word_set("smallest")


def extreme(asked: Asked, units: Units, *, largest: bool) -> Extreme | None:
    """Return the rows with the largest or smallest cell of the column that is asked for; None if none is certain."""
    tables: defaultdict[int, list[Unit]] = defaultdict(list)
    for unit in units.units:
        if unit.row:
            tables[unit.table].append(unit)
    scored: list[tuple[float, int, list[Unit]]] = []
    for rows in tables.values():
        if len(rows) >= _FEWEST_ROWS and _meets(asked, rows):
            scored += [
                (score, column, rows) for column in _columns(asked, rows) if (score := _fit(asked, rows, column, units))
            ]
    if not scored:
        return None
    most = max(score for score, _, _ in scored)
    best = [(column, rows) for score, column, rows in scored if score > most - _CLEAR]
    return _winners(asked, *best[0], largest=largest) if len(best) == 1 else None


def _meets(asked: Asked, rows: Sequence[Unit]) -> bool:
    """Say whether a table can hold what chooses between look-alikes."""
    known = frozenset[str]().union(*(unit.known for unit in rows))
    hard = all(term.concept in known for term in asked.terms if term.hard)
    return hard and all(any(code.search(unit.said) for unit in rows) for code in asked.codes)


def _columns(asked: Asked, rows: Sequence[Unit]) -> list[int]:
    """Return the columns whose cells can be compared, of the year that is asked for."""
    first = rows[0].row
    assert first is not None
    found = []
    over = years(" ".join((rows[0].title, *first.above)))
    for column, labels in enumerate(first.labels):
        cells = [unit.cells[column] for unit in rows if column < len(unit.cells)]
        scope = years(" ".join(labels)) or over
        dated = not asked.question.years or asked.question.years == scope
        if column and len(cells) == len(rows) and dated and sum(1 for c in cells if _measured(c)) * 2 > len(cells):
            found.append(column)
    return found


def _fit(asked: Asked, rows: Sequence[Unit], column: int, units: Units) -> float:
    """Say how well a column of a table is what a question compares: 0 if something it asks about is not there."""
    first = rows[0].row
    assert first is not None
    label, key = " ".join(first.labels[column]), " ".join(first.labels[0])
    cells = frozenset[str]().union(*(concepts(cell) for u in rows for cell in u.cells if not is_value(cell)))
    over = [text for text in first.above if text.strip("# ") != rows[0].title] or [rows[0].title]
    above = concepts(" ".join(over))
    score = 0.0
    said = [w for w in words(f"{label} {key} {' '.join(over)}") if w.text.isalpha()]
    for word in words(asked.text, "passed_over"):
        if word.concept in concepts(label):
            score += 1.0
        elif word.concept in concepts(key) | cells:
            score += _KEY
        elif word.concept in above:
            score += _KEY / 2
        elif not _compares(word.text) and word.text not in word_set("general"):
            (near,) = units.nearness([word.text], [w.text for w in said])
            if near < _MEANT and any(t.thing and t.concept == word.concept for t in asked.terms):
                return 0.0
            score += near / 2 if near >= _MEANT else 0.0
    return score


def _winners(asked: Asked, column: int, rows: Sequence[Unit], *, largest: bool) -> Extreme | None:
    said = concepts(asked.text)
    kept = [unit for unit in rows if WHOLE not in content(unit.cells[0], "light_in_headers")]
    for place in range(len(kept[0].cells) if kept else 0):
        named = {unit.cells[place] for unit in kept if _named(unit.cells[place], said)}
        if place != column and named:
            kept = [unit for unit in kept if unit.cells[place] in named]
    values = [_measured(unit.cells[column]) for unit in kept]
    known = [value for value in values if value is not None]
    if len(kept) < _FEWEST_ROWS or len(known) < len(values) or len({unit for _, unit in known}) > 1:
        return None
    best = (max if largest else min)(known)
    found = tuple(unit for unit, value in zip(kept, values, strict=True) if value == best)
    return Extreme(found, column, largest) if len(found) <= _TIES else None


def _named(cell: str, said: frozenset[str]) -> bool:
    own = content(cell, "light_in_headers")
    return bool(own) and own <= said and not is_value(cell)


def _measured(cell: str) -> tuple[Decimal, str] | None:
    """Return what a cell measures and its kind, so that cells of one kind may be compared; None if it is no amount."""
    bare = cell
    for mark in marks(cell):
        bare = bare.replace(mark, "")
    bare = " ".join(bare.split()).lower()
    if date := _DATE.fullmatch(bare):
        return Decimal("".join(date.groups())), "date"
    amount = _AMOUNT.fullmatch(bare)
    if not amount:
        return None
    number = parse_number(amount["number"])
    if number is None:
        return None
    unit = amount["unit"] or ""
    if unit in _UNITS:
        return Decimal(number) * _UNITS[unit], "time"
    return Decimal(number), unit
