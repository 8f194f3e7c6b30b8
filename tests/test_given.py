"""What is worked out of figures given before that a message picks out; each is worked out from the sheets by hand."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status

FACILITY, ORR = "Facility cases in Connecticut?", "And the ones reported by ORR?"  # 252 and 12 of 291
REPORTS = "CyberTipline reports in Colorado and in Minnesota?"  # 9,720 and 8,611
BOTH = "Team HOPE and CyberTipline reports for Colorado and Minnesota?"  # 132 and 66, 9,720 and 8,611
CONNECT = "Colorado and Massachusetts: new professionals on NCMEC CONNECT?"  # 235 and 221
AVERAGE = "Average CyberTipline reports over the five states?"
HOPE_OVER = "Which states had more than 100 Team HOPE families?"


def worked_out(assistant: Assistant, *turns: str) -> list[tuple[Operation, float]]:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is Status.ANSWERED, answer.text
    return [(v.operation, round(float(v.value), 1)) for v in answer.values if v.operation is not Operation.LOOKUP]


@pytest.mark.parametrize(
    ("turns", "operation", "expected"),
    [
        ((FACILITY, ORR, "What share of the state's missing cases is each of those two?"), Operation.SHARE,
         [86.6, 4.1]),
        ((FACILITY, ORR, "What percentage of the total does each make up?"), Operation.SHARE, [86.6, 4.1]),
        (("Colorado 'other missing children' number?", "And Minnesota's?", "CyberTipline reports in Minnesota?",
          "Back to the 'other' cases. What share of each state's own total do they make up in Colorado and Minnesota?"),
         Operation.SHARE, [25.7, 28.4]),
        (("Missing cases for Minnesota, Connecticut and Colorado.", "Team HOPE in Colorado?",
          "Back to the three totals I started with: what's their average?"), Operation.MEAN, [319.7]),
        (("Team HOPE in Colorado?", "Minnesota?", "CVIP in Colorado?",
          "Back to the two numbers I started with: the difference?"), Operation.DIFFERENCE, [66]),
        ((REPORTS, "And in Connecticut?", "how much higher than Connecticut's is each of the first two"),
         Operation.DIFFERENCE, [3764, 2655]),
        (("Missing cases in Connecticut?", "Colorado and Minnesota?",
          "How far below Colorado's is each of the other two?"),
         Operation.DIFFERENCE, [176, 266]),
        ((REPORTS, "And in Connecticut?", "How many times Connecticut's is each of the first two?"),
         Operation.RATIO, [1.6, 1.4]),
        ((BOTH, "What's the difference on each of the two measures?"), Operation.DIFFERENCE, [66, 1109]),
        ((BOTH, "Any figures for Vermont?", "No matter. Colorado and Minnesota then: the difference on each measure?"),
         Operation.DIFFERENCE, [66, 1109]),
        (("Missing cases for Connecticut and New York?", "CyberTipline for both?", "Team HOPE for both?",
          "For the second of those measures, how many times larger is New York's figure?"), Operation.RATIO, [6.8]),
        ((CONNECT, "What is NCMEC CONNECT for?", "Together, how many new professionals is that for the two states?"),
         Operation.SUM, [456]),
        (("Add up Team HOPE for Colorado, Connecticut and Minnesota.",
          "Hang on, Massachusetts rather than Minnesota. Same sum."), Operation.SUM, [309]),
        ((AVERAGE, "New York skews that. What's the average without it?"), Operation.MEAN, [8456.5]),
        ((AVERAGE, "And the total without New York?"), Operation.SUM, [33826]),
    ],
)  # fmt: skip
def test_the_figures_meant_are_reckoned_with(
    assistant: Assistant, turns: tuple[str, ...], operation: Operation, expected: list[float]
) -> None:
    found = worked_out(assistant, *turns)
    assert {done for done, _ in found} == {operation}
    assert sorted(value for _, value in found) == sorted(expected)


@pytest.mark.parametrize(
    "turns",
    [
        (FACILITY, ORR, "What share of the state's cases are those two together?"),
        (FACILITY, ORR, "What share of the total is each of the three?"),
        ("CVIP for Colorado and Minnesota?", "Team HOPE in New York?", "Back to my first three numbers: the average?"),
        ("Team HOPE for Colorado and Minnesota?", "On each of the measures, what's the difference?"),
        (BOTH, "For the third of those measures, the sum?"),
        ("Which state has the most CVIP submissions?", "And the second?", "Not counting those?"),
    ],
)
def test_figures_that_are_not_told_are_not_reckoned_with(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert answer.status is not Status.ANSWERED
    assert not answer.values


@pytest.mark.parametrize(
    ("turns", "first"),
    [
        (("Which state has the most missing children cases?", "And not counting that one?"), ("US-MA", 893)),
        (("Which state has the fewest Team HOPE families?", "And apart from that one?"), ("US-MN", 66)),
        (("Which state has the most missing children cases?", "Leaving that one out, who leads?"), ("US-MA", 893)),
        (("Colorado Team HOPE?", "How about Florida?",
          "Back to the ones you do have: list them from highest to lowest."),
         ("US-NY", 692)),
    ],
)  # fmt: skip
def test_a_ranking_goes_on_without_its_winner_or_over_all(
    assistant: Assistant, turns: tuple[str, ...], first: tuple[str, int]
) -> None:
    value = assistant.ask(turns[-1], history=turns[:-1]).values[0]
    assert (value.place, value.value) == first


@pytest.mark.parametrize(
    ("turns", "fitting"),
    [
        ((HOPE_OVER, "And the ones that didn't?"), {"US-CT", "US-MN"}),
        ((HOPE_OVER, "Which did not?"), {"US-CT", "US-MN"}),
        (("Which states had at least 291 missing cases?", "Which ones didn't?"), {"US-MN"}),
        ((HOPE_OVER, "And the ones that did?"), {"US-CO", "US-MA", "US-NY"}),
    ],
)
def test_a_condition_is_denied(assistant: Assistant, turns: tuple[str, ...], fitting: set[str]) -> None:
    values = assistant.ask(turns[-1], history=turns[:-1]).values
    assert {v.place for v in values if v.operation is Operation.FILTER} == fitting
