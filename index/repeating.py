"""Figures that a sheet gives more than once: which of them repeat another one, and which contradict it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.quantities import in_round_numbers
from index.types import Qualifier

_FEWEST = 3  # digits: fewer are the same in another order by chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What the figure printed at an offset says: of which indicator, place and period, its value and how exact.

    `period` is None where none is given, and empty for an indicator that is of no year; `doubtful` says that it is
    not certain whether the figure is the indicator's.
    """

    at: int
    printed: str
    indicator: str
    place: str
    period: str | None
    value: Decimal | None
    qualifier: Qualifier
    doubtful: bool


def repeated(printings: Sequence[Printing]) -> frozenset[int]:
    """Return where figures stand that only repeat one: without its year, or in round numbers."""
    return frozenset(one.at for one in printings if not one.doubtful and _repeats(one, printings))


def years_meant(printings: Sequence[Printing]) -> dict[int, str]:
    """Return the year of the figures that contradict one: given without year, where another value is given for one."""
    meant: dict[int, str] = {}
    for one in printings:
        years = {o.period for o in _others(one, printings) if o.period and not o.doubtful and o.value != one.value}
        if one.period is None and not one.doubtful and len(years) == 1:
            meant[one.at] = str(*years)
    return meant


def exchanged(printings: Sequence[Printing]) -> frozenset[int]:
    """Return where figures stand whose digits another sentence, in doubtful words, gives in another order."""
    return frozenset(
        one.at
        for one in printings
        if not one.doubtful
        and len(str(one.value)) >= _FEWEST
        and any(other.doubtful and transposed(one.value, other.value) for other in _others(one, printings))
    )


def transposed(one: Decimal | None, other: Decimal | None) -> bool:
    """Say whether two different values have the same digits."""
    return one is not None and other is not None and one != other and sorted(str(one)) == sorted(str(other))


def _others(one: Printing, printings: Sequence[Printing]) -> Iterator[Printing]:
    """Yield the other printings of the indicator and the place."""
    return (o for o in printings if o.at != one.at and (o.indicator, o.place) == (one.indicator, one.place))


def _repeats(one: Printing, printings: Sequence[Printing]) -> bool:
    certain = [other for other in _others(one, printings) if not other.doubtful and other.period is not None]
    said = one.value, one.qualifier
    if one.period is None and len({other.period for other in certain if (other.value, other.qualifier) == said}) == 1:
        return True
    exact = (o for o in certain if o.qualifier is Qualifier.EXACT and one.period in (None, o.period))
    return any(o.value is not None and in_round_numbers(one.printed, one.qualifier, o.value) for o in exact)
