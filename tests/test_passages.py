"""Passages, and the masked text by which near-duplicates are embedded once."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from printed import made_sheet

from index import Library
from index.build import Processed, process
from index.catalog import load_catalogs
from index.passages import mask, text_hash
from index.settings import Settings


def processed(text: str, name: str = "sheet.txt") -> Processed:
    return process(name, text, text_hash(text), "2024-01-01T00:00:00Z", load_catalogs())


@pytest.fixture(scope="module")
def sheets(corpus: Path) -> list[Processed]:
    return [processed(path.read_bytes().decode(), path.name) for path in sorted(corpus.iterdir())]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("In 2023, 9,720 reports in Colorado.", "In the year, some reports in the state."),
        ("36.2 million reports", "some reports"),
        ("from New York law enforcement", "from the state law enforcement"),
        ("no figure here", "no figure here"),
    ],
)
def test_mask_takes_out_places_years_and_figures(text: str, masked: str) -> None:
    assert mask(text) == masked


@given(st.text(max_size=100))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_passages_read_their_spans(sheets: list[Processed]) -> None:
    for sheet in sheets:
        assert len(sheet.passages) >= 25
        for passage, _ in sheet.passages:
            assert sheet.document.text[passage.start : passage.end] == passage.text
            assert passage.reading and "**" not in passage.reading and "\n" not in passage.reading


def test_passages_stand_in_order_and_do_not_overlap(sheets: list[Processed]) -> None:
    for sheet in sheets:
        spans = [(passage.start, passage.end) for passage, _ in sheet.passages]
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_every_figure_stands_in_a_passage(sheets: list[Processed]) -> None:
    for sheet in sheets:
        spans = [(p.start, p.end) for p, _ in sheet.passages]
        for fact in sheet.extraction.facts:
            assert any(a <= fact.value_start < b for a, b in spans), (sheet.document.source, fact.indicator)


def test_passages_know_their_section(sheets: list[Processed]) -> None:
    sections = {p.section for sheet in sheets for p, _ in sheet.passages if "CyberTipline" in p.reading}
    assert sections == {"NCMEC's Work to Combat Child Sexual Exploitation"}


def test_near_duplicates_are_few_distinct_texts(sheets: list[Processed]) -> None:
    distinct = {hash_ for sheet in sheets for _, hash_ in sheet.passages}
    assert len(distinct) <= 35
    assert sum(len(sheet.passages) for sheet in sheets) >= 4 * len(distinct)


def test_store_holds_each_distinct_text_once(built_home: Path, sheets: list[Processed]) -> None:
    stored = Library.open(Settings(home=built_home)).texts()
    assert {hash_ for hash_, _ in stored} == {hash_ for sheet in sheets for _, hash_ in sheet.passages}
    assert len({text for _, text in stored}) == len(stored) <= 35


def test_sheet_of_another_state_has_no_text_of_its_own() -> None:
    ohio, texas = processed(made_sheet("Ohio")), processed(made_sheet("Texas", year="2022", reports="1"))
    ours, theirs = ({hash_ for _, hash_ in sheet.passages} for sheet in (ohio, texas))
    assert len(ours ^ theirs) <= 2  # "report was" for one


def test_document_of_no_family_is_embedded_as_it_stands() -> None:
    note = processed("Notes\n\nColorado had 5 offices in 2023.", "notes.md")
    assert note.document.family is None
    assert set(note.texts.values()) == {"Colorado had 5 offices in 2023."}
    assert note.extraction.facts == ()
    assert note.extraction.numerals.total == note.extraction.numerals.as_context == 2
