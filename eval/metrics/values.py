"""How well the figures of an answer fit the expected ones, each slot on its own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from assistant.types import Operation, Value
from eval.cases import ExpectedValue

SLOTS = ("value", "place", "period", "indicator", "unit", "qualifier")

# A figure that a ranking or a filter also states is the same printed figure under another operation's name.
_PRINTED = {Operation.LOOKUP, Operation.RANK, Operation.FILTER}
# The sign of these depends on which of two places is named first, which reasonable people do either way.
_EITHER_SIGN = {Operation.DIFFERENCE, Operation.PERCENT_CHANGE}


def slots(wanted: ExpectedValue, given: Value) -> dict[str, bool] | None:
    """Say of each slot that the case names whether it is right; None if the two are of different operations.

    `value` is right within the tolerance of the case, |given − wanted| ≤ tolerance.
    """
    if wanted.operation in _PRINTED:
        if given.operation not in _PRINTED:
            return None
    elif given.operation is not wanted.operation:
        return None
    found = {"value": _same_number(wanted, given.value)}
    if "period" in wanted.model_fields_set:
        found["period"] = wanted.period == given.period
    pairs = {
        "place": (wanted.place, given.place),
        "indicator": (wanted.indicator, given.indicator),
        "unit": (wanted.unit, given.unit),
        "qualifier": (wanted.qualifier, given.qualifier.value),
    }
    return found | {slot: expected == actual for slot, (expected, actual) in pairs.items() if expected is not None}


def _same_number(wanted: ExpectedValue, number: Decimal) -> bool:
    if wanted.operation in _EITHER_SIGN:
        return abs(abs(number) - abs(wanted.value)) <= wanted.tolerance
    return abs(number - wanted.value) <= wanted.tolerance


def matches(wanted: ExpectedValue, given: Value) -> bool:
    """Say whether a figure is the expected one in every slot that the case names."""
    found = slots(wanted, given)
    return found is not None and all(found.values())


def align(wanted: Sequence[ExpectedValue], given: Sequence[Value]) -> list[dict[str, bool]]:
    """Pair expected figures with given ones and return the slots of each expected one.

    Pairs are taken greedily by the number of slots that fit, an expected figure with none left has every slot wrong.
    """
    scored = sorted(
        (
            (-sum(found.values()), i, j, found)
            for i, one in enumerate(wanted)
            for j, other in enumerate(given)
            if (found := slots(one, other)) is not None
        ),
        key=lambda row: row[:3],
    )
    paired: dict[int, dict[str, bool]] = {}
    used: set[int] = set()
    for _, i, j, found in scored:
        if i not in paired and j not in used:
            paired[i] = found
            used.add(j)
    return [paired.get(i, dict.fromkeys(SLOTS, False)) for i in range(len(wanted))]


def slot_counts(aligned: Sequence[dict[str, bool]]) -> dict[str, tuple[int, int]]:
    """Return (hits, n) of exact match and of each slot over aligned figures.

    Exact match = figures with every named slot right / expected figures; a slot = figures with that slot right /
    expected figures whose case names it.
    """
    counts = {"exact": (sum(all(found.values()) for found in aligned), len(aligned))}
    for slot in SLOTS:
        named = [found[slot] for found in aligned if slot in found]
        counts[slot] = (sum(named), len(named))
    return counts
