"""The five sheets are the published ones, byte for byte."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from printed import PLACES, SOURCES

from index import Library
from index.settings import Settings

SHA256 = {
    "colorado-2023.txt": "2db9d00c15dc62b3077d570c07b1aeeb8da30115e5e91b641750bbb810d8ce74",
    "connecticut-2023.txt": "144672f0a62835d518d704906a46f5849667b83731c02fad634780a6dd21ce7c",
    "massachusetts-2023.txt": "b6f531df06526c6197e08c7299906e1c260bb9ba439b22f4148218e85474a5c6",
    "minnesota-2023.txt": "c290545472d20a5db78f2a6792d4e07b211fb2ca08c20356cb0107f0fb20eb14",
    "new-york-2023.txt": "2a0c9f8c49d3700921c32fa15d9984fa147fbf01e198d93744ac67ed303a53a8",
}


def test_corpus_holds_the_five_sheets_and_nothing_else(corpus: Path) -> None:
    assert {path.name for path in corpus.iterdir()} == set(SHA256)


@pytest.mark.parametrize("name", SHA256)
def test_sheet_is_unaltered(corpus: Path, name: str) -> None:
    assert hashlib.sha256((corpus / name).read_bytes()).hexdigest() == SHA256[name]


@pytest.mark.parametrize("place", PLACES)
def test_stored_text_is_the_file(corpus: Path, built_home: Path, place: str) -> None:
    stored = Library.open(Settings(home=built_home)).document(SOURCES[place])
    assert stored.text.encode() == (corpus / SOURCES[place]).read_bytes()
    assert stored.content_hash == SHA256[SOURCES[place]]
    assert (stored.place, stored.period, stored.family) == (place, "2023", "ncmec_state_data")


@pytest.mark.parametrize(("place", "name"), PLACES.items())
def test_title_is_read_without_marks(built_home: Path, place: str, name: str) -> None:
    stored = Library.open(Settings(home=built_home)).document(SOURCES[place])
    assert stored.title == f"The National Center for Missing and Exploited Children {name} Data"
