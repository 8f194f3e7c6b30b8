"""One writer at a time: the lock of a store, and who holds it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreBusyError, StoreNotWritableError


class WriterLock:
    """The lock of a store's directory, with a note beside it of the process that writes.

    The note says something true only while the lock is held.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._lock = FileLock(home / "write.lock", timeout=0)
        self._note = home / "writer.json"

    @contextlib.contextmanager
    def held(self, patience: float = 0) -> Iterator[None]:
        """Hold the lock; another writer is waited for `patience` seconds.

        Raises StoreBusyError saying who writes, or StoreNotWritableError.
        """
        try:
            self._home.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=patience)
        except Timeout as error:
            raise StoreBusyError(
                f"Another StatDesk process is writing to {self._home}{self._writer()}. Nothing was changed. Wait until "
                "it is done, then try again."
            ) from error
        except OSError as error:
            raise StoreNotWritableError(
                f"{self._home} cannot be written ({error.strerror}). Check its permissions, or set STATDESK_HOME to a "
                "directory that you may write to."
            ) from error
        try:
            self._sign()
            yield
        finally:
            self._lock.release()

    def _sign(self) -> None:
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]).strip()
        note = {"process": os.getpid(), "command": command, "since": datetime.now(UTC).strftime("%H:%M:%S UTC")}
        with contextlib.suppress(OSError):  # that the note cannot be written keeps nobody from writing
            self._note.write_text(json.dumps(note), "utf-8")

    def _writer(self) -> str:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            note = json.loads(self._note.read_text("utf-8"))
            return f" (process {note['process']}, `{note['command']}`, since {note['since']})"
        return ""
