"""Places that are pointed to across a turn which named none; a detail that is dropped again."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Missing kids Colorado and New York 2023?", "overall number?", "Now CSAM submissions for those two states."),
         {("US-CO", 24), ("US-NY", 159)}),
        (("Colorado CVIP?", "New York CVIP?", "and overall?", "Team HOPE for both states"),
         {("US-CO", 132), ("US-NY", 692)}),
        (("Missing cases: Colorado, Connecticut, Minnesota.", "What does ORR stand for here?",
          "For the second state I listed, how many cases came from ORR?"), {("US-CT", 12)}),
        (("Missing cases: Colorado and Minnesota", "What is Team HOPE?", "CVIP for the last state I mentioned"),
         {("US-MN", 128)}),
        (("Missing cases: Colorado and Minnesota", "What is Team HOPE?", "the first state's mental health number?"),
         {("US-CO", 120)}),
        # two of three are not told
        (("Missing cases: Colorado, Connecticut, Minnesota.", "What does ORR stand for here?",
          "And ORR cases in those two states?"), set()),
    ],
)  # fmt: skip
def test_places_of_before_are_named_again(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, int]]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert {(v.place, int(v.value)) for v in answer.values} == expected


@pytest.mark.parametrize(
    ("turns", "values"),
    [
        (("CyberTipline reports per capita for Minnesota?", "Does the sheet have population figures?",
          "OK no need for per capita, the plain count is fine."), [8611]),
        (("ORR cases in Colorado per resident?", "just the plain count then"), [20]),
        (("How many girls were reported missing by ORR in New York?", "Drop the girls part, everyone."), [72]),
        (("How many boys went missing in Colorado?", "drop the boys part"), [467]),
        (("How many girls were reported missing by ORR in New York?", "And boys?"), []),
    ],
)  # fmt: skip
def test_a_detail_that_is_dropped_again(assistant: Assistant, turns: tuple[str, ...], values: list[int]) -> None:
    assert [int(v.value) for v in assistant.ask(turns[-1], turns[:-1]).values] == values
