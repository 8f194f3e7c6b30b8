"""Documents that are read again, from their stored text or their file: what only the file tells is kept."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from printed import made_sheet
from rendered import saved, word_document

from index import Library
from index.errors import DecisionError
from index.types import BuildReport, Flag, FlagKind

ADDED = f'<w:ins {nsdecls("w")} w:id="1" w:author="A"><w:r><w:t>Added words.</w:t></w:r></w:ins>'
TRACKED = "The document holds tracked changes; it is read with all of them accepted."
COMMENTS = "The document holds comments; they were not read."


pytestmark = pytest.mark.usefixtures("known_vectors")


@pytest.fixture
def sheet(library: Library, tmp_path: Path) -> Path:
    """A Word sheet with a tracked change, a comment and rows that do not add up, in the store."""
    document = docx.Document(io.BytesIO(word_document(made_sheet(facility="499"))))
    last = document.paragraphs[-1]
    last._p.addnext(parse_xml(f"<w:p {nsdecls('w')}>{ADDED}</w:p>"))
    document.add_comment(last.runs, text="Is this right?", author="A")
    path = tmp_path / "ohio.docx"
    path.write_bytes(saved(document))
    library.add([path])
    return path


def of_file(library: Library) -> list[Flag]:
    return [flag for flag in library.flags() if flag.kind is FlagKind.REVISED]


def test_notices_of_one_kind_are_one_flag_that_says_all(library: Library, sheet: Path) -> None:
    (flag,) = of_file(library)
    assert flag.message == f"{TRACKED} {COMMENTS}"
    assert library.document("ohio.docx").text[flag.start : flag.end] == flag.quote


@pytest.mark.parametrize(
    "again",
    [lambda library, _: library.refresh(), lambda library, path: library.add([path])],
    ids=["from its stored text", "from its file"],
)
def test_notices_outlive_an_upgrade(
    library: Library, sheet: Path, monkeypatch: pytest.MonkeyPatch, again: Callable[[Library, Path], BuildReport]
) -> None:
    (flag,) = of_file(library)
    library.accept(flag.id, name="Jane Doe")
    before = library.flags()
    monkeypatch.setattr("index.build.EXTRACTION_VERSION", 1_000_000)
    again(library, sheet)
    after = library.flags()
    assert sorted(after, key=str) == sorted(before, key=str)
    assert {f.kind for f in after} == {FlagKind.REVISED, FlagKind.ROWS_DO_NOT_ADD_UP}
    assert [f.review.name for f in after if f.review] == ["Jane Doe"]


def test_notices_outlive_a_decision_about_another_flag(library: Library, sheet: Path) -> None:
    before = of_file(library)
    (other,) = [flag for flag in library.flags() if flag not in before]
    library.reject(other.id, name="Jane Doe")
    library.reconsider(other.id)
    assert of_file(library) == before


def test_notice_of_a_file_is_no_figure_to_withdraw(library: Library, sheet: Path) -> None:
    (flag,) = of_file(library)
    with pytest.raises(DecisionError, match="nothing to withdraw"):
        library.reject(flag.id, name="Jane Doe")


def test_documents_count_the_flags_that_are_open(library: Library, sheet: Path) -> None:
    def counts() -> tuple[int, int]:
        (row,) = [row for row in library.documents() if row.source == "ohio.docx"]
        return row.flags, row.decided

    assert counts() == (2, 0)
    library.accept(of_file(library)[0].id, name="Jane Doe")
    assert counts() == (1, 1)
    library.reconsider(of_file(library)[0].id)
    assert counts() == (2, 0)
