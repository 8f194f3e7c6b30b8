"""The SQL store: documents, passages, distinct masked texts with their vectors, facts and flags.

SQL is the truth; the vector store is derived from it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from index.disagreements import compare
from index.errors import UnknownDocumentError
from index.fact_queries import NEWEST, facts_query, first_in_sheets_query, first_of_slot_query
from index.kept import KEPT_FACTS, FactIndex, Kept
from index.quantities import plain
from index.reviews import Reviews
from index.rows import (
    document_of,
    document_row,
    fact_of,
    fact_row,
    flag_of,
    flag_row,
    numerals_row,
    passage_of,
    passage_row,
)
from index.schema import documents as _documents
from index.schema import facts as _facts
from index.schema import flags as _flags
from index.schema import meta as _meta
from index.schema import passages as _passages
from index.schema import texts as _texts
from index.types import (
    NATION,
    Document,
    DocumentSummary,
    Fact,
    Flag,
    FlagKind,
    NumeralCounts,
    Passage,
)
from index.versions import Versions

# A version that was replaced stays, with its text alone, for the citations that lead to it.
_CURRENT = _documents.c.replaced_at.is_(None)
_BY_SLOT = tuple(column.nulls_first() for column in (_documents.c.family, _documents.c.place, _documents.c.period))
_SELECT_META = sa.select(_meta)
_BY_ID = sa.select(_documents).where(_documents.c.id == sa.bindparam("document"))
_BY_SOURCE = sa.select(_documents).where(_documents.c.source == sa.bindparam("document"), _CURRENT)

# Indicator, place and period of a fact.
Slot = tuple[str, str, str | None]

# Flags that only the file itself tells, not its text.
_OF_FILE = (FlagKind.ACTIVE_CONTENT, FlagKind.OCR, FlagKind.DUPLICATE)


def _storable(name: str) -> bool:
    """Say whether a name can stand in either database: neither takes half a surrogate pair, PostgreSQL no NUL."""
    return "\0" not in name and name == name.encode(errors="replace").decode()


class Database:
    """One connection to the SQL store."""

    def __init__(self, connection: sa.Connection, kept: Kept | None = None) -> None:
        """`kept` is what the connection has read before of the same state of the store; one for writing has none."""
        self._c = connection
        self._writes = kept is None
        self._seen: sa.ColumnElement[bool] = sa.true()
        self._kept = kept or Kept(state=0)
        self.versions = Versions(connection)
        self.reviews = Reviews(connection)

    # meta

    def meta(self, key: str) -> str | None:
        """Return a value of the store's own table, or None."""
        if self._kept.meta is None:
            self._kept.meta = {row[0]: row[1] for row in self._c.execute(_SELECT_META)}
        return self._kept.meta.get(key)

    def set_meta(self, key: str, value: str) -> None:
        """Write a value of the store's own table."""
        self._kept.meta = None
        self._c.execute(sa.delete(_meta).where(_meta.c.key == key))
        self._c.execute(sa.insert(_meta).values(key=key, value=value))

    def version(self) -> int:
        """Return the store version: it grows with every committed change."""
        return int(self.meta("store_version") or 0)

    # documents

    def documents(self, ids: Sequence[str] | None = None) -> list[DocumentSummary]:
        """List all documents or those of these ids, by family, place, period and source."""
        d = _documents.c
        facts = sa.select(sa.func.count()).where(_facts.c.document_id == d.id).scalar_subquery()
        flags = sa.select(sa.func.count()).where(_flags.c.document_id == d.id).scalar_subquery()
        query = sa.select(
            d.id, d.title, d.source, d.family, d.place, d.period, d.page_starts.label("pages"), facts.label("facts"),
            flags.label("flags"), d.added, d.format, d.url, d.retrieved,
            d.said_place, d.said_period,
        ).where(_CURRENT, self._seen, d.id.in_(ids) if ids is not None else sa.true())  # fmt: skip
        query = query.order_by(*_BY_SLOT, d.source, d.id)
        reviewed = sa.select(_flags).where(_flags.c.document_id.in_(self.reviews.documents()))
        known = self.reviews.attach(flag_of(row) for row in self._c.execute(reviewed))
        decided = Counter(flag.document_id for flag in known if flag.review)

        def summary(row: sa.Row[Any]) -> DocumentSummary:
            own = {"pages": len(json.loads(row.pages)) or None, "flags": row.flags - decided[row.id]}
            return DocumentSummary(**{**row._mapping, **own}, decided=decided[row.id])

        return [summary(row) for row in self._c.execute(query)]

    def document(self, document: str) -> Document:
        """Return a document by id, also one that was replaced, or a current one by source name, if that is unique.

        Raises UnknownDocumentError.
        """
        if known := self._kept.documents.get(document):
            return known
        queries = (_BY_ID, _BY_SOURCE) if _storable(document) else ()
        every = (self._c.execute(query, {"document": document}).all() for query in queries)
        rows = next(filter(None, every), [])
        if not rows:
            raise UnknownDocumentError(
                f"There is no document {document!r}. `statdesk documents` lists the documents with their ids."
            )
        if len(rows) > 1:
            ids = ", ".join(row.id for row in rows)
            raise UnknownDocumentError(f"Several documents are named {document!r}: {ids}. Give one of these ids.")
        found = document_of(rows[0])
        self._kept.add(document, found)
        return found

    def coverage(self) -> list[tuple[str | None, str | None, str | None, int]]:
        """Return family, place and period of the documents with their number."""
        d = _documents.c
        query = (
            sa.select(d.family, d.place, d.period, sa.func.count())
            .where(_CURRENT, self._seen)
            .group_by(d.family, d.place, d.period)
            .order_by(*_BY_SLOT)
        )
        return [(row[0], row[1], row[2], row[3]) for row in self._c.execute(query)]

    def add(
        self,
        document: Document,
        passages: Iterable[tuple[Passage, str]],
        facts: Iterable[Fact],
        flags: Iterable[Flag],
        numerals: NumeralCounts,
    ) -> None:
        """Write one document with its passages (each with the hash of its masked text), facts and flags."""
        self._c.execute(sa.insert(_documents).values(document_row(document, numerals)))
        self._insert(_passages, [passage_row(passage, hash_) for passage, hash_ in passages])
        self._insert(_facts, [fact_row(fact) for fact in facts])
        self._insert_flags(flags)

    def set_findings(
        self, document_id: str, facts: Iterable[Fact], flags: Iterable[Flag], numerals: NumeralCounts
    ) -> None:
        """Write the facts and flags of a document anew."""
        for table in (_flags, _facts):
            self._c.execute(sa.delete(table).where(table.c.document_id == document_id))
        counted = sa.update(_documents).where(_documents.c.id == document_id)
        self._c.execute(counted.values(numerals_row(numerals)))
        self._insert(_facts, [fact_row(fact) for fact in facts])
        self._insert_flags(flags)

    def _insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        if rows:
            self._c.execute(sa.insert(table), rows)

    def _insert_flags(self, flags: Iterable[Flag]) -> None:
        self._insert(_flags, [flag_row(flag) for flag in flags])

    # texts and vectors

    def known_texts(self) -> set[str]:
        """Return the hashes of all texts that have a vector."""
        return set(self._c.execute(sa.select(_texts.c.hash)).scalars())

    def add_texts(self, rows: Iterable[tuple[str, str, bytes]]) -> None:
        """Write texts with their vectors (little-endian float32)."""
        self._insert(_texts, [{"hash": h, "text": t, "vector": v} for h, t, v in rows])

    def texts(self) -> Iterator[tuple[str, str, bytes]]:
        """Yield hash, text and vector of every distinct text."""
        for row in self._c.execute(sa.select(_texts).order_by(_texts.c.hash)):
            yield row[0], row[1], row[2]

    def texts_of_families(self) -> set[str]:
        """Return the hashes of the texts that stand in documents of a family."""
        p, d = _passages.c, _documents.c
        stands = sa.select(p.id).join(_documents, d.id == p.document_id)
        stands = stands.where(p.text_hash == _texts.c.hash, d.family.is_not(None), self._seen)
        query = sa.select(_texts.c.hash).where(stands.exists())
        return set(self._c.execute(query).scalars())

    def sweep_texts(self) -> None:
        """Delete the texts that no passage has any more."""
        self._c.execute(sa.delete(_texts).where(_texts.c.hash.not_in(sa.select(_passages.c.text_hash))))

    # passages

    def passages_of_texts(self, hashes: Sequence[str]) -> list[tuple[str, Passage]]:
        """Return the occurrences of distinct texts, with the hash of each."""
        p, d = _passages.c, _documents.c
        query = (
            sa.select(_passages, d.text.label("document_text"))
            .join(_documents, d.id == p.document_id)
            .where(p.text_hash.in_(list(hashes)), self._seen)
            .order_by(*NEWEST, p.start)
        )
        return [(row.text_hash, passage_of(row, row.document_text)) for row in self._c.execute(query)]

    def passages_of_document(self, document_id: str) -> list[Passage]:
        """Return the passages of a document in their order."""
        text = self.document(document_id).text
        query = sa.select(_passages).where(_passages.c.document_id == document_id).order_by(_passages.c.start)
        return [passage_of(row, text) for row in self._c.execute(query)]

    def occurrence(self, hashes: Sequence[str], place: str | None = None) -> Passage | None:
        """Return the first passage with one of some texts, of the newest document, then by source name.

        With `place` only documents of that place count. None if there is no such passage.
        """
        p, d = _passages.c, _documents.c
        # found document by document in their order: a sentence of every sheet stands in thousands of them
        has_text = sa.select(p.id).where(p.document_id == d.id, p.text_hash.in_(list(hashes))).exists()
        first = sa.select(d.id).where(has_text, self._seen).order_by(*NEWEST).limit(1)
        if place is not None:
            first = first.where(d.place == place)
        query = (
            sa.select(_passages, _documents.c.text.label("document_text"))
            .join(_documents, d.id == p.document_id)
            .where(p.document_id == first.scalar_subquery(), p.text_hash.in_(list(hashes)))
            .order_by(p.start)
            .limit(1)
        )
        row = self._c.execute(query).first()
        return passage_of(row, row.document_text) if row else None

    def stands_in_several(self, hashes: Sequence[str]) -> bool:
        """Say whether texts stand in more than one document."""
        p, d = _passages.c, _documents.c
        query = sa.select(p.document_id).join(_documents, d.id == p.document_id)
        query = query.where(p.text_hash.in_(list(hashes)), self._seen).distinct().limit(2)
        return len(self._c.execute(query).all()) > 1

    # facts and flags

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
        """Return the facts that fit every filter that is given, newest period first, then by source name."""
        if kept := self._kept_facts():
            return kept.find(
                indicators=indicators, places=places, periods=periods, value=value, document_id=document_id, span=span
            )
        named = [period for period in periods if period is not None]
        several = [min(len(values), 2) for values in (indicators, places, named)]
        query = facts_query(
            *several,
            no_period=None in periods,
            value=value is not None,
            document=document_id is not None,
            span=span is not None,
        )
        given = {
            "indicators": indicators[0] if len(indicators) == 1 else list(indicators),
            "places": places[0] if len(places) == 1 else list(places),
            "periods": named[0] if len(named) == 1 else named,
            "value": None if value is None else plain(value),
            "document": document_id,
            "start": span[0] if span else None,
            "end": span[1] if span else None,
        }
        return [fact_of(*row) for row in self._c.execute(query, given)]

    def first_fact(
        self, indicator: str, place: str, period: str | None, in_place: str | None = None, in_period: str | None = None
    ) -> Fact | None:
        """Return the first fact of a slot, in the order of `facts`; None if there is none.

        With `in_place` or `in_period` it is the first in the sheets of that place or period.
        """
        if period is None or in_place is not None or in_period is not None:
            query = first_in_sheets_query(period is not None, in_place is not None, in_period is not None)
        elif kept := self._kept_facts():
            return next(iter(kept.slot(indicator, place, period)), None)
        else:
            query = first_of_slot_query()
        slots = {"indicator": indicator, "place": place, "period": period}
        row = self._c.execute(query, slots | {"in_place": in_place, "in_period": in_period}).first()
        return fact_of(*row) if row else None

    def slots(
        self, *, indicators: Sequence[str] = (), places: Sequence[str] = (), value: Decimal | None = None
    ) -> list[Slot]:
        """Return the slots of the facts that fit every filter that is given, each once, in no order.

        An overall figure has one slot, and as many facts as there are sheets that print it.
        """
        if kept := self._kept_facts():
            found = kept.find(
                indicators=indicators, places=places, periods=(), value=value, document_id=None, span=None
            )
            return list(dict.fromkeys((f.indicator, f.place, f.period) for f in found))
        f = _facts.c
        query = sa.select(f.indicator, f.place, f.period).distinct()
        query = query.where(f.indicator.in_(list(indicators))) if indicators else query
        query = query.where(f.place.in_(list(places))) if places else query
        query = query.where(f.value == plain(value)) if value is not None else query
        return [(indicator, place, period) for indicator, place, period in self._c.execute(query)]

    def _kept_facts(self) -> FactIndex | None:
        """Return all facts of a small store, read once for each state of it.

        None if there are too many to keep, if this state is read for the first time, or if it is being changed.
        """
        if self._writes or not self._kept.used:
            return None
        if self._kept.facts is None and not self._kept.many:
            some = sa.select(_facts.c.id).limit(KEPT_FACTS + 1).subquery()
            self._kept.many = self._c.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() > KEPT_FACTS
            if not self._kept.many:
                self._kept.facts = FactIndex(fact_of(*row) for row in self._c.execute(facts_query(0, 0, 0)))
        return self._kept.facts

    def facts_by_id(self, ids: Sequence[str]) -> list[Fact]:
        """Return the facts with these ids, in no order; unknown ids are passed over."""
        return [fact_of(*row) for row in self._c.execute(sa.select(_facts).where(_facts.c.id.in_(list(ids))))]

    def flags(self, documents: Sequence[str] | None = None) -> list[Flag]:
        """Return all flags, or those of these documents, with what was decided, by document and place in it."""
        query = (
            sa.select(_flags)
            .join(_documents, _documents.c.id == _flags.c.document_id)
            .where(_flags.c.document_id.in_(documents) if documents is not None else sa.true())
            .order_by(_documents.c.source, _documents.c.id, _flags.c.start, _flags.c.number)
        )
        return self.reviews.attach(flag_of(row) for row in self._c.execute(query))

    def flags_of_file(self, document_id: str) -> list[Flag]:
        """Return the flags of a document that cannot be made again from its text."""
        # tracked changes are the file's; what an earlier version gave otherwise is of a figure
        revised = sa.and_(_flags.c.kind == FlagKind.REVISED, _flags.c.indicator.is_(None))
        of_file = sa.or_(_flags.c.kind.in_(_OF_FILE), revised)
        query = sa.select(_flags).where(_flags.c.document_id == document_id, of_file).order_by(_flags.c.number)
        return [flag_of(row) for row in self._c.execute(query)]

    def flags_on(self, indicators: Sequence[str | None], place: str, period: str | None) -> list[Flag]:
        """Return the flags on indicators in the sheets of a place, or for the overall figure in any, for a period.

        None among the indicators stands for the flags that are on none.
        """
        of = _flags.c.indicator
        query = (
            sa.select(_flags)
            .join(_documents, _documents.c.id == _flags.c.document_id)
            .where(sa.or_(of.in_([i for i in indicators if i]), of.is_(None) if None in indicators else sa.false()))
        )
        if place != NATION:
            query = query.where(_documents.c.place == place)
        if period is not None:
            query = query.where(_documents.c.period == period)
        return self.reviews.attach(flag_of(row) for row in self._c.execute(query))

    def numerals(self) -> NumeralCounts:
        """Return the ledger of numerals over all documents."""
        d = _documents.c
        total, facts, context = self._c.execute(
            sa.select(*(sa.func.coalesce(sa.func.sum(column), 0) for column in
                        (d.numerals, d.numerals_as_facts, d.numerals_as_context))).where(_CURRENT)
        ).one()  # fmt: skip
        return NumeralCounts(
            total=int(total), as_facts=int(facts), as_context=int(context), unclaimed=int(total - facts - context)
        )

    def compare_documents(self, counterparts: Mapping[str, str]) -> None:
        """Make the flags anew that compare documents: overall figures that differ, places above the overall figure.

        `counterparts` names the overall indicator of which a place indicator is a part.
        """
        compare(self._c, counterparts)
