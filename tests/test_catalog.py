"""The catalog: what it must hold, and that a corrupt one is refused with one clear sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from printed import OVERALL, PRINTED, ROWS, UNITS

from index.catalog import Catalog, catalog_directory, fingerprint, load_catalog, load_catalogs
from index.catalog.patterns import compile_pattern
from index.errors import CatalogError
from index.places import find_names

MINIMAL: dict[str, Any] = {
    "family": "demo",
    "title": "Demo sheets",
    "publisher": "Demo",
    "overall": "Demo overall",
    "about": "demos",
    "recognise": {"title": "Demo {place} Data"},
    "units": {"cases": {"one": "case", "many": "cases"}},
    "indicators": [
        {
            "id": "demo_cases",
            "label": "demo cases",
            "level": "place",
            "unit": "cases",
            "definition": "Cases.",
            "statements": ["In {year}, {value} cases in {place}"],
            "answer": "{value} cases in {place} in {period}",
            "asked_as": ["demo cases"],
        }
    ],
}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    (found,) = [c for c in load_catalogs() if c.family == "ncmec_state_data"]
    return found


def written(folder: Path, content: object, name: str = "demo.yaml") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    return path


def with_indicator(**changes: object) -> dict[str, Any]:
    return MINIMAL | {"indicators": [MINIMAL["indicators"][0] | changes]}


def test_indicators_are_the_eleven_of_each_level(catalog: Catalog) -> None:
    assert {i.id for i in catalog.indicators if i.level == "place"} == set(PRINTED)
    assert {i.id for i in catalog.indicators if i.level == "nation"} == set(OVERALL)


def test_units_are_those_of_the_figures(catalog: Catalog) -> None:
    units = {i.id: i.unit for i in catalog.indicators}
    assert units == UNITS | {name: overall.unit for name, overall in OVERALL.items()}


def test_team_adam_figures_and_only_they_may_be_missing(catalog: Catalog) -> None:
    optional = {i.id for i in catalog.indicators if i.optional}
    assert optional == {
        "team_adam_critical_case_assistance", "team_adam_critical_incidents", "team_adam_long_term_cases"
    }  # fmt: skip


def test_only_identified_children_have_no_year(catalog: Catalog) -> None:
    assert {i.id for i in catalog.indicators if i.period == "none"} == {"children_identified_cvip"}


def test_three_rows_are_parts_of_the_missing_children_cases(catalog: Catalog) -> None:
    (table,) = catalog.tables
    assert (table.lead, set(table.rows)) == ("missing_children_cases", set(ROWS))


def test_overall_figures_of_which_a_place_is_a_part(catalog: Catalog) -> None:
    parts = {i.id: i.part_of_overall for i in catalog.indicators if i.part_of_overall}
    assert parts == {
        "runaways_from_social_services_facility": "missing_child_cases_assisted",
        "missing_children_cases": "missing_child_cases_assisted",
        "missing_from_social_services_facility": "runaways_from_social_services_facility",
        "team_hope_families_supported": "team_hope_supported",
    }


def test_definitions_name_no_place_and_hold_no_figure(catalog: Catalog) -> None:
    for indicator in catalog.indicators:
        assert not list(find_names(indicator.definition)), indicator.id
        assert not re.search(r"\d", indicator.definition), indicator.id


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        ("In {year}, {value} cases", "In 2023, 9,720 cases", {"year": "2023", "value": "9,720"}),
        ("had {value} users", "had more than 18,000 users", {"value": "18,000"}),
        ("{value} <case|cases> in {place}", "1 case in New York", {"value": "1", "place": "New York"}),
        ("in [all of] {place}", "in Ohio", {"place": "Ohio"}),
        ("in [all of] {place}", "in all of Ohio", {"place": "Ohio"}),
        ("[About] {value} cases [handled]", "5 cases", {"value": "5"}),
        ("on {figure} cases, {value} of which", "on 28,886 cases, 22,442 of which", {"value": "22,442"}),
        ("IN {year} it", "in\n2023 it", {"year": "2023"}),
    ],
)
def test_pattern_language(pattern: str, text: str, groups: dict[str, str]) -> None:
    match = compile_pattern(pattern).search(text)
    assert match is not None
    assert {k: v for k, v in match.groupdict().items() if v} == groups


@pytest.mark.parametrize("pattern", ["{unknown} cases", "[open", "closed]", "In {year} and {year}"])
def test_bad_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match=r"pattern|slot"):
        compile_pattern(pattern)


def test_packaged_catalog_and_a_minimal_one_are_valid(tmp_path: Path) -> None:
    assert load_catalog(written(tmp_path, MINIMAL)).family == "demo"
    assert load_catalog(catalog_directory() / "ncmec_state_data.yaml").family == "ncmec_state_data"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ("family: [unclosed", "YAML"),
        ("", "file"),
        ("just a text", "file"),
        ("- a\n- list", "file"),
        (MINIMAL | {"family": "Not An Id"}, "family"),
        (MINIMAL | {"surprise": 1}, "surprise"),
        (MINIMAL | {"indicators": []}, "indicators"),
        ({k: v for k, v in MINIMAL.items() if k != "units"}, "units"),
        (MINIMAL | {"indicators": MINIMAL["indicators"] * 2}, "twice"),
        (MINIMAL | {"tables": [{"lead": "nothing", "rows": ["demo_cases"]}]}, "nothing"),
        (with_indicator(unit="apples"), "apples"),
        (with_indicator(level="city"), "level"),
        (with_indicator(statements=[]), "statement"),
        (with_indicator(statements=["no figure"]), "value"),
        (with_indicator(statements=["{value} {wrong}"]), "wrong"),
        (with_indicator(answer="no figure"), "value"),
        (with_indicator(instead=["nothing"]), "nothing"),
        (with_indicator(asked_as=[]), "asked_as"),
    ],
)
def test_corrupt_catalog_is_refused_naming_file_and_place(tmp_path: Path, content: object, word: str) -> None:
    with pytest.raises(CatalogError) as caught:
        load_catalog(written(tmp_path, content))
    assert "demo.yaml" in str(caught.value)
    assert word in str(caught.value)


def test_catalog_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CatalogError, match=r"demo\.yaml"):
        load_catalog(tmp_path / "demo.yaml")
    with pytest.raises(CatalogError, match=r"other\.yaml"):
        load_catalog(tmp_path / "other.yaml")


def test_folder_without_catalogs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="no catalog"):
        load_catalogs(tmp_path)


def test_indicator_of_two_catalogs_is_refused(tmp_path: Path) -> None:
    written(tmp_path, MINIMAL, "one.yaml")
    written(tmp_path, MINIMAL | {"family": "other"}, "two.yaml")
    with pytest.raises(CatalogError, match="demo_cases"):
        load_catalogs(tmp_path)


def test_fingerprint_changes_with_any_byte(tmp_path: Path) -> None:
    written(tmp_path, MINIMAL)
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    written(tmp_path, MINIMAL | {"about": "demo things"})
    assert fingerprint(tmp_path) != before
