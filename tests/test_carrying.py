"""What turns before the last one tell: places behind an explanation, places named in turn, the total."""

from __future__ import annotations

import pytest

from assistant import Assistant


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        (["ORR cases in New York?", "Massachusetts and Colorado?", "Is New York more than those two combined?"],
         "Yes, New York's figure is above that of Massachusetts and Colorado together"),
        (["CVIP submissions in Minnesota?", "New York?", "Massachusetts?",
          "Is New York more than the other two combined?"],
         "No, New York's figure is below that of Minnesota and Massachusetts together"),
        (["Cases in New York?", "Massachusetts and Colorado?", "Are those two combined more than New York?"],
         "No, New York's figure is above that of Massachusetts and Colorado together"),
    ],
)  # fmt: skip
def test_figures_of_before_together_against_one(assistant: Assistant, turns: list[str], said: str) -> None:
    assert assistant.ask(turns[-1], history=turns[:-1]).text.startswith(said)


@pytest.mark.parametrize(
    ("turns", "told", "untold"),
    [
        (["Missing cases in Colorado?", "how many of those are 'other'?",
          "Back to the total, how does Colorado's compare with Massachusetts?"], {"467", "893", "426"}, {"120", "70"}),
        (["ORR cases in Colorado?", "Minnesota?", "what share of the missing cases is that for each of the two?"],
         {"4.5", "4.3"}, set()),
        (["pieces of content in the CyberTipline reports?", "and how many reports was that"], {"36.2"}, {"105"}),
        (["I have to brief the chief on the Minnesota numbers.", "What is CVIP?", "ok and the CVIP submissions"],
         {"128"}, set()),
        (["ny missing cases", "ma missing cases", "add those together"], {"3,898"}, set()),
        (["ny cvip", "ma cvip"], {"49"}, {"159"}),
        (["The missing children table for New York", "what share of the total is the refugee resettlement row?"],
         {"2.4"}, {"4.5"}),
        (["list the states by team hope families", "drop new york. who is first now?"], {"132"}, {"692"}),
    ],
)  # fmt: skip
def test_figures_told(assistant: Assistant, turns: list[str], told: set[str], untold: set[str]) -> None:
    text = assistant.ask(turns[-1], history=turns[:-1]).text
    assert all(f"**{number}" in text for number in told)
    assert not any(f"**{number}" in text for number in untold)


@pytest.mark.parametrize(
    "turns",
    [
        ["Cases in New York?", "Massachusetts and Colorado?", "Is Massachusetts more than those two combined?"],
        ["ORR cases in Colorado?", "Minnesota?", "Connecticut?", "what's the share of the total for the two?"],
        ["What is CVIP?", "ok and the CVIP submissions"],
        ["ma is missing"],
    ],
)
def test_left_open(assistant: Assistant, turns: list[str]) -> None:
    assert not assistant.ask(turns[-1], history=turns[:-1]).values
