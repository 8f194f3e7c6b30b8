"""Quarters and months in text: read in every way that a family prints them, and sorted by time."""

from __future__ import annotations

import pytest

from index.periods import PeriodReader

QUARTERS = PeriodReader("quarter", ("Q{number} {year}", "{ordinal} quarter of {year}", "{year} Q{number}"))
MONTHS = PeriodReader("month", ("{month} {year}",))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("in Q1 2024", ["2024-Q1"]),
        ("2024-Q4 and 2023 Q2", ["2024-Q4", "2023-Q2"]),
        ("the first quarter of 2024", ["2024-Q1"]),
        ("the 3rd  quarter of 2024", ["2024-Q3"]),
        ("Q5 2024, Q1 20245, XQ1 2024, Q1 2024.5, Q1-2024", []),
        ("a quarter of 2024 tonnes", []),
        ("", []),
    ],
)
def test_quarters_in_text(text: str, codes: list[str]) -> None:
    assert [mention.code for mention in QUARTERS.find(text)] == codes


def test_mentions_stand_where_they_say() -> None:
    text = "from Q1 2024 to the second quarter of 2024"
    assert [text[m.start : m.end] for m in QUARTERS.find(text)] == ["Q1 2024", "second quarter of 2024"]


def test_quarter_without_a_year_is_only_a_part() -> None:
    assert [m.code for m in QUARTERS.find_parts("Q1 and the fourth quarter, Q2 2024")] == ["Q1", "Q4"]
    assert list(PeriodReader("year").find_parts("Q1")) == []


@pytest.mark.parametrize(("text", "code"), [("March 2024", "2024-03"), ("Dec 2023", "2023-12"), ("2024-03", "2024-03")])
def test_months(text: str, code: str) -> None:
    assert MONTHS.code_of(text) == code
    assert MONTHS.code_of(f"{text} (p)") is None


def test_periods_are_written_as_the_family_says_them() -> None:
    assert PeriodReader("quarter", (), "{ordinal} quarter of {year}").say("2024-Q2") == "second quarter of 2024"
    assert MONTHS.say("2024-03") == "March 2024"
    assert PeriodReader("year").say("2023") == "2023"
    assert QUARTERS.say("2024") == "2024"


def test_codes_sort_by_time_and_make_up_a_year() -> None:
    assert sorted(["2025-Q1", "2024-Q4", "2024-Q1"]) == ["2024-Q1", "2024-Q4", "2025-Q1"]
    assert QUARTERS.of_year("2024") == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4"]
    assert MONTHS.of_year("2024")[0::11] == ["2024-01", "2024-12"]


@pytest.mark.parametrize("form", ["{year}", "Q{number}", "{month} {year}", "quarter"])
def test_way_that_does_not_tell_one_quarter_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="period"):
        PeriodReader("quarter", (form,))
