"""Figures of before wanted once more, for another place or without some; each is worked out from the sheets by hand."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status

LIST = "Missing cases, CVIP and Team HOPE for New York."  # 3,005, 159, 692
CASES, HOPE, CVIP = "Missing cases in Colorado?", "And Team HOPE?", "CVIP there?"  # 467, 132, 24


def said(assistant: Assistant, *turns: str) -> list[str]:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED, answer.text
    return [f"{value.value:f}" for value in answer.values]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((CASES, HOPE, "Both again?"), ["467", "132"]),
        ((CASES, HOPE, "Sorry, I meant Minnesota all along. Both figures again?"), ["201", "66"]),
        ((CASES, HOPE, "My bad, all of that should be for Massachusetts."), ["893", "131"]),
        ((CASES, HOPE, CVIP, "Redo all that for Connecticut."), ["291", "46", "42"]),
        ((CASES, HOPE, CVIP, "The last two for Connecticut"), ["46", "42"]),
        ((CASES, HOPE, "sorry, got a call. And the CVIP there?", "and now the same three for Minnesota"),
         ["201", "66", "128"]),
        (("CVIP Minnesota", "CVIP Connecticut", "CVIP New York", "Can I have the last two again?"), ["42", "159"]),
        (("CVIP Minnesota", "Team HOPE Connecticut", "Sorry, what was Minnesota's again?"), ["128"]),
        (("New CONNECT professionals in Minnesota?", "How many registered users does CONNECT have in total?",
          "Thanks. One more time the Minnesota number please?"), ["91"]),
        (("ORR in New York?", "ORR in Colorado?", "CVIP in Colorado?", "New York's figure once more, and Colorado's."),
         ["72", "20"]),
    ],
)  # fmt: skip
def test_what_was_given_is_given_again(assistant: Assistant, turns: tuple[str, ...], expected: list[str]) -> None:
    assert said(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((CASES, "CVIP in Minnesota?", "Go back to the first measure and give me New York."), ["3005"]),
        ((CASES, CVIP, HOPE, "The second measure for New York please"), ["159"]),
        ((CASES, CVIP, HOPE, "The first two measures for Connecticut"), ["291", "42"]),
        ((CASES, CVIP, "Back to the original measure: Minnesota?"), ["201"]),
        ((CASES, CVIP, "The previous measure for Minnesota?"), ["201"]),
        (("Team HOPE in Massachusetts?", "CVIP in New York?", "Back to the first state, and give me ORR."), ["16"]),
    ],
)  # fmt: skip
def test_a_measure_or_place_is_told_by_its_position(
    assistant: Assistant, turns: tuple[str, ...], expected: list[str]
) -> None:
    assert said(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((LIST, "Leave out Team HOPE and do it for Connecticut."), ["291", "42"]),
        ((LIST, "Drop the CVIP line and redo it for Minnesota."), ["201", "66"]),
        ((LIST, "Same for Massachusetts without CVIP"), ["893", "131"]),
        ((LIST, "Skip the CVIP one."), ["3005", "692"]),
        ((LIST, "Forget CVIP and Team HOPE, same for Massachusetts."), ["893"]),
        ((CASES, HOPE, CVIP, "The same three for Connecticut, minus Team HOPE"), ["291", "42"]),
        # a place is dropped as before, and so is a part of a total
        ((LIST, "Now drop New York and use Colorado."), ["467", "24", "132"]),
        (("Missing cases in Minnesota?", "without the facility ones?"), ["201", "135", "66"]),
    ],
)
def test_measures_are_dropped_from_a_list(assistant: Assistant, turns: tuple[str, ...], expected: list[str]) -> None:
    assert said(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "status"),
    [
        ((CASES, "CVIP in Colorado?", "Team HOPE in New York?", "Tell me the Colorado number again"), Status.CLARIFY),
        ((CASES, CVIP, HOPE, "Both for Connecticut"), Status.NOT_FOUND),
        ((CASES, CVIP, HOPE, "Same four for Connecticut"), Status.NOT_FOUND),
        ((CASES, "CVIP in Minnesota?", "The third measure for New York?"), Status.NOT_FOUND),
        (("CVIP in Minnesota and Colorado?", "Take Colorado out, put Team HOPE in."), Status.NOT_FOUND),
        (("Compare ORR cases in Colorado and Minnesota.",
          "Oops, New York is the right one there, Minnesota is a slip. What's the gap now?"), Status.NOT_FOUND),
    ],
)  # fmt: skip
def test_what_is_not_told_is_left_open(assistant: Assistant, turns: tuple[str, ...], status: Status) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert (answer.status, answer.values) == (status, ())


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Tips in Minnesota?", "Wait, no. Connecticut. The CT / MN codes get me every time."), ["5956"]),
        (("Tips in Minnesota?", "Oops, no. Massachusetts. MN and MA always trip me up."), ["9539"]),
        (("Tips in Minnesota?", "Correction: Connecticut. Also how many Team HOPE families there?"), ["5956", "46"]),
        (("Compare Team HOPE in Colorado and New York.",
          "My mistake, it should have been Minnesota instead of Colorado. What's the difference then?"),
         ["692", "66", "626"]),
        (("Compare ORR cases in Colorado and Minnesota.", "Oops: New York where I said Minnesota. What's the gap now?"),
         ["72", "20", "52"]),
    ],
)  # fmt: skip
def test_a_correction_with_a_remark_or_more_behind_it(
    assistant: Assistant, turns: tuple[str, ...], expected: list[str]
) -> None:
    assert said(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("CVIP in Connecticut?", "and for massachusetts, plus what does CVIP actually do?"), ["49"]),
        (("CVIP in Connecticut?", "Go on with Colorado, and tell me what Team HOPE is."), ["24"]),
        ((CASES, "Now Minnesota's, and Team HOPE for Minnesota as well."), ["201", "66"]),
        ((CASES, "also for Minnesota and New York, and Team HOPE in Minnesota"), ["201", "3005", "66"]),
        (("Team HOPE in Minnesota", "plus CVIP, and both for New York as well"), ["128", "692", "159"]),
    ],
)
def test_a_place_goes_on_in_front_of_something_else(
    assistant: Assistant, turns: tuple[str, ...], expected: list[str]
) -> None:
    assert said(assistant, *turns) == expected


@pytest.mark.parametrize(
    ("turns", "difference"),
    [
        (("Facility cases Colorado?", "Other cases Colorado?", "How many more are the facility ones?"), "207"),
        (("Other cases in Minnesota?", "And facility?", "How many fewer are the other ones?"), "78"),
        (("Team HOPE in Minnesota?", "Mental health connections there?", "How many more did Team HOPE support?"), "11"),
    ],
)
def test_a_measure_is_set_against_the_other_one_before(
    assistant: Assistant, turns: tuple[str, ...], difference: str
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert (answer.values[-1].operation, f"{answer.values[-1].value:f}") == (Operation.DIFFERENCE, difference)


THREE = "Massachusetts: Team HOPE, mental health, and new CONNECT professionals?"
CALLERS = "Ticket 771, caller 1 wants Team HOPE for Colorado, caller 2 wants mental health for New York."


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # New York: 692 families and 187 connections
        ((THREE, "Skip the CONNECT one and give me the other two for New York."), ["692", "187"]),
        ((THREE, "Skip the CONNECT one"), ["131", "45"]),
        ((THREE, "Without the therapy one, the other two for Colorado"), ["132", "235"]),
        # Colorado's 132 families, and 55 connections in Minnesota in the stead of New York's
        ((CALLERS, "Caller 2 rang again: it should be Minnesota, not New York."), ["132", "55"]),
        ((CALLERS, "Caller 2 rang again: it should be Minnesota."), ["132", "55"]),
        ((CALLERS, "Caller 1 phoned back, it's Minnesota, not Colorado."), ["66", "187"]),
        (("Mental health for New York.", "He called back, it's Minnesota not New York."), ["55"]),
        # 42 in Connecticut, and what CVIP is
        (("How many CVIP submissions in Massachusetts?", "And Connecticut? Also remind me what CVIP does."), ["42"]),
    ],
)
def test_a_part_is_dropped_or_put_in_anothers_stead(
    assistant: Assistant, turns: tuple[str, ...], expected: list[str]
) -> None:
    assert said(assistant, *turns) == expected


def test_of_a_list_of_three_there_are_no_three_others(assistant: Assistant) -> None:
    answer = assistant.ask("Leave out Team HOPE and give me the other three for New York", history=[THREE])
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


def test_a_request_behind_a_question_to_be_reminded_is_answered_beside_it(assistant: Assistant) -> None:
    answer = assistant.ask("How many CVIP submissions in Massachusetts? Also remind me what CVIP does.")
    assert "**49**" in answer.text
    assert "helps identify children" in answer.text
