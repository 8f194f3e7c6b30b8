"""The SQL store in a PostgreSQL database that several servers share."""

from __future__ import annotations

import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.pool import NullPool

from index.errors import (
    NoIndexError,
    SettingsError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreNotWritableError,
    StoreUnavailableError,
)
from index.kept import Kept
from index.schema import meta

# Any number that no other program is likely to lock; the schema beside it tells several stores of a database apart.
_LOCK = 0x57A7DE5C
_TRY_LOCK = sa.text(f"SELECT pg_try_advisory_lock({_LOCK}, hashtext(coalesce(current_schema(), '')))")
_HOLDER = sa.text(
    "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    f"WHERE l.locktype = 'advisory' AND l.granted AND l.classid::bigint = {_LOCK} "
    "AND l.objid::bigint = (hashtext(coalesce(current_schema(), ''))::bigint & 4294967295) "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_CONNECT_SECONDS = 10
_POLL_SECONDS = 0.1
# By SQLSTATE, or the class that it begins with, the longer ones first:
# https://www.postgresql.org/docs/current/errcodes-appendix.html
_KINDS = {
    "25006": "not writable",  # a standby server
    "42501": "not writable",  # the user has no right to
    "3F000": "not writable",  # there is no such schema
    "53100": "full",
    "42P07": "taken",
    "42P01": "damaged",
    "42703": "damaged",
    "XX": "damaged",
}


class PostgreSQL:
    """Opens the store in one database, in the schema that a connection finds first."""

    def __init__(self, url: str) -> None:
        """Take an address of the form postgresql+psycopg://…; raises SettingsError if it cannot be used."""
        try:
            self._url = sa.make_url(url)
            sa.create_engine(self._url, poolclass=NullPool)
        except ModuleNotFoundError as error:
            raise SettingsError(
                "STATDESK_DATABASE_URL names a PostgreSQL database, and its driver is missing. Install it with "
                '`pip install "psycopg[binary]>=3.2,<4"`, or unset STATDESK_DATABASE_URL.'
            ) from error
        except (ArgumentError, ValueError):
            # the cause would show the address with its password
            raise SettingsError(
                "STATDESK_DATABASE_URL is not an address that can be read. Check it: it is of the form "
                "postgresql://user:password@host:5432/name, with %-signs for what is special in the password."
            ) from None
        host = self._url.host or self._url.query.get("host") or "this machine"
        self.where = f"the PostgreSQL database {self._url.database or ''} on {host}"
        self._reader: sa.Engine | None = None
        self._writing = threading.local()

    def reader(self) -> sa.Engine:
        """Return the engine for reading: every transaction sees one state of the store."""
        if self._reader is None:
            self._reader = sa.create_engine(
                self._url,
                connect_args=self._connect_args(),
                # as many readers at once as ask, and none that finds a connection from before the server's restart
                max_overflow=-1,
                pool_pre_ping=True,
                isolation_level="REPEATABLE READ",
            )

            @sa.event.listens_for(self._reader, "connect")
            def _prepare(connection: Any, _record: Any) -> None:
                connection.read_only = True

        return self._reader

    def kept(self, connection: sa.Connection) -> Kept:
        """Return what a connection has read before, if nobody has changed the store since; else nothing, anew.

        To ask for the state begins the transaction. Raises NoIndexError.
        """
        try:
            values = {row[0]: row[1] for row in connection.execute(sa.select(meta))}
        except DatabaseError as error:
            if _state(error) == "42P01":
                raise NoIndexError(
                    f"There is no index in {self.where} yet. Run `statdesk build` to make one."
                ) from None
            raise
        state = values.get("store_id"), values.get("store_version")
        kept: Kept | None = connection.info.get("kept")
        if kept is not None and kept.state == state:
            kept.used = True
            return kept
        connection.info["kept"] = kept = Kept(state, meta=values)
        return kept

    @contextmanager
    def lock(self, patience: float) -> Iterator[None]:
        """Be the one writer, until the block ends or the connection does. Raises StoreBusyError."""
        if getattr(self._writing, "connection", None) is not None:
            yield  # this thread is the writer already
            return
        engine = sa.create_engine(self._url, connect_args=self._connect_args(), poolclass=NullPool)
        try:
            connection = engine.connect()
        except DatabaseError as error:
            raise self.meant(error) from error
        with connection:
            try:
                until = time.monotonic() + patience
                while not connection.execute(_TRY_LOCK).scalar_one():
                    if time.monotonic() >= until:
                        raise self._busy(connection)
                    time.sleep(_POLL_SECONDS)
                connection.execute(sa.text("SET idle_in_transaction_session_timeout = 0"))
                connection.commit()
            except DatabaseError as error:
                raise self.meant(error) from error
            self._writing.connection = connection
            try:
                yield
            finally:
                self._writing.connection = None

    @contextmanager
    def transaction(self) -> Iterator[sa.Connection]:
        """Open one transaction for writing, on the connection that holds the lock: who loses one loses both."""
        connection: sa.Connection = self._writing.connection
        with connection.begin():
            yield connection

    def meant(self, error: DatabaseError) -> StoreError:
        """Return the error for the person who sees it."""
        state = _state(error)
        kind = next((kind for begin, kind in _KINDS.items() if state.startswith(begin)), "")
        reason = self._reason(error)
        if kind == "damaged":
            return StoreDamagedError(
                f"{self.where[0].upper()}{self.where[1:]} is damaged or is not one of StatDesk's ({reason}). Restore "
                "it from its backup, or set STATDESK_DATABASE_URL to an empty one and run `statdesk build`."
            )
        if kind == "taken":
            return StoreError(
                f"In {self.where} another program has a table of the same name ({reason}). Give StatDesk a database "
                "or a schema of its own in STATDESK_DATABASE_URL, then run `statdesk build`."
            )
        if kind == "full":
            return StoreNotWritableError(
                f"The disk of {self.where} is full ({reason}). Nothing was changed; free some space, then try again."
            )
        if kind == "not writable":
            return StoreNotWritableError(
                f"In {self.where} this user may not do that ({reason}). Nothing was changed. Check the user's rights, "
                "that the schema is there, and that STATDESK_DATABASE_URL does not name a standby server."
            )
        return StoreUnavailableError(
            f"There is no answer from {self.where} ({reason}). Check that the server runs and that "
            "STATDESK_DATABASE_URL is right, then try again."
        )

    def snapshot(self) -> None:
        """Do nothing: PostgreSQL's own backups are for whoever runs it."""

    def restore(self) -> bool:
        """Return False: PostgreSQL's own backups are for whoever runs it."""
        return False

    def dispose(self) -> None:
        """Close the connections kept for reading."""
        if self._reader is not None:
            self._reader.dispose()
            self._reader = None

    def _connect_args(self) -> dict[str, Any]:
        # the name by which a second writer is told who the first is
        name = f"statdesk, process {os.getpid()} on {platform.node()}"[:63]
        ours = {"application_name": name, "connect_timeout": _CONNECT_SECONDS}
        return {key: value for key, value in ours.items() if key not in self._url.query}

    def _busy(self, connection: sa.Connection) -> StoreBusyError:
        holder = connection.execute(_HOLDER).scalar()
        return StoreBusyError(
            f"Another StatDesk process{f' ({holder})' if holder else ''} is writing to {self.where}. Wait until it is "
            "done, then try again."
        )

    def _reason(self, error: DatabaseError) -> str:
        """Return the first line of what the server said, without the password should it be in it."""
        lines = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
        password = str(self._url.password or self._url.query.get("password") or "")
        return lines[0].replace(password, "…") if password else lines[0]


def _state(error: DatabaseError) -> str:
    """Return the SQLSTATE of an error; empty where the server did not answer."""
    return getattr(error.orig, "sqlstate", None) or ""
