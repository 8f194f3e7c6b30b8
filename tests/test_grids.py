"""Grids: what is certain in a damaged or unusual table becomes a fact, everything else a flag, nothing a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import Processed, process
from index.catalog import load_catalog

CATALOG = load_catalog(Path(__file__).with_name("harbour_statistics.yaml"))
TITLE = "Northmark Harbour Authority: Quarterly Port Statistics, "


def read(table: str, place: str = "Port of Halvik", below: str = "") -> Processed:
    text = f"{TITLE}{place}\n\n{table}\n\n{below}"
    return process("table.txt", text, "0" * 64, "2024-01-01T00:00:00Z", [CATALOG])


def figures(processed: Processed) -> list[tuple[str, str, str | None, str]]:
    return [(f.indicator, f.place, f.period, str(f.value)) for f in processed.extraction.facts]


def kinds(processed: Processed) -> list[str]:
    return [f.kind.value for f in processed.extraction.flags if f.kind != "indicator_missing"]


@pytest.mark.parametrize(
    "cell",
    [
        "", "-", "–", "n/a", "..", "3 ,418", "S7", "1,23", "12,34,567", "8.410", "8 410", "-5", "8,410 (x)", "8,410*",
        "8,410 8,500", "61.5%", "1/2", "about 8,000", "8,410?", "twelve",
    ],
)  # fmt: skip
def test_doubtful_cell_is_flagged(cell: str) -> None:
    found = read(f"Measure\tQ1 2024\tQ2 2024\nShip calls\t{cell}\t230")
    assert figures(found) == [("ship_calls", "NM-HAL", "2024-Q2", "230")]
    assert "unreadable_number" in kinds(found)


def test_dash_is_never_zero_and_zero_is() -> None:
    assert figures(read("Measure\tQ1 2024\tQ2 2024\nShip calls\t0\t-")) == [("ship_calls", "NM-HAL", "2024-Q1", "0")]


def test_rows_of_another_length_have_no_certain_column() -> None:
    found = read("Measure\tQ1 2024\tQ2 2024\nShip calls\t212\nContainers handled\t8,410\t9,005")
    assert {name for name, *_ in figures(found)} == {"containers_handled"}
    assert kinds(found) == ["unreadable_number"]


def test_column_or_row_given_twice_is_flagged() -> None:
    twice = read("Measure\tQ1 2024\tQ1 2024\tQ2 2024\nShip calls\t212\t213\t230")
    assert figures(twice) == [("ship_calls", "NM-HAL", "2024-Q2", "230")]
    assert kinds(twice) == ["stated_twice", "stated_twice"]
    rows = read("Measure\tQ1 2024\tQ2 2024\nShip calls\t212\t230\nShip calls\t213\t231")
    assert (figures(rows), kinds(rows)) == ([], ["stated_twice", "stated_twice"])


def test_two_tables_that_differ_give_no_fact() -> None:
    found = read("Measure\tQ1 2024\nShip calls\t212\n\nMeasure\tQ1 2024\tQ2 2024\nShip calls\t213\t230")
    assert figures(found) == [("ship_calls", "NM-HAL", "2024-Q2", "230")]
    assert kinds(found) == ["stated_twice", "stated_twice"]


def test_unknown_row_column_and_unit_are_left_to_a_person() -> None:
    found = read(
        "Measure\tQ1 2024\tChange\nPassengers\t500\t3\nCargo handled (thousand tonnes)\t120\t4\nShip calls\t212\t6"
    )
    assert figures(found) == [("ship_calls", "NM-HAL", "2024-Q1", "212")]
    assert kinds(found) == ["unknown_measure", "unknown_measure", "unclaimed_numeral"]


def test_place_without_a_caption_that_tells_the_measure_is_not_read() -> None:
    assert figures(read("Port\tQ1 2024\nHalvik\t120,400\nSundby\t98,300", "All Ports")) == []


def test_caption_in_the_table_itself_tells_the_measure() -> None:
    table = "Cargo handled by port (tonnes)\nPort\tQ1 2024\nHalvik\t120,400\nSundby\t98,300"
    found = figures(read(table, "All Ports"))
    assert found == [("cargo_handled", "NM-HAL", "2024-Q1", "120400"), ("cargo_handled", "NM-SUN", "2024-Q1", "98300")]
    assert figures(read(table, "Port of Halvik")) == found[:1]  # a port's document speaks of that port


def test_overall_measure_stands_in_the_overall_document_only() -> None:
    table = "Measure\tQ1 2024\nDredged material (cubic metres)\t15,000"
    assert figures(read(table, "All Ports")) == [("dredged_material", "NM", "2024-Q1", "15000")]
    assert (figures(read(table)), kinds(read(table))) == ([], ["unknown_measure"])


def test_ports_that_do_not_add_up_are_flagged_and_stay_facts() -> None:
    table = "Cargo handled by port (tonnes)\nPort\tQ1 2024\tQ2 2024\nHalvik\t10\t20\nSundby\t5\t5\nAll ports\t16\t25"
    found = read(table, "All Ports")
    assert kinds(found) == ["rows_do_not_add_up"]
    marked = {(f.place, f.period) for f in found.extraction.facts if f.flags}
    assert marked == {("NM-HAL", "2024-Q1"), ("NM-SUN", "2024-Q1"), ("NM", "2024-Q1")}
    assert len(found.extraction.facts) == 6


def test_footnote_explains_its_mark_and_percent_its_unit() -> None:
    found = read("Measure\tQ1 2024\nBerth occupancy (%)\t61.5% (r)", below="(r) Revised.")
    (fact,) = found.extraction.facts
    assert (str(fact.value), fact.unit, fact.context[-1].quote) == ("61.5", "percent", "(r) Revised.")
    for cell in ("212*", "**212***"):
        starred = read(f"Measure\tQ1 2024\nShip calls\t{cell}", below="* Revised.")
        assert [f.context[-1].quote for f in starred.extraction.facts] == ["* Revised."]
    bold = read("Measure\tQ1 2024\nShip calls\t**212**", below="* Revised.")
    assert figures(bold) == [("ship_calls", "NM-HAL", "2024-Q1", "212")]
    assert bold.extraction.facts[0].method == "cell"


def test_every_numeral_of_a_clean_table_is_accounted_for() -> None:
    numerals = read("Measure\tQ1 2024\tQ2 2024\nShip calls\t212\t230").extraction.numerals
    # 1, 2024, 2, 2024 in the header and the two figures
    assert (numerals.total, numerals.as_facts, numerals.as_context, numerals.unclaimed) == (6, 2, 4, 0)
