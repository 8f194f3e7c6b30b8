"""A figure without some of its parts, states or rows, told in many words; never computed where no part is printed."""

from decimal import Decimal

import pytest

from assistant import Assistant
from assistant.types import Operation, Status

IN_NEW_YORK, NATIONWIDE = "How many missing children cases in New York?", "How many missing children cases nationally?"


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (["How many missing child cases nationwide, excluding New York?"], 28886 - 3005),
        (["Missing child cases in the rest of the nation besides Colorado and New York"], 28886 - 467 - 3005),
        (["If you take Massachusetts away from the overall Team HOPE number, what is left?"], 5759 - 131),
        (["What's left of the national missing cases after New York?"], 28886 - 3005),
        ([IN_NEW_YORK, "and in the rest of the country?"], 28886 - 3005),
        ([NATIONWIDE, "and without New York?"], 28886 - 3005),
        ([NATIONWIDE, IN_NEW_YORK, "what's left without New York?"], 28886 - 3005),
        (
            ["Team HOPE overall?", "And New York's?", "How many of the overall number were outside New York?"],
            5759 - 692,
        ),
        (["Team HOPE nationally?", "Minus New York?"], 5759 - 692),
        (["Team HOPE nationally?", "Minus New York and Colorado?"], 5759 - 692 - 132),
        (
            [
                "How many missing child cases did NCMEC assist overall?",
                "How many of those were from New York?",
                "What share is that?",
                "So how many cases came from outside New York?",
            ],
            28886 - 3005,
        ),
        # of states alone the rest is theirs
        (["Total missing children cases without New York"], 467 + 291 + 893 + 201),
        (["Missing cases in Colorado, Connecticut and New York", "What is left without New York?"], 467 + 291),
    ],
)
def test_what_is_left_without_some_states(assistant: Assistant, turns: list[str], value: int) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.ANSWERED
    assert [v.value for v in answer.values if v.operation is not Operation.LOOKUP] == [Decimal(value)]


@pytest.mark.parametrize(
    "question",
    [
        "CyberTipline reports nationally excluding New York",  # what is made available is no part of what is received
        "How many missing child cases in the rest of the country?",
        "New York vs the rest of the country on missing children cases",
        "How do Colorado's missing children cases compare with the rest of the country?",
    ],
)
def test_no_rest_is_guessed(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert not answer.values


def test_what_a_total_leaves_over_is_no_row_of_its_own(assistant: Assistant) -> None:
    answer = assistant.ask(
        "In Connecticut the missing children total is 300 but the three lines only come to 291, where are the other 9?"
    )
    assert [int(v.value) for v in answer.values] == [291]
    assert "No, your \u2018300\u2019" in answer.text
    assert "Yes, your \u2018291\u2019" in answer.text


def test_the_row_of_the_other_cases_is_still_meant_by_its_number(assistant: Assistant) -> None:
    assert [int(v.value) for v in assistant.ask("What are the other 27 cases in Connecticut?").values] == [27]


BY_ROW = "Break down {}'s missing children cases"
ORR_CASES = "How many of Colorado's missing cases were reported by ORR?"


@pytest.mark.parametrize(
    ("turns", "count"),
    [
        ([ORR_CASES, "and the rest?"], 467 - 20),
        (["How many ORR cases in Minnesota?", "how many does that leave?"], 201 - 9),
        (["How many ORR cases in Colorado?", "And non-ORR?"], 467 - 20),
        ([BY_ROW.format("New York"), "Everything except the ORR ones, how many is that?"], 3005 - 72),
        (["Missing cases Massachusetts 2023", "leaving out the social services ones, what's left?"], 893 - 807),
        (["Missing children cases in Connecticut?", "minus the facility ones?"], 291 - 252),
        (["Missing children cases in New York", "leave the ORR ones out, how many then?"], 3005 - 72),
        (["Facility cases in New York?", "and how many of the missing cases are not in that category?"], 3005 - 2732),
        ([BY_ROW.format("Minnesota"), "drop the facility row, what do the remaining two add up to?"], 201 - 135),
        (["Tips in Minnesota?", "Of the missing cases, how many were not reported by ORR?"], 201 - 9),
        (["How many missing child cases nationwide?", "how many of them were not facility runaways?"], 28886 - 22442),
    ],
)
def test_how_many_a_row_leaves(assistant: Assistant, turns: list[str], count: int) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.ANSWERED
    [value] = [v for v in answer.values if v.operation is not Operation.LOOKUP]
    assert (value.operation, value.value) == (Operation.DIFFERENCE, Decimal(count))


@pytest.mark.parametrize(
    ("turns", "share"),
    [
        (["How many facility cases in Minnesota?", "What percentage of the state's cases does that leave?"], "32.8"),
        (["Other missing children cases, Massachusetts", "what share of the cases are NOT in that row?"], "92.2"),
        (["Facility cases in New York?", "what percent weren't?"], "9.1"),
        (["How many of Colorado's missing cases were not ORR?", "What share is that?"], "95.7"),
        ([ORR_CASES, "and the rest?", "what share is that?"], "95.7"),
        (["What percent of Colorado's cases were ORR?", "and the rest?"], "95.7"),
    ],
)
def test_what_share_a_row_leaves(assistant: Assistant, turns: list[str], share: str) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    [value] = [v for v in answer.values if v.operation is not Operation.LOOKUP]
    assert value.operation is Operation.SHARE
    assert f"{value.value:.1f}" == share


def test_count_and_share_of_what_a_row_leaves(assistant: Assistant) -> None:
    turns = ["For Connecticut, how many of the missing cases were social services, and how many total?"]
    answer = assistant.ask("So the non-social-services part is how many, and what percent of the total?", turns)
    found = {v.operation: f"{v.value:.1f}" for v in answer.values if v.operation is not Operation.LOOKUP}
    assert found == {Operation.DIFFERENCE: "39.0", Operation.SHARE: "13.4"}


@pytest.mark.parametrize(
    ("turns", "first"),
    [
        ([BY_ROW.format("New York"), "Skip the facility row. Of the two that are left, which is bigger?"], 201),
        ([BY_ROW.format("Colorado"), "Ignore the ORR row. Which of the other two is smaller?"], 120),
    ],
)
def test_the_larger_of_the_rows_that_are_left(assistant: Assistant, turns: list[str], first: int) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.values[0].value == Decimal(first)
    assert len({v.indicator for v in answer.values if v.indicator}) == 2


@pytest.mark.parametrize(
    ("turns", "figures"),
    [
        # the third row is what two leave
        (
            [ORR_CASES, "And how many of them were from a facility?", "how many does that leave?"],
            {120},
        ),
        (["How many ORR cases in New York?", "no, the missing cases, not ORR"], {3005}),
        (["How many ORR cases in New York?", "not ORR, the total"], {3005}),
        ([ORR_CASES, "and the rest of the sheet?"], set()),
        ([ORR_CASES, "and the rest of the states?"], {12, 16, 9, 72}),
        ([ORR_CASES, "how many of them were not found?"], set()),
        (["Missing children cases in New York", "how many boys were not from a facility?"], set()),
        (["Missing children cases in New York", "not counting ORR, which state has the most?"], set()),
        ([BY_ROW.format("Minnesota"), "without the ORR row please"], {201, 135, 57}),
    ],
)
def test_what_is_no_rest_of_a_table(assistant: Assistant, turns: list[str], figures: set[int]) -> None:
    assert {int(v.value) for v in assistant.ask(turns[-1], turns[:-1]).values} == figures
