"""The lock file of a home directory: the system lets go of it when the process that holds it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import StoreBusyError, StoreNotWritableError


@contextmanager
def locked(lock: FileLock, seconds: float) -> Iterator[None]:
    """Hold the lock, waiting for it for some seconds at most; whoever holds it may take it again.

    Raises StoreBusyError if another process or thread holds it, StoreNotWritableError if the directory refuses it.
    """
    home = Path(lock.lock_file).parent
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=seconds)
    except Timeout as error:
        raise StoreBusyError(
            f"Another StatDesk process is writing to {home}. Wait until it is done, then try again."
        ) from error
    except OSError as error:
        raise StoreNotWritableError(
            f"{home} cannot be written ({error.strerror}). Check its permissions and its free space, or set "
            "STATDESK_HOME to a directory that you may write to."
        ) from error
    try:
        yield
    finally:
        lock.release()
