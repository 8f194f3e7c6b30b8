"""What a follow-up leaves unsaid; every expected figure is worked out from the sheets by hand."""

from __future__ import annotations

import pytest
from last_value import last_value

from assistant import Assistant
from assistant.types import Operation, Status

FACILITY = "What share of missing cases in Colorado were from a facility?"
NATIONAL = "Nationally, what share of missing child cases were runaways from social services facilities?"
HOPE_100 = "which states have over 100 team hope families"


@pytest.mark.parametrize(
    "message",
    ["same cut for mental health connections", "the same threshold for mental health", "same filter for mental health"],
)
def test_the_condition_before_is_set_to_another_measure(assistant: Assistant, message: str) -> None:
    answer = assistant.ask(message, [HOPE_100])  # New York 187, Colorado 120; the others 55, 52 and 45
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == {"US-NY", "US-CO"}


def test_without_a_condition_before_there_is_no_same_cut(assistant: Assistant) -> None:
    answer = assistant.ask("same cut for mental health connections", ["Team HOPE families in Colorado"])
    assert not any(v.operation is Operation.FILTER for v in answer.values)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            (
                "Which state had the fewest trafficking engagements?",
                "and its CyberTipline reports?",
                "same figure for the state with the most engagements",
            ),
            "40545.0",
        ),
        # most engagements but one: Colorado, 40
        (("Missing cases in Minnesota?", "the same for the state that has the second most engagements"), "467.0"),
        (("ORR cases in Colorado?", "and the same number for the state with the fewest engagements"), "12.0"),
    ],
)
def test_the_measure_before_is_asked_of_a_state_by_its_rank(
    assistant: Assistant, turns: tuple[str, ...], expected: str
) -> None:
    assert last_value(assistant, turns) == (Operation.LOOKUP, expected)


@pytest.mark.parametrize(
    ("turns", "held"),
    [
        (("What is the CyberTipline?", "And CVIP?"), "helps identify children depicted"),
        (("What is the CyberTipline?", "And Team HOPE?"), "peer support network"),
        (("What does CVIP do?", "What about Team Adam?"), "deploys former law enforcement consultants"),
        (
            ("How many mental health connections in New York?", "Which network is behind that?"),
            "Family Advocacy Outreach Network",
        ),
        (("CVIP submissions in Colorado?", "Which program does that?"), "Child Victim Identification Program"),
    ],
)
def test_a_program_is_explained(assistant: Assistant, turns: tuple[str, ...], held: str) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert held in answer.text
    assert not answer.values


@pytest.mark.parametrize(
    ("message", "expected"), [("And in Colorado?", "132.0"), ("And the CVIP submissions in Colorado?", "24.0")]
)
def test_a_figure_is_still_asked_for_after_an_explanation(assistant: Assistant, message: str, expected: str) -> None:
    assert last_value(assistant, ("What is Team HOPE?", message)) == (Operation.LOOKUP, expected)


@pytest.mark.parametrize("first", [FACILITY, NATIONAL])
@pytest.mark.parametrize(
    "message", ["What's that share in New York, using its own total?", "That share in New York, out of its own cases?"]
)
def test_the_share_of_another_place_is_of_its_own_total(assistant: Assistant, first: str, message: str) -> None:
    assert last_value(assistant, (first, message)) == (Operation.SHARE, "90.9")  # 2,732 of 3,005


def test_the_only_measure_that_may_be_meant_is_not_asked_back(assistant: Assistant) -> None:
    turns = ("what does the Family Advocacy Outreach Network do", "how many were connected in Minnesota")
    assert last_value(assistant, turns) == (Operation.LOOKUP, "55.0")
    assert assistant.ask(turns[-1]).status is Status.CLARIFY  # two are left where nothing was said before


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            (
                "I need numbers for Massachusetts: cybertipline and missing kids",
                "add mental health too please",
            ),
            {("US-MA", "45", Operation.LOOKUP)},
        ),
        (
            ("Missing cases in New York and Colorado", "add team hope too"),
            {("US-NY", "692", Operation.LOOKUP), ("US-CO", "132", Operation.LOOKUP)},
        ),
        (
            ("Missing cases in New York", "Colorado?", "add those"),  # 3,005 + 467
            {("US-NY", "3005", Operation.LOOKUP), ("US-CO", "467", Operation.LOOKUP), (None, "3472", Operation.SUM)},
        ),
    ],
)
def test_one_more_measure_is_given_and_not_added_up(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str | None, str, Operation]]
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {(v.place, f"{v.value:f}", v.operation) for v in answer.values} == expected


@pytest.mark.parametrize("counted", ["how meny", "how menny", "how amny", "hwo many", "how mutch"])
def test_a_slip_of_the_pen_in_how_many_narrows_nothing(assistant: Assistant, counted: str) -> None:
    answer = assistant.ask(f"{counted} missing kids cases in conneticut in 2023")
    assert [f"{v.value:f}" for v in answer.values] == ["291"]


@pytest.mark.parametrize("word", ["money", "males", "minor boys"])
def test_a_word_behind_how_that_is_one_stays(assistant: Assistant, word: str) -> None:
    assert assistant.ask(f"how {word} missing kids cases in Connecticut").status is Status.NOT_FOUND


@pytest.mark.parametrize("turns", [("How many Team Adam cases in New York?",), ("Team Adam, New York?", "Minnesota?")])
def test_those_who_do_something_are_of_the_programme_before(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask("who do they send out on those?", turns)
    assert "deploys former law enforcement consultants" in answer.text
