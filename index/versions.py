"""The versions of documents in the SQL store: the current ones, and those that other files replaced."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from index.rows import document_of
from index.schema import documents, facts, flags, passages
from index.types import Document, Version

_FIELDS = tuple(field.name for field in fields(Version))
_COLUMNS = tuple(documents.c[name] for name in _FIELDS)
_READ_FROM = (flags, facts, passages)


class Versions:
    """The versions of all documents, over one connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._c = connection

    def all(self) -> list[Version]:
        """Return every version, current ones first, then the last replaced."""
        d = documents.c
        query = sa.select(*_COLUMNS).order_by(
            d.replaced_at.is_not(None), d.replaced_at.desc(), d.family, d.place, d.period, d.source
        )
        return [Version(**row._mapping) for row in self._c.execute(query)]

    def earlier(self, document_id: str) -> list[Document]:
        """Return the versions that a document took the place of, the last one first, with their texts."""
        found: list[Document] = []
        nearest = [document_id]
        while nearest:
            query = sa.select(documents).where(documents.c.replaced_by.in_(nearest))
            rows: list[Any] = list(self._c.execute(query.order_by(documents.c.replaced_at.desc(), documents.c.id)))
            found += map(document_of, rows)
            nearest = [row.id for row in rows]
        return found

    def chains(self, document: Document | None) -> list[Version]:
        """Return the versions of a document, or of all that have an earlier one: each current one, then its past."""
        known = {version.id: version for version in self.all()}
        current = (self.current(document) or document) if document else None
        chosen = [current.id] if current else [v.id for v in known.values() if v.replaced_at is None]
        chains = [[id_, *(older.id for older in self.earlier(id_))] for id_ in chosen]
        return [known[id_] for chain in chains if len(chain) > 1 or document for id_ in chain]

    def current(self, document: Document) -> Document | None:
        """Return the current version of a document that was replaced, through all versions between."""
        seen: set[str] = set()
        while document.replaced_by is not None and document.replaced_by not in seen:
            seen.add(document.replaced_by)
            row = self._c.execute(sa.select(documents).where(documents.c.id == document.replaced_by)).first()
            if row is None:
                return None
            document = document_of(row)
        return document

    def replace(self, document_id: str, *, by: str, at: str) -> None:
        """Take a version out of answers: its text stays, what was read from it goes."""
        self._forget(document_id)
        replaced = sa.update(documents).where(documents.c.id == document_id)
        self._c.execute(replaced.values(replaced_by=by, replaced_at=at))

    def remove(self, document_id: str) -> None:
        """Delete one version and all that was read from it; earlier versions stay."""
        self._forget(document_id)
        self._c.execute(sa.delete(documents).where(documents.c.id == document_id))

    def remove_all(self, document_id: str) -> None:
        """Delete a document with all its earlier versions."""
        for version in (document_id, *(document.id for document in self.earlier(document_id))):
            self.remove(version)

    def set_provenance(self, document_id: str, url: str | None, retrieved: str | None) -> None:
        """Write where a document came from and when."""
        known = sa.update(documents).where(documents.c.id == document_id)
        self._c.execute(known.values(url=url, retrieved=retrieved))

    def _forget(self, document_id: str) -> None:
        for table in _READ_FROM:
            self._c.execute(sa.delete(table).where(table.c.document_id == document_id))
