"""The outcomes by which answers to held-out training questions are counted."""

from __future__ import annotations

import pytest

from assistant import Assistant
from eval.bench.held_out import OUTCOMES, outcome
from eval.training.questions import Question, unmarked

MISSING, FACILITY = "missing_children_cases", "missing_from_social_services_facility"


@pytest.mark.parametrize(
    ("marked", "operation", "indicators", "expected"),
    [
        ("How many children were reported missing in Colorado?", "lookup", (MISSING,), "right"),
        ("Missing children cases in the US", "lookup", (MISSING,), "right"),
        ("How many children were reported missing in Colorado?", "lookup", (FACILITY,), "another-measure"),
        ("How many children were reported missing in Colorado?", "lookup", (MISSING, FACILITY), "fewer-measures"),
        ("Missing children and Team HOPE in Colorado", "lookup", (MISSING,), "more-measures"),
        ("How many children were reported missing in Colorado?", "mean", (MISSING,), "another-operation"),
        ("What share of Colorado's missing were in facilities?", "share", (FACILITY,), "right"),
        ("How many children were reported missing in Ohio?", "lookup", (MISSING,), "declined"),
        ("How many [[boys]] were reported missing in Colorado?", "lookup", (MISSING,), "narrowed"),
        ("How many [[children]] were reported missing in Colorado?", "lookup", (MISSING,), "narrowed-answered"),
        ("What is the capital of Peru?", "off_topic", (), "no-figure"),
        ("How many children were reported missing in Colorado?", "chat", (), "unasked-figure"),
        ("Everything on Colorado", "profile", (), "several"),
    ],
)
def test_an_answer_is_counted_by_the_labels_of_its_question(
    assistant: Assistant, marked: str, operation: str, indicators: tuple[str, ...], expected: str
) -> None:
    question = Question(marked, "", indicators, operation, False, None, None)
    answer = assistant.ask(unmarked(marked)[0])
    assert outcome(question, answer, assistant.catalog) == expected
    assert expected in OUTCOMES
