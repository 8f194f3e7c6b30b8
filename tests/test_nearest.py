"""Whose figure is closest to another place's, and by how much the first leads; every figure is the sheets' own."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    ("turns", "closest", "apart"),
    [
        (("Which state is closest to Minnesota in missing children cases?",), "US-CT", 291 - 201),
        (("Which state has the number of tips nearest to Colorado's?",), "US-MA", 9720 - 9539),
        (("Whose missing children count comes closest to New York's?",), "US-MA", 3005 - 893),
        (("We are in Colorado. Whose Team HOPE number is closest to ours?",), "US-MA", 132 - 131),
        (("Which state is closest to Connecticut for mental health connections?",), "US-MN", 55 - 52),
        (("Which state is closest to Minnesota in missing children cases?", "and to New York?"), "US-MA", 3005 - 893),
        (("Which state is closest to Minnesota in missing children cases?", "and for Team HOPE?"), "US-CT", 66 - 46),
    ],
)
def test_the_closest_has_the_smallest_difference(
    assistant: Assistant, turns: tuple[str, ...], closest: str, apart: int
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.ANSWERED
    assert [int(v.value) for v in answer.values if v.operation is Operation.DIFFERENCE] == [apart]
    assert answer.values[1].place == closest


@pytest.mark.parametrize(
    "question",
    [
        "Which state is closest to 500 missing children cases?",
        "Which state is closest to the average in tips?",
        "Which two states are closest together in tips?",
        "Which state is closest to Colorado and New York in tips?",
        "Which state is closest to Texas in tips?",
        "Which state is closest to New York in Team Adam cases?",  # some sheets give none
        "Which state is closest to Colorado?",
    ],
)
def test_nothing_is_closest_to_what_is_not_one_figure(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status in (Status.NOT_FOUND, Status.CLARIFY)
    assert not answer.values


@pytest.mark.parametrize(
    ("question", "lead"),
    [
        ("Which state leads by the widest margin in tips?", 40545 - 9720),
        ("Who has the biggest lead in Team HOPE families?", 692 - 132),
        ("By how much does the leading state lead in tips?", 40545 - 9720),
    ],
)
def test_a_lead_is_that_over_the_second(assistant: Assistant, question: str, lead: int) -> None:
    answer = assistant.ask(question)
    assert [int(v.value) for v in answer.values if v.operation is Operation.DIFFERENCE] == [lead]


@pytest.mark.parametrize(
    "turns",
    [
        ("Which state leads by the widest margin?",),
        ("Which state leads by the widest margin in tips and Team HOPE?",),
        ("In which category does New York lead by the widest margin?",),
        ("Colorado Team HOPE and NY tips?", "which state leads by the widest margin?"),
    ],
)
def test_a_margin_of_no_one_measure_is_asked_back(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.CLARIFY
    assert not answer.values
