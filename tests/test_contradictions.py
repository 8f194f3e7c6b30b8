"""A figure given again with another value makes both doubtful, also where the second is not certain to be the same."""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash
from index.types import FlagKind

REPORTS = "In 2024, 9,412 CyberTipline reports were made available to law enforcement in Ohio."
FAMILIES = "In 2024, NCMEC connected 214 survivors/families to mental health services in Ohio."


def sheet_with(more: str) -> Processed:
    whole = (
        "The National Center for Missing and Exploited Children Ohio Data\n\nListed below are Ohio specific statistics "
        f"relating to NCMEC's work.\n\n{REPORTS}\n\n{FAMILIES}\n\n{more}\n"
    )
    return process("sheet.txt", whole, text_hash(whole), "", load_catalogs())


def values(sheet: Processed) -> dict[str, str]:
    return {fact.indicator: str(fact.value) for fact in sheet.extraction.facts}


def twice(sheet: Processed) -> list[tuple[str, str]]:
    flags = [flag for flag in sheet.extraction.flags if flag.kind is FlagKind.STATED_TWICE]
    assert all(flag.candidate is not None for flag in flags)
    return [(flag.quote, str(flag.candidate.value)) for flag in flags if flag.candidate]


@pytest.mark.parametrize(
    ("again", "value"),
    [
        ("Survivors/families connected to mental health services in Ohio in 2024: 241", "241"),  # read with certainty
        ("Survivors/families connected to mental health services: 241", "241"),  # no place
        ("Mental health services: 241 survivors/families connected", "241"),
    ],
)
def test_another_value_in_the_words_of_the_indicator_makes_both_doubtful(again: str, value: str) -> None:
    sheet = sheet_with(again)
    assert values(sheet) == {"cybertipline_reports_to_law_enforcement": "9412"}
    assert twice(sheet) == [(FAMILIES, "214"), (again, value)]


@pytest.mark.parametrize("announced", ["Highlights: in 2024,", "At a glance: In 2024,", "Key figures: in 2024,"])
def test_a_highlight_with_another_value_makes_both_doubtful(announced: str) -> None:
    highlight = f"{announced} police in Ohio were sent 9,142 reports from NCMEC's CyberTipline."
    sheet = sheet_with(highlight)
    assert values(sheet) == {"families_connected_to_mental_health_services": "214"}
    assert twice(sheet) == [(REPORTS, "9412"), (highlight, "9142")]


def test_words_that_tell_another_indicator_do_not_make_a_figure_doubtful() -> None:
    total = "In 2024, NCMEC handled 379 cases of missing children from Ohio."
    sheet = sheet_with(f"{total} The team was also a help with 146 cases of long-term missing children.")
    assert values(sheet)["missing_children_cases"] == "379"
    assert not twice(sheet)


@pytest.mark.parametrize(
    "stray",
    [
        "Mental health services: 214 survivors/families connected",  # the same value
        "In 2023, survivors/families to mental health services connected: 198.",  # another year
        "Of these survivors/families, 120 were connected to mental health services in Columbus.",  # a part of them
        "Some 1,020 survivors/families asked for mental health services.",
        "Kentucky law enforcement made 19 CyberTipline reports available.",  # another state
        "CyberTipline reports made available to law enforcement grew by 300, or 3%.",  # two figures
    ],
)
def test_a_sentence_that_may_say_something_else_leaves_the_certain_figure_as_it_is(stray: str) -> None:
    sheet = sheet_with(stray)
    assert values(sheet) == {
        "cybertipline_reports_to_law_enforcement": "9412",
        "families_connected_to_mental_health_services": "214",
    }
    assert not twice(sheet)
    assert stray in {flag.quote for flag in sheet.extraction.flags}


@pytest.mark.parametrize("behind", ["", "\n- Mental health services are free of charge"])
def test_a_highlight_without_its_year_that_gives_another_value_makes_both_doubtful(behind: str) -> None:
    highlight = "9,142 CyberTipline reports were made available to law enforcement in Ohio"
    whole = (
        f"# The National Center for Missing and Exploited Children Ohio Data\n\n- {highlight}{behind}\n\n"
        f"Listed below are Ohio specific statistics relating to NCMEC's work.\n\n{REPORTS}\n\n{FAMILIES}\n"
    )
    sheet = process("sheet.md", whole, text_hash(whole), "", load_catalogs())
    assert values(sheet) == {"families_connected_to_mental_health_services": "214"}
    assert twice(sheet) == [(highlight, "9142"), (REPORTS, "9412")]


def test_exchanged_digits_in_words_that_are_not_certain_make_a_figure_doubtful() -> None:
    doubtful = "In 2024, 9,142 CyberTipline reports were made available to law enforcement in Ohio and its counties."
    sheet = sheet_with(doubtful)
    assert values(sheet) == {"families_connected_to_mental_health_services": "214"}
    assert {
        flag.quote for flag in sheet.extraction.flags if flag.indicator == "cybertipline_reports_to_law_enforcement"
    } == {
        REPORTS,
        doubtful,
    }


@pytest.mark.parametrize(
    "round_numbers",
    [
        "In 2024, more than 9,400 CyberTipline reports were made available to law enforcement in Ohio.",
        "More than 9,400 CyberTipline reports were made available to law enforcement in Ohio.",
        "In 2024, about 9.4 thousand CyberTipline reports were made available to law enforcement in Ohio.",
        "In 2024, police in Ohio were sent nearly 9,500 reports from NCMEC's CyberTipline.",
    ],
)
def test_a_figure_in_round_numbers_leaves_the_exact_one_certain(round_numbers: str) -> None:
    sheet = sheet_with(round_numbers)
    assert values(sheet)["cybertipline_reports_to_law_enforcement"] == "9412"
    assert not twice(sheet)


def test_round_numbers_that_do_not_hold_make_both_doubtful() -> None:
    above = "In 2024, more than 9,500 CyberTipline reports were made available to law enforcement in Ohio."
    sheet = sheet_with(above)
    assert values(sheet) == {"families_connected_to_mental_health_services": "214"}
    assert twice(sheet) == [(REPORTS, "9412"), (above, "9500")]
