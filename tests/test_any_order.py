"""However a store came to its files, it holds and answers what a build of exactly these files does."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printed import made_sheet
from stores import fresh

from assistant import Assistant
from index import Library
from index.errors import UnknownDocumentError
from index.types import FlagKind

# file name -> the texts that come under it, one after the other
TEXTS = {
    "ohio.txt": (made_sheet("Ohio"), made_sheet("Ohio", reports="7,000"), made_sheet("Ohio", reports="7 ,000")),
    "ohio-2022.txt": (made_sheet("Ohio", year="2022"), made_sheet("Ohio", year="2022", facility="499")),
    "utah.txt": (made_sheet("Utah", overall_cases="28,887"), made_sheet("Utah")),
    "iowa.txt": (made_sheet("Iowa", cases="40,000"),),
    "notes.md": ("# Notes\n\nThe office opens at nine.\n", "# Notes\n\nThe office is closed.\n"),
}
FILES = [(name, version) for name, texts in TEXTS.items() for version in range(len(texts))]
ADDED = st.lists(st.sampled_from(FILES), min_size=1, max_size=4, unique_by=lambda file: file[0])
REMOVED = st.sampled_from(sorted(TEXTS))
STEPS = st.lists(st.one_of(ADDED, ADDED, REMOVED), min_size=1, max_size=6)
QUESTIONS = (
    "How many CyberTipline reports were made available to law enforcement in Ohio?",
    "How many missing children cases did NCMEC handle in Ohio in 2022?",
    "How many missing child cases did NCMEC assist with overall?",
    "Which state had the most missing children cases?",
    "How many CyberTipline reports were made available to law enforcement in Utah?",
)


pytestmark = pytest.mark.usefixtures("known_vectors")


def write(folder: Path, files: list[tuple[str, int]]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, version in files:
        (folder / name).write_text(TEXTS[name][version], "utf-8")
    return [folder / name for name, _ in files]


def held(library: Library) -> dict[str, Any]:
    """All that a store tells, but for when it was told and what its history adds."""
    with library.snapshot() as database:
        texts = sorted(text for _, text, _ in database.texts())
    return {
        "documents": [replace(d, added="", flags=0) for d in library.documents()],
        "facts": [
            replace(f, flags=tuple(kind for kind in f.flags if kind is not FlagKind.REVISED)) for f in library.facts()
        ],
        "flags": [flag for flag in library.flags() if flag.kind is not FlagKind.REVISED],
        "numerals": library.check().numerals,
        "texts": texts,
    }


def answers(library: Library) -> list[Any]:
    assistant = Assistant(library)
    current = {document.id for document in library.documents()}
    told = []
    for answer in map(assistant.ask, QUESTIONS):
        sources = {citation.document_id for citation in answer.citations}
        told.append(
            (answer.status, answer.reason, [replace(v, citations=()) for v in answer.values], sources & current)
        )
    return told


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_any_sequence_of_changes_ends_as_a_build_of_its_files(
    built_home: Path, steps: list[list[tuple[str, int]] | str]
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        base = Path(directory)
        changed = fresh(base / "changed", built_home)
        changed.build(write(base / "first", [("ohio.txt", 0)]))
        for number, step in enumerate(steps):
            if isinstance(step, str):
                try:
                    changed.remove(step)
                except UnknownDocumentError:
                    assert step not in {d.source for d in changed.documents()}
            else:
                changed.add(write(base / str(number), step))
        files = {d.source: changed.source(d.source) for d in changed.documents()}
        if not files:
            return
        (base / "last").mkdir()
        for name, text in files.items():
            (base / "last" / name).write_text(text, "utf-8")
        built = fresh(base / "built", built_home)
        built.build([base / "last"])
        assert held(changed) == held(built)
        assert answers(changed) == answers(built)
        for library in (changed, built):
            library.close()
