"""Names of places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Assistant
from assistant.types import Reason, Status
from index.places import code_of, find_names, gazetteer, name_in_text, name_of


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("CyberTipline reports in Colorado", ["US-CO"]),
        ("NEW YORK and new york", ["US-NY", "US-NY"]),
        ("West Virginia", ["US-WV"]),
        ("Virginia and West Virginia", ["US-VA", "US-WV"]),
        ("Arkansas, not Kansas", ["US-AR", "US-KS"]),
        ("the District of Columbia", ["US-DC"]),
        ("New\nYork", ["US-NY"]),
        ("Puerto Rico", ["US-PR"]),
        ("Coloradoan", []),
        ("nowhere", []),
    ],
)
def test_full_names_are_found(text: str, codes: list[str]) -> None:
    assert [mention.code for mention in find_names(text)] == codes


def test_mention_points_at_the_name() -> None:
    text = "reports in New York."
    (mention,) = find_names(text)
    assert text[mention.start : mention.end] == "New York"


def test_gazetteer_has_every_state_and_the_district() -> None:
    states = (
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR"
    ).split()
    assert {f"US-{state}" for state in states} <= gazetteer().names.keys()


def test_every_name_leads_to_its_code_and_back() -> None:
    for code, name in gazetteer().names.items():
        assert code_of(name) == code
        assert name_of(code) == name


@pytest.mark.parametrize("text", ["CO", "Coloradan", "Centennial State", "Atlantis", ""])
def test_only_full_names_give_a_code(text: str) -> None:
    assert code_of(text) is None


def test_unknown_code_is_its_own_name() -> None:
    assert name_of("US-XX") == "US-XX"


@given(st.text(max_size=100))
def test_mentions_of_any_text_are_ordered_slices(text: str) -> None:
    last = 0
    for mention in find_names(text):
        assert last <= mention.start < mention.end <= len(text)
        last = mention.end


@pytest.mark.parametrize(
    "turns",
    [
        [
            "Which state has the most CyberTipline reports?",
            "the second most?",
            "What about California, would it beat them?",
        ],
        ["Which state leads on CVIP?", "Would California beat it?"],
        ["What about Texans, how many of them did Team HOPE support?"],
        ["How about Floridians, how many of them did Team HOPE support?"],
    ],
)
def test_a_place_without_a_sheet_gets_no_figures_of_others(assistant: Assistant, turns: list[str]) -> None:
    answer = assistant.ask(turns[-1], turns[:-1])
    assert (answer.status, answer.reason) == (Status.NOT_FOUND, Reason.NO_SHEET_FOR_PLACE)
    assert not answer.values


def test_people_of_a_covered_place_get_its_own_figure(assistant: Assistant) -> None:
    answer = assistant.ask("What about New Yorkers, how many of them did Team HOPE support?")
    assert [int(v.value) for v in answer.values] == [692]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("US-DC", "the District of Columbia"),
        ("US-VI", "the U.S. Virgin Islands"),
        ("US-MP", "the Northern Mariana Islands"),
        ("US-PR", "Puerto Rico"),
        ("US-WA", "Washington"),
    ],
)
def test_name_of_a_place_in_a_sentence(code: str, name: str) -> None:
    assert name_in_text(code) == name
    assert [mention.code for mention in find_names(f"cases in {name} in 2023")] == [code]
