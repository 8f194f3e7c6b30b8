"""A message that sets a state's figure aside for the overall one, or the overall one for a state's."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Not New York's number, the one for everywhere: how many missing child cases did NCMEC assist on?", [28886]),
        ("Not Colorado's, the figure for everywhere: Team HOPE survivors and families?", [5759]),
        ("not Minnesota's, the national number: CyberTipline reports received", [36200000]),
        ("Connecticut's own count please, not the 5,759 for all of NCMEC: survivors/families supported by Team HOPE",
         [46]),
        ("Connecticut's count, not the national one: Team HOPE families", [46]),
        ("Minnesota's figure (not the overall 5,759): families Team HOPE supported", [66]),
        ("How many Team HOPE families in New York, not the 5,759 nationwide?", [692]),
        ("New York had 692 Team HOPE families, not 5,759, right?", [692, 5759]),
    ],
)  # fmt: skip
def test_the_level_that_is_set_aside(assistant: Assistant, question: str, values: list[int]) -> None:
    assert [int(v.value) for v in assistant.ask(question).values] == values
