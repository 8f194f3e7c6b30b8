"""Figures beside their labels, in lists, cards and tables under a heading of the place or of the nation.

The made lists print, of Kansas in 2023, 467 cases, 88 families and 12 engagements, and of the nation 28,886 cases,
5,759 families and more than 18,000 users.
"""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash

FRONT = "# Kansas\n\nData year: 2023. Source: National Center for Missing & Exploited Children (NCMEC)."
LABELS = (
    ("Cases of missing children handled by NCMEC", "467"),
    ("CyberTipline reports made available to law enforcement", "9,720"),
    ("Survivors/families supported by Team HOPE", "88"),
    ("Survivors/families connected to mental health services", "30"),
    ("NCMEC engagements with social service agencies on cases involving child sex trafficking", "12"),
    ("New law enforcement and child-serving professionals on NCMEC CONNECT", "201"),
)
NATION = (
    ("Missing child cases assisted", "28,886"),
    ("Survivors and families supported by Team HOPE", "5,759"),
    ("CyberTipline reports received", "36.2 million"),
    ("Reports received relating to child sex trafficking", "17,200"),
    ("Registered NCMEC CONNECT users", "More than 18,000"),
)
OF_KANSAS = {
    ("missing_children_cases", "467"),
    ("cybertipline_reports_to_law_enforcement", "9720"),
    ("team_hope_families_supported", "88"),
    ("families_connected_to_mental_health_services", "30"),
    ("sex_trafficking_engagements", "12"),
    ("ncmec_connect_new_professionals", "201"),
}
OF_THE_NATION = {
    ("missing_child_cases_assisted", "28886"),
    ("team_hope_supported", "5759"),
    ("cybertipline_reports", "36200000"),
    ("child_sex_trafficking_reports", "17200"),
    ("ncmec_connect_registered_users", "18000"),
}


def read(*parts: str) -> Processed:
    text = "\n\n".join(parts)
    return process("sheet.md", text, text_hash(text), "", load_catalogs())


def listed(pairs: tuple[tuple[str, str], ...], form: str) -> str:
    return "\n".join(form.format(label=label, value=value) for label, value in pairs)


def values(sheet: Processed) -> set[tuple[str, str]]:
    return {(fact.indicator, f"{fact.value:f}") for fact in sheet.extraction.facts}


ITEM = "- {label}: {value}"
WHOLE = (FRONT, "## Nationwide", listed(NATION, ITEM), "## Kansas figures", listed(LABELS, ITEM))


@pytest.mark.parametrize(
    "form",
    [
        "- {label}: {value}",
        "{value} {label}\n",
        "{label} ........ {value}\n",
        "### {label}\n\n{value}\n",
        "{value}\n\n### {label}\n",
    ],
)
def test_labels_are_read_with_place_and_year_of_their_headings(form: str) -> None:
    sheet = read(FRONT, "## Kansas figures", listed(LABELS, form), "## National figures", listed(NATION, form))
    assert (sheet.document.place, sheet.document.period) == ("US-KS", "2023")
    assert values(sheet) == OF_KANSAS | OF_THE_NATION
    assert {(f.place, f.period) for f in sheet.extraction.facts} == {("US-KS", "2023"), ("US", "2023")}
    for fact in sheet.extraction.facts:
        assert sheet.document.text[fact.start : fact.end] == fact.quote
        assert (fact.qualifier.value == "more_than") == (fact.indicator == "ncmec_connect_registered_users")


def test_columns_of_a_table_are_of_the_place_and_of_the_nation() -> None:
    rows = [f"| {label} | {value} | |" for label, value in LABELS] + [
        f"| {label} | | {value} |" for label, value in NATION
    ]
    table = "\n".join(("| Measure | Kansas | Nationwide |", "|---|---|---|", *rows))
    assert values(read(FRONT, table)) == OF_KANSAS | OF_THE_NATION


@pytest.mark.parametrize(
    "heading",
    [
        "## Neighbouring states",  # not known to say nothing else
        "## Kansas City figures",
        "## Kansas, monthly averages",
        "## Estimates",
        "## Kansas and Ohio",
    ],
)
def test_labels_under_another_heading_are_not_read(heading: str) -> None:
    more = ("Cases with Team Adam critical case assistance", "14")
    sheet = read(*WHOLE, heading, listed((more,), ITEM))
    assert values(sheet) == OF_KANSAS | OF_THE_NATION


@pytest.mark.parametrize(
    "table",
    [
        "| Measure | Monthly average |\n|---|---|\n",
        "| Measure | 2022 |\n|---|---|\n",
        "| Measure | Change |\n|---|---|\n",
    ],
)
def test_column_headed_otherwise_is_not_read(table: str) -> None:
    rows = table + listed(LABELS, "| {label} | {value} |")
    assert values(read(*WHOLE[:3], "## Kansas figures", rows)).isdisjoint(OF_KANSAS)


def test_lists_of_two_places_are_no_sheet() -> None:
    sheet = read(*WHOLE, "## Ohio figures", listed(LABELS[:-1], ITEM))
    assert values(sheet) == set()


def test_figure_behind_a_label_that_is_not_known_is_not_given_to_the_next() -> None:
    column = "### Children returned\n\n31\n\n" + listed(LABELS, "### {label}\n\n{value}\n").removesuffix("201\n")
    got = dict(values(read(FRONT, "## Kansas figures", column, "## Nationwide", listed(NATION, ITEM))))
    assert "31" not in got.values()
    assert got.get("missing_children_cases") in (None, "467")


def test_label_that_narrows_is_not_read() -> None:
    pairs = (*LABELS[:-1], ("New law enforcement professionals under 30 on NCMEC CONNECT", "201"))
    sheet = read(*WHOLE[:-1], listed(pairs, ITEM))
    assert values(sheet) == {f for f in OF_KANSAS | OF_THE_NATION if f[0] != "ncmec_connect_new_professionals"}


@pytest.mark.parametrize(
    "between",
    [
        "Menu\n\n- About us\n- News (14)\n\n## Key figures",
        "## Summary table",
        "National Center for Missing & Exploited Children (NCMEC)",
        "Figures for Missouri are on a separate sheet. Looking for Arkansas? It has a page of its own.\n\n## Overview",
    ],
)
@pytest.mark.parametrize("form", ["- {label}: {value}", "{value}\n\n### {label}\n"])
def test_what_stands_around_lists_and_says_nothing_of_them_changes_nothing(between: str, form: str) -> None:
    sheet = read("# NCMEC Data: Kansas 2023", between, listed(LABELS, form))
    assert values(sheet) == OF_KANSAS


@pytest.mark.parametrize("between", ["The figures of Missouri are these.", "## Missouri", "## Estimates"])
def test_what_may_say_that_figures_are_of_another_place_ends_the_list(between: str) -> None:
    assert values(read("# NCMEC Data: Kansas 2023", between, listed(LABELS, ITEM))) == set()


def test_label_in_two_parts_around_its_figure_is_read_whole() -> None:
    more = "- Team HOPE: 88 survivors/families supported\n- Mental health services: 30 survivors/families connected"
    sheet = read("# NCMEC Data: Kansas 2023", listed(LABELS[:2], ITEM) + "\n" + more)
    assert values(sheet) == {
        ("missing_children_cases", "467"),
        ("cybertipline_reports_to_law_enforcement", "9720"),
        ("team_hope_families_supported", "88"),
        ("families_connected_to_mental_health_services", "30"),
    }


@pytest.mark.parametrize(
    "heading", ["## Total", "## Kansas in the national picture", "## Cases of missing children handled by NCMEC (2)"]
)
def test_figure_below_a_heading_that_may_be_its_label_is_not_given_to_the_label_below(heading: str) -> None:
    label = "### Survivors/families supported by Team HOPE"
    sheet = read("# NCMEC Data: Kansas 2023", listed(LABELS[1:2], ITEM), heading, "467", label, "n/a")
    assert not values(sheet) & {("team_hope_families_supported", "467"), ("missing_children_cases", "2")}


@pytest.mark.parametrize(
    "front", ["Last year", "Goal", "Wichita", "January", "Of these", "By phone", "Boys", "Missouri"]
)
def test_head_in_front_of_a_figure_that_may_narrow_it_is_not_left_out(front: str) -> None:
    item = f"- {front}: 88 survivors/families supported by Team HOPE"
    sheet = read("# NCMEC Data: Kansas 2023", listed(LABELS[:2] + LABELS[4:], ITEM) + f"\n{item}")
    assert "team_hope_families_supported" not in {fact.indicator for fact in sheet.extraction.facts}
    assert sheet.doubt or any("88" in flag.quote for flag in sheet.extraction.flags), sheet.extraction.flags
