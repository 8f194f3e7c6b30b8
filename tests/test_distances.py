"""How far apart figures are, and which of them is the base."""

from __future__ import annotations

import pytest
from asked import formulas

from assistant import Assistant
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    ("turns", "formula"),
    [
        (
            [
                "Connecticut had fewer CyberTipline reports than Minnesota. How many fewer, and what percent lower is "
                "that?"
            ],
            "(8611 - 5956) / 8611",
        ),
        (
            ["New York had more CyberTipline reports than Colorado. How many more, and what percent higher is that?"],
            "(40545 - 9720) / 9720",
        ),
        (["Minnesota has more CVIP submissions than Connecticut. By what percent is it higher?"], "(128 - 42) / 42"),
        (
            [
                "What is the difference between Minnesota and Connecticut in CyberTipline reports?",
                "What percent lower is that?",
            ],
            "(8611 - 5956) / 8611",
        ),
        (
            ["CyberTipline reports in Connecticut?", "And in Minnesota?", "What percent higher is that?"],
            "(8611 - 5956) / 5956",
        ),
    ],
)
def test_a_distance_in_percent_has_the_base_that_its_words_say(
    assistant: Assistant, turns: list[str], formula: str
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert formulas(answer, Operation.PERCENT_CHANGE) == [formula]


@pytest.mark.parametrize(
    ("question", "results"),
    [
        # Team HOPE: Massachusetts 131, Minnesota 66; mental health services: 45 and 55
        ("compare MN and MA on Team HOPE and therapy", [65, 10]),
        ("difference between Team HOPE and therapy in MN and MA", [86, 11]),
        ("What would the total be if I only count CO, MN and CT for missing children?", [959]),
    ],
)
def test_what_is_set_apart_or_added_is_what_stands_behind_the_words_for_it(
    assistant: Assistant, question: str, results: list[int]
) -> None:
    values = assistant.ask(question).values
    assert [int(v.value) for v in values if v.operation in (Operation.DIFFERENCE, Operation.SUM)] == results


@pytest.mark.parametrize(
    ("turns", "apart"),
    [
        # mental health: New York 187, Colorado 120; Team HOPE: 692 and 132
        (["Holy moly, NY is far ahead on mental health connections. How big is its lead over the runner-up?"], 67),
        (["How big is New York's lead over the runner-up on mental health connections?"], 67),
        (["By how much does New York beat the second-place state on Team HOPE families?"], 560),
        (["NY tops Team HOPE. What's the gap to the runner-up?"], 560),
        (["Team HOPE families in New York?", "How big is its lead over the runner-up?"], 560),
        (["How far behind the runner-up is Connecticut in Team HOPE families?"], 86),  # 132 - 46
    ],
)
def test_a_place_is_set_apart_from_the_second(assistant: Assistant, turns: list[str], apart: int) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert [int(v.value) for v in answer.values if v.operation is Operation.DIFFERENCE] == [apart]


@pytest.mark.parametrize(
    "turns",
    [
        ["How far ahead of the runner-up is Massachusetts in missing children cases?"],  # it is the second itself
        ["CyberTipline reports in Texas?", "How far is it ahead of the runner-up?"],
    ],
)
def test_no_place_is_set_apart_from_itself_nor_one_without_a_sheet(assistant: Assistant, turns: list[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert not [v for v in answer.values if v.operation is Operation.DIFFERENCE]
    assert answer.status is not Status.ANSWERED
