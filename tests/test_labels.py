"""Labels of the asker's own sheet: what the talk does not define is asked back, what it defines is said again."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Operation, Status


@pytest.mark.parametrize(
    "turns",
    [
        ("read me B2 again",),
        ("Colorado tips?", "read me B2 again"),
        ("Colorado tips?", "read me B2", "read me B2 again"),
        ("Colorado tips and NY tips", "what goes into cell C3?"),
        ("Colorado tips?", "and row 3 of my sheet?"),
        ("Team HOPE in Minnesota", "repeat item (b) please"),
        ("Colorado tips?", "how much more than B2 is NY?"),
    ],
)
def test_an_unknown_label_is_asked_back(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.CLARIFY
    assert not answer.values


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (("(a) Colorado tips (b) NY tips", "repeat (b) please"), 40545),
        (("1. Colorado tips 2. NY tips", "repeat item 2"), 40545),
        (("B2: tips in Colorado, B3: tips in NY", "read me B2 again"), 9720),
        (("Colorado tips?", "thanks, B2 is done. NY?"), 40545),
        (("Colorado tips?", "put that in B2"), 9720),
        (("Row 3: Colorado tips",), 9720),
        (("In column C I have Team HOPE for Minnesota. Right number?",), 66),
        (("My B2 says 9,720 for Colorado tips, right?",), 9720),
    ],
)
def test_a_label_that_is_told_stands_for_its_figure(assistant: Assistant, turns: tuple[str, ...], value: int) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.ANSWERED
    assert [int(v.value) for v in answer.values if v.operation is Operation.LOOKUP] == [value]
