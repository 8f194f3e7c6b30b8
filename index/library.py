"""The façade for documents: open, build, add, remove, list, check, and the text behind a citation."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from filelock import FileLock, Timeout

from index.build import pipeline_fingerprint, plan_changes, write_changes
from index.catalog import Catalog
from index.catalog.installed import Installed, installed
from index.database import Database
from index.engine import Engine
from index.errors import (
    DocumentError,
    NoIndexError,
    StoreBusyError,
    StoreError,
    StoreNotWritableError,
    StoreOutdatedError,
)
from index.exports import export_directory, export_is_intact, model_id
from index.settings import Settings, load_settings
from index.types import BuildReport, CheckReport, Document, DocumentSummary, Fact, Passage
from index.vectors import VectorStore, from_bytes

# The models bring NumPy and more: only what needs one imports it.
if TYPE_CHECKING:
    from index.embedding import BuildModel, QueryModel
    from index.question_model import QuestionModel

Progress = Callable[[str], None]
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
        self._engine = Engine(settings.database_path)
        self._vectors = VectorStore(settings.chroma_path, model_id(settings.embedding_model))
        self._checked_version: int | None = None
        self._repairing = threading.RLock()
        # one lock object, so that a rebuild inside a write of the same thread does not wait for itself
        self._file_lock = FileLock(settings.home / "write.lock", timeout=0)

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
        with self._engine.read() as database:
            return database.version()

    def documents(self) -> list[DocumentSummary]:
        """List the documents."""
        with self._engine.read() as database:
            return database.documents()

    def document(self, document: str) -> Document:
        """Return a document with its text, by id or source name.

        Raises UnknownDocumentError.
        """
        with self._engine.read() as database:
            return database.document(document)

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
        with self._engine.read() as database:
            return database.facts(indicators=indicators, places=places, periods=periods, document_id=document_id)

    def check(self) -> CheckReport:
        """Return everything that needs a person, and the ledger of numerals."""
        with self._engine.read() as database:
            return CheckReport(flags=tuple(database.flags()), numerals=database.numerals())

    def coverage(self) -> list[tuple[str | None, str | None, str | None, int]]:
        """Return (family, place, period, number of documents) for what the store holds."""
        with self._engine.read() as database:
            return database.coverage()

    def texts(self) -> list[tuple[str, str]]:
        """Return (hash, text) of every distinct masked text."""
        with self._engine.read() as database:
            return [(hash_, text) for hash_, text, _ in database.texts()]

    def passages_of(self, hashes: Sequence[str]) -> list[tuple[str, Passage]]:
        """Return the occurrences of distinct texts, newest document first, then by source name."""
        with self._engine.read() as database:
            return database.passages_of_texts(hashes)

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
        vector = self.query_model.embed([text])[0]
        self.ensure_vectors()
        return self._guarded(lambda: self._vectors.query(vector, k))

    def ensure_vectors(self) -> None:
        """Rebuild the vector store from SQL if it lacks any text of the current store version."""
        version = self.version()
        if version == self._checked_version:
            return
        with self._repairing:
            expected = len(self.texts())
            if self._guarded(self._vectors.count) < expected:
                self._rebuild_vectors()
            self._checked_version = version

    def _guarded(self, use: Callable[[], T]) -> T:
        """Use the vector store; if it is damaged, rebuild it from SQL, once for all who wait, and use it again."""
        generation = self._vectors.generation
        try:
            return use()
        except (KeyboardInterrupt, SystemExit, StoreError):
            raise
        except BaseException:  # Chroma's Rust core raises panics that are no Exceptions
            with self._repairing:
                if self._vectors.generation == generation:
                    self._rebuild_vectors()
            return use()

    def _rebuild_vectors(self) -> None:
        with self._writer_lock():
            self._vectors.clear()
            with self._engine.read() as database:
                rows = list(database.texts())
            if rows:
                hashes, texts, blobs = zip(*rows, strict=True)
                self._vectors.add(hashes, texts, from_bytes(blobs))

    # writing

    def build(self, paths: Iterable[Path] | None = None, progress: Progress = _silent) -> BuildReport:
        """Make the store hold exactly these files and folders (default: the bundled sheets).

        Files that cannot go in are named in the report with their reasons; the others go in. Raises StoreError,
        ModelError, CatalogError, or DocumentError if no file could be read.
        """
        return self._change(list(paths) if paths is not None else [bundled_corpus()], exact=True, progress=progress)

    def add(self, paths: Iterable[Path], progress: Progress = _silent) -> BuildReport:
        """Add files and folders to what the store holds; a sheet for the same place and year is replaced.

        Files that cannot go in are named in the report with their reasons; the others go in. Raises StoreError,
        ModelError, or DocumentError if none of the files could be read.
        """
        return self._change(list(paths), exact=False, progress=progress)

    def remove(self, document: str, progress: Progress = _silent) -> BuildReport:
        """Remove one document, by id or source name.

        Raises UnknownDocumentError.
        """
        self.installed.require_sound()
        with self._writer_lock():
            gone = self.document(document)
            model = self._build_model(progress)
            with self._engine.write() as database:
                plan = plan_changes(database, [], catalogs=self.installed, exact=False, progress=progress)
                plan.new = [p for p in plan.new if p.document.id != gone.id]
                plan.gone[gone.id] = gone.source
                report, swept = write_changes(database, self._vectors, model, plan, self.installed, progress)
            self._guarded(lambda: self._vectors.remove(swept))
            return report

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

    def _change(self, paths: list[Path], *, exact: bool, progress: Progress) -> BuildReport:
        self.installed.require_sound()
        with self._writer_lock():
            model = self._build_model(progress)
            self._require_same_model(model.identity)
            with self._engine.write() as database:
                plan = plan_changes(database, paths, catalogs=self.installed, exact=exact, progress=progress)
                if (exact or plan.refused) and not plan.new and not plan.unchanged:
                    reasons = "".join(f"\n  {name}: {reason}" for name, reason in plan.refused.items())
                    raise DocumentError(f"No document could go in, so nothing was changed.{reasons}")
                if plan.new:
                    self._guarded_open(progress)
                report, swept = write_changes(database, self._vectors, model, plan, self.installed, progress)
            if swept:
                self._guarded(lambda: self._vectors.remove(swept))
            self._export_models(model, progress)
            return report

    def _export_models(self, model: BuildModel, progress: Progress) -> None:
        """Export the models that asking needs, where they are not there yet."""
        self.settings.models_path.mkdir(parents=True, exist_ok=True)
        if not export_is_intact(self._export_path):
            model.export(self._export_path)
            self.__dict__.pop("query_model", None)
        if not export_is_intact(self._question_export_path):
            from index.question_model import export_question_model

            export_question_model(self._question_export_path, progress)
            self.__dict__.pop("question_model", None)

    def _guarded_open(self, progress: Progress) -> None:
        """Make sure that the vector store can be written before anything is; a damaged one is begun anew."""
        try:
            self._vectors.count()
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # Chroma's Rust core raises panics that are no Exceptions
            progress("The vector store is damaged; making it again")
            self._vectors.clear()

    def _require_same_model(self, identity: str) -> None:
        """Refuse to mix the vectors of two models: they cannot be compared."""
        try:
            with self._engine.read() as database:
                same = database.meta("model") in (None, identity)
        except NoIndexError:
            return
        if not same:
            raise StoreError(
                f"The index in {self.settings.home} was built with another embedding model. Unset "
                "STATDESK_EMBEDDING_MODEL, or set STATDESK_HOME to an empty directory and build there."
            )

    @contextlib.contextmanager
    def _writer_lock(self) -> Iterator[None]:
        home = self.settings.home
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._file_lock.acquire()
        except Timeout as error:
            raise StoreBusyError(
                f"Another StatDesk process is writing to {home}. Wait until it is done, then try again."
            ) from error
        except OSError as error:
            raise StoreNotWritableError(
                f"{home} cannot be written ({error.strerror}). Check its permissions, or set STATDESK_HOME to a "
                "directory that you may write to."
            ) from error
        try:
            self._engine.upgrade()
            yield
        finally:
            self._file_lock.release()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()
