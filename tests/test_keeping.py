"""What `add`, `build` and `remove` make of files: new, changed, known, older, given twice, bad."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from printed import SOURCES, made_sheet
from stores import fresh

import index.incoming
from assistant import Assistant
from index import Library
from index.errors import DocumentError, NothingAddedError, UnknownDocumentError
from index.readers import SourceFile, read_file
from index.settings import Settings
from index.sidecars import Provenance
from index.types import Change, FlagKind

REPORTS = "cybertipline_reports_to_law_enforcement"
COLORADO = "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?"


pytestmark = pytest.mark.usefixtures("known_vectors")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="")
    return path


def colorado(corpus: Path, reports: str) -> str:
    return (corpus / "colorado-2023.txt").read_bytes().decode().replace("9,720", reports)


def changes(report: index.types.BuildReport) -> dict[str, Change]:
    return {Path(file.name).name: file.change for file in report.files}


def reports_of(library: Library, place: str) -> list[str]:
    return [str(fact.value) for fact in library.facts(indicators=[REPORTS], places=[place])]


def test_known_bytes_are_not_read_again(library: Library, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(path: Path) -> SourceFile:
        raise AssertionError(path)

    monkeypatch.setattr(index.incoming, "read_file", never)
    version = library.version()
    report = library.add([corpus])
    assert changes(report) == dict.fromkeys(SOURCES.values(), Change.UNCHANGED)
    assert library.version() == version


def test_folder_with_one_new_file_reads_that_one(
    library: Library, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in SOURCES.values():
        write(tmp_path / "all" / name, (corpus / name).read_bytes().decode())
    write(tmp_path / "all" / "ohio.txt", made_sheet("Ohio"))
    read: list[str] = []
    monkeypatch.setattr(index.incoming, "read_file", lambda path: read.append(path.name) or read_file(path))
    report = library.add([tmp_path / "all"])
    assert (report.added, set(report.unchanged)) == (("ohio.txt",), set(SOURCES.values()))
    assert read == ["ohio.txt"]


def test_folder_that_holds_nothing_to_read_is_refused(library: Library, tmp_path: Path) -> None:
    empty, pictures = tmp_path / "empty", tmp_path / "pictures"
    empty.mkdir()
    write(pictures / "deeper" / "map.png", "x")
    write(pictures / ".hidden.txt", "x")
    with pytest.raises(NothingAddedError) as raised:
        library.add([empty, pictures])
    notes = {Path(file.name).name: file.note for file in raised.value.files}
    assert notes["empty"].startswith("the folder is empty; give files of .txt")
    assert notes["pictures"].startswith("the files in it (.png) are of formats that cannot be read")


def test_files_of_a_folder_that_are_passed_over_are_said(library: Library, tmp_path: Path) -> None:
    for name in ("a.doc", "b.doc", "c.png", "ohio.txt.meta.yaml"):
        write(tmp_path / "all" / name, "")
    write(tmp_path / "all" / "ohio.txt", made_sheet("Ohio"))
    report = library.add([tmp_path / "all"])
    assert changes(report) == {"all": Change.PASSED_OVER, "ohio.txt": Change.ADDED}
    (note,) = (file.note for file in report.files if file.change is Change.PASSED_OVER)
    assert note == "3 files of formats that are not read (.doc and .png)"
    assert report.refused == {}


def test_same_bytes_under_another_name_keep_the_first_name(library: Library, corpus: Path, tmp_path: Path) -> None:
    copy = write(tmp_path / "copy.txt", colorado(corpus, "9,720"))
    (file,) = library.add([copy]).files
    assert (file.change, file.name) == (Change.DUPLICATE, "copy.txt")
    assert file.note == "the same as colorado-2023.txt, which is kept"
    assert {d.source for d in library.documents()} == set(SOURCES.values())


def test_build_takes_the_name_that_a_file_has_now(library: Library, corpus: Path, tmp_path: Path) -> None:
    renamed = write(tmp_path / "co.txt", colorado(corpus, "9,720"))
    report = library.build([renamed])
    assert [d.source for d in library.documents()] == ["co.txt"]
    assert changes(report)["co.txt"] is Change.UPDATED
    assert reports_of(library, "US-CO") == ["9720"]


@pytest.mark.parametrize("order", list(itertools.permutations(("first", "second"))))
def test_two_new_files_for_one_place_are_refused_in_any_order(
    library: Library, tmp_path: Path, order: tuple[str, ...]
) -> None:
    paths = [write(tmp_path / f"{name}.txt", made_sheet("Ohio", reports=f"1,{len(name)}00")) for name in order]
    write(tmp_path / "utah.txt", made_sheet("Utah"))
    report = library.add([*paths, tmp_path / "utah.txt"])
    assert report.added == ("utah.txt",)
    assert "second.txt" in report.refused[str(tmp_path / "first.txt")]
    assert "first.txt" in report.refused[str(tmp_path / "second.txt")]


@pytest.mark.parametrize("order", list(itertools.permutations(("old", "new"))))
def test_of_two_new_files_the_one_retrieved_later_goes_in(
    library: Library, tmp_path: Path, order: tuple[str, ...]
) -> None:
    for name, figure, day in (("old", "1,000", "2026-01-31"), ("new", "2,000", "2026-02-01")):
        write(tmp_path / f"{name}.txt", made_sheet("Ohio", reports=figure))
        write(tmp_path / f"{name}.txt.meta.yaml", f"retrieved: {day}\n")
    report = library.add([tmp_path / f"{name}.txt" for name in order])
    assert report.added == ("new.txt",)
    assert "new.txt" in report.refused[str(tmp_path / "old.txt")]
    assert reports_of(library, "US-OH") == ["2000"]
    (refused,) = library.add([tmp_path / "old.txt", tmp_path / "new.txt"]).refused.values()
    assert "2026-01-31" in refused and "2026-02-01" in refused


def test_of_several_each_is_told_which_others_stand_in_its_way(library: Library, tmp_path: Path) -> None:
    days = {"a": "2026-01-01", "b": "2026-01-02", "c": "2026-01-03"}
    for number, name in enumerate(days):
        write(tmp_path / f"{name}.txt", made_sheet("Ohio", reports=str(number)))
        (tmp_path / name).mkdir()
        write(tmp_path / name / "note.md", f"The note {number}.")
    with pytest.raises(NothingAddedError) as caught:
        library.add(tmp_path / f"{name}.txt" for name in days)
    notes = {Path(file.name).name: file.note for file in caught.value.files}
    assert notes["a.txt"] == (
        "b.txt and c.txt are for the same place and period: give only one, or say of each when it was retrieved"
    )
    with pytest.raises(NothingAddedError) as caught:
        library.add([tmp_path / "a" / "note.md", tmp_path / "b" / "note.md"])
    assert caught.value.files[0].note.startswith("note.md has the same name: give only one")
    for name, day in days.items():
        write(tmp_path / f"{name}.txt.meta.yaml", f"retrieved: {day}\n")
    refused = library.add(tmp_path / f"{name}.txt" for name in days).refused
    assert set(refused.values()) == {"c.txt is for the same place and period and was retrieved later"}
    assert reports_of(library, "US-OH") == ["2"]


# the history


def test_replaced_version_stays_in_the_history_and_answers_no_more(
    own_home: Path, library: Library, corpus: Path, tmp_path: Path
) -> None:
    old = library.document("colorado-2023.txt")
    newer = write(tmp_path / "colorado-2023.txt", colorado(corpus, "9,731"))
    (file,) = library.add([newer]).files
    assert (file.change, file.replaces) == (Change.REPLACED, "colorado-2023.txt")
    current = library.document("colorado-2023.txt")
    assert [v.id for v in library.history("colorado-2023.txt")] == [current.id, old.id]
    assert [v.id for v in library.history()] == [current.id, old.id]
    kept = library.document(old.id)
    assert (kept.text, kept.replaced_by) == (old.text, current.id)
    assert library.facts(document_id=old.id) == []
    answer = Assistant.open(Settings(home=own_home)).ask(COLORADO)
    assert [str(value.value) for value in answer.values] == ["9731"]
    assert "An earlier version of this sheet gave 9,720." in answer.text
    assert [c.document_id for c in answer.citations] == [current.id, old.id]
    assert "9,720" in answer.citations[1].quote


def test_revised_flag_names_the_figures_that_changed(library: Library, corpus: Path, tmp_path: Path) -> None:
    library.add([write(tmp_path / "c.txt", colorado(corpus, "9,731"))])
    (flag,) = library.check().flags
    assert (flag.kind, flag.indicator) == (FlagKind.REVISED, REPORTS)
    assert "9,720 became 9,731" in flag.message
    assert [f.indicator for f in library.facts() if FlagKind.REVISED in f.flags] == [REPORTS]


def test_figure_that_changed_two_versions_ago_is_still_told(library: Library, corpus: Path, tmp_path: Path) -> None:
    library.add([write(tmp_path / "b.txt", colorado(corpus, "9,731"))])
    library.add([write(tmp_path / "c.txt", colorado(corpus, "9,731") + "\nOne more line.\n")])
    (flag,) = library.check().flags
    assert flag.message.startswith("9,720 became 9,731")


def test_older_version_given_again_changes_nothing(library: Library, corpus: Path, tmp_path: Path) -> None:
    library.add([write(tmp_path / "c.txt", colorado(corpus, "9,731"))])
    before = (library.version(), library.documents())
    report = library.add([corpus])
    older = next(file for file in report.files if file.change is Change.OLDER)
    assert (older.name, "c.txt" in older.note) == ("colorado-2023.txt", True)
    assert (library.version(), library.documents()) == before
    library.remove("c.txt")
    assert library.history() == []
    assert library.add([corpus]).added == ("colorado-2023.txt",)
    assert reports_of(library, "US-CO") == ["9720"]


def test_earlier_version_is_not_removed_by_itself(library: Library, corpus: Path, tmp_path: Path) -> None:
    old = library.document("colorado-2023.txt")
    library.add([write(tmp_path / "c.txt", colorado(corpus, "9,731"))])
    with pytest.raises(UnknownDocumentError, match=r"earlier version of c\.txt"):
        library.remove(old.id)
    assert library.document(old.id).text == old.text


def test_build_goes_back_to_an_older_version(library: Library, corpus: Path, tmp_path: Path) -> None:
    library.add([write(tmp_path / "c.txt", colorado(corpus, "9,731"))])
    library.build([corpus])
    assert {d.source for d in library.documents()} == set(SOURCES.values())
    assert reports_of(library, "US-CO") == ["9720"]


def test_file_of_no_family_replaces_the_one_of_its_name(library: Library, tmp_path: Path) -> None:
    sentence = "In 2023, NCMEC received more than 18,400 reports relating to child sex trafficking."
    first = write(tmp_path / "a" / "notes.md", f"# Notes\n\n{sentence}\n")
    second = write(tmp_path / "b" / "notes.md", f"# Notes\n\n{sentence}\n\n{sentence}\n")
    library.add([first])
    assert library.add([second]).replaced == {"notes.md": "notes.md"}
    assert library.source("notes.md") == second.read_text()
    assert len(library.history("notes.md")) == 2


def test_several_are_removed_together_or_none(library: Library) -> None:
    with pytest.raises(UnknownDocumentError):
        library.remove("colorado-2023.txt", "nowhere.txt")
    assert len(library.documents()) == 5
    assert len(library.remove("colorado-2023.txt", "minnesota-2023.txt").removed) == 2
    assert len(library.documents()) == 3


# bad files, long runs


def test_reader_that_fails_names_the_file_and_keeps_the_traceback_away(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(path: Path) -> SourceFile:
        if path.name == "odd.txt":
            raise ZeroDivisionError("inner matter")
        return read_file(path)

    monkeypatch.setattr(index.incoming, "read_file", fails)
    paths = [write(tmp_path / name, made_sheet(place)) for name, place in (("odd.txt", "Iowa"), ("ohio.txt", "Ohio"))]
    with caplog.at_level(logging.ERROR):
        report = library.add(paths)
    assert report.added == ("ohio.txt",)
    (why,) = report.refused.values()
    assert "inner matter" not in why and "Traceback" not in why
    assert "inner matter" in caplog.text


def test_long_work_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    clock: Iterator[float] = iter([0.0, 1.0, 4.0, 5.0, 200.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    said: list[str] = []
    ticker = index.incoming.Ticker(said.append, "Reading", 1000)
    for done in (10, 100, 110, 500):
        ticker.tick(done)
    assert said == ["Reading: 100 of 1,000, about 36 seconds left", "Reading: 500 of 1,000, about 3 minutes left"]


# where files came from


def test_sidecar_is_kept_and_its_change_is_noticed(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "sheets" / "ohio.txt", made_sheet("Ohio"))
    sidecar = write(
        tmp_path / "sheets" / "ohio.txt.meta.yaml", "url: https://example.org/ohio\nretrieved: 2026-11-01\n"
    )
    library.add([path])
    document = library.document("ohio.txt")
    assert (document.url, document.retrieved) == ("https://example.org/ohio", "2026-11-01")
    write(sidecar, "url: https://example.org/new\n")
    assert changes(library.add([path.parent])) == {"ohio.txt": Change.UPDATED}
    document = library.document("ohio.txt")
    assert (document.url, document.retrieved) == ("https://example.org/new", None)
    assert changes(library.add([path, sidecar])) == {"ohio.txt": Change.UNCHANGED}


def test_what_is_said_goes_ahead_of_the_sidecar(library: Library, tmp_path: Path) -> None:
    path = write(tmp_path / "ohio.txt", made_sheet("Ohio"))
    write(tmp_path / "ohio.txt.meta.yaml", "url: https://example.org/ohio\nretrieved: 2026-11-01\n")
    library.add([path], provenance=Provenance(url="https://example.org/said"))
    document = library.document("ohio.txt")
    assert (document.url, document.retrieved) == ("https://example.org/said", "2026-11-01")


@pytest.mark.parametrize(
    ("sidecar", "named"),
    [
        ("source: x\n", "source"),
        ("retrieved: soon\n", "retrieved"),
        ("retrieved: 2026-02-30\n", "ohio.txt.meta.yaml"),
        ("retrieved: 2026-11-01 10:00:00\n", "retrieved"),
        ("url: 3\n", "url"),
        ('url: "a\\nb"\n', "url"),
        ("- url\n", "ohio.txt.meta.yaml"),
        ("url: [\n", "ohio.txt.meta.yaml"),
        ("url: a b\nurl: c\n", "given twice"),
        ("a: &a [x]\nurl: *a\n", "references"),
        ("url: !!python/object/apply:os.system ['true']\n", "ohio.txt.meta.yaml"),
        (json.dumps({"url": "x" * 70_000}), "too large"),
    ],
)
def test_bad_sidecar_refuses_its_file_alone(library: Library, tmp_path: Path, sidecar: str, named: str) -> None:
    write(tmp_path / "ohio.txt", made_sheet("Ohio"))
    write(tmp_path / "ohio.txt.meta.yaml", sidecar)
    write(tmp_path / "utah.txt", made_sheet("Utah"))
    report = library.add([tmp_path])
    assert report.added == ("utah.txt",)
    assert named in report.refused[str(tmp_path / "ohio.txt")]


def test_nothing_at_all_is_said_as_before(library: Library, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="nothing was changed"):
        library.add([tmp_path / "nowhere.txt"])


def test_first_store_takes_sidecars_too(built_home: Path, corpus: Path, tmp_path: Path) -> None:
    write(tmp_path / "all" / "co.txt", colorado(corpus, "9,720"))
    write(tmp_path / "all" / "co.txt.meta.yaml", "retrieved: 2026-11-01\n")
    built = fresh(tmp_path / "home", built_home)
    built.build([tmp_path / "all"])
    assert built.document("co.txt").retrieved == "2026-11-01"
