"""Sums of two groups of places set against each other."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    ("turns", "verdict", "sums"),
    [
        (["Do New York and Minnesota together have more CVIP submissions than the other three combined?"],
         "Yes, ", {287, 115}),
        (["CVIP by state", "So New York and Minnesota together make up more than the other three combined, yes?"],
         "Yes, ", {287, 115}),
        (["Colorado and Minnesota combined had more CyberTipline reports than the other three together, right?"],
         "No, ", {18331, 56040}),
        (["Missing children cases by state", "Massachusetts and Colorado combined have fewer than the rest together?"],
         "Yes, ", {1360, 3497}),
        (["Did Colorado and Connecticut together have fewer missing children cases than Massachusetts and Minnesota?"],
         "Yes, ", {758, 1094}),
        (["Did the other three states combined have more CVIP submissions than New York and Minnesota together?"],
         "No, ", {287, 115}),
    ],
)  # fmt: skip
def test_the_sums_of_two_groups_are_weighed(
    assistant: Assistant, turns: list[str], verdict: str, sums: set[int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.text.startswith(verdict)
    assert {int(v.value) for v in answer.values if v.operation is Operation.SUM} == sums


@pytest.mark.parametrize(
    "question",
    [
        "Did New York and Minnesota together have more than twice the CVIP submissions of the other three combined?",
        "How many more CVIP submissions did New York and Minnesota together have than the other three combined?",
        "CVIP in New York and Minnesota together, and in the other three?",
        "Do Minnesota and Connecticut together have as many missing cases as Massachusetts and Colorado combined?",
    ],
)
def test_one_of_two_groups_is_no_answer(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.NOT_FOUND
    assert not answer.values


def test_each_place_or_all_together_is_not_told(assistant: Assistant) -> None:
    answer = assistant.ask("Do New York and Minnesota have more CVIP submissions than the other three?")
    assert {int(v.value) for v in answer.values if v.operation is not Operation.SUM} == {159, 128, 49, 42, 24}
    assert not answer.text.startswith(("Yes", "No"))


def test_a_sum_with_a_gap_is_not_said(assistant: Assistant) -> None:
    answer = assistant.ask("Did New York and Texas together have more missing cases than Colorado and Connecticut?")
    assert answer.status is Status.PARTIAL
    assert [int(v.value) for v in answer.values if v.operation is Operation.SUM] == [758]
