"""A total in words of its own is read where the rows below it add up to it; what its sentence may narrow is not.

The made rows, 139, 36 and 3, add up to 178.
"""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash

FRONT = (
    "# The National Center for Missing and Exploited Children Kansas Data\n\n"
    "Listed below are Kansas specific statistics relating to NCMEC's work."
)
ROWS = (
    "Children Missing From Social Services Facility\t139\n"
    "Other Missing Children Cases\t36\n"
    "Children Reported Missing by Office of Refugee Resettlement (HHS-ORR)\t3\n"
)
READ = {
    "missing_children_cases": "178",
    "missing_from_social_services_facility": "139",
    "other_missing_children_cases": "36",
    "missing_reported_by_hhs_orr": "3",
}


def read(lead: str, rows: str = ROWS) -> Processed:
    text = f"{FRONT}\n\n{lead}\n\n{rows}"
    return process("sheet.txt", text, text_hash(text), "", load_catalogs())


def values(sheet: Processed) -> dict[str, str]:
    return {fact.indicator: f"{fact.value:f}" for fact in sheet.extraction.facts}


@pytest.mark.parametrize(
    "lead",
    [
        "Missing child cases from Kansas on which NCMEC worked in 2023 came to 178, broken down as follows:",
        "Kansas's missing children gave rise to 178 NCMEC cases in 2023, as listed here:",
        "Children from Kansas were the subject of 178 missing child cases handled by NCMEC in 2023. By type of case:",
        "Of the missing child cases NCMEC took on in 2023, 178 originated in Kansas:",
    ],
)
def test_total_in_other_words_is_read_with_the_rows_that_add_up_to_it(lead: str) -> None:
    sheet = read(lead)
    assert values(sheet) == READ
    assert {(f.place, f.period) for f in sheet.extraction.facts} == {("US-KS", "2023")}
    assert all(sheet.document.text[f.start : f.end] == f.quote for f in sheet.extraction.facts)


@pytest.mark.parametrize(
    "lead",
    [
        "Missing child cases from Kansas that NCMEC resolved in 2023 came to 178, broken down as follows:",
        "Kansas's missing children gave rise to 178 NCMEC cases in the first half of 2023, as listed here:",
        "Missing child cases from Wichita, Kansas on which NCMEC worked came to 178 in 2023, broken down as follows:",
        "Kansas's missing girls gave rise to 178 NCMEC cases in 2023, as listed here:",
        "Kansas and Missouri's missing children gave rise to 178 NCMEC cases in 2023, as listed here:",
        "Kansas's missing children gave rise to 178 NCMEC cases in 2022 and 2023, as listed here:",
        "Kansas's missing children gave rise to 178 NCMEC cases since 2023, as listed here:",
        "Kansas's missing children gave rise to more than 178 NCMEC cases in 2023, as listed here:",
        "Kansas's missing children gave rise to 187 NCMEC cases in 2023, as listed here:",
        "Missing children nationwide gave rise to 178 NCMEC cases in 2023, with Kansas as listed here:",
        "Missing children gave rise to 178 NCMEC cases in 2023, as listed here:",
    ],
)
def test_total_that_may_be_of_something_else_is_left_to_a_person(lead: str) -> None:
    sheet = read(lead)
    assert values(sheet) == {}
    assert any(lead in flag.quote for flag in sheet.extraction.flags)


def test_one_row_bears_nothing_out() -> None:
    lead = "Kansas's missing children gave rise to 139 NCMEC cases in 2023, as listed here:"
    assert values(read(lead, ROWS.split("\n", maxsplit=1)[0])) == {}
