"""What computed figures should be: plain arithmetic of the evaluation's own, and a check of hand-written cases."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.types import Operation
from eval.cases import Case, ExpectedValue
from index import Library
from index.types import Fact

_PRINTED = (Operation.LOOKUP, Operation.RANK, Operation.FILTER)
_HUNDRED = Decimal(100)


def computed(operation: Operation, numbers: Sequence[Decimal]) -> Decimal:
    """Compute a figure from its operands, in the order given.

    difference a − b; ratio a / b; percent_change 100 (a − b) / b; share 100 a / b; sum, mean and median over all;
    count how many there are. Raises ValueError for an operation that computes nothing.
    """
    if operation is Operation.DIFFERENCE:
        return numbers[0] - numbers[1]
    if operation is Operation.RATIO:
        return numbers[0] / numbers[1]
    if operation is Operation.PERCENT_CHANGE:
        return _HUNDRED * (numbers[0] - numbers[1]) / numbers[1]
    if operation is Operation.SHARE:
        return _HUNDRED * numbers[0] / numbers[1]
    if operation is Operation.SUM:
        return sum(numbers, Decimal(0))
    if operation is Operation.MEAN:
        return sum(numbers, Decimal(0)) / len(numbers)
    if operation is Operation.MEDIAN:
        return statistics.median(numbers)
    if operation is Operation.COUNT:
        return Decimal(len(numbers))
    raise ValueError(f"{operation.value} is printed, not computed")


def disagreements(cases: Sequence[Case], library: Library) -> Iterator[tuple[str, str]]:
    """Yield (case id, why) for each expected value of a case that the facts table does not bear out.

    Printed figures must be facts in every slot that the case names; computed ones must follow from their operands, in
    either order. A computation that does not name its operands, or is of more than two of them in a way that its name
    does not say, cannot be checked.
    """
    facts = {(f.indicator, f.place, f.period): f for f in library.facts()}
    for case in cases:
        for value in case.expect.values:
            if value.operation in _PRINTED:
                if not any(_is_fact(value, fact) for fact in facts.values()):
                    yield case.id, "no fact has these slots"
                continue
            operands = [facts.get((o.indicator, o.place, o.period)) for o in value.operands]
            if None in operands:
                yield case.id, "an operand is no fact"
            elif operands and not _follows(value, [fact.value for fact in operands if fact]):
                yield case.id, f"the {value.operation.value} does not follow from its operands"


def _is_fact(value: ExpectedValue, fact: Fact) -> bool:
    slots = {
        "value": fact.value,
        "unit": fact.unit,
        "qualifier": fact.qualifier,
        "indicator": fact.indicator,
        "place": fact.place,
        "period": fact.period,
    }
    return all(getattr(value, slot) == actual for slot, actual in slots.items() if slot in value.model_fields_set)


def _follows(value: ExpectedValue, numbers: Sequence[Decimal]) -> bool:
    if value.operation in (Operation.DIFFERENCE, Operation.RATIO, Operation.PERCENT_CHANGE, Operation.SHARE):
        if len(numbers) != 2:
            return True
        orders = [numbers, numbers[::-1]]
    else:
        orders = [numbers]
    tolerance = max(value.tolerance, Decimal("0.0001"))
    found = [computed(value.operation, order) for order in orders]
    return any(abs(abs(number) - abs(value.value)) <= tolerance for number in found)
