"""What a connection keeps of the store: the same facts as a query gives, and none that somebody has changed since."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from printed import made_sheet

from index import Library
from index.database import Database
from index.kept import FactIndex, Kept
from index.settings import Settings
from index.types import Document

CASES = {"indicators": ["missing_children_cases"], "places": ["US-CO"]}
COLORADO_CASES = Decimal(467)
SEVERAL: Sequence[dict[str, Any]] = (
    {},
    CASES,
    {**CASES, "periods": ["2023"]},
    {**CASES, "periods": ["2022"]},
    {**CASES, "periods": [None]},
    {**CASES, "periods": ["2023", None]},
    {"places": ["US", "US"]},
    {"places": ["US-NY", "US-CO"], "periods": [None, "2023"]},
    {"indicators": ["missing_children_cases", "cybertipline_reports_to_law_enforcement", "no_such"]},
    {"indicators": ["missing_children_cases", "missing_children_cases"], "places": ["US-NY", "US-CO", "US-OH"]},
    {"value": COLORADO_CASES},
    {"value": Decimal("467.0"), "places": ["US-CO"]},
    {"value": Decimal(2), "places": ["US"]},
    {"document_id": "none of these"},
)


def facts_twice(library: Library, **filters: Any) -> list[list[Any]]:
    """Facts as a first reading finds them by a query, and a later one in what its connection keeps."""
    found = []
    for _ in range(2):
        with library.snapshot() as database:
            found.append(database.facts(**filters))
    return found


@pytest.mark.parametrize("filters", SEVERAL, ids=str)
def test_kept_facts_are_those_of_a_query(built_home: Path, filters: dict[str, Any]) -> None:
    library = Library.open(Settings(home=built_home))
    library.close()
    by_query, kept = facts_twice(library, **filters)
    assert by_query == kept


def test_kept_facts_of_a_place_in_a_document_are_those_of_a_query(built_home: Path) -> None:
    library = Library.open(Settings(home=built_home))
    every = library.facts()
    spans = {(fact.document_id, fact.start, fact.end, fact.indicator, fact.place) for fact in every}
    for document, start, end, indicator, place in sorted(spans):
        for more in ({}, {"indicators": [indicator]}, {"places": [place]}, {"indicators": ["no_such"]}):
            library.close()
            by_query, kept = facts_twice(library, document_id=document, span=(start, end), **more)
            assert by_query == kept
            assert bool(kept) == (more != {"indicators": ["no_such"]})


@pytest.mark.sqlite
def test_change_by_another_process_is_seen_at_once(own_home: Path) -> None:
    library = Library.open(Settings(home=own_home))
    for _ in range(2):
        assert [f.value for f in library.facts(**CASES)] == [COLORADO_CASES]
    change = "UPDATE facts SET value = '468' WHERE indicator = 'missing_children_cases' AND place = 'US-CO'"
    write = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
    subprocess.run([sys.executable, "-c", write, str(own_home / "statdesk.db"), change], check=True, timeout=60)
    for _ in range(3):
        assert [f.value for f in library.facts(**CASES)] == [Decimal(468)]


def test_snapshot_stays_what_it_was_while_another_writes(own_home: Path, tmp_path: Path) -> None:
    library, other = Library.open(Settings(home=own_home)), Library.open(Settings(home=own_home))
    library.facts()
    path = tmp_path / "ohio-2023.txt"
    path.write_text(made_sheet("Ohio"))
    with library.snapshot() as database:
        other.add([path])
        assert database.facts(places=["US-OH"]) == []
        assert len(database.facts()) == 103
    assert len(library.facts(places=["US-OH"])) > 1
    other.remove("ohio-2023.txt")
    assert library.facts(places=["US-OH"]) == []


@pytest.mark.sqlite
def test_other_table_of_the_store_counts_as_a_change(own_home: Path) -> None:
    library = Library.open(Settings(home=own_home))
    for _ in range(2):
        version = library.version()
    with sqlite3.connect(own_home / "statdesk.db") as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'store_version'", (str(version + 7),))
    assert library.version() == version + 7


def test_documents_are_kept_up_to_a_number() -> None:
    kept = Kept(state=1)
    document = Document(id="a", title="", source="", family=None, place=None, period=None, content_hash="", text="")
    for n in range(1000):
        kept.add(str(n), document)
        assert kept.documents[str(n)] is document
    assert len(kept.documents) < 300


def test_index_of_no_facts_finds_none() -> None:
    assert FactIndex([]).find(indicators=["a"], places=["b"], periods=[], value=None, document_id=None, span=None) == []


def test_writer_keeps_nothing_of_what_it_changes(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.open(Settings(home=own_home))
    seen: list[int] = []
    compare = Database.compare_documents

    def counted(self: Database, counterparts: Any) -> None:
        seen.append(len(self.facts()))
        compare(self, counterparts)

    monkeypatch.setattr(Database, "compare_documents", counted)
    library.remove("colorado-2023.txt")
    assert seen == [len(library.facts())]
    assert 0 < seen[0] < 103
