"""Facts of the five sheets against the figures typed from reading them, and of sheets made to go wrong."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from printed import OVERALL, OVERALL_PRINTINGS, PLACE_FACTS, PLACES, ROWS, SOURCES, UNITS, made_sheet, number

from index import Library
from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import text_hash
from index.quantities import parse_number
from index.types import Document, Fact, FlagKind, NumeralCounts, Qualifier


@pytest.fixture(scope="module")
def sheets(corpus: Path) -> dict[str, Processed]:
    """The five sheets as read, by file name."""
    return {p.name: processed(p.read_bytes().decode(), p.name) for p in sorted(corpus.iterdir())}


def processed(text: str, name: str = "ohio-2023.txt") -> Processed:
    return process(name, text, text_hash(text), "2024-01-01T00:00:00Z", load_catalogs())


def only(sheet: Processed, indicator: str) -> Fact:
    (fact,) = [f for f in sheet.extraction.facts if f.indicator == indicator]
    return fact


def made(**figures: str) -> Processed:
    return processed(made_sheet(**figures))


def flags(sheet: Processed) -> list[tuple[FlagKind, str | None]]:
    return [(flag.kind, flag.indicator) for flag in sheet.extraction.flags]


def indicators(sheet: Processed) -> set[str]:
    return {fact.indicator for fact in sheet.extraction.facts}


def assert_spans(fact: Fact, document: Document, printed: str) -> None:
    assert document.text[fact.start : fact.end] == fact.quote
    assert fact.start <= fact.value_start < fact.value_end <= fact.end
    assert document.text[fact.value_start : fact.value_end] == printed
    assert parse_number(printed) == fact.value
    for extract in fact.context:
        assert document.text[extract.start : extract.end] == extract.quote


@pytest.mark.parametrize(("indicator", "place", "printed"), PLACE_FACTS)
def test_place_fact(sheets: dict[str, Processed], indicator: str, place: str, printed: str) -> None:
    sheet = sheets[SOURCES[place]]
    fact = only(sheet, indicator)
    assert fact.value == number(printed)
    assert (fact.qualifier, fact.unit, fact.period) == (Qualifier.EXACT, UNITS[indicator], "2023")
    assert (fact.place, fact.flags) == (place, ())
    assert_spans(fact, sheet.document, printed)


@pytest.mark.parametrize(("indicator", "place"), OVERALL_PRINTINGS)
def test_printing_of_an_overall_figure(sheets: dict[str, Processed], indicator: str, place: str) -> None:
    sheet, overall = sheets[SOURCES[place]], OVERALL[indicator]
    fact = only(sheet, indicator)
    assert fact.value == Decimal(overall.value)
    assert (fact.qualifier.value, fact.unit, fact.period) == (overall.qualifier, overall.unit, overall.period)
    assert (fact.place, fact.flags) == ("US", ())
    assert_spans(fact, sheet.document, overall.printed)


def test_there_are_52_place_facts_and_51_overall_printings(sheets: dict[str, Processed]) -> None:
    assert (len(PLACE_FACTS), len(OVERALL_PRINTINGS)) == (52, 51)
    by_level = Counter(f.place != "US" for s in sheets.values() for f in s.extraction.facts)
    assert (by_level[True], by_level[False]) == (52, 51)


def test_every_numeral_of_the_five_sheets_is_accounted_for(sheets: dict[str, Processed]) -> None:
    counts = sum((s.extraction.numerals for s in sheets.values()), NumeralCounts())
    assert counts == NumeralCounts(total=173, as_facts=103, as_context=70, unclaimed=0)
    assert [s.extraction.flags for s in sheets.values()] == [()] * 5


def test_facts_have_their_own_ids_and_places_in_the_text(sheets: dict[str, Processed]) -> None:
    facts = [f for s in sheets.values() for f in s.extraction.facts]
    assert len({f.id for f in facts}) == len({(f.document_id, f.value_start) for f in facts}) == 103


def test_quote_is_the_sentence_without_its_neighbours(sheets: dict[str, Processed]) -> None:
    fact = only(sheets["colorado-2023.txt"], "cybertipline_reports_to_law_enforcement")
    assert fact.quote.strip("*") == (
        "In 2023, 9,720 CyberTipline reports were made available to law enforcement in Colorado."
    )


def test_place_sentence_or_context_names_place_and_year(sheets: dict[str, Processed]) -> None:
    for sheet in sheets.values():
        for fact in sheet.extraction.facts:
            said = fact.quote + "".join(e.quote for e in fact.context)
            assert fact.period is None or fact.period in said, fact.indicator
            assert fact.place == "US" or PLACES[fact.place] in said, fact.indicator


@pytest.mark.parametrize(
    ("row", "value", "held"),
    [
        ("missing_from_social_services_facility", 807, "Children Missing From Social Services Facility"),
        ("other_missing_children_cases", 70, "Other Missing Children Cases"),
        ("missing_reported_by_hhs_orr", 16, "Office of Refugee Resettlement"),
    ],
)
def test_merged_rows_of_massachusetts(sheets: dict[str, Processed], row: str, value: int, held: str) -> None:
    fact = only(sheets["massachusetts-2023.txt"], row)
    assert fact.value == value
    assert held in fact.quote and fact.quote.endswith(str(value))


def test_rows_of_every_sheet_add_up(sheets: dict[str, Processed]) -> None:
    for sheet in sheets.values():
        assert sum(only(sheet, row).value for row in ROWS) == only(sheet, "missing_children_cases").value


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize(("place", "name"), PLACES.items())
def test_row_inherits_place_and_year_from_the_lead(
    sheets: dict[str, Processed], row: str, place: str, name: str
) -> None:
    fact = only(sheets[SOURCES[place]], row)
    (lead,) = fact.context
    assert f"cases of missing children from {name} as follows" in lead.quote
    assert "In 2023" in lead.quote
    assert lead.end <= fact.start


def test_percentage_inherits_its_year_from_the_sentence_it_continues(sheets: dict[str, Processed]) -> None:
    for sheet in sheets.values():
        fact = only(sheet, "runaways_likely_trafficking_victims_percent")
        (context,) = fact.context
        assert context.quote.startswith("In 2023, NCMEC assisted law enforcement")


def test_identified_children_have_no_year_even_beside_one(sheets: dict[str, Processed]) -> None:
    for sheet in (*sheets.values(), made()):
        fact = only(sheet, "children_identified_cvip")
        assert (fact.value, fact.period, fact.context) == (Decimal(27130), None, ())


# sheets made by hand


def test_made_sheet_reads_as_a_sheet_of_the_family() -> None:
    sheet = made()
    assert (sheet.document.family, sheet.document.place, sheet.document.period) == ("ncmec_state_data", "US-OH", "2023")
    assert (len(sheet.extraction.facts), sheet.extraction.flags) == (19, ())
    assert only(sheet, "cybertipline_reports_to_law_enforcement").value == 7315
    assert sheet.extraction.numerals.unclaimed == 0


@pytest.mark.parametrize(
    ("words", "value"), [("fourteen", 14), ("Twenty-two", 22), ("one hundred and five", 105), ("zero", 0)]
)
def test_number_words_are_facts(words: str, value: int) -> None:
    sheet = made(engagements=words)
    fact = only(sheet, "sex_trafficking_engagements")
    assert fact.value == value
    assert_spans(fact, sheet.document, words)
    assert sheet.extraction.numerals.unclaimed == 0


@pytest.mark.parametrize(
    ("printed", "qualifier"),
    [
        ("more than 7,300", Qualifier.MORE_THAN),
        ("at least 7,300", Qualifier.AT_LEAST),
        ("fewer than 7,300", Qualifier.LESS_THAN),
        ("approximately 7,300", Qualifier.ABOUT),
    ],
)
def test_qualifier_of_a_place_figure_survives(printed: str, qualifier: Qualifier) -> None:
    fact = only(made(reports=printed), "cybertipline_reports_to_law_enforcement")
    assert (fact.value, fact.qualifier) == (Decimal(7300), qualifier)


@pytest.mark.parametrize("printed", ["3 ,418", "S7", "3,41", "7,3I5", "1O4", "12.3.4"])
def test_doubtful_number_is_flagged_and_no_fact(printed: str) -> None:
    sheet = made(reports=printed)
    indicator = "cybertipline_reports_to_law_enforcement"
    assert indicator not in indicators(sheet)
    assert (FlagKind.UNREADABLE_NUMBER, indicator) in flags(sheet)


@pytest.mark.parametrize("printed", ["5 00", "5O0", "S00"])
def test_doubtful_row_gives_no_wrong_fact(printed: str) -> None:
    sheet = made(facility=printed)
    values = {f.indicator: f.value for f in sheet.extraction.facts if f.indicator in ROWS}
    assert values.get("missing_from_social_services_facility") is None
    assert values.get("other_missing_children_cases") in (None, 70)
    assert sheet.extraction.flags


def test_rows_that_do_not_add_up_are_facts_with_a_flag() -> None:
    sheet = made(facility="499")
    assert flags(sheet) == [(FlagKind.ROWS_DO_NOT_ADD_UP, "missing_children_cases")]
    for name in (*ROWS, "missing_children_cases"):
        assert only(sheet, name).flags == (FlagKind.ROWS_DO_NOT_ADD_UP,)
    assert only(sheet, "missing_from_social_services_facility").value == 499
    assert only(sheet, "sex_trafficking_engagements").flags == ()


def test_merged_rows_that_do_not_add_up_are_not_guessed() -> None:
    rows = "Other Missing Children Cases Children Reported Missing by Office of Refugee Resettlement (HHS-ORR):\t"
    text = made_sheet()
    start = text.index("Other Missing Children Cases")
    end = text.index("\n", text.index("(HHS-ORR)"))
    sheet = processed(f"{text[:start]}{rows}71\n\t30{text[end:]}")
    assert not indicators(sheet) & set(ROWS)
    assert {i for kind, i in flags(sheet) if kind is FlagKind.INDICATOR_MISSING} == set(ROWS)


def test_figure_stated_twice_alike_is_one_value() -> None:
    again = (
        "In 2023, NCMEC had 14 engagements with Ohio social service agencies on cases involving child sex trafficking."
    )
    sheet = made(more=f"\n{again}\n")
    values = {f.value for f in sheet.extraction.facts if f.indicator == "sex_trafficking_engagements"}
    assert values == {Decimal(14)}
    assert sheet.extraction.flags == ()


def test_figure_stated_twice_differently_is_doubtful() -> None:
    again = (
        "In 2023, NCMEC had 15 engagements with Ohio social service agencies on cases involving child sex trafficking."
    )
    sheet = made(more=f"\n{again}\n")
    assert "sex_trafficking_engagements" not in indicators(sheet)
    assert (FlagKind.STATED_TWICE, "sex_trafficking_engagements") in flags(sheet)


def test_missing_indicator_is_flagged() -> None:
    text = made_sheet()
    start = text.index("In 2023, NCMEC had 14 engagements")
    sheet = processed(text[:start] + text[text.index("\n", start) :])
    assert flags(sheet) == [(FlagKind.INDICATOR_MISSING, "sex_trafficking_engagements")]


def test_absence_of_team_adam_is_no_flag() -> None:
    assert not [i for _, i in flags(made()) if i and i.startswith("team_adam")]


def test_unclaimed_figure_is_flagged_with_its_sentence() -> None:
    sentence = "In 2023, NCMEC trained 77 school counselors in Ohio."
    sheet = made(more=f"\n{sentence}\n")
    (flag,) = sheet.extraction.flags
    assert (flag.kind, flag.indicator, flag.quote) == (FlagKind.UNCLAIMED_NUMERAL, None, sentence)
    assert sheet.document.text[flag.start : flag.end] == flag.quote
    assert sheet.extraction.numerals.unclaimed == 1


def test_numbers_in_brackets_are_those_of_a_list_only_in_their_order() -> None:
    sentence = "Team HOPE met many Ohio families (61), who got (1) calls and (2) letters."
    (flag,) = made(more=f"\n{sentence}\n").extraction.flags
    assert flag.quote == sentence
    assert "the figure 61." in flag.message


@pytest.mark.parametrize(
    ("sentence", "numerals"),
    [
        ("Twelve cases on the islands of Ohio were closed.", 1),  # counts what the family counts
        ("Where NCMEC met Ohio families, Team HOPE had support for survivors eleven times.", 1),  # looks like Team HOPE
        ("One case in Ohio was closed.", 0),
        ("Ohio has three great lakes.", 0),
    ],
)
def test_unclaimed_number_word_is_flagged_where_it_may_be_a_figure(sentence: str, numerals: int) -> None:
    sheet = made(more=f"\n{sentence}\n")
    assert sheet.extraction.numerals.unclaimed == numerals
    assert [flag.quote for flag in sheet.extraction.flags] == [sentence] * numerals


def test_figure_of_another_state_in_a_sheet_is_no_fact() -> None:
    text = made_sheet().replace(
        "made available to law enforcement in Ohio", "made available to law enforcement in Texas"
    )
    sheet = processed(text)
    assert "cybertipline_reports_to_law_enforcement" not in indicators(sheet)
    assert "cybertipline_reports_to_law_enforcement" in {indicator for _, indicator in flags(sheet)}


def test_rest_of_a_reworded_sheet_is_still_read() -> None:
    text = made_sheet().replace("NCMEC reviewed 33 submissions of", "NCMEC looked through 33 bundles with")
    sheet = processed(text)
    assert "cvip_submissions_reviewed" not in indicators(sheet)
    assert {FlagKind.INDICATOR_MISSING, FlagKind.UNCLAIMED_NUMERAL} == {kind for kind, _ in flags(sheet)}
    assert len(sheet.extraction.facts) == 18


@pytest.mark.parametrize(
    "change",
    [("\n", "\r\n"), ("NCMEC's", "NCMEC\u2019s"), ("\t", " \t "), ("law enforcement in", "**law** enforcement in")],
)
def test_damage_that_does_not_touch_figures_changes_no_fact(change: tuple[str, str]) -> None:
    plain, damaged = made(), processed(made_sheet().replace(*change))
    assert [(f.indicator, f.value, f.period) for f in damaged.extraction.facts] == [
        (f.indicator, f.value, f.period) for f in plain.extraction.facts
    ]
    for fact in damaged.extraction.facts:
        assert damaged.document.text[fact.start : fact.end] == fact.quote


@pytest.mark.parametrize("text", ["", "Title only", "# Ohio Data\n\nNCMEC 5", "\t\n\t5"])
def test_other_text_is_of_no_family_and_yields_no_fact(text: str) -> None:
    sheet = processed(text)
    assert (sheet.document.family, sheet.extraction.facts, sheet.extraction.flags) == (None, (), ())


# flags that compare documents


def added(library: Library, folder: Path, text: str) -> list[tuple[str, str | None, str]]:
    """Add a sheet and return the flags as (kind, indicator, source)."""
    (folder / "ohio-2023.txt").write_text(text)
    library.add([folder / "ohio-2023.txt"])
    names = {d.id: d.source for d in library.documents()}
    return [(flag.kind.value, flag.indicator, names[flag.document_id]) for flag in library.check().flags]


def test_overall_figures_that_differ_are_flagged_where_a_sheet_deviates(library: Library, tmp_path: Path) -> None:
    found = added(library, tmp_path, made_sheet(overall_cases="28,887"))
    assert found == [("overall_differs", "missing_child_cases_assisted", "ohio-2023.txt")]
    assert library.check().flags[0].message.endswith("28,886 in 5 sheets, 28,887 in 1.")
    facts = library.facts(indicators=["missing_child_cases_assisted"])
    assert [f.flags for f in facts] == [(FlagKind.OVERALL_DIFFERS,)] * 6
    library.remove("ohio-2023.txt")
    assert library.check().flags == ()
    assert {f.flags for f in library.facts()} == {()}


def test_overall_figures_without_a_clear_majority_are_flagged_in_every_sheet(library: Library, tmp_path: Path) -> None:
    library.remove(*(SOURCES[place] for place in ("US-CO", "US-CT")))  # three sheets are left
    others = ("Iowa", "Ohio", "Utah")
    for place in others:
        (tmp_path / f"{place.lower()}.txt").write_text(made_sheet(place, overall_cases="28,887"))
    library.add([tmp_path])
    assert len(library.check().flags) == 6
    library.remove("utah.txt")
    names = {d.id: d.source for d in library.documents()}
    assert [names[flag.document_id] for flag in library.check().flags] == ["iowa.txt", "ohio.txt"]
    library.remove("iowa.txt", SOURCES["US-MA"])  # two against one: nobody can tell
    assert len(library.check().flags) == 3


def test_place_figure_above_the_overall_one_is_flagged(library: Library, tmp_path: Path) -> None:
    found = added(library, tmp_path, made_sheet(hope="5,760"))
    assert found == [("exceeds_overall", "team_hope_families_supported", "ohio-2023.txt")]
    (fact,) = library.facts(indicators=["team_hope_families_supported"], places=["US-OH"])
    assert (fact.value, fact.flags) == (Decimal(5760), (FlagKind.EXCEEDS_OVERALL,))


def test_overall_figures_of_other_years_do_not_differ(library: Library, tmp_path: Path) -> None:
    assert added(library, tmp_path, made_sheet(year="2022", overall_cases="27,500")) == []
