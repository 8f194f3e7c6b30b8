"""The files that somebody gives: found, told apart by their bytes, and read once where they are new."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.errors import DocumentError
from index.places import listed
from index.readers import MAX_BYTES, READABLE, SourceFile, find_files, is_folder, read_file, unread_formats
from index.sidecars import Provenance, read_sidecar
from index.types import Change, FileReport

Progress = Callable[[str], None]
log = logging.getLogger(__name__)

# How long work may go on before something is said of it, and then again, in seconds.
_PATIENCE = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A file with the SHA-256 of its bytes, and what is said of where it came from; None where nobody says."""

    path: Path
    name: str
    content_hash: str
    provenance: Provenance | None = None


class Ticker:
    """Says now and then how far long work is and how long it will take; of short work it says nothing."""

    def __init__(self, progress: Progress, what: str, total: int) -> None:
        self._progress = progress
        self._what = what
        self._total = total
        self._began = self._said = time.monotonic()

    def tick(self, done: int) -> None:
        """Tell it that `done` of the total are done."""
        now = time.monotonic()
        if now - self._said < _PATIENCE or not 0 < done < self._total:
            return
        self._said = now
        left = (now - self._began) / done * (self._total - done)
        about = f"{left / 60:.0f} minutes" if left >= 90 else f"{max(left, 1):.0f} seconds"
        self._progress(f"{self._what}: {done:,} of {self._total:,}, about {about} left")


def find_incoming(
    paths: Iterable[Path], given: Provenance | None, progress: Progress
) -> tuple[list[Incoming], list[FileReport]]:
    """Return the files at paths and in folders, each with its hash, and what cannot be read at all.

    `given` is what somebody says of the file's origin, ahead of its sidecar. No file is parsed.
    """
    paths = list(paths)
    found: list[Incoming] = []
    unread = [report for path in paths if is_folder(path) and (report := _left_in(path))]
    files = list(dict.fromkeys(find_files(paths)))
    ticker = Ticker(progress, "Looking through the files", len(files))
    for number, path in enumerate(files):
        ticker.tick(number)
        try:
            said = _joined(given, read_sidecar(path))
            content_hash = _content_hash(path) or read_file(path).content_hash
            found.append(Incoming(path=path, name=path.name, content_hash=content_hash, provenance=said))
        except Exception as error:
            unread.append(FileReport(name=str(path), change=Change.REFUSED, note=reason(path, error)))
    return found, unread


def _left_in(folder: Path) -> FileReport | None:
    """Say what of a folder is not read: files of other formats, or all of it where it holds nothing else."""
    unread = unread_formats(folder)
    suffixes = listed([suffix or "no suffix" for suffix in unread])
    if next(find_files([folder]), None) is None:
        note = f"the files in it ({suffixes}) are of formats that cannot be read" if unread else "the folder is empty"
        return FileReport(name=str(folder), change=Change.REFUSED, note=f"{note}; give files of {READABLE}")
    number = sum(unread.values())
    note = f"{number:,} {'file' if number == 1 else 'files'} of formats that are not read ({suffixes})"
    return FileReport(name=str(folder), change=Change.PASSED_OVER, note=note) if unread else None


def reason(path: Path, error: Exception) -> str:
    """Say in plain words why a file cannot go in; what nobody foresaw goes to the log with its traceback."""
    if isinstance(error, DocumentError):
        return str(error)
    log.error("%s could not be read", path, exc_info=error)
    return (
        f"reading it failed in a way that StatDesk does not know ({type(error).__name__}); statdesk.log in its "
        "directory says more"
    )


def read_new(incoming: Incoming) -> SourceFile:
    """Read a file that the store does not hold.

    Raises DocumentError with the reason why it cannot go in, whatever its reader raises.
    """
    try:
        file = read_file(incoming.path)
    except Exception as error:
        raise DocumentError(reason(incoming.path, error)) from error
    if file.content_hash != incoming.content_hash:
        raise DocumentError("it was changed while it was read; add it again")
    return file


def _joined(given: Provenance | None, sidecar: Provenance | None) -> Provenance | None:
    if given is None or sidecar is None:
        return given or sidecar
    return Provenance(**{name: getattr(given, name) or said for name, said in asdict(sidecar).items()})


def _content_hash(path: Path) -> str | None:
    """Return the SHA-256 of a file's bytes; None if it is no file that can be read, which its reader says in words."""
    if path.exists() and not path.is_file():
        raise DocumentError("it is not a file")
    try:
        if path.stat().st_size > MAX_BYTES:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def groups_by_bytes(files: Sequence[Incoming]) -> dict[str, list[Incoming]]:
    """Return files by the hash of their bytes, those of the same bytes by name."""
    groups: dict[str, list[Incoming]] = {}
    for file in sorted(files, key=lambda file: (file.name, str(file.path))):
        groups.setdefault(file.content_hash, []).append(file)
    return groups
