"""What puts one part of what was asked before right; every expected figure is worked out from the sheets by hand."""

from __future__ import annotations

import pytest
from last_value import last_value

from assistant import Assistant
from assistant.types import Operation, Status

BIGGEST = "Which category is the biggest in Colorado's missing children cases?"  # 327 of 327, 120 and 20
BROKEN_DOWN = "Break down the missing children cases in Massachusetts"  # 807, 70 and 16


@pytest.mark.parametrize(
    "turns",
    [
        ("Team HOPE families in Minnesota?", "Which state had the most?", "no wait, the fewest"),
        ("Team HOPE families in Minnesota?", "Which state had the most?", "and the fewest?"),
        ("Which state had the most Team HOPE families?", "sorry, the least"),
        ("rank the states by Team HOPE families", "can you do it the other way round, smallest first"),
    ],
)
def test_another_end_is_that_of_all_states(assistant: Assistant, turns: tuple[str, ...]) -> None:
    text = assistant.ask(turns[-1], history=turns[:-1]).text
    assert "**Connecticut**: lowest of 5" in text
    assert "**46**" in text


def test_another_end_leaves_out_what_the_ranking_left_out(assistant: Assistant) -> None:
    turns = ["Which state had the most missing cases apart from New York?"]
    assert "**Minnesota**: lowest of 4" in assistant.ask("and the fewest?", history=turns).text


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("CVIP for Colorado", "and Minnesota", "sorry, that second one should have been Massachusetts"), {49}),
        (
            ("CVIP for Colorado, Minnesota and New York", "sorry, the second should have been Connecticut"),
            {24, 42, 159},
        ),
        (("CVIP for Colorado", "Team HOPE in Minnesota", "oops, the first one should have been Massachusetts"), set()),
    ],
)
def test_a_place_told_by_its_position_is_put_right(
    assistant: Assistant, turns: tuple[str, ...], expected: set[int]
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {int(v.value) for v in answer.values} == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Colorado: how many ORR and how many other cases?", "and the remaining row?"), {327}),
        (("Minnesota: ORR cases and facility cases", "and the remaining one?"), {57}),
        (("Minnesota: ORR cases", "and the remaining row?"), set()),  # which of two?
    ],
)
def test_the_row_that_was_not_asked_for_yet(assistant: Assistant, turns: tuple[str, ...], expected: set[int]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {int(v.value) for v in answer.values} == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((BROKEN_DOWN, "the two smaller rows together?"), (Operation.SUM, "86.0")),
        ((BROKEN_DOWN, "the two larger rows added up?"), (Operation.SUM, "877.0")),
        ((BROKEN_DOWN, "how far apart are the biggest and the smallest row?"), (Operation.DIFFERENCE, "791.0")),
        (
            (BIGGEST, "and the smallest?", "how big is the gap between those two categories"),
            (Operation.DIFFERENCE, "307.0"),
        ),
        ((BIGGEST, "and the smallest?", "what's the difference between them"), (Operation.DIFFERENCE, "307.0")),
        ((BIGGEST, "and the smallest?", "add those two up"), (Operation.SUM, "347.0")),
    ],
)
def test_rows_are_told_by_their_size(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    "turns",
    [
        (BROKEN_DOWN, "the two smaller states together?"),
        (BIGGEST, "and in New York?", "difference between those two"),
    ],
)
def test_rows_that_are_not_told_are_not_reckoned_with(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status in (Status.CLARIFY, Status.NOT_FOUND)
    assert not answer.values


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("other cases plus ORR ones in New York, the total?", "what percent of all New York missing cases is that"),
            (Operation.SHARE, "9.1"),
        ),
        (("Colorado: ORR plus facility cases, total?", "what share of the total is that?"), (Operation.SHARE, "74.3")),
        (
            (
                "How many times more CyberTipline reports did New York get than Colorado?",
                "make that compared with Connecticut",
            ),
            (Operation.RATIO, "6.8"),
        ),
        (
            (
                "Minnesota Team HOPE and mental health numbers",
                "Connecticut's too",
                "which of the two states had more families connected to mental health services",
            ),
            (Operation.DIFFERENCE, "3.0"),
        ),
        (
            ("Colorado Team HOPE and CVIP", "New York's too", "which of the two had fewer CVIP submissions?"),
            (Operation.DIFFERENCE, "135.0"),
        ),
        (
            (
                "For Connecticut: Team HOPE, mental health and new CONNECT professionals?",
                "and the same three for Minnesota",
                "What's the gap between the two states in the CONNECT one?",
            ),
            (Operation.DIFFERENCE, "4.0"),
        ),
        (
            ("missing cases in New York", "and overall?", "so how many of the overall cases were not from New York"),
            (Operation.DIFFERENCE, "25881.0"),
        ),
        (
            ("missing cases in Colorado", "and nationwide?", "how many of those weren't from Colorado?"),
            (Operation.DIFFERENCE, "28419.0"),
        ),
        (
            (
                "How many families did Team HOPE support overall?",
                "And in the five states together?",
                "take those five states off the overall number, what's left",
            ),
            (Operation.DIFFERENCE, "4692.0"),
        ),
    ],
)
def test_what_is_worked_out_of_the_turns_before(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("CyberTipline reports in New York in March 2023", "never mind the month, the whole year is fine"), "40,545"),
        (("new CONNECT professionals in Minnesota, only the female ones", "ok without that restriction"), "91"),
        (
            (
                "Team HOPE in New York",
                "nationwide?",
                "and back to New York, how many connected to mental health services?",
            ),
            "187",
        ),
    ],
)
def test_a_plain_figure_after_what_was_asked_before(
    assistant: Assistant, turns: tuple[str, ...], expected: str
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED
    assert f"**{expected}**" in answer.text


@pytest.mark.parametrize(
    "last", ["what percent of the national total is that?", "and what percent of New York's missing cases is that?"]
)
def test_a_sum_of_rows_is_no_part_of_another_whole(assistant: Assistant, last: str) -> None:
    assert not assistant.ask(last, history=["Colorado: ORR plus facility cases, total?"]).values
