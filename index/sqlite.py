"""The SQL store in a SQLite file: one writer, readers beside it, snapshots against damage."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, OperationalError

from index.errors import (
    NoIndexError,
    StoreDamagedError,
    StoreError,
    StoreNotWritableError,
    StoreUnavailableError,
)
from index.kept import Kept
from index.snapshots import Snapshots, is_sound
from index.writer_lock import WriterLock

log = logging.getLogger(__name__)

# While one process restores a store others that need it wait, this many seconds at most.
_RESTORING = 30.0
# SQLite's log and its index, which readers share, with the least sizes in use, in bytes.
_SIDE_FILES = {"-shm": 32 * 1024, "-wal": 1}
# By the beginning of SQLite's name of the error; the longer one first.
_KINDS = {
    "SQLITE_IOERR_SHORT_READ": "damaged",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_FULL": "full",
    "SQLITE_IOERR": "full",
    "SQLITE_READONLY": "not writable",
    "SQLITE_CANTOPEN": "not writable",
    "SQLITE_PERM": "not writable",
}


class SQLite:
    """Opens one SQLite file."""

    def __init__(self, path: Path, snapshots: Path, lock: WriterLock) -> None:
        self.path = path
        self.where = str(path.parent)
        self._side_files = {path.with_name(path.name + ending): least for ending, least in _SIDE_FILES.items()}
        self._snapshots = Snapshots(path, snapshots)
        self._lock = lock
        self._reader: sa.Engine | None = None
        self._opened: tuple[int, ...] | None = None

    def reader(self) -> sa.Engine:
        """Return the engine for reading, a new one when the file was replaced. Raises NoIndexError."""
        present = self._identity()
        if present is None:
            self._opened = None
            raise self._no_index()
        if self._reader is None or present != self._opened:
            self.dispose()
            self._reader, self._opened = self._engine(read_only=True), present
        return self._reader

    def kept(self, connection: sa.Connection) -> Kept:
        """Return what a connection has read before, if nobody has changed the store since; else nothing, anew.

        To ask for the state begins the transaction: what is read after it is of that state. Raises NoIndexError.
        """
        state = _run(connection, "PRAGMA data_version").fetchone()[0]
        kept: Kept | None = connection.info.get("kept")
        if kept is not None and kept.state == state:
            kept.used = True
            return kept
        if not sa.inspect(connection).get_table_names():
            raise self._no_index()  # a first build that was stopped leaves an empty file
        connection.info["kept"] = kept = Kept(state)
        return kept

    @contextmanager
    def lock(self, patience: float) -> Iterator[None]:
        """Be the one writer. Raises StoreBusyError or StoreNotWritableError."""
        with self._lock.held(patience):
            yield

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Open one transaction for writing. Raises NoIndexError where a snapshot waits to be restored."""
        if self._identity() is None and self._snapshots.newest_first():
            raise self._no_index()
        engine = self._engine(read_only=False)
        try:
            with engine.begin() as connection:
                tables = sa.inspect(connection).get_table_names()
                if tables and "meta" not in tables:
                    raise self._damaged("it holds the tables of another program")
                yield connection
        finally:
            engine.dispose()

    def meant(self, error: DatabaseError) -> StoreError:
        """Return the error for the person who sees it."""
        name = getattr(error.orig, "sqlite_errorname", "")
        kind = next((kind for begin, kind in _KINDS.items() if name.startswith(begin)), "")
        text = str(error.orig)
        if kind == "damaged" or "no such table" in text or "no such column" in text:
            return self._damaged(text)
        if kind == "full":
            return StoreNotWritableError(
                f"The disk that holds {self.where} is full or refuses writing ({text}). Nothing was changed. Check "
                "it and free some space, then try again."
            )
        if kind == "not writable":
            return StoreNotWritableError(
                f"The database in {self.where} cannot be written ({text}). Check the permissions of that "
                "directory, or set STATDESK_HOME to one that you may write to."
            )
        if isinstance(error, OperationalError):
            return StoreUnavailableError(
                f"The database in {self.where} is not to be had right now ({text}). Wait a little, then try again."
            )
        return self._damaged(text)

    def snapshot(self) -> None:
        """Keep a snapshot of what is committed; a full disk costs the snapshot, not the change."""
        try:
            self._snapshots.take()
        except (OSError, sqlite3.Error) as error:
            log.warning(
                "The change is saved, but no snapshot of the database could be made in %s (%s). Free some space.",
                self._snapshots.folder,
                getattr(error, "strerror", None) or error,
            )

    def restore(self) -> bool:
        """Restore the file from the newest good snapshot if it is damaged or gone; see `Backend.restore`.

        Raises StoreNotWritableError or StoreBusyError if there is a snapshot that cannot be put in place.
        """
        if not self._snapshots.newest_first():
            return False
        before = self._opened
        try:
            with self._lock.held(_RESTORING):
                self.dispose()
                return (is_sound(self.path) or self._snapshots.restore()) and self._identity() != before
        except (OSError, StoreNotWritableError) as error:
            raise StoreNotWritableError(
                f"The database {self.path} is damaged or missing and could not be restored from its snapshot "
                f"({getattr(error, 'strerror', error)}). Check that {self.where} can be written and has free space, "
                "then try again."
            ) from error

    def dispose(self) -> None:
        """Close the connections kept for reading."""
        if self._reader is not None:
            self._reader.dispose()
            self._reader = None

    def _identity(self) -> tuple[int, ...] | None:
        """Return what tells one file from another that takes its place; None where there is none."""
        try:
            found = self.path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        unwatched = () if self._shared() else (found.st_mtime_ns, found.st_size)
        return found.st_dev, found.st_ino, *unwatched

    def _shared(self) -> bool:
        """Say whether SQLite's side files, where readers find what is written meanwhile, are there or can be made."""
        for path, least in self._side_files.items():
            with suppress(FileNotFoundError):
                if path.stat().st_size >= least:
                    return True
        disk = os.statvfs(self.path.parent)
        return os.access(self.path.parent, os.W_OK) and disk.f_bavail * disk.f_frsize >= sum(_SIDE_FILES.values())

    def _engine(self, *, read_only: bool) -> sa.Engine:
        url = sa.URL.create("sqlite", database=str(self.path))
        if read_only:
            # Where the side files cannot be made nobody writes. In a directory that refuses writing to this process
            # another may write, or have left there what is not in the file yet.
            mode = {"mode": "rw" if os.access(self.path.parent, os.W_OK) else "ro"}
            mode = mode if self._shared() else {"mode": "ro", "immutable": "1"}
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

    def _no_index(self) -> NoIndexError:
        return NoIndexError(f"There is no index in {self.where} yet. Run `statdesk build` to make one.")

    def _damaged(self, why: str) -> StoreDamagedError:
        return StoreDamagedError(
            f"The database {self.path} is damaged ({why}) and could not be restored from a snapshot. Move that "
            "file away and run `statdesk build` with your documents to make the index again."
        )


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
