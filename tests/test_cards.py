"""Cards: figures with labels that say themselves of which place they are, side by side or one below the other.

The made cards print, of Arizona, 746 cases, 13,877 reports, 58 engagements, 149 families and 2 cases with Team Adam,
and of the nation 6,415 families and 20.5 million reports.
"""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash
from index.types import FlagKind

FRONT = (
    "# The National Center for Missing & Exploited Children Arizona Data\n\n"
    "Listed below are Arizona specific statistics relating to NCMEC's work in 2024."
)
SIDE_BY_SIDE = "\n".join(
    f"{left}\t{right}"
    for left, right in (
        (
            "746 cases of missing children from Arizona handled by NCMEC",
            "149 survivors/families in Arizona supported by Team HOPE",
        ),
        ("13,877", "6,415"),
        ("CyberTipline reports made available to law enforcement", "survivors and families supported by Team HOPE"),
        ("in Arizona", "nationwide"),
        ("58", "2"),
        ("engagements with Arizona social service agencies on", "cases in Arizona with Team Adam"),
        ("cases involving child sex trafficking", "critical case assistance"),
    )
)
OF_ARIZONA = {
    ("missing_children_cases", "746"),
    ("team_hope_families_supported", "149"),
    ("cybertipline_reports_to_law_enforcement", "13877"),
    ("sex_trafficking_engagements", "58"),
    ("team_adam_critical_case_assistance", "2"),
}
OF_THE_NATION = {("team_hope_supported", "6415")}


def read(*parts: str, front: str = FRONT) -> Processed:
    text = "\n\n".join((front, *parts))
    return process("sheet.md", text, text_hash(text), "", load_catalogs())


def values(sheet: Processed) -> set[tuple[str, str]]:
    return {(fact.indicator, f"{fact.value:f}") for fact in sheet.extraction.facts}


@pytest.mark.parametrize("heading", ["## Arizona", "## By the numbers", "## Combating child sex trafficking"])
def test_cards_side_by_side_are_read_column_by_column(heading: str) -> None:
    sheet = read("## Arizona", heading, SIDE_BY_SIDE)
    assert values(sheet) == OF_ARIZONA | OF_THE_NATION
    assert {(f.place, f.period) for f in sheet.extraction.facts} == {("US-AZ", "2024"), ("US", "2024")}
    for fact in sheet.extraction.facts:
        assert sheet.document.text[fact.start : fact.end] == fact.quote
        assert fact.start <= fact.value_start < fact.value_end <= fact.end


def test_column_that_does_not_begin_with_a_figure_leaves_all_open() -> None:
    shifted = SIDE_BY_SIDE.replace(
        "\t149 survivors/families in Arizona supported by Team HOPE", "\tsurvivors/families, all years"
    )
    assert values(read("## Arizona", shifted)) == set()


def test_label_that_goes_on_with_more_than_is_known_is_not_read() -> None:
    narrowed = SIDE_BY_SIDE.replace("critical case assistance", "critical case assistance\nin Phoenix\tin Phoenix")
    got = values(read("## Arizona", narrowed))
    assert got <= OF_ARIZONA | OF_THE_NATION
    assert ("team_adam_critical_case_assistance", "2") not in got
    assert ("sex_trafficking_engagements", "58") not in got


TELLING = (
    ("746", "Cases of missing children from Arizona handled by NCMEC"),
    ("149", "Survivors/families in Arizona supported by Team HOPE"),
    ("13,877", "CyberTipline reports made available to law enforcement in Arizona"),
    ("20.5 million", "Reports received by the CyberTipline nationwide"),
)
TOLD = {
    ("missing_children_cases", "746"),
    ("team_hope_families_supported", "149"),
    ("cybertipline_reports_to_law_enforcement", "13877"),
    ("cybertipline_reports", "20500000"),
}


def stacked(pairs: tuple[tuple[str, str], ...] = TELLING) -> str:
    return "\n\n".join(f"{value}\n\n{label}" for value, label in pairs)


def test_label_that_names_its_place_needs_no_heading_of_it() -> None:
    assert values(read(stacked())) == TOLD


def test_label_that_does_not_say_whose_among_some_that_do_may_be_the_nations() -> None:
    pairs = (*TELLING, ("6,415", "Survivors/families connected to mental health services"))
    assert values(read("## Arizona", stacked(pairs))) == TOLD | {
        ("families_connected_to_mental_health_services", "6415")  # the nation has no such figure
    }
    pairs = (*TELLING[:1], *TELLING[2:], ("6,415", "Survivors and families supported by Team HOPE"))
    assert values(read("## Arizona", stacked(pairs))) == TOLD - {("team_hope_families_supported", "149")}


def test_label_of_another_place_is_not_the_sheets() -> None:
    pairs = (*TELLING[1:], ("746", "Cases of missing children from New Mexico handled by NCMEC"))
    assert ("missing_children_cases", "746") not in values(read(stacked(pairs)))


@pytest.mark.parametrize(
    "heading",
    ["January to June", "Estimates", "Figures for boys", "Previous year", "Phoenix City numbers", "Goals"],
)
def test_cards_under_a_heading_that_may_narrow_them_are_not_read(heading: str) -> None:
    assert values(read(f"## {heading}", stacked())) == set()


@pytest.mark.parametrize("line", ["Published March 3, 2025", "Updated May 2025", "March 3, 2025", "Released in 2025"])
def test_date_of_print_narrows_nothing(line: str) -> None:
    assert values(read(line, stacked())) == TOLD


@pytest.mark.parametrize("line", ["Data as of June 30, 2024", "June 2024", "January to March 2024"])
def test_date_up_to_which_figures_are_counted_is_none_of_print(line: str) -> None:
    assert values(read(line, stacked())) == set()


def test_cards_under_another_year_are_not_given_the_sheets_year() -> None:
    sheet = read("## 2021 figures", stacked())
    assert {fact.period for fact in sheet.extraction.facts} <= {"2021"}


def test_card_that_gives_another_value_than_the_text_makes_both_doubtful() -> None:
    sheet = read("In 2024, 13,787 CyberTipline reports were made available to law enforcement in Arizona.", stacked())
    assert values(sheet) == TOLD - {("cybertipline_reports_to_law_enforcement", "13877")}
    twice = [f for f in sheet.extraction.flags if f.kind is FlagKind.STATED_TWICE]
    assert {str(f.candidate.value) for f in twice if f.candidate} == {"13787", "13877"}
    assert len({f.start for f in twice}) == len(("sentence", "card"))


ROWS = """| Program | Measure | Arizona | NCMEC overall |
|---|---|---|---|
| Missing children | Missing child cases | 746 | 29,568 |
| | Other missing children cases | 124 | |
| {group} | Survivors/families supported with peer support | 149 | 6,415 |
| CyberTipline | CyberTipline reports received | | 20.5 million |
| | CyberTipline reports made available to law enforcement | 13,877 | |
"""
OF_ROWS = {
    ("missing_children_cases", "746"),
    ("missing_child_cases_assisted", "29568"),
    ("other_missing_children_cases", "124"),
    ("cybertipline_reports", "20500000"),
    ("cybertipline_reports_to_law_enforcement", "13877"),
}


def test_columns_of_the_place_and_of_ncmec_overall_with_programmes_in_front() -> None:
    sheet = read(ROWS.format(group="Team HOPE"))
    assert values(sheet) == OF_ROWS | {("team_hope_families_supported", "149"), ("team_hope_supported", "6415")}


@pytest.mark.parametrize("group", ["Boys", "Since 2019", "2019", "In Phoenix"])
def test_row_of_a_group_that_narrows_it_is_not_read(group: str) -> None:
    assert values(read(ROWS.format(group=group))) == OF_ROWS


def parted_by(row: str) -> str:
    whole = ROWS.format(group="Team HOPE")
    return whole.replace("| CyberTipline | CyberTipline rep", f"| {row} | | | |\n| | CyberTipline rep")


def test_rows_below_a_row_that_narrows_them_are_not_read() -> None:
    got = values(read(parted_by("Boys")))
    assert got == OF_ROWS - {
        ("cybertipline_reports", "20500000"),
        ("cybertipline_reports_to_law_enforcement", "13877"),
    } | {("team_hope_families_supported", "149"), ("team_hope_supported", "6415")}


def test_rows_below_a_row_of_another_year_are_not_of_the_sheets_year() -> None:
    of_2024 = {f.indicator for f in read(parted_by("2021")).extraction.facts if f.period == "2024"}
    assert of_2024.isdisjoint({"cybertipline_reports", "cybertipline_reports_to_law_enforcement"})


def test_brackets_in_a_label_are_for_one_column() -> None:
    label = "Children missing from (nationwide: run away from) social services facility"
    rows = ROWS.format(group="Team HOPE") + f"| Missing children | {label} | 511 | 23,160 |\n"
    got = values(read(rows.replace("NCMEC overall", "Nationwide")))
    assert ("missing_from_social_services_facility", "511") in got
    assert ("runaways_from_social_services_facility", "23160") in got
