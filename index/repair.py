"""Keeps the vector store as SQL says it should be: what is missing is added, what is damaged is made again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from index.engine import Engine
from index.errors import StoreError, StoreNotWritableError, StoreUnavailableError
from index.vectors import VectorStore, from_bytes
from index.writer_lock import WriterLock

if TYPE_CHECKING:
    from index.embedding import Vectors

log = logging.getLogger(__name__)
T = TypeVar("T")
# While another process makes the vectors of this machine, it is waited for, this many seconds at most.
_WAIT = 20.0


class RepairedVectors:
    """The vectors of the texts of a store, searched only when they are complete."""

    def __init__(self, store: VectorStore, engine: Engine, lock: WriterLock) -> None:
        self.store = store
        self._engine = engine
        self._lock = lock
        self._checked: tuple[int, frozenset[str]] | None = None
        self._repairing = threading.RLock()

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Return the k nearest texts of the store as (hash, cosine similarity), best first.

        `vector` has shape (dimensions,). Raises StoreError.
        """
        present = self._complete()
        wanted = asked = min(k, len(present))
        while wanted:
            found = self._guarded(lambda n=asked: self.store.query(vector, n))  # type: ignore[misc]
            hits = [hit for hit in found if hit[0] in present]
            # what a writer has left there, or is about to commit, is no text of the store: it must not crowd these out
            if len(hits) >= wanted or len(found) < asked:
                return hits[:wanted]
            asked *= 2
        return []

    def make_writable(self) -> bool:
        """Make sure that vectors can be written; a damaged directory is begun anew. Returns whether it was sound."""
        try:
            self.store.hashes()
            return True
        except (KeyboardInterrupt, SystemExit, StoreError):
            raise
        except BaseException:  # Chroma's Rust core raises panics that are no Exceptions
            self.store.check_server()
            self.store.clear()
            return False

    def add(self, hashes: Sequence[str], texts: Sequence[str], vectors: Vectors) -> None:
        """Write texts with their vectors, shape (len(texts), dimensions). Raises StoreError if they cannot be kept."""
        try:
            self.store.add(hashes, texts, vectors)
        except (KeyboardInterrupt, SystemExit, StoreError):
            raise
        except BaseException as error:  # Chroma's Rust core raises panics that are no Exceptions
            self.store.check_server()
            reason = str(error).strip().split("\n")[0] or type(error).__name__
            raise StoreNotWritableError(
                f"The vectors could not be written to {self.store.where} ({reason}), so no document was changed. "
                "Check its permissions and its free space, then try again."
            ) from error

    def sweep(self) -> None:
        """Delete what no document of the store has, left behind by a change that is committed or was stopped.

        What cannot be deleted now does no harm, and is left for the next change.
        """
        with self._engine.read() as database:
            present = database.known_texts()
        try:
            self._guarded(lambda: self.store.remove(sorted(self.store.hashes() - present)))
        except StoreError as error:
            log.warning("The change is saved; the vectors were not tidied up: %s", error)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Be the only one on this machine who writes to its directory of vectors.

        Raises StoreBusyError or StoreNotWritableError.
        """
        with self._lock.held(_WAIT):
            yield

    def _complete(self) -> frozenset[str]:
        """Return the texts of the store, once none of them lacks its vector."""
        with self._engine.read() as database:
            version = database.version()
            hashes = None if self._checked and self._checked[0] == version else frozenset(database.known_texts())
        with self._repairing:
            if hashes is not None:
                self.store.reopen()
                if not hashes <= self._guarded(self.store.hashes):
                    self._add_missing()
                self._checked = version, hashes
            assert self._checked is not None
            return self._checked[1]

    def _guarded(self, use: Callable[[], T]) -> T:
        """Use the vector store; if that fails, make it again from SQL, once for all who wait, and use it again."""
        generation = self.store.generation
        try:
            return use()
        except (KeyboardInterrupt, SystemExit, StoreError):
            raise
        except BaseException:  # Chroma's Rust core raises panics that are no Exceptions
            self.store.check_server()
            with self._repairing:
                if self.store.generation == generation:
                    self._make_again()
            try:
                return use()
            except Exception as error:
                raise StoreUnavailableError(
                    f"The vectors in {self.store.where} cannot be used ({error}), so passages cannot be searched; "
                    "figures are answered without them. Check its permissions and its free space, then try again."
                ) from error

    def _make_again(self) -> None:
        """Make a directory anew; on a server, which others use too, only what is not there."""
        if self.store.embedded:
            with self.writing():
                self.store.clear()
                self._add_missing()
        else:
            self.store.reopen()
            self._add_missing()

    def _add_missing(self) -> None:
        """Write the vectors that are not there; on a server that may be done beside a writer, and twice."""
        with self._engine.read() as database:
            rows = list(database.texts())
        if not rows:
            return
        hashes, texts, blobs = zip(*rows, strict=True)
        with self.writing() if self.store.embedded else nullcontext():
            self.add(hashes, texts, from_bytes(blobs))
