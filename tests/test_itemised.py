"""Rows of a total in sentences and lists, in tables whose head names the place or years, and beside run-in heads.

The made rows, 139, 36 and 3, add up to 178.
"""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash
from index.types import FlagKind

FRONT = "# National Center for Missing & Exploited Children: Kansas Data 2023"
OTHERS = (
    "In 2023, NCMEC reviewed 24 submissions of child sexual exploitation material from Kansas law enforcement.\n\n"
    "In 2023, 9,720 CyberTipline reports were made available to law enforcement in Kansas."
)
ROWS = {
    "missing_from_social_services_facility": "139",
    "other_missing_children_cases": "36",
    "missing_reported_by_hhs_orr": "3",
}
TOTAL = {"missing_children_cases": "178"}


def read(text: str) -> Processed:
    whole = f"{FRONT}\n\n{OTHERS}\n\n## Missing children\n\n{text}"
    return process("sheet.md", whole, text_hash(whole), "", load_catalogs())


def values(sheet: Processed) -> dict[str, str]:
    known = ROWS | TOTAL
    return {f.indicator: f"{f.value:f}" for f in sheet.extraction.facts if f.indicator in known}


@pytest.mark.parametrize(
    "text",
    [
        "NCMEC handled 178 cases of missing children from Kansas in 2023: 139 missing from a social services facility, "
        "36 other, 3 reported missing by HHS-ORR.",
        "Kansas's 178 cases of missing children were made up of 139 children missing from a social services facility, "
        "36 other missing children cases and three children reported missing by the Office of Refugee Resettlement "
        "(HHS-ORR).",
        "NCMEC handled 178 cases of missing children from Kansas in 2023. Of these, 139 were children missing from a "
        "social services facility, 3 were children reported missing by HHS-ORR, and the remaining 36 were other "
        "missing children cases.",
        "NCMEC handled 178 cases of missing children from Kansas in fiscal year 2023:\n\n- 139 children were missing "
        "from a social services facility.\n- Thirty-six were other missing children cases.\n- Three were reported "
        "missing by the Office of Refugee Resettlement (HHS-ORR).",
        "- **Missing children:** 178 cases handled, namely 139 missing from a social services facility, 36 other cases "
        "and 3 reported missing by HHS-ORR",
    ],
)
def test_rows_in_sentences_are_read_where_they_add_up(text: str) -> None:
    sheet = read(text)
    assert values(sheet) == ROWS | TOTAL
    assert {(f.place, f.period) for f in sheet.extraction.facts} == {("US-KS", "2023")}
    assert all(sheet.document.text[f.start : f.end] == f.quote for f in sheet.extraction.facts)


def test_rows_of_none_behind_those_that_add_up_are_zero() -> None:
    text = (
        "NCMEC handled five cases of missing children from Kansas in 2023:\n\n- Three children were missing from a "
        "social services facility.\n- Two were other missing children cases.\n- None were reported missing by HHS-ORR."
    )
    assert values(read(text)) == {
        "missing_children_cases": "5",
        "missing_from_social_services_facility": "3",
        "other_missing_children_cases": "2",
        "missing_reported_by_hhs_orr": "0",
    }


LEAD = "NCMEC handled 178 cases of missing children from Kansas in 2023"


@pytest.mark.parametrize(
    "text",
    [
        f"{LEAD}: 139 girls missing from a social services facility, 36 other, 3 reported missing by HHS-ORR.",
        f"{LEAD}. Of these, 139 were found, 36 were other missing children cases and 3 were reported by HHS-ORR.",
        "Missouri's 178 cases of missing children were made up of 139 children missing from a social services "
        "facility, 36 other missing children cases and 3 children reported missing by HHS-ORR.",
        "Kansas City had 178 cases of missing children: 139 missing from a social services facility, 36 other, 3 "
        "reported missing by HHS-ORR.",
        "Nationwide, NCMEC handled 178 cases of missing children: 139 missing from a social services facility, 36 "
        "other, 3 reported missing by HHS-ORR.",
        "Resolved cases of missing children from Kansas came to 178: 139 missing from a social services facility, 36 "
        "other, 3 reported missing by HHS-ORR.",
    ],
)
def test_rows_that_may_be_of_something_else_are_left_to_a_person(text: str) -> None:
    sheet = read(text)
    found = values(sheet)
    assert not ROWS.keys() & found.keys() or found.items() <= (ROWS | TOTAL).items()
    assert "missing_from_social_services_facility" not in found
    assert any("139" in flag.quote or "140" in flag.quote for flag in sheet.extraction.flags)


FACILITY, OTHER, ORR = (
    "Missing from a social services facility",
    "Other missing children cases",
    "Reported missing by HHS-ORR",
)


def table(*rows: str) -> str:
    width = rows[0].count("|") + 1
    return "\n".join((f"| {rows[0]} |", f"|{'---|' * width}", *(f"| {row} |" for row in rows[1:])))


@pytest.mark.parametrize(
    "rows",
    [
        table(
            "Kansas | 2023 | 2022",
            f"{FACILITY} | 139 | 120",
            f"{OTHER} | 36 | 40",
            f"{ORR} | 3 | 1",
            "Total | 178 | 161",
        ),
        table(
            " | 2022 | 2023 | Change",
            f"{FACILITY} | 120 | 139 | 19",
            f"{OTHER} | 40 | 36 | -4",
            f"{ORR} | 1 | 3 | 2",
            "All cases | 161 | 178 | 17",
        ),
        table("Kansas, 2023 | Number", f"{FACILITY} | 139", f"{OTHER} | 36", f"{ORR} | 3", "Total | 178"),
        table(
            "Cases of missing children from Kansas, 2023 | ",
            f"{FACILITY} | 139",
            f"{OTHER} | 36",
            f"{ORR} | 3",
            "Total cases handled by NCMEC | 178",
        ),
        "### Kansas cases of missing children, 2023\n\n"
        + table("Kind | Number", f"{FACILITY} | 139", f"of which: {OTHER} | 36", f"{ORR} | 3", "All cases | 178"),
    ],
)
def test_tables_that_bear_their_total_out_are_read(rows: str) -> None:
    sheet = read(rows)
    assert values(sheet) == ROWS | TOTAL
    assert {(f.place, f.period) for f in sheet.extraction.facts} == {("US-KS", "2023")}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (table("Kansas | 2023", f"{FACILITY} | 139", f"{OTHER} | 36", f"{ORR} | 3", "Total | 187"), ROWS),
        (table("Kansas | 2023 | 2024 (projected)", f"{FACILITY} | 139 | 1", f"{OTHER} | 36 | 1", f"{ORR} | 3 | 1"), {}),
        (table("Wichita | 2023", f"{FACILITY} | 139", f"{OTHER} | 36", f"{ORR} | 3", "Total | 178"), {}),
        (table("Kansas | 2022 | 2021", f"{FACILITY} | 139 | 1", f"{OTHER} | 36 | 1", f"{ORR} | 3 | 1"), {}),
        (table("Kansas, first half of 2023 | Number", f"{FACILITY} | 139", f"{OTHER} | 36", f"{ORR} | 3"), {}),
    ],
)
def test_what_a_head_or_a_total_leaves_open_is_not_read(rows: str, expected: dict[str, str]) -> None:
    sheet = read(rows)
    assert values(sheet) == expected
    assert sheet.extraction.numerals.unclaimed > 0


def test_row_that_contradicts_the_text_makes_both_doubtful() -> None:
    row = "Submissions of child sexual exploitation material that analysts reviewed | 42"
    sheet = read(table("Kansas, 2023 | Number", row, f"{FACILITY} | 139", f"{OTHER} | 36"))
    assert "cvip_submissions_reviewed" not in {f.indicator for f in sheet.extraction.facts}
    assert {f.kind.value for f in sheet.extraction.flags if f.indicator == "cvip_submissions_reviewed"}


@pytest.mark.parametrize("first", ["140", "more than 139"])
def test_rows_that_do_not_add_up_are_facts_with_a_flag(first: str) -> None:
    text = f"{LEAD}: {first} missing from a social services facility, 36 other, 3 reported missing by HHS-ORR."
    sheet = read(text)
    table = [f for f in sheet.extraction.facts if f.indicator in (*ROWS, *TOTAL)]
    assert table and all(f.flags == (FlagKind.ROWS_DO_NOT_ADD_UP,) for f in table)
    assert FlagKind.ROWS_DO_NOT_ADD_UP in {flag.kind for flag in sheet.extraction.flags}
