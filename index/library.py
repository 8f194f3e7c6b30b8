"""The façade for documents: open, build, add, remove, list, check, and the text behind a citation."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.catalog import Catalog
from index.catalog.installed import Installed, installed
from index.database import Database
from index.engine import open_engine
from index.errors import (
    NoIndexError,
    StoreOutdatedError,
    StoreRestoredError,
)
from index.models import Models
from index.repair import RepairedVectors
from index.settings import Settings, load_settings
from index.types import (
    BuildReport,
    CheckReport,
    Document,
    DocumentReport,
    DocumentSummary,
    Fact,
    Flag,
    Passage,
    Version,
)
from index.vectors import VectorStore
from index.writer_lock import WriterLock

# What takes long to import is brought only by what needs it.
if TYPE_CHECKING:
    from index.embedding import QueryModel
    from index.incoming import Progress
    from index.question_model import QuestionModel
    from index.sidecars import Provenance
    from index.writing import Writer

T = TypeVar("T")


def bundled_corpus() -> Path:
    """Return the directory of the five sheets that come with StatDesk."""
    return Path(__file__).parent / "corpus"


def _silent(_message: str) -> None:
    """Report progress to nobody."""


class Library:
    """The documents of one store and everything read from them.

    Reading works beside a writer; there is one writer at a time.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        # one lock object, so that a rebuild inside a write of the same thread does not wait for itself
        lock = WriterLock(settings.home)
        self._engine = open_engine(settings, lock)
        self._models = Models(settings)
        identity = self._models.identity
        store = VectorStore(settings.chroma_path, identity, settings.chroma_url, lambda: self._engine.store_id)
        self._vectors = RepairedVectors(store, self._engine, lock)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Library:
        """Open the store for reading; nothing is built, but a store of an earlier version is brought up to date.

        Raises NoIndexError if there is none, StoreVersionError or StoreDamagedError if it cannot be used.
        """
        library = cls(settings or load_settings())
        try:
            version = library.version()
        except StoreOutdatedError:
            with library._writer_lock():
                version = library.version()
        if version == 0:
            raise NoIndexError(f"There is no index in {library.settings.home} yet. Run `statdesk build` to make one.")
        return library

    @cached_property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The catalogs of all families that can be read."""
        return self.installed.catalogs

    @cached_property
    def installed(self) -> Installed:
        """The catalogs in use, the packaged ones and those of STATDESK_CATALOGS, with what is wrong with others."""
        return installed(self.settings.catalogs)

    @staticmethod
    def suffixes() -> tuple[str, ...]:
        """Return how the names of files end that can be read."""
        from index.readers import SUFFIXES

        return SUFFIXES

    # reading

    def snapshot(self) -> contextlib.AbstractContextManager[Database]:
        """Open the store for several reads that see one state of it.

        Raises NoIndexError, StoreVersionError or StoreDamagedError.
        """
        return self._engine.read()

    def version(self) -> int:
        """Return the store version; it grows with every committed change."""
        return self._read(Database.version)

    def documents(self) -> list[DocumentSummary]:
        """List the documents."""
        return self._read(Database.documents)

    def document(self, document: str) -> Document:
        """Return a document with its text, by id or source name.

        Raises UnknownDocumentError.
        """
        return self._read(lambda database: database.document(document))

    def source(self, document: str) -> str:
        """Return a document's text exactly as it was read."""
        return self.document(document).text

    def facts(
        self,
        *,
        indicators: Sequence[str] = (),
        places: Sequence[str] = (),
        periods: Sequence[str | None] = (),
        document_id: str | None = None,
    ) -> list[Fact]:
        """Return the facts that fit every filter that is given, newest period first, then by source name."""
        return self._read(
            lambda database: database.facts(
                indicators=indicators, places=places, periods=periods, document_id=document_id
            )
        )

    def history(self, document: str | None = None) -> list[Version]:
        """Return the versions of one document, by id or source name, or of all that have an earlier one.

        The current version is first, then the one it replaced. Raises UnknownDocumentError.
        """
        return self._read(
            lambda database: database.versions.chains(database.document(document) if document is not None else None)
        )

    def current_version(self, document: Document) -> Document | None:
        """Return the version that answers instead of one that was replaced; None if it was removed."""
        return self._read(lambda database: database.versions.current(document))

    def check(self) -> CheckReport:
        """Return everything that still needs a person, and the ledger of numerals."""
        return self._read(
            lambda database: CheckReport(
                flags=tuple(flag for flag in database.flags() if flag.review is None), numerals=database.numerals()
            )
        )

    def reports(self, document_ids: Sequence[str]) -> dict[str, DocumentReport]:
        """Return what was read from these documents, by id; one that was replaced or removed is left out."""

        def read(database: Database) -> dict[str, DocumentReport]:
            flags: dict[str, list[Flag]] = {}
            for flag in database.flags(document_ids):
                if flag.review is None:
                    flags.setdefault(flag.document_id, []).append(flag)
            documents = database.documents(document_ids)
            return {d.id: DocumentReport(document=d, flags=tuple(flags.get(d.id, ()))) for d in documents}

        return self._read(read) if document_ids else {}

    def flags(self) -> list[Flag]:
        """Return all flags with what was decided about them, by document and place in it."""
        return self._read(lambda database: database.flags())

    def coverage(self) -> list[tuple[str | None, str | None, str | None, int]]:
        """Return (family, place, period, number of documents) for what the store holds."""
        return self._read(Database.coverage)

    def texts(self) -> list[tuple[str, str]]:
        """Return (hash, text) of every distinct masked text."""
        return self._read(lambda database: [(hash_, text) for hash_, text, _ in database.texts()])

    def passages_of(self, hashes: Sequence[str]) -> list[tuple[str, Passage]]:
        """Return the occurrences of distinct texts, newest document first, then by source name."""
        return self._read(lambda database: database.passages_of_texts(hashes))

    def _read(self, use: Callable[[Database], T]) -> T:
        """Read once, and once more if the store had to be restored meanwhile."""
        with contextlib.suppress(StoreRestoredError), self._engine.read() as database:
            return use(database)
        with self._engine.read() as database:
            return use(database)

    @property
    def query_model(self) -> QueryModel:
        """The exported embedding model, loaded when first needed.

        Raises ModelError if it is missing or altered.
        """
        return self._models.query

    @property
    def question_model(self) -> QuestionModel:
        """The exported model that reads questions, loaded when first needed.

        Raises ModelError if it is missing or altered.
        """
        return self._models.question

    def nearest(self, text: str, k: int) -> list[tuple[str, float]]:
        """Return the k distinct texts nearest in meaning as (hash, cosine similarity), best first.

        A damaged or incomplete vector store is made again from SQL first. Raises ModelError or StoreError.
        """
        return self._vectors.nearest(self.query_model.embed([text])[0], k)

    # writing

    def build(self, paths: Iterable[Path] | None = None, progress: Progress = _silent) -> BuildReport:
        """Make the store hold exactly these files and folders (default: the bundled sheets).

        Files that cannot go in are named in the report with their reasons; the others go in. Raises StoreError,
        ModelError, CatalogError, or NothingAddedError if no file could be read.
        """
        given = list(paths) if paths is not None else [bundled_corpus()]
        return self._writer.change(given, None, exact=True, progress=progress)

    def add(
        self, paths: Iterable[Path], progress: Progress = _silent, *, provenance: Provenance | None = None
    ) -> BuildReport:
        """Add files and folders to what the store holds; a sheet for the same place and year is replaced.

        Only what is new or changed is read. `provenance` says where the files came from, ahead of their sidecars.
        Files that cannot go in are named in the report with their reasons; the others go in. Raises StoreError,
        ModelError, CatalogError, or NothingAddedError if none of the files could be read.
        """
        return self._writer.change(list(paths), provenance, exact=False, progress=progress)

    def remove(self, *documents: str, progress: Progress = _silent) -> BuildReport:
        """Remove documents with their earlier versions, by id or source name: all of them or none.

        What people decided about their flags stays, for when the same bytes are added again. Raises
        UnknownDocumentError.
        """
        return self._writer.remove(documents, progress)

    def accept(self, flag_id: str, *, name: str, value: str | Decimal | None = None) -> Flag:
        """Record that a flag's doubtful figure stands, with the value read by a person, or that the flag was seen.

        Returns the flag as decided. Raises DecisionError if there is no such flag or it cannot be decided so.
        """
        return self._writer.accept(flag_id, name, value)

    def reject(self, flag_id: str, *, name: str) -> Flag:
        """Record that the figure of a flag is not used: it is no fact any more.

        Returns the flag as decided. Raises DecisionError if there is no such flag or it cannot be decided so.
        """
        return self._writer.reject(flag_id, name)

    def reconsider(self, flag_id: str) -> None:
        """Take back what was decided about a flag.

        Raises DecisionError if nothing was.
        """
        self._writer.reconsider(flag_id)

    def is_current(self) -> bool:
        """Say whether the store was made from the bundled sheets or more, by these catalogs, with its model ready."""
        from index.build import pipeline_fingerprint

        try:
            with self._engine.read() as database:
                # a catalog that cannot be read must not undo what it once gave: the others answer as they are
                sound = not self.installed.problems
                current = database.meta("pipeline") == pipeline_fingerprint(self.installed) or not sound
                model = database.meta("model") == self._models.identity
        except (NoIndexError, StoreOutdatedError):
            return False
        return current and model and self._models.are_exported()

    def refresh(self, progress: Progress = _silent) -> BuildReport:
        """Bring a store up to date without changing which documents it holds; an empty one gets the bundled sheets."""
        try:
            empty = self.version() == 0
        except StoreOutdatedError:
            empty = False
        except NoIndexError:
            empty = True
        return self.build(progress=progress) if empty else self.add([], progress=progress)

    @cached_property
    def _writer(self) -> Writer:
        # it brings the extraction of facts: a single question starts quicker without
        from index.writing import Writer

        return Writer(self.settings, self._engine, self._vectors, self._models, self.installed, self._writer_lock)

    @contextlib.contextmanager
    def _writer_lock(self, patience: float = 0) -> Iterator[None]:
        """Be the one writer of the store. Raises StoreBusyError, StoreNotWritableError or StoreUnavailableError."""
        with self._engine.lock(patience), self._vectors.writing():
            self._engine.upgrade()
            yield

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
