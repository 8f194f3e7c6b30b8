"""Sections of a sheet, profiles limited to some of them, and everything there is with one figure named beside."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.types import Status


@pytest.mark.parametrize(
    ("question", "values"),
    [
        ("What does the Colorado sheet say about missing children?", {467, 327, 120, 20}),
        ("What does the Massachusetts sheet say about child sexual exploitation?", {9539, 49}),
        ("What does the Colorado sheet say about families?", {132, 120}),
        ("What do the sheets say about missing children?", {28886, 22442, 19}),
        ("Quick profile of Connecticut limited to help for families and training of professionals", {46, 52, 87}),
        ("Profile of Colorado, only missing children and training", {467, 327, 120, 20, 235}),
        ("Snapshot of Colorado restricted to trafficking and training", {40, 235}),
        ("Summary of NY: family support only", {692, 187}),
        # what is narrower than a section, or asks for one number, stays so
        ("What does the Colorado sheet say about children missing from facilities?", {327}),
        ("What does the Massachusetts sheet say about the number of missing children?", {893}),
        ("Overview of CyberTipline reports in New York", {40545}),
        ("Summary: how many missing children in NY?", {3005}),
        ("What does the Colorado sheet say about missing boys?", set()),
        ("profile of missing teens in Colorado", set()),
    ],
)
def test_a_section_gets_its_figures(assistant: Assistant, question: str, values: set[int]) -> None:
    assert {int(v.value) for v in assistant.ask(question).values} == values


@pytest.mark.parametrize(
    ("question", "status", "number"),
    [
        ("What have you got on Minnesota? Everything, and I specifically want the Team Adam figure for the state.",
         Status.PARTIAL, 10),
        ("Everything on New York, and specifically the Team Adam figure", Status.ANSWERED, 11),
        ("What's there for Colorado? All of it.", Status.ANSWERED, 10),
    ],
)  # fmt: skip
def test_everything_with_one_figure_named(assistant: Assistant, question: str, status: Status, number: int) -> None:
    answer = assistant.ask(question)
    assert (answer.status, len(answer.values)) == (status, number)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("For NY: children gone missing from soc svcs facilities, not the state's missing total", 2732),
        ("soc svc agency engagements in CO?", 40),
        ("social svcs engagements MN", 22),
    ],
)
def test_words_written_short_are_read(assistant: Assistant, question: str, value: int) -> None:
    assert [int(v.value) for v in assistant.ask(question).values] == [value]


def test_a_line_asked_for_is_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("Quote me the line in the Colorado sheet that has the Team HOPE number.")
    assert "including 132 survivors/families in Colorado.\u201d" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "I keep mixing up Team HOPE and the Family Advocacy Outreach Network. Which is the one with fellow survivors "
        "and which is the one with therapists?",
        "I mix up the Family Advocacy Outreach Network and Team HOPE. Which has peers, and which has therapists?",
    ],
)
def test_two_programmes_are_told_apart_by_what_they_are(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.ANSWERED
    assert not answer.values
    assert "peer support network" in answer.text
    assert "network of experienced mental health professionals" in answer.text


def test_mixed_up_programmes_beside_a_number_stay_apart(assistant: Assistant) -> None:
    answer = assistant.ask("People mix up CVIP and the CyberTipline. How many reports did NY get?")
    assert [int(v.value) for v in answer.values] == [40545]


@pytest.mark.parametrize(
    ("turns", "value"),
    [
        (["NY tips?", "hey thanks Luis, now Colorado please"], 9720),
        (["Luis says NY had 40,545 tips", "is Luis right?"], 40545),
    ],
)
def test_a_name_in_passing_asks_on(assistant: Assistant, turns: list[str], value: int) -> None:
    assert [int(v.value) for v in assistant.ask(turns[-1], turns[:-1]).values] == [value]
