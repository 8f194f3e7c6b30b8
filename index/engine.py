"""Opens the SQL store. All writing of one operation is one transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

from index.database import Database
from index.errors import (
    NoIndexError,
    StatDeskError,
    StoreDamagedError,
    StoreNotWritableError,
    StoreOutdatedError,
    StoreVersionError,
)
from index.kept import Kept
from index.migrations import migrate
from index.schema import SCHEMA_VERSION, metadata


class Engine:
    """Opens the SQLite file of a store for reading or for writing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._reader: sa.Engine | None = None

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Open a read-only connection.

        Raises NoIndexError, StoreVersionError or StoreDamagedError.
        """
        if not self.path.exists():
            raise self._no_index()
        if self._reader is None:
            self._reader = self._engine(read_only=True)
        with self._errors(), self._reader.connect() as connection:
            try:
                database = Database(connection, _kept(connection))
                self._check_version(database)
            except OperationalError:
                if sa.inspect(connection).get_table_names():
                    raise
                raise self._no_index() from None  # a first build that was stopped leaves an empty file
            yield database

    @contextmanager
    def write(self) -> Iterator[Database]:
        """Open one transaction for writing; it is committed when the block ends without an error.

        Raises StoreNotWritableError, StoreVersionError or StoreDamagedError.
        """
        engine = self._engine(read_only=False)
        try:
            with self._errors(), engine.begin() as connection:
                fresh = not sa.inspect(connection).has_table("meta")
                if fresh:
                    metadata.create_all(connection)
                database = Database(connection)
                if fresh:
                    database.set_meta("schema_version", str(SCHEMA_VERSION))
                self._bring_up_to_date(connection, database)
                self._check_version(database)
                yield database
                database.set_meta("store_version", str(database.version() + 1))
        finally:
            engine.dispose()

    def upgrade(self) -> None:
        """Bring a store of an earlier version up to date; any other is left as it is."""
        try:
            with self.read():
                return
        except StoreOutdatedError:
            with self.write():
                return
        except StatDeskError:
            return  # whoever uses the store is told

    def dispose(self) -> None:
        """Close the connections kept for reading."""
        if self._reader is not None:
            self._reader.dispose()
            self._reader = None

    def _engine(self, *, read_only: bool) -> sa.Engine:
        url = sa.URL.create("sqlite", database=str(self.path))
        if read_only:
            # A directory that refuses writing cannot hold the side files of a shared read, and nothing can change.
            writable = os.access(self.path.parent, os.W_OK)
            mode = {"mode": "rw"} if writable else {"mode": "ro", "immutable": "1"}
            url = sa.URL.create("sqlite", database=f"file:{quote(str(self.path))}", query=mode | {"uri": "true"})
        # as many readers at once as ask: a reader never waits for another one's connection
        engine = sa.create_engine(url, connect_args={"timeout": 30}, max_overflow=-1)

        @sa.event.listens_for(engine, "connect")
        def _prepare(connection: Any, _record: Any) -> None:
            connection.isolation_level = None  # BEGIN is ours, so that several reads see one state of the store
            cursor = connection.cursor()
            if read_only:
                cursor.execute("PRAGMA query_only=ON")
            else:
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.execute("PRAGMA synchronous=FULL")
            cursor.close()

        @sa.event.listens_for(engine, "begin")
        def _begin(connection: sa.Connection) -> None:
            _run(connection, "BEGIN" if read_only else "BEGIN IMMEDIATE")

        return engine

    def _bring_up_to_date(self, connection: sa.Connection, database: Database) -> None:
        found = _version(database)
        if 0 < found < SCHEMA_VERSION:
            migrate(connection, found)
            database.set_meta("schema_version", str(SCHEMA_VERSION))

    def _check_version(self, database: Database) -> None:
        found = _version(database)
        if found == SCHEMA_VERSION:
            return
        where = f"The index in {self.path.parent}"
        if 0 < found < SCHEMA_VERSION:
            raise StoreOutdatedError(
                f"{where} was made by an earlier version of StatDesk and must be brought up to date once. Run "
                "`statdesk build` or `statdesk add` as somebody who may write there."
            )
        raise StoreVersionError(
            f"{where} was made by another version of StatDesk (format {database.meta('schema_version')}, this one "
            f"reads format {SCHEMA_VERSION}). Use that version, or set STATDESK_HOME to an empty directory and "
            "run `statdesk build`."
        )

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as error:
            text = str(error.orig)
            if "readonly" in text or "read-only" in text or "unable to open" in text:
                raise StoreNotWritableError(
                    f"The database in {self.path.parent} cannot be written ({text}). Check the permissions of that "
                    "directory, or set STATDESK_HOME to one that you may write to."
                ) from error
            if "no such table" in text or "disk I/O" in text or "malformed" in text:
                raise self._damaged(text) from error
            if "full" in text:
                raise StoreNotWritableError(
                    f"The disk that holds {self.path.parent} is full. Nothing was changed; free some space, then try "
                    "again."
                ) from error
            raise StoreNotWritableError(
                f"The database in {self.path.parent} is not to be had right now ({text}). Try again."
            ) from error
        except DatabaseError as error:
            raise self._damaged(str(error.orig)) from error

    def _no_index(self) -> NoIndexError:
        return NoIndexError(f"There is no index in {self.path.parent} yet. Run `statdesk build` to make one.")

    def _damaged(self, why: str) -> StoreDamagedError:
        return StoreDamagedError(
            f"The database {self.path} is damaged ({why}). Move that file away and run `statdesk build` with your "
            "documents to make the index again."
        )


def _version(database: Database) -> int:
    """Return the version of a store's tables, 0 where it is no number."""
    found = database.meta("schema_version") or ""
    return int(found) if found.isascii() and found.isdigit() else 0


def _kept(connection: sa.Connection) -> Kept:
    """Return what a connection has read before, if nobody has changed the store since; else nothing, anew.

    To ask for the state begins the transaction: what is read after it is of that state.
    """
    state = int(_run(connection, "PRAGMA data_version").fetchone()[0])
    kept: Kept | None = connection.info.get("kept")
    if kept is not None and kept.state == state:
        kept.used = True
        return kept
    connection.info["kept"] = kept = Kept(state)
    return kept


def _run(connection: sa.Connection, statement: str) -> sqlite3.Cursor:
    """Run a statement on SQLite itself: every question needs these two, and SQLAlchemy takes ten times as long."""
    sqlite: Any = connection.connection.driver_connection
    try:
        cursor: sqlite3.Cursor = sqlite.execute(statement)
        return cursor
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseError(statement, None, error) from error
