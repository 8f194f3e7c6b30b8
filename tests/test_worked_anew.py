"""What was weighed or worked out, done anew; every expected figure is worked out from the sheets by hand."""

from __future__ import annotations

import pytest
from last_value import last_value

from assistant import Assistant
from assistant.types import Operation

TIPS = "Did Colorado get over 10,000 CyberTipline reports?"  # 9,720
MEAN = "average engagements for Colorado, Massachusetts and Minnesota?"  # 40, 38 and 22
RATIO = "How many times as many missing cases does New York have as Colorado?"
ALL = "Average missing cases across the five states?"


@pytest.mark.parametrize(
    ("turns", "verdict"),
    [
        ((TIPS, "What about over 9,500?"), "Yes"),
        ((TIPS, "And over 9,800?"), "No"),
        ((TIPS, "Under 9,800 then?"), "Yes"),
        (("Does Minnesota have fewer than 200 missing cases?", "And less than 250?"), "Yes"),  # 201
        (("Did Massachusetts have at least 900 missing cases?", "How about at least 890?"), "Yes"),  # 893
        # 327 of 467 are 70.02%
        (("Were more than 80% of Colorado's missing cases from a facility?", "More than 75%?"), "No"),
    ],
)
def test_the_figure_before_is_weighed_against_another_bound(
    assistant: Assistant, turns: tuple[str, ...], verdict: str
) -> None:
    text = assistant.ask(turns[-1], history=turns[:-1]).text
    assert text.startswith(f"{verdict}, ")
    assert ("No, " in text) is (verdict == "No")


def test_states_over_another_bound_are_listed(assistant: Assistant) -> None:
    answer = assistant.ask("Which states got over 9,500?", [TIPS])
    passing = {v.place for v in answer.values if v.operation is Operation.FILTER}
    assert passing == {"US-NY", "US-CO", "US-MA"}


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ((MEAN, "and the total of the same three?"), (Operation.SUM, "100.0")),
        ((MEAN, "sum of those three?"), (Operation.SUM, "100.0")),
        ((MEAN, "and the median?"), (Operation.MEDIAN, "38.0")),
        (
            ("Total missing cases in Colorado and Minnesota?", "and the average of the same two?"),
            (Operation.MEAN, "334.0"),
        ),
        # 3,005 / 893, 3,005 / 201
        ((RATIO, "And as Massachusetts?"), (Operation.RATIO, "3.4")),
        ((RATIO, "What about as Minnesota?"), (Operation.RATIO, "15.0")),
        # (467 + 291 + 893 + 201) / 4
        ((ALL, "New York skews it. Leave it out."), (Operation.MEAN, "463.0")),
        ((ALL, "New York is the outlier, so drop it"), (Operation.MEAN, "463.0")),
        # 132 + 66
        (
            ("Team HOPE families in Colorado, Minnesota and New York, total?", "New York distorts that. Take it out."),
            (Operation.SUM, "198.0"),
        ),
        # 128 + 159
        (
            ("CVIP submissions for MN please", "MA and NY too", "Drop Massachusetts and total the rest."),
            (Operation.SUM, "287.0"),
        ),
        (("CVIP for MN", "and MA?", "and NY?", "Drop Massachusetts and total the rest."), (Operation.SUM, "287.0")),
        (
            ("CVIP submissions for MN", "Now CO, MA and NY", "Drop Massachusetts and total the rest."),
            (Operation.SUM, "183.0"),
        ),
    ],
)
def test_what_was_worked_out_is_worked_out_anew(
    assistant: Assistant, turns: tuple[str, ...], expected: tuple[Operation, str]
) -> None:
    assert last_value(assistant, turns) == expected


@pytest.mark.parametrize(
    "turns",
    [
        ("Missing cases in MN?", "Team HOPE for MA and NY", "Drop Massachusetts and total the rest."),
        (ALL, "Massachusetts is fine. Leave it in."),
        (ALL, "New York skews it."),
    ],
)
def test_what_drops_nothing_known_is_not_worked_out(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert not any(v.operation in (Operation.SUM, Operation.MEAN) for v in answer.values)
