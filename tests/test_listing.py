"""Messages that ask for several figures side by side; every expected figure is the sheets' own."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.clauses import lists_several
from assistant.types import Status


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "For our slide: Team Adam's critical cases in Massachusetts as well as the nation's incidents",
            {("US-MA", "1"), ("US", "57")},
        ),
        (
            "Newcomers on CONNECT in Minnesota and the entire membership of CONNECT",
            {("US-MN", "91"), ("US", "18000")},
        ),
        (
            "US tips received, US pieces, US percent of runaways trafficked",
            {("US", "36200000"), ("US", "105000000"), ("US", "19")},
        ),
        (
            "What did the CyberTipline receive altogether, and how many of its reports were made available to "
            "Massachusetts police?",
            {("US", "36200000"), ("US-MA", "9539")},
        ),
        (
            "Colorado's ORR children, the overall count of missing child cases, and that's all.",
            {("US-CO", "20"), ("US", "28886")},
        ),
        (
            "My photocopy of New York's sheet is blurred at the engagements, the therapy families and the new "
            "professionals. Could you read those to me?",
            {("US-NY", "95"), ("US-NY", "187"), ("US-NY", "648")},
        ),
        (
            "send me CVIP, tips and engagements for Minnesota, and national tips",
            {("US-MN", "128"), ("US-MN", "8611"), ("US-MN", "22"), ("US", "36200000")},
        ),
        (
            "For Connecticut, the facility number and the total number of missing children",
            {("US-CT", "252"), ("US-CT", "291")},
        ),
    ],
)
def test_every_thing_of_a_list_is_given(assistant: Assistant, question: str, expected: set[tuple[str, str]]) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert {(v.place, f"{v.value:f}") for v in answer.values} == expected


def test_the_nation_is_not_asked_about_by_a_sentence_before_a_question_of_a_state(assistant: Assistant) -> None:
    answer = assistant.ask("A father here may want a peer mentor. How many families in Colorado had one?")
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-CO", "132")}


def test_a_count_of_what_a_sentence_before_tells_is_of_the_measure_told(assistant: Assistant) -> None:
    question = (
        "The agency that shelters unaccompanied minors reported a few who vanished. What was that count for Minnesota?"
    )
    answer = assistant.ask(question)
    assert {(v.place, f"{v.value:f}") for v in answer.values} == {("US-MN", "9")}


def test_signs_between_places_and_within_numbers_list_no_things() -> None:
    assert not lists_several("tips in Colorado and Minnesota, please", ["US-CO", "US-MN"])
    assert not lists_several("is it true that 3,005 were missing")
    assert lists_several("tips and engagements in Colorado and Minnesota", ["US-CO", "US-MN"])
