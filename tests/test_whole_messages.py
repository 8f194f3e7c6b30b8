"""Whole messages that are gone on from."""

from __future__ import annotations

import pytest
from asked import figures

from assistant import Assistant

MISSING = "Which state had the fewest missing children cases?"  # Minnesota, 201
MOST = "Which state had the most missing children cases?"  # New York, 3,005


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (
            ("How many cases of missing kids in Connecticut, and how many in Massachusetts?", "and ORR cases?"),
            {("US-CT", "12"), ("US-MA", "16")},
        ),
        (("First question: tips in Minnesota?", "Second, the same for Colorado?"), {("US-CO", "9720")}),
        (
            ("Missing cases in Colorado, Connecticut and Minnesota", "sorry, not Connecticut, I meant Massachusetts"),
            {("US-CO", "467"), ("US-MA", "893"), ("US-MN", "201")},
        ),
    ],
)
def test_a_whole_message_is_gone_on_from(
    assistant: Assistant, turns: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    assert figures(assistant, *turns) == expected


@pytest.mark.parametrize(
    "question", ["What's that for NCMEC as a whole?", "And what is it for NCMEC overall?", "What's that nationwide?"]
)
def test_a_states_figure_is_followed_by_the_overall_one(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, ["How many missing children cases from Minnesota?"])
    assert [int(v.value) for v in answer.values] == [28886]
