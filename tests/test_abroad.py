"""Places outside the United States: no sheet is for them, and beside a state they take nothing from its figure."""

from __future__ import annotations

import pytest

from assistant import Assistant
from assistant.abroad import code_abroad, named_abroad
from assistant.types import Reason, Status
from index.places import name_of


@pytest.mark.parametrize(
    "question",
    [
        "How many families did Team HOPE support in Alberta?",
        "cvip submissions in nova scotia",
        "CVIP submissions, Ontario, Canada",
        "Our office is in Norway. How many missing child cases were there in our country?",
    ],
)
def test_a_place_abroad_has_no_sheet(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.reason, answer.values) == (Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE, ())


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("CVIP submissions in Nova Scotia and Massachusetts", "Nova Scotia"),
        ("CVIP submissions for Massachusetts and for Manitoba", "Manitoba"),
    ],
)
def test_a_place_abroad_beside_a_state_is_named_as_missing(assistant: Assistant, question: str, name: str) -> None:
    answer = assistant.ask(question)
    assert (answer.status, answer.reason) == (Status.PARTIAL, Reason.NO_SHEET_FOR_PLACE)
    assert [f"{v.value:f}" for v in answer.values] == ["49"] and name in answer.text


def test_a_country_that_narrows_is_no_place_of_a_list(assistant: Assistant) -> None:
    assert assistant.ask("How many missing children from Brazil in Massachusetts?").values == ()


def test_names_abroad() -> None:
    assert (code_abroad("Québec"), code_abroad("quebec"), code_abroad("Georgia")) == ("CA-QC", "CA-QC", None)
    assert named_abroad("We live in New Zealand, near Australia.") == "New Zealand"
    assert (name_of("CA-BC"), name_of("MX"), name_of("US-CT"), name_of("ZZ-99")) == (
        "British Columbia",
        "Mexico",
        "Connecticut",
        "ZZ-99",
    )
