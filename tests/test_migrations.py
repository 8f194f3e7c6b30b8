"""Stores of earlier versions: brought up to date with all they hold, whatever happens meanwhile."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import servers
import sqlalchemy as sa
from pydantic import SecretStr
from test_bad_input import assert_says_what_to_do

from assistant import Assistant
from index import Library
from index.errors import StoreVersionError
from index.library import bundled_corpus
from index.schema import SCHEMA_VERSION
from index.settings import Settings
from index.types import Change

pytestmark = pytest.mark.sqlite  # its stores on a server are made here

# The tables as version 1 made them, written out: they must stay what they were.
VERSION_1 = """
CREATE TABLE documents (id VARCHAR NOT NULL, title VARCHAR NOT NULL, source VARCHAR NOT NULL, family VARCHAR,
    place VARCHAR, period VARCHAR, content_hash VARCHAR NOT NULL, text TEXT NOT NULL, page_starts VARCHAR NOT NULL,
    added VARCHAR NOT NULL, numerals INTEGER NOT NULL, numerals_as_facts INTEGER NOT NULL,
    numerals_as_context INTEGER NOT NULL, PRIMARY KEY (id), UNIQUE (content_hash));
CREATE INDEX documents_by_place ON documents (family, place, period);
CREATE TABLE meta ("key" VARCHAR NOT NULL, value VARCHAR NOT NULL, PRIMARY KEY ("key"));
CREATE TABLE texts (hash VARCHAR NOT NULL, text TEXT NOT NULL, vector {blob} NOT NULL, PRIMARY KEY (hash));
CREATE TABLE facts (id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, indicator VARCHAR NOT NULL,
    place VARCHAR NOT NULL, period VARCHAR, value VARCHAR NOT NULL, qualifier VARCHAR NOT NULL, unit VARCHAR NOT NULL,
    quote TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, value_start INTEGER NOT NULL,
    value_end INTEGER NOT NULL, context TEXT NOT NULL, section VARCHAR, method VARCHAR NOT NULL,
    flags VARCHAR NOT NULL, PRIMARY KEY (id), FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX facts_by_slot ON facts (indicator, place, period);
CREATE INDEX ix_facts_document_id ON facts (document_id);
CREATE TABLE flags (number {serial} NOT NULL, document_id VARCHAR NOT NULL, kind VARCHAR NOT NULL, indicator VARCHAR,
    message TEXT NOT NULL, quote TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, PRIMARY KEY (number),
    FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE);
CREATE INDEX ix_flags_document_id ON flags (document_id);
CREATE TABLE passages (id VARCHAR NOT NULL, document_id VARCHAR NOT NULL, text_hash VARCHAR NOT NULL,
    section VARCHAR, paragraph INTEGER NOT NULL, reading TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    PRIMARY KEY (id), FOREIGN KEY(document_id) REFERENCES documents (id) ON DELETE CASCADE,
    FOREIGN KEY(text_hash) REFERENCES texts (hash));
CREATE INDEX ix_passages_document_id ON passages (document_id);
CREATE INDEX ix_passages_text_hash ON passages (text_hash);
"""
TYPES = {"sqlite": {"blob": "BLOB", "serial": "INTEGER"}, "postgresql": {"blob": "BYTEA", "serial": "SERIAL"}}
TABLES = ("documents", "texts", "passages", "facts", "meta")
MIGRATE_AND_DIE = """
import os, signal, sys
import sqlalchemy as sa
import index.engine
from index.migrations import STEPS
from index import Library

def die_amid(connection, version):
    for statement in STEPS[version - 1][:4]:
        connection.execute(sa.text(statement))
    os.kill(os.getpid(), signal.SIGKILL)

index.engine.migrate = die_amid
Library.open()
"""


def columns(table: str) -> list[str]:
    (body,) = re.findall(rf"CREATE TABLE {table} \((.*?)\);\n", VERSION_1, re.S)
    return re.findall(r'("?\w+"?) (?:VARCHAR|TEXT|INTEGER|\{)', body)


def make_version_1(engine: sa.Engine, built_home: Path) -> None:
    """Make a store of version 1 that holds the five sheets."""
    with sqlite3.connect(built_home / "statdesk.db") as built, engine.begin() as connection:
        for statement in VERSION_1.format(**TYPES[engine.dialect.name]).split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        for table in TABLES:
            names = columns(table)
            rows = built.execute(f"SELECT {', '.join(names)} FROM {table}").fetchall()
            marks = ", ".join(f":{n}" for n in range(len(names)))
            insert = sa.text(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})")
            connection.execute(insert, [{str(n): cell for n, cell in enumerate(row)} for row in rows])
        connection.execute(sa.text("UPDATE meta SET value = '1' WHERE key = 'schema_version'"))
        connection.execute(sa.text("UPDATE meta SET value = '7' WHERE key = 'store_version'"))
        connection.execute(sa.text("DELETE FROM meta WHERE key = 'store_id'"))
    built.close()
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def early(request: pytest.FixtureRequest, built_home: Path, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a store of version 1."""
    home = tmp_path / "early"
    home.mkdir()
    if request.param == "sqlite":
        url = f"sqlite:///{home / 'statdesk.db'}"
        settings = Settings(home=home, model_directory=built_home / "models")
    else:
        address = servers.schema_of(request.getfixturevalue("database_server"), home)
        settings = Settings(home=home, model_directory=built_home / "models", database_url=SecretStr(address))
        assert settings.database_url is not None
        url = settings.database_url.get_secret_value()
    make_version_1(sa.create_engine(url, poolclass=sa.NullPool), built_home)
    yield settings


def environment(settings: Settings) -> dict[str, str]:
    variables = os.environ | {
        "STATDESK_HOME": str(settings.home),
        "STATDESK_MODEL_DIRECTORY": str(settings.model_directory),
    }
    if settings.database_url is not None:
        variables["STATDESK_DATABASE_URL"] = settings.database_url.get_secret_value()
    return variables


def assert_up_to_date(settings: Settings, built_home: Path) -> None:
    library, built = Library.open(settings), Library.open(Settings(home=built_home))
    with library.snapshot() as database:
        assert database.meta("schema_version") == str(SCHEMA_VERSION)
    assert library.facts() == built.facts() and len(library.facts()) == 103
    assert library.documents() == built.documents()
    question = "How many CyberTipline reports were made available to law enforcement in Colorado in 2023?"
    assert [v["value"] for v in Assistant(library).ask(question).to_dict()["values"]] == ["9720"]
    assert library.nearest("peer support for families", 1) != []


def test_first_version_is_brought_up_to_date_with_all_it_holds(early: Settings, built_home: Path) -> None:
    assert_up_to_date(early, built_home)
    library = Library.open(early)
    assert library.remove("colorado-2023.txt").removed == ("colorado-2023.txt",)
    assert len(library.facts()) < 103 and library.version() > 7


@pytest.mark.parametrize("change", ["build", "add"])
def test_building_and_adding_bring_a_store_up_to_date(early: Settings, built_home: Path, change: str) -> None:
    report = getattr(Library(early), change)([bundled_corpus()])
    assert {file.change for file in report.files} <= {Change.UNCHANGED, Change.UPDATED}
    assert_up_to_date(early, built_home)


def test_upgrade_that_is_killed_has_changed_nothing_and_is_done_again(early: Settings, built_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MIGRATE_AND_DIE], env=environment(early), capture_output=True, timeout=120, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    assert_up_to_date(early, built_home)


def test_store_of_a_newer_version_is_refused_and_left_as_it_is(early: Settings) -> None:
    url = f"sqlite:///{early.database_path}"
    if early.database_url is not None:
        url = early.database_url.get_secret_value()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE meta SET value = '999' WHERE key = 'schema_version'"))
    for use in (Library.open, lambda settings: Library(settings).build()):
        with pytest.raises(StoreVersionError, match="another version of StatDesk") as caught:
            use(early)
        assert_says_what_to_do(caught.value)
    with engine.begin() as connection:
        rows = dict(connection.execute(sa.text("SELECT key, value FROM meta")).tuples().all())
    assert rows["schema_version"] == "999" and rows["store_version"] == "7"


def test_snapshot_is_made_before_an_upgrade(built_home: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, model_directory=built_home / "models")
    make_version_1(sa.create_engine(f"sqlite:///{settings.database_path}", poolclass=sa.NullPool), built_home)
    Library.open(settings)
    with sqlite3.connect(tmp_path / "snapshots" / "statdesk-7.db") as snapshot:
        assert snapshot.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone() == ("1",)
    snapshot.close()
    settings.database_path.write_bytes(b"garbage " * 1000)
    assert_up_to_date(settings, built_home)
