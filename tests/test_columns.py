"""Columns beside the one that counts: other years, shares and places; a total apart; numbered rows.

The lead states 467 cases of 2023; the rows are 327, 120 and 20.
"""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash
from index.types import FlagKind

FACILITY = "Children Missing From Social Services Facility"
OTHER = "Other Missing Children Cases"
ORR = "Children Reported Missing by Office of Refugee Resettlement (HHS-ORR)"
FRONT = (
    "# The National Center for Missing and Exploited Children Kansas Data\n\nListed below are Kansas specific "
    "statistics relating to NCMEC's work.\n\nIn 2023, NCMEC handled 467 cases of missing children from Kansas "
    "as follows:\n\n"
)
RIGHT = {
    "missing_from_social_services_facility": "327",
    "other_missing_children_cases": "120",
    "missing_reported_by_hhs_orr": "20",
}


def read(rows: str) -> Processed:
    text = FRONT + rows
    return process("kansas.md", text, text_hash(text), "", load_catalogs())


def table(head: str, facility: str, other: str, orr: str) -> str:
    rows = zip((FACILITY, OTHER, ORR), (facility, other, orr), strict=True)
    body = "".join(f"| {label} | {values} |\n" for label, values in rows)
    return f"| {head} |\n|{'---|' * (head.count('|') + 1)}\n{body}"


def values(sheet: Processed) -> dict[str, str]:
    return {fact.indicator: str(fact.value) for fact in sheet.extraction.facts if fact.indicator in RIGHT}


@pytest.mark.parametrize(
    "rows",
    [
        table("Cases | 2022 | 2023 | Change", "300 | 327 | 27", "100 | 120 | 20", "10 | 20 | 10"),
        table("Cases | 2023 | Change | 2022", "327 | 27 | 300", "120 | 20 | 100", "20 | 10 | 10"),
        table("Type | Q1 | Q2-Q4 | 2023", "80 | 247 | 327", "30 | 90 | 120", "5 | 15 | 20"),
        table("Type | Cases | Share", "327 | 70.0", "120 | 25.7", "20 | 4.3"),
        table("Type | Share | Number of cases", "70 | 327", "26 | 120", "4 | 20"),
        f"1. {FACILITY} \u2013 327\n2. {OTHER} \u2013 120\n3. {ORR} \u2013 20\n",
        f"{FACILITY}\n\n327\n\n{OTHER}\n\n120\n\n{ORR}\n\n20\n\nAll cases\n\n467\n",
        f"327\n\n{FACILITY}\n\n120\n\n{OTHER}\n\n20\n\n{ORR}\n\n467\n\nAll cases\n",
        table("Type | Cases", "327", "120", "20").replace(
            ORR, "Reported missing by the HHS Office of Refugee Resettlement"
        ),
    ],
)
def test_the_column_and_the_rows_that_count_are_read(rows: str) -> None:
    assert values(read(rows)) == RIGHT


@pytest.mark.parametrize(
    "rows",
    [
        table(" | 2022", "300", "100", "10"),
        table("Type | Girls", "200", "70", "5"),
        table("Type | Per 100,000", "11", "4", "1"),
        table("Type | Kansas | Nation", "327 | 22,442", "120 | 4,000", "20 | 2,444"),
        table("Type | Boys | Girls", "100 | 227", "60 | 60", "10 | 10"),
    ],
)
def test_a_column_of_something_else_is_put_before_a_person(rows: str) -> None:
    sheet = read(rows)
    assert values(sheet) == {}
    flagged = {flag.indicator for flag in sheet.extraction.flags if flag.kind is FlagKind.UNREADABLE_NUMBER}
    assert flagged == {*RIGHT}


def test_a_column_of_another_state_leaves_open_whose_sheet_it_is() -> None:
    sheet = read(table(" | Missouri", "500", "200", "30"))
    assert (sheet.document.place, sheet.extraction.facts) == (None, ())
    assert "it names Kansas and Missouri" in sheet.doubt


def test_rows_under_a_plain_head_that_do_not_add_up_stay_facts() -> None:
    sheet = read(table("Type | Kansas", "327", "121", "20"))
    assert values(sheet) == RIGHT | {"other_missing_children_cases": "121"}
    assert FlagKind.ROWS_DO_NOT_ADD_UP in {flag.kind for flag in sheet.extraction.flags}


def test_figure_without_a_year_that_repeats_one_is_no_doubt() -> None:
    sheet = read("At a glance\n\n467 cases of missing children from Kansas handled by NCMEC\n")
    assert not [flag for flag in sheet.extraction.flags if flag.indicator == "missing_children_cases"]
    other = read("At a glance\n\n476 cases of missing children from Kansas handled by NCMEC\n")
    assert [flag for flag in other.extraction.flags if flag.indicator == "missing_children_cases"]
