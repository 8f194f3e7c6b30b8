"""Opens the SQL store. All writing of one operation is one transaction."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from index.database import Database
from index.errors import (
    NoIndexError,
    StatDeskError,
    StoreDamagedError,
    StoreError,
    StoreOutdatedError,
    StoreRestoredError,
    StoreVersionError,
)
from index.kept import Kept
from index.migrations import migrate
from index.schema import SCHEMA_VERSION, metadata
from index.settings import Settings
from index.writer_lock import WriterLock


class Backend(Protocol):
    """What differs between the two databases."""

    where: str
    """Names the store in messages."""

    def reader(self) -> sa.Engine:
        """Return the engine for reading. Raises NoIndexError where there is no store."""

    def kept(self, connection: sa.Connection) -> Kept:
        """Return what a connection has read of the present state of the store, and begin a transaction on it.

        Raises NoIndexError where there are no tables.
        """

    def lock(self, patience: float) -> AbstractContextManager[None]:
        """Be the one writer while the block runs and the process lives; another is waited for `patience` seconds.

        Raises StoreBusyError.
        """

    def transaction(self) -> AbstractContextManager[sa.Connection]:
        """Open one transaction for writing, inside `lock`."""

    def meant(self, error: DatabaseError) -> StoreError:
        """Return the error for the person who sees it."""

    def snapshot(self) -> None:
        """Keep a copy of what is committed, where the database does not do so itself."""

    def restore(self) -> bool:
        """Restore the store from its newest good copy if it is damaged or gone.

        Returns whether another store than before is there now, put there by this process or another.
        """

    def dispose(self) -> None:
        """Close the connections kept for reading."""


class Engine:
    """Opens a store for reading or for writing."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.store_id = ""
        """Identifies the store that was opened last; empty before that."""

    @contextmanager
    def read(self) -> Iterator[Database]:
        """Open a read-only connection; all that is read from it is of one state of the store.

        A store that cannot be opened is restored from a snapshot, if there is one. Raises NoIndexError,
        StoreVersionError, StoreDamagedError or StoreUnavailableError; StoreRestoredError if damage came to light
        while it was read and it has been restored, so that reading anew succeeds.
        """
        try:
            connection, database = self._connected()
        except (NoIndexError, StoreDamagedError):
            if not self._backend.restore():
                raise
            connection, database = self._connected()
        self.store_id = database.meta("store_id") or ""
        try:
            with connection:
                yield database
        except DatabaseError as error:
            raise self._restored(self._backend.meant(error)) from error

    @contextmanager
    def write(self) -> Iterator[Database]:
        """Open one transaction for writing; it is committed when the block ends without an error. Needs `lock`.

        Raises StoreNotWritableError, StoreUnavailableError, StoreVersionError, StoreDamagedError or
        StoreRestoredError, as `read` does.
        """
        try:
            self._make_ready()
        except (NoIndexError, StoreDamagedError):
            if not self._backend.restore():
                raise
            self._make_ready()
        try:
            with self._backend.transaction() as connection:
                database = Database(connection)
                self.store_id = database.meta("store_id") or ""
                yield database
                # The clock keeps a number from being given twice: a store restored from a snapshot has an earlier one.
                database.set_meta("store_version", str(max(database.version() + 1, time.time_ns() // 1_000_000)))
        except DatabaseError as error:
            raise self._restored(self._backend.meant(error)) from error
        self._backend.snapshot()

    def lock(self, patience: float = 0) -> AbstractContextManager[None]:
        """Be the one writer; another is waited for `patience` seconds.

        Raises StoreBusyError, StoreNotWritableError or StoreUnavailableError.
        """
        return self._backend.lock(patience)

    def upgrade(self) -> None:
        """Bring a store of an earlier version up to date; any other is left as it is. Needs `lock`."""
        try:
            with self.read():
                return
        except StoreOutdatedError:
            self._make_ready()
        except StatDeskError:
            return  # whoever uses the store is told

    def dispose(self) -> None:
        """Close the connections kept for reading."""
        self._backend.dispose()

    def _connected(self) -> tuple[sa.Connection, Database]:
        connection = None
        try:
            connection = self._backend.reader().connect()
            database = Database(connection, self._backend.kept(connection))
            self._check_version(database)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, DatabaseError):
                raise self._backend.meant(error) from error
            raise
        return connection, database

    def _make_ready(self) -> None:
        """Make the tables where there are none, and bring those of an earlier version up to date."""
        try:
            with self._backend.transaction() as connection:
                self._prepare(connection)
        except DatabaseError as error:
            raise self._backend.meant(error) from error

    def _prepare(self, connection: sa.Connection) -> None:
        database = Database(connection)
        if not sa.inspect(connection).has_table("meta"):
            metadata.create_all(connection, checkfirst=False)
            database.set_meta("schema_version", str(SCHEMA_VERSION))
        found = _version(database)
        if 0 < found < SCHEMA_VERSION:
            self._backend.snapshot()
            migrate(connection, found)
            database.set_meta("schema_version", str(SCHEMA_VERSION))
        if database.meta("store_id") is None:
            database.set_meta("store_id", uuid.uuid4().hex)
        self._check_version(database)

    def _check_version(self, database: Database) -> None:
        found = _version(database)
        if found == SCHEMA_VERSION:
            return
        where = f"The index in {self._backend.where}"
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

    def _restored(self, error: StoreError) -> StoreError:
        """Restore a store whose damage came to light while it was used; return what to tell."""
        if not isinstance(error, StoreDamagedError) or not self._backend.restore():
            return error
        return StoreRestoredError(
            f"The index in {self._backend.where} was damaged and has been restored from the newest snapshot. "
            "Nothing else was changed. Run the same command again."
        )


def open_engine(settings: Settings, lock: WriterLock) -> Engine:
    """Return the engine of the database that the settings name; nothing is opened yet.

    Raises SettingsError if PostgreSQL is named and its driver is missing.
    """
    if settings.database_url is not None:
        from index.postgresql import PostgreSQL  # a driver that only some have

        return Engine(PostgreSQL(settings.database_url.get_secret_value()))
    from index.sqlite import SQLite

    return Engine(SQLite(settings.database_path, settings.snapshots_path, lock))


def _version(database: Database) -> int:
    """Return the version of a store's tables, 0 where it is no number."""
    found = database.meta("schema_version") or ""
    return int(found) if found.isascii() and found.isdigit() else 0
