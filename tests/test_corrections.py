"""What a correction keeps of the turn before, and what it changes."""

from __future__ import annotations

import pytest
from last_value import last_value

from assistant import Assistant
from assistant.types import Operation

TIPS = "CyberTipline reports Colorado?"  # 9,720
CASES = "missing children cases in Minnesota?"  # 201


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # 16 of Massachusetts, 9 of Minnesota
        (("Mean of ORR cases for CO and CT", "sorry, MA and MN, not CO and CT"), (Operation.MEAN, "12.5")),
        (("Team HOPE, the gap of CO and CT", "NY and MN instead of CO and CT"), (Operation.DIFFERENCE, "626.0")),
        # 467 + 3,005 + 893
        (
            ("Missing children totals for CO, CT and MA?", "Replace CT with NY and add them up."),
            (Operation.SUM, "4365.0"),
        ),
        (("ORR cases in CO and MN?", "Swap CO for MA and give me the average."), (Operation.MEAN, "12.5")),
        (("Average tips for CO, MN and CT?", "The total please, not the average."), (Operation.SUM, "24287.0")),
        (("Most new CONNECT professionals?", "I meant the lowest.", "of Team HOPE, not CONNECT"), None),
    ],
)
def test_a_correction_keeps_what_was_done(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str] | None
) -> None:
    if expected is None:  # 46 families, the lowest of five
        assert "**Connecticut**: lowest of 5" in assistant.ask(turns[-1], history=turns[:-1]).text
    else:
        assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        # the line that was wrong is not asked for again
        (
            ("Other missing cases in MA?", "Wrong line of my sheet, it's the ORR one I need."),
            (Operation.LOOKUP, "16.0"),
        ),
        (("ORR cases in Colorado", "make that Minnesota, sorry, long day"), (Operation.LOOKUP, "9.0")),
        (("MN's ORR cases to MA's, ratio?", "other way round: the ratio of MA to MN"), (Operation.RATIO, "1.8")),
        # 70 + 57 + 27, and Colorado's 120
        (("'Other' cases in MA, MN and CT - what's the total?", "what if I add CO?"), (Operation.SUM, "274.0")),
    ],
)
def test_a_correction_is_taken_up(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    ("message", "values"),
    [
        # Minnesota 201, Connecticut 291, of which 9 and 12 by ORR
        ("Total again: is Minnesota's more than Connecticut's?", {201, 291, 90}),
        ("Back to the total: is Minnesota's more than Connecticut's?", {201, 291, 90}),
        ("Totals again: Connecticut?", {291}),
        ("is Minnesota's more than Connecticut's?", {9, 12, 3}),
    ],
)
def test_the_total_is_gone_back_to(assistant: Assistant, message: str, values: set[int]) -> None:
    before = ["How many missing cases from Minnesota in 2023?", "and how many of those through ORR?"]
    assert {int(v.value) for v in assistant.ask(message, before).values} == values


@pytest.mark.parametrize(
    ("before", "message", "share"),
    [
        ("what share of colorados missing cases were ORR", "i meant the 'other' row not ORR", "25.7"),  # 120 / 467
        ("what share of Minnesota's missing cases were from facilities", "sorry, ORR, not facilities", "4.5"),
    ],
)
def test_another_row_keeps_the_share(assistant: Assistant, before: str, message: str, share: str) -> None:
    assert last_value(assistant, (before, message)) == (Operation.SHARE, share)


@pytest.mark.parametrize(
    ("turns", "values"),
    [
        # Colorado 9,720 and Connecticut 5,956 tips
        (("What's the difference in CyberTipline reports between Colorado and Minnesota?", "And the sum?",
          "Oops, I meant Connecticut, not Minnesota, for both of those."), {9720, 5956, 3764, 15676}),
        (("What's the difference in CyberTipline reports between Colorado and Minnesota?", "And the sum?",
          "Oops, I meant Connecticut, not Minnesota."), {9720, 5956, 15676}),
        (("Team HOPE families in Minnesota?", "And CVIP there?", "I meant Connecticut, not Minnesota, for both"),
         {46, 42}),
        (("Team HOPE families in Colorado?", "And in Minnesota?", "I meant Connecticut, not Minnesota, for both"),
         {46}),
    ],
)  # fmt: skip
def test_both_turns_are_done_with_the_place_that_was_meant(
    assistant: Assistant, turns: tuple[str, ...], values: set[int]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {int(v.value) for v in answer.values} == values
