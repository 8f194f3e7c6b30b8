"""Regions of the country: the covered states in one are meant where the sheets are spoken of, and else none."""

from __future__ import annotations

import pytest
from invariants import breaches

from assistant import Assistant
from assistant.regions import with_covered_states

COVERED = ("US-CO", "US-CT", "US-MA", "US-MN", "US-NY")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ORR cases in the two New England states you hold sheets for", "ORR cases in Connecticut and Massachusetts"),
        ("your one Midwestern state: ORR cases?", "Minnesota: ORR cases?"),
        ("your Midwestern state's ORR cases?", "Minnesota's ORR cases?"),
        ("the Northeastern states you cover", "Connecticut, Massachusetts and New York"),
        ("the one Mountain state in your data", "Colorado"),
        ("of the two New England states, which had more?", "Connecticut and Massachusetts, which had more?"),
        # no sheet is spoken of, the number does not fit, others are named, or none of them is covered
        ("the New England states together", "the New England states together"),
        ("the three New England states you have", "the three New England states you have"),
        ("the two New England states, Vermont and Maine", "the two New England states, Vermont and Maine"),
        ("your New England state", "your New England state"),
        ("your southern states", "your southern states"),
        ("a mountain of state data", "a mountain of state data"),
    ],
)
def test_the_covered_states_of_a_region(text: str, meant: str) -> None:
    assert with_covered_states(text, COVERED).removeprefix("of ") == meant


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Of the two New England states you hold sheets for, which had more missing children cases?", {893, 291, 602}),
        ("your one Midwestern state, how many children missing from social services facilities does it show", {135}),
        ("How many missing children cases in the Midwest?", set()),
        ("How many CyberTipline reports did the New England states have together?", set()),
    ],
)
def test_figures_of_a_region(assistant: Assistant, question: str, values: set[int]) -> None:
    answer = assistant.ask(question)
    assert {int(v.value) for v in answer.values} == values
    assert breaches(answer, assistant.library) == []
