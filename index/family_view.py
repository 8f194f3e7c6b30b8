"""The store as one family sees it: without what the documents of other families hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from index.catalog import Catalog
from index.database import Database
from index.types import DocumentSummary, Fact, Passage


class FamilyView(Database):
    """Reads the documents of one family and those of none."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        super().__init__(database._c, database._kept)
        self._family = catalog.family
        self._indicators = frozenset(catalog.by_id)

    def documents(self) -> list[DocumentSummary]:
        """List the documents, by place, period and source."""
        return [d for d in super().documents() if d.family in (self._family, None)]

    def coverage(self) -> list[tuple[str | None, str | None, str | None, int]]:
        """Return family, place and period of the documents with their number."""
        return [row for row in super().coverage() if row[0] in (self._family, None)]

    def facts(
        self,
        *,
        indicators: Sequence[str] = (),
        places: Sequence[str] = (),
        periods: Sequence[str | None] = (),
        value: Decimal | None = None,
        document_id: str | None = None,
        span: tuple[int, int] | None = None,
    ) -> list[Fact]:
        """Return the family's facts that fit every filter that is given, newest period first, then by source name."""
        found = super().facts(
            indicators=indicators, places=places, periods=periods, value=value, document_id=document_id, span=span
        )
        return [fact for fact in found if fact.indicator in self._indicators]

    def texts(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield hash, text and vector of every distinct text that a document of the view holds."""
        for hash_, text, vector in super().texts():
            if self.passages_of_texts([hash_]):
                yield hash_, text, vector

    def passages_of_texts(self, hashes: Sequence[str]) -> list[tuple[str, Passage]]:
        """Return the occurrences of distinct texts, with the hash of each."""
        found = super().passages_of_texts(hashes)
        families = {p.document_id: self.document(p.document_id).family for _, p in found}
        return [(hash_, p) for hash_, p in found if families[p.document_id] in (self._family, None)]
