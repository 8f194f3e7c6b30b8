"""Arithmetic over facts, worked by hand, and what becomes of printed bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.computing import Threshold, compute, ranked, result_line
from assistant.types import Operation
from index.catalog import load_catalogs
from index.types import Fact, Qualifier


def fact(value: str, place: str = "US-CO", qualifier: Qualifier = Qualifier.EXACT, indicator: str = "") -> Fact:
    return Fact(
        id=f"{place}:{value}:{indicator}",
        document_id="d",
        indicator=indicator or "cybertipline_reports_to_law_enforcement",
        place=place,
        period="2023",
        value=Decimal(value),
        qualifier=qualifier,
        unit="reports",
        quote=value,
        start=0,
        end=len(value),
        value_start=0,
        value_end=len(value),
    )


MORE = Qualifier.MORE_THAN


@pytest.mark.parametrize(
    ("operation", "values", "result", "unit", "formula"),
    [
        (Operation.DIFFERENCE, ("9720", "8611"), "1109", "reports", "9720 - 8611"),
        (Operation.RATIO, ("40545", "5956"), "6.8074", "ratio", "40545 / 5956"),
        (Operation.SHARE, ("252", "291"), "86.5979", "percent", "252 / 291"),
        (Operation.SHARE, ("1", "2", "5"), "12.5", "percent", "1 / (1 + 2 + 5)"),
        (Operation.PERCENT_CHANGE, ("150", "100"), "50", "percent", "(150 - 100) / 100"),
        (Operation.PERCENT_CHANGE, ("50", "200"), "75", "percent", "(200 - 50) / 200"),
        (Operation.SUM, ("807", "70", "16"), "893", "reports", "807 + 70 + 16"),
        (Operation.MEAN, ("1", "2", "4"), "2.3333", "reports", "(1 + 2 + 4) / 3"),
        (Operation.MEDIAN, ("5", "1", "3"), "3", "reports", "median(5, 1, 3)"),
        (Operation.MEDIAN, ("1", "2"), "1.5", "reports", "median(1, 2)"),
    ],
)
def test_operations(operation: Operation, values: tuple[str, ...], result: str, unit: str, formula: str) -> None:
    got = compute(operation, [fact(v) for v in values])
    assert (got.value, got.unit, got.formula) == (Decimal(result), unit, formula)


@pytest.mark.parametrize(
    ("operation", "first", "second", "bound"),
    [
        (Operation.SUM, MORE, Qualifier.EXACT, MORE),
        (Operation.DIFFERENCE, Qualifier.EXACT, MORE, Qualifier.LESS_THAN),
        (Operation.DIFFERENCE, MORE, Qualifier.EXACT, MORE),
        (Operation.DIFFERENCE, MORE, MORE, Qualifier.ABOUT),
        (Operation.SHARE, Qualifier.EXACT, MORE, Qualifier.LESS_THAN),
        (Operation.RATIO, MORE, Qualifier.EXACT, MORE),
        (Operation.SUM, MORE, Qualifier.LESS_THAN, Qualifier.ABOUT),
    ],
)
def test_bounds_survive(operation: Operation, first: Qualifier, second: Qualifier, bound: Qualifier) -> None:
    got = compute(operation, [fact("300", qualifier=first), fact("200", qualifier=second)])
    assert got.qualifier is bound


def test_halves_are_rounded_up_to_four_decimals() -> None:
    assert compute(Operation.RATIO, [fact("1"), fact("32")]).value == Decimal("0.0313")


def test_division_by_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        compute(Operation.RATIO, [fact("1"), fact("0")])


def test_line_names_operands_rounding_and_citations() -> None:
    operands = [fact("40545", "US-NY"), fact("5956", "US-CT")]
    line = result_line(Operation.RATIO, operands, [1, 2], load_catalogs()[0])
    assert line == "Ratio, 2023: 40,545 (New York) / 5,956 (Connecticut) = **6.8**, rounded [1][2]."


def test_equal_values_share_a_rank() -> None:
    order = ranked([fact("1", "US-NY"), fact("1", "US-MA"), fact("3", "US-CO")], highest_first=True)
    assert [(rank, f.place) for rank, f in order] == [(1, "US-CO"), (2, "US-NY"), (2, "US-MA")]


def test_thresholds() -> None:
    assert not Threshold(low=Decimal(40)).passes(Decimal(40))
    assert Threshold(low=Decimal(40), low_passes=True).passes(Decimal(40))
    both = Threshold(low=Decimal(1), high=Decimal(3), low_passes=True, high_passes=True)
    assert [both.passes(Decimal(n)) for n in (0, 1, 3, 4)] == [False, True, True, False]
