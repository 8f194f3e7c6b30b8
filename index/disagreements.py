"""Sheets of one year that print different overall figures: which prints which, and which a person must look at."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from index.quantities import grouped
from index.types import Fact, FlagKind

if TYPE_CHECKING:
    from index.database import Database

# So many sheets, and more than half of all, must agree for the others to be the ones that deviate.
_FEWEST = 3


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
