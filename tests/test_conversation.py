"""Follow-ups take over what they leave open, and the answer says what it took over."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


def values(assistant: Assistant, *turns: str) -> list[tuple[str | None, int]]:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    return [(v.place, int(v.value)) for v in answer.values]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("How many CyberTipline reports went to Colorado police?", "What about New York?"), [("US-NY", 40545)]),
        (("Missing children cases in Minnesota?", "and Team HOPE families there?"), [("US-MN", 66)]),
        (("Missing children cases in Minnesota in 2019?", "sorry, 2023"), [("US-MN", 201)]),
        (("Team HOPE families in Colorado", "no, I meant Massachusetts"), [("US-MA", 131)]),
        (("CVIP submissions from New York and Minnesota", "and Team HOPE for the latter?"), [("US-MN", 66)]),
    ],
)
def test_open_slots_come_from_the_turn_before(
    assistant: Assistant, turns: tuple[str, ...], expected: list[tuple[str, int]]
) -> None:
    assert values(assistant, *turns) == expected


def test_operation_goes_over_the_places_before(assistant: Assistant) -> None:
    answer = assistant.ask(
        "what is the difference?", history=["CyberTipline reports for Colorado", "and for Minnesota?"]
    )
    assert [v.value for v in answer.values if v.operation is Operation.DIFFERENCE] == [Decimal(1109)]


def test_measure_that_exists_only_overall_does_not_take_over_the_place(assistant: Assistant) -> None:
    answer = assistant.ask(
        "How many children have been identified in total, nationwide?", history=["Team HOPE families in Colorado"]
    )
    assert [(v.place, int(v.value)) for v in answer.values] == [("US", 27130)]


def test_what_was_taken_over_is_said(assistant: Assistant) -> None:
    answer = assistant.ask("and in Connecticut?", history=["How many missing children cases in Colorado?"])
    assert "As before: cases of missing children" in answer.text


def test_source_of_the_number_before(assistant: Assistant) -> None:
    answer = assistant.ask("Where does that number come from?", history=["Team HOPE families in New York?"])
    assert answer.status is Status.ANSWERED
    assert [c.source for c in answer.citations] == ["new-york-2023.txt"]


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("Which state ranks last for Team HOPE families?", ["US-CT"]),
        ("Which two states had the fewest trafficking engagements?", ["US-CT", "US-MN"]),
        ("Which state had the most CVIP submissions?", ["US-NY"]),
        ("Where does Colorado rank in missing children cases?", ["US-CO"]),
    ],
)
def test_rank_names_the_places_asked_for(assistant: Assistant, question: str, places: list[str]) -> None:
    assert [v.place for v in assistant.ask(question).values if v.operation is Operation.RANK] == places


def test_ranking_of_the_states_takes_over_no_place(assistant: Assistant) -> None:
    answer = assistant.ask("rank the states by trafficking engagements", history=["missing kids in Texas"])
    ranks = [v.place for v in answer.values if v.operation is Operation.RANK]
    assert ranks == ["US-NY", "US-CO", "US-MA", "US-MN", "US-CT"]
