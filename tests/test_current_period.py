"""Which year a statement is of that names none."""

from __future__ import annotations

import pytest

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash

REPORTS = "In 2024, 2,301 CyberTipline reports were made available to law enforcement in Vermont"
CASES = "NCMEC handled 120 cases of missing children from Vermont."


def sheet_of(text: str, title: str = "") -> Processed:
    whole = (
        f"The National Center for Missing and Exploited Children Vermont Data{title}\n\n"
        f"Listed below are Vermont specific statistics relating to NCMEC's work.\n\n{text}\n"
    )
    return process("sheet.txt", whole, text_hash(whole), "", load_catalogs())


def year_of_cases(sheet: Processed) -> str | None:
    facts = [fact for fact in sheet.extraction.facts if fact.indicator == "missing_children_cases"]
    return facts[0].period if facts else None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"{REPORTS}.\n\nThat year, {CASES}", "2024"),
        (f"{REPORTS}.\n\nIn the same year, {CASES}", "2024"),
        (f"{REPORTS}.\n\n{CASES}", None),  # another paragraph, and no word that points back
        (f"{REPORTS}, up from 2,008 in 2023.\n\nThat year, {CASES}", "2024"),
        (f"{REPORTS}, the most since 2019.\n\nThat year, {CASES}", None),  # either may be meant
        (f"{REPORTS}. NCMEC was founded in 1984. That year, {CASES}", None),
        (f"That year, {CASES}", None),
        (f"{REPORTS}.\n\nIn the year to June, {CASES}", None),
        (f"{REPORTS}.\n\nIn 2024, NCMEC went on with its work. {CASES}", "2024"),
        (f"{REPORTS}.\n\nIn 1984, NCMEC began its work. {CASES}", None),
    ],
)
def test_that_year_is_the_one_named_last_if_it_is_the_only_one(text: str, year: str | None) -> None:
    assert year_of_cases(sheet_of(text)) == year


def test_sentence_that_gives_that_year_is_in_the_context() -> None:
    sheet = sheet_of(f"{REPORTS}.\n\nThat year, {CASES}")
    (fact,) = [f for f in sheet.extraction.facts if f.indicator == "missing_children_cases"]
    assert [extract.quote for extract in fact.context] == [f"{REPORTS}."]


@pytest.mark.parametrize(
    ("more", "year"),
    [
        ("", "2024"),
        (" Reports: 12 (2023: 14).", "2024"),
        (" Since 2019 there is a new office.", None),
    ],
)
def test_title_gives_the_year_of_a_sheet_that_names_others_only_to_compare(more: str, year: str | None) -> None:
    assert year_of_cases(sheet_of(f"{CASES}{more}", ", 2024")) == year


@pytest.mark.parametrize(
    ("more", "year"),
    [
        ("NCMEC reviewed 33 submissions from Vermont law enforcement, the same number as in 2023.", "2024"),
        ("NCMEC assisted on 29,568 missing child cases, as many as in fiscal year 2023.", "2024"),
        ("This compares with 102 in 2023.", "2024"),
        ("The year before there had been 29.", "2024"),
        ("The total for 2023 was 1,340.", "2024"),
        ("Since 1984, NCMEC has been the nation's clearinghouse.", "2024"),
        (
            "Law enforcement has identified 30,110 children with NCMEC's support since the program began in 2002.",
            "2024",
        ),
        ("Since 2019, NCMEC has handled 905 such cases.", None),
        ("Since 2019, NCMEC has handled five such cases.", None),
        ("The office was opened in 2019.", None),
        ("The total for 2023 was 1,340 and has risen.", None),
    ],
)
def test_beginnings_and_what_is_compared_with_leave_the_year_of_the_title(more: str, year: str | None) -> None:
    assert year_of_cases(sheet_of(f"{more}\n\n{CASES}", ", 2024")) == year


def test_year_of_a_beginning_is_not_that_of_what_follows() -> None:
    sheet = sheet_of(f"Since 1984, NCMEC has been the nation's clearinghouse. {CASES}")
    assert year_of_cases(sheet) is None


PROFESSIONALS = "In 2024, 30 new law enforcement and child-serving professionals in Vermont joined NCMEC CONNECT."
FAMILIES = "In 2024, Team HOPE supported 23 survivors and families in Vermont."


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"{REPORTS}.\n\n{PROFESSIONALS}\n\n{FAMILIES}\n\n{CASES}", "2024"),
        (f"{REPORTS}.\n\n{FAMILIES}\n\n{CASES}", None),  # too few to tell
        (f"{REPORTS}.\n\n{PROFESSIONALS}\n\n{FAMILIES}\n\nThe office moved in 2023.\n\n{CASES}", None),
    ],
)
def test_without_a_title_the_one_year_of_enough_figures_is_that_of_the_others(text: str, year: str | None) -> None:
    assert year_of_cases(sheet_of(text)) == year
