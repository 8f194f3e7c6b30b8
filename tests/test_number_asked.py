"""A printed number asked for backwards: which figures have it, what they count, and which sheet prints it."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Status


@pytest.mark.parametrize(
    ("turns", "figures"),
    [
        (["Where does the figure 40,545 come from and what does it count?"], {(40545, "US-NY")}),
        (["Where does the 9,539 CyberTipline figure come from?"], {(9539, "US-MA")}),
        (['A memo cites "128 submissions" without a source. Which state\'s sheet prints that?'], {(128, "US-MN")}),
        (["Which sheet has 807 in it, and 807 what?"], {(807, "US-MA")}),
        (["In which sheet do I find the number 692, and what does it count?"], {(692, "US-NY")}),
        (["which sheet says 24 submissions?"], {(24, "US-CO")}),
        (["I have 467 in my notes without a source. Whose number is that?"], {(467, "US-CO")}),
        (["What is 2,732 a count of?"], {(2732, "US-NY")}),
        (["The sheet says 19% were likely trafficking victims. 19% of which children, and by whose analysis?"],
         {(19, "US")}),
        (["Someone wrote 5,759. Where is it from and what is it?"], {(5759, "US")}),
        (["How many other missing cases in Colorado?", "where does the 120 come from?"], {(120, "US-CO")}),
        (["What does the 2,732 in the Colorado sheet count?"], {(2732, "US-NY")}),
    ],
)  # fmt: skip
def test_a_number_gets_its_figure_and_sheet(
    assistant: Assistant, turns: list[str], figures: set[tuple[int, str]]
) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert answer.status is Status.ANSWERED
    assert {(int(v.value), v.place) for v in answer.values} == figures
    assert "printed in the sheet" in answer.text


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        (
            "Which document prints 120?",
            {"other_missing_children_cases", "families_connected_to_mental_health_services"},
        ),
        ("Which sheet prints 201?", {"missing_children_cases", "other_missing_children_cases"}),
    ],
)
def test_every_figure_of_a_number_is_given(assistant: Assistant, question: str, measures: set[str]) -> None:
    assert {v.indicator for v in assistant.ask(question).values} == measures


def test_a_number_of_another_measure_is_told_apart(assistant: Assistant) -> None:
    answer = assistant.ask("Which sheet prints 128 missing cases?")
    assert answer.text.startswith("None of the sheets prints \u2018128\u2019 as the figure for")
    assert {v.indicator for v in answer.values} == {"cvip_submissions_reviewed"}


def test_a_number_in_no_sheet_is_said_to_be_none(assistant: Assistant) -> None:
    answer = assistant.ask("Where does 40,999 come from?")
    assert (answer.status, answer.values) == (Status.NOT_FOUND, ())
    assert "\u201840,999\u2019" in answer.text


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("Which sheets print more than 800 cases of missing children?", {3005, 893}),
        ("How many of the 40,545 came from Facebook?", set()),
        ("Which sheet prints 807 boys?", set()),
        ("Which of the sheets show zero trafficking engagements?", set()),
    ],
)
def test_a_number_that_bounds_or_is_narrowed_is_not_looked_up(
    assistant: Assistant, question: str, values: set[int]
) -> None:
    assert values <= {int(v.value) for v in assistant.ask(question).values}
    assert bool(values) == bool(assistant.ask(question).values)


@pytest.mark.parametrize(
    "last", ["ok add those two up for me", "great now add the two", "ok and the total?", "ok put those two together"]
)
def test_small_talk_in_front_of_a_request_is_no_greeting(assistant: Assistant, last: str) -> None:
    answer = assistant.ask(last, ["How many engagements with social service agencies in New York?", "and Colorado?"])
    assert 135 in {int(v.value) for v in answer.values}
