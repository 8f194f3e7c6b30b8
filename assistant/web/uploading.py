"""Files that somebody uploads, into the index: who may, one upload after the other, and what became of each file."""

from __future__ import annotations

import contextlib
import hmac
import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import anyio
import anyio.to_thread
from pydantic import SecretStr

from assistant.web.limits import MAX_NAME_BYTES, MAX_UPLOADS
from index import Library
from index.errors import DocumentError, NothingAddedError, StoreBusyError
from index.incoming import Progress
from index.logs import details_logged
from index.sidecars import Provenance, owner_of
from index.types import BuildReport, Change, DocumentReport, FileReport

# Control characters and those that turn the direction of writing: a name that holds them does not look as it is.
_UNSHOWN = ("Cc", "Cf", "Cs", "Zl", "Zp")
_MOST_SHOWN = 80  # characters of a name that cannot be kept


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file as it came: the name that it was sent under, and its bytes."""

    name: str
    content: BinaryIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the files of an upload, by name, and what is in their documents, by document id."""

    report: BuildReport
    read: Mapping[str, DocumentReport]

    @property
    def nothing_done(self) -> bool:
        """Whether no file was of any use."""
        return len(self.report.refused) == len(self.report.files)


class Uploads:
    """Adds uploaded files to a library for whoever has the key; without a key nobody can upload.

    Files are read in a thread of their own, one upload at a time, and the next waits: questions go on being answered.
    """

    def __init__(self, library: Library, key: SecretStr | None) -> None:
        self._library = library
        self._key = key
        self._one_at_a_time = anyio.CapacityLimiter(1)
        self.in_hand = 0
        """How many uploads are received, waited for or read now."""
        self.message = ""
        """What is being done for the upload that is read now."""

    @property
    def possible(self) -> bool:
        """Whether anybody can upload."""
        return self._key is not None

    def admits(self, key: str) -> bool:
        """Say whether this is the key, in a time that does not tell how much of it is right."""
        known = self._key.get_secret_value() if self._key else None
        return known is not None and hmac.compare_digest(known.encode(), key.encode())

    @contextlib.contextmanager
    def taking_part(self) -> Iterator[None]:
        """Be one of the uploads that are in hand. Raises StoreBusyError if there are enough of them."""
        if self.in_hand >= MAX_UPLOADS:
            raise StoreBusyError(
                f"{MAX_UPLOADS} uploads are being read or wait for that, and this one was not taken. Try again in a "
                "minute."
            )
        self.in_hand += 1
        try:
            yield
        finally:
            self.in_hand -= 1

    async def add(self, files: Sequence[UploadedFile], said: Provenance | None) -> Outcome:
        """Add files once the uploads before are done; `said` is where the one file came from.

        Raises StoreError, ModelError or CatalogError; then nothing was changed.
        """
        work = partial(add_uploaded, self._library, files, said, self._progress)
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._one_at_a_time)
        finally:
            self.message = ""

    def _progress(self, message: str) -> None:
        self.message = message


def add_uploaded(
    library: Library, files: Sequence[UploadedFile], said: Provenance | None, progress: Progress
) -> Outcome:
    """Add uploaded files to a library under the names that they were sent under."""
    with TemporaryDirectory(prefix="statdesk-upload-") as directory:
        progress("Reading the files")
        names, refused = _saved(files, Path(directory))
        reported: Sequence[FileReport] = ()
        try:
            if names:
                with details_logged(library.settings.home):
                    reported = library.add(list(names), progress, provenance=said).files
        except NothingAddedError as error:
            reported = error.files
    # a file that is refused is named by its path, which says nothing to anybody here
    by_path = {str(path): name for path, name in names.items()}
    named = [replace(file, name=by_path.get(file.name, file.name)) for file in reported]
    report = BuildReport(files=tuple(sorted([*refused, *named], key=lambda file: file.name)))
    return Outcome(report=report, read=library.reports([f.document_id for f in report.files if f.document_id]))


def _saved(files: Sequence[UploadedFile], directory: Path) -> tuple[dict[Path, str], list[FileReport]]:
    """Write files below a directory; return the paths of the documents with their names, and what is refused.

    Each of several files of one name gets a folder of its own, and its sidecar is written beside it.
    """
    paths: dict[Path, str] = {}
    refused: list[FileReport] = []
    for file in files:
        try:
            name = checked_name(file.name)
        except DocumentError as error:
            refused.append(FileReport(name=shown_name(file.name), change=Change.REFUSED, note=str(error)))
            continue
        # a file system may take "A.txt" and "a.txt" for one name
        same = sum(other.casefold() == name.casefold() for other in paths.values())
        path = directory / str(same) / name
        path.parent.mkdir(exist_ok=True)
        with path.open("xb") as target:
            shutil.copyfileobj(file.content, target)
        paths[path] = name
    sidecars = {path: owner for path, name in paths.items() if (owner := owner_of(name)) is not None}
    for path, owner in sidecars.items():
        name = paths.pop(path)
        if path.with_name(owner) not in paths:
            note = f"it says where a file came from that was not sent with it; send {owner} too"
            refused.append(FileReport(name=name, change=Change.REFUSED, note=note))
    return paths, refused


def checked_name(sent: str) -> str:
    """Return the name of a file without the folders that some programs send along.

    Raises DocumentError saying what to do about a name that cannot be kept.
    """
    name = _last_part(sent)
    if name.strip() in ("", ".", ".."):
        raise DocumentError("it has no name; give it one, such as ohio-2024.pdf")
    if any(unicodedata.category(character) in _UNSHOWN for character in name):
        raise DocumentError("its name holds characters that cannot be shown; rename it")
    if len(name.encode()) > MAX_NAME_BYTES:
        raise DocumentError(f"its name is longer than {MAX_NAME_BYTES} bytes; rename it")
    return name


def shown_name(sent: str) -> str:
    """Return a name that cannot be kept as it can be shown."""
    shown = "".join("\ufffd" if unicodedata.category(c) in _UNSHOWN else c for c in _last_part(sent)).strip(" .")
    return f"{shown[:_MOST_SHOWN]}…" if len(shown) > _MOST_SHOWN else shown or "a file without a name"


def _last_part(sent: str) -> str:
    return sent.replace("\\", "/").rpartition("/")[2]
