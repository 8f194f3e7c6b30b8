"""Follow-ups that point at figures of before by position or as the other one, or divide those in no order."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status
from tests.last_value import last_value

SUBMISSIONS = ("CVIP submissions, Minnesota?", "New York?")
CASES = (
    "How many missing children cases from Minnesota?",
    "how many from a social services facility?",
    "and from ORR?",
)
SMALLER = ("Team HOPE families in New York and in Colorado?", "Which is smaller?")


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 128 submissions from Minnesota and 159 from New York: 159 / 128
        ((*SUBMISSIONS, "What's the difference between them?", "I actually meant the ratio."), "1.2"),
        ((*SUBMISSIONS, "what's the ratio of the two?"), "1.2"),
        (("Difference between Connecticut and Colorado in missing cases?", "and as a ratio"), "1.6"),  # 467 / 291
        # an order that is said stays: 128 / 159
        ((*SUBMISSIONS, "the ratio of the first to the second"), "0.8"),
        ((*SUBMISSIONS, "Ratio of Minnesota to New York?"), "0.8"),
        ((*SUBMISSIONS, "ratio?", "and the other way round?"), "0.8"),
        # two measures of one place stay in the order in which they were asked for
        (("CVIP in Connecticut", "Team HOPE there", "ratio?"), "0.9"),  # 42 / 46
    ],
)
def test_a_ratio_in_no_order_is_how_many_times_the_smaller_the_larger_is(
    assistant: Assistant, turns: tuple[str, ...], expected: str
) -> None:
    assert last_value(assistant, turns) == (Operation.RATIO, expected)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((*CASES, "The first row as a share of the total?"), "67.2"),  # 135 / 201
        ((*CASES, "What share of the total is the second row?"), "4.5"),  # 9 / 201
        ((*CASES, "the first one as a share of the total?"), "67.2"),  # the total is no part of itself
        (("Missing children cases from Minnesota?", "The first row as a share of the total?"), "67.2"),
        # the facility cases of Minnesota, not of Colorado, which was asked for last
        (
            ("Facility cases in Minnesota?", "in Colorado?", "The first one as a share of all missing cases there?"),
            "67.2",
        ),
        # 201 of 28,886
        (
            ("Missing cases from Minnesota?", "and Colorado?", "what share of the national total is the first one?"),
            "0.7",
        ),
    ],
)
def test_an_ordinal_says_which_figure_the_share_is_of(
    assistant: Assistant, turns: tuple[str, ...], expected: str
) -> None:
    assert last_value(assistant, turns) == (Operation.SHARE, expected)


def test_the_second_one_may_count_the_total_and_is_left_open(assistant: Assistant) -> None:
    answer = assistant.ask("the second one as a percentage of the total?", history=CASES)
    assert answer.status is not Status.ANSWERED
    assert not any(v.operation is Operation.SHARE for v in answer.values)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # Colorado's 132 families are fewer than New York's 692
        ((*SMALLER, "And how many ORR cases did the other one have?"), {("US-NY", 72)}),
        ((*SMALLER, "CVIP for the other state?"), {("US-NY", 159)}),
        ((*SMALLER, "and its ORR cases?"), {("US-CO", 20)}),
        (
            ("Which of New York and Colorado had more Team HOPE families?", "And the ORR cases in the other one?"),
            {("US-CO", 20)},
        ),
        (
            ("Team HOPE in New York, Minnesota and Colorado?", "Which is smallest?", "And ORR cases in the other two?"),
            {("US-NY", 72), ("US-CO", 20)},
        ),
        # of three there are two others
        (
            ("Team HOPE in New York, Minnesota and Colorado?", "Which is smallest?", "ORR cases in the other one?"),
            set(),
        ),
    ],
)
def test_the_other_one_of_two_that_were_ranked(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, int]]
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {(v.place, int(v.value)) for v in answer.values} == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 9,539 reports in Massachusetts and 5,956 in Connecticut; there is no sheet for Vermont
        (
            ("Tips in Massachusetts?", "And Connecticut?", "and how many more in Massachusetts than in the other?"),
            (Operation.DIFFERENCE, "3583.0"),
        ),
        (
            ("Tips in Massachusetts?", "Connecticut?", "Vermont?", "Sum of the two you have?",
             "and how many more in Massachusetts than in the other?"),
            (Operation.DIFFERENCE, "3583.0"),
        ),
        (
            ("Tips in Massachusetts and Connecticut", "how many times as many in Massachusetts as in the other one?"),
            (Operation.RATIO, "1.6"),
        ),
        # 8,611 in Minnesota, 9,720 in Colorado
        (("Tips in Wisconsin?", "neighbouring Minnesota?"), (Operation.LOOKUP, "8611.0")),
        (
            ("Tips in Wisconsin?", "neighbouring Minnesota?", "and how far is that from Colorado's?"),
            (Operation.DIFFERENCE, "1109.0"),
        ),
    ],
)  # fmt: skip
def test_one_of_two_is_set_against_the_other(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected
