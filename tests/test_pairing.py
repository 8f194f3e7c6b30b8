"""Several wishes in one message, each with a place of its own; every expected figure is printed in the sheets."""

from __future__ import annotations

import pytest

from assistant import Assistant


def figures(assistant: Assistant, *turns: str) -> set[tuple[str | None, str]]:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    return {(v.place, f"{v.value:f}") for v in answer.values}


@pytest.mark.parametrize(
    "question",
    [
        "My beat is Connecticut and Minnesota. Team HOPE families for the latter, CVIP submissions for the former.",
        "Of Connecticut and Minnesota: CVIP submissions in the first, and Team HOPE families in the second.",
        "CVIP submissions in CT, Team HOPE families in MN",
        "CVIP reviews in Connecticut & Team HOPE in Minnesota",
        "CT: CVIP submissions. MN: Team HOPE families.",
    ],
)
def test_each_place_has_a_wish_of_its_own(assistant: Assistant, question: str) -> None:
    assert figures(assistant, question) == {("US-CT", "42"), ("US-MN", "66")}


def test_a_place_alone_goes_on_with_the_measure_before_it(assistant: Assistant) -> None:
    found = figures(assistant, "Tips in Minnesota, ORR cases in Colorado and Massachusetts")
    assert found == {("US-MN", "8611"), ("US-CO", "20"), ("US-MA", "16")}


@pytest.mark.parametrize(
    "question",
    [
        "Team HOPE families: overall and Massachusetts",
        "Team HOPE families in Massachusetts & overall",
        "Team HOPE families, Massachusetts plus the national number",
    ],
)
def test_the_nation_may_stand_in_a_list_with_places(assistant: Assistant, question: str) -> None:
    assert figures(assistant, question) == {("US", "5759"), ("US-MA", "131")}


def test_a_place_overall_is_no_nation(assistant: Assistant) -> None:
    found = figures(assistant, "Missing children cases, Massachusetts overall and Connecticut")
    assert found == {("US-MA", "893"), ("US-CT", "291")}


def test_a_state_is_set_against_the_nation(assistant: Assistant) -> None:
    found = figures(assistant, "Team HOPE overall vs. Massachusetts")
    assert {("US", "5759"), ("US-MA", "131"), (None, "5628")} == found


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("Missing cases in Minnesota", "tips"), {("US-MN", "8611")}),
        (("What share of Minnesota's missing cases are facility ones?", "only the count please"), {("US-MN", "135")}),
        (("How many tips for Iowa?", "Pity. Connecticut then, same question."), {("US-CT", "5956")}),
        (("Facility cases in Minnesota?", "and the total for Connecticut?"), {("US-CT", "291")}),
        (("How many tips went to the police in Minnesota alone, in 2023 alone?",), {("US-MN", "8611")}),
        (("CVIP submissions, Minnesota, FY 2023",), {("US-MN", "128")}),
    ],
)
def test_short_messages_ask_for_what_they_name(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected
