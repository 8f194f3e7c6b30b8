"""Which figures of before, or of a list, are worked with; every result is worked out from the sheets by hand."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.by_size import ends_against, number_by_size
from assistant.types import Operation, Status

TIPS = ("CyberTipline reports in Massachusetts, Colorado and Minnesota?",)  # 9,539, 9,720, 8,611
TIPS_ONE_BY_ONE = ("CyberTipline reports in Massachusetts?", "Colorado?", "Minnesota?")
NEW = ("NCMEC CONNECT new professionals in Massachusetts?", "Minnesota?", "Connecticut?")  # 221, 91, 87
HOPE = ("Team HOPE, New York?", "Massachusetts?", "Colorado?")  # 692, 131, 132
ENGAGED = ("Engagements with social service agencies: Colorado?", "Massachusetts?", "Minnesota?")  # 40, 38, 22
ENDS = ("Who had the most trafficking engagements?", "Who had the fewest?")  # New York 95, Connecticut 1
PART = ("Missing children cases from Massachusetts?", "And all missing child cases NCMEC assisted on?")  # 893, 28,886


def result(assistant: Assistant, *turns: str) -> tuple[Operation, str]:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED, answer.text
    assert " not right" not in answer.text
    return answer.values[-1].operation, f"{answer.values[-1].value:.1f}"


@pytest.mark.parametrize(
    ("clause", "number"),
    [
        ("add up the two smaller ones", 2),
        ("the sum of the top three", 3),
        ("the lower two together", 2),
        ("are the two larger than Iowa?", 0),
        ("the two states together", 0),
        ("add up all three", 0),
    ],
)
def test_a_number_chooses_by_size(clause: str, number: int) -> None:
    assert number_by_size(clause) == number


@pytest.mark.parametrize(
    ("clause", "ends"),
    [
        ("by how much does the biggest of them beat the smallest?", (True, False)),
        ("how many times the smallest is the biggest?", (True, False)),
        ("by what percent is the lowest below the highest?", (False, True)),
        ("which is the highest?", ()),
        ("the highest, the lowest and the second highest", ()),
    ],
)
def test_the_two_ends_that_are_set_against_each_other(clause: str, ends: tuple[bool, ...]) -> None:
    assert ends_against(clause) == ends


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((*NEW, "Add up the two smaller ones."), (Operation.SUM, "178.0")),
        ((*NEW, "What do the two larger ones come to together?"), (Operation.SUM, "312.0")),
        ((*NEW, "the average of the two lowest of those"), (Operation.MEAN, "89.0")),
        ((*TIPS, "the sum of the top two?"), (Operation.SUM, "19259.0")),
        ((*TIPS, "difference between the two largest?"), (Operation.DIFFERENCE, "181.0")),
        (("Add up the two smaller figures of CyberTipline reports for Massachusetts, Minnesota and Colorado",),
         (Operation.SUM, "18150.0")),
        # of all states
        ((ENDS[0], "Sum of the two largest?"), (Operation.SUM, "135.0")),
        (("What do the two smallest states' CyberTipline reports add up to?",), (Operation.SUM, "14567.0")),
    ],
)  # fmt: skip
def test_so_many_are_chosen_by_size(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert result(assistant, *turns) == expected


def test_a_place_beside_those_chosen_leaves_open_which_are_meant(assistant: Assistant) -> None:
    asked = "Colorado and Massachusetts, the two largest after New York: their CyberTipline reports together?"
    answer = assistant.ask(asked)
    assert answer.status is Status.PARTIAL
    assert Operation.SUM not in {value.operation for value in answer.values}


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((*TIPS, "By how much does the biggest of them beat the smallest?"), (Operation.DIFFERENCE, "1109.0")),
        ((*TIPS, "What's the gap between the highest and the lowest of those?"), (Operation.DIFFERENCE, "1109.0")),
        ((*ENGAGED, "Which of the three is lowest, and by how much does it trail the highest?"),
         (Operation.DIFFERENCE, "18.0")),
        ((*TIPS, "By what percent is the smallest below the biggest?"), (Operation.PERCENT_CHANGE, "11.4")),
        # of all states
        (("How much higher is the highest than the lowest in Team HOPE families?",), (Operation.DIFFERENCE, "646.0")),
        (("How many times the smallest is the biggest in CyberTipline reports?",), (Operation.RATIO, "6.8")),
        ((ENDS[0], "How far is the highest from the lowest?"), (Operation.DIFFERENCE, "94.0")),
    ],
)  # fmt: skip
def test_both_ends_are_those_of_the_places_before(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert result(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((*HOPE, "Average of those without New York?"), (Operation.MEAN, "131.5")),
        ((*HOPE, "Leave New York out and add those up"), (Operation.SUM, "263.0")),
        # of all states
        ((*HOPE, "and the average of all states without New York?"), (Operation.MEAN, "93.8")),
        ((HOPE[0], "and the average without New York?"), (Operation.MEAN, "93.8")),
    ],
)
def test_a_place_is_left_out_of_those_named_one_after_the_other(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert result(assistant, *turns) == expected


def test_a_place_that_is_not_among_those_is_not_left_out(assistant: Assistant) -> None:
    answer = assistant.ask("Sum of those without Minnesota?", history=HOPE)
    assert answer.status is Status.NOT_FOUND and not answer.values


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((*TIPS_ONE_BY_ONE, "add up the first two"), (Operation.SUM, "19259.0")),
        ((*TIPS, "add up the first two"), (Operation.SUM, "19259.0")),
        ((*TIPS, "average of the last two"), (Operation.MEAN, "9165.5")),
        ((*TIPS_ONE_BY_ONE, "the gap between the first two?"), (Operation.DIFFERENCE, "181.0")),
        ((*ENDS, "How many times the second one is the first?"), (Operation.RATIO, "95.0")),
        ((*ENDS, "How many times bigger is the first one than the second one?"), (Operation.RATIO, "95.0")),
        ((ENDS[0], "And how far is the second from the first?"), (Operation.DIFFERENCE, "55.0")),
        ((*PART, "What percentage of the second figure is the first?"), (Operation.SHARE, "3.1")),
        ((*PART[::-1], "What percentage of the first figure is the second?"), (Operation.SHARE, "3.1")),
    ],
)
def test_positions_say_which_figures_of_before_are_meant(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert result(assistant, *turns) == expected


@pytest.mark.parametrize(
    "turns",
    [
        (*PART, "What percentage of the first is the second?"),  # the whole is no part
        (*ENDS, "How far is the second from the first?"),  # ranks, or the two answers?
    ],
)
def test_what_positions_do_not_tell_is_left_open(assistant: Assistant, turns: tuple[str, ...]) -> None:
    assert assistant.ask(turns[-1], history=turns[:-1]).status is Status.NOT_FOUND


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Trafficking engagements in Colorado, Massachusetts and New York",
          "For the first two only: missing children cases?"), {"467", "893"}),
        ((*TIPS, "Team HOPE for the last two?"), {"132", "66"}),
        (("Minnesota vs Colorado, other missing children cases",
          "How many missing children cases did the former have in total?"), {"201"}),
    ],
)  # fmt: skip
def test_positions_say_which_places_are_meant(assistant: Assistant, turns: tuple[str, ...], expected: set[str]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED
    assert {f"{v.value:f}" for v in answer.values} == expected
