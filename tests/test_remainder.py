"""The nation's figure without some states, told in many words; never computed where no part is printed."""

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
