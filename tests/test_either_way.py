"""On which side one place's figure lies of another's; every figure and its side is worked out from the sheets."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (
            ("new professionals on NCMEC CONNECT in Massachusetts", "Thanks! is Colorado higher or lower?"),
            "Colorado's figure is higher than that of Massachusetts",  # 235 and 221
        ),
        (
            ("CyberTipline reports in Colorado?", "and Massachusetts, higher or lower?"),
            "Massachusetts' figure is lower than that of Colorado",  # 9,539 and 9,720
        ),
        (
            ("Missing children cases in New York", "does Minnesota have more or fewer?"),
            "Minnesota's figure is lower than that of New York",  # 201 and 3,005
        ),
        (
            ("Is Colorado's number of missing children cases higher or lower than Connecticut's?",),
            "Colorado's figure is higher than that of Connecticut",  # 467 and 291
        ),
    ],
)
def test_the_side_that_is_asked_for_is_said(assistant: Assistant, turns: tuple[str, ...], said: str) -> None:
    assert said in assistant.ask(turns[-1], history=turns[:-1]).text
