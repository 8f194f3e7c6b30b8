"""Snapshots of the SQLite file, and how a damaged file is restored from the newest good one."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

log = logging.getLogger(__name__)

_KEEP = 3
# Of a large store fewer are kept, but always one.
_ROOM = 2 * 1024**3
_NAME = re.compile(r"statdesk-(\d+)\.db")


class Snapshots:
    """The newest copies of one SQLite file, named by the store version that they hold."""

    def __init__(self, database: Path, folder: Path) -> None:
        self._database = database
        self.folder = folder

    def newest_first(self) -> list[Path]:
        """Return the files of the snapshots, the newest first."""
        if not self.folder.is_dir():
            return []
        found = {path: int(m[1]) for path in self.folder.iterdir() if (m := _NAME.fullmatch(path.name))}
        return sorted(found, key=lambda path: -found[path])

    def take(self) -> None:
        """Copy what is committed, by SQLite's backup API, and drop the snapshots that are no longer wanted.

        Raises OSError or sqlite3.Error if the copy cannot be made; what was there before is then still there.
        """
        self.folder.mkdir(exist_ok=True)
        for part in self.folder.glob("*.part*"):  # of a process that was stopped; there is one writer at a time
            part.unlink()
        part = self.folder / "snapshot.part"
        try:
            with _opened(self._database) as source, contextlib.closing(sqlite3.connect(part)) as copy:
                version = _version(source)
                source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
            _flush(part)
            part.replace(self.folder / f"statdesk-{version}.db")
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _flush(self.folder)
        room = _ROOM
        for number, path in enumerate(self.newest_first()):
            room -= path.stat().st_size
            if number and (number >= _KEEP or room < 0):
                path.unlink()

    def restore(self) -> bool:
        """Put the newest good snapshot in the place of the database and set the damaged file aside.

        Returns False if there is no good snapshot. Only for the one writer. Raises OSError.
        """
        newest = next(filter(is_sound, self.newest_first()), None)
        if newest is None:
            return False
        part = self._database.with_name("restored.part")
        try:
            shutil.copyfile(newest, part)
            _flush(part)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        aside = self._set_aside()
        part.replace(self._database)
        _flush(self._database.parent)
        log.warning("%s", self._report(newest, aside))
        return True

    def _set_aside(self) -> Path | None:
        """Move the damaged file with its side files away: these would be taken for those of the restored one."""
        now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        aside = self._database.with_name(f"{self._database.stem}-damaged-{now}.db")
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                self._database.with_name(self._database.name + ending).replace(aside.with_name(aside.name + ending))
        return aside if aside.exists() else None

    def _report(self, newest: Path, aside: Path | None) -> str:
        with _opened(self._database) as restored:
            version, present = _version(restored), _sources(restored)
        taken = datetime.fromtimestamp(newest.stat().st_mtime, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        if aside is None:
            found, lost = "was missing", None
        else:
            found, lost = f"was damaged (that file is kept as {aside.name})", _lost(aside, present)
        after = "Documents added or removed after that time must be added or removed again"
        if lost is not None:
            after += f"; missing now are: {', '.join(sorted(lost))}" if lost else ""
        return (
            f"The database {self._database} {found}. It has been restored from the snapshot of {taken} "
            f"(version {version}, {len(present)} documents). {after}."
        )


def is_sound(path: Path) -> bool:
    """Say whether a file is a whole SQLite database with the tables of a store; it is read through to the end."""
    try:
        with _opened(path) as connection:
            whole: bool = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            _sources(connection)
            return (
                whole and connection.execute("SELECT 1 FROM meta WHERE key = 'schema_version'").fetchone() is not None
            )
    except sqlite3.Error:
        return False


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(f"file:{quote(str(path))}?mode=rw", uri=True)) as connection:
        connection.execute("PRAGMA query_only=ON")
        yield connection


def _version(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = 'store_version'").fetchone()
    return int(row[0]) if row else 0


def _sources(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT source FROM documents")}


def _lost(damaged: Path, present: set[str]) -> set[str] | None:
    """Return the documents that a damaged file still names and the restored one lacks, or None if it names none."""
    try:
        with _opened(damaged) as connection:
            return _sources(connection) - present
    except sqlite3.Error:
        return None


def _flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before anything else is done."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
