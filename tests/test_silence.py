"""What is said where the sheets are silent: each kind of silence, and the questions back; figures are the sheets'."""

from __future__ import annotations

from pathlib import Path

import pytest
from stores import with_documents

from assistant import Assistant
from assistant.types import Operation, Reason, Status


@pytest.mark.parametrize("place", ["MA's", "in MA", "Massachusetts'"])
def test_a_short_form_owns_its_figures(assistant: Assistant, place: str) -> None:
    question = f"CVIP submissions {place}" if place.startswith("in") else f"{place} CVIP submissions"
    assert {(v.place, f"{v.value:f}") for v in assistant.ask(question).values} == {("US-MA", "49")}


def test_a_cause_asked_for_beside_a_share_is_not_passed_over(assistant: Assistant) -> None:
    answer = assistant.ask("What share of Connecticut's missing kids were ORR ones, and why?")
    assert answer.status is Status.PARTIAL
    assert "do not explain why" in answer.text


def test_only_likely_measures_are_offered(assistant: Assistant) -> None:
    answer = assistant.ask("How many kids were found?")
    assert answer.status is Status.CLARIFY
    assert "missing child" in answer.text
    assert "mental health" not in answer.text


def test_a_year_without_a_sheet_declines_a_question_without_a_measure(assistant: Assistant) -> None:
    answer = assistant.ask("Will the numbers go up in 2031?")
    assert (answer.status, answer.reason) == (Status.NOT_FOUND, Reason.NO_SHEET_FOR_PERIOD)


def test_a_year_is_not_all_that_is_missing(assistant: Assistant) -> None:
    answer = assistant.ask("How many dental charts did NCMEC compare in 2019?")
    assert answer.reason in (Reason.UNKNOWN_MEASURE, Reason.NOT_COVERED)


def test_a_city_is_declined_with_its_state(assistant: Assistant) -> None:
    text = assistant.ask("Worcester, Mass.: how many tips did the city police get?").text
    assert "only for whole states" in text
    assert "ask for Massachusetts" in text


def test_a_word_within_the_name_of_a_measure_is_no_detail(assistant: Assistant) -> None:
    assert "sex or gender" not in assistant.ask("how many kids were sex trafficked by gangs in Minnesota?").text


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("How come none of Colorado's 467 missing children were found in 2023?", "**467** cases"),
        ("Why were 40,545 predators arrested in New York?", "**40,545** CyberTipline reports"),
    ],
)
def test_a_number_that_a_why_quotes_is_said_with_what_it_counts(
    assistant: Assistant, question: str, figure: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.PARTIAL
    assert figure in answer.text
    assert "The sheets give figures, not causes" in answer.text


def test_a_number_in_a_question_for_a_part_of_it_is_not_given_as_the_part(assistant: Assistant) -> None:
    assert not assistant.ask("How many of the 467 missing kids in Colorado were boys?").values


@pytest.mark.parametrize(
    ("question", "fitting"),
    [
        ("Of Colorado, Connecticut and Vermont, which had fewer than 400 missing children cases?", {"US-CT"}),
        ("Which of Iowa, Minnesota and New York had more than 5,000 CyberTipline reports?", {"US-MN", "US-NY"}),
    ],
)
def test_a_place_without_a_sheet_leaves_a_condition_partly_answered(
    assistant: Assistant, question: str, fitting: set[str]
) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NO_SHEET_FOR_PLACE)
    assert {v.place for v in answer.values if v.operation is Operation.FILTER} == fitting


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("How many of the runaways were likely trafficked?", Status.PARTIAL),
        ("How many of the runaways were likely trafficked? A percentage is fine.", Status.ANSWERED),
        ("How many of the runaways were likely trafficked? I think it was given as a percent.", Status.ANSWERED),
        ("How many of the runaways were likely trafficked, not the percent but the number?", Status.PARTIAL),
    ],
)
def test_a_share_that_the_asker_takes_is_all_that_he_wants(assistant: Assistant, question: str, status: Status) -> None:
    answer = assistant.ask(question)
    assert (answer.status, [f"{v.value:f}" for v in answer.values]) == (status, ["19"])


@pytest.mark.parametrize(
    "turns",
    [
        ("How many missing children cases in New York?", "Do you have just Buffalo?"),
        ("CyberTipline reports in Massachusetts?", "have you got Boston alone?"),
        ("Do you have data on Denver?",),
    ],
)
def test_a_city_is_not_among_what_the_sheets_hold(assistant: Assistant, turns: tuple[str, ...]) -> None:
    answer = assistant.ask(turns[-1], history=turns[:-1])
    assert (answer.status, answer.reason) == (Status.NOT_FOUND, Reason.NOT_COVERED)
    assert "only for whole states" in answer.text


@pytest.mark.parametrize("question", ["can you help me with my algebra homework too", "can you fix my car too"])
def test_a_follow_up_on_another_matter_is_off_topic(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question, history=["CyberTipline reports in Connecticut"])
    assert (answer.status, answer.reason) == (Status.NOT_FOUND, Reason.OFF_TOPIC)


OHIO = """# The National Center for Missing and Exploited Children Ohio Data

Listed below are Ohio specific statistics relating to NCMEC's work.

In 2024, 9,412 CyberTipline reports were made available to law enforcement in Ohio.
"""


def test_a_sheet_with_figures_that_were_not_read_is_not_called_silent(built_home: Path, tmp_path: Path) -> None:
    unread = {"ohio-2024.md": f"{OHIO}\nPeer volunteers rang 214 Ohio homes in 2024.\n"}
    with with_documents(built_home, tmp_path, unread) as beside:
        answer = beside.ask("How many families did Team HOPE support in Ohio in 2024?")
    assert answer.status is Status.NOT_FOUND and "214" not in answer.text
    assert "In the Ohio sheet I could read no figure" in answer.text
    assert "gives no figure" not in answer.text


def test_a_sheet_that_was_read_to_its_last_figure_is_silent(built_home: Path, tmp_path: Path) -> None:
    with with_documents(built_home, tmp_path, {"ohio-2024.md": OHIO}) as beside:
        answer = beside.ask("How many families did Team HOPE support in Ohio in 2024?")
    assert "The Ohio sheet gives no figure" in answer.text
