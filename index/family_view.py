"""The store as one family sees it: without what the documents of other families hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

import sqlalchemy as sa

from index.catalog import Catalog
from index.database import Database, Slot
from index.schema import documents
from index.types import Fact


class FamilyView(Database):
    """Reads the documents of one family and those of none."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        super().__init__(database._c, database._kept)
        self._seen = sa.or_(documents.c.family == catalog.family, documents.c.family.is_(None))
        self._indicators = frozenset(catalog.by_id)

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

    def slots(
        self, *, indicators: Sequence[str] = (), places: Sequence[str] = (), value: Decimal | None = None
    ) -> list[Slot]:
        """Return the slots of the family's facts that fit every filter that is given, each once, in no order."""
        found = super().slots(indicators=indicators, places=places, value=value)
        return [slot for slot in found if slot[0] in self._indicators]

    def texts(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield hash, text and vector of every distinct text that a document of the view holds."""
        for hash_, text, vector in super().texts():
            if self.occurrence([hash_]):
                yield hash_, text, vector
