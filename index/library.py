"""The façade for documents: open, build, add, remove, list, check, and the text behind a citation."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.build import DocumentReader, Embedder, Plan, missing_texts, pipeline_fingerprint, write_changes
from index.catalog import Catalog
from index.catalog.installed import Installed, installed
from index.changes import plan_changes, plan_removal, require_something
from index.database import Database
from index.deciding import accept, reconsider, reject
from index.engine import open_engine
from index.errors import (
    NoIndexError,
    StoreError,
    StoreNotWritableError,
    StoreOutdatedError,
    StoreRestoredError,
)
from index.exports import export_directory, export_is_intact, model_id
from index.incoming import Progress, find_incoming
from index.repair import RepairedVectors
from index.settings import Settings, load_settings
from index.sidecars import Provenance
from index.types import (
    BuildReport,
    CheckReport,
    Document,
    DocumentSummary,
    Fact,
    Flag,
    Passage,
    Version,
)
from index.vectors import VectorStore
from index.writer_lock import WriterLock

# The models bring NumPy and more: only what needs one imports it.
if TYPE_CHECKING:
    from index.embedding import BuildModel, QueryModel
    from index.question_model import QuestionModel

T = TypeVar("T")

# How long a change that is ready waits for another writer, in seconds.
_PATIENCE = 5.0


def bundled_corpus() -> Path:
    """Return the directory of the five sheets that come with StatDesk."""
    return Path(__file__).parent / "corpus"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


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
        model = model_id(settings.embedding_model)
        store = VectorStore(settings.chroma_path, model, settings.chroma_url, lambda: self._engine.store_id)
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

    @cached_property
    def query_model(self) -> QueryModel:
        """The exported embedding model, loaded when first needed.

        Raises ModelError if it is missing or altered.
        """
        from index.embedding import QueryModel

        return QueryModel(self._export_path)

    @cached_property
    def question_model(self) -> QuestionModel:
        """The exported model that reads questions, loaded when first needed.

        Raises ModelError if it is missing or altered.
        """
        from index.question_model import QuestionModel

        return QuestionModel(self._question_export_path)

    def nearest(self, text: str, k: int) -> list[tuple[str, float]]:
        """Return the k distinct texts nearest in meaning as (hash, cosine similarity), best first.

        A damaged or incomplete vector store is made again from SQL first. Raises ModelError or StoreError.
        """
        return self._vectors.nearest(self.query_model.embed([text])[0], k)

    # writing

    def build(self, paths: Iterable[Path] | None = None, progress: Progress = _silent) -> BuildReport:
        """Make the store hold exactly these files and folders (default: the bundled sheets).

        Files that cannot go in are named in the report with their reasons; the others go in. Raises StoreError,
        ModelError, CatalogError, or DocumentError if no file could be read.
        """
        given = list(paths) if paths is not None else [bundled_corpus()]
        return self._change(given, None, exact=True, progress=progress)

    def add(
        self, paths: Iterable[Path], progress: Progress = _silent, *, provenance: Provenance | None = None
    ) -> BuildReport:
        """Add files and folders to what the store holds; a sheet for the same place and year is replaced.

        Only what is new or changed is read. `provenance` says where the files came from, ahead of their sidecars.
        Files that cannot go in are named in the report with their reasons; the others go in. Raises StoreError,
        ModelError, or DocumentError if none of the files could be read.
        """
        return self._change(list(paths), provenance, exact=False, progress=progress)

    def remove(self, *documents: str, progress: Progress = _silent) -> BuildReport:
        """Remove documents with their earlier versions, by id or source name: all of them or none.

        What people decided about their flags stays, for when the same bytes are added again. Raises
        UnknownDocumentError.
        """
        self.installed.require_sound()
        with self._writer_lock():
            with self._engine.write() as database:
                plan = plan_removal(database, documents)
                embedder = Embedder(self._build_model(progress), progress)
                report = write_changes(database, self._vectors, embedder, plan, self._reader())
            self._vectors.sweep()
            return report

    def accept(self, flag_id: str, *, name: str, value: str | Decimal | None = None) -> Flag:
        """Record that a flag's doubtful figure stands, with the value read by a person, or that the flag was seen.

        Returns the flag as decided. Raises DecisionError if there is no such flag or it cannot be decided so.
        """
        with self._writer_lock(_PATIENCE), self._engine.write() as database:
            return accept(database, flag_id, name, value, _now(), self.catalogs)

    def reject(self, flag_id: str, *, name: str) -> Flag:
        """Record that the figure of a flag is not used: it is no fact any more.

        Returns the flag as decided. Raises DecisionError if there is no such flag or it cannot be decided so.
        """
        with self._writer_lock(_PATIENCE), self._engine.write() as database:
            return reject(database, flag_id, name, _now(), self.catalogs)

    def reconsider(self, flag_id: str) -> None:
        """Take back what was decided about a flag.

        Raises DecisionError if nothing was.
        """
        with self._writer_lock(_PATIENCE), self._engine.write() as database:
            reconsider(database, flag_id, self.catalogs)

    def is_current(self) -> bool:
        """Say whether the store was made from the bundled sheets or more, by these catalogs, with its model ready."""
        try:
            with self._engine.read() as database:
                # a catalog that cannot be read must not undo what it once gave: the others answer as they are
                sound = not self.installed.problems
                current = database.meta("pipeline") == pipeline_fingerprint(self.installed) or not sound
                model = database.meta("model") == model_id(self.settings.embedding_model)
        except (NoIndexError, StoreOutdatedError):
            return False
        return current and model and all(map(export_is_intact, (self._export_path, self._question_export_path)))

    def refresh(self, progress: Progress = _silent) -> BuildReport:
        """Bring a store up to date without changing which documents it holds; an empty one gets the bundled sheets."""
        try:
            empty = self.version() == 0
        except StoreOutdatedError:
            empty = False
        except NoIndexError:
            empty = True
        return self.build(progress=progress) if empty else self.add([], progress=progress)

    @property
    def _export_path(self) -> Path:
        return export_directory(self.settings.models_path, model_id(self.settings.embedding_model))

    @property
    def _question_export_path(self) -> Path:
        from index.question_model import identity

        return export_directory(self.settings.models_path, identity())

    def _build_model(self, progress: Progress) -> BuildModel:
        from index.embedding import BuildModel

        return BuildModel(self.settings.embedding_model, progress)

    def _reader(self) -> DocumentReader:
        return DocumentReader(self.installed, _now())

    def _change(
        self, paths: list[Path], provenance: Provenance | None, *, exact: bool, progress: Progress
    ) -> BuildReport:
        """Read and embed beside whoever reads or writes; then hold what was found against the store, and write."""
        self.installed.require_sound()
        model = self._build_model(progress)
        self._require_same_model(model.identity)
        with contextlib.ExitStack() as held:
            report = self._write(paths, provenance, model, held, exact=exact, progress=progress)
            # all that was read of the documents is let go by now: the export takes a gigabyte for itself
            self._export_models(model, progress)
            return report

    def _write(
        self,
        paths: list[Path],
        provenance: Provenance | None,
        model: BuildModel,
        held: contextlib.ExitStack,
        *,
        exact: bool,
        progress: Progress,
    ) -> BuildReport:
        """Carry out a change; `held` keeps the writer's lock."""
        reader, embedder = self._reader(), Embedder(model, progress)
        incoming, refused = find_incoming(paths, provenance, progress)

        def plan_for(database: Database | None) -> Plan:
            return plan_changes(database, incoming, refused, reader, exact=exact, progress=progress)

        ready = self._prepare(plan_for, embedder)
        require_something(ready, exact=exact)
        held.enter_context(self._writer_lock(_PATIENCE if ready.changes else 0))
        if not ready.changes and self._is_begun():
            return BuildReport(files=ready.files)
        with self._engine.write() as database:
            plan = plan_for(database)
            if plan.new and not self._vectors.make_writable():
                progress("The vector store was damaged; making it again")
            report = write_changes(database, self._vectors, embedder, plan, reader)
        if plan.new or plan.replaced or plan.gone:
            self._vectors.sweep()
        return report

    def _prepare(self, plan_for: Callable[[Database | None], Plan], embedder: Embedder) -> Plan:
        """Do what takes long without keeping others from writing; it is kept by the reader and the embedder."""
        try:
            with self._engine.read() as database:
                plan = plan_for(database)
                missing = missing_texts(database, plan)
        except NoIndexError:
            plan = plan_for(None)
            missing = missing_texts(None, plan)
        if missing:
            embedder.embed(missing)
        return plan

    def _is_begun(self) -> bool:
        try:
            return self.version() > 0
        except NoIndexError:
            return False

    def _export_models(self, model: BuildModel, progress: Progress) -> None:
        """Export the models that asking needs, where they are not there yet.

        Raises StoreNotWritableError.
        """
        try:
            self._export_missing(model, progress)
        except OSError as error:
            raise StoreNotWritableError(
                f"The documents are saved, but the models that answering needs could not be written to "
                f"{self.settings.models_path} ({error.strerror or error}). Check its permissions and its free space, "
                "then run `statdesk build` or `statdesk add` again."
            ) from error

    def _export_missing(self, model: BuildModel, progress: Progress) -> None:
        self.settings.models_path.mkdir(parents=True, exist_ok=True)
        if not export_is_intact(self._export_path):
            model.export(self._export_path)
            self.__dict__.pop("query_model", None)
        if not export_is_intact(self._question_export_path):
            from index.question_model import export_question_model

            export_question_model(self._question_export_path, progress)
            self.__dict__.pop("question_model", None)

    def _require_same_model(self, identity: str) -> None:
        """Refuse to mix the vectors of two models: they cannot be compared."""
        try:
            with self._engine.read() as database:
                same = database.meta("model") in (None, identity)
        except NoIndexError:
            return
        except StoreOutdatedError:
            with self._writer_lock():  # brings it up to date
                return self._require_same_model(identity)
        if not same:
            raise StoreError(
                f"The index in {self.settings.home} was built with another embedding model. Unset "
                "STATDESK_EMBEDDING_MODEL, or set STATDESK_HOME to an empty directory and build there."
            )

    @contextlib.contextmanager
    def _writer_lock(self, patience: float = 0) -> Iterator[None]:
        """Be the one writer of the store. Raises StoreBusyError, StoreNotWritableError or StoreUnavailableError."""
        with self._engine.lock(patience), self._vectors.writing():
            self._engine.upgrade()
            yield

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
