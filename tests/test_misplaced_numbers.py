"""Numbers that are stated of a year, a level or a place that the sheets do not print them of."""

from __future__ import annotations

import re

import pytest

from assistant import Assistant


def test_a_figure_without_a_year_bears_out_none_of_a_year(assistant: Assistant) -> None:
    answer = assistant.ask("So NCMEC helped identify 27,130 children in 2023, right?")
    assert "states no year" in answer.text
    assert not re.search(r"\b(?:Yes|No),", answer.text)
    assert "Yes, your" in assistant.ask("So NCMEC has helped identify 27,130 children, right?").text


@pytest.mark.parametrize(
    ("before", "question", "overall", "own"),
    [
        ("How many reports did the CyberTipline receive in 2023?", "And is that 36.2 million just from Colorado?",
         36200000, {9720}),
        ("total missing child cases NCMEC assisted on?", "So 28,886 is only the five states you cover?",
         28886, {467, 291, 893, 201, 3005, 4857}),
        ("How many incidents was Team Adam activated on in 2023?", "are those 57 all in Minnesota?", 57, set()),
        ("How many incidents was Team Adam activated on in 2023?", "are those 57 all in New York?", 57, {1}),
        ("How many families did Team HOPE support?", "So New York and Colorado have 5,759?", 5759, {692, 132}),
        ("How many users does CONNECT have?", "Is 18,000 just Connecticut?", 18000, set()),
    ],
)  # fmt: skip
def test_an_overall_number_that_is_said_of_states_is_called_overall(
    assistant: Assistant, before: str, question: str, overall: int, own: set[int]
) -> None:
    answer = assistant.ask(question, [before])
    assert answer.text.startswith("No, your ")
    assert "NCMEC's overall figure, not" in answer.text.split("\n")[0]
    assert {int(v.value) for v in answer.values} == {overall, *own}


def test_a_denied_overall_number_gets_no_no(assistant: Assistant) -> None:
    answer = assistant.ask("So 28,886 isn't just Minnesota?", ["How many missing children cases overall?"])
    assert not answer.text.startswith(("No", "Yes"))
    assert {int(v.value) for v in answer.values} == {28886, 201}


def test_a_states_own_number_is_still_right_after_the_overall_one(assistant: Assistant) -> None:
    answer = assistant.ask("So New York has 692 of them?", ["How many families did Team HOPE support?"])
    assert answer.text.startswith("Yes, ")
    assert [int(v.value) for v in answer.values] == [692]
