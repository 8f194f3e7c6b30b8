"""Changes of a store: documents that go in or out, and what people decide about flags."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from index.build import DocumentReader, Embedder, Plan, missing_texts, write_changes
from index.catalog.installed import Installed
from index.changes import plan_changes, plan_removal, require_something
from index.database import Database
from index.deciding import accept, reconsider, reject
from index.engine import Engine
from index.errors import NoIndexError, StoreError, StoreOutdatedError
from index.incoming import Progress, find_incoming
from index.models import Models
from index.repair import RepairedVectors
from index.settings import Settings
from index.sidecars import Provenance
from index.types import BuildReport, Flag

# A change that changes nothing needs no model.
if TYPE_CHECKING:
    from index.embedding import BuildModel

# How long a change that is ready waits for another writer, in seconds.
_PATIENCE = 5.0


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Writer:
    """What changes one store.

    `lock` makes whoever enters it the one writer, and waits as many seconds as it is given for another one.
    """

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        vectors: RepairedVectors,
        models: Models,
        installed: Installed,
        lock: Callable[[float], AbstractContextManager[None]],
    ) -> None:
        self._settings = settings
        self._engine = engine
        self._vectors = vectors
        self._models = models
        self._installed = installed
        self._lock = lock

    def change(
        self, paths: list[Path], provenance: Provenance | None, *, exact: bool, progress: Progress
    ) -> BuildReport:
        """Read and embed beside whoever reads or writes; then hold what was found against the store, and write.

        The store holds exactly these files and folders then, or else these as well. Raises what `Library.build` does.
        """
        self._installed.require_sound()
        model = self._models.for_building(progress)
        self._require_same_model(model.identity)
        with contextlib.ExitStack() as held:
            report = self._write(paths, provenance, model, held, exact=exact, progress=progress)
            # all that was read of the documents is let go by now: the export takes a gigabyte for itself
            self._models.export(model, progress)
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
        incoming, unread = find_incoming(paths, provenance, progress)

        def plan_for(database: Database | None) -> Plan:
            return plan_changes(database, incoming, unread, reader, exact=exact, progress=progress)

        ready = self._prepare(plan_for, embedder)
        require_something(ready, exact=exact)
        held.enter_context(self._lock(_PATIENCE if ready.changes else 0))
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
            with self._engine.read() as database:
                return database.version() > 0
        except NoIndexError:
            return False

    def remove(self, documents: tuple[str, ...], progress: Progress) -> BuildReport:
        """Remove documents with their earlier versions: all of them or none. Raises UnknownDocumentError."""
        self._installed.require_sound()
        with self._lock(_PATIENCE):
            with self._engine.write() as database:
                plan = plan_removal(database, documents)
                embedder = Embedder(self._models.for_building(progress), progress)
                report = write_changes(database, self._vectors, embedder, plan, self._reader())
            self._vectors.sweep()
            return report

    def accept(self, flag_id: str, name: str, value: str | Decimal | None) -> Flag:
        """Record that a flag's figure stands, or that the flag was seen. Raises DecisionError."""
        with self._lock(_PATIENCE), self._engine.write() as database:
            return accept(database, flag_id, name, value, _now(), self._installed.catalogs)

    def reject(self, flag_id: str, name: str) -> Flag:
        """Record that the figure of a flag is not used. Raises DecisionError."""
        with self._lock(_PATIENCE), self._engine.write() as database:
            return reject(database, flag_id, name, _now(), self._installed.catalogs)

    def reconsider(self, flag_id: str) -> None:
        """Take back what was decided about a flag. Raises DecisionError."""
        with self._lock(_PATIENCE), self._engine.write() as database:
            reconsider(database, flag_id, self._installed.catalogs)

    def _reader(self) -> DocumentReader:
        return DocumentReader(self._installed, _now())

    def _require_same_model(self, identity: str) -> None:
        """Refuse to mix the vectors of two models: they cannot be compared."""
        try:
            with self._engine.read() as database:
                same = database.meta("model") in (None, identity)
        except NoIndexError:
            return
        except StoreOutdatedError:
            with self._lock(0):  # brings it up to date
                return self._require_same_model(identity)
        if not same:
            raise StoreError(
                f"The index in {self._settings.home} was built with another embedding model. Unset "
                "STATDESK_EMBEDDING_MODEL, or set STATDESK_HOME to an empty directory and build there."
            )
