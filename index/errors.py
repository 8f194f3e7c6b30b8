"""What can go wrong, as one tree.

StatDeskError                 anything a person can act on; its text says what to do
├── NoIndexError              nothing has been built yet
├── StoreError                the store cannot be used as it is
│   ├── StoreVersionError     it was written by another version of StatDesk
│   │   └── StoreOutdatedError    by an earlier one; whoever may write brings it up to date
│   ├── StoreDamagedError     the database file cannot be read
│   ├── StoreRestoredError    it could not be read, and has been restored from a snapshot: try again
│   ├── StoreUnavailableError a database or vector server does not answer
│   ├── StoreNotWritableError the directory or file refuses writing
│   └── StoreBusyError        another process is writing
├── DocumentError             one file cannot go in
│   ├── UnknownDocumentError  no such document in the store
│   └── NothingAddedError     none of the files that were given can go in
├── DecisionError             what a person decides about a flag cannot be recorded so
├── CatalogError              a catalog file is not valid
├── ModelError                the embedding model is missing, altered or unusable
└── SettingsError             a setting or environment variable is not valid
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.types import FileReport


class StatDeskError(Exception):
    """Base of every error whose message is written for the person who sees it."""


class NoIndexError(StatDeskError):
    """Nothing has been built yet."""


class StoreError(StatDeskError):
    """The store cannot be used as it is."""


class StoreVersionError(StoreError):
    """The store was written by another version of StatDesk."""


class StoreOutdatedError(StoreVersionError):
    """The store was written by an earlier version of StatDesk; the next writer brings it up to date."""


class StoreDamagedError(StoreError):
    """The database file cannot be read."""


class StoreRestoredError(StoreError):
    """Damage came to light while the store was read, and a snapshot was put in its place: reading anew succeeds."""


class StoreUnavailableError(StoreError):
    """A database or a vector server does not answer."""


class StoreNotWritableError(StoreError):
    """The directory or the database refuses writing."""


class StoreBusyError(StoreError):
    """Another process is writing to the store."""


class DocumentError(StatDeskError):
    """One file cannot go in; the others still can."""


class UnknownDocumentError(DocumentError):
    """The store holds no such document."""


class NothingAddedError(DocumentError):
    """None of the files that were given can go in; `files` says of each why."""

    def __init__(self, files: Sequence[FileReport]) -> None:
        reasons = "".join(f"\n  {file.name}: {file.note}" for file in files)
        super().__init__(f"No document could go in, so nothing was changed.{reasons}")
        self.files = tuple(files)


class DecisionError(StatDeskError):
    """What a person decides about a flag cannot be recorded so."""


class CatalogError(StatDeskError):
    """A catalog file is not valid; the message names file and place."""


class ModelError(StatDeskError):
    """The embedding model is missing, altered or unusable."""


class SettingsError(StatDeskError):
    """A setting or an environment variable is not valid."""
