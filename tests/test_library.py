"""The store: built once, changed document by document, never half of anything."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from printed import SOURCES, made_sheet

from assistant import Assistant
from index import Library
from index.embedding import BuildModel, Vectors
from index.errors import DocumentError, NoIndexError, UnknownDocumentError
from index.settings import Settings
from index.vectors import from_bytes

KILLER = Path(__file__).with_name("killed_build.py")
OHIO = "ohio-2023.txt"
REBUILD = """
import json, sys
import app
app.main(["build"], standalone_mode=False)
heavy = ("torch", "sentence_transformers", "chromadb", "llama_index")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""


@pytest.fixture
def ohio(tmp_path: Path) -> Path:
    path = tmp_path / "more" / OHIO
    path.parent.mkdir()
    path.write_text(made_sheet("Ohio"))
    return path


@pytest.fixture
def known_vectors(built_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Embed by looking the texts up in the built store."""
    with Library(Settings(home=built_home)).snapshot() as database:
        known = {text: vector for _, text, vector in database.texts()}

    def embed(_model: BuildModel, texts: list[str]) -> Vectors:
        return from_bytes([known[text] for text in texts])

    monkeypatch.setattr(BuildModel, "embed", embed)


def fresh(home: Path, built_home: Path) -> Library:
    """A library over an empty home that has the exported model already."""
    return Library(Settings(home=home, model_directory=built_home / "models"))


def sources(library: Library) -> set[str]:
    return {document.source for document in library.documents()}


def assert_whole(library: Library) -> None:
    """The five sheets and all that belongs to them."""
    assert sources(library) == set(SOURCES.values())
    assert len(library.facts()) == 103
    assert len(library.texts()) <= 35
    assert library.check().numerals.total == 173
    assert library.check().flags == ()


def test_built_store_is_whole(built_home: Path) -> None:
    assert_whole(Library.open(Settings(home=built_home)))


def test_building_again_changes_nothing(library: Library) -> None:
    before = library.documents()
    report = library.build()
    assert (report.added, report.removed, dict(report.refused), report.texts_embedded) == ((), (), {}, 0)
    assert set(report.unchanged) == set(SOURCES.values())
    assert library.documents() == before
    assert library.is_current()


@pytest.mark.sqlite
def test_building_again_loads_no_model_and_no_vector_store(own_home: Path) -> None:
    environment = os.environ | {"STATDESK_HOME": str(own_home)}
    done = subprocess.run(
        [sys.executable, "-c", REBUILD], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    assert "0 added, 5 unchanged, 0 removed, 0 refused." in done.stdout
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_sheet_of_another_state_goes_in_without_embedding(library: Library, ohio: Path) -> None:
    report = library.add([ohio])
    assert (report.added, report.removed, report.texts_embedded) == ((OHIO,), (), 0)
    assert sources(library) == {*SOURCES.values(), OHIO}
    (fact,) = library.facts(indicators=["missing_children_cases"], places=["US-OH"])
    assert fact.value == 600
    assert library.source(OHIO) == ohio.read_text()


def test_added_sheet_is_answered_from_at_once(own_home: Path, ohio: Path) -> None:
    assistant = Assistant.open(Settings(home=own_home))
    question = "How many missing children cases did NCMEC handle in Ohio?"
    assert assistant.ask(question).to_dict()["reason"] == "no_sheet_for_place"
    assistant.library.add([ohio])
    assert [v["value"] for v in assistant.ask(question).to_dict()["values"]] == ["600"]
    assistant.library.remove(OHIO)
    assert assistant.ask(question).to_dict()["reason"] == "no_sheet_for_place"


def test_removed_document_leaves_nothing_behind(library: Library, ohio: Path) -> None:
    before = (library.documents(), library.facts(), library.texts())
    library.add([ohio])
    report = library.remove(OHIO)
    assert report.removed == (OHIO,)
    assert (library.documents(), library.facts(), library.texts()) == before


def test_document_is_removed_by_id_too(library: Library) -> None:
    (document,) = [d for d in library.documents() if d.place == "US-CO"]
    library.remove(document.id)
    assert sources(library) == set(SOURCES.values()) - {"colorado-2023.txt"}
    assert library.facts(places=["US-CO"]) == []


def test_unknown_document_is_named(library: Library) -> None:
    for use in (library.remove, library.document, library.source):
        with pytest.raises(UnknownDocumentError, match=r"nowhere\.txt.*statdesk documents"):
            use("nowhere.txt")
        with pytest.raises(UnknownDocumentError):
            use("\0 or half a \ud800 pair")
    assert_whole(library)


def test_new_version_of_a_sheet_replaces_the_old_one(library: Library, corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "colorado-revised.txt"
    path.write_text((corpus / "colorado-2023.txt").read_text("utf-8").replace("9,720", "9,721"))
    report = library.add([path])
    assert (report.replaced, report.removed) == ({"colorado-revised.txt": "colorado-2023.txt"}, ())
    assert len(library.documents()) == 5
    (fact,) = library.facts(indicators=["cybertipline_reports_to_law_enforcement"], places=["US-CO"])
    assert fact.value == 9721


def test_sheet_of_another_year_stands_beside(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "colorado-2022.txt"
    path.write_text(made_sheet("Colorado", year="2022"))
    assert library.add([path]).removed == ()
    facts = library.facts(indicators=["missing_children_cases"], places=["US-CO"])
    assert [(f.period, str(f.value)) for f in facts] == [("2023", "467"), ("2022", "600")]


def test_two_sheets_for_one_place_and_year_are_not_both_taken(library: Library, tmp_path: Path) -> None:
    for name, figures in (("a.txt", "1,000"), ("b.txt", "2,000")):
        (tmp_path / name).write_text(made_sheet("Ohio", reports=figures))
    with pytest.raises(DocumentError, match=r"(?s)a\.txt: b\.txt is for the same place.*b\.txt: a\.txt is for"):
        library.add([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert sources(library) == set(SOURCES.values())


def test_build_makes_the_store_hold_exactly_the_files(library: Library, corpus: Path) -> None:
    report = library.build([corpus / "colorado-2023.txt", corpus / "minnesota-2023.txt"])
    assert set(report.removed) == set(SOURCES.values()) - {"colorado-2023.txt", "minnesota-2023.txt"}
    assert sources(library) == {"colorado-2023.txt", "minnesota-2023.txt"}


def test_refused_files_are_named_and_the_others_go_in(library: Library, ohio: Path) -> None:
    bad = {
        "binary.txt": b"PK\x03\x04\0\0",
        "empty.txt": b"",
        "latin.txt": "\u00d1".encode("latin-1"),
        "sheet.pdf": b"%PDF",
    }
    for name, data in bad.items():
        (ohio.parent / name).write_bytes(data)
    paths = [ohio, ohio.parent / "nowhere.txt", *(ohio.parent / name for name in bad)]
    report = library.add(paths)
    assert report.added == (OHIO,)
    assert set(report.refused) == {str(path) for path in paths[1:]}
    assert all(reason for reason in report.refused.values())
    assert sources(library) == {*SOURCES.values(), OHIO}


@pytest.mark.parametrize("change", ["build", "add"])
def test_nothing_readable_changes_nothing(library: Library, tmp_path: Path, change: str) -> None:
    (tmp_path / "empty.txt").write_text("")
    before = (library.version(), library.documents())
    with pytest.raises(DocumentError, match=r"(?s)nothing was changed.*empty\.txt"):
        getattr(library, change)([tmp_path / "empty.txt", tmp_path / "nowhere.txt"])
    assert (library.version(), library.documents()) == before


@pytest.mark.parametrize("change", ["build", "add"])
def test_nothing_readable_at_first_leaves_no_index(tmp_path: Path, change: str) -> None:
    library = Library(Settings(home=tmp_path / "home"))
    with pytest.raises(DocumentError):
        getattr(library, change)([tmp_path / "nowhere.txt"])
    with pytest.raises(NoIndexError, match="statdesk build"):
        Library.open(library.settings)


def test_document_of_no_family_goes_in_without_facts(library: Library, known_vectors: None, tmp_path: Path) -> None:
    text = library.texts()[0][1]  # a text with a known vector
    (tmp_path / "notes.md").write_text(text)
    library.add([tmp_path / "notes.md"])
    (notes,) = [d for d in library.documents() if d.source == "notes.md"]
    assert (notes.family, notes.place, notes.facts, notes.flags) == (None, None, 0, 0)


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["a b", "a#b", "a?b", "a%20b", "\u00fc\u4e2d", "a'b"])
def test_home_may_have_any_name(known_vectors: None, built_home: Path, corpus: Path, tmp_path: Path, name: str) -> None:
    fresh(tmp_path / name, built_home).build([corpus / "colorado-2023.txt"])
    assert [d.source for d in Library.open(Settings(home=tmp_path / name)).documents()] == ["colorado-2023.txt"]
    assert [path.name for path in tmp_path.iterdir()] == [name]


# a process killed in the middle


def killed(moment: str, home: Path, built_home: Path, *paths: Path) -> None:
    command = [sys.executable, str(KILLER), moment, str(home), str(built_home), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]


@pytest.mark.sqlite
@pytest.mark.parametrize("moment", ["before_vectors", "after_vectors", "amid_documents"])
def test_first_build_killed_leaves_no_index_and_can_be_built_again(
    moment: str, known_vectors: None, built_home: Path, corpus: Path, tmp_path: Path
) -> None:
    killed(moment, tmp_path, built_home, corpus)
    with pytest.raises(NoIndexError):
        Library.open(Settings(home=tmp_path))
    library = fresh(tmp_path, built_home)
    library.build()
    assert_whole(library)


@pytest.mark.sqlite
def test_build_killed_after_its_commit_is_whole(built_home: Path, corpus: Path, tmp_path: Path) -> None:
    killed("after_commit", tmp_path, built_home, corpus)
    assert_whole(Library.open(Settings(home=tmp_path)))


@pytest.mark.sqlite
@pytest.mark.parametrize("moment", ["after_first_document", "before_commit"])
def test_killed_change_loses_nothing_that_was_there(
    moment: str, library: Library, own_home: Path, built_home: Path, ohio: Path
) -> None:
    killed(moment, own_home, built_home, ohio)
    opened = Library.open(Settings(home=own_home))
    assert_whole(opened)
    assert opened.add([ohio]).added == (OHIO,)
    assert len(opened.documents()) == 6


@pytest.mark.sqlite
def test_build_killed_at_any_time_opens_or_says_that_there_is_no_index(
    known_vectors: None, built_home: Path, tmp_path: Path
) -> None:
    environment = os.environ | {"STATDESK_HOME": str(tmp_path), "STATDESK_MODEL_DIRECTORY": str(built_home / "models")}
    for delay in (0.2, 0.6, 1.2):
        process = subprocess.Popen(
            [sys.executable, "-c", "import app; app.main(['build'])"], env=environment, stderr=subprocess.DEVNULL
        )
        time.sleep(delay)
        process.kill()
        process.wait(timeout=30)
        try:
            assert_whole(Library.open(Settings(home=tmp_path)))
        except NoIndexError as error:
            assert "statdesk build" in str(error)
    library = fresh(tmp_path, built_home)
    library.build()
    assert_whole(library)
