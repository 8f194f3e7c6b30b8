"""Messages that correct or go back to what was asked before; every figure is worked out from the sheets by hand."""

from __future__ import annotations

import pytest
from last_value import last_value

from assistant import Assistant
from assistant.types import Operation, Status

CASES = "Total missing children cases for Colorado, Connecticut and Minnesota?"  # 467, 291, 201
HOPE = "Team HOPE families in Colorado and Minnesota"  # 132, 66
APART = "difference between CO and MN in CyberTipline reports"  # 9,720, 8,611


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((CASES, "Scratch Minnesota, put Massachusetts in instead"), (Operation.SUM, "1651.0")),
        ((CASES, "Put Massachusetts in for Minnesota"), (Operation.SUM, "1651.0")),
        ((CASES, "Scratch Minnesota"), (Operation.SUM, "758.0")),
        ((APART, "I said Minnesota but meant Connecticut"), (Operation.DIFFERENCE, "3764.0")),
        ((HOPE, "Swap Minnesota for Massachusetts. What's the difference?"), (Operation.DIFFERENCE, "1.0")),
        ((HOPE, "I wrote MN but meant NY. What's the total?"), (Operation.SUM, "824.0")),
        (("tips Colorado", "and Minnesota?", "Forget Minnesota, I need Connecticut. What's the gap to Colorado?"),
         (Operation.DIFFERENCE, "3764.0")),
        # of a turn before the last one, and of none
        (("missing cases Connecticut", "and Minnesota",
          "Forget Connecticut, I meant New York. What's the ratio to Minnesota?"),
         (Operation.RATIO, "15.0")),
        (("missing cases Colorado", "and Minnesota", "Forget Iowa, I need New York. What is the gap to Colorado?"),
         (Operation.DIFFERENCE, "2538.0")),
        (("Rank the states by tips", "forget that, Massachusetts"), (Operation.LOOKUP, "9539.0")),
    ],
)  # fmt: skip
def test_a_place_is_corrected_before_anything_is_worked_out(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("missing cases in Minnesota", "I said Minnesota, I meant Massachusetts. And the tips?"), {"893", "9539"}),
        (("missing cases NY and CO", "Forget New York, I need Minnesota. Thanks!"), {"201", "467"}),
        (("tips Colorado", "I meant Colorado and Minnesota"), {"9720", "8611"}),
    ],
)
def test_a_correction_keeps_what_is_asked_beside_it(
    assistant: Assistant, turns: tuple[str, ...], expected: set[str]
) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert {f"{v.value:f}" for v in answer.values} == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((APART, "Actually not the difference, the sum"), (Operation.SUM, "18331.0")),
        ((APART, "sorry, not the difference but the sum"), (Operation.SUM, "18331.0")),
        ((APART, "Instead of the difference, the sum"), (Operation.SUM, "18331.0")),
        ((APART, "I meant the sum, not the difference"), (Operation.SUM, "18331.0")),
        (("ratio of New York to Minnesota in missing cases", "Actually, not the ratio, the difference"),
         (Operation.DIFFERENCE, "2804.0")),
        (("What share of Colorado's missing cases were ORR?", "not the share, the count"), (Operation.LOOKUP, "20.0")),
    ],
)  # fmt: skip
def test_an_operation_is_done_in_anothers_stead(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Ratio of New York to Massachusetts, children missing from a social services facility",
          "Use the total missing children cases instead"), (Operation.RATIO, "3.4")),
        (("Ratio of NY to MA, missing cases", "Use CVIP submissions instead"), (Operation.RATIO, "3.2")),
        ((APART, "make it Team HOPE families instead"), (Operation.DIFFERENCE, "66.0")),
        ((APART, "do it with missing cases"), (Operation.DIFFERENCE, "266.0")),
        (("tips Colorado", "Use the total missing children cases instead"), (Operation.LOOKUP, "467.0")),
    ],
)  # fmt: skip
def test_a_measure_is_put_in_anothers_stead(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Missing children cases in Massachusetts and Connecticut?", "What's Team HOPE?",
          "Back to the two missing children numbers: what's the difference?"), (Operation.DIFFERENCE, "602.0")),
        (("Missing children cases in Massachusetts?", "And in Connecticut?", "What's Team HOPE?",
          "Back to the two missing children numbers: what's the ratio?"), (Operation.RATIO, "3.1")),
        (("Reports in Colorado and New York?", "Missing cases in Colorado",
          "Going back to reports, what is the difference?"), (Operation.DIFFERENCE, "30825.0")),
    ],
)  # fmt: skip
def test_figures_are_gone_back_to(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


def test_which_two_of_three_are_gone_back_to_is_not_told(assistant: Assistant) -> None:
    history = ["Missing children cases in Massachusetts, Colorado and Connecticut?", "What's Team HOPE?"]
    answer = assistant.ask("Back to the two missing children numbers: what's the difference?", history=history)
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())


@pytest.mark.parametrize(
    "back",
    [
        "Going back to my first question: same for Minnesota.",
        "Returning to the first question, what about Minnesota?",
        "To return to my first question: the same for Minnesota, please",
    ],
)
def test_a_heading_goes_back_to_a_question(assistant: Assistant, back: str) -> None:
    turns = ("Missing children cases, Connecticut?", "How many children were identified overall?", "Team HOPE in Utah?")
    assert last_value(assistant, (*turns, back)) == (Operation.LOOKUP, "201.0")


@pytest.mark.parametrize(
    "back",
    [
        "That percentage from before - what is it for Minnesota?",
        "That share from before, for Minnesota?",
        "Back to the share: what is it for Minnesota?",
        "That percentage from before for Minnesota?",
    ],
)
def test_a_result_of_before_is_named_again(assistant: Assistant, back: str) -> None:
    share = "What share of Massachusetts' missing children cases were from social services facilities?"
    # 135 of 201, and no share of the measure that was spoken of last
    assert last_value(assistant, (share, "How many Team HOPE families in NY?", back)) == (Operation.SHARE, "67.2")
