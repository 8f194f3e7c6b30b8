"""Years that a question means without naming each, and figures asked for of years that no sheet is for."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Reason, Status
from assistant.years import years_meant


@pytest.mark.parametrize(
    ("text", "named", "meant"),
    [
        ("tips, 2021 to 2023", ("2021", "2023"), {"2021", "2022", "2023"}),
        ("between 2020 and 2022", ("2020", "2022"), {"2020", "2021", "2022"}),
        ("in 2020 and 2022", ("2020", "2022"), {"2020", "2022"}),
        ("2023 and the two years before", ("2023",), {"2021", "2022", "2023"}),
        ("2023 and each of the preceding three years", ("2023",), {"2020", "2021", "2022", "2023"}),
        ("is 2023 above the year before?", ("2023",), {"2022", "2023"}),
        ("after 2023", ("2023",), {"2024"}),
        ("prior to 2023", ("2023",), {"2022"}),
        ("the eighties", ("eighties",), {"eighties"}),
        ("2023 and earlier years", ("2023",), {"2023"}),
    ],
)
def test_years_between_before_and_after(text: str, named: tuple[str, ...], meant: set[str]) -> None:
    assert set(years_meant(text, named)) == meant


def test_the_missing_years_of_a_span_are_named_beside_the_figure(assistant: Assistant) -> None:
    answer = assistant.ask("CVIP submissions for Connecticut in 2023 and the two years before")
    assert (answer.status, [f"{v.value:f}" for v in answer.values]) == (Status.PARTIAL, ["42"])
    assert "2021" in answer.text and "2022" in answer.text


@pytest.mark.parametrize(
    ("turns", "year"),
    [
        (("How many CVIP submissions from Connecticut this year? It is 2024.",), "2024"),
        (("2015 CVIP submissions for Connecticut, is that on file?",), "2015"),
        (("CVIP submissions for Connecticut", "do you have 2018 too?"), "2018"),
        (("How many CVIP submissions from Connecticut after 2023?",), "2024"),
    ],
)
def test_a_year_without_a_sheet_is_named(assistant: Assistant, turns: tuple[str, ...], year: str) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert (answer.status, answer.reason) == (Status.NOT_FOUND, Reason.NO_SHEET_FOR_PERIOD)
    assert year in answer.text and not answer.values


def test_a_year_given_behind_is_the_one_that_was_meant(assistant: Assistant) -> None:
    answer = assistant.ask("How many CVIP submissions from Connecticut last year? I mean 2023.")
    assert [f"{v.value:f}" for v in answer.values] == ["42"]


@pytest.mark.parametrize("when", ["in the last year you have", "for the last year on record"])
def test_the_last_year_on_record_is_the_newest(assistant: Assistant, when: str) -> None:
    assert [f"{v.value:f}" for v in assistant.ask(f"Engagements {when} for New York?").values] == ["95"]


@pytest.mark.parametrize("where", ["fell in the Other category", "fall under the other cases"])
def test_what_falls_under_a_heading_does_not_fall(assistant: Assistant, where: str) -> None:
    answer = assistant.ask(f"How many missing children cases in Massachusetts {where}?")
    assert (answer.reason, [f"{v.value:f}" for v in answer.values]) == (None, ["70"])
