"""Several processes over one store: whole documents only, one writer, and what happens when a server is away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import servers
from killed_build import use_vectors_of
from printed import SOURCES, made_sheet
from pydantic import SecretStr
from test_bad_input import PROSE, assert_says_what_to_do
from upload_server import sheet, taking_uploads

from assistant import Assistant
from index import Library
from index.embedding import BuildModel
from index.errors import NoIndexError, SettingsError, StoreBusyError, StoreUnavailableError
from index.settings import Settings, load_settings

pytestmark = pytest.mark.sqlite  # its stores on a server are made here

QUESTION = "How many missing children cases did NCMEC handle in Ohio and Utah together?"
# What a server does for one question after another, each from one state of the store.
READER = """
import json, sys
from assistant import Assistant
from index import Library

assistant = Assistant.open()
print("ready", flush=True)
seen, answers, rounds = set(), set(), 0
while not (rounds % 5 == 0 and sys.stdin.readline() == "stop\\n"):
    rounds += 1
    with assistant.library.snapshot() as database:
        documents, facts = database.documents(), database.facts()
        sums = [sum(f.value for f in facts if f.document_id == d.id and f.place != "US") for d in documents]
    assert len(facts) == sum(d.facts for d in documents) == 103 + 19 * (len(documents) - 5), len(documents)
    seen.add((len(documents), str(sum(sums))))
    answers.add(tuple(sorted(v["value"] for v in assistant.ask(sys.argv[1]).to_dict()["values"])))
    hits = assistant.library.nearest("peer support for families", 3)
    assert len(hits) == 3
    if rounds % 5 == 0:
        print(rounds, flush=True)
print(json.dumps([sorted(seen), sorted(answers)]), flush=True)
"""
NEAREST = """
import sys
from index import Library

library = Library.open()
for text in sys.stdin:
    print(library.nearest(text.strip(), 1)[0][1], flush=True)
"""
HOLD = """
import sys
from index import Library
from index.settings import load_settings

with Library(load_settings())._writer_lock():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def on_servers(
    built_home: Path, tmp_path: Path, database_server: str, chroma_server: servers.ChromaServer,
    monkeypatch: pytest.MonkeyPatch,
) -> Settings:  # fmt: skip
    """The settings of a store of the five sheets on a database server and a Chroma server; the environment's too."""
    monkeypatch.setenv("STATDESK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STATDESK_MODEL_DIRECTORY", str(built_home / "models"))
    monkeypatch.setattr(BuildModel, "embed", BuildModel.embed)  # put back at the end
    use_vectors_of(built_home)
    monkeypatch.setenv("STATDESK_DATABASE_URL", servers.schema_of(database_server, tmp_path))
    monkeypatch.setenv("STATDESK_CHROMA_URL", chroma_server.url)
    settings = load_settings()
    Library(settings).build()
    return settings


def started(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        env=os.environ.copy(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def test_readers_see_whole_documents_only_while_another_writes(on_servers: Settings, tmp_path: Path) -> None:
    for place in ("Ohio", "Utah"):
        (tmp_path / f"{place.lower()}.txt").write_text(made_sheet(place))
    both = [tmp_path / "ohio.txt", tmp_path / "utah.txt"]
    writer = Library(on_servers)
    readers = [started(READER, QUESTION) for _ in range(2)]
    assert [said(reader) for reader in readers] == ["ready\n", "ready\n"]
    for _ in range(3):
        for reader in readers:
            tell(reader, "go")
        writer.add(both)
        assert all(said(reader) for reader in readers), [reader.communicate()[1] for reader in readers]
        for reader in readers:
            tell(reader, "go")
        writer.build()
        assert all(said(reader) for reader in readers), [reader.communicate()[1] for reader in readers]
    for reader in readers:
        out, err = reader.communicate("stop\n", timeout=120)
        assert reader.returncode == 0, err
        seen, answers = json.loads(out.splitlines()[-1])
        # five sheets or seven, never six, and one sum for each; both states are in an answer or neither is
        assert [documents for documents, _ in seen] == [5, 7]
        assert answers == [[], ["1200", "600", "600"]]


def test_reader_of_files_finds_what_another_process_has_added(
    own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATDESK_HOME", str(own_home))
    path = tmp_path / "zebras.md"
    path.write_text("# Zebras\n\nZebras are striped African animals that graze on the savanna.\n")
    reader = started(NEAREST)
    question = "striped animals of the savanna"
    tell(reader, question)
    assert float(said(reader)) < 0.4
    Library(Settings(home=own_home)).add([path])
    tell(reader, question)
    assert float(said(reader)) > 0.6
    reader.communicate(timeout=60)


def test_texts_of_a_change_that_was_stopped_hide_nothing_and_are_swept(own_home: Path, tmp_path: Path) -> None:
    library = Library.open(Settings(home=own_home))
    expected = library.nearest(PROSE, 3)
    vectors = library._vectors
    orphans = [f"orphan{n}" for n in range(50)]
    nearly = library.query_model.embed([PROSE] * 50)
    vectors.add(orphans, orphans, nearly)
    assert library.nearest(PROSE, 3) == expected
    (tmp_path / "ohio.txt").write_text(made_sheet("Ohio"))
    library.add([tmp_path / "ohio.txt"])
    assert vectors.store.hashes() == {hash_ for hash_, _ in library.texts()}


def test_second_writer_on_a_server_is_told_who_writes_and_a_killed_one_is_not_waited_for(on_servers: Settings) -> None:
    holder = started(HOLD)
    assert said(holder) == "held\n"
    with pytest.raises(StoreBusyError, match=rf"process {holder.pid} on .*PostgreSQL database postgres") as caught:
        Library(on_servers).remove("colorado-2023.txt")
    assert_says_what_to_do(caught.value)
    assert len(Library.open(on_servers).documents()) == 5
    holder.kill()
    holder.communicate(timeout=60)
    until = time.monotonic() + 30
    while True:  # the server notices within moments
        try:
            assert Library(on_servers).remove("colorado-2023.txt").removed == ("colorado-2023.txt",)
            return
        except StoreBusyError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_what_one_server_takes_in_every_other_answers_from(on_servers: Settings) -> None:
    others = Assistant.open(on_servers)
    with taking_uploads(on_servers) as server:
        taken = server.upload(
            [("ohio.txt", sheet(cases="600")), ("utah.txt", sheet("Utah", cases="41")), ("no.pdf", b"no")]
        )
        assert taken.json()["summary"] == "2 added, 0 unchanged, 0 removed, 1 refused."
        assert "641" in [value["value"] for value in others.ask(QUESTION).to_dict()["values"]]
        holder = started(HOLD)
        assert said(holder) == "held\n"
        busy = server.upload([("iowa.txt", sheet("Iowa"))])
        holder.communicate(timeout=60)
        assert busy.status_code == 503 and f"process {holder.pid} on" in busy.json()["error"]
        assert server.upload([("iowa.txt", sheet("Iowa"))]).status_code == 200
        assert "iowa.txt" in {document.source for document in others.library.documents()}


@pytest.fixture
def own_chroma(tmp_path: Path) -> Iterator[servers.ChromaServer]:
    (tmp_path / "own" / "chroma").mkdir(parents=True)
    server = servers.ChromaServer(tmp_path / "own" / "chroma")
    server.start()
    yield server
    server.stop()


def test_chroma_server_that_is_away_is_named_and_an_emptied_one_is_filled_again(
    own_home: Path, own_chroma: servers.ChromaServer
) -> None:
    library = Library.open(Settings(home=own_home, chroma_url=own_chroma.url))
    expected = library.nearest(PROSE, 3)
    own_chroma.stop()
    for opened in (library, Library.open(library.settings)):
        with pytest.raises(StoreUnavailableError, match="chroma run") as caught:
            opened.nearest(PROSE, 3)
        assert own_chroma.url in str(caught.value)
    exact = Assistant(library).ask("How many missing children cases did NCMEC handle in Colorado?")
    assert [v["value"] for v in exact.to_dict()["values"]] == ["467"]
    shutil.rmtree(own_chroma.folder)
    own_chroma.folder.mkdir()
    own_chroma.start()
    assert [hash_ for hash_, _ in library.nearest(PROSE, 3)] == [hash_ for hash_, _ in expected]


def test_two_stores_on_one_chroma_server_leave_each_other_alone(
    own_home: Path, on_servers: Settings, chroma_server: servers.ChromaServer
) -> None:
    other = Library.open(Settings(home=own_home, database_url=None, chroma_url=chroma_server.url))
    expected = other.nearest(PROSE, 3)
    for document in sorted(SOURCES.values())[1:]:
        Library(on_servers).remove(document)
    assert Library.open(other.settings).nearest(PROSE, 3) == expected


def test_answers_come_in_the_same_order_from_either_database(
    own_home: Path, on_servers: Settings, tmp_path: Path
) -> None:
    """The server's language puts a before B and _ first; code points put B before _ before a."""
    file = Library.open(Settings(home=own_home, database_url=None, chroma_url=None))
    text = file.texts()[0][1]
    for number, name in enumerate(("b.md", "B.md", "a.md", "_.md")):
        (tmp_path / name).write_text(text + "\n" * number)
        for library in (file, Library(on_servers)):
            library.add([tmp_path / name])
    shared = Library.open(on_servers)
    names = [document.source for document in shared.documents()]
    assert names[:4] == ["B.md", "_.md", "a.md", "b.md"]
    assert names == [document.source for document in file.documents()]
    assert shared.facts() == file.facts()
    assert shared.coverage() == file.coverage()
    hashes = [hash_ for hash_, _ in file.texts()]
    assert [hash_ for hash_, _ in shared.texts()] == hashes
    assert shared.passages_of(hashes) == file.passages_of(hashes)


# addresses


def test_database_without_an_index_and_one_that_is_away_are_named_without_the_password(
    database_server: str, tmp_path: Path
) -> None:
    empty = Settings(home=tmp_path, database_url=SecretStr(servers.schema_of(database_server, tmp_path)))
    with pytest.raises(NoIndexError, match=r"PostgreSQL.*statdesk build"):
        Library.open(empty)
    address = f"postgresql://someone:hunter2@127.0.0.1:{servers.free_port()}/statdesk"
    away = Settings(home=tmp_path, database_url=SecretStr(address))
    for use in (Library.open, lambda settings: Library(settings).build()):
        with pytest.raises(StoreUnavailableError, match="no answer from the PostgreSQL database statdesk") as caught:
            use(away)
        assert_says_what_to_do(caught.value)
        assert "hunter2" not in str(caught.value) + repr(away)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STATDESK_DATABASE_URL", "mysql://someone:hunter2@host/name"),
        ("STATDESK_DATABASE_URL", "hunter2"),
        ("STATDESK_DATABASE_URL", "postgresql://someone:hunter2@host:port/name"),
        ("STATDESK_CHROMA_URL", "localhost:8000"),
        ("STATDESK_CHROMA_URL", "http://someone:hunter2@host:8000"),
        ("STATDESK_CHROMA_URL", "http://host:99999"),
    ],
)
def test_address_that_is_none_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str
) -> None:
    monkeypatch.setenv("STATDESK_HOME", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name) as caught:
        Library.open()
    assert "hunter2" not in str(caught.value) and caught.value.__cause__ is None


def test_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(SettingsError, match="pip install") as caught:
        Library.open(Settings(home=tmp_path, database_url=SecretStr("postgresql://localhost/statdesk")))
    assert "psycopg[binary]" in str(caught.value)
