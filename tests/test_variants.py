"""Sentences and tables in wordings that no sheet has: the certain is read, nothing else is, and doubt is flagged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash
from index.places import code_of
from index.types import Fact, FlagKind, NumeralCounts

INDICATORS = {
    "R": "cybertipline_reports_to_law_enforcement",
    "S": "cvip_submissions_reviewed",
    "M": "missing_children_cases",
    "F": "missing_from_social_services_facility",
    "O": "other_missing_children_cases",
    "H": "missing_reported_by_hhs_orr",
    "E": "sex_trafficking_engagements",
    "T": "team_hope_families_supported",
    "C": "families_connected_to_mental_health_services",
    "P": "ncmec_connect_new_professionals",
    "A": "team_adam_critical_case_assistance",
    "NR": "cybertipline_reports",
    "NP": "cybertipline_content_pieces",
    "NI": "children_identified_cvip",
    "NM": "missing_child_cases_assisted",
    "NF": "runaways_from_social_services_facility",
    "NL": "runaways_likely_trafficking_victims_percent",
    "NT": "child_sex_trafficking_reports",
    "NH": "team_hope_supported",
    "NA": "team_adam_critical_incidents",
    "NG": "team_adam_long_term_cases",
    "NU": "ncmec_connect_registered_users",
}
SIGNS = {">=": "at_least", ">": "more_than", "<": "less_than", "~": "about"}
CASES: list[dict[str, Any]] = [
    case
    for name in ("variants.yaml", "rewordings.yaml", "roles.yaml", "phrasings.yaml")
    for case in yaml.safe_load(Path(__file__).with_name(name).read_text("utf-8"))
]
TITLE = "The National Center for Missing and Exploited Children {place} Data"


@dataclass(frozen=True)
class Figure:
    """What a fact says: its indicator, place, period, value and qualifier."""

    indicator: str
    place: str | None
    period: str | None
    value: Decimal
    qualifier: str


def figures(words: str | None, case: dict[str, Any]) -> set[Figure]:
    """Read the short form of `variants.yaml`."""
    found: set[Figure] = set()
    for word in filter(None, (part.strip() for part in (words or "").split(","))):
        name, _, printed = word.partition("=")
        value, _, year = printed.partition("@")
        sign = next((sign for sign in SIGNS if value.startswith(sign)), "")
        place = "US" if name.startswith("N") else code_of(case["place"])
        period = None if year == "-" else year or str(case["year"])
        number = Decimal(value.removeprefix(sign))
        found.add(Figure(INDICATORS[name], place, period, number, SIGNS.get(sign, "exact")))
    return found


def sheet_of(text: str, place: str = "Vermont", title: str = TITLE) -> Processed:
    whole = (
        f"{title.format(place=place)}\n\nListed below are {place} specific statistics relating to NCMEC's work.\n\n"
        f"{text}\n"
    )
    return process("sheet.txt", whole, text_hash(whole), "", load_catalogs())


def said(fact: Fact) -> Figure:
    return Figure(fact.indicator, fact.place, fact.period, fact.value, fact.qualifier.value)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_wording_states_what_it_states_and_nothing_else(case: dict[str, Any]) -> None:
    sheet = sheet_of(case["text"], case["place"])
    read = {said(fact) for fact in sheet.extraction.facts}
    certain, possible = figures(case["states"], case), figures(case.get("may"), case)
    assert certain <= read <= certain | possible
    flags = [flag for flag in sheet.extraction.flags if flag.kind is not FlagKind.INDICATOR_MISSING]
    assert flags or not case.get("flag")
    for flag in flags:
        assert sheet.document.text[flag.start : flag.end] == flag.quote
        if flag.candidate is not None:
            candidate = flag.candidate
            assert flag.start <= candidate.value_start < candidate.value_end <= flag.end
            assert candidate.indicator == flag.indicator
    counts = sheet.extraction.numerals
    assert counts.total == counts.as_facts + counts.as_context + counts.unclaimed
    assert counts.as_facts == len(sheet.extraction.facts)


@pytest.mark.parametrize(
    ("printed", "proposed"),
    [
        ("3 ,418", "3418"),
        ("2.301", "2301"),
        ("S7", None),
        ("1O2", None),
        ("4,1?7", None),
        ("12,34", None),
        ("~12", None),
    ],
)
def test_doubtful_figure_is_put_before_a_person_as_the_fact_it_would_be(printed: str, proposed: str | None) -> None:
    sheet = sheet_of(f"In 2024, {printed} CyberTipline reports were made available to law enforcement in Vermont.")
    (flag,) = [f for f in sheet.extraction.flags if f.kind is FlagKind.UNREADABLE_NUMBER]
    assert flag.candidate is not None
    candidate = flag.candidate
    assert (candidate.indicator, candidate.place, candidate.period, candidate.unit) == (
        "cybertipline_reports_to_law_enforcement", "US-VT", "2024", "reports",
    )  # fmt: skip
    assert candidate.value == (Decimal(proposed) if proposed else None)
    assert sheet.document.text[candidate.value_start : candidate.value_end] == printed
    assert sheet.extraction.facts == ()


def test_both_values_of_a_figure_stated_twice_are_put_before_a_person() -> None:
    statement = "In 2024, {} CyberTipline reports were made available to law enforcement in Vermont."
    sheet = sheet_of(f"{statement.format('2,301')} {statement.format('2,310')}")
    flags = [f for f in sheet.extraction.flags if f.kind is FlagKind.STATED_TWICE]
    assert [f.candidate.value for f in flags if f.candidate] == [Decimal(2301), Decimal(2310)]
    assert sheet.extraction.numerals == NumeralCounts(total=4, as_context=2, unclaimed=2)


def test_reworded_statement_that_is_not_certain_names_the_measure_it_looks_like() -> None:
    sheet = sheet_of("In 2024, 310 urgent CyberTipline reports were made available to law enforcement in Vermont.")
    (flag,) = [f for f in sheet.extraction.flags if f.kind is FlagKind.UNCLAIMED_NUMERAL]
    assert flag.candidate is not None
    assert (flag.indicator, flag.candidate.value) == ("cybertipline_reports_to_law_enforcement", Decimal(310))


def test_figure_compared_with_is_context_of_its_own_year() -> None:
    sheet = sheet_of(
        "In 2024, 9,101 CyberTipline reports were made available to law enforcement in Vermont, up from 8,102 in 2023."
    )
    assert sheet.document.period == "2024"
    assert sheet.extraction.numerals == NumeralCounts(total=4, as_facts=1, as_context=3)


def test_inherited_year_has_the_sentence_that_gives_it_in_the_context() -> None:
    first = "In 2024, 2,301 CyberTipline reports were made available to law enforcement in Vermont."
    second = "NCMEC also reviewed 33 submissions of child sexual exploitation material from Vermont law enforcement."
    sheet = sheet_of(f"{first} {second}")
    fact = next(f for f in sheet.extraction.facts if f.indicator == INDICATORS["S"])
    assert (fact.period, fact.quote) == ("2024", second)
    assert [extract.quote for extract in fact.context] == [first]


@pytest.mark.parametrize(
    "first",
    [
        "NCMEC was founded in 1984.",
        "In 2023, NCMEC handled 99 cases of missing children from Vermont. In 2024, NCMEC handled 120 cases of missing "
        "children from Vermont.",
        "Vermont has had a clearinghouse since 2019.",
    ],
)
def test_year_is_not_inherited_where_another_may_be_meant(first: str) -> None:
    sheet = sheet_of(
        f"{first} NCMEC reviewed 33 submissions of child sexual exploitation material from Vermont law enforcement."
    )
    assert INDICATORS["S"] not in {fact.indicator for fact in sheet.extraction.facts}
    (flag,) = [f for f in sheet.extraction.flags if f.indicator == INDICATORS["S"]]
    assert flag.kind is FlagKind.UNREADABLE_NUMBER


BODY = (
    "In 2024, 2,301 CyberTipline reports were made available to law enforcement in {0}.\n\n"
    "In 2024, NCMEC handled 120 cases of missing children from {0}.\n"
)


@pytest.mark.parametrize(
    ("title", "named", "place"),
    [
        ("NCMEC Data: Vermont", "Vermont", "US-VT"),
        ("Vermont State Data Sheet 2024 | National Center for Missing & Exploited Children", "Vermont", "US-VT"),
        ("National Center for Missing & Exploited Children - 2024 Vermont Data", "Vermont", "US-VT"),
        ("NCMEC Data: West Virginia", "West Virginia", "US-WV"),
        ("# NCMEC 2024 State Data Sheet for Washington, D.C.", "the District of Columbia", "US-DC"),
        ("NCMEC Data: Washington", "Washington", "US-WA"),
        ("NCMEC Data: U.S. Virgin Islands", "the U.S. Virgin Islands", "US-VI"),
        ("NCMEC Data: Commonwealth of Massachusetts", "Massachusetts", "US-MA"),
        ("Vermont Data", "Vermont", None),
        ("NCMEC Data: York", "York", None),
        ("NCMEC Data: Vermont and Maine", "Vermont", None),
        ("Report on NCMEC Data: Vermont", "Vermont", None),
        ("NCMEC Data: Vermont", "Maine", None),
    ],
)
def test_other_titles(title: str, named: str, place: str | None) -> None:
    text = f"{title}\n\n{BODY.format(named)}"
    sheet = process("sheet.txt", text, text_hash(text), "", load_catalogs())
    assert sheet.document.place == place
    assert [fact.place for fact in sheet.extraction.facts] == ([place, place] if place else [])


def test_title_alone_makes_no_document_of_the_family() -> None:
    text = "NCMEC Data: Vermont\n\nNCMEC is a charity with 5 offices.\n"
    assert process("a.txt", text, text_hash(text), "", load_catalogs()).document.family is None
