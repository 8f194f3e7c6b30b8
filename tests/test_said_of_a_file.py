"""Place and period as a person says them: taken with the file, kept with the document, shown with what it answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from test_recognition import body

import app
from assistant import Assistant
from assistant.cli import for_terminal
from assistant.web.pages import document_body
from index import Library
from index.errors import DocumentError
from index.sidecars import Provenance
from index.types import Change, DocumentSummary

QUESTION = "How many missing children cases did NCMEC handle in Kansas in 2022?"  # 467


def only(library: Library, source: str) -> DocumentSummary:
    (document,) = [d for d in library.documents() if d.source == source]
    return document


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "data.md"
    path.write_text(f"# State Data\n\n{body('the state', '')}\n")
    return path


def test_open_sheet_goes_in_and_answers_nothing_until_a_person_says_whose_it_is(library: Library, sheet: Path) -> None:
    (added,) = library.add([sheet]).files
    assert added.change is Change.ADDED
    assert "--place" in added.note
    (flag,) = [f for f in library.check().flags if f.document_id == only(library, "data.md").id]
    assert flag.message == added.note
    assert not Assistant(library).ask(QUESTION).values
    Path(f"{sheet}.meta.yaml").write_text("place: Kansas\nperiod: 2022\n")
    (updated,) = library.add([sheet]).files
    assert updated.change is Change.UPDATED
    answer = Assistant(library).ask(QUESTION)
    assert [(str(v.value), v.place, v.period) for v in answer.values] == [("467", "US-KS", "2022")]
    assert answer.citations[0].said == "Kansas, 2022"
    assert "Kansas, 2022 as a person said of this file" in for_terminal(answer)
    document = only(library, "data.md")
    assert (document.said_place, document.said_period) == ("Kansas", "2022")
    assert "Said by a person" in document_body(library.document(document.id))
    assert library.add([sheet]).files[0].change is Change.UNCHANGED


def test_what_was_said_is_kept_when_a_sidecar_is_gone(library: Library, sheet: Path) -> None:
    library.add([sheet], provenance=Provenance(place="US-KS", period="2022"))
    library.add([sheet], provenance=Provenance(url="https://example.org/ks"))
    document = only(library, "data.md")
    assert (document.place, document.period, document.url) == ("US-KS", "2022", "https://example.org/ks")


def test_two_files_said_to_be_of_one_place_and_year_are_not_mixed_up(library: Library, sheet: Path) -> None:
    other = sheet.with_name("other.md")
    other.write_text(f"# State Data\n\n{body('the state', '')}\n\nMore follows.\n")
    library.add([sheet, other])
    library.add([sheet], provenance=Provenance(place="Kansas", period="2022"))
    with pytest.raises(DocumentError, match=r"data\.md is for the same place and period"):
        library.add([other], provenance=Provenance(place="Kansas", period="2022"))
    assert (only(library, "data.md").place, only(library, "other.md").place) == ("US-KS", None)


def test_place_said_of_a_document_of_no_family_is_refused(library: Library, tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("# Opening hours\n\nThe desk is open from 9 to 5.\n")
    good = tmp_path / "good.md"
    good.write_text(f"# NCMEC in Kansas\n\n{body('Kansas')}\n")
    Path(f"{note}.meta.yaml").write_text("place: Kansas\n")
    report = library.add([note, good])
    assert report.added == ("good.md",)
    assert "add it without place and period" in next(iter(report.refused.values()))


def test_command_takes_place_and_period(own_home: Path, sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATDESK_HOME", str(own_home))
    run = CliRunner().invoke(app.main, ["add", str(sheet)])
    assert "Added data.md: It looks like one of the NCMEC state data sheets" in run.output
    run = CliRunner().invoke(app.main, ["add", str(sheet), "--place", "Kansas", "--period", "2022"])
    assert (run.exit_code, "Updated data.md" in run.output) == (0, True)
